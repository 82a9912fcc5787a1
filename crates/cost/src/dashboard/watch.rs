//! What is watched without being asked: budgets, days that stand out, growth, and what nobody has. Made once for each
//! state of the books; answers tell what of it concerns them.

use super::{
    Anomaly, Attention, AttentionSort, Books, Budget, BudgetState, Dashboard, Happened, Named,
    anomalies::{Group, Look},
    budgets::{self, budget},
    expect::count,
    figures::{change, money, share},
    gather::Gatherer,
    sift::Sifted,
    values::{REST, Value, Values, WITHOUT, named},
    words,
};
use crate::{
    config::BudgetSetting,
    day::{Day, Span},
    estate::{EntityId, Estate},
    limits::{ALERTS, WATCHED},
    money::{Amount, Currency},
    question::{Dimension, Measure, Period, Question},
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

/// Days within which anomalies are alerts.
const RECENT: i32 = 45;
/// How alerts about them begin.
const ANOMALY: &str = "anomaly/";
/// Days that growth is told over.
const MONTH: i32 = 30;

/// What is watched.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    budgets: Vec<(Option<EntityId>, Budget)>,
    alerts: Vec<Alert>,
    /// Days that stand out, by entity.
    anomalies: Vec<Anomaly>,
    /// From which day on some days that stand out are left out, as there are too many.
    cut: Option<Day>,
    /// What could not be watched, and why.
    notes: Vec<String>,
}

#[derive(Clone, Debug)]
struct Alert {
    attention: Attention,
    /// The entity it is about; none if it is about everything.
    about: Option<EntityId>,
}

/// The days of every entity.
struct Days<'a> {
    books: &'a Books,
    daily: BTreeMap<Value, Vec<Amount>>,
    entities: Vec<(Value, EntityId)>,
    /// Values that stand for one entity alone.
    single: HashSet<Value>,
    span: Span,
    through: Day,
    currency: Currency,
}

impl Watch {
    /// Looks at everything.
    pub fn new(books: &Books) -> Self {
        Self::with(books, WATCHED)
    }

    /// Looks at everything, and at so many entities one by one.
    pub(super) fn with(books: &Books, most: usize) -> Self {
        let everything = Question { group: Dimension::Entity, ..Question::default() };
        let Some(through) = books.through() else { return Self::default() };
        let currency = books.currency();
        let sifted = Sifted::new(books, &everything, None);
        let gatherer = Gatherer::new(books, &sifted, Measure::Effective, currency);
        let days = Days::new(&gatherer, &everything, through, most);
        let mut watch = Self { budgets: days.budgets(), notes: days.unwatched(), ..Self::default() };
        let (anomalies, is_cut) = days.anomalies(&sifted, &everything);
        watch.cut = is_cut.then(|| days.recent().first);
        watch.alerts.extend(anomalies.iter().map(|(about, anomaly)| days.about_anomaly(*about, anomaly)));
        watch.anomalies = anomalies.into_iter().map(|(_, anomaly)| anomaly).collect();
        let budgets = watch.budgets.iter().filter(|(_, budget)| budget.state != BudgetState::Fine);
        let budgets: Vec<Alert> = budgets.map(|(about, budget)| days.about_budget(*about, budget)).collect();
        watch.alerts.extend(budgets);
        watch.alerts.extend(days.growth());
        watch.alerts.extend(days.unallocated());
        watch.alerts.sort_by(|a, b| {
            let order = |alert: &Alert| (alert.attention.sort, std::cmp::Reverse(alert.attention.amount));
            order(a).cmp(&order(b)).then_with(|| a.attention.id.cmp(&b.attention.id))
        });
        watch
    }

    /// All alerts, the most pressing first.
    pub fn alerts(&self) -> impl Iterator<Item = &Attention> {
        self.alerts.iter().map(|alert| &alert.attention)
    }

    /// Whether an alert that is not there may be open all the same: of too many days that stand out, some are left out.
    pub fn may_miss(&self, alert: &str) -> bool {
        let Some(cut) = self.cut else { return false };
        let day = alert.strip_prefix(ANOMALY).and_then(|rest| rest.rsplit('/').next());
        day.and_then(|day| Day::parse(day).ok()).is_some_and(|day| day >= cut)
    }

    /// The alerts about what an entity or a group has.
    pub fn alerts_of<'a>(&'a self, books: &'a Books, whole: EntityId) -> impl Iterator<Item = &'a Attention> {
        let is_within = move |alert: &&Alert| {
            alert.about.is_some_and(|about| books.allocation.estate().is_within(about, whole))
        };
        self.alerts.iter().filter(is_within).map(|alert| &alert.attention)
    }

    /// All budgets.
    pub fn budgets(&self) -> impl Iterator<Item = &Budget> {
        self.budgets.iter().map(|(_, budget)| budget)
    }

    /// Days that stand out, by entity.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    /// The same with something done to every anomaly and to its alert: the catalog says more than the costs do.
    pub fn told(&mut self, mut tell: impl FnMut(&mut Anomaly)) {
        for anomaly in &mut self.anomalies {
            tell(anomaly);
            let id = id_of(anomaly);
            for alert in self.alerts.iter_mut().filter(|alert| alert.attention.id == id) {
                alert.attention.text.clone_from(&anomaly.explanation);
            }
        }
    }

    /// Puts into an answer what concerns it.
    pub(super) fn fill(
        &self,
        books: &Books,
        question: &Question,
        entity: Option<EntityId>,
        dashboard: &mut Dashboard,
    ) {
        let estate = books.allocation.estate();
        let of_catalog = question.filters.iter().filter(|filter| filter.dimension.is_of_catalog());
        let wanted: HashSet<EntityId> =
            of_catalog.filter_map(|filter| estate.number(&filter.value.to_lowercase())).collect();
        let concerns = |about: Option<EntityId>| match about {
            None => entity.is_none() && wanted.is_empty(),
            Some(about) => {
                entity.is_none_or(|entity| estate.is_within(about, entity))
                    && (wanted.is_empty() || wanted.iter().any(|whole| estate.is_within(about, *whole)))
            }
        };
        for anomaly in &mut dashboard.anomalies {
            let changes = self.changes(books, anomaly);
            if !changes.is_empty() {
                anomaly.explain(dashboard.currency, changes);
            }
        }
        let budgets = self.budgets.iter().filter(|(about, _)| concerns(*about));
        dashboard.budgets = budgets.map(|(_, budget)| budget.clone()).collect();
        dashboard.notes.extend(self.notes.iter().filter(|_| concerns(None)).cloned());
        let alerts = self.alerts.iter().filter(|alert| concerns(alert.about)).take(ALERTS);
        dashboard.needs_a_look = alerts.map(|alert| alert.attention.clone()).collect();
    }
}

impl Watch {
    /// What changed in the catalog about the entities within a group that stood out on the same days.
    fn changes(&self, books: &Books, anomaly: &Anomaly) -> Vec<Happened> {
        let estate = books.allocation.estate();
        let Some(group) = estate.number(&anomaly.group.key) else { return Vec::new() };
        let is_part = |other: &&Anomaly| {
            other.since <= anomaly.until
                && anomaly.since <= other.until
                && estate.number(&other.group.key).is_some_and(|entity| estate.is_within(entity, group))
        };
        let mut found: Vec<Happened> = Vec::new();
        for change in self.anomalies.iter().filter(is_part).flat_map(|other| &other.changes) {
            if !found.contains(change) {
                found.push(change.clone());
            }
        }
        found.sort_by_key(|change| change.day.since(anomaly.since).abs());
        found
    }
}

fn id_of(anomaly: &Anomaly) -> String {
    format!("{ANOMALY}{}/{}", anomaly.group.key, anomaly.since)
}

/// Entities that are not looked at one by one: those of one product that are within the same budgets have one row of days
/// together, so that nothing is missing in either.
struct Together<'a> {
    estate: &'a Estate,
    values: &'a Values<'a>,
    budgets: Vec<EntityId>,
    /// The first value of each such set stands for it.
    first: RefCell<HashMap<Placed, Value>>,
}

/// The product of an entity, and which budgets it is within.
type Placed = (Option<EntityId>, Vec<bool>);

impl<'a> Together<'a> {
    fn new(books: &'a Books, values: &'a Values<'a>) -> Self {
        let estate = books.allocation.estate();
        let whose = books.config.budgets.iter().filter_map(|setting| setting.of.as_deref());
        let budgets: BTreeSet<EntityId> = whose.filter_map(|reference| estate.number(reference)).collect();
        Self { estate, values, budgets: budgets.into_iter().collect(), first: RefCell::default() }
    }

    /// The value that stands for an entity's.
    fn one_of(&self, value: Value) -> Value {
        let Some(entity) = self.values.entity(value) else { return REST };
        let system = self.estate.known(entity).and_then(|known| known.system);
        let within = self.budgets.iter().map(|whole| self.estate.is_within(entity, *whole)).collect();
        *self.first.borrow_mut().entry((system, within)).or_insert(value)
    }
}

impl<'a> Days<'a> {
    fn new(gatherer: &Gatherer<'a>, question: &'a Question, through: Day, most: usize) -> Self {
        let books = gatherer.books;
        let values = Values::new(&question.group, &books.ledger, &books.allocation);
        let yearly = books.config.budgets.iter().map(|setting| budgets::span(setting, through).first);
        let first = yearly.min().unwrap_or(through).min(through.plus(-RECENT - 70));
        let span = Span::new(first, through);
        let recent = Span::new(through.plus(1 - MONTH * 3), through);
        let totals = gatherer.totals(&values, &[recent]);
        let mut order: Vec<(Amount, Value)> =
            totals.iter().map(|(value, sums)| (sums.iter().sum::<Amount>().abs(), *value)).collect();
        order.sort_by(|a, b| b.cmp(a));
        let mut single: HashSet<Value> = order.into_iter().take(most).map(|(_, value)| value).collect();
        single.insert(WITHOUT);
        let together = Together::new(books, &values);
        let fold = |value| if single.contains(&value) { value } else { together.one_of(value) };
        let daily = gatherer.daily(&values, &fold, span);
        let entities = daily.keys().filter_map(|value| Some((*value, values.entity(*value)?))).collect();
        Self { books, daily, entities, single, span, through, currency: gatherer.currency }
    }

    /// The days of everything within an entity, or of everything.
    fn of(&self, whole: Option<EntityId>) -> Vec<Amount> {
        let estate = self.books.allocation.estate();
        let mut sums = vec![Amount::ZERO; self.span.len()];
        let mut add = |row: Option<&Vec<Amount>>| {
            for (sum, amount) in sums.iter_mut().zip(row.into_iter().flatten()) {
                *sum += *amount;
            }
        };
        match whole {
            None => self.daily.values().for_each(|row| add(Some(row))),
            Some(whole) => {
                let within = self.entities.iter().filter(|(_, id)| estate.is_within(*id, whole));
                within.for_each(|(value, _)| add(self.daily.get(value)));
            }
        }
        sums
    }

    fn sum(&self, row: &[Amount], span: Span) -> Amount {
        let of = row.iter().zip(self.span.days()).filter(|(_, day)| span.contains(*day));
        of.map(|(amount, _)| *amount).sum()
    }

    fn budgets(&self) -> Vec<(Option<EntityId>, Budget)> {
        let estate = self.books.allocation.estate();
        let tight = self.books.config.alerts.budget;
        let of = |setting: &BudgetSetting| {
            // A budget of another currency is held against costs if there is a rate.
            let from = setting.currency.unwrap_or(self.currency);
            let amount =
                self.books.config.rates.convert(setting.amount, from, self.currency, self.through)?;
            let whose = setting.of.as_deref();
            let id = whose.map(|reference| estate.number(reference).unwrap_or(EntityId::MAX));
            let name = match (whose, id.and_then(|id| estate.known(id).map(|_| named(estate, id)))) {
                (None, _) => Named { label: "Everything".to_owned(), ..Named::default() },
                (Some(_), Some(name)) => name,
                (Some(reference), None) => {
                    Named { key: reference.to_owned(), label: reference.to_owned(), entity_ref: None }
                }
            };
            let daily = self.of(id);
            let setting = BudgetSetting { amount, ..setting.clone() };
            Some((id, budget(&setting, name, (&daily, self.span.first), self.through, tight)))
        };
        self.books.config.budgets.iter().filter_map(of).collect()
    }

    /// Budgets that cannot be held against costs.
    fn unwatched(&self) -> Vec<String> {
        let rates = &self.books.config.rates;
        let settings = self.books.config.budgets.iter();
        let others = settings.filter_map(|setting| Some((&setting.name, setting.currency?)));
        let without = others.filter(|(_, from)| rates.on(*from, self.currency, self.through).is_none());
        let told = without.map(|(name, from)| {
            format!(
                "The budget {name} is in {from}, and there is no rate to {} (costInsights.rates).",
                self.currency
            )
        });
        told.collect()
    }

    /// The days within which anomalies are alerts.
    fn recent(&self) -> Span {
        Span::new(self.through.plus(-RECENT), self.through)
    }

    /// Days that stand out, and whether there are more.
    fn anomalies(&self, sifted: &Sifted, question: &Question) -> (Vec<(EntityId, Anomaly)>, bool) {
        let estate = self.books.allocation.estate();
        let recent = self.recent();
        let usual_day = money(self.sum(&self.of(None), recent).to_f64() / count(recent.len()));
        let look = Look {
            books: self.books,
            dimension: &question.group,
            first: self.span.first,
            span: recent,
            currency: self.currency,
            usual_day,
        };
        let single = self.entities.iter().filter(|(value, _)| self.single.contains(value));
        let names: Vec<(Value, EntityId, Named)> =
            single.map(|(value, id)| (*value, *id, named(estate, *id))).collect();
        let group = |(value, _, name): &'_ (Value, EntityId, Named)| {
            self.daily.get(value).map(|daily| (*value, name.clone(), daily))
        };
        let rows: Vec<(Value, Named, &Vec<Amount>)> = names.iter().filter_map(group).collect();
        let groups: Vec<Group<'_>> =
            rows.iter().map(|(value, name, daily)| Group { value: *value, name, daily }).collect();
        let mut found = look.find(&groups);
        let is_cut = found.len() > ALERTS;
        found.truncate(ALERTS);
        look.drive(sifted, Measure::Effective, &mut found);
        let id = |value: Value| self.entities.iter().find(|(known, _)| *known == value).map(|(_, id)| *id);
        let found = found.into_iter().filter_map(|(value, anomaly)| Some((id(value)?, anomaly))).collect();
        (found, is_cut)
    }

    fn owner(&self, entity: EntityId) -> Option<Named> {
        let estate = self.books.allocation.estate();
        estate.known(entity).and_then(|known| known.team).map(|team| named(estate, team))
    }

    fn about_anomaly(&self, about: EntityId, anomaly: &Anomaly) -> Alert {
        let ratio = anomaly.ratio.map(|ratio| format!(" +{}", words::percent(ratio))).unwrap_or_default();
        let driver =
            anomaly.drivers.first().map(|driver| format!(" {}", driver.name.label)).unwrap_or_default();
        let question = Question {
            period: Period::Days(60),
            group: Dimension::Service,
            ..Question::of(&anomaly.group.key)
        };
        let attention = Attention {
            id: id_of(anomaly),
            sort: AttentionSort::Anomaly,
            title: format!("{}{driver}{ratio}", anomaly.group.label),
            text: anomaly.explanation.clone(),
            owner: self.owner(about),
            question,
            amount: anomaly.excess,
            decision: None,
        };
        Alert { attention, about: Some(about) }
    }

    fn about_budget(&self, about: Option<EntityId>, budget: &Budget) -> Alert {
        let currency = self.currency;
        let text = match (budget.state, budget.overrun) {
            (BudgetState::Over, _) => format!(
                "{} over {}, at {} a day; {} days are left.",
                words::money(-budget.left, currency),
                words::money(budget.amount, currency),
                words::money(budget.pace, currency),
                budget.days_left
            ),
            (_, Some(day)) => format!(
                "{} left for {} days at {} a day; used up on {}.",
                words::money(budget.left, currency),
                budget.days_left,
                words::money(budget.pace, currency),
                words::day(day)
            ),
            (_, None) => {
                format!("{} left for {} days.", words::money(budget.left, currency), budget.days_left)
            }
        };
        let scope = about.and_then(|id| self.books.allocation.estate().known(id));
        let question = scope.map_or_else(Question::default, |known| Question::of(&known.reference));
        let attention = Attention {
            id: format!("budget/{}/{}", budget.name, budget.span.first),
            sort: AttentionSort::Budget,
            title: format!("{} at {} of its budget", budget.name, words::percent(budget.share)),
            text,
            owner: about.and_then(|about| self.owner(about)),
            question: question.during(Period::Month),
            amount: budget.expected - budget.amount,
            decision: None,
        };
        Alert { attention, about }
    }

    /// Products that cost much more than in the 30 days before.
    fn growth(&self) -> Vec<Alert> {
        let now = Span::new(self.through.plus(1 - MONTH), self.through);
        let is_known = self.books.known().is_some_and(|known| known.first <= now.before().first);
        let estate = self.books.allocation.estate();
        let mut products: BTreeMap<EntityId, Vec<Amount>> = BTreeMap::new();
        for (value, entity) in &self.entities {
            let Some(system) = estate.known(*entity).and_then(|known| known.system) else { continue };
            let sums = products.entry(system).or_insert_with(|| vec![Amount::ZERO; self.span.len()]);
            for (sum, amount) in sums.iter_mut().zip(self.daily.get(value).into_iter().flatten()) {
                *sum += *amount;
            }
        }
        let config = &self.books.config;
        let least = config
            .engineer_cost
            .map_or(0.0, |yearly| super::figures::engineer(yearly, now.len()) * config.engineer_threshold);
        let mut found = Vec::new();
        for (system, row) in products.into_iter().filter(|_| is_known) {
            let (total, before) = (self.sum(&row, now), self.sum(&row, now.before()));
            let change = change(total, before);
            let Some(ratio) = change.ratio.filter(|ratio| *ratio >= config.alerts.growth) else { continue };
            if change.amount.to_f64() < least {
                continue;
            }
            let name = named(estate, system);
            let attention = Attention {
                id: format!("growth/{}/{}", name.key, self.through.month()),
                sort: AttentionSort::Growth,
                title: format!("{} +{} in 30 days", name.label, words::percent(ratio)),
                text: format!(
                    "{} after {} in the 30 days before.",
                    words::money(total, self.currency),
                    words::money(before, self.currency)
                ),
                owner: self.owner(system),
                question: Question { period: Period::Days(60), ..Question::of(&name.key) },
                amount: change.amount,
                decision: None,
            };
            found.push(Alert { attention, about: Some(system) });
        }
        found
    }

    /// What nobody had in the last 30 days.
    fn unallocated(&self) -> Option<Alert> {
        let now = Span::new(self.through.plus(1 - MONTH), self.through);
        let row = self.daily.get(&WITHOUT)?;
        let (nobodys, all) = (self.sum(row, now), self.sum(&self.of(None), now));
        let part = share(nobodys, all);
        if part < self.books.config.alerts.unallocated || nobodys <= Amount::ZERO {
            return None;
        }
        let attention = Attention {
            id: format!("unallocated/{}", self.through.month()),
            sort: AttentionSort::Unallocated,
            title: format!("{} has no owner", words::money(nobodys, self.currency)),
            text: format!(
                "{} of all costs in 30 days. Rules say whose costs are whose.",
                words::percent(part)
            ),
            owner: None,
            question: Question::default().with_filter(Dimension::Entity, "").grouped(Dimension::Account),
            amount: nobodys,
            decision: None,
        };
        Some(Alert { attention, about: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_were_left_out_may_be_missed() {
        let whole = Watch::default();
        assert!(!whole.may_miss("anomaly/component:default/till/2025-09-20"));
        let cut = Watch { cut: Some(Day::parse("2025-09-01").unwrap()), ..Watch::default() };
        assert!(cut.may_miss("anomaly/component:default/till/2025-09-20"));
        assert!(!cut.may_miss("anomaly/component:default/till/2025-08-31"), "it is over anyhow");
        assert!(!cut.may_miss("budget/Oak/2025-09-20"));
        assert!(!cut.may_miss("anomaly/component:default/till"));
    }
}
