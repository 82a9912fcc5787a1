//! What rules can ask of an item.

use crate::{
    item::Text,
    ledger::{Entry, Field, Ledger},
};

/// What a rule asks of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The value of a tag; upper and lower case are the same.
    Tag(String),
    /// The value of a further column.
    Column(String),
    /// One of the fields that every bill has.
    Field(Field),
}

/// The fields by the words that rules have for them, and the field with the name of the same thing.
const FIELDS: [(&str, Field, Option<Field>); 9] = [
    ("account", Field::Account, Some(Field::AccountName)),
    ("billingAccount", Field::BillingAccount, Some(Field::BillingAccountName)),
    ("resource", Field::Resource, Some(Field::ResourceName)),
    ("resourceType", Field::ResourceType, None),
    ("service", Field::Service, None),
    ("category", Field::Category, None),
    ("provider", Field::Provider, None),
    ("region", Field::Region, None),
    ("charge", Field::Charge, None),
];

impl Key {
    /// The key of a word: `tag.NAME`, `column.NAME` or a field.
    pub fn of_word(word: &str) -> Option<Self> {
        let name = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        if let Some(tag) = word.strip_prefix("tag.") {
            return name(tag).map(Self::Tag);
        }
        if let Some(column) = word.strip_prefix("column.") {
            return name(column).map(Self::Column);
        }
        FIELDS.iter().find(|(known, ..)| *known == word).map(|(_, field, _)| Self::Field(*field))
    }

    /// All words, for messages.
    pub fn words() -> String {
        let fields: Vec<&str> = FIELDS.iter().map(|(word, ..)| *word).collect();
        format!("tag.NAME, column.NAME, {}", fields.join(", "))
    }

    /// How it is called in messages: `tag team`, `account`.
    pub fn called(&self) -> String {
        match self {
            Self::Tag(name) => format!("tag {name}"),
            Self::Column(name) => format!("column {name}"),
            Self::Field(field) => {
                FIELDS.iter().find(|(_, known, _)| known == field).map_or("", |(word, ..)| word).to_owned()
            }
        }
    }
}

/// An item as rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The ledger it is in.
    pub ledger: &'a Ledger,
    /// The item.
    pub item: &'a Entry,
}

impl<'a> Subject<'a> {
    /// What it says; empty if nothing.
    pub fn value(self, key: &Key) -> &'a str {
        match key {
            Key::Tag(name) => self.found(self.ledger.tags(self.item), name),
            Key::Column(name) => self.found(self.ledger.columns(self.item), name),
            Key::Field(field) => self.ledger.text(self.item, *field),
        }
    }

    /// The name of the thing whose id [`Subject::value`] is; empty if there is none.
    pub fn also(self, key: &Key) -> &'a str {
        let Key::Field(field) = key else { return "" };
        let name = FIELDS.iter().find(|(_, known, _)| known == field).and_then(|(.., name)| *name);
        name.map_or("", |name| self.ledger.text(self.item, name))
    }

    fn found(self, pairs: &'a [(Text, Text)], name: &str) -> &'a str {
        let symbols = self.ledger.symbols();
        let is_it = |key: &Text| symbols.get(*key).eq_ignore_ascii_case(name);
        pairs.iter().find(|(key, _)| is_it(key)).map_or("", |(_, value)| symbols.get(*value))
    }
}
