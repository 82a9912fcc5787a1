//! What a step can do.
//!
//! An action has a [`Definition`], which says what it is called, takes, gives, and how it may be repeated, and a way to
//! run. It is told everything through the [`Step`]; what else it needs (a client, the catalog) it was made with.
//! Cancelling drops the future of a run: whatever it started must end with it.

use crate::workspace::Workspace;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, pin::Pin, sync::Arc};

/// Something that comes later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an action hands to later steps, by name.
pub type Output = Map<String, Value>;

/// Something that steps of templates can do.
pub trait Action: Send + Sync {
    /// What it is called, takes and gives.
    fn definition(&self) -> &Definition;

    /// Does it. The input is rendered, and valid by the definition's schema.
    fn run<'a>(&'a self, step: Step<'a>) -> Later<'a, Result<Output, Failure>>;
}

/// What is known of an action before it runs.
#[derive(Clone, Debug)]
pub struct Definition {
    /// What templates call it, as `fetch:template`.
    pub id: String,
    /// What it does, for people, in a sentence or two.
    pub description: String,
    /// How it is used.
    pub examples: Vec<Example>,
    /// JSON Schema of the input. Keys that it does not know are dropped with a warning before the action runs, whatever
    /// it says of further properties: templates carry leftovers of older versions.
    pub input: Value,
    /// JSON Schema of the output.
    pub output: Value,
    /// Whether it can be run without consequences outside the workspace.
    pub dry_run: bool,
    /// What may happen when it was interrupted.
    pub repeat: Repeat,
}

/// A use of an action, as people would write it.
#[derive(Clone, Debug)]
pub struct Example {
    /// What is shown.
    pub description: String,
    /// YAML with a list `steps`.
    pub example: String,
}

/// What may happen with an action that was interrupted, by a kill or a lost machine, before it said how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Running it once more ends in the same state.
    Safe,
    /// It only changes files of the workspace, and notes how far it got; if these are gone, it is run again.
    Workspace,
    /// It notes how far it got with [`Checkpoints`], and goes on from there.
    Checkpointed,
    /// Nobody can know what it did; it is never repeated without somebody saying so.
    Unsafe,
}

impl Repeat {
    /// Whether all that it did goes with the workspace, so that it has to be done once more in another one.
    pub(crate) fn makes_files(self) -> bool {
        matches!(self, Self::Safe | Self::Workspace)
    }
}

/// What an action is told about the step that it runs for.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Of the task, also in addresses.
    pub task_id: &'a str,
    /// Of the step in its template.
    pub step_id: &'a str,
    /// Rendered and checked.
    pub input: &'a Value,
    /// What the template was started with, unrendered.
    pub parameters: &'a Map<String, Value>,
    /// Where files are.
    pub workspace: &'a Workspace,
    /// Values that must not be told to anyone, by name.
    pub secrets: &'a BTreeMap<String, String>,
    /// Who started the task: the reference of a user, if it was somebody.
    pub user: Option<&'a str>,
    /// That user in the catalog.
    pub user_entity: Option<&'a Value>,
    /// The reference of the template.
    pub template: Option<&'a str>,
    /// What relative addresses start from: the address of the template's file.
    pub base_url: Option<&'a str>,
    /// Whether nothing may happen outside the workspace.
    pub is_dry_run: bool,
    /// What people read while it runs. Secrets in it are replaced before anybody sees it.
    pub log: &'a dyn Log,
    /// How far it got, across interruptions.
    pub checkpoints: &'a dyn Checkpoints,
}

impl Step<'_> {
    /// A text of the input; nothing if there is none, or it is empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.input.get(key)?.as_str().filter(|text| !text.is_empty())
    }

    /// A yes or no of the input; nothing if it does not say.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.input.get(key)?.as_bool()
    }
}

/// Takes the lines that people read.
pub trait Log: Send + Sync {
    /// A line about what is happening.
    fn info(&self, line: &str);

    /// A line about what somebody should look at, although it went on.
    fn warn(&self, line: &str);
}

/// Remembers what an action did that must not be done twice.
pub trait Checkpoints: Send + Sync {
    /// What was noted under this name, now or before an interruption.
    fn get(&self, name: &str) -> Option<Value>;

    /// Notes it; it is safe when this returns.
    fn put<'a>(&'a self, name: &'a str, value: Value) -> Later<'a, Result<(), Failure>>;
}

/// Why an action, and with it the step, failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Of which kind.
    pub kind: FailureKind,
    /// What happened, where, and what to do.
    pub message: String,
}

/// Kinds of failures; clients know them by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The input makes no sense.
    Input,
    /// It is not allowed.
    NotAllowed,
    /// Something that is needed is not there.
    NotFound,
    /// Something is in the way, as a repository of the same name.
    Conflict,
    /// A host does not accept the credentials.
    Authentication,
    /// A text of the template cannot be rendered.
    Render,
    /// Anything else.
    Other,
}

impl FailureKind {
    /// The name by which clients of the HTTP API know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "InputError",
            Self::NotAllowed => "NotAllowedError",
            Self::NotFound => "NotFoundError",
            Self::Conflict => "ConflictError",
            Self::Authentication => "AuthenticationError",
            Self::Render => "TemplateRenderError",
            Self::Other => "Error",
        }
    }
}

impl Failure {
    /// One of this kind.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The input makes no sense.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Input, message)
    }

    /// It is not allowed.
    pub fn not_allowed(message: impl Into<String>) -> Self {
        Self::new(FailureKind::NotAllowed, message)
    }

    /// Anything else.
    pub fn other(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Other, message)
    }
}

/// All actions that templates can use, by id.
#[derive(Clone, Default)]
pub struct Registry {
    actions: BTreeMap<String, Arc<dyn Action>>,
}

impl Registry {
    /// Adds an action; it replaces one of the same id.
    pub fn add(&mut self, action: impl Action + 'static) {
        self.actions.insert(action.definition().id.clone(), Arc::new(action));
    }

    /// The action that templates call so.
    pub fn get(&self, id: &str) -> Option<&Arc<dyn Action>> {
        self.actions.get(id)
    }

    /// What is known of each, by id.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.actions.values().map(|action| action.definition())
    }
}
