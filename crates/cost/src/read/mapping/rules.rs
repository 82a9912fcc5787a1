//! Where a value is taken from.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One name or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected is a column's name, or a list of names")]
pub enum Names {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Names {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let names = match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        };
        names.iter().map(String::as_str)
    }
}

/// Where a text or a day is taken from: the first of its columns that says something, or else a constant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected is a column's name, a list of names, or {columns, constant, values}")]
pub enum TextRule {
    /// Columns alone.
    Columns(Names),
    /// All of it.
    Full(FullRule),
}

/// A text's columns and what is made of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FullRule {
    /// Columns; the first that says something counts.
    pub columns: Names,
    /// What counts if no column says anything.
    pub constant: Option<String>,
    /// Values that become others: the bill's word, and ours. A `*` at the end of the bill's word stands for anything.
    pub values: BTreeMap<String, String>,
}

impl TextRule {
    /// The columns, in the order in which they count.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::Columns(names) => names.iter(),
            Self::Full(full) => full.columns.iter(),
        }
    }

    /// What counts if no column says anything.
    pub fn constant(&self) -> Option<&str> {
        match self {
            Self::Columns(_) => None,
            Self::Full(full) => full.constant.as_deref(),
        }
    }

    /// Values that become others.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        let values = match self {
            Self::Columns(_) => None,
            Self::Full(full) => Some(&full.values),
        };
        values.into_iter().flatten().map(|(from, to)| (from.as_str(), to.as_str()))
    }
}

/// Conditions on other columns: each of them must have one of the values. A `*` at the end stands for anything.
pub type When = BTreeMap<String, Names>;

/// Where an amount is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected is a column's name, {when, plus, minus}, or a list of these")]
pub enum AmountRule {
    /// One way.
    One(AmountAlternative),
    /// Several ways: the first that applies counts.
    Several(Vec<AmountAlternative>),
}

/// One way to an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected is a column's name or {when, plus, minus}")]
pub enum AmountAlternative {
    /// A column; applies if it says something.
    Column(String),
    /// A sum of columns.
    Case(AmountCase),
}

/// A sum of columns; applies if all of them are in the file's header, and the conditions hold. Without columns it is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AmountCase {
    /// Conditions on other columns.
    pub when: When,
    /// What is added.
    pub plus: Names,
    /// What is taken off.
    pub minus: Names,
}

impl AmountRule {
    /// The ways in the order in which they count.
    pub fn alternatives(&self) -> &[AmountAlternative] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }

    /// All columns that it reads as amounts.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.alternatives().iter().flat_map(|alternative| {
            let (column, case) = match alternative {
                AmountAlternative::Column(name) => (Some(name.as_str()), None),
                AmountAlternative::Case(case) => (None, Some(case)),
            };
            let columns = case.into_iter().flat_map(|case| case.plus.iter().chain(case.minus.iter()));
            column.into_iter().chain(columns)
        })
    }
}
