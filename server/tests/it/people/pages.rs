//! The same on pages, as they come with the first response.

use super::{ANNA, ORG, post};
use crate::world::World;
use axum::{
    body::Body,
    http::{Request, header},
};

/// A page as Anna sees it.
async fn as_anna(world: &World, path: &str) -> crate::world::Answer {
    let request = Request::get(path).header(header::COOKIE, ANNA).body(Body::empty()).unwrap();
    world.send(request).await
}

#[tokio::test]
async fn home_asks_a_guest_who_they_are_and_is_somebodys_own() {
    let world = World::new(ORG).await;
    world.get("/").await.is(200).shows(&[
        "Who are you?",
        "3 people are in the catalog",
        "Domains and systems",
    ]);
    let found = world.get("/?who=anna").await.is(200).shows(&["Anna Berg", "Jo Anna Lund", "2 found"]);
    assert!(found.body.contains("value=\"user:default/anna\""), "{}", found.body);
    world.get("/?who=zebra").await.is(200).shows(&["Nobody fits"]);
    as_anna(&world, "/").await.is(200).hides(&["Who are you?"]).shows(&[
        "Anna Berg",
        "Grows oaks",
        "My teams",
        "Team Oak",
        "What you and your teams own",
        "The till",
        "No stars yet",
        "All is well with what is yours",
        "The whole catalog",
    ]);
    as_anna(&world, "/?who=").await.is(200).shows(&["Who are you?", "My teams"]);
    // Without anybody in the catalog, there is nobody to be.
    let empty = World::new(&[]).await;
    empty.get("/").await.is(200).hides(&["Who are you?"]);
}

#[tokio::test]
async fn stars_work_as_a_plain_form_and_visits_are_remembered() {
    let world = World::new(ORG).await;
    let form = "star=component:default/till&back=/catalog?text%3Dtill";
    let starred = post(&world, "/ui/star", ANNA, form).await.is(302);
    assert_eq!(starred.header(header::LOCATION), "/catalog?text=till");
    let guest = post(&world, "/ui/star", "", form).await.is(302);
    assert_eq!(guest.header(header::LOCATION), "/?who=&back=%2Fcatalog%3Ftext%3Dtill");
    let page = as_anna(&world, "/catalog/default/component/till").await.is(200);
    assert!(page.body.contains("aria-pressed=\"true\""), "{}", page.body);
    as_anna(&world, "/catalog?list=starred").await.is(200).shows(&["The till", "1 of"]);
    world.get("/catalog?list=starred").await.is(200).shows(&["Say who you are"]);
    let started = std::time::Instant::now();
    while as_anna(&world, "/").await.is(200).text().contains("The entities that you look at") {
        assert!(started.elapsed().as_secs() < 20, "the visit is not remembered");
        tokio::task::yield_now().await;
    }
    post(&world, "/ui/star", ANNA, "unstar=component:default/till&back=/").await.is(302);
    as_anna(&world, "/catalog?list=starred").await.is(200).shows(&["No stars yet"]);
    // A page that is alive hears that it could not be done.
    let request = Request::post("/ui/star")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, ANNA)
        .body(Body::from("star=component:default/nothing"))
        .unwrap();
    assert!(world.send(request).await.status.is_server_error());
}

#[tokio::test]
async fn explore_and_profiles_are_pages() {
    let world = World::new(ORG).await;
    world.get("/explore").await.is(200).shows(&[
        "trade",
        "shop",
        "The till",
        "Systems without a domain",
        "In no system",
    ]);
    world.get("/explore?text=zebra").await.is(200).shows(&["Nothing fits"]);
    world.get("/explore?view=teams").await.is(200).shows(&[
        "forest",
        "Team Oak",
        "its parents lead back to itself",
    ]);
    world.get("/explore?view=x&within=y&lifecycle=z").await.is(200);
    world
        .get("/catalog/default/group/forest")
        .await
        .is(200)
        .shows(&["1 directly, 5 with sub-teams", "Jo Anna Lund"]);
    world.get("/catalog/default/group/forest?members=all").await.is(200).shows(&["Anna Berg", "Ben Sand"]);
    world
        .get("/catalog/default/user/anna")
        .await
        .is(200)
        .shows(&["anna.berg@forest.test", "1 directly, 3 with teams"]);
    World::new(&[]).await.get("/explore").await.is(200).shows(&["The map is empty"]);
}
