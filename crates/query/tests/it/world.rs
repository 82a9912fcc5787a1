//! Entities as authors write them, made into entities as the catalog serves them.

use std::collections::BTreeSet;

use portico_query::{Index, lower_ref};
use serde_json::{Value, json};

const SORTED: [&str; 7] =
    ["providesApis", "consumesApis", "dependsOn", "dependencyOf", "memberOf", "children", "members"];

/// Field, kind of its targets, relation on the entity, relation on the target.
const FIELDS: [(&str, &str, &str, &str); 13] = [
    ("owner", "group", "ownedBy", "ownerOf"),
    ("system", "system", "partOf", "hasPart"),
    ("domain", "domain", "partOf", "hasPart"),
    ("subdomainOf", "domain", "partOf", "hasPart"),
    ("subcomponentOf", "component", "partOf", "hasPart"),
    ("providesApis", "api", "providesApi", "apiProvidedBy"),
    ("consumesApis", "api", "consumesApi", "apiConsumedBy"),
    ("dependsOn", "", "dependsOn", "dependencyOf"),
    ("dependencyOf", "", "dependencyOf", "dependsOn"),
    ("parent", "group", "childOf", "parentOf"),
    ("children", "group", "parentOf", "childOf"),
    ("members", "user", "hasMember", "memberOf"),
    ("memberOf", "group", "memberOf", "hasMember"),
];

/// An index of the stitched fixture.
pub(crate) fn index_of(fixture: &[Value]) -> Index {
    let mut index = Index::new();
    for entity in stitched(fixture) {
        index.upsert(&entity, entity.to_string().into(), &[]).unwrap();
    }
    index
}

pub(crate) fn ref_of(entity: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lower_ref(&text(&entity["kind"]), &namespace(entity), &text(&entity["metadata"]["name"]))
}

fn namespace(entity: &Value) -> String {
    entity["metadata"]["namespace"].as_str().unwrap_or("default").to_owned()
}

fn stitched(fixture: &[Value]) -> Vec<Value> {
    let mut relations = BTreeSet::new();
    for entity in fixture {
        let source = ref_of(entity);
        for (field, kind, there, back) in FIELDS {
            for target in targets(&entity["spec"][field]) {
                let target = full_ref(&target, kind, &namespace(entity));
                relations.insert((source.clone(), there, target.clone()));
                relations.insert((target, back, source.clone()));
            }
        }
    }
    let finish = |(at, entity): (usize, &Value)| finished(at, entity, &relations);
    fixture.iter().enumerate().map(finish).collect()
}

fn finished(at: usize, entity: &Value, relations: &BTreeSet<(String, &str, String)>) -> Value {
    let mut entity = entity.clone();
    let source = ref_of(&entity);
    for field in SORTED {
        if let Some(items) = entity["spec"].get_mut(field).and_then(Value::as_array_mut) {
            items.sort_by_key(|item| item.as_str().unwrap().encode_utf16().collect::<Vec<_>>());
        }
    }
    let namespace = namespace(&entity);
    let metadata = &mut entity["metadata"];
    metadata["namespace"] = json!(namespace);
    // Uids in another order than the entities, as real ones are.
    metadata["uid"] = json!(format!("{:08x}-1111-4222-8333-444444444444", (at * 7919 + 31) % 4096));
    metadata["etag"] = json!("e");
    for key in ["managed-by-location", "managed-by-origin-location"] {
        metadata["annotations"][format!("backstage.io/{key}")] = json!("url:https://acme.test/all.yaml");
    }
    let own = relations.iter().filter(|(from, _, _)| *from == source);
    entity["relations"] = own.map(|(_, kind, target)| json!({"type": kind, "targetRef": target})).collect();
    entity
}

fn targets(value: &Value) -> Vec<String> {
    match value {
        Value::String(target) => vec![target.clone()],
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    }
}

fn full_ref(target: &str, kind: &str, namespace: &str) -> String {
    let (kind, rest) = target.split_once(':').unwrap_or((kind, target));
    let (namespace, name) = rest.split_once('/').unwrap_or((namespace, rest));
    lower_ref(kind, namespace, name)
}
