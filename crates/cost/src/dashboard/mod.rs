//! From a question to its answer.

mod anomalies;
mod answer;
mod budgets;
mod expect;
mod figures;
mod forecast;
mod gather;
mod parts;
mod sift;
mod statistics;
mod units;
mod values;
mod view;
mod watch;
mod words;

pub use answer::answer;
pub use parts::{DailyCost, NamedDays, daily_cost};
pub use view::*;
pub use watch::Watch;

use crate::{
    allocation::Allocation,
    config::CostConfig,
    day::{Day, Span},
    ledger::Ledger,
    metrics::Metrics,
    money::Currency,
};
use std::sync::Arc;

/// Everything that questions are answered from.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// The costs.
    pub ledger: Arc<Ledger>,
    /// Whose they are.
    pub allocation: Arc<Allocation>,
    /// What is counted beside them.
    pub metrics: Arc<Metrics>,
    /// The configuration.
    pub config: Arc<CostConfig>,
    /// Today: costs of it and of later days are not complete.
    pub today: Day,
}

impl Books {
    /// The last day whose costs are complete.
    pub fn through(&self) -> Option<Day> {
        self.ledger.span().map(|span| span.last.min(self.today.previous()))
    }

    /// The currency that is shown if nothing else is asked for: the configured one, else that of most items.
    pub fn currency(&self) -> Currency {
        let mut counts = vec![0_usize; self.ledger.currencies().len()];
        for item in self.ledger.items() {
            if let Some(count) = counts.get_mut(item.currency()) {
                *count += 1;
            }
        }
        let most = counts.iter().zip(self.ledger.currencies()).max_by_key(|(count, _)| **count);
        self.config
            .currency
            .filter(|currency| self.can_show(*currency))
            .or(most.map(|(_, currency)| *currency))
            .or(self.config.currency)
            .unwrap_or(Currency::USD)
    }

    /// Whether there is anything that can be shown in a currency.
    fn can_show(&self, currency: Currency) -> bool {
        let day = self.ledger.span().map_or(self.today, |span| span.last);
        let rate = |from: &Currency| self.config.rates.on(*from, currency, day).is_some();
        self.ledger.currencies().iter().any(rate)
    }

    /// The days of which there are costs.
    fn known(&self) -> Option<Span> {
        self.ledger.span()
    }
}

#[cfg(test)]
mod tests;
