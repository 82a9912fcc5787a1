//! Where a run writes down what happens, and what it knows from before.

use crate::{
    action::Later,
    redact::Redactor,
    tasks::{NewEvent, StepChange},
};
use serde_json::Value;

/// Why a run has to end without another word: what it would write down is not wanted any more, or cannot be written.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Interrupted(pub String);

/// Takes down what happens. What was noted is safe when the call returns; lines may wait for a moment.
pub trait Journal: Send + Sync {
    /// A line about a step, or about the whole task.
    fn line(&self, step: Option<&str>, text: &str);

    /// That a step stands elsewhere now, and what is told of it.
    fn note(&self, change: StepChange, event: NewEvent) -> Later<'_, Result<(), Interrupted>>;

    /// Something that must not be done twice.
    fn checkpoint<'a>(
        &'a self,
        step: usize,
        name: &'a str,
        value: Value,
    ) -> Later<'a, Result<(), Interrupted>>;

    /// What was noted under this name, now or before an interruption.
    fn known(&self, step: usize, name: &str) -> Option<Value>;

    /// What keeps secrets out of everything that people read.
    fn redactor(&self) -> &Redactor;
}
