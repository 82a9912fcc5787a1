//! What people decided about alerts of costs.

use crate::{BoxFuture, StoreError};

/// Decisions by alert.
pub trait CostAlerts: Send + Sync {
    /// All decisions, the latest first: at most [`crate::limits::COST_DECISIONS`].
    fn cost_decisions(&self) -> BoxFuture<'_, Result<Vec<CostDecision>, StoreError>>;

    /// Keeps a decision instead of an earlier one about the same alert; the oldest of too many are forgotten.
    fn decide_cost<'a>(&'a self, decision: &'a CostDecision) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Takes a decision back. One that is not there is fine.
    fn undecide_cost<'a>(&'a self, alert: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// A decision about an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostDecision {
    /// The alert.
    pub alert: String,
    /// `snoozed`, `accepted` or `dismissed`.
    pub state: String,
    /// From which day on a snoozed one is told again.
    pub until: Option<String>,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// What was said about it.
    pub note: String,
    /// Who decided.
    pub person: Option<String>,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}
