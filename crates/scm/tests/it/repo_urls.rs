//! What forms pick for repositories: our own cases, and the shared ones where they are at hand.

use portico_scm::Integrations;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

fn hosts(integrations: &Value) -> Integrations {
    // The public hosts are known without being configured.
    let kinds = integrations.as_object().into_iter().flatten();
    let config: serde_json::Map<String, Value> = kinds
        .map(|(kind, hosts)| {
            let entry = |host: &Value| match kind.as_str() {
                "gerrit" => json!({"host": host, "gitilesBaseUrl": "https://gitiles.test"}),
                _ => json!({"host": host}),
            };
            let entries = hosts.as_array().into_iter().flatten().map(entry).collect();
            (kind.clone(), Value::Array(entries))
        })
        .collect();
    Integrations::read(&Value::Object(config)).expect("a good configuration")
}

fn parsed(hosts: &Integrations, text: &str) -> Value {
    let Ok((url, _)) = hosts.repo_url(text) else { return json!({"error": "InputError"}) };
    let mut parts = json!({"host": url.host, "repo": url.repo});
    let others = [
        ("owner", url.owner),
        ("organization", url.organization),
        ("workspace", url.workspace),
        ("project", url.project),
    ];
    for (name, value) in others {
        value.into_iter().for_each(|value| parts[name] = value.into());
    }
    if url.repo.is_empty() {
        parts.as_object_mut().expect("an object").remove("repo");
    }
    json!({"ok": parts})
}

#[test]
fn shared_vectors() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let file = here.join("../../../shared/contract/vectors/parse-repo-url.json");
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped {}: the file is not here", file.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).expect("vector files are JSON");
    let hosts = hosts(&vectors["integrations"]);
    let cases = vectors["cases"].as_array().expect("vector files have cases");
    for case in cases {
        assert_eq!(parsed(&hosts, case["input"].as_str().expect("a text")), case["expect"], "{}", case["id"]);
    }
    assert!(!cases.is_empty(), "no case was run");
}

#[test]
fn what_is_missing_is_named() {
    #[track_caller]
    fn refused(text: &str, why: &str) {
        let hosts = hosts(&json!({"gitea": ["git.test"]}));
        let error = hosts.repo_url(text).expect_err("a mistake").to_string();
        assert!(error.contains(why), "{error}");
    }
    refused("github.com?repo=a", "`owner` is missing, which GitHub needs");
    refused("dev.azure.com?organization=o&repo=r", "`project` is missing, which Azure DevOps needs");
    refused("other.test?owner=a&repo=b", "no integration for its host other.test");
    refused("https://github.com?owner=a&repo=b", "integration");
    refused("me:secret@github.com?owner=a&repo=b", "\"github.com?owner=a&repo=b\" names no repository");
    refused("git.test?owner=a", "`repo` is missing");
}

#[test]
fn slugs() {
    let hosts = hosts(&json!({}));
    let slug = |text: &str| hosts.repo_url(text).expect("a good one").0.slug();
    assert_eq!(slug("github.com?owner=/acme/&repo=shop"), "acme/shop");
    assert_eq!(slug("bitbucket.org?workspace=w&project=P&repo=r"), "w/r");
    assert_eq!(slug("gitlab.com?project=123"), "123");
}
