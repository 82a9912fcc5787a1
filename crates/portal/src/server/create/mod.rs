//! Creating: templates, and tasks that do what they say.

mod actions;
mod described;
mod editor;
mod forms;
mod making;
mod options;
mod skeleton;
mod tasks;
mod telling;
mod wizard;

pub use actions::{add_to as add_actions, add_without_catalog as add_actions_without_catalog};
pub use described::{ActionDoc, FieldDoc};
pub use editor::{Draft, Edited};
pub use making::{DryRun, Wanted};
pub use portico_scaffolder::{
    Action, Definition, Registry, ScaffolderConfig,
    completion::{Choice, Completer, Completers},
    limits as task_limits,
    tasks::{
        CancelOutcome, Event, EventKind, Machine, Measured, OrderBy, Parts, StartError, Status, StepRow,
        StepState, Task, TaskError, TaskProblem, TaskQuery, TaskStoreError, Tried, TriedFile,
    },
};
pub use portico_template::{Page, Template};
pub use skeleton::Trees;
pub use tasks::{TaskFilter, TaskPage, TaskView};
pub use wizard::{Wizard, WizardError};

use super::Portal;
use portico_scaffolder::Failure;
use portico_template::SpecError;
use serde_json::Value;

/// The machine of a portal, and who helps to fill in forms.
#[derive(Clone)]
pub struct Creation {
    /// Runs tasks.
    pub machine: Machine,
    /// Knows what hosts have.
    pub completers: Completers,
}

/// Why something about templates and tasks was not done.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// This process has no machine.
    #[error("this Portico runs no templates")]
    Off,
    /// There is no such template.
    #[error("there is no template {0}")]
    UnknownTemplate(String),
    /// The question makes no sense.
    #[error("{0}")]
    Wrong(String),
    /// The template cannot be run.
    #[error("{0}")]
    Template(#[from] SpecError),
    /// The values do not fit the template's form; each in the form of the HTTP API.
    #[error("the values do not fit the template's form: {}", told(.0))]
    Invalid(Vec<Value>),
    /// Something about the task itself.
    #[error(transparent)]
    Task(#[from] TaskProblem),
    /// A host did not say what it has.
    #[error("{0}")]
    Host(Failure),
    /// A stored entity cannot be read.
    #[error("a stored entity cannot be read")]
    Value(#[from] serde_json::Error),
}

fn told(errors: &[Value]) -> String {
    let stacks: Vec<&str> = errors.iter().filter_map(|error| error["stack"].as_str()).collect();
    stacks.join("; ")
}

impl From<TaskStoreError> for CreateError {
    fn from(error: TaskStoreError) -> Self {
        Self::Task(error.into())
    }
}

impl Portal {
    /// Lets tasks be run from now on. A portal runs one machine; a second one is not taken.
    pub fn create_with(&self, creation: Creation) {
        if self.creation.set(creation).is_err() {
            tracing::error!("a second machine for tasks was not taken");
        }
    }

    /// What runs tasks.
    ///
    /// # Errors
    /// If this process has none.
    pub fn creation(&self) -> Result<&Creation, CreateError> {
        self.creation.get().ok_or(CreateError::Off)
    }

    pub(super) fn machine(&self) -> Result<&Machine, CreateError> {
        Ok(&self.creation()?.machine)
    }
}
