//! The form of a template that is in the catalog.

use crate::{
    Caller,
    server::{Portal, brief::named, org::related},
    views::Named,
};
use portico_entity::EntityRef;
use portico_form::{Form, Place, State, html::Labels, repo::Host};
use portico_scm::{Credentials, Kind};
use portico_template::{SpecError, Template};
use serde_json::Value;

/// A template with its form.
#[derive(Clone, Debug)]
pub struct Wizard {
    /// The template.
    pub template: Template,
    /// Its form.
    pub form: Form,
    /// What in the form cannot be shown as its author meant it.
    pub faults: Vec<String>,
    /// What the form's buttons are called.
    pub labels: Labels,
    /// Where the form is filled in.
    pub place: Place,
    /// `metadata.tags`.
    pub tags: Vec<String>,
}

/// Why there is no form.
#[derive(Debug, thiserror::Error)]
pub enum WizardError {
    /// There is no such template.
    #[error("there is no template {0}")]
    Unknown(String),
    /// It cannot be run.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// What is stored of it cannot be read.
    #[error("the template cannot be read")]
    Stored(#[from] serde_json::Error),
}

impl Portal {
    /// A template's form.
    ///
    /// # Errors
    /// If there is no such template, or it is of no form that can be run.
    pub fn wizard(&self, _caller: &Caller, reference: &EntityRef) -> Result<Wizard, WizardError> {
        let key = reference.to_string();
        let json = self.index().get(&key).map(|document| document.json.clone());
        let json = json.ok_or(WizardError::Unknown(key))?;
        let entity: Value = serde_json::from_str(&json)?;
        Ok(self.wizard_of(&entity)?)
    }

    /// The form of a template that may be in no catalog.
    ///
    /// # Errors
    /// If it is of no form that can be run.
    pub fn wizard_of(&self, entity: &Value) -> Result<Wizard, SpecError> {
        let template = Template::read(entity)?;
        let place = self.place();
        let pages: Vec<Value> = template.pages.iter().map(|page| page.schema.clone()).collect();
        let (form, faults) = Form::of(&pages, place.clone());
        let form = form.with_secrets(template.secrets.as_ref());
        let tags = template.metadata.get("tags").and_then(Value::as_array).into_iter().flatten();
        let tags = tags.filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Wizard { labels: labels(template.presentation.as_ref()), template, form, faults, place, tags })
    }

    /// The hosts that repositories can be made on: those with credentials first, then what most have.
    fn place(&self) -> Place {
        let mut known: Vec<_> = self.integrations().iter().collect();
        known.sort_by_key(|one| (one.credentials == Credentials::default(), one.kind != Kind::Github));
        let hosts = known.into_iter().map(|one| Host { name: one.host.clone(), kind: one.kind });
        Place { hosts: hosts.collect(), flags: Vec::new() }
    }

    /// Who answers for a template.
    pub fn template_owners(&self, reference: &EntityRef) -> Vec<Named> {
        let index = self.index();
        related(&index, &reference.to_string(), "relations.ownedby")
            .into_iter()
            .map(|owner| named(&index, owner))
            .collect()
    }

    /// What the pickers of a page offer to the reader.
    pub fn offers(&self, caller: &Caller, form: &Form, state: &State) -> portico_form::Offers {
        let questions = form.questions(state);
        questions.iter().map(|question| (question.key(), self.offer(caller, question, ""))).collect()
    }
}

fn labels(presentation: Option<&Value>) -> Labels {
    let labels = presentation.and_then(|presentation| presentation.get("buttonLabels"));
    let text = |key: &str| {
        let text = labels.and_then(|labels| labels.get(key)).and_then(Value::as_str);
        text.filter(|text| !text.trim().is_empty()).map(str::to_owned)
    };
    Labels {
        back: text("backButtonText"),
        review: text("reviewButtonText"),
        create: text("createButtonText"),
    }
}
