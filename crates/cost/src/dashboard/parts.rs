//! Parts of an answer that stand by themselves: currencies, what nobody has, comparisons, and single daily costs.

use super::{
    Books, Change, Comparison, CurrencyPart, Dashboard, Figures, Named, Reason, Series, Sort, Unallocated,
    answer::{against, year_before},
    figures::{change, share},
    gather::Gatherer,
    sift::Sifted,
    units::Days,
    values::{Value, Values},
    words::money,
};
use crate::{
    allocation::Target,
    day::{Day, Span},
    item::Text,
    ledger::{Field, NOT_ASKED},
    limits::REASONS,
    money::{Amount, Currency},
    question::{Compare, Dimension, Measure, Question},
};
use std::collections::{BTreeMap, HashSet};

/// The currencies of what is asked about, and what of them is in the figures.
pub(super) fn currencies(gatherer: &Gatherer<'_>, dashboard: &mut Dashboard, notes: &mut Vec<String>) {
    let (books, span) = (gatherer.books, dashboard.span);
    let ledger = &books.ledger;
    if let [only] = ledger.currencies()
        && *only == gatherer.currency
    {
        let total = dashboard.total.figures.total;
        dashboard.currencies =
            vec![CurrencyPart { currency: *only, total, included: total, is_converted: false }];
        return;
    }
    let slot = |(place, item): (usize, &crate::ledger::Entry)| match gatherer.sifted.has(place) {
        true => u32::try_from(item.currency()).unwrap_or(NOT_ASKED),
        false => NOT_ASKED,
    };
    let slots: Vec<u32> = ledger.items().iter().enumerate().map(slot).collect();
    let grid = ledger.daily(gatherer.measure, span, &slots, ledger.currencies().len());
    for (number, from) in ledger.currencies().iter().enumerate() {
        let (mut total, mut included) = (Amount::ZERO, Amount::ZERO);
        for (amount, day) in grid.row(number).zip(span.days()) {
            total += amount;
            if books.config.rates.on(*from, gatherer.currency, day).is_some() {
                included += amount;
            }
        }
        if total != included {
            notes.push(format!(
                "{} is not in the figures: there is no rate from {from} to {} for its days (costInsights.rates). \
                 With currency={from} it is shown by itself.",
                money(total - included, *from),
                gatherer.currency
            ));
        }
        if !total.is_zero() {
            let is_converted = *from != gatherer.currency && !included.is_zero();
            dashboard.currencies.push(CurrencyPart { currency: *from, total, included, is_converted });
        }
    }
}

/// What nobody has of what is asked about, and why; over the first of the spans that items are added up over.
pub(super) fn unallocated(gatherer: &Gatherer<'_>, spans: &[Span], dashboard: &mut Dashboard) {
    let books = gatherer.books;
    let ledger = &books.ledger;
    let is_nobodys = |place: &usize| {
        matches!(books.allocation.target(*place), Target::Nobody(_)) && gatherer.sifted.has(*place)
    };
    let mut nobodys = (0..ledger.items().len()).filter(is_nobodys).peekable();
    if nobodys.peek().is_none() {
        return;
    }
    let sums = gatherer.items(spans);
    let mut found = Unallocated::default();
    let mut reasons: BTreeMap<u32, (Amount, usize)> = BTreeMap::new();
    let mut resources: HashSet<Text> = HashSet::new();
    for place in nobodys {
        let (Some(item), Some(amount)) = (ledger.items().get(place), sums.get(place * spans.len())) else {
            continue;
        };
        if amount.is_zero() {
            continue;
        }
        found.total += *amount;
        let target = books.allocation.target_of.get(place).copied().unwrap_or_default();
        let (total, items) = reasons.entry(target).or_default();
        *total += *amount;
        *items += 1;
        resources.insert(item.field(Field::Resource));
    }
    let reason = |(target, (total, items)): (u32, (Amount, usize))| {
        let Some(Target::Nobody(why)) = books.allocation.targets.get(target as usize) else { return None };
        let named = match why {
            crate::allocation::NoEntity::Unknown { named, .. } => Some(named.clone()),
            _ => None,
        };
        Some(Reason { what: why.why(), named, total, items })
    };
    found.reasons = reasons.into_iter().filter_map(reason).collect();
    found.reasons.sort_by(|a, b| b.total.abs().cmp(&a.total.abs()).then_with(|| a.what.cmp(&b.what)));
    found.reasons.truncate(REASONS);
    found.resources = resources.iter().filter(|resource| !resource.is_empty()).count();
    found.share = share(found.total, dashboard.total.figures.total);
    dashboard.unallocated = found;
}

/// Two values or two periods against each other.
pub(super) fn comparison(
    gatherer: &Gatherer<'_>,
    question: &Question,
    dashboard: &mut Dashboard,
    values: &Values<'_>,
    days: Days<'_>,
    notes: &mut Vec<String>,
) {
    let span = dashboard.span;
    let other = match &question.compare {
        Compare::Nothing => return,
        Compare::Values(one, other) => {
            let find = |key: &str| dashboard.series.iter().find(|series| series.name.key == *key).cloned();
            let (Some(one), Some(other)) = (find(one), find(other)) else {
                notes.push("One of the two that are compared has no costs in these days.".to_owned());
                return;
            };
            let change = against(&one, &other);
            dashboard.comparison = Some(Comparison { one, other, other_days: span.days().collect(), change });
            return;
        }
        Compare::Previous => span.before(),
        Compare::YearBefore => year_before(span),
    };
    let daily: Vec<Amount> = match question.compare {
        Compare::Previous => other.days().map(|day| days.on(day).unwrap_or_default()).collect(),
        _ => {
            let all = gatherer.daily(values, &|_| 0, other);
            all.get(&0).cloned().unwrap_or_else(|| vec![Amount::ZERO; other.len()])
        }
    };
    let total: Amount = daily.iter().sum();
    let label = super::words::days(other);
    let series = Series {
        name: Named { key: String::new(), label, entity_ref: None },
        sort: Sort::Total,
        groups: dashboard.total.groups,
        daily,
        figures: Figures { total, ..Figures::default() },
    };
    let change = against(&dashboard.total, &series);
    dashboard.comparison = Some(Comparison {
        one: dashboard.total.clone(),
        other: series,
        other_days: other.days().collect(),
        change,
    });
}

/// A value of a dimension with its days.
pub type NamedDays = (Named, Vec<Amount>);

/// What something costs day by day, whole and by two dimensions: what clients of Cost Insights ask for.
#[derive(Clone, Debug)]
pub struct DailyCost {
    /// The days.
    pub days: Vec<Day>,
    /// What they cost.
    pub daily: Vec<Amount>,
    /// The currency.
    pub currency: Currency,
    /// From the earlier to the later ones.
    pub change: Change,
    /// By dimension, in the order asked for: each value with its days, the largest first.
    pub grouped: Vec<(Dimension, Vec<NamedDays>)>,
}

/// The daily cost of what a question asks about, over an earlier span and the later one that follows it.
pub fn daily_cost(
    books: &Books,
    question: &Question,
    [earlier, later]: [Span; 2],
    by: &[Dimension],
) -> DailyCost {
    let span = earlier.with(later);
    let entity =
        question.entity.as_ref().map(|entity| books.allocation.estate().number(entity).unwrap_or(u32::MAX));
    let sifted = Sifted::new(books, question, entity);
    let currency = question.currency.unwrap_or_else(|| books.currency());
    let gatherer = Gatherer::new(books, &sifted, Measure::Effective, currency);
    let mut daily = vec![Amount::ZERO; span.len()];
    let mut grouped = Vec::new();
    let whole = Values::new(&Dimension::Charge, &books.ledger, &books.allocation);
    for row in gatherer.daily(&whole, &|_| 0, span).values() {
        for (sum, amount) in daily.iter_mut().zip(row) {
            *sum += *amount;
        }
    }
    for dimension in by {
        let values = Values::new(dimension, &books.ledger, &books.allocation);
        let all = gatherer.daily(&values, &|value| value, span);
        let names = values.names(&all.keys().copied().collect::<Vec<Value>>());
        let mut rows: Vec<(Named, Vec<Amount>)> = (all.into_iter())
            .filter(|(_, row)| row.iter().any(|amount| !amount.is_zero()))
            .map(|(value, row)| (names.get(&value).cloned().unwrap_or_default(), row))
            .collect();
        rows.sort_by_cached_key(|(name, row)| {
            (std::cmp::Reverse(row.iter().sum::<Amount>()), name.key.clone())
        });
        grouped.push((dimension.clone(), rows));
    }
    let (before, now) = daily.split_at(earlier.len().min(daily.len()));
    let change = change(now.iter().sum(), before.iter().sum());
    DailyCost { days: span.days().collect(), daily, currency, change, grouped }
}
