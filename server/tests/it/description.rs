//! The description of the API, and the page that shows it.

use crate::world::{Answer, SMALL, World};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::Value;

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

/// What a `$ref` of the description leads to, or the value itself.
fn resolved<'a>(description: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"].as_str().map_or(value, |address| description.pointer(&address[1..]).unwrap())
}

/// Every operation: its method, its path with the examples of its parameters filled in, and what is said about it.
fn operations(description: &Value) -> Vec<(String, String, &Value)> {
    let mut found = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let filled = parameters
                .map(|one| resolved(description, one))
                .filter(|one| one["in"] == "path")
                .fold(path.clone(), |path, one| {
                    let (name, example) = (one["name"].as_str().unwrap(), one["example"].as_str().unwrap());
                    path.replace(&format!("{{{name}}}"), example)
                });
            found.push((method.to_uppercase(), filled, operation));
        }
    }
    found
}

async fn ask(world: &World, method: &str, path: &str, operation: &Value) -> Answer {
    let example = &operation["requestBody"]["content"]["application/json"]["example"];
    let body = if example.is_null() { Body::empty() } else { Body::from(example.to_string()) };
    let request =
        Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    world.send(request.body(body).unwrap()).await
}

#[tokio::test]
async fn examples_are_answered_in_the_ways_that_are_described() {
    let world = World::new(SMALL).await;
    let description = world.get("/openapi.json").await.is(200).json();
    for (method, path, operation) in operations(&description) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let required = parameters.filter(|one| one["in"] == "query" && one["required"] == true);
        let query: String = required
            .map(|one| {
                // Of what may be repeated, the first.
                let example = one["example"].as_str().or(one["example"][0].as_str());
                format!("{}={}&", one["name"].as_str().unwrap(), example.unwrap())
            })
            .collect();
        let answer = ask(&world, &method, &format!("{path}?{query}"), operation).await;
        let status = answer.status.as_u16();
        let replies = operation["responses"].as_object().unwrap();
        assert!(replies.contains_key(&status.to_string()), "{method} {path}: {status}");
        // Messages of hosts have to be signed, and identifiers are made up.
        let expected = match path.as_str() {
            path if path.starts_with("/api/events") => [401, 401],
            // Notifications belong to somebody, and nobody is said to ask.
            path if path.starts_with("/api/notifications") => [401, 404],
            // No such host is configured.
            path if path.contains("/autocomplete/") => [400, 404],
            _ => [200, 404],
        };
        assert!(answer.status.is_success() || expected.contains(&status), "{method} {path}: {}", answer.body);
    }
}

#[tokio::test]
async fn parameters_are_known_where_they_are_described_and_nowhere_else() {
    let world = World::new(SMALL).await;
    let description = world.get("/api/catalog/openapi.json").await.is(200).json();
    for (method, path, operation) in operations(&description) {
        if path.ends_with("openapi.json") {
            continue;
        }
        let is_unknown = |answer: &Answer| answer.body.contains("unknown query parameter");
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for one in parameters.map(|one| resolved(&description, one)).filter(|one| one["in"] == "query") {
            let name = one["name"].as_str().unwrap();
            let answer = ask(&world, &method, &format!("{path}?{name}=1"), operation).await;
            assert!(!is_unknown(&answer), "{method} {path}: {}", answer.body);
        }
        let answer = ask(&world, &method, &format!("{path}?odd=1"), operation).await;
        assert!(answer.status == 400 && is_unknown(&answer), "{method} {path}: {}", answer.body);
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
