//! Tasks that survive: what is remembered of them, and the machine that runs them.
//!
//! A task is a row in the store; a *worker* of some process takes it, runs its steps, and writes down each step before it
//! begins and after it ended. When the process dies, another one (or the same after a restart) finds the task silent,
//! takes it, and goes on: what is done is not done again, and what was being done is done as its action allows it.

pub mod events;
mod figures;
mod journal;
mod machine;
mod places;
mod record;
mod recovery;
mod store;
mod trial;
mod worker;

pub use figures::{Measured, Total};
pub use machine::{Machine, Parts, StartError, Submission, TaskProblem};
pub use record::{
    Checkpoint, Event, EventKind, NewEvent, Sealed, Status, StepRow, StepState, Task, TaskError,
};
pub use store::{
    CancelOutcome, Descending, NewTask, OrderBy, RetryOutcome, StepChange, Stored, TaskQuery, TaskStore,
    TaskStoreError, Then, Worker, Write,
};
pub use trial::{Trial, Tried, TriedFile};
