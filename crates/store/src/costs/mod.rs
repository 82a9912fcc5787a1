//! Bills: the files that were read, what they say, and how reading them goes.
//!
//! A file is written down piece by piece while it is read, and seen by nobody until [`CostStore::finish_cost_file`];
//! what counts of it is said by [`CostStore::settle_costs`], all at once. A process that dies in between leaves what
//! was there before.

mod interface;
mod statements;

pub(crate) use interface::cost_store;
pub(crate) use statements::cost_statements;

use crate::{BoxFuture, StoreError};
use serde_json::Value;

/// What is answered.
pub type Kept<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// The bills and what they say.
pub trait CostStore: Send + Sync {
    /// Grows whenever something else counts.
    fn cost_revision(&self) -> Kept<'_, i64>;

    /// Begins to write down a file, and returns its id.
    fn begin_cost_file<'a>(&'a self, file: &'a NewCostFile) -> Kept<'a, i64>;

    /// Adds what a file that is being read says about one month.
    fn add_cost_chunk<'a>(&'a self, file: i64, chunk: &'a NewCostChunk) -> Kept<'a, ()>;

    /// Adds rows of a file that could not be read.
    fn add_cost_bad_rows<'a>(&'a self, file: i64, first: i64, rows: &'a [CostBadRow]) -> Kept<'a, ()>;

    /// Makes a file that was read whole one that is there. False if it was forgotten in the meantime.
    fn finish_cost_file<'a>(&'a self, file: i64, end: &'a CostFileEnd) -> Kept<'a, bool>;

    /// Forgets a file with all that it says.
    fn forget_cost_file(&self, file: i64) -> Kept<'_, ()>;

    /// Forgets what was being read when a process ended, and says of its runs that they came to nothing.
    fn forget_cost_leftovers<'a>(&'a self, now_ms: i64, error: &'a str) -> Kept<'a, ()>;

    /// The files of a source, or of all, in the order in which they were read.
    fn cost_files<'a>(&'a self, source: Option<&'a str>) -> Kept<'a, Vec<CostFile>>;

    /// Notes that files are as they were, or gone.
    fn mark_cost_files<'a>(&'a self, marks: &'a [CostMark]) -> Kept<'a, ()>;

    /// The chunks of a source's files without their content, in the order in which they were written.
    fn cost_chunks<'a>(&'a self, source: &'a str) -> Kept<'a, Vec<CostChunk>>;

    /// Says what counts. `revision` is the one that it was made for.
    ///
    /// # Errors
    /// [`StoreError::NotLeading`] if that is not the revision any more.
    fn settle_costs<'a>(&'a self, revision: i64, settling: &'a CostSettling) -> Kept<'a, i64>;

    /// The next chunk behind an id of which something counts.
    fn next_counting_cost_chunk(&self, after: i64) -> Kept<'_, Option<CountingCostChunk>>;

    /// Rows of a file that could not be read, in their order from a position on; at most
    /// [`crate::limits::COST_BAD_ROWS`] of them.
    fn cost_bad_rows(&self, file: i64, from: i64) -> Kept<'_, Vec<CostBadRow>>;

    /// Writes down how an import goes; it is known by its source and its beginning.
    fn put_cost_run<'a>(&'a self, run: &'a CostRun) -> Kept<'a, ()>;

    /// The latest imports of a source, the last one first.
    fn cost_runs<'a>(&'a self, source: &'a str, most: u32) -> Kept<'a, Vec<CostRun>>;

    /// Tells the process that imports what is wanted.
    fn order_costs<'a>(&'a self, source: &'a str, order: CostOrder) -> Kept<'a, ()>;

    /// Takes what is wanted.
    fn take_cost_orders(&self) -> Kept<'_, Vec<(String, CostOrder)>>;
}

/// A file that is going to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCostFile {
    /// Id of its source.
    pub source: String,
    /// Its path, its address, or the key of an object.
    pub path: String,
    /// What tells, without reading it, that it is as it was.
    pub mark: String,
    /// Fingerprint of the mapping by which it is read.
    pub mapping: String,
    /// When it was written, in milliseconds since 1970, as all times.
    pub modified_ms: i64,
}

/// What is known of a file when it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct CostFileEnd {
    /// When that was.
    pub taken_ms: i64,
    /// Its size.
    pub bytes: i64,
    /// Fingerprint of its content.
    pub digest: String,
    /// Rows that were understood.
    pub good_rows: i64,
    /// Rows that were not.
    pub bad_rows: i64,
    /// What else is to be told about it.
    pub report: Value,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct CostFile {
    /// Grows with every file.
    pub id: i64,
    /// What it was begun with.
    pub file: NewCostFile,
    /// When it was found to be gone.
    pub gone_ms: Option<i64>,
    /// What came of reading it.
    pub end: CostFileEnd,
}

/// What a file says about one billing month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCostChunk {
    /// Such as `2025-10`.
    pub month: String,
    /// Whose costs they are, and of which days, in JSON.
    pub scopes: String,
    /// The costs.
    pub content: Vec<u8>,
}

/// A chunk without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostChunk {
    /// Grows with every chunk.
    pub id: i64,
    /// The file that says it.
    pub file: i64,
    /// Such as `2025-10`.
    pub month: String,
    /// As it was given.
    pub scopes: String,
    /// How much of it counts, in JSON; none for nothing.
    pub counts: Option<String>,
    /// Whether its content is still there.
    pub has_content: bool,
}

/// A chunk of which something counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountingCostChunk {
    /// Its id.
    pub id: i64,
    /// The source of its file.
    pub source: String,
    /// The path of its file.
    pub path: String,
    /// How much of it counts, in JSON.
    pub counts: String,
    /// The costs.
    pub content: Vec<u8>,
}

/// What is noted about a file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostMark {
    /// The file.
    pub id: i64,
    /// What tells that it is as it was.
    pub mark: String,
    /// When it was found to be gone.
    pub gone_ms: Option<i64>,
}

/// What counts from now on, as far as it is something else than before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostSettling {
    /// Chunks and how much of them counts, in JSON; none for nothing: their content is forgotten.
    pub counts: Vec<(i64, Option<String>)>,
    /// Files that are forgotten.
    pub forgotten: Vec<i64>,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostBadRow {
    /// Its line in the file, from 1.
    pub line: i64,
    /// The column that is wrong; may be empty.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
    /// The whole row, as far as it is kept.
    pub text: String,
}

/// How an import went or goes.
#[derive(Clone, Debug, PartialEq)]
pub struct CostRun {
    /// Id of the source.
    pub source: String,
    /// When it began.
    pub started_ms: i64,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// How it goes.
    pub state: CostRunState,
    /// How far it is.
    pub progress: Value,
    /// Why it came to nothing, or to less than it should.
    pub error: Option<String>,
}

/// How an import goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostRunState {
    /// It is running.
    Running,
    /// It came to its end.
    Done,
    /// Something could not be read.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

impl CostRunState {
    /// As it is stored and told.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// A state of another version is one that nobody can do anything about.
    pub(crate) fn of_word(word: &str) -> Self {
        match word {
            "running" => Self::Running,
            "done" => Self::Done,
            "cancelled" => Self::Cancelled,
            _ => Self::Failed,
        }
    }
}

/// What is wanted of the process that imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostOrder {
    /// To look at a source now.
    Import,
    /// To end the import of a source.
    Cancel,
}

impl CostOrder {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Cancel => "cancel",
        }
    }

    pub(crate) fn of_word(word: &str) -> Self {
        if word == "cancel" { Self::Cancel } else { Self::Import }
    }
}
