//! How many notifications people have not read, counted once for all pages that they have open.

use crate::server::limits::NOTIFY_COUNTS;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// Counts by person. What is being counted is waited for by whoever else asks.
#[derive(Debug, Default)]
pub(super) struct Counts(Mutex<HashMap<String, Arc<OnceCell<u64>>>>);

impl Counts {
    /// The count of a person: the known one, or what is counted now. A failure is not kept.
    pub(super) async fn of<E, F: Future<Output = Result<u64, E>>>(
        &self,
        person: &str,
        count: impl FnOnce() -> F,
    ) -> Result<u64, E> {
        let cell = self.cell(person);
        cell.get_or_try_init(count).await.copied()
    }

    /// Forgets what is known of a person. What is being counted just now is told only those who wait for it already.
    pub(super) fn forget(&self, person: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(person);
    }

    /// Forgets what is known of anybody.
    pub(super) fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn cell(&self, person: &str) -> Arc<OnceCell<u64>> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = counts.get(person) {
            return Arc::clone(cell);
        }
        if counts.len() >= NOTIFY_COUNTS {
            counts.clear();
        }
        Arc::clone(counts.entry(person.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &str = "user:default/anna";

    #[tokio::test]
    async fn unread_notifications_are_counted_once_until_they_change() {
        let counts = Counts::default();
        let (first, second) = tokio::join!(
            counts.of(ANNA, async || {
                tokio::task::yield_now().await;
                Ok::<_, ()>(1)
            }),
            counts.of(ANNA, async || Ok::<_, ()>(2))
        );
        assert_eq!((first, second), (Ok(1), Ok(1)), "the second waited for the first");
        counts.forget("user:default/ben");
        assert_eq!(counts.of(ANNA, async || Ok::<_, ()>(3)).await, Ok(1));
        counts.forget(ANNA);
        assert_eq!(counts.of(ANNA, async || Ok::<_, ()>(4)).await, Ok(4));
        counts.forget_all();
        assert_eq!(counts.of(ANNA, async || Ok::<_, ()>(5)).await, Ok(5));
    }

    #[tokio::test]
    async fn a_count_of_notifications_that_failed_is_not_kept() {
        let counts = Counts::default();
        assert_eq!(counts.of(ANNA, async || Err("broken")).await, Err("broken"));
        assert_eq!(counts.of(ANNA, async || Ok::<_, ()>(1)).await, Ok(1));
    }

    #[tokio::test]
    async fn only_so_many_counts_of_notifications_are_kept() {
        let counts = Counts::default();
        for number in 0..=NOTIFY_COUNTS {
            assert_eq!(counts.of(&number.to_string(), async || Ok::<_, ()>(1)).await, Ok(1));
        }
        assert_eq!(counts.0.lock().unwrap().len(), 1);
    }
}
