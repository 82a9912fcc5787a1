//! Starting tasks, and trying templates out.

use super::{CreateError, Portal, forms::reference};
use crate::Caller;
use portico_form::check::{Violation, check, check_pages};
use portico_scaffolder::tasks::{CancelOutcome, Submission, Trial, Tried};
use portico_template::{Page, TaskUser, Template};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A task that somebody wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The template, as it was written.
    pub template: String,
    /// What its form was filled in with.
    pub values: Map<String, Value>,
    /// What must not be told to anyone.
    pub secrets: BTreeMap<String, String>,
}

/// A template that somebody wants to try.
#[derive(Clone, Debug, Default)]
pub struct DryRun {
    /// The entity.
    pub template: Value,
    /// What its form was filled in with.
    pub values: Map<String, Value>,
    /// What must not be told to anyone.
    pub secrets: BTreeMap<String, String>,
    /// The files beside it: path and content.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Portal {
    /// Starts a task. Returns its identifier.
    ///
    /// # Errors
    /// If there is no such template, the values do not fit it, or the task cannot be remembered.
    pub async fn start_task(&self, caller: &Caller, wanted: Wanted) -> Result<String, CreateError> {
        let machine = self.machine()?;
        let template = self.template(caller, &reference(&wanted.template)?)?;
        fits(&template, &wanted.values, &wanted.secrets)?;
        let submission = Submission {
            spec: template.task(wanted.values, self.task_user(caller)),
            created_by: caller.person().map(str::to_owned),
            secrets: wanted.secrets,
        };
        Ok(machine.submit(submission).await?)
    }

    /// Runs a template without consequences.
    ///
    /// # Errors
    /// If it is no template, the values do not fit it, or it is too large.
    pub async fn dry_run(&self, caller: &Caller, wanted: DryRun) -> Result<(Template, Tried), CreateError> {
        let machine = self.machine()?;
        let template = Template::read(&wanted.template)?;
        fits(&template, &wanted.values, &wanted.secrets)?;
        let mut spec = template.task(wanted.values, self.task_user(caller));
        if let Some(info) = &mut spec.template_info {
            "template:default/dry-run".clone_into(&mut info.entity_ref);
        }
        let trial = Trial { spec, secrets: wanted.secrets, files: wanted.files };
        Ok((template, machine.try_out(trial).await?))
    }

    /// Ends a task before its time.
    ///
    /// # Errors
    /// If there is no such task.
    pub async fn cancel_task(&self, _caller: &Caller, id: &str) -> Result<CancelOutcome, CreateError> {
        Ok(self.machine()?.cancel(id).await?)
    }

    /// Lets a task that ended go on with the step that failed.
    ///
    /// # Errors
    /// If there is no such task, it is not over, or its template needs secrets that are not given.
    pub async fn retry_task(
        &self,
        caller: &Caller,
        id: &str,
        secrets: &BTreeMap<String, String>,
    ) -> Result<(), CreateError> {
        let machine = self.machine()?;
        let task = machine.task(id).await?;
        // The template may have changed or gone since; then what it needs is not known any more.
        let template = task.spec.template().and_then(|template| reference(template).ok());
        if let Some(Ok(template)) = template.map(|template| self.template(caller, &template)) {
            check_secrets(&template, secrets)?;
        }
        Ok(machine.retry(id, secrets).await?)
    }

    /// Who starts a task, for its expressions.
    pub(super) fn task_user(&self, caller: &Caller) -> TaskUser {
        let Some(person) = caller.person() else { return TaskUser::default() };
        let entity = self.index().get(person).map(|document| std::sync::Arc::clone(&document.json));
        TaskUser {
            entity: entity.and_then(|json| serde_json::from_str(&json).ok()),
            reference: Some(person.to_owned()),
        }
    }
}

/// Whether values and secrets are what a template asks for.
fn fits(
    template: &Template,
    values: &Map<String, Value>,
    secrets: &BTreeMap<String, String>,
) -> Result<(), CreateError> {
    let pages: Vec<Value> = template.pages.iter().map(|Page { schema, .. }| schema.clone()).collect();
    let found = check_pages(&pages, &Value::Object(values.clone()));
    for fault in &found.faults {
        tracing::warn!(template = %template.reference, fault, "a part of a template's form cannot be checked");
    }
    if !found.violations.is_empty() {
        return Err(CreateError::Invalid(found.violations.iter().map(Violation::to_json).collect()));
    }
    check_secrets(template, secrets)
}

fn check_secrets(template: &Template, secrets: &BTreeMap<String, String>) -> Result<(), CreateError> {
    let Some(schema) = &template.secrets else { return Ok(()) };
    let found = check(schema, schema, &json!(secrets));
    if found.violations.is_empty() {
        return Ok(());
    }
    let told = found.violations.iter().map(|violation| {
        let mut told = violation.to_json();
        for key in ["property", "stack"] {
            let text = told[key].as_str().map(|text| text.replacen("instance", "secrets", 1));
            told[key] = text.into();
        }
        // What was sent is a secret, even if it is the wrong one.
        told["instance"] = Value::Null;
        told
    });
    Err(CreateError::Invalid(told.collect()))
}
