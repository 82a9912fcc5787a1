//! Templates and tasks over HTTP, as programs use them.

#![expect(clippy::panic, reason = "tests stop at the first surprise")]

use crate::world::World;
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, time::Duration};

const ADA: &str = "portico-person=user:default/ada";
const USER: &str =
    "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada}\nspec: {memberOf: []}\n";

async fn send(world: &World, method: &str, path: &str, body: Option<&Value>) -> (u16, String, String) {
    let mut request =
        Request::builder().method(method).uri(format!("/api/scaffolder{path}")).header(header::COOKIE, ADA);
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let answer = world.send(request.body(body).unwrap()).await;
    let kind = answer.header(header::CONTENT_TYPE).to_owned();
    (answer.status.as_u16(), kind, answer.body)
}

async fn get(world: &World, path: &str) -> Value {
    let (status, _, body) = send(world, "GET", path, None).await;
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

async fn start(world: &World, template: &str, values: Value) -> String {
    let body = json!({ "templateRef": template, "values": values });
    let (status, _, body) = send(world, "POST", "/v2/tasks", Some(&body)).await;
    assert_eq!(status, 201, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn ended(world: &World, id: &str) -> Value {
    for _ in 0..2000 {
        let task = get(world, &format!("/v2/tasks/{id}")).await;
        if !["open", "processing"].contains(&task["status"].as_str().unwrap()) {
            return task;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the task does not end");
}

fn template(name: &str, spec: &Value) -> String {
    json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template",
        "metadata": { "name": name }, "spec": spec
    })
    .to_string()
}

/// What cannot be compared: it depends on where an entity was read from.
fn comparable(mut value: Value) -> Value {
    for gone in [["user", "entity"], ["templateInfo", "baseUrl"], ["templateInfo", "entity"]] {
        let part = value.get_mut("spec").and_then(|spec| spec.get_mut(gone[0]));
        if let Some(part) = part.and_then(Value::as_object_mut) {
            part.remove(gone[1]);
        }
    }
    value
}

#[tokio::test]
async fn the_api_answers_as_the_vectors_say() {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/contract/vectors/scaffolder-http.json");
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped: {} is not here", file.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let files: Vec<(String, String)> = vectors["templates"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(reference, entity)| {
            let mut entity = entity.clone();
            // Who reads a file says where it was read from.
            entity["metadata"].as_object_mut().unwrap().remove("annotations");
            (format!("catalog/{}.yaml", reference.rsplit('/').next().unwrap()), entity.to_string())
        })
        .chain([("catalog/ada.yaml".to_owned(), USER.to_owned())])
        .collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let world = World::new(&files).await;
    let (mut ids, mut failures) = (Vec::new(), Vec::new());
    for case in vectors["cases"].as_array().unwrap() {
        if let Err(failure) = replay(&world, case, &mut ids).await {
            failures.push(format!("{} {}: {failure}", case["id"], case["why"]));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// What is asked of the first task, and not of the one that was made last.
const OF_THE_FIRST: [&str; 4] = ["sc-17", "sc-18", "sc-19", "sc-20"];

/// Asks as a case says, and compares the answer. `ids` are the tasks that were made so far.
async fn replay(world: &World, case: &Value, ids: &mut Vec<String>) -> Result<(), String> {
    let is_first = OF_THE_FIRST.iter().any(|id| case["id"] == *id);
    let id = if is_first { ids.first() } else { ids.last() }.cloned().unwrap_or_default();
    let id = id.as_str();
    let (request, expect) = (&case["request"], &case["expect"]);
    let method = request["method"].as_str().unwrap();
    let mut path = request["path"].as_str().unwrap().replace("<taskId>", id);
    if path.contains("/events")
        || path.contains("eventstream")
        || case["why"].as_str().unwrap().contains("finished")
    {
        ended(world, id).await;
    }
    if case["why"] == "cancelled task" {
        ended(world, id).await;
    }
    if case["why"] == "cancel" {
        // As the original's test does: once the step is being run.
        for _ in 0..400 {
            if get(world, &format!("/v2/tasks/{id}/events")).await.as_array().unwrap().len() >= 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    if path.contains("<id of the last but one event>") {
        let events = get(world, &format!("/v2/tasks/{id}/events")).await;
        let events = events.as_array().unwrap();
        path = path.replace("<id of the last but one event>", &events[events.len() - 2]["id"].to_string());
    }
    let body = request.get("body");
    let (status, kind, body) = send(world, method, &path, body).await;
    if expect["status"] != status {
        return Err(format!("status {status}: {body}"));
    }
    if let Some(name) = expect["errorName"].as_str() {
        let got: Value = serde_json::from_str(&body).map_err(|error| error.to_string())?;
        return if got["error"]["name"] == name { Ok(()) } else { Err(got.to_string()) };
    }
    if let Some(blocks) = expect["blocks"].as_array() {
        return stream(&kind, &body, blocks);
    }
    let got: Value = serde_json::from_str(&body).map_err(|error| error.to_string())?;
    if method == "POST" && path == "/v2/tasks" && status == 201 {
        ids.push(got["id"].as_str().unwrap_or_default().to_owned());
    }
    same(case["id"].as_str().unwrap(), &comparable(got), &comparable(expect["body"].clone()))
}

fn stream(kind: &str, body: &str, blocks: &[Value]) -> Result<(), String> {
    let got: Vec<_> = body.split("\n\n").filter(|block| !block.is_empty()).collect();
    let fits = got.len() == blocks.len()
        && got.iter().zip(blocks).all(|(got, block)| {
            let mut lines = got.lines();
            lines.next() == block["eventLine"].as_str()
                && lines
                    .next()
                    .is_some_and(|line| line.starts_with(block["dataLineStartsWith"].as_str().unwrap()))
        });
    if fits && kind.starts_with("text/event-stream") { Ok(()) } else { Err(format!("{kind}: {body}")) }
}

/// Whether an answer is what the vectors describe: words in angle brackets stand for values of a kind, `keys` for the
/// names of members, `first` for the first of the errors.
fn same(id: &str, got: &Value, expect: &Value) -> Result<(), String> {
    let differs = || Err(format!("got {got}, expected {expect}"));
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<String> =
            value.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
        keys.sort();
        keys
    };
    let named = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|key| key.as_str().unwrap().to_owned()).collect()
    };
    match expect {
        Value::String(word) if word == "<uuid>" => {
            if got.as_str().is_some_and(|text| text.len() == 36) {
                Ok(())
            } else {
                differs()
            }
        }
        Value::String(word) if word == "<time>" => {
            if got.as_str().is_some_and(|text| text.len() == 24 && text.ends_with('Z')) {
                Ok(())
            } else {
                differs()
            }
        }
        Value::Array(items) if id == "sc-06" => {
            // More actions than the few that the vectors know.
            let fits = items.iter().all(|item| {
                let found = got.as_array().unwrap().iter().find(|action| action["id"] == item["id"]);
                found.is_some_and(|found| keys(found) == named(&item["keys"]))
            });
            if fits { Ok(()) } else { differs() }
        }
        Value::Array(items) => {
            let got_items = got.as_array().ok_or("no list")?;
            if items.len() != got_items.len() {
                return differs();
            }
            got_items.iter().zip(items).try_for_each(|(got, expect)| same(id, got, expect))
        }
        Value::Object(members) => members.iter().try_for_each(|(key, expect)| match key.as_str() {
            "keys" => {
                if keys(got) == named(expect) {
                    Ok(())
                } else {
                    differs()
                }
            }
            "bodyKeys" => {
                if keys(&got["body"]) == named(expect) {
                    Ok(())
                } else {
                    differs()
                }
            }
            "taskKeys" => {
                if keys(&got["tasks"][0]) == named(expect) {
                    Ok(())
                } else {
                    differs()
                }
            }
            "logKeys" => {
                if keys(&got["log"][0]) == named(expect) {
                    Ok(())
                } else {
                    differs()
                }
            }
            "stepId" | "status" if got.get("body").is_some() => same(id, &got["body"][key], expect),
            "error" if got.get("body").is_some() => same(id, &got["body"]["error"], expect),
            "output" if got.get("body").is_some() => same(id, &got["body"]["output"], expect),
            "first" => same(id, &got["errors"][0], expect),
            "errorsCount" => same(id, &json!(got["errors"].as_array().map(Vec::len)), expect),
            "count" => same(id, &json!(got["tasks"].as_array().map(Vec::len)), expect),
            "allCompleted" => {
                let all = got["tasks"].as_array().unwrap().iter().all(|task| task["status"] == "completed");
                if all { Ok(()) } else { differs() }
            }
            "totalAtLeast" => {
                if got["totalTasks"].as_u64() >= Some(1) {
                    Ok(())
                } else {
                    differs()
                }
            }
            "files" => {
                let decoded = |file: &Value| -> String {
                    use base64::Engine as _;
                    let engine = base64::engine::general_purpose::STANDARD;
                    let bytes = engine.decode(file["base64Content"].as_str().unwrap()).unwrap();
                    String::from_utf8(bytes).unwrap()
                };
                let files = got["directoryContents"].as_array().unwrap().iter().map(|file| {
                    json!({ "path": file["path"], "executable": file["executable"], "text": decoded(file) })
                });
                same(id, &files.collect(), expect)
            }
            "filters" if expect.is_array() => {
                if keys(&got["filters"]) == named(expect) {
                    Ok(())
                } else {
                    differs()
                }
            }
            "functions" | "values" if expect.is_array() => {
                if keys(&got[key]) == named(expect) {
                    Ok(())
                } else {
                    differs()
                }
            }
            _ => same(id, &got[key], expect),
        }),
        _ => {
            if got == expect {
                Ok(())
            } else {
                differs()
            }
        }
    }
}

#[tokio::test]
async fn a_task_is_followed_while_it_runs() {
    let spec = json!({ "type": "service", "steps": [
        { "id": "a", "action": "debug:log", "input": { "message": "first" } },
        { "id": "w", "action": "debug:wait", "input": { "milliseconds": 300 } },
        { "id": "b", "action": "debug:log", "input": { "message": "last" } }
    ] });
    let world = World::new(&[("catalog/t.yaml", &template("t", &spec))]).await;
    let id = start(&world, "template:default/t", json!({})).await;
    // The stream ends with the task.
    let (status, kind, body) = send(&world, "GET", &format!("/v2/tasks/{id}/eventstream"), None).await;
    assert_eq!((status, kind.as_str()), (200, "text/event-stream"));
    let (first, last) = (body.find("\"first\"").unwrap(), body.find("\"last\"").unwrap());
    assert!(first < last && body.trim_end().ends_with('}') && body.contains("event: completion"), "{body}");
    // Who has seen everything gets the end again, and is not left waiting.
    let (_, _, again) = send(&world, "GET", &format!("/v2/tasks/{id}/eventstream?after=1000"), None).await;
    assert!(again.starts_with("event: completion"), "{again}");
    let events = get(&world, &format!("/v2/tasks/{id}/events?after=1000")).await;
    assert_eq!(events[0]["type"], "completion");
    let wrong = send(&world, "GET", &format!("/v2/tasks/{id}/events?after=x"), None).await;
    assert_eq!(wrong.0, 400);
}

#[tokio::test]
async fn secrets_are_told_nowhere() {
    let spec = json!({ "type": "service", "steps": [
        { "id": "a", "action": "debug:log", "input": { "message": "the token is ${{ secrets.TOKEN }}" } }
    ], "output": { "text": [{ "title": "${{ parameters.x }}", "content": "${{ steps.a.output }}" }] } });
    let world = World::new(&[("catalog/t.yaml", &template("t", &spec))]).await;
    let body = json!({ "templateRef": "t", "values": {}, "secrets": { "TOKEN": "s3cr3t-value" } });
    let (status, _, body) = send(&world, "POST", "/v2/tasks", Some(&body)).await;
    assert_eq!(status, 201, "{body}");
    let id = serde_json::from_str::<Value>(&body).unwrap()["id"].as_str().unwrap().to_owned();
    let task = ended(&world, &id).await;
    let (_, _, events) = send(&world, "GET", &format!("/v2/tasks/{id}/events"), None).await;
    assert!(events.contains("the token is ***"), "{events}");
    assert!(!format!("{task}{events}").contains("s3cr3t"), "{task} {events}");
    let wrong = json!({ "templateRef": "t", "values": {}, "secrets": { "TOKEN": 5 } });
    assert_eq!(send(&world, "POST", "/v2/tasks", Some(&wrong)).await.0, 400);
}

#[tokio::test]
async fn a_trial_says_how_far_it_got() {
    let world = World::new(&[]).await;
    let entity: Value = serde_json::from_str(&template(
        "t",
        &json!({ "type": "service", "steps": [
        { "id": "a", "action": "debug:log", "input": { "message": "here" } },
        { "id": "b", "action": "no:such" }
    ] }),
    ))
    .unwrap();
    let body = json!({ "template": entity, "values": {}, "directoryContents": [] });
    let (status, _, body) = send(&world, "POST", "/v2/dry-run", Some(&body)).await;
    let got: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &got["error"]["name"]), (200, &json!("NotFoundError")), "{got}");
    assert!(got["log"].to_string().contains("here"), "{got}");
}

#[tokio::test]
async fn tasks_are_counted_for_prometheus() {
    let spec = json!({ "type": "service", "steps": [{ "action": "debug:log" }] });
    let world = World::new(&[("catalog/t.yaml", &template("t", &spec))]).await;
    ended(&world, &start(&world, "t", json!({})).await).await;
    world.get("/metrics").await.is(200).shows(&[
        "scaffolder_tasks{status=\"completed\"} 1",
        "scaffolder_tasks{status=\"open\"} 0",
        "scaffolder_task_count{result=\"completed\"} 1",
    ]);
}
