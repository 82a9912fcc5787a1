//! One step: whether it runs, how often, with which input, and what is remembered of it.

use super::{Interrupted, Run, change, error_of, mark, now_ms, output::Gathered, turn::Turn};
use crate::{
    action::{Action, Definition, Failure, FailureKind, Output, Repeat},
    input,
    limits::INPUT_BYTES,
    tasks::StepState,
};
use portico_template::{
    Step,
    expr::{self, Place},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What became of a step that was run.
enum Became {
    Completed(Output),
    /// Its `if` does not hold.
    Skipped,
    /// It cannot be tried, and is skipped with an example of what it would give.
    Example(Output),
}

/// Why a step did not come to its end.
pub(super) enum Broken {
    /// It failed, and the run goes on without it.
    Failed(Failure),
    /// The run is over.
    Interrupted(Interrupted),
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Interrupted> for Broken {
    fn from(interrupted: Interrupted) -> Self {
        Self::Interrupted(interrupted)
    }
}

impl Run<'_> {
    /// Runs a step and writes down how it ended.
    pub(super) async fn run_step(
        &mut self,
        position: usize,
        step: &Step,
        was_interrupted: bool,
    ) -> Result<(), Interrupted> {
        let started_ms = Some(now_ms());
        let processing = StepState::Processing;
        let message = match was_interrupted {
            true => format!("Beginning step {} again: it was interrupted", step.name),
            false => format!("Beginning step {}", step.name),
        };
        self.note(change(position, processing, started_ms), step, &message, processing).await?;
        match self.attempt(position, step, was_interrupted).await {
            Ok(Became::Completed(output)) => {
                self.remember(position, step, started_ms, output, StepState::Completed).await
            }
            Ok(Became::Example(output)) => {
                self.remember(position, step, started_ms, output, StepState::Skipped).await
            }
            Ok(Became::Skipped) => {
                let message = format!("Skipping step {} because its if condition was false", step.id);
                let skipped = StepState::Skipped;
                self.note(change(position, skipped, started_ms), step, &message, skipped).await
            }
            Err(Broken::Failed(failure)) => self.failed_step(position, step, started_ms, failure).await,
            Err(Broken::Interrupted(interrupted)) => Err(interrupted),
        }
    }

    async fn remember(
        &mut self,
        position: usize,
        step: &Step,
        started_ms: Option<i64>,
        output: Output,
        state: StepState,
    ) -> Result<(), Interrupted> {
        let journal = self.job.journal;
        let clean = journal.redactor().members(&output);
        if clean != output {
            // Later steps need it as it is, also after an interruption; the journal seals it.
            journal.checkpoint(position, mark::OUTPUT, Value::Object(output.clone())).await?;
        }
        let mut change = change(position, state, started_ms);
        change.output = Some(clean);
        let message = match state {
            StepState::Skipped => {
                format!("Skipping {} because it does not support dry-run", step.action)
            }
            _ => format!("Finished step {}", step.name),
        };
        self.note(change, step, &message, state).await?;
        self.context.add_step(&step.id, &output);
        Ok(())
    }

    async fn failed_step(
        &mut self,
        position: usize,
        step: &Step,
        started_ms: Option<i64>,
        failure: Failure,
    ) -> Result<(), Interrupted> {
        let mut error = error_of(&failure);
        error.message = self.job.journal.redactor().text(&error.message);
        // Only if others may still run is it of use later.
        if position + 1 < self.job.spec.steps.len() {
            self.job.journal.checkpoint(position, mark::ERROR, json!(error)).await?;
        }
        let message = format!("Step {} failed: {}: {}", step.name, error.name, error.message);
        let failed = StepState::Failed;
        self.note(change(position, failed, started_ms), step, &message, failed).await?;
        self.fail(error);
        Ok(())
    }

    async fn attempt(&self, position: usize, step: &Step, was_interrupted: bool) -> Result<Became, Broken> {
        let is_constant = !step.condition.as_ref().is_some_and(Value::is_string);
        if (step.each.is_none() || is_constant) && !self.holds(step, None) {
            return Ok(Became::Skipped);
        }
        let action = self.action(step)?;
        let definition = action.definition();
        let turns = self.turns(step)?;
        let mut gathered = Gathered::new(step.each.is_some());
        if turns.is_empty() {
            return Ok(Became::Completed(Output::new()));
        }
        // All of them are looked at before the first one runs: half a step is worse than none.
        let inputs = self.inputs(step, definition, &turns)?;
        if self.job.is_dry_run && !definition.dry_run {
            return Ok(self.tried(step, definition, &inputs));
        }
        for (index, input) in inputs.into_iter().enumerate() {
            let Some(input) = input else { continue };
            let turn = Turn { position, index, step, action: &**action, input: &input, was_interrupted };
            gathered.add(self.turn(&turn).await?);
        }
        Ok(Became::Completed(gathered.whole()?))
    }

    fn action(&self, step: &Step) -> Result<&Arc<dyn Action>, Failure> {
        self.runner.registry.get(&step.action).ok_or_else(|| {
            let message = format!(
                "There is no action called {}; /create/actions lists those that there are",
                step.action
            );
            Failure::new(FailureKind::NotFound, message)
        })
    }

    fn holds(&self, step: &Step, turn: Option<expr::Turn<'_>>) -> bool {
        let mut warnings = Vec::new();
        let scope = self.context.scope(Place::Condition(turn));
        let holds = expr::holds(&self.language, step.condition.as_ref(), &scope, &mut warnings);
        self.warn(step, warnings);
        holds
    }

    /// What the step is repeated over; once over nothing if it is not.
    fn turns(&self, step: &Step) -> Result<Vec<Option<(String, Value)>>, Failure> {
        let Some(each) = &step.each else { return Ok(vec![None]) };
        let mut warnings = Vec::new();
        let scope = self.context.scope(Place::Input(None));
        let turns = expr::turns(&self.language, each, &scope, &mut warnings);
        self.warn(step, warnings);
        let turns = turns.map_err(|error| Failure::input(format!("Step {}: {error}", step.id)))?;
        Ok(turns.into_iter().map(Some).collect())
    }

    /// The input of every turn, rendered, checked and allowed; nothing for turns whose `if` does not hold.
    fn inputs(
        &self,
        step: &Step,
        definition: &Definition,
        turns: &[Option<(String, Value)>],
    ) -> Result<Vec<Option<Value>>, Failure> {
        let mut inputs = Vec::with_capacity(turns.len());
        let mut bytes = 0;
        for turn in turns {
            let turn = turn.as_ref().map(|(key, value)| expr::Turn { key, value });
            if turn.is_some() && !self.holds(step, turn) {
                inputs.push(None);
                continue;
            }
            let mut warnings = Vec::new();
            let scope = self.context.scope(Place::Input(turn));
            let written = Value::Object(step.input.clone());
            let rendered = expr::render(&self.language, &written, &scope, "input", &mut warnings);
            self.warn(step, warnings);
            let rendered = rendered.unwrap_or_else(|| Value::Object(Map::new()));
            let (input, dropped) = input::check(definition, rendered)?;
            if !dropped.is_empty() {
                let line = format!("Warning: {} does not know {}; left out", step.action, dropped.join(", "));
                self.job.journal.line(Some(&step.id), &line);
            }
            if !self.runner.permit.allows(&step.action, &input) {
                let message =
                    format!("You are not allowed to run the action {} with this input", step.action);
                return Err(Failure::not_allowed(message));
            }
            bytes += input.to_string().len();
            if bytes > INPUT_BYTES {
                let most = INPUT_BYTES / (1024 * 1024);
                return Err(Failure::input(format!(
                    "The inputs of step {} are larger than {most} MB",
                    step.id
                )));
            }
            inputs.push(Some(input));
        }
        Ok(inputs)
    }

    /// What a step gives whose action cannot be tried.
    fn tried(&self, step: &Step, definition: &Definition, inputs: &[Option<Value>]) -> Became {
        let mut gathered = Gathered::new(step.each.is_some());
        for _ in inputs.iter().flatten() {
            gathered.add(input::example_output(definition));
        }
        Became::Example(gathered.whole().unwrap_or_default())
    }

    /// Whether a turn that was interrupted may be run, and what is told of that.
    ///
    /// # Errors
    /// If nobody can know what it did.
    pub(super) fn may_repeat(&self, turn: &Turn<'_>) -> Result<(), Failure> {
        let Turn { position, index, step, .. } = turn;
        let repeat = turn.action.definition().repeat;
        let was_begun = self.job.journal.known(*position, &mark::begun(*index)).is_some();
        if repeat != Repeat::Unsafe || !was_begun {
            return Ok(());
        }
        if self.may_start_over() {
            let line = format!(
                "Warning: {} was interrupted and may have happened already; it is run again because the template asks to \
                 be started over",
                step.action
            );
            self.job.journal.line(Some(&step.id), &line);
            return Ok(());
        }
        Err(Failure::other(format!(
            "The process that ran step {} ended while {} was being run, and nobody can know how much of it was done. Look \
             at what it has changed, then retry the task: it goes on with this step",
            step.name, step.action
        )))
    }
}
