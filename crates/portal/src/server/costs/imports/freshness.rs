//! How fresh what was taken in is: what a page says beside its figures.

use super::{Imports, ImportsError};
use portico_store::CostRunState;

/// When a source was last read, and how that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// What people call the source.
    pub title: String,
    /// Milliseconds from one look to the next.
    pub frequency_ms: i64,
    /// When a look at it last came to its end, in milliseconds since 1970.
    pub done_ms: Option<i64>,
    /// Why the last look failed, if it did.
    pub failed: Option<String>,
}

impl Imports {
    /// Of each source, in the order of the configuration.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn freshness(&self) -> Result<Vec<Freshness>, ImportsError> {
        let mut all = Vec::with_capacity(self.sources().len());
        for source in self.sources() {
            let runs = self.inner.parts.store.cost_runs(&source.id, crate::server::limits::COST_RUNS).await?;
            let done = runs.iter().find(|run| run.state == CostRunState::Done);
            let last = runs.iter().find(|run| run.ended_ms.is_some());
            all.push(Freshness {
                title: source.title.clone(),
                frequency_ms: i64::try_from(source.frequency.as_millis()).unwrap_or(i64::MAX),
                done_ms: done.and_then(|run| run.ended_ms),
                failed: last
                    .filter(|run| run.state == CostRunState::Failed)
                    .map(|run| run.error.clone().unwrap_or_else(|| "no reason was told".to_owned())),
            });
        }
        Ok(all)
    }
}
