//! How one row becomes entities.

use super::{
    condition::Condition,
    filters,
    path::Path,
    template::{Scope, Template},
};
use portico_entity::{format, kinds};
use portico_settings::{ConfigError, Section};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The sort of entity that is made of a row, or of each item of a list in the row.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    each: Option<Path>,
    condition: Option<Condition>,
    api_version: Option<Template>,
    kind: Template,
    name: Template,
    namespace: Option<Template>,
    /// The rest of `metadata`, in the order of the format.
    metadata: Vec<(String, Node)>,
    spec: Node,
}

/// A value with templates in it.
#[derive(Clone, Debug)]
enum Node {
    Fixed(Value),
    Text(Template),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

const API_VERSION: &str = "backstage.io/v1alpha1";
const KEYS: &[&str] = &[
    "kind",
    "apiVersion",
    "each",
    "if",
    "name",
    "namespace",
    "title",
    "description",
    "labels",
    "annotations",
    "tags",
    "links",
    "metadata",
    "spec",
];
/// The keys of `metadata` that a mapping has beside `name` and `namespace`.
const METADATA: &[&str] = &["title", "description", "labels", "annotations", "tags", "links"];

impl Mapping {
    /// Reads one item of `entities`.
    pub(super) fn read(section: &Section<'_>) -> Result<Self, ConfigError> {
        section.only(KEYS)?;
        let template = |key: &str| {
            let text = section.text(key)?;
            text.map(|text| Template::parse(text).map_err(|message| section.wrong(key, message))).transpose()
        };
        let required = |key: &str| {
            section.required_text(key)?;
            template(key)?.ok_or_else(|| section.wrong(key, "is missing"))
        };
        let kind = required("kind")?;
        if let Some(fixed) = kind.fixed().filter(|fixed| !format::is_kind(fixed)) {
            return Err(section.wrong("kind", format!("\"{fixed}\" is not a kind, such as Component")));
        }
        let each = section.text("each")?.map(Path::parse).transpose();
        let mut metadata = Vec::new();
        for key in METADATA {
            if let Some(value) = section.get(key) {
                metadata.push(((*key).to_owned(), Node::read(value, &section.at(key))?));
            }
        }
        let more = section.section("metadata")?;
        for (key, value) in more.entries() {
            if key == "name" || key == "namespace" || METADATA.contains(&key) {
                return Err(more.wrong(key, format!("belongs beside kind, as {}", section.at(key))));
            }
            metadata.push((key.to_owned(), Node::read(value, &more.at(key))?));
        }
        let spec = section.section("spec")?;
        Ok(Self {
            each: each.map_err(|message| section.wrong("each", message))?,
            condition: section
                .get("if")
                .map(|value| Condition::read(value, &section.at("if")))
                .transpose()?,
            api_version: template("apiVersion")?,
            kind,
            name: required("name")?,
            namespace: template("namespace")?,
            metadata,
            spec: Node::read(section.get("spec").unwrap_or(&Value::Object(Map::new())), spec.path())?,
        })
    }

    /// Makes the entities of a row: each one, or why not.
    pub(super) fn make(&self, row: &Value, mut take: impl FnMut(Result<Value, String>)) {
        let items = match &self.each {
            None => Cow::Borrowed(std::slice::from_ref(row)),
            Some(each) => match each.find(row) {
                None => return,
                Some(Cow::Borrowed(Value::Array(items))) => Cow::Borrowed(items.as_slice()),
                Some(Cow::Owned(Value::Array(items))) => Cow::Owned(items),
                Some(_) => return take(Err(format!("each: {each} is not a list"))),
            },
        };
        for item in items.iter() {
            let scope = Scope { row, item };
            match self.condition.as_ref().map_or(Ok(true), |condition| condition.holds(scope)) {
                Ok(false) => {}
                Ok(true) => take(self.entity(scope)),
                Err(message) => take(Err(format!("if: {message}"))),
            }
        }
    }

    fn entity(&self, scope: Scope<'_>) -> Result<Value, String> {
        let kind = text(&self.kind, scope, "kind")?.ok_or("kind: there is no value for it")?;
        let api_version =
            self.api_version.as_ref().map(|template| text(template, scope, "apiVersion")).transpose()?;
        let api_version = api_version.flatten().unwrap_or_else(|| api_version_of(&kind).to_owned());
        let name = text(&self.name, scope, "name")?.ok_or("name: there is no value for it")?;
        let namespace =
            self.namespace.as_ref().map(|template| text(template, scope, "namespace")).transpose()?;
        let mut metadata = Map::new();
        metadata.insert("name".to_owned(), name.into());
        if let Some(namespace) = namespace.flatten() {
            metadata.insert("namespace".to_owned(), namespace.into());
        }
        for (key, node) in &self.metadata {
            let value = node.fill(scope).map_err(|message| format!("{key}{message}"))?;
            if let Some(value) = value.and_then(|value| tidy(key, value)) {
                metadata.insert(key.clone(), value);
            }
        }
        let spec = self.spec.fill(scope).map_err(|message| format!("spec{message}"))?;
        let spec = spec.unwrap_or_else(|| json!({}));
        Ok(json!({ "apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec }))
    }
}

impl Node {
    fn read(value: &Value, path: &str) -> Result<Self, ConfigError> {
        Ok(match value {
            Value::String(text) => {
                let template = Template::parse(text).map_err(|message| ConfigError::at(path, message))?;
                match template.fixed() {
                    Some(_) => Self::Fixed(value.clone()),
                    None => Self::Text(template),
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                let nodes = items.map(|(index, item)| Self::read(item, &format!("{path}[{index}]")));
                Self::List(nodes.collect::<Result<_, _>>()?)
            }
            Value::Object(map) => {
                let nodes = map
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), Self::read(value, &format!("{path}.{key}"))?)));
                Self::Map(nodes.collect::<Result<_, ConfigError>>()?)
            }
            other => Self::Fixed(other.clone()),
        })
    }

    /// The value with its holes filled; keys and items without a value are left out. An error begins with its place.
    fn fill(&self, scope: Scope<'_>) -> Result<Option<Value>, String> {
        Ok(match self {
            Self::Fixed(value) => Some(value.clone()),
            Self::Text(template) => template.fill(scope).map_err(|message| format!(": {message}"))?,
            Self::List(nodes) => {
                let mut items = Vec::new();
                for (index, node) in nodes.iter().enumerate() {
                    items.extend(node.fill(scope).map_err(|message| format!("[{index}]{message}"))?);
                }
                Some(Value::Array(items))
            }
            Self::Map(nodes) => {
                let mut map = Map::new();
                for (key, node) in nodes {
                    if let Some(value) = node.fill(scope).map_err(|message| format!(".{key}{message}"))? {
                        map.insert(key.clone(), value);
                    }
                }
                Some(Value::Object(map))
            }
        })
    }
}

/// The text that a template makes; numbers and truth values become texts.
fn text(template: &Template, scope: Scope<'_>, place: &str) -> Result<Option<String>, String> {
    let value = template.fill(scope).map_err(|message| format!("{place}: {message}"))?;
    value.as_ref().map(filters::text).transpose().map_err(|message| format!("{place}: {message}"))
}

/// Gives a value of `metadata` the form that the format wants where that is obvious: texts for numbers, a list for a
/// single tag. Nothing if it is empty.
fn tidy(key: &str, value: Value) -> Option<Value> {
    let text_of = |value: Value| filters::text(&value).map(Value::from).unwrap_or(value);
    let value = match (key, value) {
        ("title" | "description", value) => text_of(value),
        ("labels" | "annotations", Value::Object(map)) => {
            map.into_iter().map(|(key, value)| (key, text_of(value))).collect()
        }
        ("tags", Value::Array(items)) => items.into_iter().map(text_of).collect(),
        ("tags", value @ Value::String(_)) => Value::Array(vec![value]),
        (_, value) => value,
    };
    let is_empty = match &value {
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    (!is_empty).then_some(value)
}

/// The version of the format that a kind is written in.
fn api_version_of(kind: &str) -> &'static str {
    kinds::kind_named(kind).and_then(|kind| kind.api_versions.first()).copied().unwrap_or(API_VERSION)
}

#[cfg(test)]
mod tests {
    use super::Mapping;
    use portico_settings::Section;
    use serde_json::{Value, json};

    fn make(mapping: &Value, row: &Value) -> Vec<Result<Value, String>> {
        let section = Section::of(mapping, "entities[0]").unwrap();
        let mut made = Vec::new();
        Mapping::read(&section).unwrap().make(row, |entity| made.push(entity));
        made
    }

    #[test]
    fn a_row_becomes_an_entity() {
        let mapping = json!({
            "kind": "Component", "name": "{{ id | slug }}", "title": "{{ number }}", "description": "{{ gone }}",
            "tags": "{{ language | tag }}", "labels": {"gone": "{{ gone }}"},
            "annotations": {"inventory.example.com/id": "{{ number }}", "left-out": "{{ gone }}"},
            "links": [{"url": "{{ docs }}", "title": "Docs"}],
            "metadata": {"own": "{{ flags }}"},
            "spec": {"type": "{{ type | default('service') }}", "lifecycle": "production",
                     "owner": "group:{{ team | slug }}", "system": "{{ gone }}", "dependsOn": ["component:{{ gone }}", "{{ uses }}"]},
        });
        let row = json!({
            "id": "Cart Service", "number": 12, "language": "Rust", "team": "Team Cart", "uses": "resource:db",
            "docs": "https://docs.example.com", "flags": {"a": true},
        });
        let expect = json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "Component",
            "metadata": {
                "name": "cart-service", "title": "12", "tags": ["rust"], "annotations": {"inventory.example.com/id": "12"},
                "links": [{"url": "https://docs.example.com", "title": "Docs"}], "own": {"a": true},
            },
            "spec": {"type": "service", "lifecycle": "production", "owner": "group:team-cart", "dependsOn": ["resource:db"]},
        });
        assert_eq!(make(&mapping, &row), [Ok(expect)]);
    }

    #[test]
    fn a_nested_list_gives_an_entity_for_each_item() {
        let mapping = json!({
            "kind": "{{ kind }}", "each": "parts", "if": "kind", "name": "{{ row.id }}-{{ n }}", "namespace": "{{ row.space }}",
        });
        let row = json!({"id": "x", "space": "own", "parts": [{"kind": "API", "n": 1}, {"n": 2}, {"kind": "Resource", "n": 3}]});
        let made: Vec<_> = make(&mapping, &row).into_iter().map(Result::unwrap).collect();
        let names: Vec<_> = made.iter().map(|entity| (&entity["kind"], &entity["metadata"])).collect();
        assert_eq!(names[0], (&json!("API"), &json!({"name": "x-1", "namespace": "own"})));
        assert_eq!(names[1], (&json!("Resource"), &json!({"name": "x-3", "namespace": "own"})));
        assert_eq!(make(&mapping, &json!({"id": "x"})), []);
        let of_texts = json!({"kind": "Resource", "each": "parts[*].n", "name": "{{ row.id }}-{{ item }}"});
        let names: Vec<_> =
            make(&of_texts, &row).into_iter().map(|made| made.unwrap()["metadata"]["name"].clone()).collect();
        assert_eq!(names, ["x-1", "x-2", "x-3"]);
        assert_eq!(make(&mapping, &json!({"parts": 3})), [Err("each: parts is not a list".to_owned())]);
    }

    #[test]
    fn a_row_that_cannot_be_mapped_says_where() {
        let mapping =
            json!({"kind": "Group", "name": "{{ id }}", "spec": {"children": [{"a": "x{{ list }}"}]}});
        let problem = |row: Value| make(&mapping, &row).remove(0).unwrap_err();
        assert_eq!(problem(json!({})), "name: there is no value for it");
        let message = problem(json!({"id": 1, "list": []}));
        assert!(message.starts_with("spec.children[0].a: {{ list }}: it is a list"), "{message}");
    }

    #[track_caller]
    fn check_wrong(mapping: Value, expect: &str) {
        let section = Section::of(&mapping, "e").unwrap();
        assert_eq!(Mapping::read(&section).unwrap_err().path, expect, "{mapping}");
    }

    #[test]
    fn mistakes_name_their_place() {
        check_wrong(json!({"name": "x"}), "e.kind");
        check_wrong(json!({"kind": "no kind", "name": "x"}), "e.kind");
        check_wrong(json!({"kind": "Group"}), "e.name");
        check_wrong(json!({"kind": "Group", "name": "{{ x"}), "e.name");
        check_wrong(json!({"kind": "Group", "name": "x", "owner": "y"}), "e.owner");
        check_wrong(json!({"kind": "Group", "name": "x", "metadata": {"title": "y"}}), "e.metadata.title");
        check_wrong(
            json!({"kind": "Group", "name": "x", "spec": {"a": [{"b": "{{ | }}"}]}}),
            "e.spec.a[0].b",
        );
        check_wrong(json!({"kind": "Group", "name": "x", "spec": []}), "e.spec");
        check_wrong(json!({"kind": "Group", "name": "x", "each": "a..b"}), "e.each");
        check_wrong(json!({"kind": "Group", "name": "x", "if": ["ok", "a =="]}), "e.if[1]");
    }
}
