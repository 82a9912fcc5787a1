//! The contract's test vectors: one test per file of them, each over the repository's own vectors
//! (`tests/vectors`) and, where they are at hand, over the shared ones.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

mod vectors;

use portico_entity::{
    EntityRef, KindPolicy, LocationRef, RefContext, Segment, format,
    location::{self, LocationError},
    relations, validate,
};
use serde_json::{Map, Value, json};
use vectors::each_case;

#[test]
fn entity_refs() {
    each_case("entity-refs", |case| {
        let input = &case["input"];
        match case["op"].as_str() {
            Some("parseEntityRef") => parse_ref(&input["ref"], &input["context"]),
            Some("stringifyEntityRef") => json!({"ok": compound(&input["ref"]).to_string()}),
            Some("getCompoundEntityRef") => json!({"ok": compound(&input["entity"])}),
            other => panic!("unknown op {other:?}"),
        }
    });
}

fn parse_ref(reference: &Value, context: &Value) -> Value {
    let context = RefContext {
        default_kind: context["defaultKind"].as_str(),
        default_namespace: context["defaultNamespace"].as_str(),
    };
    if let Value::Object(parts) = reference {
        return parse_compound(parts, context);
    }
    match EntityRef::parse(reference.as_str().unwrap_or_default(), context) {
        Ok(parsed) => json!({ "ok": parsed }),
        Err(error) => json!({"error": error.class_name()}),
    }
}

fn parse_compound(parts: &Map<String, Value>, context: RefContext<'_>) -> Value {
    let part = |key: &str| parts.get(key).and_then(Value::as_str);
    match EntityRef::from_parts(part("kind"), part("namespace"), part("name"), context) {
        Ok(parsed) => json!({ "ok": parsed }),
        Err(error) => json!({"error": error.class_name()}),
    }
}

fn compound(value: &Value) -> EntityRef {
    let holder = if value["metadata"].is_object() { &value["metadata"] } else { value };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    EntityRef::new(text(&value["kind"]), text(&holder["namespace"]), text(&holder["name"]))
}

#[test]
fn location_refs() {
    each_case("location-refs", |case| {
        let input = &case["input"];
        let location = || {
            let holder = if input["location"].is_object() { &input["location"] } else { input };
            let text = |key: &str| holder[key].as_str().unwrap_or_default().to_owned();
            (LocationRef::new(text("type"), text("target")), holder["presence"].as_str().map(str::to_owned))
        };
        let class = |error: LocationError| match error {
            LocationError::NoSource => json!({"error": "Error"}),
            _ => json!({"error": "TypeError"}),
        };
        match case["op"].as_str() {
            Some("parseLocationRef") => match input.as_str().map(LocationRef::parse) {
                Some(Ok(parsed)) => json!({ "ok": parsed }),
                Some(Err(error)) => class(error),
                None => json!({"error": "TypeError"}),
            },
            Some("stringifyLocationRef") => match location().0.checked_text() {
                Ok(text) => json!({ "ok": text }),
                Err(error) => class(error),
            },
            Some("getEntitySourceLocation") => match location::source_location(&input["entity"]) {
                Ok(found) => json!({ "ok": found }),
                Err(error) => class(error),
            },
            Some("generatedLocationEntityName") => json!({"ok": location().0.entity_name()}),
            Some("locationSpecToLocationEntity") => {
                let (location, presence) = location();
                let annotations = &input["parentEntity"]["metadata"]["annotations"];
                let own = location.to_string();
                let managed = annotations[portico_entity::annotation::MANAGED_BY].as_str().unwrap_or(&own);
                let origin =
                    annotations[portico_entity::annotation::MANAGED_BY_ORIGIN].as_str().unwrap_or(managed);
                json!({"ok": location.entity(managed, origin, presence.as_deref())})
            }
            other => panic!("unknown op {other:?}"),
        }
    });
}

#[test]
fn field_formats() {
    each_case("field-formats", |case| {
        let text = case["input"].as_str();
        let valid = |check: fn(&str) -> bool| text.is_some_and(check);
        Value::Bool(match case["validator"].as_str() {
            Some("isValidApiVersion") => valid(format::is_api_version),
            Some("isValidKind") => valid(format::is_kind),
            Some("isValidEntityName") => valid(format::is_entity_name),
            Some("isValidNamespace") => valid(format::is_namespace),
            Some("isValidLabelKey" | "isValidAnnotationKey") => valid(format::is_label_key),
            Some("isValidLabelValue") => valid(format::is_label_value),
            Some("isValidAnnotationValue") => text.is_some(),
            Some("isValidTag") => valid(format::is_tag),
            Some("links[].url") => valid(format::is_absolute_url),
            Some("links[].title / links[].icon") => valid(format::is_not_blank),
            other => panic!("unknown validator {other:?}"),
        })
    });
}

#[test]
fn entity_validation() {
    each_case("entity-validation", |case| {
        let mut entity = case["input"].clone();
        let mut problems = validate(&mut entity, &KindPolicy::default());
        // The vectors are about a catalog without the scaffolder's kind, which Portico always has.
        if problems.is_empty() && entity["kind"] != "Template" {
            problems.extend(relations::stated(&entity).1);
        }
        let mut outcome = match problems.first() {
            None => json!({"httpStatus": 200}),
            Some(problem) => json!({"httpStatus": 400, "errorNames": [problem.class.name()]}),
        };
        for problem in &problems {
            assert!(!problem.message.is_empty() && !problem.code.is_empty(), "{problem:?}");
            assert!(path_exists_up_to_last(&entity, &problem.path.0), "{problem:?} points nowhere");
        }
        if case["expect"].get("namespaceAfter").is_some() {
            outcome["namespaceAfter"] = entity["metadata"]["namespace"].clone();
        }
        outcome
    });
}

/// A problem's place must be one that the entity has, so that it gets a line and a column.
fn path_exists_up_to_last(entity: &Value, path: &[Segment]) -> bool {
    path.iter()
        .try_fold(entity, |value, segment| match segment {
            Segment::Key(key) => value.get(key),
            Segment::Index(index) => value.get(index),
        })
        .is_some()
}

#[test]
fn relations_of_an_entity() {
    each_case("relations", |case| {
        let mut entity = case["input"].clone();
        assert_eq!(validate(&mut entity, &KindPolicy::default()), vec![]);
        let (edges, problems) = relations::stated(&entity);
        assert_eq!(problems, vec![]);
        let edges: Vec<Value> = edges
            .into_iter()
            .map(|edge| json!({"source": edge.source, "type": edge.kind, "target": edge.target}))
            .collect();
        // "Sorted" leaves open how equal beginnings compare; the set and its size are what counts.
        let expected = case["expect"]["relations"].as_array();
        let position = |edge: &Value| expected.and_then(|list| list.iter().position(|other| other == edge));
        let mut edges = edges;
        edges.sort_by_key(position);
        json!({ "relations": edges })
    });
}

#[test]
fn template_entities() {
    each_case("template-entities", |case| {
        let mut entity = case["entity"].clone();
        let handled =
            entity["kind"] == "Template" && entity["apiVersion"] == "scaffolder.backstage.io/v1beta3";
        if !handled {
            return json!({"handled": false});
        }
        if !validate(&mut entity, &KindPolicy::default()).is_empty() {
            return json!({"error": "TypeError"});
        }
        let mut outcome = json!({"handled": true});
        if let Some(expected) = case["expect"]["relations"].as_array() {
            let (edges, problems) = relations::stated(&entity);
            assert_eq!(problems, vec![]);
            let mut relations: Vec<String> =
                edges.iter().map(|edge| format!("{} {} {}", edge.source, edge.kind, edge.target)).collect();
            // The order of this list is not part of the contract.
            relations.sort_by_key(|relation| expected.iter().position(|other| other == relation));
            outcome["relations"] = json!(relations);
        }
        outcome
    });
}
