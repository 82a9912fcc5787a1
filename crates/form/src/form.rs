//! A form: the pages of a template, and what happens to the values on them.

use crate::{
    build::{Builder, Chosen, has_flag},
    check::unknown_reference,
    defaults,
    field::{Control, Field},
    limits::{DEPTH, FAULTS, PAGES},
    picker::{Picker, Place, Question},
    problems::Secrets,
    settle::declared,
    state::State,
    ui::{Ui, text},
};
use serde_json::{Map, Value};

/// The form of a template.
#[derive(Clone, Debug)]
pub struct Form {
    pub(crate) pages: Vec<Page>,
    pub(crate) schemas: Vec<Value>,
    pub(crate) place: Place,
    /// What is asked of the secrets together.
    pub(crate) secrets: Option<Value>,
    /// Whether any page may have fields for secrets.
    has_secrets: bool,
}

/// A page of a form.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
}

/// What a finished form says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finished {
    /// The parameters.
    pub values: Value,
    /// The secrets, by name.
    pub secrets: Vec<(String, String)>,
}

/// What a page without a title is called.
const UNTITLED: &str = "Please enter the following information";

impl Form {
    /// The form of these pages (`spec.parameters`), and what in them cannot be shown as their author meant it.
    pub fn of(pages: &[Value], place: Place) -> (Self, Vec<String>) {
        let shown = pages.iter().filter(|page| page.is_object() && has_flag(page, &place)).take(PAGES);
        let schemas: Vec<Value> = shown.cloned().collect();
        let pages_of = |schema: &Value| Page {
            title: text(schema, "title").unwrap_or_else(|| UNTITLED.to_owned()),
            description: text(schema, "description"),
        };
        let mut faults = Vec::new();
        for (at, schema) in schemas.iter().enumerate() {
            let mut found = Vec::new();
            survey(schema, schema, 0, &mut found);
            faults.extend(found.into_iter().map(|fault| format!("page {}: {fault}", at + 1)));
        }
        if pages.len() > PAGES {
            faults.push(format!("only the first {PAGES} pages are shown"));
        }
        let has_secrets = schemas.iter().any(|schema| may_be_secret(schema, 0));
        faults.dedup();
        faults.truncate(FAULTS);
        (
            Self {
                pages: schemas.iter().map(pages_of).collect(),
                schemas,
                place,
                secrets: None,
                has_secrets,
            },
            faults,
        )
    }

    /// The same form, which also asks for the secrets of a schema (`spec.secrets.schema`).
    #[must_use]
    pub fn with_secrets(mut self, schema: Option<&Value>) -> Self {
        self.secrets = schema.cloned();
        self
    }

    /// The pages.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The schemas of the pages.
    pub fn schemas(&self) -> &[Value] {
        &self.schemas
    }

    /// The number of the review page, which follows the last.
    pub fn review(&self) -> usize {
        self.pages.len()
    }

    /// How the form begins: with what is given, completed by the defaults.
    pub fn begin(&self, given: &Value) -> State {
        let mut values = if given.is_object() { given.clone() } else { Value::Object(Map::new()) };
        for schema in &self.schemas {
            values = defaults::complete(schema, &values);
        }
        self.without_secrets(&mut values);
        State { values, ..State::default() }
    }

    /// The fields that a page shows; none for the review page.
    pub fn fields(&self, page: usize, values: &Value, chosen: &Chosen) -> Vec<Field> {
        let Some(schema) = self.schemas.get(page) else { return Vec::new() };
        Builder::new(schema, &self.schemas, values, chosen, &self.place).build()
    }

    /// What the pickers of a page ask.
    pub fn questions(&self, state: &State) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        for field in &self.fields(state.page, &state.values, &state.chosen) {
            field.walk(&mut |field| {
                let Control::Picker(picker) = &field.control else { return };
                let question = match &**picker {
                    Picker::Entities(entities) if entities.waits_for.is_empty() => &entities.question,
                    Picker::Tags { question, .. } => question,
                    _ => return,
                };
                if !questions.contains(question) {
                    questions.push(question.clone());
                }
            });
        }
        questions
    }

    /// The fields whose values are in no address: they are asked for at the end.
    pub fn secrets(&self, values: &Value, chosen: &Chosen) -> Vec<Field> {
        let mut secrets = Vec::new();
        let pages = if self.has_secrets { self.pages.len() } else { 0 };
        for page in 0..pages {
            for field in &self.fields(page, values, chosen) {
                field.walk(&mut |field| {
                    if matches!(field.control, Control::Secret { .. }) {
                        secrets.push(field.clone());
                    }
                });
            }
        }
        let names: Vec<String> = secrets.iter().filter_map(Field::secret_name).map(str::to_owned).collect();
        let schema = self.secrets.as_ref();
        let properties = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        let required = crate::ui::texts(schema.and_then(|schema| schema.get("required")));
        for (name, schema) in properties.into_iter().flatten().filter(|(name, _)| !names.contains(name)) {
            secrets.push(Field::secret(name, schema, required.contains(name)));
        }
        secrets
    }

    /// Takes values of secret fields away: an address must not hold any.
    pub(crate) fn without_secrets(&self, values: &mut Value) {
        for field in self.secrets(values, &Chosen::new()) {
            crate::pointer::remove(values, &field.pointer);
        }
    }

    /// What a finished form says: values without those of fields that a condition has taken away, and secrets by name.
    pub fn finish(&self, state: &State, secrets: &Secrets) -> Finished {
        let mut finished =
            Finished { values: self.finished(&state.values, &state.chosen), secrets: Vec::new() };
        for field in self.secrets(&state.values, &state.chosen) {
            let Some(text) = secrets.get(&field.pointer).filter(|text| !text.is_empty()) else { continue };
            match field.control {
                Control::Secret { name: Some(name) } => finished.secrets.push((name, text.clone())),
                _ => crate::pointer::set(&mut finished.values, &field.pointer, text.as_str().into()),
            }
        }
        finished
    }

    /// The values without those of fields that a condition has taken away.
    pub fn finished(&self, values: &Value, chosen: &Chosen) -> Value {
        let mut known = Map::new();
        self.schemas.iter().for_each(|schema| declared(schema, schema, &mut known));
        let mut shown = Vec::new();
        for page in 0..self.pages.len() {
            for field in &self.fields(page, values, chosen) {
                field.walk(&mut |field| {
                    shown.extend(crate::pointer::parts(&field.pointer).into_iter().next())
                });
            }
        }
        let mut values = values.clone();
        if let Value::Object(object) = &mut values {
            object.retain(|name, _| !known.contains_key(name) || shown.contains(name));
        }
        values
    }
}

/// Whether there is a field for a secret anywhere in a schema.
fn may_be_secret(schema: &Value, depth: usize) -> bool {
    match schema {
        _ if depth > DEPTH => true,
        Value::Object(object) => object.values().any(|part| may_be_secret(part, depth + 1)),
        Value::Array(parts) => parts.iter().any(|part| may_be_secret(part, depth + 1)),
        Value::String(text) => text == "Secret" || text == "password",
        _ => false,
    }
}

/// What a schema has that cannot be shown or checked as its author meant it.
fn survey(root: &Value, schema: &Value, depth: usize, faults: &mut Vec<String>) {
    if depth > DEPTH || faults.len() >= FAULTS {
        return;
    }
    let mut fault = |text: String| {
        if !faults.contains(&text) {
            faults.push(text);
        }
    };
    match schema {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str)
                && crate::check::resolve(root, reference).is_none()
            {
                fault(unknown_reference(reference));
            }
            if let Some(pattern) = object.get("pattern").and_then(Value::as_str)
                && let Err(reason) = crate::pattern::matches(pattern, "")
            {
                fault(format!("the pattern \"{pattern}\" cannot be used: {reason}"));
            }
            if let Some(name) = Ui(schema).text("field").filter(|name| !KNOWN.contains(&name.as_str())) {
                fault(format!(
                    "the field \"{name}\" (ui:field) is not known; its value is asked for plainly"
                ));
            }
            if let Some(name) = Ui(schema).text("ObjectFieldTemplate") {
                fault(format!(
                    "the layout \"{name}\" (ui:ObjectFieldTemplate) is not known; the usual one is used"
                ));
            }
            // Examples of values are no schemas.
            let parts = object
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), "default" | "const" | "enum" | "examples"));
            parts.for_each(|(_, part)| survey(root, part, depth + 1, faults));
        }
        Value::Array(parts) => parts.iter().for_each(|part| survey(root, part, depth + 1, faults)),
        _ => {}
    }
}

/// The kinds of fields that are known.
pub const KNOWN: [&str; 12] = [
    "EntityPicker",
    "MultiEntityPicker",
    "OwnerPicker",
    "OwnedEntityPicker",
    "MyGroupsPicker",
    "EntityNamePicker",
    "EntityTagsPicker",
    "RepoUrlPicker",
    "RepoBranchPicker",
    "RepoOwnerPicker",
    "Secret",
    "CatalogPicker",
];
