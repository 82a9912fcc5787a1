//! The shared vectors about locations, where they are at hand. Hosts are played by a web server on loopback.

use super::send;
use crate::{
    web::Web,
    world::{Answer, World, component},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path, time::Duration};

/// Our files at the addresses that the vectors speak of.
fn fill(web: &Web) {
    let at = |repository: &str| format!("acme/{repository}/main/catalog-info.yaml");
    web.put(&at("shop"), component("a", "") + "---\n" + &component("b", ""));
    web.put(&at("web"), component("w", ""));
    web.put(&at("bad"), "spec: {}\n");
}

async fn world(web: &Web, catalog: &Value) -> World {
    let base = web.url("");
    let github = json!({"host": "github.com", "rawBaseUrl": base.trim_end_matches('/')});
    World::configured(catalog, &json!({}), &json!({ "github": [github] })).await
}

#[tokio::test]
async fn the_contracts_locations_are_answered() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(text) = std::fs::read_to_string(here.join("../../shared/contract/vectors/locations-http.json"))
    else {
        eprintln!("skipped: the shared vectors about locations are not on this machine");
        return;
    };
    let whole: Value = serde_json::from_str(&text).unwrap();
    let web = Web::start().await;
    fill(&web);
    let usual = world(&web, &json!({"rules": [{"allow": ["Component", "Location"]}]})).await;
    let mut first = None;
    for case in whole["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let other = match case["config"].get("catalog") {
            Some(catalog) => {
                // The vectors' own server for these can read nothing.
                let empty = Web::start().await;
                Some(world(&empty, catalog).await)
            }
            None => None,
        };
        let world = other.as_ref().unwrap_or(&usual);
        let request = &case["request"];
        let path = request["path"].as_str().unwrap().replace("<uuid>", first.as_deref().unwrap_or_default());
        let mut answer = again(world, request, &path).await;
        // Reading goes on behind the answer.
        for _ in 0..100 {
            if request["method"] != "GET" || differs(&answer, &case["expect"]).is_none() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            answer = again(world, request, &path).await;
        }
        let wrong = differs(&answer, &case["expect"]);
        assert_eq!(wrong, None, "{id}: {} ({})", case["why"], answer.body);
        if first.is_none() && path == "/locations" && answer.status == 201 {
            first = answer.json()["location"]["id"].as_str().map(str::to_owned);
        }
    }
}

async fn again(world: &World, request: &Value, path: &str) -> Answer {
    send(world, request["method"].as_str().unwrap(), path, request["body"].clone()).await
}

/// What is not as expected.
fn differs(answer: &Answer, expect: &Value) -> Option<String> {
    if answer.status.as_u16() != expect["status"] {
        return Some("status".into());
    }
    if expect["emptyBody"] == true && !answer.body.is_empty() {
        return Some("body".into());
    }
    let body = if answer.body.is_empty() { Value::Null } else { answer.json() };
    if let Some(name) = expect.get("errorName")
        && body["error"]["name"] != *name
    {
        return Some("errorName".into());
    }
    match expect.get("body") {
        Some(wanted) => unlike(&body, wanted, "body"),
        None => None,
    }
}

fn unlike(found: &Value, wanted: &Value, place: &str) -> Option<String> {
    let keys = |value: &Value| -> Vec<String> {
        let map: BTreeMap<String, Value> = serde_json::from_value(value.clone()).unwrap_or_default();
        map.into_keys().collect()
    };
    match wanted {
        Value::Object(parts) => parts.iter().find_map(|(key, wanted)| {
            let items = &found["items"];
            match key.as_str() {
                "count" => (items.as_array().map(Vec::len).map(|len| json!(len)).as_ref() != Some(wanted))
                    .then(|| format!("{place}.count")),
                "itemKeys" => (json!(keys(&items[0])) != *wanted).then(|| format!("{place}.itemKeys")),
                "nextCursorKeys" => {
                    let cursor = found["pageInfo"]["nextCursor"].as_str().unwrap_or_default();
                    let decoded = STANDARD.decode(cursor).unwrap_or_default();
                    let decoded: Value = serde_json::from_slice(&decoded).unwrap_or_default();
                    (json!(keys(&decoded)) != *wanted).then(|| format!("{place}.nextCursor"))
                }
                // Told by a story of our own.
                "sameEntityRef" => None,
                "type" if found.get("location").is_some() => {
                    unlike(&found["location"]["type"], wanted, place)
                }
                _ => unlike(&found[key], wanted, &format!("{place}.{key}")),
            }
        }),
        Value::Array(list) => {
            let items = found.as_array().cloned().unwrap_or_default();
            let in_any_order = list.len() == items.len()
                && list.iter().all(|wanted| items.iter().any(|item| unlike(item, wanted, place).is_none()));
            (!in_any_order).then(|| place.to_owned())
        }
        Value::String(text) if found.is_object() => {
            // An entity by its name or reference.
            let part = |pointer: &str| found.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let namespace =
                if part("/metadata/namespace").is_empty() { "default" } else { part("/metadata/namespace") };
            let reference = format!("{}:{namespace}/{}", part("/kind"), part("/metadata/name"));
            (*text != reference && *text != part("/metadata/name")).then(|| place.to_owned())
        }
        Value::String(text) if text == "<uuid>" => {
            (found.as_str().map(str::len) != Some(36)).then(|| place.to_owned())
        }
        Value::String(text) if text.contains("<sha1>") => {
            let start = text.split("<sha1>").next().unwrap_or_default();
            (!found.as_str().unwrap_or_default().starts_with(start)).then(|| place.to_owned())
        }
        wanted => (found != wanted).then(|| place.to_owned()),
    }
}
