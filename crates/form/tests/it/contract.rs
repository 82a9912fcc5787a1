//! The cases of the HTTP contract about values that do not fit a form.

use portico_form::check::{Violation, check_pages};
use serde_json::{Value, json};
use std::path::Path;

fn pages(template: &Value) -> Vec<Value> {
    match &template["spec"]["parameters"] {
        Value::Array(pages) => pages.clone(),
        Value::Null => Vec::new(),
        page => vec![page.clone()],
    }
}

#[test]
fn values_are_refused_as_the_contract_says() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract/vectors/scaffolder-http.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        return eprintln!("skipped: {} is not there", file.display());
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let mut count = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let body = &case["request"]["body"];
        if !body["values"].is_object() || !case["expect"]["status"].is_number() {
            continue;
        }
        let by_reference =
            body["templateRef"].as_str().and_then(|reference| vectors["templates"].get(reference)).cloned();
        let template = by_reference.unwrap_or_else(|| body["template"].clone());
        let found = check_pages(&pages(&template), &body["values"]);
        let expect = &case["expect"]["body"];
        let errors: Vec<Value> = found.violations.iter().map(Violation::to_json).collect();
        let Some(first) = expect.get("first") else {
            // Refused for another reason, or taken.
            assert!(case["expect"]["status"] != 201 || errors.is_empty(), "{}: {errors:?}", case["id"]);
            continue;
        };
        if first["property"].as_str().is_some_and(|property| property.starts_with("secrets")) {
            // Secrets are no values.
            continue;
        }
        count += 1;
        if let Some(number) = expect["errorsCount"].as_u64() {
            assert_eq!(errors.len() as u64, number, "{}: {errors:?}", case["id"]);
        }
        for key in ["property", "name", "message", "argument", "stack"] {
            if first[key] != Value::Null {
                assert_eq!(errors[0][key], first[key], "{}: {key}", case["id"]);
            }
        }
        if let Some(keys) = first["keys"].as_array() {
            let mut names: Vec<Value> = errors[0].as_object().unwrap().keys().map(|key| json!(key)).collect();
            names.sort_by_key(ToString::to_string);
            assert_eq!(&names, keys, "{}", case["id"]);
        }
    }
    assert!(count > 0, "no case in {} is about values", file.display());
}
