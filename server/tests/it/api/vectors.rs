//! The contract's queries over HTTP, against entities that went through the real engine.

use crate::world::{Answer, World};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};
use std::path::Path;

const NAME: &str = "catalog-queries.json";

/// The page before the first case that continues one: the shared file leaves it out.
const LEFT_OUT: &str = "/entities/by-query?filter=kind%3Dcomponent&orderField=metadata.name%2Casc&limit=2";

#[tokio::test]
async fn the_contracts_queries_are_answered() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contract/vectors").join(NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => run(&text).await,
        Err(error) => println!("skipped: {} cannot be read: {error}", path.display()),
    }
}

#[tokio::test]
async fn our_own_queries_are_answered() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/query/tests/vectors").join(NAME);
    run(&std::fs::read_to_string(path).unwrap()).await;
}

async fn run(text: &str) {
    let file: Value = serde_json::from_str(text).unwrap();
    let world = world_of(file["fixture"].as_array().unwrap()).await;
    let cases = file["cases"].as_array().unwrap();
    let mut before = Value::Null;
    let mut number_before = 0;
    let mut failures = Vec::new();
    for case in cases {
        let number = number_of(case);
        if number != number_before + 1 && case["request"].to_string().contains("of previous case>") {
            before = send(&world, &json!({"method": "GET", "path": LEFT_OUT}), &Value::Null).await.json();
        }
        let answer = send(&world, &case["request"], &before).await;
        if let Err(why) = check(case, &answer) {
            failures.push(format!("{}: {}\n  {why}", case["id"], case["why"]));
        }
        before = answer.json();
        number_before = number;
    }
    let (failed, all) = (failures.len(), cases.len());
    assert!(failures.is_empty(), "{failed} of {all} cases fail\n{}", failures.join("\n"));
}

/// 90 of `q-090`.
fn number_of(case: &Value) -> usize {
    case["id"].as_str().and_then(|id| id.rsplit('-').next()?.parse().ok()).unwrap_or_default()
}

/// The fixture, read and stitched by the engine. The vectors know nothing of the Location that the engine adds, and
/// where two entities share a sort value, they count on uids in the order of the fixture.
async fn world_of(fixture: &[Value]) -> World {
    // JSON is YAML.
    let documents: Vec<String> = fixture.iter().map(|entity| authored(entity).to_string()).collect();
    let world = World::new(&[("catalog/all.yaml", &documents.join("\n---\n"))]).await;
    let problems = world.portal().all_problems();
    let world = world.with_rows(|rows| {
        rows.retain(|(row, _)| !row.entity_ref.starts_with("location:"));
        for (row, shown) in rows {
            let uid = format!("00000000-1111-4222-8333-{:012}", row.line);
            if let Some(shown) = shown {
                shown.json = shown.json.replace(&row.uid, &uid).into();
            }
            row.uid = uid;
        }
    });
    let world = world.await;
    assert_eq!(world.portal().index().len(), fixture.len(), "{problems:#?}");
    world
}

/// Our own fixture was made for an index that checks nothing. What the engine insists on is supplied; no case looks
/// at it.
fn authored(entity: &Value) -> Value {
    let mut entity = entity.clone();
    entity["apiVersion"] = json!("backstage.io/v1alpha1");
    if matches!(entity["kind"].as_str(), Some("Component" | "API")) && entity["spec"]["lifecycle"].is_null() {
        entity["spec"]["lifecycle"] = json!("production");
    }
    // Tags are in lower case.
    if let Some(tags) = entity["metadata"].get_mut("tags").and_then(Value::as_array_mut) {
        tags.retain(|tag| tag.as_str().is_some_and(|tag| tag == tag.to_lowercase()));
    }
    entity
}

async fn send(world: &World, request: &Value, before: &Value) -> Answer {
    let cursor = |key: &str| before["pageInfo"][key].as_str().unwrap_or_default().to_owned();
    let (next, prev) = (cursor("nextCursor"), cursor("prevCursor"));
    let fill = |text: &str, next: &str, prev: &str| {
        let text = text.replace("<nextCursor of previous case>", next);
        text.replace("<prevCursor of previous case>", prev)
    };
    let escaped = |text: &str| text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let path = fill(request["path"].as_str().unwrap(), &escaped(&next), &escaped(&prev));
    let sent = Request::builder()
        .method(request["method"].as_str().unwrap())
        .uri(format!("/api/catalog{path}"))
        .header(header::CONTENT_TYPE, "application/json");
    let body =
        request.get("body").map_or_else(Body::empty, |body| fill(&body.to_string(), &next, &prev).into());
    world.send(sent.body(body).unwrap()).await
}

fn check(case: &Value, answer: &Answer) -> Result<(), String> {
    let body = answer.json();
    for (key, wanted) in case["expect"].as_object().unwrap() {
        match key.as_str() {
            "status" => same(key, &json!(answer.status.as_u16()), wanted),
            "errorName" => same(key, &body["error"]["name"], wanted),
            "refs" => same(key, &sorted(&refs(&body)), &sorted(wanted)),
            "refsInOrder" | "itemsInOrder" => same(key, &refs(&body), wanted),
            "count" => same(key, &json!(items(&body).len()), wanted),
            "totalItems" => same(key, &body["totalItems"], wanted),
            "body" => same(key, &body, wanted),
            "bodyKeys" => same(key, &keys(&body), wanted),
            "pageInfoKeys" => same(key, &keys(&body["pageInfo"]), wanted),
            "linkRelNext" => {
                same(key, &json!(answer.header(header::LINK).ends_with("; rel=\"next\"")), wanted)
            }
            "decodedNextCursor" => same(key, &decoded(&body["pageInfo"]["nextCursor"]), wanted),
            _ => Err(format!("unknown expectation {key}")),
        }?;
    }
    Ok(())
}

fn same(what: &str, found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found}, expected {expected}")) }
}

fn refs(body: &Value) -> Value {
    items(body).iter().map(|item| if item.is_null() { Value::Null } else { json!(ref_of(item)) }).collect()
}

fn ref_of(entity: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_lowercase();
    let metadata = &entity["metadata"];
    format!("{}:{}/{}", text(&entity["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
}

fn items(body: &Value) -> Vec<Value> {
    body.get("items").unwrap_or(body).as_array().cloned().unwrap_or_default()
}

fn sorted(value: &Value) -> Value {
    let mut texts: Vec<String> = value.as_array().unwrap().iter().map(Value::to_string).collect();
    texts.sort();
    json!(texts)
}

fn keys(value: &Value) -> Value {
    let mut keys: Vec<&String> = value.as_object().map(|object| object.keys().collect()).unwrap_or_default();
    keys.sort();
    json!(keys)
}

/// The cursor with uids replaced, as the vectors write it.
fn decoded(cursor: &Value) -> Value {
    let mut decoded: Value = serde_json::from_slice(&base64(cursor.as_str().unwrap())).unwrap();
    for key in ["orderFieldValues", "firstSortFieldValues"] {
        *decoded[key].as_array_mut().unwrap().last_mut().unwrap() = json!("<uid>");
    }
    decoded
}

fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> =
        text.trim_end_matches('=').chars().map(|digit| ALPHABET.find(digit).unwrap() as u32).collect();
    let bytes = digits.chunks(4).flat_map(|group| {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        bits.to_be_bytes()[1..group.len()].to_vec()
    });
    bytes.collect()
}
