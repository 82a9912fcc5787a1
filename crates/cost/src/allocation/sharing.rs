//! Shared costs: among whom, and in which proportion on which day.

use super::{
    allocate::{Allocation, Target},
    pattern::Pattern,
    rules::{By, Share},
};
use crate::{
    day::{Day, Span},
    estate::{EntityId, Estate},
    ledger::{Ledger, NOT_ASKED},
    limits::PARTS,
    metrics::Metrics,
    money::Amount,
    question::Measure,
};
use std::borrow::Cow;

/// How the costs of one rule are shared.
#[derive(Clone, Debug)]
pub struct Sharing {
    /// Among whom.
    pub parts: Vec<EntityId>,
    by: By,
    /// Weights by day, one row of parts behind the other, where they differ by day: for each currency, if they are
    /// costs.
    weights: Vec<Weights>,
}

#[derive(Clone, Debug)]
struct Weights {
    first: Day,
    rows: Vec<u128>,
}

impl Sharing {
    /// The sharing of a rule, and what it names that the catalog does not have; none if it has none of them.
    pub(super) fn of(estate: &Estate, share: &Share) -> (Option<Self>, Vec<String>) {
        let (mut parts, mut missing, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
        for (place, name) in share.among.iter().enumerate() {
            let found = named(estate, name);
            if found.is_empty() {
                missing.push(name.clone());
            }
            for entity in found {
                if !parts.contains(&entity) && parts.len() < PARTS {
                    parts.push(entity);
                    if let By::Fixed(weights) = &share.by {
                        fixed.push(weights.get(place).copied().unwrap_or_default());
                    }
                }
            }
        }
        let by = if matches!(share.by, By::Fixed(_)) { By::Fixed(fixed) } else { share.by.clone() };
        let sharing = Self { parts, by, weights: Vec::new() };
        (Some(sharing).filter(|sharing| !sharing.parts.is_empty()), missing)
    }

    /// The parts of an amount of one day, in the order of [`Sharing::parts`]: they add up to it exactly.
    pub fn split(&self, amount: Amount, day: Day, currency: usize) -> Vec<Amount> {
        amount.split(&self.weights(day, currency))
    }

    fn weights(&self, day: Day, currency: usize) -> Cow<'_, [u128]> {
        let even = || Cow::Owned(vec![1; self.parts.len()]);
        match &self.by {
            By::Even => even(),
            By::Fixed(weights) => Cow::Borrowed(weights),
            By::Cost | By::Metric(_) => {
                let of_currency = if self.by == By::Cost { currency } else { 0 };
                let row =
                    self.weights.get(of_currency).and_then(|weights| weights.row(day, self.parts.len()));
                row.map_or_else(even, Cow::Borrowed)
            }
        }
    }
}

impl Weights {
    fn row(&self, day: Day, parts: usize) -> Option<&[u128]> {
        let start = usize::try_from(day.since(self.first)).ok()?.checked_mul(parts)?;
        self.rows.get(start..start.checked_add(parts)?)
    }
}

/// The entities that a name means: one, or those that fit a pattern, in the order of their references.
fn named(estate: &Estate, name: &str) -> Vec<EntityId> {
    if !name.contains('*') {
        return estate.find(name).into_iter().collect();
    }
    let Ok(pattern) = Pattern::parse(name) else { return Vec::new() };
    let mut found: Vec<&str> = (estate.entities().iter())
        .filter(|known| known.exists && pattern.fits(&known.reference, &mut Vec::new()))
        .map(|known| &*known.reference)
        .collect();
    found.sort_unstable();
    found.into_iter().filter_map(|reference| estate.find(reference)).collect()
}

impl Allocation {
    /// Finds the weights of shares that differ by day.
    pub(super) fn weigh(&mut self, ledger: &Ledger, metrics: &Metrics) {
        let Some(span) = ledger.span() else { return };
        let mut sharings = std::mem::take(&mut self.sharings);
        for sharing in &mut sharings {
            sharing.weights = match &sharing.by {
                By::Even | By::Fixed(_) => Vec::new(),
                By::Cost => self.costs(ledger, span, &sharing.parts),
                By::Metric(id) => match metrics.find(id) {
                    Some(metric) if !metric.by_entity.is_empty() => {
                        let reference =
                            |part: &EntityId| self.estate.known(*part).map(|known| &*known.reference);
                        let references: Vec<&str> = sharing.parts.iter().filter_map(reference).collect();
                        let days = span.days();
                        let rows =
                            days.flat_map(|day| references.iter().map(move |of| metric.weight(of, day)));
                        vec![Weights { first: span.first, rows: rows.collect() }]
                    }
                    _ => {
                        self.warnings.push(format!(
                            "costs are shared evenly: the metric {id} has no values by entity (column entity of its file)"
                        ));
                        Vec::new()
                    }
                },
            };
        }
        self.sharings = sharings;
    }

    /// What each part costs a day without what is shared, by currency.
    fn costs(&self, ledger: &Ledger, span: Span, parts: &[EntityId]) -> Vec<Weights> {
        let currencies = ledger.currencies().len();
        // What is within several parts counts for the first of them.
        let part_of = |target: &Target| match target {
            Target::Entity(entity) => parts.iter().position(|part| self.estate.is_within(*entity, *part)),
            _ => None,
        };
        let part_of_target: Vec<Option<usize>> = self.targets.iter().map(part_of).collect();
        let slot = |(item, target): (&crate::ledger::Entry, &u32)| {
            let part = part_of_target.get(*target as usize).copied().flatten();
            part.and_then(|part| u32::try_from(item.currency() * parts.len() + part).ok())
                .unwrap_or(NOT_ASKED)
        };
        let slots: Vec<u32> = ledger.items().iter().zip(&self.target_of).map(slot).collect();
        let grid = ledger.daily(Measure::Effective, span, &slots, currencies * parts.len());
        let of_currency = |currency: usize| {
            let columns: Vec<Vec<Amount>> =
                (0..parts.len()).map(|part| grid.row(currency * parts.len() + part).collect()).collect();
            let weight = |day: usize, column: &Vec<Amount>| {
                // Credits give no right to pay less of what is shared.
                column.get(day).map_or(0, |amount| amount.raw().max(0).unsigned_abs())
            };
            let rows = (0..span.len()).flat_map(|day| columns.iter().map(move |column| weight(day, column)));
            Weights { first: span.first, rows: rows.collect() }
        };
        (0..currencies).map(of_currency).collect()
    }
}
