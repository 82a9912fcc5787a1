//! What is paid for: everything about a cost but when and how much.

mod symbols;

pub(crate) use symbols::Same;
pub use symbols::{Symbols, Text};

use crate::money::Currency;

/// One thing that is paid for, as a bill tells it. Texts are of the [`Symbols`] that come with it; an empty one was not
/// said. Two rows of a bill that differ in nothing here are the same item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Who provides the service: `AWS`.
    pub provider: Text,
    /// The account that the bill goes to.
    pub billing_account: Text,
    /// Its name.
    pub billing_account_name: Text,
    /// The account that uses the service: account, subscription or project (FOCUS: `SubAccountId`).
    pub account: Text,
    /// Its name.
    pub account_name: Text,
    /// Kind of service: `Compute` (FOCUS: `ServiceCategory`).
    pub category: Text,
    /// The service: `Amazon Simple Queue Service`.
    pub service: Text,
    /// Id of the resource.
    pub resource: Text,
    /// Its name.
    pub resource_name: Text,
    /// Its type.
    pub resource_type: Text,
    /// Id of the region.
    pub region: Text,
    /// Kind of charge: `Usage`, `Purchase`, `Tax`, `Credit`, `Adjustment`.
    pub charge: Text,
    /// Currency of its amounts.
    pub currency: Currency,
    /// Tags, ordered by the text of their keys; every key once.
    pub tags: Vec<(Text, Text)>,
    /// Further columns of the bill that say what something is, by their name in its header, in its order.
    pub columns: Vec<(Text, Text)>,
}

impl Item {
    /// Nothing is said but the currency.
    pub fn new(currency: Currency) -> Self {
        let none = Text::EMPTY;
        Self {
            provider: none,
            billing_account: none,
            billing_account_name: none,
            account: none,
            account_name: none,
            category: none,
            service: none,
            resource: none,
            resource_name: none,
            resource_type: none,
            region: none,
            charge: none,
            currency,
            tags: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// The fields that every item has, in their order here.
    pub fn fields(&self) -> [Text; 12] {
        [
            self.provider,
            self.billing_account,
            self.billing_account_name,
            self.account,
            self.account_name,
            self.category,
            self.service,
            self.resource,
            self.resource_name,
            self.resource_type,
            self.region,
            self.charge,
        ]
    }

    /// The same fields, to be changed.
    pub fn fields_mut(&mut self) -> [&mut Text; 12] {
        [
            &mut self.provider,
            &mut self.billing_account,
            &mut self.billing_account_name,
            &mut self.account,
            &mut self.account_name,
            &mut self.category,
            &mut self.service,
            &mut self.resource,
            &mut self.resource_name,
            &mut self.resource_type,
            &mut self.region,
            &mut self.charge,
        ]
    }

    /// The same item in the words of other symbols.
    #[must_use]
    pub fn moved(&self, mut to: impl FnMut(Text) -> Text) -> Self {
        let mut item = self.clone();
        for field in item.fields_mut() {
            *field = to(*field);
        }
        for (key, value) in item.tags.iter_mut().chain(&mut item.columns) {
            (*key, *value) = (to(*key), to(*value));
        }
        item
    }

    /// The value of a tag, by the text of its key.
    pub fn tag(&self, symbols: &Symbols, key: &str) -> Option<Text> {
        find(&self.tags, symbols, key)
    }

    /// The value of a further column, by its name.
    pub fn column(&self, symbols: &Symbols, name: &str) -> Option<Text> {
        find(&self.columns, symbols, name)
    }
}

fn find(pairs: &[(Text, Text)], symbols: &Symbols, key: &str) -> Option<Text> {
    pairs.iter().find(|(name, _)| symbols.get(*name) == key).map(|&(_, value)| value)
}
