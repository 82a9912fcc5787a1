//! Where a reader is in a form: the page, the values, and what they are told. An address can hold all of it.

use crate::{build::Chosen, limits::SENT_VALUES};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Where a reader is in a form.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The page, from 0; the number of pages for the review.
    pub page: usize,
    /// The values of all pages.
    pub values: Value,
    /// Which alternatives were chosen, by place.
    pub chosen: Chosen,
    /// Which problems are shown.
    pub told: Told,
}

/// Which problems are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Told {
    /// None: nothing was said yet that could be wrong.
    #[default]
    Nothing,
    /// Those of the fields at these places.
    Fields(BTreeSet<String>),
    /// All of the page.
    All,
}

impl Default for State {
    fn default() -> Self {
        Self { page: 0, values: Value::Object(Map::new()), chosen: Chosen::new(), told: Told::Nothing }
    }
}

impl Told {
    /// Whether the problem at a place is shown.
    pub fn has(&self, pointer: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Fields(fields) => fields.contains(pointer),
            Self::All => true,
        }
    }

    /// Shows the problem at a place, too.
    pub fn tell(&mut self, pointer: &str) {
        match self {
            Self::All => {}
            Self::Fields(fields) => drop(fields.insert(pointer.to_owned())),
            Self::Nothing => *self = Self::Fields(BTreeSet::from([pointer.to_owned()])),
        }
    }
}

impl State {
    /// The pairs of the address that leads here.
    pub fn query(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("page".to_owned(), (self.page + 1).to_string())];
        pairs.push(("formData".to_owned(), self.values.to_string()));
        pairs.extend(self.chosen.iter().map(|(pointer, at)| (format!("o.{pointer}"), at.to_string())));
        if self.told == Told::All {
            pairs.push(("check".to_owned(), "1".to_owned()));
        }
        pairs
    }
}

/// The values that an address gives; nothing if they are none.
pub(crate) fn values_of(text: &str) -> Value {
    let parsed = (text.len() <= SENT_VALUES).then(|| serde_json::from_str(text).ok()).flatten();
    parsed.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new()))
}
