//! What both databases share about tasks.

mod interface;
mod statements;

pub(crate) use interface::task_store;
pub(crate) use statements::task_statements;

use crate::{StoreError, limits};
use portico_scaffolder::tasks::{StepRow, StepState, TaskQuery, TaskStoreError};
use portico_template::TaskSpec;
use serde_json::Value;
use std::sync::Arc;

impl From<StoreError> for TaskStoreError {
    fn from(error: StoreError) -> Self {
        Self::Failed(Arc::new(error))
    }
}

/// The error of a statement.
pub(crate) fn failed(error: sqlx::Error) -> TaskStoreError {
    StoreError::Sql(error).into()
}

/// The error of a stored value.
pub(crate) fn unreadable(error: serde_json::Error) -> TaskStoreError {
    StoreError::Value(error).into()
}

/// A value as it is stored.
pub(crate) fn text(value: &Value) -> String {
    value.to_string()
}

/// The steps of a new task.
pub(crate) fn first_steps(spec: &TaskSpec) -> Vec<StepRow> {
    let step = |step: portico_template::Step| StepRow {
        id: step.id,
        name: step.name,
        action: step.action,
        state: StepState::Waiting,
        started_ms: None,
        ended_ms: None,
        output: None,
    };
    spec.typed_steps().into_iter().map(step).collect()
}

/// How many tasks a page has.
pub(crate) fn page(query: &TaskQuery) -> i64 {
    i64::from(query.limit.unwrap_or(limits::TASKS).min(limits::TASKS))
}
