//! The shared vectors about rules and ingestion, where they are at hand.

use portico_catalog::{CatalogConfig, Delivery, Engine, Failure, FileEvents, RemoteFile, Root, Shown};
use portico_entity::LocationRef;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

fn cases(name: &str) -> Vec<Value> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = here.join("../../../shared/contract/vectors").join(format!("{name}.json"));
    let Ok(text) = std::fs::read_to_string(file) else {
        eprintln!("skipped: the shared vectors {name} are not on this machine");
        return Vec::new();
    };
    let whole: Value = serde_json::from_str(&text).unwrap();
    whole["cases"].as_array().unwrap().clone()
}

#[test]
fn rules() {
    for case in cases("catalog-rules") {
        let absolute =
            |target: &str| portico_catalog::normal_path(Path::new(target)).to_string_lossy().into_owned();
        let config = CatalogConfig::read(&case["catalogConfig"], absolute);
        let expect = &case["expect"];
        if expect.get("error").is_some() {
            assert!(config.is_err(), "{}", case["id"]);
            continue;
        }
        let config = config.unwrap();
        for (index, check) in case["checks"].as_array().unwrap().iter().enumerate() {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let origin = &check["originLocation"];
            let origin = LocationRef::new(text(&origin["type"]).unwrap(), text(&origin["target"]).unwrap());
            let kind = text(&check["entity"]["kind"]).unwrap();
            let allowed = config.rules.allows(&kind, check["entity"]["spec.type"].as_str(), &origin);
            assert_eq!(Value::Bool(allowed), expect["allowed"][index], "{} check {index}", case["id"]);
        }
    }
}

/// Cases in which Portico does better on purpose: one bad document does not fail its file (03, 05, 10); Template is
/// always known (11).
const DIFFERENT: [&str; 4] = ["ingest-03", "ingest-05", "ingest-10", "ingest-11"];

struct Web {
    engine: Engine,
    files: BTreeMap<String, String>,
    shown: BTreeMap<String, Shown>,
}

impl Web {
    /// Passes and fetches until nothing is wanted any more, as the program does.
    fn settle(&mut self) {
        let mut fetched = std::collections::BTreeSet::new();
        self.pass();
        loop {
            let wanted: Vec<String> = self.engine.validators().map(|(remote, _)| remote.to_owned()).collect();
            let fresh: Vec<String> =
                wanted.into_iter().filter(|remote| fetched.insert(remote.clone())).collect();
            if fresh.is_empty() {
                break;
            }
            for remote in fresh {
                self.fetch(&remote);
            }
            let again = self.pass();
            again.iter().for_each(|remote| self.fetch(remote));
            self.pass();
        }
    }

    fn fetch(&mut self, remote: &str) {
        let url = remote.strip_prefix("url:").unwrap();
        // The double reads what is the same file under either address.
        let text = |url: &str| self.files.get(&url.replace("/tree/", "/blob/")).cloned();
        let delivery = match text(url) {
            Some(text_of_file) => {
                let inputs =
                    portico_catalog::placeholder_targets(text_of_file.as_bytes()).into_iter().map(|target| {
                        let address = portico_scm::Integrations::default().resolve(&target, url).unwrap();
                        let input = text(&address).ok_or_else(|| format!("{address} is not there"));
                        (target, input)
                    });
                let inputs = inputs.collect();
                let file =
                    RemoteFile { inputs, ..RemoteFile::at(&LocationRef::new("url", url), text_of_file) };
                Delivery::Files { files: vec![file], validator: None, skipped: vec![] }
            }
            None => Delivery::Failed(Failure { not_found: true, message: "not there".into(), help: None }),
        };
        self.engine.deliver(remote, delivery);
    }

    fn pass(&mut self) -> Vec<String> {
        let batch = self.engine.pass(&FileEvents::default(), 0);
        for entity_ref in batch.hidden {
            self.shown.remove(&entity_ref);
        }
        self.shown.extend(batch.shown);
        batch.again
    }

    #[track_caller]
    fn check(&self, expect: &Value, case: &str) {
        let found: Vec<&String> = self.shown.keys().collect();
        let wanted: Vec<&String> = expect.as_object().unwrap().keys().collect();
        assert_eq!(found, wanted, "{case}");
        for (entity_ref, wanted) in expect.as_object().unwrap() {
            let entity: Value = serde_json::from_str(&self.shown[entity_ref].json).unwrap();
            let annotation = |name: &str| entity["metadata"]["annotations"][name].clone();
            assert_eq!(
                annotation("backstage.io/managed-by-location"),
                wanted["location"],
                "{case} {entity_ref}"
            );
            assert_eq!(
                annotation("backstage.io/managed-by-origin-location"),
                wanted["origin"],
                "{case} {entity_ref}"
            );
            if let Some(spec) = wanted.get("spec") {
                assert_eq!(entity["spec"], *spec, "{case} {entity_ref}");
            }
            if let Some(title) = wanted.get("title") {
                assert_eq!(entity["metadata"]["title"], *title, "{case} {entity_ref}");
            }
            let items = entity["status"]["items"].as_array().cloned().unwrap_or_default();
            let wanted = wanted.get("statusItems").and_then(Value::as_array).cloned().unwrap_or_default();
            assert_eq!(items.len(), wanted.len(), "{case} {entity_ref}: {items:?}");
            for (item, wanted) in items.iter().zip(&wanted) {
                let name = item["error"]["name"].as_str().unwrap();
                assert!(item["message"].as_str().unwrap().starts_with(name), "{case}");
                assert_eq!(
                    (&item["type"], &item["level"], name),
                    (&wanted["type"], &wanted["level"], wanted["errorName"].as_str().unwrap()),
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn ingestion() {
    for case in cases("ingestion") {
        let id = case["id"].as_str().unwrap();
        if DIFFERENT.contains(&id) {
            continue;
        }
        let mut section = case.get("catalogConfig").cloned().unwrap_or_else(|| json!({}));
        if case["allowedKinds"].is_array() {
            section["rules"] = json!([{"allow": case["allowedKinds"]}]);
        }
        let config = CatalogConfig::read(&section, str::to_owned).unwrap();
        let uid = || uuid();
        let engine = Engine::new(config, Path::new("/"), Box::new(uid));
        let files = serde_json::from_value(case["files"].clone()).unwrap();
        let mut web = Web { engine, files, shown: BTreeMap::new() };
        let entry = Root::new(LocationRef::new("url", case["entry"].as_str().unwrap()));
        web.engine.set_registered(vec![entry.clone()]);
        web.settle();
        for (index, expect) in case["expect"].as_array().unwrap().iter().enumerate() {
            let after = expect["after"].as_str().unwrap();
            match if index > 0 { apply(&mut web, id, after, &entry) } else { Step::Done } {
                Step::Done => {}
                Step::Between => continue,
                Step::Elsewhere => {
                    eprintln!("{id}: the step \"{after}\" is told by stories of our own");
                    break;
                }
            }
            web.check(&expect["entities"], &format!("{id} after {after}"));
        }
    }
}

enum Step {
    Done,
    /// A state that Portico passes over.
    Between,
    Elsewhere,
}

/// Does what a step says in words.
fn apply(web: &mut Web, id: &str, after: &str, entry: &Root) -> Step {
    let main = web.files.keys().next().cloned().unwrap_or_default();
    match (id, after) {
        ("ingest-08", _) => {
            let text = web.files[&main].replace("  owner: team-a\n", "");
            web.files.insert(main, text);
        }
        ("ingest-13", _) => web.files.clear(),
        // The clean-up is not a step of its own: an entity that nothing lists goes in the same pass.
        ("ingest-27", "b removed from file" | "b itself processed again: now flagged") => {
            return Step::Between;
        }
        ("ingest-27", _) => {
            let text = web.files[&main].split("---\n").next().unwrap().to_owned();
            web.files.insert(main, text);
        }
        ("ingest-29", _) => web.engine.set_registered(vec![]),
        ("ingest-30", _) => assert!(web.engine.forget("component:default/a")),
        ("ingest-32", _) => {
            let text = web.files[&main].replace("type: service", "type: website");
            web.files.insert(main, text);
        }
        ("ingest-33", "second location registered") => {
            let other = web.files.keys().find(|url| **url != entry.location.target).cloned().unwrap();
            web.engine.set_registered(vec![entry.clone(), Root::new(LocationRef::new("url", other))]);
        }
        _ => return Step::Elsewhere,
    }
    web.settle();
    Step::Done
}

fn uuid() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("uid-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
