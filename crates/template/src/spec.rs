//! What a Template entity says, typed: pages, steps with their names filled in, output, and how it wants to be run.
//!
//! Whether an entity is well formed is judged by `portico_entity::validate`, as for every other kind; here it is only
//! read. What has no meaning of its own here (pages, output, presentation) stays the JSON that its author wrote.

use crate::limits::{PAGES, STEPS};
use portico_entity::{EntityRef, KindPolicy, Problem, RefContext, annotation, validate};
use serde_json::{Map, Value};

/// The one version of the format that is run.
pub const API_VERSION: &str = "scaffolder.backstage.io/v1beta3";

/// A template that can be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Its full reference.
    pub reference: EntityRef,
    /// What people call it: its title, else its name.
    pub title: String,
    /// What it is for.
    pub description: Option<String>,
    /// `spec.type`: service, website, library.
    pub kind: String,
    /// Who answers for it, as written.
    pub owner: Option<String>,
    /// `metadata` as it is.
    pub metadata: Map<String, Value>,
    /// The pages of its form, in order.
    pub pages: Vec<Page>,
    /// What it does, in order.
    pub steps: Vec<Step>,
    /// What it tells in the end, unrendered.
    pub output: Map<String, Value>,
    /// Labels of buttons, as written.
    pub presentation: Option<Value>,
    /// JSON Schema of the secrets that it needs.
    pub secrets: Option<Value>,
    /// What is to be done with the form before it is sent, as written.
    pub decorators: Option<Value>,
    /// What becomes of a task whose process died.
    pub recovery: Recovery,
    /// `spec.EXPERIMENTAL_recovery`, as written.
    pub recovery_spec: Option<Value>,
}

/// A page of a template's form: JSON Schema with keys that say how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its title, if it has one.
    pub title: Option<String>,
    /// What it asks for.
    pub description: Option<String>,
    /// The whole page as written.
    pub schema: Value,
}

/// A step of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What expressions call it; `step-<n>` if it does not say, counted from 1.
    pub id: String,
    /// What people call it; its action if it does not say.
    pub name: String,
    /// What it does.
    pub action: String,
    /// What the action is given, unrendered.
    pub input: Map<String, Value>,
    /// Whether it runs: a text with expressions, or a boolean.
    pub condition: Option<Value>,
    /// What it is repeated over: a text with an expression, a list, or a mapping.
    pub each: Option<Value>,
    /// The step as written, with `id` and `name` filled in.
    pub raw: Map<String, Value>,
}

/// What a template wants to become of a task whose process died.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recovery {
    /// It does not say.
    #[default]
    Unsaid,
    /// `none`: the task fails.
    Never,
    /// `startOver`: all steps are run again.
    StartOver,
}

/// Why an entity cannot be run as a template.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpecError {
    /// It is something else.
    #[error("{found} is no template; a template has kind Template")]
    OtherKind {
        /// What it is.
        found: String,
    },
    /// It is written for a version that is not run any more, or not yet.
    #[error(
        "the template has apiVersion {found}, which cannot be run; write it for {API_VERSION} and say \"apiVersion: {API_VERSION}\""
    )]
    OtherVersion {
        /// The version it says.
        found: String,
    },
    /// It is not well formed.
    #[error("the template cannot be run: {}", told(.0))]
    Broken(Vec<Problem>),
    /// It is larger than anything that a person wrote.
    #[error("the template has more than {most} {what}")]
    TooLarge {
        /// What it has too many of.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
}

fn told(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    lines.join("; ")
}

impl Template {
    /// Reads the JSON of an entity.
    ///
    /// # Errors
    /// If it is no template, of another version, or not well formed.
    pub fn read(entity: &Value) -> Result<Self, SpecError> {
        let of = |key: &str| entity.get(key).and_then(Value::as_str).unwrap_or_default();
        if !of("kind").eq_ignore_ascii_case("template") {
            let found = match of("kind") {
                "" => "an entity without a kind".to_owned(),
                kind => format!("an entity of kind {kind}"),
            };
            return Err(SpecError::OtherKind { found });
        }
        if of("apiVersion") != API_VERSION {
            return Err(SpecError::OtherVersion { found: of("apiVersion").to_owned() });
        }
        let mut entity = entity.clone();
        // Relations and status are the catalog's own additions; an author may not write them.
        if let Some(entity) = entity.as_object_mut() {
            entity.remove("relations");
            entity.remove("status");
        }
        let problems = validate(&mut entity, &KindPolicy::default());
        if !problems.is_empty() {
            return Err(SpecError::Broken(problems));
        }
        Self::of(&entity)
    }

    fn of(entity: &Value) -> Result<Self, SpecError> {
        let spec = mapping(entity.get("spec"));
        let metadata = mapping(entity.get("metadata"));
        let name = text(&metadata, "name").unwrap_or_default();
        let namespace = text(&metadata, "namespace").unwrap_or_else(|| "default".to_owned());
        let reference = EntityRef::parse(&format!("template:{namespace}/{name}"), RefContext::default());
        let reference = reference.map_err(|error| {
            let path = portico_entity::Path::of("metadata").key("name");
            SpecError::Broken(vec![Problem::input("bad-name", path, error.to_string())])
        })?;
        let recovery = spec.get("EXPERIMENTAL_recovery").cloned();
        Ok(Self {
            reference,
            title: text(&metadata, "title").unwrap_or(name),
            description: text(&metadata, "description"),
            kind: text(&spec, "type").unwrap_or_default(),
            owner: text(&spec, "owner"),
            pages: pages(spec.get("parameters"))?,
            steps: steps(spec.get("steps"))?,
            output: mapping(spec.get("output")),
            presentation: spec.get("presentation").cloned(),
            secrets: spec.get("secrets").and_then(|secrets| secrets.get("schema")).cloned(),
            decorators: spec
                .get("formDecorators")
                .or_else(|| spec.get("EXPERIMENTAL_formDecorators"))
                .cloned(),
            recovery: Recovery::of(recovery.as_ref()),
            recovery_spec: recovery,
            metadata,
        })
    }

    /// An annotation of it.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.metadata.get("annotations")?.get(name)?.as_str()
    }

    /// What relative addresses in it start from: the place of its file, as an address. A place on the disk is only where
    /// the catalog itself read the file: what its author writes could name any folder of the server.
    pub fn base_url(&self) -> Option<String> {
        let managed = self.annotation(annotation::MANAGED_BY);
        let is_local = |place: &str| place.starts_with("file:");
        let written = self.annotation(annotation::SOURCE).filter(|place| !is_local(place));
        let location = written.filter(|_| !managed.is_some_and(is_local)).or(managed)?;
        let (kind, target) = location.split_once(':')?;
        match kind {
            "file" => Some(format!("file://{target}")),
            _ => Some(target.to_owned()),
        }
    }
}

impl Recovery {
    /// What `EXPERIMENTAL_recovery` says; strategies that nobody knows say nothing.
    pub fn of(recovery: Option<&Value>) -> Self {
        match recovery.and_then(|recovery| recovery.get("EXPERIMENTAL_strategy")).and_then(Value::as_str) {
            Some("startOver") => Self::StartOver,
            Some("none") => Self::Never,
            _ => Self::Unsaid,
        }
    }
}

impl Step {
    /// Reads a step, the `index`th counted from 0, and fills in what it leaves out.
    pub fn of(step: &Value, index: usize) -> Self {
        let mut raw = mapping(Some(step));
        let action = text(&raw, "action").unwrap_or_default();
        let filled = |key: &str| text(&raw, key).filter(|text| !text.is_empty());
        let id = filled("id").unwrap_or_else(|| format!("step-{}", index + 1));
        let name = filled("name").unwrap_or_else(|| action.clone());
        raw.insert("id".to_owned(), id.clone().into());
        raw.insert("name".to_owned(), name.clone().into());
        let there = |key: &str| raw.get(key).filter(|value| !value.is_null()).cloned();
        Self {
            id,
            name,
            action,
            input: mapping(raw.get("input")),
            condition: there("if"),
            each: raw.get("each").cloned(),
            raw,
        }
    }
}

fn pages(parameters: Option<&Value>) -> Result<Vec<Page>, SpecError> {
    let pages: Vec<&Value> = match parameters {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(pages)) => pages.iter().collect(),
        Some(page) => vec![page],
    };
    if pages.len() > PAGES {
        return Err(SpecError::TooLarge { what: "pages", most: PAGES });
    }
    let of = |page: &Value, key: &str| page.get(key).and_then(Value::as_str).map(str::to_owned);
    let page = |page: &Value| Page {
        title: of(page, "title"),
        description: of(page, "description"),
        schema: page.clone(),
    };
    Ok(pages.into_iter().map(page).collect())
}

fn steps(steps: Option<&Value>) -> Result<Vec<Step>, SpecError> {
    let steps = steps.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if steps.len() > STEPS {
        return Err(SpecError::TooLarge { what: "steps", most: STEPS });
    }
    Ok(steps.iter().enumerate().map(|(index, step)| Step::of(step, index)).collect())
}

fn mapping(value: Option<&Value>) -> Map<String, Value> {
    value.and_then(Value::as_object).cloned().unwrap_or_default()
}

fn text(of: &Map<String, Value>, key: &str) -> Option<String> {
    of.get(key).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Recovery, SpecError, Template};
    use serde_json::{Value, json};

    fn entity(spec: &Value) -> Value {
        json!({ "apiVersion": super::API_VERSION, "kind": "Template", "metadata": { "name": "rust" }, "spec": spec })
    }

    fn read(spec: &Value) -> Template {
        Template::read(&entity(spec)).unwrap()
    }

    #[test]
    fn steps_get_the_names_that_they_leave_out() {
        let template = read(&json!({ "type": "service", "steps": [
            { "id": "a", "name": "Fetch", "action": "fetch:plain" }, { "action": "debug:log" }
        ] }));
        let told: Vec<_> = template.steps.iter().map(|step| (step.id.as_str(), step.name.as_str())).collect();
        assert_eq!(told, [("a", "Fetch"), ("step-2", "debug:log")]);
        assert_eq!(template.steps[1].raw["id"], "step-2");
        assert_eq!(template.steps[1].condition, None);
        assert_eq!(
            (template.title.as_str(), template.reference.to_string().as_str()),
            ("rust", "template:default/rust")
        );
    }

    #[test]
    fn one_page_need_not_be_a_list() {
        let page = json!({ "title": "Basics", "properties": {} });
        let one = read(&json!({ "type": "s", "steps": [], "parameters": page }));
        let list = read(&json!({ "type": "s", "steps": [], "parameters": [page] }));
        assert_eq!(one.pages, list.pages);
        assert_eq!(one.pages[0].title.as_deref(), Some("Basics"));
    }

    #[test]
    fn what_cannot_be_run_says_why() {
        let mut old = entity(&json!({ "type": "s", "steps": [] }));
        old["apiVersion"] = "backstage.io/v1beta2".into();
        let error = Template::read(&old).unwrap_err();
        assert!(
            matches!(&error, SpecError::OtherVersion { found } if found == "backstage.io/v1beta2"),
            "{error}"
        );
        let other = Template::read(&json!({ "kind": "Component" })).unwrap_err();
        assert_eq!(
            other.to_string(),
            "an entity of kind Component is no template; a template has kind Template"
        );
        let broken =
            Template::read(&entity(&json!({ "type": "s", "steps": [{ "name": "x" }] }))).unwrap_err();
        assert!(broken.to_string().contains("spec.steps[0]"), "{broken}");
        let many =
            Template::read(&entity(&json!({ "type": "s", "steps": vec![json!({ "action": "a" }); 501] })));
        assert!(matches!(many, Err(SpecError::TooLarge { what: "steps", .. })));
    }

    #[test]
    fn the_place_of_its_file_is_what_addresses_start_from() {
        let at = |annotations: Value| {
            let mut entity = entity(&json!({ "type": "s", "steps": [] }));
            entity["metadata"]["annotations"] = annotations;
            Template::read(&entity).unwrap().base_url()
        };
        assert_eq!(at(json!({})), None);
        let managed = json!({ "backstage.io/managed-by-location": "file:/t/template.yaml" });
        assert_eq!(at(managed).as_deref(), Some("file:///t/template.yaml"));
        let both = json!({ "backstage.io/managed-by-location": "url:https://h/a",
            "backstage.io/source-location": "url:https://h/b/" });
        assert_eq!(at(both).as_deref(), Some("https://h/b/"));
        // An author cannot name a folder of the server.
        for managed in ["url:https://h/a", "file:/t/template.yaml"] {
            let named = json!({ "backstage.io/managed-by-location": managed, "backstage.io/source-location": "file:/etc/" });
            assert!(!at(named).unwrap().contains("/etc"), "{managed}");
        }
    }

    #[test]
    fn strategies_that_nobody_knows_say_nothing() {
        let of = |strategy: &str| {
            let spec = json!({ "type": "s", "steps": [],
                "EXPERIMENTAL_recovery": { "EXPERIMENTAL_strategy": strategy } });
            read(&spec).recovery
        };
        assert_eq!(of("startOver"), Recovery::StartOver);
        assert_eq!(of("none"), Recovery::Never);
        assert_eq!(of("again"), Recovery::Unsaid);
    }
}
