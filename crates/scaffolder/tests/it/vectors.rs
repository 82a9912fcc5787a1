//! The contract's vectors, where they lie beside the repository.

use crate::world::{Before, Notes, World};
use portico_scaffolder::permit::Decision;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

#[tokio::test]
async fn tasks_run_as_the_vectors_say() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/contract/vectors/scaffolder-run.json");
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped: {} is not here", file.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let mut failures = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let got = outcome(case).await;
        if got != case["expect"] {
            failures.push(format!("{} {}: got {got}, expected {}", case["id"], case["why"], case["expect"]));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

async fn outcome(case: &Value) -> Value {
    let (mut world, notes, task) = (World::new(), Notes::new(), &case["task"]);
    let environment = &task["defaultEnvironment"];
    if let Some(parameters) = environment["parameters"].as_object() {
        world.runner.environment.parameters = parameters.clone();
    }
    if environment["secrets"].is_object() {
        world.runner.environment.secrets = serde_json::from_value(environment["secrets"].clone()).unwrap();
    }
    if task["permissionDecision"].is_object() {
        world.permit(Decision(task["permissionDecision"].clone()));
    }
    let ended = world.run(task, &Before::default(), &notes).await.unwrap();
    let calls =
        world.asked().into_iter().map(|(step, input)| json!({ "step": step, "input": numbers(input) }));
    let calls: Vec<Value> = calls.collect();
    let mut outcome = match ended.error {
        None => json!({ "result": "ok", "output": numbers(Value::Object(ended.output)) }),
        Some(error) => json!({ "result": "failed", "error": error.name }),
    };
    outcome["calls"] = json!(calls);
    outcome["stepStatuses"] = json!(notes.statuses());
    outcome
}

/// Numbers as JSON files have them: whole ones without a fraction.
fn numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "only whole numbers get here")]
            Some(float) if float.fract() == 0.0 => json!(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, numbers(value))).collect(),
        other => other,
    }
}
