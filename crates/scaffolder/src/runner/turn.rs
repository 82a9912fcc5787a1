//! One run of an action.

use super::{Interrupted, Run, is_too_deep, journal::Journal, mark, step::Broken, too_deep};
use crate::action::{Action, Checkpoints, Failure, Later, Log, Output, Repeat, Step as Told};
use portico_template::Step;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};

/// What is run.
pub(super) struct Turn<'a> {
    pub(super) position: usize,
    pub(super) index: usize,
    pub(super) step: &'a Step,
    pub(super) action: &'a dyn Action,
    pub(super) input: &'a Value,
    pub(super) was_interrupted: bool,
}

impl Run<'_> {
    /// Runs an action, unless it is known what it gave.
    pub(super) async fn turn(&self, turn: &Turn<'_>) -> Result<Output, Broken> {
        let journal = self.job.journal;
        let is_repeated = turn.step.each.is_some();
        let repeat = turn.action.definition().repeat;
        // What a turn made in a workspace that is gone is made again.
        let is_gone = self.job.is_rebuilding && repeat.makes_files();
        if is_repeated && !is_gone {
            let done = journal.known(turn.position, &mark::done(turn.index));
            if let Some(done) = done.as_ref().and_then(Value::as_object) {
                return Ok(done.clone());
            }
        }
        if turn.was_interrupted {
            self.may_repeat(turn)?;
        }
        if repeat == Repeat::Unsafe && !self.job.is_dry_run {
            journal.checkpoint(turn.position, &mark::begun(turn.index), true.into()).await?;
        }
        let output = self.act(turn, is_gone).await?;
        if is_too_deep(&output) {
            return Err(too_deep(&format!("What {} gives", turn.step.action)).into());
        }
        if is_repeated && !self.job.is_dry_run {
            let done = Value::Object(output.clone());
            journal.checkpoint(turn.position, &mark::done(turn.index), done).await?;
        }
        Ok(output)
    }

    async fn act(&self, turn: &Turn<'_>, is_gone: bool) -> Result<Output, Broken> {
        let notes = Notes {
            journal: self.job.journal,
            position: turn.position,
            turn: turn.step.each.is_some().then_some(turn.index),
            step: &turn.step.id,
            is_gone,
            interrupted: Mutex::default(),
        };
        let spec = self.job.spec;
        let told = Told {
            task_id: self.job.id,
            step_id: &turn.step.id,
            input: turn.input,
            parameters: &spec.parameters,
            workspace: self.job.workspace,
            secrets: self.job.secrets,
            user: spec.user.reference.as_deref(),
            user_entity: spec.user.entity.as_ref(),
            template: spec.template(),
            base_url: spec.template_info.as_ref().and_then(|info| info.base_url.as_deref()),
            is_dry_run: self.job.is_dry_run,
            log: &notes,
            checkpoints: &notes,
        };
        let most = self.runner.step_time;
        let outcome = tokio::time::timeout(most, turn.action.run(told)).await;
        if let Some(interrupted) = notes.interrupted.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(interrupted.into());
        }
        let late = |_| {
            Failure::other(format!(
                "{} was stopped because it took longer than {} s (scaffolder.taskTimeout)",
                turn.step.action,
                most.as_secs()
            ))
        };
        Ok(outcome.map_err(late)??)
    }
}

/// What an action may write down.
struct Notes<'a> {
    journal: &'a dyn Journal,
    position: usize,
    turn: Option<usize>,
    step: &'a str,
    /// Whether what was noted before is about files that are gone.
    is_gone: bool,
    /// Why nothing can be written down any more.
    interrupted: Mutex<Option<Interrupted>>,
}

impl Notes<'_> {
    /// Every turn has its own.
    fn name(&self, name: &str) -> String {
        match self.turn {
            Some(turn) => format!("{turn}:{name}"),
            None => format!(":{name}"),
        }
    }
}

impl Log for Notes<'_> {
    fn info(&self, line: &str) {
        self.journal.line(Some(self.step), line);
    }

    fn warn(&self, line: &str) {
        self.journal.line(Some(self.step), &format!("Warning: {line}"));
    }
}

impl Checkpoints for Notes<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        if self.is_gone { None } else { self.journal.known(self.position, &self.name(name)) }
    }

    fn put<'a>(&'a self, name: &'a str, value: Value) -> Later<'a, Result<(), Failure>> {
        Box::pin(async move {
            let noted = self.journal.checkpoint(self.position, &self.name(name), value).await;
            noted.map_err(|interrupted| {
                let failure = Failure::other(interrupted.to_string());
                *self.interrupted.lock().unwrap_or_else(PoisonError::into_inner) = Some(interrupted);
                failure
            })
        })
    }
}
