//! Locations over the API: tried out, registered, refreshed, changed and removed, against a web server on loopback.

mod vectors;

use crate::{
    web::Web,
    world::{Answer, World, component},
};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};

async fn send(world: &World, method: &str, path: &str, body: Value) -> Answer {
    let request = Request::builder().method(method).uri(format!("/api/catalog{path}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let body = if body.is_null() { Body::empty() } else { body.to_string().into() };
    world.send(request.body(body).unwrap()).await
}

/// A world that may read a web server, with rules that let all of it in.
async fn world() -> (World, Web) {
    let web = Web::start().await;
    let world = World::configured(
        &json!({"rules": [{"allow": ["Component", "Location"]}]}),
        &web.reading(),
        &json!({}),
    )
    .await;
    (world, web)
}

fn body(web: &Web, file: &str) -> Value {
    json!({ "type": "url", "target": web.url(file) })
}

async fn until_there(world: &World, entity_ref: &str) {
    world.until(entity_ref, || world.portal().index().get(entity_ref).is_some()).await;
}

async fn register(world: &World, web: &Web, file: &str) -> String {
    let answer = send(world, "POST", "/locations", body(web, file)).await.is(201).json();
    assert_eq!(answer["entities"], json!([]));
    answer["location"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_location_lives_from_trying_out_to_removal() {
    let (world, web) = world().await;
    web.put("a.yaml", component("a", "") + "---\n" + &component("b", ""));
    let tried = send(&world, "POST", "/locations?dryRun=true", body(&web, "a.yaml")).await.is(201).json();
    assert_eq!((&tried["exists"], tried["entities"].as_array().unwrap().len()), (&json!(false), 3));
    assert_eq!(tried["location"]["id"], format!("url:{}", web.url("a.yaml")));
    assert!(world.portal().index().is_empty(), "trying out keeps nothing");
    assert_eq!(send(&world, "GET", "/locations", Value::Null).await.json(), json!([]));

    let id = register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    let again = send(&world, "POST", "/locations", body(&web, "a.yaml")).await.is(409).json();
    assert_eq!(again["error"]["name"], "ConflictError");
    send(&world, "POST", "/locations?onConflict=refresh", body(&web, "a.yaml")).await.is(201);
    let tried = send(&world, "POST", "/locations?dryRun=yes", body(&web, "a.yaml")).await.is(201).json();
    assert_eq!(tried["exists"], true);

    let by_id = send(&world, "GET", &format!("/locations/{id}"), Value::Null).await.is(200).json();
    let list = send(&world, "GET", "/locations", Value::Null).await.is(200).json();
    assert_eq!(list, json!([{ "data": by_id }]));
    let of_entity = send(&world, "GET", "/locations/by-entity/Component/default/A", Value::Null).await;
    assert_eq!(of_entity.is(200).json(), by_id);
    let ancestry = send(&world, "GET", "/entities/by-name/component/default/a/ancestry", Value::Null)
        .await
        .is(200)
        .json();
    assert_eq!(ancestry["rootEntityRef"], "component:default/a");
    assert_eq!(ancestry["items"][0]["parentEntityRefs"], json!([by_id["entityRef"]]));
    assert_eq!(ancestry["items"][1]["parentEntityRefs"], json!([]));

    send(&world, "DELETE", &format!("/locations/{id}"), Value::Null).await.is(204);
    assert!(world.portal().index().is_empty(), "what came from it goes with it");
    send(&world, "DELETE", &format!("/locations/{id}"), Value::Null).await.is(404);
}

#[tokio::test]
async fn another_target_keeps_identifier_and_name() {
    let (world, web) = world().await;
    web.put("a.yaml", component("a", ""));
    web.put("b.yaml", component("b", ""));
    let id = register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    let before = send(&world, "GET", &format!("/locations/{id}"), Value::Null).await.json();
    let after = send(&world, "PUT", &format!("/locations/{id}"), body(&web, "b.yaml")).await.is(200).json();
    assert_eq!((&after["id"], &after["entityRef"]), (&before["id"], &before["entityRef"]));
    until_there(&world, "component:default/b").await;
    world.until("a is gone", || world.portal().index().get("component:default/a").is_none()).await;
    register(&world, &web, "a.yaml").await;
    send(&world, "PUT", &format!("/locations/{id}"), body(&web, "a.yaml")).await.is(409);
    send(&world, "PUT", "/locations/none", body(&web, "c.yaml")).await.is(404);
}

#[tokio::test]
async fn a_target_can_be_registered_again_after_its_registration_moved_on() {
    let (world, web) = world().await;
    web.put("a.yaml", component("a", ""));
    web.put("b.yaml", component("b", ""));
    let id = register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    send(&world, "PUT", &format!("/locations/{id}"), body(&web, "b.yaml")).await.is(200);
    until_there(&world, "component:default/b").await;
    register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    assert!(world.portal().index().get("component:default/b").is_some(), "the other one stays");
    let list = send(&world, "GET", "/locations", Value::Null).await.json();
    assert_ne!(list[0]["data"]["entityRef"], list[1]["data"]["entityRef"]);
}

#[tokio::test]
async fn a_refresh_reads_the_source_now_and_an_unchanged_one_says_so() {
    let (world, web) = world().await;
    web.put("a.yaml", component("a", ""));
    register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    let refresh = json!({ "entityRef": "component:default/a" });
    send(&world, "POST", "/refresh", refresh.clone()).await.is(200);
    world.until("it was asked again", || web.answers("a.yaml").len() > 1).await;
    assert_eq!(web.answers("a.yaml")[1], 304);
    web.put("a.yaml", component("a", "  x: changed\n"));
    send(&world, "POST", "/refresh", refresh).await.is(200);
    let is_new = || {
        let index = world.portal().index();
        index.get("component:default/a").is_some_and(|document| document.json.contains("changed"))
    };
    world.until("it is read", is_new).await;
    send(&world, "POST", "/refresh", json!({"entityRef": "component:default/none"})).await.is(404);
}

#[tokio::test]
async fn a_push_makes_what_lies_below_be_read_again() {
    let (world, web) = world().await;
    web.put("shop/a.yaml", component("a", ""));
    register(&world, &web, "shop/a.yaml").await;
    until_there(&world, "component:default/a").await;
    let message = json!({ "repository": { "html_url": web.url("shop") } }).to_string();
    let signed = |secret: &str| {
        use hmac::Mac as _;
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(message.as_bytes());
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        Request::post("/api/events/http/github")
            .header("x-github-event", "push")
            .header("x-hub-signature-256", format!("sha256={hex}"))
            .body(Body::from(message.clone()))
            .unwrap()
    };
    world.send(signed("other")).await.is(401);
    assert_eq!(web.answers("shop/a.yaml").len(), 1);
    world.send(signed("acorn")).await.is(202);
    world.until("it was asked again", || web.answers("shop/a.yaml").len() > 1).await;
    let gitlab = Request::post("/api/events/http/gitlab").body(Body::from("{}")).unwrap();
    world.send(gitlab).await.is(403);
    let other = Request::post("/api/events/http/other").body(Body::from("{}")).unwrap();
    world.send(other).await.is(404);
}

#[tokio::test]
async fn a_source_that_fails_keeps_what_it_gave_and_says_so() {
    let (world, web) = world().await;
    web.put("a.yaml", component("a", ""));
    register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    web.take("a.yaml");
    send(&world, "POST", "/refresh", json!({ "entityRef": "component:default/a" })).await.is(200);
    let told = || world.portal().all_problems().iter().any(|problem| problem.code == "not-found");
    world.until("the failure is told", told).await;
    assert!(world.portal().index().get("component:default/a").is_some());
    let status = world.portal().status();
    assert_eq!((status.progress.remotes, status.progress.failing), (1, 1));
}

#[tokio::test]
async fn an_entity_that_is_taken_out_comes_back_while_it_is_listed() {
    let (world, web) = world().await;
    web.put("a.yaml", component("a", ""));
    register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    let uid = || world.portal().index().get("component:default/a").map(|document| document.uid.to_string());
    let before = uid().unwrap();
    send(&world, "DELETE", &format!("/entities/by-uid/{before}"), Value::Null).await.is(204);
    world.until("it is back", || uid().is_some_and(|now| now != before)).await;
    send(&world, "DELETE", "/entities/by-uid/none", Value::Null).await.is(204);
}

#[tokio::test]
async fn what_cannot_be_registered_is_refused_with_the_reason() {
    let (world, web) = world().await;
    web.put("bad.yaml", "kind: [\n");
    web.put("group.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: g}\nspec: {type: team, children: []}\n");
    let refused = async |method: &str, path: &str, body: Value, says: &str| {
        let answer = send(&world, method, path, body).await.is(400).json();
        assert_eq!(answer["error"]["name"], "InputError");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains(says), "{message}");
    };
    let dry = "/locations?dryRun=1";
    refused("POST", dry, body(&web, "none.yaml"), "none.yaml").await;
    refused("POST", dry, body(&web, "bad.yaml"), "bad.yaml:2").await;
    refused("POST", dry, body(&web, "group.yaml"), "catalog.rules").await;
    refused("POST", dry, json!({"type": "url", "target": "http://elsewhere.test/x"}), "backend").await;
    refused("POST", "/locations", json!({"type": "file", "target": "/x"}), "url").await;
    refused("POST", "/locations", json!({"type": "url"}), "target").await;
    refused("POST", "/locations", json!({"type": "url", "target": "x", "other": 1}), "other").await;
    refused("POST", "/locations", json!({"type": "url", "target": "x", "presence": "maybe"}), "presence")
        .await;
    refused("POST", "/locations", json!([1]), "object").await;
    refused("POST", "/locations?onConflict=burn", body(&web, "a.yaml"), "onConflict").await;
    refused("POST", "/locations?what=1", body(&web, "a.yaml"), "what").await;
    refused("POST", "/refresh", json!({}), "entityRef").await;
    refused("POST", "/refresh", json!({"entityRef": "a", "x": 1}), "x").await;
    refused("POST", "/refresh", json!({"entityRef": "no-kind"}), "kind").await;
    refused("GET", "/history?limit=0", Value::Null, "limit").await;
    refused("GET", "/history?before=x", Value::Null, "before").await;
    assert_eq!(send(&world, "GET", "/locations", Value::Null).await.json(), json!([]));
}

#[tokio::test]
async fn a_read_only_catalog_can_be_looked_at_and_tried_out() {
    let web = Web::start().await;
    web.put("a.yaml", component("a", ""));
    let world = World::configured(&json!({"readonly": true}), &web.reading(), &json!({})).await;
    send(&world, "POST", "/locations", body(&web, "a.yaml")).await.is(403);
    send(&world, "DELETE", "/locations/x", Value::Null).await.is(403);
    send(&world, "PUT", "/locations/x", body(&web, "a.yaml")).await.is(403);
    send(&world, "POST", "/locations?dryRun=true", body(&web, "a.yaml")).await.is(201);
}

#[tokio::test]
async fn history_tells_what_changed() {
    let (world, web) = world().await;
    web.put("a.yaml", component("a", ""));
    register(&world, &web, "a.yaml").await;
    until_there(&world, "component:default/a").await;
    web.put("a.yaml", component("a", "  x: changed\n"));
    send(&world, "POST", "/refresh", json!({ "entityRef": "component:default/a" })).await.is(200);
    let entries = async |query: &str| {
        send(&world, "GET", &format!("/history{query}"), Value::Null).await.is(200).json()
    };
    let path = "?entityRef=component%3Adefault/a";
    for _ in 0..200 {
        if entries(path).await["items"].as_array().unwrap().len() > 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let all = entries(path).await;
    assert_eq!(all["items"][0]["change"], "updated");
    assert_eq!(all["items"][0]["after"]["spec"]["x"], "changed");
    assert_eq!(all["items"][0]["before"]["spec"].get("x"), None);
    assert_eq!(all["items"][1]["change"], "added");
    assert_eq!(all["items"][0]["source"], web.url("a.yaml"));
    let first = entries(&format!("{path}&limit=1&texts=false")).await;
    assert!(first["items"][0].get("after").is_none());
    let rest = entries(&format!("{path}&before={}", first["pageInfo"]["nextBefore"])).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn analysing_and_validating_keep_nothing() {
    let (world, _) = world().await;
    let repository = json!({"location": {"type": "url", "target": "https://github.com/acorn/till"}});
    let proposed = send(&world, "POST", "/analyze-location", repository).await.is(200).json();
    let entity = &proposed["generateEntities"][0]["entity"];
    assert_eq!(
        entity["metadata"],
        json!({"name": "till", "annotations": {"github.com/project-slug": "acorn/till"}})
    );
    for wrong in [json!({}), json!({"location": {"type": "url", "target": "zzz"}}), json!({"location": 1})] {
        send(&world, "POST", "/analyze-location", wrong).await.is(400);
    }
    let good = json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {"name": "x"},
                      "spec": {"type": "t", "lifecycle": "l", "owner": "o"}});
    let check = async |entity: &Value, location: &str| {
        send(&world, "POST", "/validate-entity", json!({"entity": entity, "location": location})).await
    };
    let answer = check(&good, "url:https://github.com/acorn/till/blob/main/catalog-info.yaml").await.is(200);
    assert_eq!(answer.body, "");
    let answer = check(&good, "file:/x").await.is(400).json();
    assert_eq!(answer["errors"][0]["name"], "TypeError");
    let answer = check(&json!({"kind": "Component"}), "url:https://a.test/x").await.is(400).json();
    assert_eq!(answer["errors"][0]["name"], "TypeError");
    let answer = send(&world, "POST", "/validate-entity", json!({"entity": {}})).await.is(400).json();
    assert_eq!(answer["error"]["name"], "InputError");
    assert!(world.portal().index().is_empty());
}
