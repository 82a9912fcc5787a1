//! The register page and what it leads to, as forms without JavaScript use it.

use crate::{
    web::Web,
    world::{Answer, World, component},
};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};

/// A world that may read a web server.
async fn world(catalog: Value) -> (World, Web) {
    let web = Web::start().await;
    let world = World::configured(&catalog, &web.reading(), &json!({})).await;
    (world, web)
}

fn rules() -> Value {
    json!({"rules": [{"allow": ["Component", "Location"]}]})
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn look(world: &World, target: &str) -> Answer {
    world.get(&format!("/catalog-import?target={}", encoded(target))).await.is(200)
}

/// Sends a form as a browser does, from one of our own pages or from elsewhere.
async fn post(world: &World, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let mut request = Request::post(path)
        .header(header::HOST, "portico.test")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(request.body(Body::from(body.join("&"))).unwrap()).await
}

const OURS: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];

#[tokio::test]
async fn forms_lead_from_an_address_to_its_entities_and_back() {
    let (world, web) = world(rules()).await;
    web.put("a.yaml", component("till", "").replace("name: till", "name: till\n  description: Takes money"));
    let target = web.url("a.yaml");
    look(&world, &target).await.shows(&[
        "What was found",
        "till",
        "Takes money",
        "1 entity will be created",
        "new",
    ]);
    assert!(world.portal().index().is_empty(), "looking keeps nothing");

    let answer = post(&world, "/ui/register", &[("target", &target)], OURS).await.is(302);
    let follow = answer.header(header::LOCATION).to_owned();
    assert!(follow.starts_with("/catalog-import?registered=http:"), "{follow}");
    world.until("till is there", || world.portal().index().get("component:default/till").is_some()).await;
    let page = world.get(&follow).await.is(200);
    assert!(page.body.contains("href=\"/catalog/default/component/till\""), "{}", page.body);
    page.shows(&["Registered. 1 entity is in the catalog"]);
    // Twice is once.
    let again = post(&world, "/ui/register", &[("target", &target)], OURS).await.is(302);
    assert_eq!(again.header(header::LOCATION), follow);
    look(&world, &target)
        .await
        .shows(&["registered already", "See what is there"])
        .hides(&["will be created"]);

    let question = world.get("/catalog/default/component/till/unregister").await.is(200);
    let id = world.portal().locations(portico_portal::Caller::Guest).await.unwrap()[0].id.clone();
    assert!(question.body.contains(&format!("value=\"{id}\"")), "{}", question.body);
    question.shows(&["Unregister this location?", "1 entity leaves the catalog", "till"]);
    let answer = post(&world, "/ui/unregister", &[("id", &id), ("target", &target)], OURS).await.is(302);
    let removed = answer.header(header::LOCATION).to_owned();
    world.until("till is gone", || world.portal().index().get("component:default/till").is_none()).await;
    world.get(&removed).await.is(200).shows(&["is not registered any more", "Look at it again"]);
    let history = world.get("/catalog/default/component/till/history").await.is(200);
    history.shows(&["is not in the catalog any more", "Removed", "Added"]);
    world.get("/catalog/default/component/none/history").await.is(404);
}

#[tokio::test]
async fn bad_addresses_are_told_with_their_remedy_and_stay_in_the_field() {
    let (world, web) = world(rules()).await;
    web.put("broken.yaml", "kind: Component\nmetadata:\n\tname: x\n");
    web.put(
        "user.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: eve}\nspec: {memberOf: []}\n",
    );
    for (target, words) in [
        ("acorn.test/a.yaml".to_owned(), ["is not a web address", "Begin with https://"]),
        (
            "https://acorn.test/a.yaml".to_owned(),
            ["may not be read", "To allow it, write into the configuration"],
        ),
        (web.url("none.yaml"), ["none.yaml", "could not be read"]),
        (web.url("broken.yaml"), ["broken.yaml:3", "error"]),
        (web.url("user.yaml"), ["User", "catalog.rules"]),
    ] {
        let page = look(&world, &target).await;
        assert!(page.body.contains(&format!("value=\"{target}\"")), "{target} is still in the field");
        page.shows(&words).hides(&["will be created"]);
    }
}

#[tokio::test]
async fn nothing_is_changed_for_another_site() {
    let (world, web) = world(rules()).await;
    let target = web.url("a.yaml");
    for headers in
        [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.test")], [("origin", "null")]]
    {
        for path in ["/ui/register", "/ui/unregister", "/ui/refresh", "/ui/theme"] {
            let answer = post(&world, path, &[("target", &target)], &headers).await.is(403);
            assert!(answer.body.contains("nothing was changed"), "{}", answer.body);
        }
    }
    assert!(world.portal().locations(portico_portal::Caller::Guest).await.unwrap().is_empty());
    // What changes something is never a GET.
    world.get(&format!("/ui/register?target={}", encoded(&target))).await.is(400);
}

#[tokio::test]
async fn a_read_only_catalog_says_so_and_stays_as_it_is() {
    let mut catalog = rules();
    catalog["readonly"] = json!(true);
    let (world, web) = world(catalog).await;
    web.put("a.yaml", component("till", ""));
    let target = web.url("a.yaml");
    look(&world, &target).await.shows(&["This catalog is read-only", "till"]);
    let answer = post(&world, "/ui/register", &[("target", &target)], OURS).await.is(302);
    assert!(answer.header(header::LOCATION).starts_with("/catalog-import?target="));
    assert!(world.portal().locations(portico_portal::Caller::Guest).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refresh_leads_back_to_the_page_that_says_so() {
    let (world, web) = world(rules()).await;
    web.put("a.yaml", component("till", ""));
    post(&world, "/ui/register", &[("target", &web.url("a.yaml"))], OURS).await.is(302);
    world.until("till is there", || world.portal().index().get("component:default/till").is_some()).await;
    let fields = [("kind", "component"), ("namespace", "default"), ("name", "till"), ("plain", "true")];
    let answer = post(&world, "/ui/refresh", &fields, OURS).await.is(302);
    assert_eq!(answer.header(header::LOCATION), "/catalog/default/component/till?refresh=asked");
    world.get("/catalog/default/component/till?refresh=asked").await.is(200).shows(&["Asked for."]);
}
