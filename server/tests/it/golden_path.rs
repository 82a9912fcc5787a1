//! A golden path from its template to the entity that it made; and the page about what its steps can do.

use crate::{
    web::Web,
    world::{World, component},
};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};
use std::time::Duration;

async fn get(world: &World, path: &str) -> (u16, String) {
    let request = Request::builder().uri(path).header(header::ACCEPT, "*/*").body(Body::empty()).unwrap();
    let answer = world.send(request).await;
    (answer.status.as_u16(), answer.body)
}

/// Runs a template with these steps; the task in the end, and its log.
async fn run(web: &Web, steps: Value) -> (World, Value, String) {
    let template = json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "path"},
        "spec": {"type": "service", "steps": steps, "output": {"made": "${{ steps.register.output.entityRef }}"}},
    });
    web.put("paths/template.yaml", template.to_string());
    web.put("paths/README.md.njk", "# ${{ values.name | upper }}\n");
    web.put("known.yaml", component("known", ""));
    let url = |file: &str| json!({"type": "url", "target": web.url(file)});
    let catalog = json!({
        "rules": [{"allow": ["Component", "Template", "Location"]}],
        "locations": [url("paths/template.yaml"), url("known.yaml")],
    });
    let world = World::configured(&catalog, &web.reading(), &Value::Null).await;
    let there = |reference: &str| world.portal().index().get(reference).is_some();
    world.until("it is read", || there("template:default/path") && there("component:default/known")).await;
    let body = json!({"templateRef": "template:default/path", "values": {"name": "shop"}}).to_string();
    let request = Request::post("/api/scaffolder/v2/tasks").header(header::CONTENT_TYPE, "application/json");
    let answer = world.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.body);
    let id = serde_json::from_str::<Value>(&answer.body).unwrap()["id"].as_str().unwrap().to_owned();
    for _ in 0..2000 {
        let (_, body) = get(&world, &format!("/api/scaffolder/v2/tasks/{id}")).await;
        let task: Value = serde_json::from_str(&body).unwrap();
        if !["open", "processing"].contains(&task["status"].as_str().unwrap()) {
            let (_, events) = get(&world, &format!("/api/scaffolder/v2/tasks/{id}/events")).await;
            return (world, task, events);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the task does not end");
}

#[tokio::test]
async fn what_a_step_registers_is_in_the_catalog() {
    let web = Web::start().await;
    web.put("made/catalog-info.yaml", component("made", ""));
    let steps = json!([
        {"id": "readme", "action": "fetch:template:file",
         "input": {"url": "./README.md.njk", "targetPath": "README.md", "values": {"name": "${{ parameters.name }}"}}},
        {"id": "known", "action": "catalog:fetch", "input": {"entityRef": "known", "defaultKind": "Component"}},
        {"id": "none", "action": "catalog:fetch",
         "input": {"entityRefs": ["component:known", "component:none"], "optional": true}},
        {"id": "say", "action": "debug:log", "input": {
            "message": "${{ steps.known.output.entity.metadata.name }} ${{ steps.none.output.entities[1] | dump }}",
            "listWorkspace": "with-contents",
        }},
        {"id": "register", "action": "catalog:register", "input": {"catalogInfoUrl": web.url("made/catalog-info.yaml")}},
    ]);
    let (world, task, log) = run(&web, steps).await;
    assert_eq!(task["status"], "completed", "{log}");
    assert!(log.contains("known null") && log.contains("# SHOP"), "{log}");
    assert!(log.contains("\"made\":\"component:default/made\""), "{log}");
    let (status, body) = get(&world, "/api/catalog/entities/by-name/component/default/made").await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn what_cannot_be_registered_fails_the_step_unless_it_is_optional() {
    let web = Web::start().await;
    let register = |id: &str, input: Value| json!({"id": id, "action": "catalog:register", "input": input});
    let missing = web.url("none.yaml");
    let steps = json!([
        register("register", json!({"catalogInfoUrl": missing, "optional": true})),
        register("must", json!({"catalogInfoUrl": missing})),
    ]);
    let (world, task, log) = run(&web, steps).await;
    assert_eq!(task["status"], "failed", "{log}");
    assert!(log.contains("Not registered:") && log.contains("cannot be registered"), "{log}");
    let (_, body) = get(&world, "/api/catalog/locations").await;
    assert!(!body.contains("none.yaml"), "{body}");
}

#[tokio::test]
async fn the_page_about_actions_tells_what_steps_can_do() {
    let world = World::new(&[]).await;
    let (status, page) = get(&world, "/create/actions").await;
    assert_eq!(status, 200);
    for id in [
        "publish:github",
        "publish:gitlab",
        "publish:gitea",
        "fetch:template",
        "catalog:register",
        "http:request",
    ] {
        assert!(page.contains(&format!("id=\"{}\"", id.replace(':', "-"))), "{id} is not on the page");
    }
    assert!(page.contains("required") && page.contains("After an interruption"));
    let (_, found) = get(&world, "/create/actions?text=autolinks").await;
    assert!(found.contains("id=\"github-autolinks-create\"") && !found.contains("id=\"publish-gitea\""));
    let (status, none) = get(&world, "/create/actions?text=nothing+like+it").await;
    assert_eq!(status, 200);
    assert!(none.contains("No action fits"));
}
