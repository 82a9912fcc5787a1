//! Shared costs: among whom, and in which proportion on which day.

use super::{
    allocate::{Allocation, Target},
    pattern::Pattern,
    rules::{By, Share},
    together::Together,
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

/// What sharings that are alike have in common: among whom, by what, and the usual weights.
pub(super) type SharingKey = (Vec<EntityId>, By, Vec<u64>);

/// How the costs of one rule are shared, or those of several that share alike.
#[derive(Clone, Debug)]
pub struct Sharing {
    /// Among whom.
    pub parts: Vec<EntityId>,
    by: By,
    /// Weights by day, one row of parts behind the other, where they differ by day: for each currency, if they are
    /// costs.
    weights: Vec<Weights>,
    /// The weights of days that have none of their own.
    usual: Vec<u64>,
}

/// Running sums of weights: those of a part and all before it. The last one of a row is their total, and is below
/// [`TOTAL`].
#[derive(Clone, Debug)]
struct Weights {
    first: Day,
    rows: Vec<u64>,
}

/// Weights of one day are scaled so that they stay below this; then no product here overflows.
const TOTAL: u128 = 1 << 62;

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
        let usual = match share.by {
            By::Fixed(_) => running(&fixed),
            _ => running(&vec![1; parts.len()]),
        };
        let sharing = Self { parts, by: share.by.clone(), weights: Vec::new(), usual };
        (Some(sharing).filter(|sharing| !sharing.parts.is_empty()), missing)
    }

    /// Sharings with the same key are the same.
    pub(super) fn key(&self) -> SharingKey {
        let by = match &self.by {
            // These are in the order of what the rule names; the usual weights are those of the parts.
            By::Fixed(_) => By::Fixed(Vec::new()),
            by => by.clone(),
        };
        (self.parts.clone(), by, self.usual.clone())
    }

    /// How many weights it has, over so many days and in so many currencies.
    fn cells(&self, days: usize, currencies: usize) -> usize {
        let rows = match self.by {
            By::Even | By::Fixed(_) => 0,
            By::Cost => currencies,
            By::Metric(_) => 1,
        };
        rows.saturating_mul(days).saturating_mul(self.parts.len())
    }

    /// Gives the parts of an amount of one day that are wanted, by their places in [`Sharing::parts`]: all of them add
    /// up to it exactly.
    ///
    /// The first parts together have what is theirs of the whole, rounded towards nothing, and each part has the
    /// difference: so any part can be had without the others, and is less than one 10⁻¹⁸ from what it should be.
    pub fn split(
        &self,
        amount: Amount,
        day: Day,
        currency: usize,
        wanted: &[usize],
        mut give: impl FnMut(usize, Amount),
    ) {
        let row = self.row(day, currency);
        let Some(total) = row.last().map(|total| u128::from(*total)) else { return };
        let value = amount.raw().unsigned_abs();
        let (whole, rest) = (value / total, value % total);
        // Sums are below 2⁶², so that the rest times a sum is below 2¹²⁴; whole times a sum is not above the value.
        let up_to = |sum: u64| (whole * u128::from(sum) + rest * u128::from(sum) / total).cast_signed();
        let (mut known, mut known_up_to) = (0, 0);
        for &place in wanted {
            let Some(sum) = row.get(place) else { continue };
            let before = place.checked_sub(1).and_then(|before| row.get(before)).copied().unwrap_or_default();
            if *sum != before {
                // Divisions are what this costs; neighbours have one in common.
                let before = if before == known { known_up_to } else { up_to(before) };
                (known, known_up_to) = (*sum, up_to(*sum));
                let part = known_up_to - before;
                give(place, Amount::from_raw(if amount.raw() < 0 { -part } else { part }));
            }
        }
    }

    /// What is needed to say often what some parts have together; their places in order. Days are those of a span.
    pub(crate) fn together(&self, wanted: &[usize], span: Span, currency: usize) -> Together {
        Together::new(wanted, span.days().map(|day| self.row(day, currency)))
    }

    fn row(&self, day: Day, currency: usize) -> &[u64] {
        let of_currency = if self.by == By::Cost { currency } else { 0 };
        let row = self.weights.get(of_currency).and_then(|weights| weights.row(day, self.parts.len()));
        row.unwrap_or(&self.usual)
    }
}

/// Running sums of weights, scaled to be small enough; of equal ones if all are 0.
fn running(weights: &[u128]) -> Vec<u64> {
    let total: u128 = weights.iter().fold(0, |sum, weight| sum.saturating_add(*weight));
    // Shifting keeps proportions to one part in 2⁶⁰.
    let shift = (u128::BITS - total.leading_zeros()).saturating_sub(TOTAL.trailing_zeros());
    let mut sum = 0_u128;
    let weight = |weight: &u128| if total == 0 { 1 } else { weight >> shift };
    let sums = weights.iter().map(|of| {
        sum += weight(of);
        u64::try_from(sum).unwrap_or(u64::MAX)
    });
    sums.collect()
}

impl Weights {
    fn row(&self, day: Day, parts: usize) -> Option<&[u64]> {
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
    /// Finds the weights of shares that differ by day, as far as there are not more than so many.
    pub(super) fn weigh(&mut self, ledger: &Ledger, metrics: &Metrics, most: usize) {
        let Some(span) = ledger.span() else { return };
        let mut sharings = std::mem::take(&mut self.sharings);
        let (mut left, mut beyond) = (most, 0_usize);
        for sharing in &mut sharings {
            let Some(less) = left.checked_sub(sharing.cells(span.len(), ledger.currencies().len())) else {
                sharing.weights = Vec::new();
                beyond += 1;
                continue;
            };
            left = less;
            sharing.weights = match &sharing.by {
                By::Even | By::Fixed(_) => Vec::new(),
                By::Cost => self.costs(ledger, span, &sharing.parts),
                By::Metric(id) => match metrics.find(id) {
                    Some(metric) if !metric.by_entity.is_empty() => {
                        let reference =
                            |part: &EntityId| self.estate.known(*part).map(|known| &*known.reference);
                        let references: Vec<&str> = sharing.parts.iter().filter_map(reference).collect();
                        let weights =
                            |day| references.iter().map(|of| metric.weight(of, day)).collect::<Vec<_>>();
                        let rows = span.days().flat_map(|day| running(&weights(day)));
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
        if beyond > 0 {
            self.warnings.push(format!(
                "costs of {beyond} sharings are shared evenly: all weights by day would be more than {most}; share \
                 among fewer entities, among the same ones in several rules, or by fixed weights"
            ));
        }
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
            let weights = |day: usize| columns.iter().map(|column| weight(day, column)).collect::<Vec<_>>();
            let rows = (0..span.len()).flat_map(|day| running(&weights(day)));
            Weights { first: span.first, rows: rows.collect() }
        };
        (0..currencies).map(of_currency).collect()
    }
}
