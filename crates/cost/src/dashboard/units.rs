//! Costs per unit of a metric, in engineers, and in the organisation's own units.

use super::{Books, Change, Engineers, Unit, UnitCost, expect::count, figures::engineer};
use crate::{
    day::{Day, Span},
    metrics::Metric,
    money::Amount,
    question::ShownIn,
};

/// Days of everything, from a first day on.
#[derive(Clone, Copy)]
pub(super) struct Days<'a> {
    pub(super) first: Day,
    pub(super) daily: &'a [Amount],
}

impl Days<'_> {
    /// The amount of a day; none if it is not among them.
    pub(super) fn on(self, day: Day) -> Option<Amount> {
        self.daily.get(usize::try_from(day.since(self.first)).ok()?).copied()
    }

    /// Cost and metric over the days that have a value of both.
    fn over(self, metric: &Metric, span: Span) -> (f64, f64) {
        let both = span.days().filter_map(|day| Some((self.on(day)?.to_f64(), metric.on(day)?)));
        both.fold((0.0, 0.0), |(costs, units), (cost, unit)| (costs + cost, units + unit))
    }
}

/// Cost per unit of each metric that has values.
pub(super) fn unit_costs(books: &Books, days: Days<'_>, span: Span, previous: Span) -> Vec<UnitCost> {
    let metrics = books.metrics.list.iter().filter(|metric| !metric.values.is_empty());
    metrics.map(|metric| unit_cost(metric, days, span, previous)).collect()
}

fn unit_cost(metric: &Metric, days: Days<'_>, span: Span, previous: Span) -> UnitCost {
    let per = |(cost, units): (f64, f64)| (units > 0.0).then(|| cost / units);
    let (now, before) = (days.over(metric, span), days.over(metric, previous));
    let ratio = |now: Option<f64>, before: Option<f64>| {
        let (now, before) = (now?, before.filter(|before| *before != 0.0)?);
        Some((now - before) / before.abs())
    };
    UnitCost {
        metric: metric.id.clone(),
        name: metric.name.clone(),
        value: per(now),
        previous: per(before),
        ratio: ratio(per(now), per(before)),
        units: now.1,
        units_ratio: ratio(Some(now.1), Some(before.1)),
        daily: (span.days())
            .map(|day| Some(days.on(day)?.to_f64() / metric.on(day).filter(|value| *value > 0.0)?))
            .collect(),
    }
}

/// The total in engineers.
pub(super) fn engineers(
    books: &Books,
    total: Amount,
    change: Option<Change>,
    days: usize,
) -> Option<Engineers> {
    let yearly = books.config.engineer_cost?;
    let one = engineer(yearly, days);
    let change = change.map(|change| change.amount.to_f64() / one);
    Some(Engineers {
        count: total.to_f64() / one,
        yearly,
        change,
        is_negligible: change.is_some_and(|change| change.abs() < books.config.engineer_threshold),
    })
}

/// In what a question wants to see amounts; what hinders, if it cannot be.
pub(super) fn unit(books: &Books, wanted: &ShownIn, span: Span) -> Result<Option<Unit>, String> {
    let id = match wanted {
        ShownIn::Currency => return Ok(None),
        ShownIn::Engineers => return in_engineers(books, span).map(Some),
        ShownIn::Named(id) => id,
    };
    if let Some(metric) = books.metrics.find(id) {
        if metric.values.is_empty() {
            let why = metric.problem.clone().unwrap_or_else(|| "it names no file and no address".to_owned());
            return Err(format!("The metric {id} has no values ({why}); money is shown."));
        }
        let sum = metric.sum(span).filter(|sum| *sum > 0.0);
        return Ok(Some(Unit {
            id: id.clone(),
            label: format!("Cost per {}", one_of(&metric.name)),
            one: one_of(&metric.name),
            prefix: String::new(),
            decimals: 4,
            daily: span.days().map(|day| metric.on(day).filter(|value| *value > 0.0)).collect(),
            whole: sum,
        }));
    }
    let is_it =
        |id: &str| books.config.currencies.iter().find(|known| known.id.eq_ignore_ascii_case(id)).cloned();
    let Some(setting) = is_it(id) else {
        let known = books.metrics.list.iter().map(|metric| metric.id.as_str());
        let known: Vec<&str> =
            known.chain(books.config.currencies.iter().map(|known| known.id.as_str())).collect();
        return Err(format!("unit cannot be “{id}”; known are currency, engineers {}.", known.join(", ")));
    };
    let Some(rate) = setting.rate else { return Ok(None) };
    Ok(Some(Unit {
        id: setting.id,
        label: setting.label,
        one: setting.unit,
        prefix: setting.prefix,
        decimals: 1,
        daily: vec![Some(rate); span.len()],
        whole: Some(rate),
    }))
}

fn in_engineers(books: &Books, span: Span) -> Result<Unit, String> {
    let yearly = books
        .config
        .engineer_cost
        .ok_or("What an engineer costs is not configured (costInsights.engineerCost); money is shown.")?;
    let label = books.config.currencies.iter().find(|known| known.id == "engineers");
    Ok(Unit {
        id: "engineers".to_owned(),
        label: label.map_or("Engineers", |known| &known.label).to_owned(),
        one: "engineer".to_owned(),
        prefix: String::new(),
        decimals: 1,
        daily: vec![Some(yearly.to_f64() / 365.0); span.len()],
        whole: Some(yearly.to_f64() * count(span.len().max(1)) / 365.0),
    })
}

/// One of what a metric counts: "orders" is "order".
fn one_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let one = lower.strip_suffix('s').filter(|one| !one.ends_with('s') && one.len() > 2);
    one.unwrap_or(&lower).to_owned()
}
