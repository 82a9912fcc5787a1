//! Questions about costs: one function answers pages and programs.

use super::{
    super::{Portal, PortalError},
    books::{CostParts, Kept, keep_up, today},
};
use crate::Caller;
use portico_cost::{
    Day, Span,
    allocation::{Explanation, Rules, allocate, explain},
    config::CostConfig,
    dashboard::{Attention, DailyCost, Dashboard, Decision, answer, daily_cost},
    question::{Dimension, Question},
};
use portico_store::CostDecision;
use std::{
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::Semaphore;

/// Reasons for dismissing an alert, by the words that clients of Cost Insights have for them.
pub const REASONS: [&str; 6] = ["other", "resolved", "expected", "seasonal", "migration", "not-applicable"];
/// How long an alert can be snoozed: the word, and the days.
pub const SNOOZES: [(&str, i32); 3] = [("P7D", 7), ("P30D", 30), ("P90D", 90)];
/// Longest note on a decision, in bytes.
const NOTE: usize = 2_000;

/// Rules are tried one after the other: each trial takes memory as the rules in force do, and anybody may ask for many.
static TRIALS: Semaphore = Semaphore::const_new(1);

/// What is to become of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deciding {
    /// It is told again after so long: a word of [`SNOOZES`].
    Snooze(String),
    /// Somebody looks after it.
    Accept,
    /// It is nothing: one of [`REASONS`].
    Dismiss(String),
    /// What was decided is taken back.
    Reopen,
}

/// Why rules could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum TryError {
    /// They are no YAML.
    #[error("the rules are not valid YAML: {0}")]
    Syntax(String),
    /// A value is wrong.
    #[error("{0}")]
    Rules(#[from] portico_settings::ConfigError),
    /// They could not be asked.
    #[error(transparent)]
    Portal(#[from] PortalError),
}

/// Why an alert was not decided about.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// There is no such alert.
    #[error("there is no alert {0}; those that there are: /api/costs/alerts")]
    Unknown(String),
    /// The decision makes no sense.
    #[error("{0}")]
    Wrong(String),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] portico_store::StoreError),
}

impl Portal {
    /// Keeps the books of the costs up to date from now on. Bills must have been given before; see
    /// [`Portal::import_with`].
    pub fn keep_costs(self: &Arc<Self>, parts: CostParts) {
        tokio::spawn(keep_up(Arc::downgrade(self), parts));
    }

    /// What costs are answered from at this moment.
    pub fn books(&self) -> Arc<Kept> {
        self.costs.get()
    }

    /// The configuration of costs.
    pub fn cost_config(&self) -> Arc<CostConfig> {
        Arc::clone(&self.costs.get().books.config)
    }

    /// Answers a question. `notes` are those that reading it gave.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn costs(
        &self,
        _caller: Caller,
        question: &Question,
        notes: Vec<String>,
    ) -> Result<Dashboard, PortalError> {
        let decisions = self.store.cost_decisions().await?;
        let (kept, question) = (self.costs.get(), question.clone());
        let answered = tokio::task::spawn_blocking(move || {
            let begun = Instant::now();
            let mut dashboard = answer(&kept.books, &kept.watch, &question, notes);
            dashboard.looked_at.micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            dashboard
        });
        let mut dashboard = answered.await.map_err(|_| PortalError::Broken)?;
        decided(&mut dashboard.needs_a_look, &decisions);
        dashboard.needs_a_look.retain(|alert| alert.decision.is_none());
        Ok(dashboard)
    }

    /// What an entity costs, for its overview: the usual question about it, answered once for each state of the books,
    /// without alerts.
    ///
    /// # Errors
    /// If something inside goes wrong that must not.
    pub async fn cost_summary(
        &self,
        _caller: Caller,
        entity_ref: &str,
    ) -> Result<Arc<Dashboard>, PortalError> {
        let (kept, entity_ref) = (self.costs.get(), entity_ref.to_owned());
        let answered = tokio::task::spawn_blocking(move || kept.summary(&entity_ref));
        answered.await.map_err(|_| PortalError::Broken)
    }

    /// What a question asks about day by day, whole and by dimensions, over two spans one behind the other.
    ///
    /// # Errors
    /// If something inside goes wrong that must not.
    pub async fn daily_costs(
        &self,
        _caller: Caller,
        question: Question,
        spans: [Span; 2],
        by: Vec<Dimension>,
    ) -> Result<DailyCost, PortalError> {
        let kept = self.costs.get();
        let found = tokio::task::spawn_blocking(move || daily_cost(&kept.books, &question, spans, &by));
        found.await.map_err(|_| PortalError::Broken)
    }

    /// Which rule took which cost: by the rules in force, or by others that are to be tried. Nothing is stored.
    ///
    /// # Errors
    /// If something inside goes wrong that must not.
    pub async fn explain_costs(
        &self,
        _caller: Caller,
        rules: Option<Arc<Rules>>,
    ) -> Result<Explanation, PortalError> {
        explained(self.costs.get(), rules).await
    }

    /// Which rule would take which cost by rules in YAML: what stands below `costInsights.allocation`, or the list of
    /// rules alone.
    ///
    /// # Errors
    /// If the text is no YAML, or a value in it is wrong.
    pub async fn try_cost_rules(&self, caller: Caller, text: &str) -> Result<Explanation, TryError> {
        let value: serde_json::Value =
            serde_yaml::from_str(text).map_err(|error| TryError::Syntax(error.to_string()))?;
        let value = if value.is_array() { serde_json::json!({ "rules": value }) } else { value };
        let known: Vec<String> = self.cost_config().metrics.iter().map(|metric| metric.id.clone()).collect();
        let rules = portico_cost::config::rules(&value, &known)?;
        Ok(self.explain_costs(caller, Some(Arc::new(rules))).await?)
    }

    /// All alerts, or those about what a group or another entity has, with what was decided about them.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn cost_alerts(
        &self,
        _caller: Caller,
        of: Option<&str>,
    ) -> Result<Vec<Attention>, PortalError> {
        let decisions = self.store.cost_decisions().await?;
        let kept = self.costs.get();
        let mut alerts: Vec<Attention> = match of {
            None => kept.watch.alerts().cloned().collect(),
            Some(reference) => {
                let entity = kept.books.allocation.estate().number(&reference.to_lowercase());
                let alerts = entity.map(|entity| kept.watch.alerts_of(&kept.books, entity).cloned());
                alerts.into_iter().flatten().collect()
            }
        };
        decided(&mut alerts, &decisions);
        Ok(alerts)
    }

    /// What the caller's own groups should look at: alerts that nobody decided about.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn my_cost_alerts(&self, caller: Caller) -> Result<Vec<Attention>, PortalError> {
        let Some(person) = caller.person().map(str::to_owned) else { return Ok(Vec::new()) };
        let groups = self.cost_groups(&person);
        let alerts = self.cost_alerts(caller, None).await?;
        let is_mine = |alert: &Attention| {
            alert.owner.as_ref().is_some_and(|owner| owner.key == person || groups.contains(&owner.key))
        };
        Ok(alerts.into_iter().filter(|alert| alert.decision.is_none() && is_mine(alert)).collect())
    }

    /// The groups that a user is a member of: full references.
    pub fn cost_groups(&self, person: &str) -> Vec<String> {
        let index = self.index();
        let Some(slot) = index.slot(person) else { return Vec::new() };
        index.values_of(slot, "relations.memberof").map(str::to_lowercase).collect()
    }

    /// Decides about an alert.
    ///
    /// # Errors
    /// If there is no such alert, the decision makes no sense, or the store fails.
    pub async fn decide_cost_alert(
        &self,
        caller: Caller,
        alert: &str,
        deciding: Deciding,
        note: &str,
    ) -> Result<Attention, AlertError> {
        let found = self.costs.get().watch.alerts().find(|known| known.id == alert).cloned();
        let mut found = found.ok_or_else(|| AlertError::Unknown(alert.to_owned()))?;
        let (state, until, reason) = match deciding {
            Deciding::Reopen => {
                self.store.undecide_cost(alert).await?;
                self.notices.hurry();
                return Ok(found);
            }
            Deciding::Accept => ("accepted", None, None),
            Deciding::Snooze(word) => {
                let days = SNOOZES.iter().find(|(known, _)| *known == word).map(|(_, days)| *days);
                let days = days.ok_or_else(|| wrong(&word, &SNOOZES.map(|(word, _)| word), "snooze"))?;
                ("snoozed", Some(today().plus(days).to_string()), None)
            }
            Deciding::Dismiss(reason) => {
                if !REASONS.contains(&reason.as_str()) {
                    return Err(wrong(&reason, &REASONS, "reason"));
                }
                ("dismissed", None, Some(reason))
            }
        };
        if note.len() > NOTE {
            return Err(AlertError::Wrong(format!("the note is longer than {NOTE} bytes; shorten it")));
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let decision = CostDecision {
            alert: alert.to_owned(),
            state: state.to_owned(),
            until,
            reason,
            note: note.to_owned(),
            person: caller.person().map(str::to_owned),
            at_ms: i64::try_from(now.as_millis()).unwrap_or(i64::MAX),
        };
        self.store.decide_cost(&decision).await?;
        // Whoever was told about it is told what was decided.
        self.notices.hurry();
        decided(std::slice::from_mut(&mut found), &[decision]);
        Ok(found)
    }
}

/// What rules do with the costs: those in force, or others.
async fn explained(kept: Arc<Kept>, rules: Option<Arc<Rules>>) -> Result<Explanation, PortalError> {
    let permit = match rules {
        Some(_) => Some(TRIALS.acquire().await.map_err(|_| PortalError::Broken)?),
        None => None,
    };
    let explained = tokio::task::spawn_blocking(move || {
        // Held here, as this goes on when nobody waits for the answer any more.
        let _permit = permit;
        let books = &kept.books;
        match rules {
            None => explain(&books.ledger, &books.allocation),
            Some(rules) => {
                let estate = Arc::new(books.allocation.estate().clone());
                explain(&books.ledger, &allocate(&books.ledger, estate, rules, &books.metrics))
            }
        }
    });
    explained.await.map_err(|_| PortalError::Broken)
}

fn wrong(given: &str, known: &[&str], what: &str) -> AlertError {
    AlertError::Wrong(format!("{what} cannot be \"{given}\"; it is one of {}", known.join(", ")))
}

/// Puts decisions beside what they are about. What was snoozed long enough is told again.
fn decided(alerts: &mut [Attention], decisions: &[CostDecision]) {
    for alert in alerts {
        let decision = decisions.iter().find(|decision| decision.alert == alert.id);
        let until = |decision: &CostDecision| decision.until.as_deref().and_then(|day| Day::parse(day).ok());
        let holds = |decision: &&CostDecision| until(decision).is_none_or(|until| today() < until);
        alert.decision = decision.filter(holds).map(|decision| Decision {
            state: decision.state.clone(),
            until: until(decision),
            reason: decision.reason.clone(),
            note: decision.note.clone(),
            by: decision.person.clone(),
            at_ms: decision.at_ms,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, TRIALS, explained};
    use portico_cost::allocation::Rules;
    use std::{sync::Arc, time::Duration};

    #[tokio::test]
    async fn rules_are_tried_one_after_the_other() {
        let (kept, rules) = (Arc::new(Kept::default()), Arc::new(Rules::default()));
        let other = TRIALS.acquire().await.unwrap();
        let trial = explained(Arc::clone(&kept), Some(Arc::clone(&rules)));
        assert!(tokio::time::timeout(Duration::from_millis(50), trial).await.is_err());
        assert!(
            explained(Arc::clone(&kept), None).await.is_ok(),
            "the rules in force are explained at any time"
        );
        drop(other);
        assert!(explained(kept, Some(rules)).await.is_ok());
    }
}
