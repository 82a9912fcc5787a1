//! Tasks that survive: what is remembered of them, and the machine that runs them.

pub mod events;
mod record;
mod store;

pub use record::{
    Checkpoint, Event, EventKind, NewEvent, Sealed, Status, StepRow, StepState, Task, TaskError,
};
pub use store::{
    CancelOutcome, Descending, NewTask, OrderBy, RetryOutcome, StepChange, Stored, TaskQuery, TaskStore,
    TaskStoreError, Then, Worker, Write,
};
