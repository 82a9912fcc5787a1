//! The catalog's HTTP API, as a program uses it.

mod vectors;

use crate::world::{Answer, SMALL, World, component};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};

const JSON: &str = "application/json";

async fn post(world: &World, path: &str, content_type: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path).header(header::CONTENT_TYPE, content_type);
    world.send(request.body(body.into()).unwrap()).await
}

/// The names of the entities of a reply, in order.
fn names(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let items = body.get("items").unwrap_or(&body).as_array().unwrap();
    items.iter().map(|item| item["metadata"]["name"].as_str().unwrap().to_owned()).collect()
}

/// A world with `count` components called c000, c001, …
async fn many(count: usize) -> World {
    let many: String = (0..count).map(|number| component(&format!("c{number:03}"), "") + "---\n").collect();
    World::new(&[("catalog/many.yaml", &many)]).await
}

#[track_caller]
fn is_refused(answer: Answer, status: u16, name: &str, method: &str, url: &str) {
    let answer = answer.is(status);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/json; charset=utf-8");
    let mut body = answer.json();
    let message = body["error"]["message"].take();
    assert!(message.as_str().is_some_and(|message| !message.is_empty()), "{message}");
    let expected = json!({
        "error": {"name": name, "message": null},
        "request": {"method": method, "url": url},
        "response": {"statusCode": status},
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn an_entity_is_the_same_by_name_and_by_uid_and_in_lists() {
    let world = World::new(SMALL).await;
    let by_name = world.get("/api/catalog/entities/by-name/Component/DEFAULT/till").await.is(200);
    assert_eq!(by_name.header(header::CONTENT_TYPE), "application/json; charset=utf-8");
    let entity = by_name.json();
    assert_eq!(entity["kind"], "Component");
    assert_eq!(entity["spec"]["owner"], "team-oak");
    let relations: Vec<&Value> = entity["relations"].as_array().unwrap().iter().collect();
    assert!(relations.contains(&&json!({"type": "ownedBy", "targetRef": "group:default/team-oak"})));
    let uid = entity["metadata"]["uid"].as_str().unwrap().to_uppercase();
    let by_uid = world.get(&format!("/api/catalog/entities/by-uid/{uid}")).await.is(200);
    assert_eq!(by_uid.body, by_name.body);
    let listed = world.get("/api/catalog/entities?filter=metadata.name%3Dtill").await.is(200);
    assert_eq!(listed.json(), json!([entity]));
}

#[tokio::test]
async fn refusals_have_one_shape() {
    let world = World::new(SMALL).await;
    for (status, name, url) in [
        (404, "NotFoundError", "/api/catalog/entities/by-name/component/default/none"),
        (404, "NotFoundError", "/api/catalog/entities/by-uid/none"),
        (400, "InputError", "/api/catalog/entities?filterr=kind%3Duser"),
        (400, "InputError", "/api/catalog/entities/by-name/api/default/prices?fields=kind"),
        (400, "InputError", "/api/catalog/entities/by-uid/%FF"),
        (400, "InputError", "/api/catalog/entities/by-query/?limit=-1"),
        (400, "InputError", "/api/catalog/entity-facets"),
    ] {
        is_refused(world.get(url).await, status, name, "GET", url);
    }
}

#[tokio::test]
async fn bodies_are_json_of_limited_size() {
    let world = World::new(SMALL).await;
    let refs = "/api/catalog/entities/by-refs";
    let body = r#"{"entityRefs": ["api:default/prices"], "fields": ["metadata.name"]}"#;
    for content_type in [JSON, "Application/JSON; charset=utf-8"] {
        let answer = post(&world, refs, content_type, body).await.is(200);
        assert_eq!(answer.json(), json!({"items": [{"metadata": {"name": "prices"}}]}));
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        is_refused(post(&world, refs, content_type, body).await, 400, "InputError", "POST", refs);
    }
    for broken in ["{", "{\"entityRefs\": [}", "entityRefs", "\u{feff}{}"] {
        is_refused(post(&world, refs, JSON, broken).await, 400, "SyntaxError", "POST", refs);
    }
    is_refused(post(&world, refs, JSON, "").await, 400, "InputError", "POST", refs);

    let padded = |bytes: usize| body.to_owned() + &" ".repeat(bytes - body.len());
    post(&world, refs, JSON, padded(100 * 1024)).await.is(200);
    let too_large = post(&world, refs, JSON, padded(100 * 1024 + 1)).await;
    is_refused(too_large, 413, "PayloadTooLargeError", "POST", refs);
}

#[tokio::test]
async fn by_query_needs_no_body() {
    let world = World::new(SMALL).await;
    let answer = post(&world, "/api/catalog/entities/by-query", JSON, "").await.is(200);
    // The six of the world, and the Location that lists them.
    assert_eq!(answer.json()["totalItems"], 7);
    let bare = Request::post("/api/catalog/entities/by-query").body(Body::empty()).unwrap();
    assert_eq!(world.send(bare).await.is(200).json(), answer.json());
}

#[tokio::test]
async fn what_is_no_route_is_404_without_a_body() {
    let world = World::new(SMALL).await;
    for (method, path) in [
        ("GET", "/api/none"),
        ("GET", "/api/catalog"),
        ("GET", "/api/catalog/none"),
        ("POST", "/api/catalog/entities"),
        ("GET", "/api/catalog/entities/by-refs"),
        ("PUT", "/api/catalog/entities/by-uid/none"),
        ("GET", "/api/catalog/entities/by-name/api/default"),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let answer = world.send(request).await.is(404);
        assert_eq!(answer.body, "", "{method} {path}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_makes_no_difference() {
    let world = World::new(SMALL).await;
    for (path, query) in [
        ("/api/catalog/entities", "?filter=kind%3Dapi&limit=1"),
        ("/api/catalog/entities/by-query", "?orderField=metadata.name,asc"),
        ("/api/catalog/entities/by-name/api/default/prices", ""),
        ("/api/catalog/entity-facets", "?facet=kind"),
    ] {
        let without = world.get(&format!("{path}{query}")).await.is(200);
        let with = world.get(&format!("{path}/{query}")).await.is(200);
        assert_eq!(with.body, without.body, "{path}");
    }
}

#[tokio::test]
async fn links_lead_through_all_pages() {
    let world = many(25).await;
    let mut path = "/entities?filter=kind%3Dcomponent&fields=metadata.name&limit=10".to_owned();
    let mut seen = Vec::new();
    let mut pages = 0;
    loop {
        let answer = world.get(&format!("/api/catalog{path}")).await.is(200);
        seen.extend(names(&answer));
        pages += 1;
        let link = answer.header(header::LINK);
        if link.is_empty() {
            break;
        }
        let target = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""));
        path = target.unwrap().to_owned();
        assert!(path.starts_with("/entities?"), "relative to where the catalog is: {path}");
    }
    assert_eq!((seen.len(), pages), (25, 3));
    assert!(seen.is_sorted());
}

#[tokio::test]
async fn cursors_lead_forth_and_back() {
    let world = many(25).await;
    let start =
        "/api/catalog/entities/by-query?limit=10&orderField=metadata.name,asc&filter=kind%3Dcomponent";
    let mut forth = vec![world.get(start).await.is(200)];
    while let Some(cursor) = forth.last().unwrap().json()["pageInfo"]["nextCursor"].as_str() {
        // The client goes on by POST when the cursor holds a query.
        let body = json!({"cursor": cursor, "limit": 10}).to_string();
        forth.push(post(&world, "/api/catalog/entities/by-query", JSON, body).await.is(200));
    }
    let pages: Vec<Vec<String>> = forth.iter().map(names).collect();
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    assert!(pages.concat().is_sorted());
    assert!(forth.iter().all(|page| page.json()["totalItems"] == 25));

    let mut page = forth.pop().unwrap();
    for expected in pages.iter().rev().skip(1) {
        let info = page.json()["pageInfo"].take();
        let cursor = info["prevCursor"].as_str().unwrap().replace('+', "%2B").replace('=', "%3D");
        page = world.get(&format!("/api/catalog/entities/by-query?limit=10&cursor={cursor}")).await.is(200);
        assert_eq!(&names(&page), expected);
    }
    assert!(page.json()["pageInfo"].get("prevCursor").is_none());
}
