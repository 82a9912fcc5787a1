//! The description of the API, and the page that shows it.

use crate::world::{Answer, SMALL, World};
use axum::{
    body::Body,
    http::{Request, header},
};

#[tokio::test]
async fn the_description_is_told_whole_and_for_the_catalog_alone() {
    let world = World::new(SMALL).await;
    let whole = world.get("/openapi.json").await.is(200);
    assert_eq!(whole.header(header::CONTENT_TYPE), "application/json; charset=utf-8");
    let whole = whole.json();
    assert_eq!(whole["openapi"], "3.1.0");
    assert_eq!(whole["servers"][0]["url"], "/");
    assert!(whole["paths"]["/api/catalog/entities"]["get"].is_object());
    assert!(whole["paths"]["/api/events/http/{topic}"]["post"].is_object());
    for path in ["/api/catalog/openapi.json", "/api/catalog/openapi.json/"] {
        let catalog = world.get(path).await.is(200).json();
        let paths = catalog["paths"].as_object().unwrap();
        assert!(paths.keys().all(|path| path.starts_with("/api/catalog/")), "{path}");
        assert_eq!(catalog["paths"]["/api/catalog/entities"], whole["paths"]["/api/catalog/entities"]);
    }
}

/// Addresses of a page's own that it loads.
fn loaded(page: &Answer) -> Vec<String> {
    let values =
        page.body.split(['<', '>']).filter(|tag| tag.starts_with("script") || tag.starts_with("link"));
    let values = values.flat_map(|tag| tag.split('"').skip(1).step_by(2));
    values.filter(|value| value.starts_with('/')).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_page_loads_only_what_this_program_has() {
    let world = World::new(SMALL).await;
    for path in ["/api", "/api/"] {
        let page = world.get(path).await.is(200);
        assert_eq!(page.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(page.header(header::CACHE_CONTROL), "no-cache");
        assert!(page.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'none'"));
        assert!(!page.body.contains("//"), "no other host: {}", page.body);
        let files: Vec<_> = loaded(&page).into_iter().filter(|file| file != "/favicon.svg").collect();
        assert_eq!(files.len(), 4, "{files:?}");
        for file in files {
            let answer = world.get(&file).await.is(200);
            let expected = if file.ends_with(".js") { "text/javascript" } else { "text/css" };
            assert!(answer.header(header::CONTENT_TYPE).starts_with(expected), "{file}");
            let for_ever = file.contains("swagger-ui");
            assert_eq!(answer.header(header::CACHE_CONTROL).contains("immutable"), for_ever, "{file}");
            assert!(!answer.body.is_empty(), "{file}");
        }
    }
}

#[tokio::test]
async fn swagger_ui_is_sent_compressed_to_whom_it_may_be() {
    let world = World::new(SMALL).await;
    let files = loaded(&world.get("/api").await);
    let style = files.iter().find(|file| file.ends_with("swagger-ui.css")).unwrap();
    let plain = world.get(style).await.is(200);
    assert_eq!(plain.header(header::CONTENT_ENCODING), "");
    assert!(plain.body.contains(".swagger-ui"));
    let asked = Request::get(style).header(header::ACCEPT_ENCODING, "br, gzip").body(Body::empty()).unwrap();
    let (headers, length) = world.weigh(asked).await;
    assert_eq!(headers[header::CONTENT_ENCODING], "gzip");
    assert!(length < plain.body.len() / 4, "{length}");
    let refused =
        Request::get(style).header(header::ACCEPT_ENCODING, "gzip;q=0").body(Body::empty()).unwrap();
    assert_eq!(world.send(refused).await.is(200).header(header::CONTENT_ENCODING), "");
}

#[tokio::test]
async fn what_else_is_asked_under_api_is_404_without_a_body() {
    let world = World::new(SMALL).await;
    for (method, path) in [
        ("GET", "/api/docs"),
        ("GET", "/api/docs/none.js"),
        ("GET", "/api/docs/0.0.0/swagger-ui.css"),
        ("GET", "/api/docs/..%2F/swagger-ui.css"),
        ("GET", "/api/docs/%FF/swagger-ui.css"),
        ("POST", "/api"),
        ("POST", "/api/docs/page.js"),
        ("GET", "/api/events/openapi.json"),
        ("POST", "/api/catalog/openapi.json"),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let answer = world.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (404, ""), "{method} {path}");
    }
}
