//! Templates as they are asked for: by their reference, and their forms.

use super::{CreateError, Portal};
use crate::Caller;
use portico_entity::{EntityRef, RefContext, Severity};
use portico_template::Template;
use serde_json::{Map, Value};

/// The title of a page that has none.
const UNTITLED: &str = "Please enter the following information";

/// The reference of a template as it is written: `rust`, `default/rust`, `template:default/rust`.
pub(super) fn reference(text: &str) -> Result<EntityRef, CreateError> {
    let context = RefContext::kind("Template").namespace("default");
    let reference = EntityRef::parse(text, context).map_err(|error| CreateError::Wrong(error.to_string()))?;
    if !reference.kind.eq_ignore_ascii_case("template") {
        return Err(CreateError::Wrong(format!(
            "{reference} is no template; only entities of kind Template can be run"
        )));
    }
    Ok(reference)
}

impl Portal {
    /// A template of the catalog.
    ///
    /// # Errors
    /// If there is none, or it cannot be run.
    pub fn template(&self, _caller: &Caller, reference: &EntityRef) -> Result<Template, CreateError> {
        let entity_ref = reference.to_string().to_lowercase();
        let json = self.index().get(&entity_ref).map(|document| std::sync::Arc::clone(&document.json));
        match json {
            Some(json) => Ok(Template::read(&serde_json::from_str(&json)?)?),
            None => Err(self.refused(&entity_ref)),
        }
    }

    /// Why a template is not in the catalog: it may have been refused.
    fn refused(&self, entity_ref: &str) -> CreateError {
        let problems = self.all_problems();
        let about = problems.iter().find(|problem| {
            problem.severity == Severity::Error && problem.entity_ref.as_deref() == Some(entity_ref)
        });
        match about {
            Some(problem) => CreateError::Wrong(format!(
                "{entity_ref} is not in the catalog because it is wrong: {} ({}:{})",
                problem.message, problem.file, problem.line
            )),
            None => CreateError::UnknownTemplate(entity_ref.to_owned()),
        }
    }

    /// The form of a template, as programs ask for it.
    ///
    /// # Errors
    /// If there is no such template, or it cannot be run.
    pub fn parameter_schema(
        &self,
        caller: &Caller,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Result<Value, CreateError> {
        let template = self.template(caller, &reference(&format!("{kind}:{namespace}/{name}"))?)?;
        let mut schema = Map::from_iter([("title".to_owned(), Value::from(template.title.as_str()))]);
        let mut add =
            |key: &str, value: Option<Value>| schema.extend(value.map(|value| (key.to_owned(), value)));
        add("presentation", template.presentation.clone());
        add("description", template.description.clone().map(Value::from));
        add("ui:options", template.metadata.get("ui:options").cloned());
        add("steps", Some(template.pages.iter().map(page).collect()));
        add("formDecorators", template.decorators.clone());
        Ok(Value::Object(schema))
    }
}

fn page(page: &portico_template::Page) -> Value {
    let title = page.title.as_deref().unwrap_or(UNTITLED);
    let mut told = Map::from_iter([("title".to_owned(), Value::from(title))]);
    if let Some(description) = &page.description {
        told.insert("description".to_owned(), description.as_str().into());
    }
    told.insert("schema".to_owned(), page.schema.clone());
    Value::Object(told)
}
