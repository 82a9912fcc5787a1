//! What the columns of a bill mean. Bills of clouds are read by mappings, too: one engine reads everything.

mod named;
mod rules;
mod table;

pub use rules::{AmountAlternative, AmountCase, AmountRule, Names, TextRule, When};
pub use table::{Columns, DateForm, Form, Keep, Table, TagRule};

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, sync::Arc};

/// Goes into every fingerprint: files are read again when the same mapping means something else than before.
const READER: &str = "1";

/// What the columns of a bill mean: one of the known forms, whichever of them fits, or one's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Auto,
    Table(Arc<Table>),
}

/// Why something is no mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// There is none of that name.
    #[error("there is no mapping `{0}`: known are auto, {known}; or describe the columns", known = Mapping::NAMES.join(", "))]
    Unknown(String),
    /// It is not written as a mapping.
    #[error("the mapping is wrong: {0}")]
    Wrong(String),
}

impl Mapping {
    /// The known forms of bills.
    pub const NAMES: [&str; 3] = ["focus", "azure", "aws-cur"];

    /// Whichever of the known forms fits a file's header.
    pub const fn auto() -> Self {
        Self(Kind::Auto)
    }

    /// A known form by its name, or `auto`.
    pub fn named(name: &str) -> Result<Self, MappingError> {
        if name == "auto" {
            return Ok(Self::auto());
        }
        named::table(name).map(|table| Self(Kind::Table(table)))
    }

    /// One's own mapping, or the name of a known one. With `like: NAME` it has all of that one but what it says itself.
    pub fn from_value(value: Value) -> Result<Self, MappingError> {
        match value {
            Value::String(name) => Self::named(&name),
            Value::Object(_) => Table::from_value(value).map(|table| Self(Kind::Table(Arc::new(table)))),
            _ => Err(MappingError::Wrong(
                "write a known mapping's name, or an object with `columns`".to_owned(),
            )),
        }
    }

    /// The tables of which the first one that fits a file's header is taken.
    pub(super) fn tables(&self) -> Result<Vec<Arc<Table>>, MappingError> {
        match &self.0 {
            Kind::Auto => Self::NAMES.into_iter().map(named::table).collect(),
            Kind::Table(table) => Ok(vec![Arc::clone(table)]),
        }
    }

    /// Whether the form is to be recognised.
    pub(super) fn is_auto(&self) -> bool {
        self.0 == Kind::Auto
    }

    /// Says in 16 letters and digits which mapping it is: it is another one when a file would be read in another way.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(READER);
        for table in self.tables().unwrap_or_default() {
            hash.update(serde_json::to_string(&*table).unwrap_or_default());
        }
        let mut text = String::new();
        for byte in hash.finalize().iter().take(8) {
            // Writing to a text does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl<'de> Deserialize<'de> for Mapping {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
