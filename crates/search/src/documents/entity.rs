//! The document of an entity.

use super::{Document, operations};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_entity::EntityRef;
use serde_json::{Map, Value, json};

/// The type of entities' documents.
pub const CATALOG: &str = "software-catalog";

/// What stays as it is in a part of an address.
const PLAIN: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Relations whose other ends people use as words for an entity.
const LEADING: [&str; 4] = ["ownedBy", "partOf", "memberOf", "hasMember"];

/// The document of an entity in its final form. Whatever is missing or of another shape is left out.
pub fn of_entity(entity: &Value) -> Document {
    let text = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (kind, name) = (text("/kind"), text("/metadata/name"));
    let mut document = Document {
        fields: fields(entity),
        names: some([
            name,
            text("/metadata/title"),
            text("/spec/profile/displayName"),
            text("/spec/profile/email"),
        ]),
        tags: texts(entity, "/metadata/tags"),
        prose: some([text("/metadata/description")]),
        operations: operations::of_definition(text("/spec/type"), text("/spec/definition")),
        more: some([kind, text("/metadata/namespace"), text("/spec/type"), text("/spec/lifecycle")]),
        ..Document::default()
    };
    document.more.extend(link_titles(entity));
    for relation in LEADING {
        document.more.extend(related(entity, relation).filter_map(|target| {
            let reference = EntityRef::parse_full(target).ok()?;
            Some(reference.name)
        }));
    }
    let lower = |text: &str| some([&*text.to_lowercase()]);
    document.facets = [
        lower(kind),
        lower(text("/spec/type")),
        related(entity, "ownedBy").map(str::to_owned).collect(),
        lower(text("/spec/lifecycle")),
        document.tags.iter().map(|tag| tag.to_lowercase()).collect(),
    ];
    document.weight = weight(kind, text("/spec/lifecycle"));
    document
}

/// What programs get to see of it.
fn fields(entity: &Value) -> Map<String, Value> {
    let text = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let or = |text: &'_ str, other: &'_ str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    let (kind, name) = (text("/kind"), text("/metadata/name"));
    let namespace = or(text("/metadata/namespace"), "default");
    let mut said = some([text("/metadata/description")]);
    let lower = kind.to_lowercase();
    if lower == "user" || lower == "group" {
        said.extend(some([text("/spec/profile/displayName")]));
    }
    if lower == "user" {
        said.extend(some([text("/spec/profile/email")]));
    }
    let kind_type = or(text("/spec/type"), "other");
    let part = |part: &str| utf8_percent_encode(part, &PLAIN).to_string();
    let location = format!("/catalog/{}/{}/{}", part(&namespace), part(kind), part(name)).to_lowercase();
    let reference = format!("{kind}:{namespace}/{name}").to_lowercase();
    let fields = json!({
        "title": or(text("/metadata/title"), name),
        "text": said.join(" : "),
        "componentType": kind_type,
        "type": kind_type,
        "namespace": namespace,
        "kind": kind,
        "lifecycle": text("/spec/lifecycle"),
        "owner": text("/spec/owner"),
        "location": location,
        "authorization": { "resourceRef": reference },
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What people look for most comes first among equals; what is on its way out comes last.
fn weight(kind: &str, lifecycle: &str) -> u8 {
    let weight = match kind.to_lowercase().as_str() {
        "component" => 100,
        "system" | "api" => 98,
        "group" | "user" | "template" => 96,
        "domain" => 95,
        "resource" => 92,
        "location" => 60,
        _ => 94,
    };
    if lifecycle.eq_ignore_ascii_case("deprecated") { weight - 8 } else { weight }
}

fn some<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// The texts of a list or of a mapping.
fn texts(entity: &Value, pointer: &str) -> Vec<String> {
    match entity.pointer(pointer) {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::Object(items)) => items.values().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn link_titles(entity: &Value) -> impl Iterator<Item = String> + '_ {
    let links = entity.pointer("/metadata/links").and_then(Value::as_array).into_iter().flatten();
    links.filter_map(|link| link.get("title")?.as_str()).map(str::to_owned)
}

fn related<'a>(entity: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a str> {
    let relations = entity.get("relations").and_then(Value::as_array).into_iter().flatten();
    relations
        .filter(move |relation| relation.get("type").and_then(Value::as_str) == Some(kind))
        .filter_map(|relation| relation.get("targetRef")?.as_str())
}
