//! Dependency manifests: who uses what by what they say, from disk and from a host that has its moods.

use crate::world::{World, component};
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use portico_entity::location::sha1_hex;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

const RADAR: &str = "
title: Acorn radar
quadrants:
  - {id: techniques, name: Techniques}
  - {id: tools, name: Tools}
  - {id: platforms, name: Platforms}
  - {id: languages, name: Languages}
rings:
  - {id: adopt, name: Adopt}
  - {id: hold, name: Hold}
entries:
  - {key: react, title: React, quadrant: languages, timeline: [{date: 2026-05-01, ringId: adopt}]}
  - {key: rust, title: Rust, quadrant: languages, timeline: [{date: 2026-05-01, ringId: adopt}]}
  - {key: go, title: Go, quadrant: languages, timeline: [{date: 2026-05-01, ringId: adopt}]}
  - key: angular
    title: Angular
    quadrant: languages
    packages: ['npm:@angular/*']
    timeline: [{date: 2026-05-01, ringId: hold}]
";

/// A component that is described in a folder of its own.
fn own(name: &str, annotations: &str) -> String {
    component(name, "").replace("spec:\n", &format!("  annotations: {{{annotations}}}\nspec:\n"))
}

async fn follow(world: &World, section: &Value) {
    world.follow_radars(section).await;
    world
        .until("the radar is read", || world.portal().radar("").is_some_and(|one| one.radar.is_some()))
        .await;
}

/// Who uses an entry, and why: `till: manifest package.json: react ^18.2`.
async fn users(world: &World, key: &str) -> Vec<String> {
    let answer = world.get(&format!("/api/tech-radar/entries/{key}/users")).await.is(200).json();
    let reason = |one: &Value| format!("{} {}", one["by"].as_str().unwrap(), one["value"].as_str().unwrap());
    let user = |one: &Value| {
        let reasons: Vec<String> = one["reasons"].as_array().unwrap().iter().map(reason).collect();
        format!("{}: {}", one["name"].as_str().unwrap(), reasons.join(", "))
    };
    answer["items"].as_array().unwrap().iter().map(user).collect()
}

/// Waits until an entry is used by exactly these.
async fn used(world: &World, key: &str, expect: &[&str]) {
    let mut last = Vec::new();
    for _ in 0..400 {
        last = users(world, key).await;
        if last == expect {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{key} is used by {last:?} and not by {expect:?}");
}

/// Waits until a page shows something.
async fn shown(world: &World, path: &str, text: &str) {
    for _ in 0..400 {
        if world.get(path).await.text().contains(text) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    world.get(path).await.shows(&[text]);
}

async fn refresh(world: &World, name: &str) {
    let body = json!({ "entityRef": format!("component:default/{name}") }).to_string();
    let request = Request::post("/api/catalog/refresh").header(header::CONTENT_TYPE, "application/json");
    world.send(request.body(Body::from(body)).unwrap()).await.is(200);
}

#[tokio::test]
async fn manifests_beside_the_description_say_who_uses_what() {
    let two = [component("shelf", ""), component("box", "")].join("---\n");
    let files = [
        ("radar.yaml", RADAR.to_owned()),
        ("catalog/till/catalog-info.yaml", own("till", "portico.dev/tech: Rust")),
        ("catalog/till/package.json", "{\"dependencies\": {\"react\": \"^18.2\"}}".to_owned()),
        ("catalog/till/Cargo.toml", "[package]\nname = \"till\"\nrust-version = \"1.95\"\n".to_owned()),
        // A folder that describes several components does not say whose its manifests are.
        ("catalog/both/catalog-info.yaml", two),
        ("catalog/both/package.json", "{\"dependencies\": {\"react\": \"17\"}}".to_owned()),
        ("catalog/vault/catalog-info.yaml", own("vault", "portico.dev/manifests: web/package.json")),
        ("catalog/vault/web/package.json", "{\"dependencies\": {\"@angular/core\": \"12\"}}".to_owned()),
        ("catalog/odd/catalog-info.yaml", own("odd", "portico.dev/manifests: ../till/package.json")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let world = World::new(&files).await;
    world.follow_radars(&json!({"url": "radar.yaml"})).await;
    world
        .until("the radar is read", || world.portal().radar("").is_some_and(|one| one.radar.is_some()))
        .await;
    used(&world, "react", &["till: manifest package.json: react ^18.2"]).await;
    used(&world, "angular", &["vault: manifest web/package.json: @angular/core 12"]).await;
    used(&world, "rust", &["till: annotation Rust, manifest Cargo.toml: rust 1.95"]).await;
    let page = world.get("/tech-radar/entry/react").await.is(200);
    page.shows(&["till", "package.json: react ^18.2", "No component began or ceased"]);
    world.get("/tech-radar").await.shows(&["still used by 1 component"]);
    let page = world.get("/catalog/default/component/vault").await.is(200);
    page.shows(&["Technologies", "Angular", "web/package.json: @angular/core 12", "1 technology on hold"]);
    let problem = "is no path below the component's folder; write it like web/package.json";
    shown(&world, "/problems", problem).await;
    // What is taken up and given up is told, and what is broken takes nothing away.
    world.write("catalog/vault/web/package.json", "{\"dependencies\": {\"react\": \"19\"}}");
    world.write("catalog/till/package.json", "{\n\"dependencies\": [\n}");
    refresh(&world, "vault").await;
    refresh(&world, "till").await;
    used(&world, "angular", &[]).await;
    let both = ["till: manifest package.json: react ^18.2", "vault: manifest web/package.json: react 19"];
    used(&world, "react", &both).await;
    world.get("/tech-radar/entry/react").await.shows(&["1 component began to use it since", "vault began"]);
    world
        .get("/tech-radar/entry/angular")
        .await
        .shows(&["1 component ceased to use it since", "vault ceased"]);
    shown(&world, "/problems", "This is no JSON").await;
    world.get("/problems").await.shows(&["catalog/till/package.json", "What it said before still counts"]);
    world.write("catalog/till/package.json", &" ".repeat(1_100_000));
    refresh(&world, "till").await;
    shown(&world, "/problems", "The file is larger than 1 MB").await;
    used(&world, "react", &both).await;
    std::fs::remove_dir_all(world.path("catalog/till")).unwrap();
    used(&world, "react", &both[1..]).await;
    shown(&world, "/tech-radar/entry/react", "1 component began and 1 ceased").await;
    world.get("/problems").await.hides(&["larger than 1 MB"]);
}

#[tokio::test]
async fn nothing_is_read_if_the_configuration_says_so() {
    let files = [
        ("radar.yaml", RADAR.to_owned()),
        ("catalog/till/catalog-info.yaml", own("till", "portico.dev/tech: go")),
        ("catalog/till/package.json", "{\"dependencies\": {\"react\": \"^18.2\"}}".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let world = World::new(&files).await;
    world.follow_radars(&json!({"url": "radar.yaml", "manifests": false})).await;
    world
        .until("the radar is read", || world.portal().radar("").is_some_and(|one| one.radar.is_some()))
        .await;
    used(&world, "go", &["till: annotation go"]).await;
    refresh(&world, "till").await;
    assert_eq!(users(&world, "react").await, [] as [String; 0]);
}

/// A host with one repository, which does what it is told.
#[derive(Default)]
struct Host {
    files: BTreeMap<String, String>,
    refuses: Option<StatusCode>,
    asked: Vec<String>,
}

type Shared = Arc<Mutex<Host>>;

async fn start(host: &Shared) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/{*path}", get(answer)).with_state(Arc::clone(host));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

async fn answer(State(host): State<Shared>, Path(path): Path<String>) -> Response {
    let mut host = host.lock().unwrap();
    let Some(asked) = path.strip_prefix("repos/acorn/till/") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    host.asked.push(asked.split('/').next().unwrap_or_default().to_owned());
    if let Some(refusal) = host.refuses {
        return (refusal, [(header::RETRY_AFTER, "1")], "not now").into_response();
    }
    let commit = sha1_hex(format!("{:?}", host.files).as_bytes());
    if asked.starts_with("commits/") {
        return commit.into_response();
    }
    if asked.starts_with("git/trees/") {
        let tree: Vec<Value> = host.files.keys().map(|path| json!({"path": path, "type": "blob"})).collect();
        return json!({ "tree": tree, "truncated": false }).to_string().into_response();
    }
    match asked.strip_prefix("contents/").and_then(|path| host.files.get(path)) {
        Some(text) => text.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[tokio::test]
async fn a_host_is_asked_seldom_and_its_failures_take_nothing_away() {
    let host: Shared = Arc::default();
    let put = |path: &str, text: &str| host.lock().unwrap().files.insert(path.to_owned(), text.to_owned());
    put("package.json", "{\"dependencies\": {\"react\": \"^18.2\"}}");
    put("web/package.json", "{\"dependencies\": {\"@angular/core\": \"12\"}}");
    put("Till.csproj", "<Project/>");
    let integrations =
        json!({"github": [{"host": "ghe.test", "apiBaseUrl": start(&host).await, "token": "t"}]});
    let source = "\"backstage.io/source-location\": \"url:https://ghe.test/acorn/till/tree/main/\"";
    let elsewhere = "\"backstage.io/source-location\": \"url:https://elsewhere.test/x/\"";
    let files = [
        ("radar.yaml", RADAR.to_owned()),
        ("catalog/till.yaml", own("till", source)),
        ("catalog/far.yaml", own("far", elsewhere)),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let world = World::with_hosts(&files, &integrations).await;
    let section = json!({"url": "radar.yaml"});
    follow(&world, &section).await;
    let asked = || std::mem::take(&mut host.lock().unwrap().asked);
    // Only what lies right in the folder, and nothing of what was not asked for.
    used(&world, "react", &["till: manifest package.json: react ^18.2"]).await;
    assert_eq!(users(&world, "angular").await, [] as [String; 0]);
    assert_eq!(asked(), ["commits", "git", "contents", "contents"]);
    // A place that nothing can be read of is no problem: nobody asked for it.
    world.get("/problems").await.hides(&["elsewhere.test"]);
    // Nothing new: one small question.
    refresh(&world, "till").await;
    until_asked(&host, 1).await;
    assert_eq!(asked(), ["commits"]);
    for (refusal, says) in [(StatusCode::TOO_MANY_REQUESTS, "429"), (StatusCode::NOT_FOUND, "404")] {
        host.lock().unwrap().refuses = Some(refusal);
        refresh(&world, "till").await;
        shown(&world, "/problems", says).await;
        used(&world, "react", &["till: manifest package.json: react ^18.2"]).await;
    }
    // A restart reads nothing again.
    host.lock().unwrap().refuses = None;
    refresh(&world, "till").await;
    gone(&world, "/problems", "404").await;
    asked();
    let world = world.restarted_with(&integrations).await;
    follow(&world, &section).await;
    used(&world, "react", &["till: manifest package.json: react ^18.2"]).await;
    assert_eq!(asked(), [] as [String; 0]);
    put("package.json", "{\"dependencies\": {\"@angular/core\": \"17\"}}");
    refresh(&world, "till").await;
    used(&world, "angular", &["till: manifest package.json: @angular/core 17"]).await;
    used(&world, "react", &[]).await;
    world.get("/tech-radar/entry/react").await.shows(&["1 component ceased"]);
    world.get("/tech-radar/entry/angular").await.shows(&["1 component began", "although it is on hold"]);
    for (text, says) in [("{\n\n]", "no JSON"), (&*" ".repeat(1_100_000), "larger than 1 MB")] {
        put("package.json", text);
        refresh(&world, "till").await;
        shown(&world, "/problems", says).await;
        used(&world, "angular", &["till: manifest package.json: @angular/core 17"]).await;
    }
    host.lock().unwrap().files.remove("package.json");
    refresh(&world, "till").await;
    used(&world, "angular", &[]).await;
}

async fn until_asked(host: &Shared, times: usize) {
    for _ in 0..400 {
        if host.lock().unwrap().asked.len() >= times {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the host was not asked");
}

/// Waits until a page does not show something any more.
async fn gone(world: &World, path: &str, text: &str) {
    for _ in 0..400 {
        if !world.get(path).await.text().contains(text) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    world.get(path).await.hides(&[text]);
}
