//! The contract's vectors for templating, through a walk over JSON like that of golden paths.

use std::path::Path;
use std::sync::Arc;

use portico_nunjucks::{Environment, Scope, Value};
use serde_json::{Map, Value as Json, json};

/// The filters that the host of golden paths registers, as far as the vectors use them.
fn environment() -> Environment {
    let mut environment = Environment::scaffolder();
    environment.filter(
        "parseRepoUrl",
        Arc::new(|args| {
            let text = args.first().and_then(Value::as_str).unwrap_or_default().to_owned();
            let (host, query) = text.split_once('?').unwrap_or((&text, ""));
            let mut parts = Map::from_iter([("host".to_owned(), json!(host))]);
            parts.extend(query.split('&').filter_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                Some((name.to_owned(), json!(value)))
            }));
            Ok(Value::from(Json::Object(parts)))
        }),
    );
    environment.filter("projectSlug", Arc::new(|_| Ok(Value::from("acme/cart"))));
    environment.filter(
        "parseEntityRef",
        Arc::new(|args| {
            let text = args.first().and_then(Value::as_str).unwrap_or_default();
            let default = |name: &str| match args.get(1) {
                Some(Value::Object(defaults)) => {
                    defaults.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
                }
                _ => String::new(),
            };
            let (kind, rest) = text
                .split_once(':')
                .map_or((default("defaultKind"), text), |(kind, rest)| (kind.into(), rest));
            let (namespace, name) = rest
                .split_once('/')
                .map_or((default("defaultNamespace"), rest), |(namespace, name)| (namespace.into(), name));
            Ok(Value::from(json!({"kind": kind, "namespace": namespace, "name": name})))
        }),
    );
    environment.filter(
        "pick",
        Arc::new(|args| {
            let json = args.first().and_then(Value::to_json).unwrap_or_default();
            let path = args.get(1).and_then(Value::as_str).unwrap_or_default().replace(['.', '['], "/");
            Ok(json.pointer(&format!("/{}", path.replace(']', ""))).map_or(Value::Undefined, Value::from))
        }),
    );
    environment
}

fn walk(environment: &Environment, scope: &Scope, input: &Json) -> Option<Json> {
    match input {
        Json::String(text) => match environment.compile(text).and_then(|template| template.evaluate(scope)) {
            Ok(value) => value.to_json(),
            Err(_) => Some(input.clone()),
        },
        Json::Array(items) => {
            Some(items.iter().map(|item| walk(environment, scope, item).unwrap_or(Json::Null)).collect())
        }
        Json::Object(members) => Some(Json::Object(
            members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), walk(environment, scope, value)?)))
                .collect(),
        )),
        other => Some(other.clone()),
    }
}

#[test]
fn the_vectors_of_the_contract_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract/vectors/templating.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let vectors: Json = serde_json::from_str(&text).unwrap();
    let scope = Scope::of(&vectors["context"]);
    let environment = environment();
    let mut failures = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let expect = &case["expect"];
        let got = walk(&environment, &scope, &case["input"]);
        let holds = if expect["dropped"] == true {
            got.is_none()
        } else if expect["nan"] == true {
            got == Some(Json::Null)
        } else {
            got.as_ref() == Some(&expect["value"])
        };
        if !holds {
            failures.push(format!("{} {}: {got:?}, expected {expect}", case["id"], case["why"]));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
