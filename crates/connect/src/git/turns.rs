//! One at a time: a clone on disk is used by one question only.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OwnedMutexGuard;

/// Who works on which clone.
#[derive(Default)]
pub(super) struct Turns {
    waiting: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    /// Waits until nobody else works on a clone.
    pub(super) async fn take(&self, name: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(waiting.entry(name.to_owned()).or_default())
        };
        lock.lock_owned().await
    }

    /// The turn, if nobody works on the clone or waits to.
    pub(super) fn try_take(&self, name: &str) -> Option<OwnedMutexGuard<()>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(waiting.entry(name.to_owned()).or_default()).try_lock_owned().ok()
    }
}
