//! The answer to a question, from its parts.

use super::{
    Books, Breakdown, Dashboard, Figures, LookedAt, Named, Row, Series, Sort, Watch,
    anomalies::{Group, Look},
    expect::LEARN,
    figures::{change, figures, share},
    forecast::{HISTORY, forecast},
    gather::Gatherer,
    parts::{comparison, currencies, unallocated},
    sift::Sifted,
    units::{Days, engineers, unit, unit_costs},
    values::{REST, Value, Values, further, named},
};
use crate::{
    day::Span,
    limits::{ANOMALIES, FURTHER, ROWS, SERIES},
    money::{Amount, Currency},
    question::{Compare, Dimension, Question},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Anomalies whose drivers are looked for.
const DRIVEN: usize = 6;

/// Answers a question. `notes` are those that reading it gave.
pub fn answer(books: &Books, watch: &Watch, question: &Question, mut notes: Vec<String>) -> Dashboard {
    let currency = shown_currency(books, question, &mut notes);
    let through = books.through();
    let span = question.period.span(through.unwrap_or(books.today.previous()));
    let spans = [span, span.before(), year_before(span)];
    let mut dashboard = empty(books, question, currency, spans);
    let estate = books.allocation.estate();
    let entity = match &question.entity {
        None => None,
        Some(reference) => match estate.number(reference) {
            Some(entity) => {
                dashboard.entity = Some(named(estate, entity));
                Some(entity)
            }
            None => {
                notes.push(format!("The catalog has no {reference}; it has no costs."));
                dashboard.notes = notes;
                return dashboard;
            }
        },
    };
    match unit(books, &question.unit, span) {
        Ok(found) => dashboard.unit = found,
        Err(note) => notes.push(note),
    }
    let sifted = Sifted::new(books, question, entity);
    let gatherer = Gatherer::new(books, &sifted, question.measure, currency);
    fill(&gatherer, question, &mut dashboard, spans, &mut notes);
    dashboard.notes = notes;
    watch.fill(books, question, entity, &mut dashboard);
    dashboard
}

/// The currency that is asked for, if there is a way to it.
fn shown_currency(books: &Books, question: &Question, notes: &mut Vec<String>) -> Currency {
    let usual = books.currency();
    match question.currency {
        Some(wanted) if books.can_show(wanted) => wanted,
        Some(wanted) => {
            notes.push(format!(
                "No bill is in {wanted} and no rate leads to it (costInsights.rates); {usual} is shown."
            ));
            usual
        }
        None => usual,
    }
}

/// The same days a year before.
pub(super) fn year_before(span: Span) -> Span {
    let first = span.first.add_months(-12);
    Span::new(first, first.plus(i32::try_from(span.len()).unwrap_or(i32::MAX).saturating_sub(1)))
}

fn empty(books: &Books, question: &Question, currency: Currency, spans: [Span; 3]) -> Dashboard {
    let [span, previous, year_before] = spans;
    Dashboard {
        question: question.clone(),
        notes: Vec::new(),
        entity: None,
        currency,
        currencies: Vec::new(),
        unit: None,
        through: books.through(),
        since: books.known().map(|span| span.first),
        span,
        previous,
        year_before,
        days: span.days().collect(),
        series: Vec::new(),
        rows: Vec::new(),
        groups: 0,
        total: Series { sort: Sort::Total, daily: vec![Amount::ZERO; span.len()], ..Series::default() },
        unallocated: super::Unallocated::default(),
        forecast: None,
        budgets: Vec::new(),
        anomalies: Vec::new(),
        unit_costs: Vec::new(),
        engineers: None,
        needs_a_look: Vec::new(),
        comparison: None,
        next: None,
        more_dimensions: further(&books.ledger, FURTHER),
        looked_at: LookedAt { items: books.ledger.items().len(), cells: books.ledger.cells(), micros: 0 },
    }
}

/// Everything that is gathered from the costs.
fn fill(
    gatherer: &Gatherer<'_>,
    question: &Question,
    dashboard: &mut Dashboard,
    spans: [Span; 3],
    notes: &mut Vec<String>,
) {
    let books = gatherer.books;
    let [span, previous, _] = spans;
    let values = Values::new(&question.group, &books.ledger, &books.allocation);
    let totals = gatherer.totals(&values, &spans);
    let picked = pick(question, &values, &totals);
    let history = history(books, span, previous, question);
    let fold = |value: Value| if picked.contains(&value) { value } else { REST };
    let daily = gatherer.daily(&values, &fold, history);
    let names = values.names(&named_values(&totals, &picked));
    let day_of = |rows: &[Amount]| -> Vec<Amount> {
        let gathered = Days { first: history.first, daily: rows };
        span.days().map(|day| gathered.on(day).unwrap_or_default()).collect()
    };
    dashboard.series = series(books, &values, (&totals, &daily, &picked), &names, spans, &day_of);
    let all = sum_of(daily.values(), history.len());
    total(books, dashboard, &totals, day_of(&all), spans);
    let whole = dashboard.total.figures.total;
    (dashboard.rows, dashboard.groups) = rows(books, &values, &totals, &names, spans, whole);
    currencies(gatherer, dashboard, notes);
    unallocated(gatherer, &spans, dashboard);
    let days = Days { first: history.first, daily: &all };
    if let (Some(through), Some(since)) = (dashboard.through, dashboard.since) {
        dashboard.forecast = forecast(&all, history.first, since, through);
    }
    dashboard.unit_costs = unit_costs(books, days, span, previous);
    dashboard.engineers = engineers(books, whole, dashboard.total.figures.change, span.len());
    find_anomalies(gatherer, question, dashboard, (&daily, history), &names);
    comparison(gatherer, question, dashboard, &values, days, notes);
    dashboard.next = next(gatherer, question, spans, whole);
}

/// The values that have a series of their own: the largest, and those that are compared.
fn pick(question: &Question, values: &Values<'_>, totals: &BTreeMap<Value, Vec<Amount>>) -> HashSet<Value> {
    let size =
        |value: &Value| totals.get(value).and_then(|sums| sums.first()).map_or(Amount::ZERO, |sum| sum.abs());
    let mut order: Vec<Value> =
        totals.keys().copied().filter(|value| values.sort(*value) == Sort::Value).collect();
    order.sort_by_cached_key(|value| (std::cmp::Reverse(size(value)), *value));
    order.truncate(SERIES);
    order.retain(|value| totals.get(value).is_some_and(|sums| sums.iter().any(|sum| !sum.is_zero())));
    if let Compare::Values(one, other) = &question.compare {
        order.extend([one, other].into_iter().filter_map(|key| values.find(key)));
    }
    order.extend(totals.keys().copied().filter(|value| values.sort(*value) == Sort::Without));
    order.into_iter().collect()
}

/// The values whose names are needed.
fn named_values(totals: &BTreeMap<Value, Vec<Amount>>, picked: &HashSet<Value>) -> Vec<Value> {
    let mut wanted = by_size(totals);
    wanted.truncate(ROWS);
    wanted.extend(picked.iter().copied());
    wanted.push(REST);
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// The values, the largest first.
fn by_size(totals: &BTreeMap<Value, Vec<Amount>>) -> Vec<Value> {
    let has_any = |sums: &Vec<Amount>| sums.iter().any(|sum| !sum.is_zero());
    let mut order: Vec<(Amount, Value)> = (totals.iter())
        .filter(|(_, sums)| has_any(sums))
        .map(|(value, sums)| (sums.first().map_or(Amount::ZERO, |sum| sum.abs()), *value))
        .collect();
    order.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.cmp(other)));
    order.into_iter().map(|(_, value)| value).collect()
}

/// The days that are gathered one by one: those asked about, and those that forecasts and anomalies learn from.
pub(super) fn history(books: &Books, span: Span, previous: Span, question: &Question) -> Span {
    let learn = i32::try_from(LEARN).unwrap_or_default() + 14;
    let mut first = span.first.plus(-learn);
    let mut last = span.last;
    if let Some(through) = books.through() {
        first = first.min(through.plus(-HISTORY));
        last = last.max(through);
    }
    if question.compare == Compare::Previous
        || books.metrics.list.iter().any(|metric| !metric.values.is_empty())
    {
        first = first.min(previous.first);
    }
    let stretched = Span::new(first, last);
    // A question may name days centuries away from all costs: what lies between is not gathered, it is zero.
    match (books.known(), books.through()) {
        (Some(known), Some(through)) => {
            let first = known.first.min(through).plus(-learn.max(HISTORY));
            stretched.within(Span::new(first, known.last.max(books.today.month().last())))
        }
        _ => stretched,
    }
}

type Material<'a> = (&'a BTreeMap<Value, Vec<Amount>>, &'a BTreeMap<Value, Vec<Amount>>, &'a HashSet<Value>);

fn series(
    books: &Books,
    values: &Values<'_>,
    (totals, daily, picked): Material<'_>,
    names: &HashMap<Value, Named>,
    spans: [Span; 3],
    day_of: &dyn Fn(&[Amount]) -> Vec<Amount>,
) -> Vec<Series> {
    let rest: Vec<&Vec<Amount>> =
        totals.iter().filter(|(value, _)| !picked.contains(value)).map(|(_, sums)| sums).collect();
    let rest_groups = rest.iter().filter(|sums| sums.iter().any(|sum| !sum.is_zero())).count();
    let rest = sum_of(rest.into_iter(), spans.len());
    let mut found: Vec<Series> = Vec::new();
    for (value, row) in daily {
        let daily = day_of(row);
        let sums = if *value == REST { Some(&rest) } else { totals.get(value) };
        let sums: Vec<Amount> = sums.cloned().unwrap_or_default();
        if daily.iter().all(|amount| amount.is_zero()) && sums.iter().all(|amount| amount.is_zero()) {
            continue;
        }
        found.push(Series {
            name: names.get(value).cloned().unwrap_or_default(),
            sort: values.sort(*value),
            groups: if *value == REST { rest_groups } else { 1 },
            daily,
            figures: figures(books, &sums, spans),
        });
    }
    found.sort_by(|a, b| {
        let size = |series: &Series| std::cmp::Reverse(series.figures.total.abs());
        a.sort.cmp(&b.sort).then_with(|| size(a).cmp(&size(b))).then_with(|| a.name.key.cmp(&b.name.key))
    });
    found
}

/// Everything together, from the days.
fn total(
    books: &Books,
    dashboard: &mut Dashboard,
    totals: &BTreeMap<Value, Vec<Amount>>,
    daily: Vec<Amount>,
    spans: [Span; 3],
) {
    let mut sums = sum_of(totals.values(), spans.len());
    if let Some(first) = sums.first_mut() {
        *first = daily.iter().sum();
    }
    dashboard.total.name.label = "Total".to_owned();
    dashboard.total.daily = daily;
    dashboard.total.groups = totals.len();
    dashboard.total.figures = figures(books, &sums, spans);
}

fn sum_of<'a>(rows: impl Iterator<Item = &'a Vec<Amount>>, len: usize) -> Vec<Amount> {
    let mut sums = vec![Amount::ZERO; len];
    for row in rows {
        for (sum, amount) in sums.iter_mut().zip(row) {
            *sum += *amount;
        }
    }
    sums
}

/// The table: the largest groups, and how many there are.
fn rows(
    books: &Books,
    values: &Values<'_>,
    totals: &BTreeMap<Value, Vec<Amount>>,
    names: &HashMap<Value, Named>,
    spans: [Span; 3],
    whole: Amount,
) -> (Vec<Row>, usize) {
    let order = by_size(totals);
    let row = |value: &Value| {
        let figures: Figures = figures(books, totals.get(value)?, spans);
        let name = names.get(value).cloned().unwrap_or_default();
        Some(Row { name, sort: values.sort(*value), figures, share: share(figures.total, whole) })
    };
    (order.iter().take(ROWS).filter_map(row).collect(), order.len())
}

/// The days that stand out among the groups with a series of their own.
fn find_anomalies(
    gatherer: &Gatherer<'_>,
    question: &Question,
    dashboard: &mut Dashboard,
    (daily, history): (&BTreeMap<Value, Vec<Amount>>, Span),
    names: &HashMap<Value, Named>,
) {
    let Some(through) = dashboard.through else { return };
    let days = super::expect::count(dashboard.span.len().max(1));
    let look = Look {
        books: gatherer.books,
        dimension: &question.group,
        first: history.first,
        span: Span::new(dashboard.span.first, dashboard.span.last.min(through)),
        currency: gatherer.currency,
        usual_day: super::figures::money(dashboard.total.figures.total.to_f64() / days),
    };
    let groups = daily.iter().filter(|(value, _)| **value != REST);
    let groups: Vec<Group<'_>> = groups
        .filter_map(|(value, row)| Some(Group { value: *value, name: names.get(value)?, daily: row }))
        .collect();
    let mut found = look.find(&groups);
    found.truncate(ANOMALIES);
    let driven = found.len().min(DRIVEN);
    if let Some(driven) = found.get_mut(..driven) {
        look.drive(gatherer.sifted, question.measure, driven);
    }
    dashboard.anomalies = found.into_iter().map(|(_, anomaly)| anomaly).collect();
}

/// What the costs consist of at the next level.
fn next(gatherer: &Gatherer<'_>, question: &Question, spans: [Span; 3], whole: Amount) -> Option<Breakdown> {
    let books = gatherer.books;
    let dimension: Dimension = question.group.next();
    if dimension == question.group || spans.iter().all(|span| span.is_empty()) {
        return None;
    }
    let values = Values::new(&dimension, &books.ledger, &books.allocation);
    let totals = gatherer.totals(&values, &spans);
    let names = values.names(&named_values(&totals, &HashSet::new()));
    let (rows, groups) = rows(books, &values, &totals, &names, spans, whole);
    Some(Breakdown { dimension, rows, groups })
}

/// The change of one series against another.
pub(super) fn against(one: &Series, other: &Series) -> super::Change {
    change(one.figures.total, other.figures.total)
}
