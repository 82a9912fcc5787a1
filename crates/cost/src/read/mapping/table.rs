//! A mapping as it is written.

use super::{AmountRule, MappingError, Names, TextRule, When, named};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the columns of a bill mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Table {
    /// What it is called in reports.
    #[serde(default = "own")]
    pub name: String,
    /// CSV or JSON; if it isn't said, the file's first sign tells.
    #[serde(default)]
    pub format: Option<Form>,
    /// What stands between the cells of CSV; if it isn't said, it is what the header has most of: `,`, `;`, tab or `|`.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// The sign before decimals.
    #[serde(default = "point")]
    pub decimal: char,
    /// How days are written: the first form that fits counts.
    #[serde(default = "iso")]
    pub dates: Vec<DateForm>,
    /// Values that say nothing, beside the empty one.
    #[serde(default = "nothing")]
    pub nothing: Vec<String>,
    /// Lines before the header of CSV.
    #[serde(default)]
    pub skip_lines: u32,
    /// Where the rows are in JSON: names of members, with points between them. If it isn't said, the file is an array of
    /// rows, or has one row on each line.
    #[serde(default)]
    pub rows: String,
    /// Columns by which `auto` knows such a file: all of them are there.
    #[serde(default)]
    pub recognise: Vec<String>,
    /// What is in which column.
    pub columns: Columns,
    /// Where tags are.
    #[serde(default)]
    pub tags: TagRule,
    /// Which further columns are kept.
    #[serde(default)]
    pub keep: Keep,
    /// Columns that are not kept. A `*` at the end stands for anything.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Rows that are left out: those for which all conditions of one of these hold.
    #[serde(default)]
    pub skip: Vec<When>,
}

/// CSV or JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Rows of cells.
    Csv,
    /// Objects.
    Json,
}

/// How a day is written. After the day there may be a time: `13:05`, `13:05:00.000`, `1:05 PM`, with `Z`, `UTC` or an
/// offset. Days are those of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateForm {
    /// `2025-10-01`, and `2025-10` for a month.
    #[serde(rename = "iso")]
    Iso,
    /// `20251001`, and `202510` for a month.
    #[serde(rename = "compact")]
    Compact,
    /// `10/1/2025`.
    #[serde(rename = "month/day/year")]
    MonthDayYear,
    /// `1/10/2025`.
    #[serde(rename = "day/month/year")]
    DayMonthYear,
    /// `1.10.2025`.
    #[serde(rename = "day.month.year")]
    DayPointMonth,
    /// Seconds or milliseconds since 1970.
    #[serde(rename = "unix")]
    Unix,
}

/// What is in which column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Columns {
    /// The first day, or the moment at which the charge begins.
    pub day: TextRule,
    /// The moment at which the charge has ended: at midnight, the day before is the last.
    pub end: Option<TextRule>,
    /// The last day, which is part of the charge; instead of `end`.
    pub last: Option<TextRule>,
    /// A day of the billing month; if it isn't said, the month of the first day.
    pub month: Option<TextRule>,
    /// What is invoiced.
    pub billed: AmountRule,
    /// What it costs when what was paid in advance is spread over its use; if it isn't said, what is invoiced.
    pub effective: Option<AmountRule>,
    /// The currency.
    pub currency: TextRule,
    /// Who provides the service.
    pub provider: Option<TextRule>,
    /// The account that the bill goes to.
    pub billing_account: Option<TextRule>,
    /// Its name.
    pub billing_account_name: Option<TextRule>,
    /// The account that uses the service.
    pub account: Option<TextRule>,
    /// Its name.
    pub account_name: Option<TextRule>,
    /// Kind of service.
    pub category: Option<TextRule>,
    /// The service.
    pub service: Option<TextRule>,
    /// Id of the resource.
    pub resource: Option<TextRule>,
    /// Its name.
    pub resource_name: Option<TextRule>,
    /// Its type.
    pub resource_type: Option<TextRule>,
    /// Id of the region.
    pub region: Option<TextRule>,
    /// Kind of charge.
    pub charge: Option<TextRule>,
}

impl Columns {
    /// The rules of an item's fields, in the order of [`Item::fields`](crate::Item::fields).
    pub(crate) fn fields(&self) -> [Option<&TextRule>; 12] {
        [
            self.provider.as_ref(),
            self.billing_account.as_ref(),
            self.billing_account_name.as_ref(),
            self.account.as_ref(),
            self.account_name.as_ref(),
            self.category.as_ref(),
            self.service.as_ref(),
            self.resource.as_ref(),
            self.resource_name.as_ref(),
            self.resource_type.as_ref(),
            self.region.as_ref(),
            self.charge.as_ref(),
        ]
    }
}

/// Where tags are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TagRule {
    /// Columns that hold all tags: an object of JSON, with or without its braces, an array of `{key, value}`, or
    /// `a=b;c=d`.
    pub columns: Names,
    /// Columns that are one tag each: those whose names begin so. The rest of the name is the tag's key.
    pub prefixes: Names,
    /// Beginnings that are taken off tags' keys.
    pub strip: Names,
}

/// Which further columns are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected is true, false, or a list of columns' names")]
pub enum Keep {
    /// All or none.
    All(bool),
    /// These.
    These(Vec<String>),
}

impl Default for Keep {
    fn default() -> Self {
        Self::All(true)
    }
}

impl Table {
    /// From JSON, after `like` was put in.
    pub(super) fn from_value(value: Value) -> Result<Self, MappingError> {
        let table: Self = serde_json::from_value(named::like(value)?)
            .map_err(|error| MappingError::Wrong(error.to_string()))?;
        table.checked()
    }

    fn checked(self) -> Result<Self, MappingError> {
        let wrong = |what: &str| Err(MappingError::Wrong(what.to_owned()));
        let sign = |sign: char| sign.is_ascii() && !sign.is_ascii_alphanumeric() && sign != '"';
        if !matches!(self.decimal, '.' | ',') {
            return wrong("`decimal` is \".\" or \",\"");
        }
        if self.delimiter.is_some_and(|delimiter| !sign(delimiter) || matches!(delimiter, '\n' | '\r')) {
            return wrong("`delimiter` is one sign, such as \",\", \";\" or \"\\t\"");
        }
        if self.dates.is_empty() {
            return wrong("`dates` is empty: leave it out for days such as 2025-10-01");
        }
        let reads = |rule: &TextRule| rule.columns().next().is_some();
        if !reads(&self.columns.day) {
            return wrong("`columns.day` names no column");
        }
        if !reads(&self.columns.currency) && self.columns.currency.constant().is_none() {
            return wrong("`columns.currency` names no column: name one, or write {constant: EUR}");
        }
        if self.columns.billed.columns().next().is_none() {
            return wrong("`columns.billed` names no column");
        }
        if self.columns.end.is_some() && self.columns.last.is_some() {
            return wrong("`columns.end` and `columns.last` say the same: leave one out");
        }
        Ok(self)
    }
}

fn own() -> String {
    "own mapping".to_owned()
}

fn point() -> char {
    '.'
}

fn iso() -> Vec<DateForm> {
    vec![DateForm::Iso]
}

fn nothing() -> Vec<String> {
    ["NULL", "null", "N/A", "n/a"].map(str::to_owned).into()
}
