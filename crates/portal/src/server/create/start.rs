//! Starting what a finished form asks for.

use crate::{Caller, server::Portal};
use portico_entity::EntityRef;
use portico_form::Finished;

/// Why nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Too much is waiting already.
    #[error("too many tasks are waiting")]
    Busy,
    /// This program runs no tasks.
    #[error("tasks are not run by this program")]
    Nobody,
}

impl Portal {
    /// Starts a task with what a form says, and tells its id.
    ///
    /// # Errors
    /// If it cannot be started; then nothing was done.
    pub async fn start_form(
        &self,
        caller: Caller,
        template: &EntityRef,
        finished: Finished,
    ) -> Result<String, StartError> {
        let _ = (caller, template, finished);
        Err(StartError::Nobody)
    }
}
