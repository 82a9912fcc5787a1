//! Days that stand out, and what drives them.

use super::{
    Anomaly, Books, Driver, Named,
    expect::{Bar, Odd, odd_days},
    figures::money,
    sift::Sifted,
    values::{Value, Values},
};
use crate::{
    day::{Day, Span},
    ledger::NOT_ASKED,
    limits::DRIVERS,
    money::{Amount, Currency},
    question::{Dimension, Measure},
};
use std::collections::HashMap;

/// Days before an anomaly that its drivers are held against.
const BEFORE: i32 = 28;

/// The days of one group.
pub(super) struct Group<'a> {
    pub(super) value: Value,
    pub(super) name: &'a Named,
    pub(super) daily: &'a [Amount],
}

/// Where to look for anomalies.
pub(super) struct Look<'a> {
    pub(super) books: &'a Books,
    pub(super) dimension: &'a Dimension,
    /// The first of the days that groups have.
    pub(super) first: Day,
    /// The days on which anomalies are told.
    pub(super) span: Span,
    pub(super) currency: Currency,
    /// What all costs a day, for what is worth telling.
    pub(super) usual_day: Amount,
}

impl Look<'_> {
    /// The anomalies of some groups that end within the span, the most recent first, with the numbers of their groups.
    pub(super) fn find(&self, groups: &[Group<'_>]) -> Vec<(Value, Anomaly)> {
        let setting = self.books.config.anomalies;
        let amount = setting.amount.map_or_else(|| self.usual_day.to_f64() / 1000.0, Amount::to_f64);
        let bar = Bar { deviations: setting.deviations, ratio: setting.ratio, amount };
        let days = usize::try_from(self.span.last.since(self.first).saturating_add(1)).unwrap_or_default();
        let from = usize::try_from(self.span.first.since(self.first)).unwrap_or_default();
        let mut found = Vec::new();
        for group in groups {
            let daily: Vec<f64> = group.daily.iter().take(days).map(|amount| amount.to_f64()).collect();
            let odd = odd_days(&daily, self.first, from, bar);
            found.extend(odd.into_iter().map(|odd| (group.value, self.anomaly(group, odd))));
        }
        found.sort_by(|(_, a), (_, b)| b.until.cmp(&a.until).then(b.excess.cmp(&a.excess)));
        found
    }

    fn anomaly(&self, group: &Group<'_>, odd: Odd) -> Anomaly {
        let day = |place: usize| self.first.plus(i32::try_from(place).unwrap_or(i32::MAX));
        let span = Span::new(day(odd.first), day(odd.last));
        let actual: Amount = group.daily.get(odd.first..=odd.last).unwrap_or_default().iter().sum();
        // A gap of one usual day may be within; it is expected to be as it is.
        let gap = actual - money(odd.actual);
        let expected = money(odd.expected) + gap;
        let excess = actual - expected;
        let mut anomaly = Anomaly {
            group: group.name.clone(),
            dimension: self.dimension.clone(),
            since: span.first,
            until: span.last,
            goes_on: span.last == self.span.last,
            actual,
            expected,
            excess,
            ratio: (!expected.is_zero()).then(|| excess.to_f64() / expected.to_f64().abs()),
            drivers: Vec::new(),
            changes: Vec::new(),
            explanation: String::new(),
        };
        anomaly.explain(self.currency, Vec::new());
        anomaly
    }

    /// Finds what drives each anomaly: the services of its group that rose most against the weeks before. Of groups by
    /// service, the resources.
    pub(super) fn drive(&self, sifted: &Sifted, measure: Measure, anomalies: &mut [(Value, Anomaly)]) {
        let by = match self.dimension {
            Dimension::Service => Dimension::Resource,
            _ => Dimension::Service,
        };
        let ledger = &self.books.ledger;
        let groups = Values::new(self.dimension, ledger, &self.books.allocation);
        let parts = Values::new(&by, ledger, &self.books.allocation);
        let hull = anomalies.iter().map(|(_, anomaly)| Span::new(anomaly.since.plus(-BEFORE), anomaly.until));
        let Some(hull) = hull.reduce(Span::with) else { return };
        let asked: HashMap<Value, ()> = anomalies.iter().map(|(value, _)| (*value, ())).collect();
        let currency = ledger.currencies().iter().position(|known| *known == self.currency);
        let (mut slots, mut known) = (Vec::with_capacity(ledger.items().len()), HashMap::new());
        for (place, item) in ledger.items().iter().enumerate() {
            let group = groups.of_item(place, item);
            let counts = sifted.has(place) && Some(item.currency()) == currency && asked.contains_key(&group);
            slots.push(match counts {
                true => {
                    let next = u32::try_from(known.len()).unwrap_or(NOT_ASKED);
                    *known.entry((group, parts.of_item(place, item))).or_insert(next)
                }
                false => NOT_ASKED,
            });
        }
        let grid = ledger.daily(measure, hull, &slots, known.len());
        let names = parts.names(&known.keys().map(|(_, part)| *part).collect::<Vec<_>>());
        for (value, anomaly) in anomalies {
            let mut drivers: Vec<Driver> = Vec::new();
            for ((_, part), slot) in known.iter().filter(|((group, _), _)| group == value) {
                let row: Vec<Amount> = grid.row(*slot as usize).collect();
                let excess = rise(&row, hull.first, anomaly);
                if excess > Amount::ZERO {
                    let name = names.get(part).cloned().unwrap_or_default();
                    drivers.push(Driver { name, dimension: by.clone(), excess });
                }
            }
            drivers.sort_by(|a, b| b.excess.cmp(&a.excess).then_with(|| a.name.key.cmp(&b.name.key)));
            drivers.truncate(DRIVERS);
            anomaly.drivers = drivers;
            anomaly.explain(self.currency, Vec::new());
        }
    }
}

/// How much more a part cost over the days of an anomaly than over as many usual days before.
fn rise(row: &[Amount], first: Day, anomaly: &Anomaly) -> Amount {
    let place = |day: Day| usize::try_from(day.since(first)).unwrap_or_default();
    let now: Amount = row.get(place(anomaly.since)..=place(anomaly.until)).unwrap_or_default().iter().sum();
    let before = row.get(place(anomaly.since.plus(-BEFORE))..place(anomaly.since)).unwrap_or_default();
    if before.is_empty() {
        return now;
    }
    let usual = before.iter().sum::<Amount>().to_f64() / super::expect::count(before.len());
    let days = Span::new(anomaly.since, anomaly.until).len();
    now - money(usual * super::expect::count(days))
}
