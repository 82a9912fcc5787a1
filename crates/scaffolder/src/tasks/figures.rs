//! What a machine counts.

use super::Status;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Counts tasks that ended.
#[derive(Debug, Default)]
pub(super) struct Figures {
    ended: Mutex<BTreeMap<Status, Total>>,
}

/// Of the tasks that ended in one status.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Total {
    /// How many.
    pub count: u64,
    /// How long they took together.
    pub took: Duration,
}

/// What a machine did so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Tasks that it runs at this moment.
    pub running: usize,
    /// Tasks that it ended, by the status in which they ended.
    pub ended: BTreeMap<Status, Total>,
}

impl Figures {
    pub(super) fn ended(&self, status: Status, took: Duration) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let total = ended.entry(status).or_default();
        total.count += 1;
        total.took += took;
    }

    pub(super) fn measured(&self, running: usize) -> Measured {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Measured { running, ended }
    }
}
