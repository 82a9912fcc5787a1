//! Addresses that are not pages.

use crate::world::{SMALL, World};
use axum::{
    body::Body,
    http::{Request, header},
};
use portico_portal::views::{Frame, catalog::CatalogView, entity::EntityView};

#[tokio::test]
async fn health_is_told_to_programs() {
    let world = World::new(SMALL).await;
    for path in ["/healthz", "/.backstage/health/v1/liveness", "/.backstage/health/v1/readiness"] {
        let answer = world.get(path).await.is(200);
        assert_eq!(answer.body, "{\"status\":\"ok\"}", "{path}");
    }
}

#[tokio::test]
async fn questions_of_living_pages_are_answered() {
    let world = World::new(SMALL).await;
    let frame = world.get("/ui/load_frame").await;
    assert_eq!(frame.status, 400, "only the promised addresses answer");
    assert_eq!(world.ask::<Frame>("/ui/frame").await.organization, "Acorn");
    let page: CatalogView = world.ask("/ui/catalog?query=kind%3Dapi").await;
    assert_eq!(page.found, 1);
    let none: Option<EntityView> = world.ask("/ui/entity?kind=api&namespace=default&name=none").await;
    assert_eq!(none, None);
    world.get("/ui/catalog").await.is(500);
}

#[tokio::test]
async fn the_theme_is_a_cookie_that_pages_follow() {
    let world = World::new(SMALL).await;
    let choose = Request::post("/ui/theme")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("theme=dark&back=%2Fcatalog%3Fkind%3Dapi"))
        .unwrap();
    let answer = world.send(choose).await.is(303);
    assert_eq!(answer.header(header::LOCATION), "/catalog?kind=api");
    let cookie = answer.header(header::SET_COOKIE).split(';').next().unwrap().to_owned();
    let page =
        Request::get("/").header(header::COOKIE, format!("other=1; {cookie}")).body(Body::empty()).unwrap();
    assert!(world.send(page).await.body.contains("data-theme=\"dark\""));
    assert!(world.get("/").await.body.contains("data-theme=\"auto\""));
}

#[tokio::test]
async fn answers_carry_careful_headers() {
    let world = World::new(SMALL).await;
    let page = world.get("/catalog").await.is(200);
    assert_eq!(page.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(page.header(header::X_FRAME_OPTIONS), "SAMEORIGIN");
    assert_eq!(page.header(header::CACHE_CONTROL), "no-cache");
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
    world.get("/pkg/none.js").await.is(404);
    world.get("/pkg/..%2Fsecret").await.is(404);
    let post = Request::post("/catalog").body(Body::empty()).unwrap();
    world.send(post).await.is(405);
}
