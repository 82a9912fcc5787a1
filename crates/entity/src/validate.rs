//! The rules an entity must keep, in the order of the format: envelope, schema of the common part, field formats,
//! then the kind's own fields. The first failing stage of the envelope ends the check; from there on, everything
//! wrong is reported at once.

use crate::{
    ErrorClass, Path, Problem, format,
    kinds::{self, Field, Form, KINDS, Kind},
    limits::QUOTED_CHARS,
    suggest::did_you_mean,
    template,
};
use serde_json::{Map, Value};

/// Kinds that are accepted beyond [`KINDS`], with only the envelope checked: those that the configuration names.
#[derive(Clone, Debug, Default)]
pub struct KindPolicy {
    /// Names, compared without case.
    pub extra: Vec<String>,
}

impl KindPolicy {
    /// Whether a kind beyond the known ones is accepted.
    pub fn allows(&self, kind: &str) -> bool {
        self.extra.iter().any(|extra| extra.eq_ignore_ascii_case(kind))
    }
}

/// Checks an entity as its author wrote it (placeholders already replaced). Fills in the default namespace.
/// Returns what is wrong; an entity with problems must not be taken.
pub fn validate(entity: &mut Value, policy: &KindPolicy) -> Vec<Problem> {
    let problems = envelope(entity);
    if !problems.is_empty() {
        return problems;
    }
    let mut check = Check::default();
    let Some(root) = entity.as_object_mut() else { return check.problems };
    check.root_keys(root);
    if let Some(Value::Object(metadata)) = root.get_mut("metadata") {
        check.metadata(metadata);
        metadata.entry("namespace").or_insert_with(|| "default".into());
    }
    check.kind(root, policy);
    check.problems
}

/// The least that makes a document an entity: `apiVersion`, `kind`, `metadata.name`, and a namespace that is not
/// empty if there is one. Breaking it is a `TypeError` for clients.
pub fn envelope(entity: &Value) -> Vec<Problem> {
    let wrong =
        |code, path, message: String| vec![Problem::input(code, path, message).class(ErrorClass::TypeError)];
    let Some(root) = entity.as_object() else {
        let message = format!("This document is {}, but an entity is a mapping", describe(entity));
        return wrong("not-a-mapping", Path::root(), message);
    };
    for key in ["apiVersion", "kind"] {
        if !is_filled(root.get(key)) {
            let mut problems = wrong("not-an-entity", path_or_root(root, key), missing(root.get(key), key));
            let advice = match key {
                "kind" => "Every entity begins with apiVersion and kind, for example \"kind: Component\"",
                _ => "Every entity begins with \"apiVersion: backstage.io/v1alpha1\"",
            };
            let typo = did_you_mean_key(root, key);
            problems.iter_mut().for_each(|problem| problem.help = typo.clone().or(Some(advice.into())));
            return problems;
        }
    }
    let Some(Value::Object(metadata)) = root.get("metadata") else {
        let message = missing(root.get("metadata"), "metadata");
        return wrong("not-an-entity", path_or_root(root, "metadata"), message);
    };
    if !is_filled(metadata.get("name")) {
        let path = Path::of("metadata");
        let path = if metadata.contains_key("name") { path.key("name") } else { path };
        return wrong("not-an-entity", path, missing(metadata.get("name"), "metadata.name"));
    }
    if metadata.contains_key("namespace") && !is_filled(metadata.get("namespace")) {
        let message = missing(metadata.get("namespace"), "metadata.namespace");
        return wrong("bad-namespace", Path::of("metadata.namespace"), message);
    }
    Vec::new()
}

/// Keys that have no meaning but look like one that has: probably a slip of the pen. Never an error, because
/// entities may carry any further key.
pub fn misspelt_keys(entity: &Value) -> Vec<Problem> {
    let mut hints = Vec::new();
    let mut look = |map: Option<&Map<String, Value>>, at: &str, known: &[&str]| {
        for key in map.into_iter().flat_map(Map::keys).filter(|key| !known.contains(&key.as_str())) {
            let free = known.iter().copied().filter(|name| !map.is_some_and(|map| map.contains_key(*name)));
            if let Some(help) = did_you_mean(key, free) {
                let message = format!("\"{}\" has no meaning in {at}", quoted(key));
                hints.push(Problem::input("misspelt-key", Path::of(at).key(key), message).help(help));
            }
        }
    };
    look(entity.get("metadata").and_then(Value::as_object), "metadata", kinds::METADATA_KEYS);
    if let Some(kind) = entity.get("kind").and_then(Value::as_str).and_then(kinds::kind_named) {
        let known: Vec<&str> = kind.fields.iter().map(|field| field.key).collect();
        look(entity.get("spec").and_then(Value::as_object), "spec", &known);
    }
    hints
}

#[derive(Default)]
pub(crate) struct Check {
    pub(crate) problems: Vec<Problem>,
}

impl Check {
    pub(crate) fn wrong(&mut self, code: &'static str, path: Path, message: String) -> &mut Problem {
        self.problems.push(Problem::input(code, path, message));
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    fn root_keys(&mut self, root: &Map<String, Value>) {
        const ROOT: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];
        for key in root.keys().filter(|key| !ROOT.contains(&key.as_str())) {
            let advice = match key.as_str() {
                "relations" | "status" => format!("The catalog writes \"{key}\" itself; remove it here"),
                _ => did_you_mean(key, ROOT.into_iter().filter(|name| !root.contains_key(*name)))
                    .unwrap_or_else(|| {
                        format!("Move it under spec or metadata, or remove it: {ROOT:?} are all")
                    }),
            };
            let message = format!("\"{}\" is not a field of an entity", quoted(key));
            self.wrong("unknown-root-field", Path::root().key(key), message).help = Some(advice);
        }
        if root.get("spec").is_some_and(|spec| !spec.is_object()) {
            let message = format!("spec is {}, but must be a mapping", describe(&root["spec"]));
            self.wrong("wrong-type", Path::of("spec"), message);
        }
        self.format(
            root.get("apiVersion"),
            Path::of("apiVersion"),
            format::is_api_version,
            "an apiVersion",
            "an optional lower-case domain and a slash, then letters and digits: backstage.io/v1alpha1",
        );
        self.format(
            root.get("kind"),
            Path::of("kind"),
            format::is_kind,
            "a kind",
            "1 to 63 letters and digits, beginning with a letter",
        );
    }

    fn metadata(&mut self, metadata: &Map<String, Value>) {
        let at = Path::of("metadata");
        const NAME: &str = "1 to 63 letters, digits, - _ or ., beginning and ending in a letter or digit";
        const KEY: &str = "an optional lower-case domain and a slash, then a name: example.com/tier";
        self.format(metadata.get("name"), at.key("name"), format::is_entity_name, "a name", NAME);
        self.format(
            metadata.get("namespace"),
            at.key("namespace"),
            format::is_namespace,
            "a namespace",
            "1 to 63 lower-case letters, digits or -",
        );
        for key in ["title", "uid", "etag"] {
            self.optional_text(metadata.get(key), at.key(key));
        }
        if metadata.get("description").is_some_and(|value| !value.is_string()) {
            let message =
                format!("description is {}, but must be a text", describe(&metadata["description"]));
            self.wrong("wrong-type", at.key("description"), message);
        }
        for (map, value) in [("labels", true), ("annotations", false)] {
            for (key, text) in self.mapping(metadata.get(map), &at.key(map)) {
                let path = at.key(map).key(key);
                self.format(
                    Some(&Value::from(key.as_str())),
                    path.clone(),
                    format::is_label_key,
                    "a key",
                    KEY,
                );
                let Some(text) = text.as_str() else {
                    let message = format!("{} is {}, but must be a text", quoted(key), describe(text));
                    self.wrong("wrong-type", path, message).help =
                        Some(format!("Put it in quotes: \"{text}\""));
                    continue;
                };
                if value && !format::is_label_value(text) {
                    let message = format!("\"{}\" is not a label value", quoted(text));
                    self.wrong("bad-format", path, message).help =
                        Some(format!("A label value is empty, or {NAME}. Annotations take any text"));
                }
            }
        }
        self.tags(metadata.get("tags"), &at.key("tags"));
        self.links(metadata.get("links"), &at.key("links"));
    }

    fn tags(&mut self, tags: Option<&Value>, at: &Path) {
        for (index, tag) in self.list(tags, at).iter().enumerate() {
            self.format(
                Some(tag),
                at.index(index),
                format::is_tag,
                "a tag",
                "1 to 63 lower-case letters, digits, : + or #, with single - between",
            );
        }
    }

    fn links(&mut self, links: Option<&Value>, at: &Path) {
        for (index, link) in self.list(links, at).iter().enumerate() {
            let at = at.index(index);
            let Some(link) = link.as_object() else {
                let message = format!("A link is a mapping with a url, but this is {}", describe(link));
                self.wrong("wrong-type", at, message);
                continue;
            };
            match link.get("url") {
                None => {
                    self.wrong("missing-field", at.clone(), "This link has no url".into());
                }
                url => self.format(
                    url,
                    at.key("url"),
                    format::is_absolute_url,
                    "an absolute address",
                    "a scheme first, such as https://",
                ),
            }
            for key in ["title", "icon", "type"] {
                self.optional_text(link.get(key), at.key(key));
                let blank = link
                    .get(key)
                    .and_then(Value::as_str)
                    .is_some_and(|text| !text.is_empty() && key != "type" && !format::is_not_blank(text));
                if blank {
                    self.wrong("empty-field", at.key(key), format!("{key} holds only blanks"));
                }
            }
        }
    }

    fn kind(&mut self, root: &Map<String, Value>, policy: &KindPolicy) {
        let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default();
        let (name, version) = (text("kind"), text("apiVersion"));
        let Some(kind) = kinds::kind_named(name) else {
            if !policy.allows(name) {
                self.unknown_kind(name);
            }
            return;
        };
        if !kind.api_versions.contains(&version) {
            if policy.allows(name) {
                return;
            }
            let message = format!("{name} has no apiVersion \"{}\"", quoted(version));
            self.wrong("unknown-version", Path::of("apiVersion"), message).help =
                Some(format!("Write \"apiVersion: {}\"", kind.api_versions[0]));
            return;
        }
        match root.get("spec") {
            Some(Value::Object(spec)) => self.spec(kind, spec),
            // The wrong type is reported with the root's fields.
            Some(_) => {}
            None => {
                let message = format!("{} has no spec", article(name));
                self.wrong("missing-field", Path::root(), message).help = did_you_mean_key(root, "spec");
            }
        }
    }

    fn unknown_kind(&mut self, name: &str) {
        let known = KINDS.iter().map(|kind| kind.name);
        let help = did_you_mean(name, known.clone()).unwrap_or_else(|| {
            let list = known.collect::<Vec<_>>().join(", ");
            format!("Known are {list}; others must be allowed by catalog.rules in the configuration")
        });
        let message = format!("The kind \"{}\" is not known", quoted(name));
        self.wrong("unknown-kind", Path::of("kind"), message).help = Some(help);
    }

    fn spec(&mut self, kind: &Kind, spec: &Map<String, Value>) {
        for field in kind.fields {
            let path = Path::of("spec").key(field.key);
            match spec.get(field.key) {
                Some(value) => self.field(field, value, path),
                None if field.required => {
                    let message = format!("{} needs spec.{}", article(kind.name), field.key);
                    self.wrong("missing-field", Path::of("spec"), message).help =
                        did_you_mean_key(spec, field.key).or_else(|| advice(kind, field));
                }
                None => {}
            }
        }
        if kind.name == "Template" {
            template::check(self, spec);
        }
    }

    fn field(&mut self, field: &Field, value: &Value, path: Path) {
        match field.form {
            Form::Text => self.optional_text(Some(value), path),
            Form::TextList => {
                for (index, item) in self.list(Some(value), &path).iter().enumerate() {
                    self.optional_text(Some(item), path.index(index));
                }
            }
            Form::Profile => {
                let profile: Vec<_> = self.mapping(Some(value), &path);
                for (key, text) in profile {
                    if ["displayName", "email", "picture"].contains(&key.as_str()) {
                        self.optional_text(Some(text), path.key(key));
                    }
                }
            }
            Form::Presence if matches!(value.as_str(), Some("required" | "optional")) => {}
            Form::Presence => {
                let message = format!("presence is {}, but must be required or optional", describe(value));
                self.wrong("bad-format", path, message);
            }
            Form::Free => {}
        }
    }

    /// A text that, if it is there, is not empty.
    pub(crate) fn optional_text(&mut self, value: Option<&Value>, path: Path) {
        match value {
            None => {}
            Some(Value::String(text)) if !text.is_empty() => {}
            Some(Value::String(_)) => {
                self.wrong("empty-field", path.clone(), format!("{path} is empty"));
            }
            Some(other) => {
                let message = format!("{path} is {}, but must be a text", describe(other));
                let help = match other {
                    Value::Null => Some("Give it a value or remove the line".to_owned()),
                    Value::Bool(_) | Value::Number(_) => Some(format!("Put it in quotes: \"{other}\"")),
                    _ => None,
                };
                self.wrong("wrong-type", path, message).help = help;
            }
        }
    }

    /// The items of a list; anything else is reported and has none.
    pub(crate) fn list<'a>(&mut self, value: Option<&'a Value>, path: &Path) -> &'a [Value] {
        match value {
            None => &[],
            Some(Value::Array(items)) => items,
            Some(other) => {
                let message = format!("{path} is {}, but must be a list", describe(other));
                let help = other.as_str().map(|text| format!("Write it as a list: [{}]", quoted(text)));
                self.wrong("wrong-type", path.clone(), message).help = help;
                &[]
            }
        }
    }

    /// The pairs of a mapping; anything else is reported and has none.
    pub(crate) fn mapping<'a>(
        &mut self,
        value: Option<&'a Value>,
        path: &Path,
    ) -> Vec<(&'a String, &'a Value)> {
        match value {
            None => Vec::new(),
            Some(Value::Object(map)) => map.iter().collect(),
            Some(other) => {
                let message = format!("{path} is {}, but must be a mapping", describe(other));
                self.wrong("wrong-type", path.clone(), message);
                Vec::new()
            }
        }
    }

    fn format(&mut self, value: Option<&Value>, path: Path, valid: fn(&str) -> bool, what: &str, rule: &str) {
        match value {
            None => {}
            Some(Value::String(text)) if valid(text) => {}
            Some(Value::String(text)) => {
                let message = format!("\"{}\" is not {what}", quoted(text));
                self.wrong("bad-format", path, message).help = Some(format!("It must be {rule}"));
            }
            Some(other) => {
                let message = format!("{path} is {}, but must be a text", describe(other));
                self.wrong("wrong-type", path, message);
            }
        }
    }
}

fn path_or_root(root: &Map<String, Value>, key: &str) -> Path {
    if root.contains_key(key) { Path::of(key) } else { Path::root() }
}

fn is_filled(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

fn missing(value: Option<&Value>, name: &str) -> String {
    match value {
        None => format!("{name} is missing"),
        Some(value) if value.as_str() == Some("") => format!("{name} is empty"),
        Some(value) => format!("{name} is {}, which it must not be", describe(value)),
    }
}

/// "Did you mean" for a key that is missing while a similar one stands there.
fn did_you_mean_key(map: &Map<String, Value>, missing: &str) -> Option<String> {
    let near = crate::suggest::nearest(missing, map.keys().map(String::as_str))?;
    Some(format!("Did you write \"{near}\" for \"{missing}\"?"))
}

fn advice(kind: &Kind, field: &Field) -> Option<String> {
    let example = match (kind.name, field.key) {
        (_, "owner") => "the team that answers for it: \"owner: team-name\"",
        ("Component", "type") => "for example service, website or library",
        ("API", "type") => "for example openapi, asyncapi, graphql or grpc",
        ("Resource", "type") => "for example database, s3-bucket or cluster",
        ("Group", "type") => "for example team, business-unit or product-area",
        ("Template", "type") => "the type of what it creates: service, website, library",
        (_, "lifecycle") => "for example experimental, production or deprecated",
        (_, "definition") => "the text of the API's description, or \"definition: {$text: ./openapi.yaml}\"",
        (_, "children") => "the groups below it; write \"children: []\" if there are none",
        (_, "memberOf") => "the user's teams; write \"memberOf: []\" if there are none",
        (_, "steps") => "the actions that the template runs",
        _ => return None,
    };
    Some(format!("Add {}: {example}", field.key))
}

fn article(kind: &str) -> String {
    let article = if kind.starts_with(['A', 'E', 'I', 'O', 'U']) && kind != "User" { "An" } else { "A" };
    format!("{article} {kind}")
}

/// A value in the words of a message.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "empty".into(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(value) => format!("the number {value}"),
        Value::String(text) if text.is_empty() => "an empty text".into(),
        Value::String(text) => format!("the text \"{}\"", quoted(text)),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a mapping".into(),
    }
}

/// User text for a message: one line, not too long.
pub(crate) fn quoted(text: &str) -> String {
    let mut short: String =
        text.chars().take(QUOTED_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTED_CHARS).is_some() {
        short.push('…');
    }
    short
}
