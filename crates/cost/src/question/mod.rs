//! What is asked about costs, as an address says it. The address holds the whole state of a page; what makes no sense in
//! it is replaced by what is usual, and noted.

mod dimension;
mod period;
mod reader;

pub use dimension::Dimension;
pub use period::{PERIODS, Period};

use crate::money::Currency;
use serde::Serialize;

/// Names of the parameters, in the order in which they are written.
pub const PARAMETERS: [&str; 10] =
    ["entity", "group", "period", "from", "to", "filter", "cost", "currency", "unit", "compare"];

/// Which of the two costs of a row is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// What is on the invoice.
    Billed,
    /// What it costs once purchases in advance are spread over what they pay for.
    #[default]
    Effective,
}

impl Measure {
    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Billed => "billed",
            Self::Effective => "effective",
        }
    }
}

/// In what amounts are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ShownIn {
    /// In money.
    #[default]
    Currency,
    /// In the yearly cost of an engineer.
    Engineers,
    /// By the id of a metric of the organisation's, as cost per unit of it, or by the id of one of its own currencies.
    Named(String),
}

impl ShownIn {
    /// The word in addresses.
    pub fn word(&self) -> &str {
        match self {
            Self::Currency => "currency",
            Self::Engineers => "engineers",
            Self::Named(id) => id,
        }
    }
}

/// What the period, or one value of the group, is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Compare {
    /// Nothing in particular.
    #[default]
    Nothing,
    /// The period before, day by day.
    Previous,
    /// The same days a year before.
    YearBefore,
    /// Two values of the group against each other.
    Values(String, String),
}

/// One condition. Those of one dimension widen what is shown, those of different ones narrow it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// What is looked at.
    pub dimension: Dimension,
    /// The key of a group, as [`crate::dashboard::Named::key`] has it; empty for what has no value.
    pub value: String,
}

/// A question about costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What costs are taken apart by.
    pub group: Dimension,
    /// The days.
    pub period: Period,
    /// What is left of the costs.
    pub filters: Vec<Filter>,
    /// Which cost.
    pub measure: Measure,
    /// The currency; the organisation's, else that with most items, if none.
    pub currency: Option<Currency>,
    /// In what it is shown.
    pub unit: ShownIn,
    /// What it is held against.
    pub compare: Compare,
    /// Full lower-case reference of the entity whose costs, and those of what belongs to it, are asked about.
    pub entity: Option<String>,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            group: Dimension::Product,
            period: Period::default(),
            filters: Vec::new(),
            measure: Measure::default(),
            currency: None,
            unit: ShownIn::default(),
            compare: Compare::default(),
            entity: None,
        }
    }
}

impl Question {
    /// The question about what an entity costs, as its page asks it.
    pub fn of(entity_ref: &str) -> Self {
        let group = match entity_ref.split(':').next() {
            Some("domain") => Dimension::Product,
            Some("system" | "group" | "user") => Dimension::Entity,
            _ => Dimension::Service,
        };
        Self { group, entity: Some(entity_ref.to_owned()), ..Self::default() }
    }

    /// Reads a query string's pairs. What makes no sense is noted; names that are not known are ignored.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        reader::read(Self::default(), pairs)
    }

    /// The same, on top of what is usual on an entity's page.
    pub fn read_for<'a>(
        entity_ref: &str,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<String>) {
        let pairs = pairs.into_iter().filter(|(name, _)| *name != "entity");
        reader::read(Self::of(entity_ref), pairs)
    }

    /// The pairs of the query string for this question: the inverse of [`Question::read`]. What is usual is not
    /// written; the group is, as the usual one depends on the page.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.entity.as_ref().map(|entity| ("entity", entity.clone())));
        pairs.push(("group", self.group.to_string()));
        match self.period {
            Period::Between(span) => {
                pairs.extend([("from", span.first.to_string()), ("to", span.last.to_string())]);
            }
            period if period == Period::default() => {}
            period => pairs.extend(period.word().map(|word| ("period", word.to_owned()))),
        }
        let filters = self.filters.iter();
        pairs.extend(filters.map(|filter| ("filter", format!("{}:{}", filter.dimension, filter.value))));
        if self.measure != Measure::default() {
            pairs.push(("cost", self.measure.word().to_owned()));
        }
        pairs.extend(self.currency.map(|currency| ("currency", currency.to_string())));
        if self.unit != ShownIn::default() {
            pairs.push(("unit", self.unit.word().to_owned()));
        }
        match &self.compare {
            Compare::Nothing => {}
            Compare::Previous => pairs.push(("compare", "previous".to_owned())),
            Compare::YearBefore => pairs.push(("compare", "year".to_owned())),
            Compare::Values(one, other) => {
                pairs.extend([("compare", format!("={one}")), ("compare", format!("={other}"))]);
            }
        }
        pairs
    }

    /// The query string for this question, encoded; empty if everything is usual.
    pub fn query(&self) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(self.pairs());
        out.finish()
    }

    /// The same question by another dimension.
    #[must_use]
    pub fn grouped(&self, group: Dimension) -> Self {
        Self { group, compare: Compare::Nothing, ..self.clone() }
    }

    /// The same question about other days.
    #[must_use]
    pub fn during(&self, period: Period) -> Self {
        Self { period, ..self.clone() }
    }

    /// The same question about one group alone, taken apart by what comes next.
    #[must_use]
    pub fn drilled(&self, value: &str) -> Self {
        let mut question = self.with_filter(self.group.clone(), value).grouped(self.group.next());
        // What is one value already says nothing when taken apart again.
        if question.filters.iter().any(|filter| filter.dimension == question.group) {
            question.group = Dimension::Resource;
        }
        question
    }

    /// The same question with one condition more.
    #[must_use]
    pub fn with_filter(&self, dimension: Dimension, value: &str) -> Self {
        let mut question = self.without_filter(&dimension, value);
        question.filters.push(Filter { dimension, value: value.to_owned() });
        question
    }

    /// The same question without a condition.
    #[must_use]
    pub fn without_filter(&self, dimension: &Dimension, value: &str) -> Self {
        let mut question = self.clone();
        question.filters.retain(|filter| filter.dimension != *dimension || filter.value != value);
        question
    }
}

impl Serialize for Question {
    /// Its pairs, in order, each as `[name, value]`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.pairs())
    }
}

#[cfg(test)]
mod tests;
