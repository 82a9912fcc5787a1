//! Search over HTTP: what is found, how soon, and what the index survives.

use crate::{
    program::Program,
    world::{World, component},
};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// How long a change may take before a test gives up. Not a claim about speed.
const PATIENCE: Duration = Duration::from_secs(20);

const FILES: &[(&str, &str)] = &[("catalog/shop.yaml", SHOP)];

const SHOP: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: till
  description: Takes money at the counter
  tags: [rust]
spec: { type: service, lifecycle: production, owner: team-oak }
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: orders-api }
spec:
  type: openapi
  lifecycle: production
  owner: team-oak
  definition: |
    openapi: 3.1.0
    paths:
      /orders:
        post:
          operationId: placeOrder
          summary: Orders a lamp
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: team-oak }
spec: { type: team, children: [], profile: { displayName: Oak } }
";

/// Asks until the answer is as wanted.
async fn until(world: &World, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        let answer = world.get(path).await;
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        if holds(&body) {
            return body;
        }
        assert!(started.elapsed() < PATIENCE, "{path} never was as wanted: {}", answer.body);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn titles(body: &Value) -> Vec<&str> {
    let results = body["results"].as_array().into_iter().flatten();
    results.filter_map(|result| result["document"]["title"].as_str()).collect()
}

async fn finds(world: &World, term: &str, expected: &[&str]) -> Value {
    until(world, &format!("/api/search/query?term={term}"), |body| titles(body) == expected).await
}

#[tokio::test]
async fn entities_are_found_by_names_words_and_operations() {
    let world = World::new(FILES).await;
    let body = finds(&world, "money", &["till"]).await;
    let first = &body["results"][0];
    assert_eq!((&first["type"], &first["rank"]), (&"software-catalog".into(), &1.into()));
    assert_eq!(first["document"]["location"], "/catalog/default/component/till");
    assert!(first["document"].get("authorization").is_none());
    let (before, after) = (&first["highlight"]["preTag"], &first["highlight"]["postTag"]);
    let marked = format!("Takes {}money{} at the counter", before.as_str().unwrap(), after.as_str().unwrap());
    assert_eq!(first["highlight"]["fields"]["text"], marked);
    finds(&world, "placeOrder", &["orders-api"]).await;
    finds(&world, "oredrs", &["orders-api"]).await;
    finds(&world, "rust", &["till"]).await;
    finds(&world, "team-oak&filters[kind]=group", &["team-oak"]).await;
    finds(&world, "oak&filters[kind][]=api&filters[kind][]=component&pageLimit=1", &["till"]).await;
    let all = until(&world, "/api/search/query/", |body| body["numberOfResults"].as_u64() > Some(2)).await;
    assert!(all.get("nextPageCursor").is_none() && all.get("previousPageCursor").is_none());
}

#[tokio::test]
async fn wrong_questions_are_refused_with_a_reason() {
    let world = World::new(FILES).await;
    finds(&world, "till", &["till"]).await;
    let long = format!("term={}", "a".repeat(101));
    for (query, status, name) in [
        ("types[]=zzz", 400, "InputError"),
        ("pageLimit=101", 400, "InputError"),
        ("pageCursor=LTE%3D", 400, "InputError"),
        (&*long, 400, "InputError"),
        ("types[]=techdocs", 500, "MissingIndexError"),
    ] {
        let answer = world.get(&format!("/api/search/query?{query}")).await.is(status);
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body["error"]["name"], name, "{query}");
    }
    world.get("/api/search/nothing").await.is(404);
}

#[tokio::test]
async fn a_changed_entity_is_found_and_a_removed_one_is_not() {
    let world = World::new(FILES).await;
    finds(&world, "till", &["till"]).await;
    world.write(
        "catalog/shop.yaml",
        &SHOP.replace("Takes money", "Juggles coins").replace("name: till", "name: purse"),
    );
    finds(&world, "juggles", &["purse"]).await;
    until(&world, "/api/search/query?term=money", |body| titles(body).is_empty()).await;
    world.write("catalog/more.yaml", &component("lantern", ""));
    finds(&world, "lantern", &["lantern"]).await;
    fs::remove_file(world.path("catalog/more.yaml")).unwrap();
    until(&world, "/api/search/query?term=lantern", |body| titles(body).is_empty()).await;
}

/// Starts, finds, is killed, has something done to its folder, and finds again.
fn survives(damage: impl Fn(&Path)) {
    let world = tempfile::tempdir().unwrap();
    fs::create_dir(world.path().join("catalog")).unwrap();
    fs::write(world.path().join("catalog/a.yaml"), component("lantern", "")).unwrap();
    let program = Program::start(world.path());
    program.shows("/api/search/query?term=lantern", "/component/lantern");
    program.kill();
    damage(&world.path().join("data/search"));
    let program = Program::start(world.path());
    program.shows("/api/search/query?term=lantern", "/component/lantern");
    fs::write(world.path().join("catalog/b.yaml"), component("candle", "")).unwrap();
    program.shows("/api/search/query?term=candle", "/component/candle");
}

#[test]
fn the_index_goes_on_after_a_kill_and_is_made_anew_if_it_cannot() {
    survives(|_| ());
    survives(|folder| fs::write(folder.join("portico-form"), "0").unwrap());
    survives(|folder| {
        for file in fs::read_dir(folder).unwrap() {
            fs::write(file.unwrap().path(), "garbage").unwrap();
        }
    });
    survives(|folder| {
        // No folder can be there: the index is in memory.
        fs::remove_dir_all(folder).unwrap();
        fs::write(folder, "in the way").unwrap();
    });
}

#[test]
fn killed_while_it_indexes_it_loses_nothing() {
    let world = tempfile::tempdir().unwrap();
    fs::create_dir(world.path().join("catalog")).unwrap();
    let text: String = (0..300).map(|number| component(&format!("lantern-{number}"), "") + "---\n").collect();
    fs::write(world.path().join("catalog/a.yaml"), text).unwrap();
    for pause_ms in [0, 30, 80, 150, 300] {
        let program = Program::start(world.path());
        std::thread::sleep(Duration::from_millis(pause_ms));
        program.kill();
    }
    Program::start(world.path()).shows("/api/search/query?term=lantern", "\"numberOfResults\":300");
}
