//! What is remembered of tasks.

use portico_template::TaskSpec;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// It waits for a worker.
    Open,
    /// A worker has it.
    Processing,
    /// It did everything.
    Completed,
    /// It did not.
    Failed,
    /// It was taken back before a worker had it.
    Cancelled,
}

impl Status {
    /// All of them, in the order in which a task may have them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Processing, Self::Completed, Self::Failed, Self::Cancelled];

    /// The word for it in the database and for clients.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The one with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// Whether nothing happens any more, unless somebody retries it.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// Its turn has not come.
    #[default]
    Waiting,
    /// It is being run.
    Processing,
    /// It did what it should.
    Completed,
    /// It did not.
    Failed,
    /// It was not to be run.
    Skipped,
    /// It was interrupted because somebody wanted it.
    Cancelled,
}

impl StepState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Processing, Self::Completed, Self::Failed, Self::Skipped, Self::Cancelled];

    /// The word for it in the database and for clients.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
        }
    }

    /// The one with this word; a word of another version is as good as not begun.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.word() == word).unwrap_or_default()
    }

    /// Whether it is over.
    pub fn is_end(self) -> bool {
        !matches!(self, Self::Waiting | Self::Processing)
    }
}

/// Why a task or a step failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskError {
    /// The name by which clients know it.
    pub name: String,
    /// What happened, where, and what to do.
    pub message: String,
}

/// A task. What it holds in secrets is never in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Identifier, also in addresses.
    pub id: String,
    /// What it is to do.
    pub spec: TaskSpec,
    /// Where it stands.
    pub status: Status,
    /// When it was made, in milliseconds since 1970, like all times.
    pub created_ms: i64,
    /// Who made it.
    pub created_by: Option<String>,
    /// When its worker last said that it lives.
    pub heartbeat_ms: Option<i64>,
    /// When a worker began with it, the last time.
    pub started_ms: Option<i64>,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// When somebody wanted it to be cancelled.
    pub cancel_ms: Option<i64>,
    /// How often a worker took it; who has an older number has it no more.
    pub lease: i64,
    /// The process that has it.
    pub holder: Option<String>,
    /// Where its files are: the identifier of a folder for workspaces.
    pub place: Option<String>,
    /// What it told in the end.
    pub output: Option<Value>,
    /// Why it failed.
    pub error: Option<TaskError>,
}

/// A step of a task, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRow {
    /// Its id in the template.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub action: String,
    /// Where it stands.
    pub state: StepState,
    /// When it began.
    pub started_ms: Option<i64>,
    /// When it was over.
    pub ended_ms: Option<i64>,
    /// What it handed to later steps.
    pub output: Option<Map<String, Value>>,
}

/// Something that happened to a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Grows within a task.
    pub id: i64,
    /// Of which kind.
    pub kind: EventKind,
    /// What is told of it.
    pub body: Value,
    /// When it happened.
    pub at_ms: i64,
}

/// Kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A line, or that a step began or ended.
    Log,
    /// The task ended.
    Completion,
    /// Somebody cancelled it.
    Cancelled,
    /// It goes on after its process died.
    Recovered,
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Log, Self::Completion, Self::Cancelled, Self::Recovered];

    /// The word for it in the database and for clients.
    pub fn word(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Completion => "completion",
            Self::Cancelled => "cancelled",
            Self::Recovered => "recovered",
        }
    }

    /// The one with this word; one of another version is a line.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(Self::Log)
    }
}

/// An event that is to be remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// Of which kind.
    pub kind: EventKind,
    /// What is told of it.
    pub body: Value,
    /// When it happened.
    pub at_ms: i64,
}

/// Secrets as they may lie in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Which key opens it.
    pub key: String,
    /// What nobody can read without it.
    pub bytes: Vec<u8>,
}

/// Something that an action did and that must not be done twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Which step, counted from 0.
    pub step: usize,
    /// What the action calls it. Names that begin with `$` are the machine's own.
    pub name: String,
    /// What it noted.
    pub value: Value,
}
