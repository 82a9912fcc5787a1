//! Tasks as they are looked at.

use super::{CreateError, Portal, forms::reference};
use crate::{Caller, server::brief::named};
use portico_scaffolder::tasks::{Event, Status, StepRow, Task, TaskQuery};
use std::time::Duration;

/// Which tasks a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// Everybody's, or only the reader's own.
    pub is_all: bool,
    /// In this status.
    pub status: Option<Status>,
    /// Of this template.
    pub template: Option<String>,
    /// Which page, counted from 0.
    pub page: u32,
}

/// Tasks on a page.
#[derive(Clone, Debug, Default)]
pub struct TaskPage {
    /// The tasks, the newest first.
    pub tasks: Vec<TaskView>,
    /// How many there are on all pages.
    pub total: u64,
    /// How many a page has.
    pub size: u32,
    /// Templates that can be chosen: reference and title.
    pub templates: Vec<(String, String)>,
    /// Whether the reader said who they are; only then is something their own.
    pub is_somebody: bool,
}

/// A task with what is known of it.
#[derive(Clone, Debug)]
pub struct TaskView {
    /// The task.
    pub task: Task,
    /// Its steps; empty in lists of tasks that are over.
    pub steps: Vec<StepRow>,
    /// Who started it, as people call them.
    pub person: Option<String>,
    /// Whether its template is in the catalog.
    pub has_template: bool,
}

/// Tasks on a page.
const PAGE: u32 = 25;

/// Tasks on the first page.
const FEW: u32 = 5;

impl Portal {
    /// Tasks, as programs ask for them.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn tasks(&self, _caller: &Caller, query: &TaskQuery) -> Result<(Vec<Task>, u64), CreateError> {
        Ok(self.machine()?.store().tasks(query).await?)
    }

    /// A task.
    ///
    /// # Errors
    /// If there is none with this identifier.
    pub async fn task(&self, _caller: &Caller, id: &str) -> Result<Task, CreateError> {
        Ok(self.machine()?.task(id).await?)
    }

    /// Events of a task after this one, as soon as there are any, at the latest after a time.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn task_events(
        &self,
        _caller: &Caller,
        id: &str,
        after: i64,
        most: u32,
        patience: Duration,
    ) -> Result<Vec<Event>, CreateError> {
        Ok(self.machine()?.events(id, after, most, patience).await?)
    }

    /// A task as its page shows it.
    ///
    /// # Errors
    /// If there is none with this identifier.
    pub async fn task_view(&self, _caller: &Caller, id: &str) -> Result<TaskView, CreateError> {
        let machine = self.machine()?;
        let task = machine.task(id).await?;
        let steps = machine.store().task_steps(id).await?;
        Ok(self.viewed(task, steps))
    }

    /// The page of tasks.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn task_page(&self, caller: &Caller, filter: &TaskFilter) -> Result<TaskPage, CreateError> {
        let machine = self.machine()?;
        let person = caller.person();
        let created_by = person.filter(|_| !filter.is_all).map(str::to_owned);
        let query = TaskQuery {
            created_by: created_by.into_iter().collect(),
            status: filter.status.map(|status| vec![status]),
            template: filter.template.clone(),
            limit: Some(PAGE),
            offset: filter.page.saturating_mul(PAGE),
            ..TaskQuery::default()
        };
        // Nobody in particular has no tasks of their own.
        let is_nobodys = person.is_none() && !filter.is_all;
        let (tasks, total) = if is_nobodys { (Vec::new(), 0) } else { machine.store().tasks(&query).await? };
        Ok(TaskPage {
            tasks: self.with_steps(tasks).await?,
            total,
            size: PAGE,
            templates: self.template_titles(),
            is_somebody: person.is_some(),
        })
    }

    /// The reader's latest tasks, for the first page. Nobody's if they did not say who they are.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn my_tasks(&self, caller: &Caller) -> Result<Vec<TaskView>, CreateError> {
        let Some(person) = caller.person() else { return Ok(Vec::new()) };
        let query =
            TaskQuery { created_by: vec![person.to_owned()], limit: Some(FEW), ..TaskQuery::default() };
        let (tasks, _) = self.machine()?.store().tasks(&query).await?;
        self.with_steps(tasks).await
    }

    /// The names of the secrets that a retry of a task needs.
    pub fn secrets_of(&self, caller: &Caller, task: &Task) -> Vec<String> {
        let template = task.spec.template().and_then(|text| reference(text).ok());
        let template = template.and_then(|reference| self.template(caller, &reference).ok());
        let schema = template.and_then(|template| template.secrets).unwrap_or_default();
        let properties = schema.get("properties").and_then(serde_json::Value::as_object);
        properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
    }

    async fn with_steps(&self, tasks: Vec<Task>) -> Result<Vec<TaskView>, CreateError> {
        let machine = self.machine()?;
        let mut views = Vec::with_capacity(tasks.len());
        for task in tasks {
            let is_over = task.status.is_end();
            let steps = if is_over { Vec::new() } else { machine.store().task_steps(&task.id).await? };
            views.push(self.viewed(task, steps));
        }
        Ok(views)
    }

    fn viewed(&self, task: Task, steps: Vec<StepRow>) -> TaskView {
        let index = self.index();
        let known = |reference: &str| index.get(reference).is_some();
        TaskView {
            person: task.created_by.as_deref().map(|person| named(&index, person).label),
            has_template: task.spec.template().is_some_and(known),
            task,
            steps,
        }
    }

    /// Templates of the catalog: reference and title.
    pub fn template_titles(&self) -> Vec<(String, String)> {
        let index = self.index();
        let slots = index.evaluate(&portico_query::Predicate::equals("kind", "template"));
        let titled = slots.iter().filter_map(|slot| index.document(slot)).map(|document| {
            let reference = document.entity_ref.to_string();
            let name = named(&index, &reference).label;
            (reference, name)
        });
        let mut titled: Vec<_> = titled.collect();
        titled.sort_by(|one, other| one.1.cmp(&other.1));
        titled
    }
}
