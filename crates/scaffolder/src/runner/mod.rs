//! Runs what a task is to do: its steps, one after another.
//!
//! After a step has failed, later ones are skipped, except those whose `if` asks for `always()` or `failure()`; the task
//! fails all the same. A run may begin in the middle: what the journal knows of steps from before is not done again.

mod journal;
mod output;
mod step;
mod turn;

pub use journal::{Interrupted, Journal};

use crate::{
    action::{Failure, Registry},
    limits::VALUE_DEPTH,
    permit::Permit,
    settings,
    tasks::{StepChange, StepRow, StepState, TaskError, events},
    workspace::Workspace,
};
use portico_nunjucks::{Environment, Value as Term};
use portico_template::{
    Recovery, Step, TaskSpec,
    expr::{self, Context, Place},
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Runs tasks.
#[derive(Clone)]
pub struct Runner {
    /// What steps can do.
    pub registry: Registry,
    /// The language of expressions, with what is added to it.
    pub language: Environment,
    /// What every template sees as `environment`.
    pub environment: settings::Environment,
    /// Who may run what.
    pub permit: Arc<dyn Permit>,
    /// Longest that one step may take.
    pub step_time: Duration,
}

/// A task, and what is known of it.
pub struct Job<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// What it is to do.
    pub spec: &'a TaskSpec,
    /// What must not be told to anyone.
    pub secrets: &'a BTreeMap<String, String>,
    /// Where its files are.
    pub workspace: &'a Workspace,
    /// Whether nothing may happen outside the workspace.
    pub is_dry_run: bool,
    /// Where its steps stood when it was interrupted; empty for a new one.
    pub before: Vec<StepRow>,
    /// Whether its files are gone: steps that made them are run again.
    pub is_rebuilding: bool,
    /// Where is written down what happens.
    pub journal: &'a dyn Journal,
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// What it told in the end; nothing if it failed.
    pub output: Map<String, Value>,
    /// Why it failed.
    pub error: Option<TaskError>,
}

/// What one run of a task goes along with.
struct Run<'a> {
    runner: &'a Runner,
    job: &'a Job<'a>,
    language: Environment,
    context: Context,
    has_failed: Arc<AtomicBool>,
    error: Option<TaskError>,
}

/// Notes of the machine, under names that no action uses.
mod mark {
    /// What a step gave, where secrets are in it.
    pub(super) const OUTPUT: &str = "$output";
    /// Why a step failed.
    pub(super) const ERROR: &str = "$error";

    /// That a turn of a step was begun.
    pub(super) fn begun(turn: usize) -> String {
        format!("$begun:{turn}")
    }

    /// What a turn of a step gave.
    pub(super) fn done(turn: usize) -> String {
        format!("$done:{turn}")
    }
}

impl Runner {
    /// Runs a task to its end.
    ///
    /// # Errors
    /// If it must stop where it is, without an end.
    pub async fn run(&self, job: &Job<'_>) -> Result<Ended, Interrupted> {
        let mut run = Run::new(self, job);
        for (position, step) in job.spec.typed_steps().iter().enumerate() {
            run.step(position, step).await?;
        }
        run.end()
    }
}

impl<'a> Run<'a> {
    fn new(runner: &'a Runner, job: &'a Job<'a>) -> Self {
        let has_failed = Arc::new(AtomicBool::new(false));
        let mut language = runner.language.clone();
        language.global("always", Arc::new(|_: &[Term]| Ok(Term::Bool(true))));
        let failed = Arc::clone(&has_failed);
        language
            .global("failure", Arc::new(move |_: &[Term]| Ok(Term::Bool(failed.load(Ordering::Relaxed)))));
        let environment = &runner.environment;
        // A trial runs what anybody wrote, and shows the files: the environment's secrets are none of its business.
        let hidden = |(key, value): (&String, &String)| {
            (key.clone(), if job.is_dry_run { "***".to_owned() } else { value.clone() })
        };
        let environment_secrets: BTreeMap<String, String> = environment.secrets.iter().map(hidden).collect();
        let context = Context::new(&job.spec.parameters, &json!(job.spec.user), job.id)
            .with_environment(Value::Object(environment.parameters.clone()), json!(environment_secrets))
            .with_secrets(json!(job.secrets));
        Self { runner, job, language, context, has_failed, error: None }
    }

    fn failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// Runs a step, unless it is known how it ended.
    async fn step(&mut self, position: usize, step: &Step) -> Result<(), Interrupted> {
        let before = self.job.before.get(position).cloned();
        let state = before.as_ref().map(|row| row.state).unwrap_or_default();
        if let Some(row) = before.filter(|row| row.state.is_end() && !self.must_repeat(row, step)) {
            return self.take_up(position, step, &row);
        }
        if self.failed() && !expr::looks_beyond_failure(step.condition.as_ref()) {
            let message = format!("Skipping step {} because an earlier step failed", step.id);
            let change = change(position, StepState::Skipped, None);
            return self.note(change, step, &message, StepState::Skipped).await;
        }
        self.run_step(position, step, state == StepState::Processing).await
    }

    /// Takes over how a step ended before an interruption.
    fn take_up(&mut self, position: usize, step: &Step, row: &StepRow) -> Result<(), Interrupted> {
        match row.state {
            StepState::Failed | StepState::Cancelled => {
                let error = self.job.journal.known(position, mark::ERROR);
                let error = error.and_then(|error| serde_json::from_value(error).ok());
                self.fail(error.unwrap_or_else(|| TaskError {
                    name: "Error".to_owned(),
                    message: format!("Step {} failed before the task was interrupted", step.id),
                }));
            }
            _ => {
                let whole = self.job.journal.known(position, mark::OUTPUT);
                let whole = whole.and_then(|output| output.as_object().cloned());
                let output = whole.or_else(|| row.output.clone()).unwrap_or_default();
                self.context.add_step(&step.id, &output);
            }
        }
        Ok(())
    }

    /// Whether a step that is done has to be run once more, because what it made in the workspace is gone.
    fn must_repeat(&self, row: &StepRow, step: &Step) -> bool {
        let action = self.runner.registry.get(&step.action);
        let is_safe = action.is_some_and(|action| action.definition().repeat.makes_files());
        row.state == StepState::Completed && self.job.is_rebuilding && is_safe && !self.failed()
    }

    fn fail(&mut self, error: TaskError) {
        self.has_failed.store(true, Ordering::Relaxed);
        // The first one is why the task failed; those of cleaning up are in the log.
        self.error.get_or_insert(error);
    }

    /// Whether the author of the template wants a task that was interrupted to be started over, whatever it did.
    fn may_start_over(&self) -> bool {
        self.job.spec.recovery_strategy() == Recovery::StartOver
    }

    async fn note(
        &self,
        change: StepChange,
        step: &Step,
        message: &str,
        told: StepState,
    ) -> Result<(), Interrupted> {
        let message = self.job.journal.redactor().text(message);
        self.job.journal.note(change, events::step(now_ms(), &message, &step.id, told)).await
    }

    fn warn(&self, step: &Step, warnings: Vec<expr::Warning>) {
        for expr::Warning { path, message } in warnings {
            let line = format!("Warning: {path} cannot be rendered and stays as it is written: {message}");
            self.job.journal.line(Some(&step.id), &line);
        }
    }

    /// What the task tells in the end.
    fn end(mut self) -> Result<Ended, Interrupted> {
        if let Some(error) = self.error.take() {
            return Ok(Ended { output: Map::new(), error: Some(error) });
        }
        let mut warnings = Vec::new();
        let scope = self.context.scope(Place::Output);
        let output = expr::output(&self.language, &self.job.spec.output, &scope, &mut warnings);
        for expr::Warning { path, message } in warnings {
            let line = format!("Warning: {path} cannot be rendered and stays as it is written: {message}");
            self.job.journal.line(None, &line);
        }
        if is_too_deep(&output) {
            let failure = too_deep("The output of the template");
            return Ok(Ended { output: Map::new(), error: Some(error_of(&failure)) });
        }
        Ok(Ended { output: self.job.journal.redactor().members(&output), error: None })
    }
}

/// A step that stands elsewhere from now on.
fn change(position: usize, state: StepState, started_ms: Option<i64>) -> StepChange {
    StepChange { position, state, started_ms, ended_ms: state.is_end().then(now_ms), output: None }
}

/// Whether values lie in one another deeper than can be read again once they are stored.
pub(crate) fn is_too_deep(values: &Map<String, Value>) -> bool {
    fn deeper(value: &Value, left: usize) -> bool {
        match value {
            Value::Array(list) => left == 0 || list.iter().any(|value| deeper(value, left - 1)),
            Value::Object(map) => left == 0 || map.values().any(|value| deeper(value, left - 1)),
            _ => false,
        }
    }
    values.values().any(|value| deeper(value, VALUE_DEPTH))
}

/// Why such values are refused.
pub(crate) fn too_deep(what: &str) -> Failure {
    Failure::input(format!("{what} has lists or objects in one another, more than {VALUE_DEPTH} deep"))
}

fn error_of(failure: &Failure) -> TaskError {
    TaskError { name: failure.kind.name().to_owned(), message: failure.message.clone() }
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
