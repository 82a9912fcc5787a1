//! The answer to a question: everything that a page of costs shows and the API tells, from one function.
//!
//! Amounts are money in [`Dashboard::currency`] and exact. What they are in engineers or per unit of a metric is
//! [`Unit`]'s business, for charts and words alone.

use crate::{
    day::{Day, Month, Span},
    money::{Amount, Currency},
    question::{Dimension, Question},
};
use serde::Serialize;

/// The answer to a question.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    /// The question as it was understood; its pairs make the address of this answer.
    pub question: Question,
    /// What was not understood, or cannot be shown as asked: sentences for the reader.
    pub notes: Vec<String>,
    /// The entity asked about, if one was.
    pub entity: Option<Named>,
    /// The currency of every amount here.
    pub currency: Currency,
    /// The currencies there are; those that are not in the figures are to be named beside them.
    pub currencies: Vec<CurrencyPart>,
    /// In what values are shown beside money.
    pub unit: Option<Unit>,
    /// The last day whose costs are complete; none while there are no costs at all.
    pub through: Option<Day>,
    /// The first day with costs.
    pub since: Option<Day>,
    /// The days asked about.
    pub span: Span,
    /// The same number of days before them.
    pub previous: Span,
    /// The same days a year before.
    pub year_before: Span,
    /// The days of the vectors below, in order.
    pub days: Vec<Day>,
    /// The groups, the largest first: at most [`crate::limits::SERIES`] by name, then those that have no value, then the
    /// rest as one.
    pub series: Vec<Series>,
    /// All groups, the largest first, for the table; at most [`crate::limits::ROWS`].
    pub rows: Vec<Row>,
    /// How many groups there are.
    pub groups: usize,
    /// Everything together; `daily` is the sum of the series' days, exactly.
    pub total: Series,
    /// What no entity has taken.
    pub unallocated: Unallocated,
    /// What the current month will come to; none if the filters leave nothing to tell it from.
    pub forecast: Option<Forecast>,
    /// Budgets that concern what is shown.
    pub budgets: Vec<Budget>,
    /// Days that stand out, the most recent first.
    pub anomalies: Vec<Anomaly>,
    /// Cost per unit of each metric.
    pub unit_costs: Vec<UnitCost>,
    /// The total in engineers, if the configuration says what one costs.
    pub engineers: Option<Engineers>,
    /// What somebody should look at, the most pressing first.
    pub needs_a_look: Vec<Attention>,
    /// Two values or two periods against each other.
    pub comparison: Option<Comparison>,
    /// What the shown costs consist of at the next level: for drilling down.
    pub next: Option<Breakdown>,
    /// What can be chosen to group by beside the named dimensions: tags and columns of the bills, most used first.
    pub more_dimensions: Vec<Dimension>,
    /// How much was looked at.
    pub looked_at: LookedAt,
}

/// Something with a name; its key is what filters and addresses hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    /// The key: a full reference for what is in the catalog, else the value itself.
    pub key: String,
    /// What to call it.
    pub label: String,
    /// The full reference of its entity, if the catalog has one: the target of a link.
    pub entity_ref: Option<String>,
}

/// One group, day by day.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// What it is.
    #[serde(flatten)]
    pub name: Named,
    /// What sort of group it is.
    pub sort: Sort,
    /// How many groups it stands for: 1, or more for the rest.
    pub groups: usize,
    /// One amount for each of [`Dashboard::days`].
    pub daily: Vec<Amount>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// What a group of a chart is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// A value of the dimension.
    #[default]
    Value,
    /// What has no value: unallocated for teams, without the tag for tags, …
    Without,
    /// All smaller groups together; it has no key.
    Rest,
    /// Everything.
    Total,
}

/// A group in the table.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// What it is.
    #[serde(flatten)]
    pub name: Named,
    /// Value or without.
    pub sort: Sort,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Its part of the total, from 0 to 1.
    pub share: f64,
}

/// A total and what it was before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Over the days asked about.
    pub total: Amount,
    /// Over the same number of days before; none if there are no costs of that time at all.
    pub previous: Option<Amount>,
    /// Over the same days a year before; none if there are no costs of that time at all.
    pub year_before: Option<Amount>,
    /// Against the previous period.
    pub change: Option<Change>,
    /// Against the year before.
    pub yearly_change: Option<Change>,
}

/// From one total to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The difference; above zero if it grew.
    pub amount: Amount,
    /// The difference over what it was: 0.05 is five per cent more. None if it was nothing before.
    pub ratio: Option<f64>,
    /// How to take it.
    pub judgement: Judgement,
}

/// How a change is to be taken, by the thresholds of Cost Insights for ratios.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Judgement {
    /// Less than five per cent.
    #[default]
    Negligible,
    /// It costs more.
    Excess,
    /// It costs less.
    Savings,
}

/// One currency on the bills.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyPart {
    /// The currency.
    pub currency: Currency,
    /// What is shown of it, in itself, over the days asked about.
    pub total: Amount,
    /// What of it is in the figures; the rest has no rate for its day.
    pub included: Amount,
    /// Whether it was converted.
    pub is_converted: bool,
}

/// In what values are shown: an amount is divided by a number.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unit {
    /// The word in addresses.
    pub id: String,
    /// What it is called: "Engineers", "Cost per order".
    pub label: String,
    /// One of them: "engineer", "order".
    pub one: String,
    /// What stands before a number, such as `€` or nothing.
    pub prefix: String,
    /// Decimals to show.
    pub decimals: u8,
    /// Divisor of each day's amounts; none where there is no value of that day.
    pub daily: Vec<Option<f64>>,
    /// Divisor of totals over the whole period.
    pub whole: Option<f64>,
}

impl Unit {
    /// What an amount of the day at a place in [`Dashboard::days`] is.
    pub fn day(&self, place: usize, amount: Amount) -> Option<f64> {
        self.daily.get(place).copied().flatten().map(|divisor| amount.to_f64() / divisor)
    }

    /// What a total is.
    pub fn of(&self, amount: Amount) -> Option<f64> {
        self.whole.map(|divisor| amount.to_f64() / divisor)
    }
}

/// What no entity has taken.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unallocated {
    /// How much of what is shown.
    pub total: Amount,
    /// Its part of what is shown, from 0 to 1.
    pub share: f64,
    /// How many resources of the bills it is.
    pub resources: usize,
    /// Why, the largest first; at most [`crate::limits::REASONS`].
    pub reasons: Vec<Reason>,
}

/// Why something is not allocated.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// What it is: "no rule fits", "tag team names \"x\", which is not in the catalog".
    pub what: String,
    /// The reference that it named, if any.
    pub named: Option<String>,
    /// How much.
    pub total: Amount,
    /// How many items of the bills.
    pub items: usize,
}

/// What the current month will come to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// The month.
    pub month: Month,
    /// What is known of it.
    pub so_far: Amount,
    /// What it is expected to come to.
    pub expected: Amount,
    /// In four cases of five, it is above this…
    pub low: Amount,
    /// …and below this.
    pub high: Amount,
    /// The month before.
    pub month_before: Option<Amount>,
    /// Its days that are still to come, with what is expected of each.
    pub days: Vec<ForecastDay>,
    /// From how many days it was made.
    pub learnt_from: usize,
    /// Whether these are too few to rely on: to be said beside it.
    pub is_rough: bool,
}

/// One day that is still to come.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastDay {
    /// The day.
    pub day: Day,
    /// What is expected.
    pub amount: Amount,
    /// In four cases of five it is above this.
    pub low: Amount,
    /// And below this.
    pub high: Amount,
}

/// A budget and how far it is used up.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// Its name.
    pub name: String,
    /// Whose it is: an entity, a group, or everything (then without a key).
    pub of: Named,
    /// The days it is for: this month or this year.
    pub span: Span,
    /// What may be spent.
    pub amount: Amount,
    /// What is spent.
    pub spent: Amount,
    /// What is expected to be spent at its end.
    pub expected: Amount,
    /// What is left; below zero if it is overrun.
    pub left: Amount,
    /// Spent over amount.
    pub share: f64,
    /// Days that are left.
    pub days_left: u32,
    /// What was spent a day over the last week.
    pub pace: Amount,
    /// The day on which it is, or is expected to be, used up; none if it will do.
    pub overrun: Option<Day>,
    /// How it stands.
    pub state: BudgetState,
    /// Day by day: what was spent since its beginning, then what is expected to be.
    pub burn: Vec<Burn>,
}

/// How a budget stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum BudgetState {
    /// It will do.
    Fine,
    /// It is nearly used up, or is expected to be overrun.
    Tight,
    /// It is overrun.
    Over,
}

/// One day of a budget.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Burn {
    /// The day.
    pub day: Day,
    /// Spent from the beginning up to and with this day.
    pub spent: Amount,
    /// What the budget is up to this day if it is spent evenly.
    pub even: Amount,
    /// Whether it is only expected.
    pub is_expected: bool,
}

/// Days on which a group cost more, or less, than could be expected.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Anomaly {
    /// What stands out.
    pub group: Named,
    /// The dimension it is a group of.
    pub dimension: Dimension,
    /// The first day.
    pub since: Day,
    /// The last day.
    pub until: Day,
    /// Whether it still was so on the last complete day.
    pub goes_on: bool,
    /// What it cost.
    pub actual: Amount,
    /// What could be expected.
    pub expected: Amount,
    /// Actual less expected; below zero if it cost less.
    pub excess: Amount,
    /// Excess over expected.
    pub ratio: Option<f64>,
    /// The services (or other parts) that drive it, the strongest first.
    pub drivers: Vec<Driver>,
    /// What changed in the catalog about it then, the nearest to the first day first.
    pub changes: Vec<Happened>,
    /// One sentence with all of it.
    pub explanation: String,
}

/// What drives an anomaly.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    /// What it is.
    #[serde(flatten)]
    pub name: Named,
    /// The dimension it is a value of.
    pub dimension: Dimension,
    /// How much of the excess it is.
    pub excess: Amount,
}

/// What happened in the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The day of that.
    pub day: Day,
    /// What it happened to.
    pub entity: Named,
    /// What: "added", "changed: spec.lifecycle", "removed".
    pub what: String,
}

/// What one unit of a metric costs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitCost {
    /// The metric's id.
    pub metric: String,
    /// Its name: "orders".
    pub name: String,
    /// Cost of the period over the metric of the period.
    pub value: Option<f64>,
    /// The same of the period before.
    pub previous: Option<f64>,
    /// From the previous to this one: −0.06 is six per cent cheaper.
    pub ratio: Option<f64>,
    /// The metric itself over the period.
    pub units: f64,
    /// How the metric itself changed.
    pub units_ratio: Option<f64>,
    /// Day by day; none where the metric has no value.
    pub daily: Vec<Option<f64>>,
}

/// Costs in engineers.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Engineers {
    /// How many could be paid from the total of the period.
    pub count: f64,
    /// What one costs a year.
    pub yearly: Amount,
    /// The change against the previous period, in engineers.
    pub change: Option<f64>,
    /// Whether that is below the threshold.
    pub is_negligible: bool,
}

/// What somebody should look at.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attention {
    /// Identifies it for snoozing, accepting and dismissing; the same as long as it is about the same thing.
    pub id: String,
    /// What sort it is.
    pub sort: AttentionSort,
    /// "fraud-scorer compute +35 %".
    pub title: String,
    /// A sentence or two.
    pub text: String,
    /// Whom it concerns: the owner, if there is one.
    pub owner: Option<Named>,
    /// The question that shows it.
    pub question: Question,
    /// How much it is about; the order within a sort.
    pub amount: Amount,
    /// What was decided about it, if anything.
    pub decision: Option<Decision>,
}

/// What an attention is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum AttentionSort {
    /// Days stand out.
    Anomaly,
    /// A budget is or will be overrun.
    Budget,
    /// Something grew from one period to the next.
    Growth,
    /// Nobody owns it.
    Unallocated,
}

impl AttentionSort {
    /// The word in ids and on pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Anomaly => "anomaly",
            Self::Budget => "budget",
            Self::Growth => "growth",
            Self::Unallocated => "unallocated",
        }
    }
}

/// What somebody decided about an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// `snoozed`, `accepted` or `dismissed`.
    pub state: String,
    /// Until which day it is snoozed.
    pub until: Option<Day>,
    /// Why it was dismissed, one of the known reasons.
    pub reason: Option<String>,
    /// What was said about it.
    pub note: String,
    /// Who decided: the full reference of a user.
    pub by: Option<String>,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// Two things against each other.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The one.
    pub one: Series,
    /// The other. Of another period, it has as many days, which belong to those of the one in order.
    pub other: Series,
    /// Days of the other.
    pub other_days: Vec<Day>,
    /// The one less the other.
    pub change: Change,
}

/// Costs by another dimension.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Breakdown {
    /// By what.
    pub dimension: Dimension,
    /// Its groups, the largest first; at most [`crate::limits::ROWS`].
    pub rows: Vec<Row>,
    /// How many there are.
    pub groups: usize,
}

/// How much was looked at for an answer.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LookedAt {
    /// Items of the bills.
    pub items: usize,
    /// Days of items.
    pub cells: usize,
    /// Microseconds that it took; 0 where there is no clock.
    pub micros: u64,
}
