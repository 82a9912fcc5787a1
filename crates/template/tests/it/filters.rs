//! What forms pick for repositories, by the contract's vectors.

use std::sync::Arc;

use portico_nunjucks::{Environment, Scope};
use portico_scm::Integrations;
use portico_template::filters;
use serde_json::{Value, json};

use crate::vectors;

#[test]
fn addresses_of_repositories_are_what_the_vectors_say() {
    let Some(vectors) = vectors("parse-repo-url.json") else { return };
    let hosts = vectors["integrations"].as_object().into_iter().flatten().map(|(kind, hosts)| {
        let entry = |host: &Value| json!({ "host": host, "gitilesBaseUrl": "https://gitiles.test" });
        let entry = |host: &Value| if kind == "gerrit" { entry(host) } else { json!({ "host": host }) };
        (kind.clone(), hosts.as_array().into_iter().flatten().map(entry).collect())
    });
    let integrations = Integrations::read(&Value::Object(hosts.collect())).unwrap();
    let mut language = Environment::scaffolder();
    filters::add(&mut language, &Arc::new(integrations));
    let template = language.compile("${{ input | parseRepoUrl }}").unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let got = match template.evaluate(&Scope::new().with("input", &case["input"])) {
            Ok(parts) => json!({ "ok": parts.to_json() }),
            Err(_) => json!({ "error": "InputError" }),
        };
        assert_eq!(got, case["expect"], "{}", case["id"]);
    }
}
