//! Which rule took which cost: what people look at while they write rules.

use super::{
    allocate::{Allocation, NoEntity, Target, called},
    subject::Subject,
};
use crate::{
    ledger::{Field, Ledger},
    limits::{EXPLAINED_ITEMS, REASONS},
    money::{Amount, Currency},
    question::Measure,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of all items.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What each rule took, in their order; rules that took nothing too.
    pub rules: Vec<RuleReport>,
    /// All items.
    pub items: usize,
    /// Everything, by currency.
    pub total: Vec<(Currency, Amount)>,
    /// What has an owner, by currency.
    pub allocated: Vec<(Currency, Amount)>,
    /// What has none, by currency.
    pub unallocated: Vec<(Currency, Amount)>,
    /// How many items have none.
    pub unallocated_items: usize,
    /// What was named that the catalog does not have, the dearest first.
    pub unknown: Vec<UnknownName>,
    /// The dearest items that nobody has.
    pub without: Vec<Sample>,
    /// What is odd about the rules.
    pub warnings: Vec<String>,
}

/// What one rule took.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleReport {
    /// Its name.
    pub name: String,
    /// What it looks at.
    pub looks_at: String,
    /// Whether it holds without any configuration.
    pub is_default: bool,
    /// How many items.
    pub items: usize,
    /// How much, by currency.
    pub total: Vec<(Currency, Amount)>,
    /// How many items of these it gave to nothing that the catalog has.
    pub unknown_items: usize,
    /// Whose the dearest ones are.
    pub samples: Vec<Sample>,
}

/// One item.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// What it is: its name or id.
    pub item: String,
    /// The account that uses it.
    pub account: String,
    /// The service.
    pub service: String,
    /// What its tags say.
    pub tags: Vec<(String, String)>,
    /// How much.
    pub total: Amount,
    /// In which currency.
    pub currency: Currency,
    /// Whose it is, or why it is nobody's.
    pub outcome: String,
}

/// A name that the catalog does not have.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnknownName {
    /// The reference that was made of it.
    pub named: String,
    /// What said so: `tag team`.
    pub looked_at: String,
    /// How many items.
    pub items: usize,
    /// How much, by currency.
    pub total: Vec<(Currency, Amount)>,
}

/// Money by currency.
#[derive(Clone, Debug, Default)]
struct Purse(BTreeMap<Currency, Amount>);

impl Purse {
    fn add(&mut self, currency: Currency, amount: Amount) {
        *self.0.entry(currency).or_default() += amount;
    }

    fn list(self) -> Vec<(Currency, Amount)> {
        self.0.into_iter().collect()
    }

    /// For the order only: currencies are not compared.
    fn weight(&self) -> Amount {
        self.0.values().map(|amount| amount.abs()).sum()
    }
}

/// What became of all items, with all their costs.
pub fn explain(ledger: &Ledger, allocation: &Allocation) -> Explanation {
    let slots: Vec<u32> = (0..).take(ledger.items().len()).collect();
    let span: Vec<_> = ledger.span().into_iter().collect();
    let totals = ledger.totals(Measure::Effective, &span, &slots, slots.len());
    let mut order: Vec<usize> = (0..totals.len()).collect();
    order
        .sort_by_key(|item| std::cmp::Reverse(totals.get(*item).map_or(Amount::ZERO, |amount| amount.abs())));
    let mut gathering = Gathering::new(ledger, allocation);
    for item in order {
        gathering.item(item, totals.get(item).copied().unwrap_or_default());
    }
    gathering.finish()
}

struct Gathering<'a> {
    ledger: &'a Ledger,
    allocation: &'a Allocation,
    rules: Vec<(RuleReport, Purse)>,
    total: Purse,
    allocated: Purse,
    unallocated: Purse,
    unallocated_items: usize,
    unknown: BTreeMap<(String, String), (usize, Purse)>,
    without: Vec<Sample>,
}

impl<'a> Gathering<'a> {
    fn new(ledger: &'a Ledger, allocation: &'a Allocation) -> Self {
        let report = |rule: &super::Rule| RuleReport {
            name: rule.name.clone(),
            looks_at: rule.looks_at(),
            is_default: rule.is_default,
            items: 0,
            total: Vec::new(),
            unknown_items: 0,
            samples: Vec::new(),
        };
        let rules = allocation.rules().rules.iter().map(|rule| (report(rule), Purse::default())).collect();
        let (total, allocated, unallocated) = Default::default();
        let (unknown, without) = Default::default();
        Self {
            ledger,
            allocation,
            rules,
            total,
            allocated,
            unallocated,
            unallocated_items: 0,
            unknown,
            without,
        }
    }

    fn item(&mut self, item: usize, amount: Amount) {
        let Some(entry) = self.ledger.items().get(item) else { return };
        let Some(currency) = self.ledger.currencies().get(entry.currency()).copied() else { return };
        let target = self.allocation.target(item);
        self.total.add(currency, amount);
        let is_unknown = matches!(target, Target::Nobody(NoEntity::Unknown { .. }));
        if let Target::Nobody(why) = target {
            self.unallocated.add(currency, amount);
            self.unallocated_items += 1;
            if let NoEntity::Unknown { looked_at, named } = why {
                let (items, purse) = self.unknown.entry((named.clone(), looked_at.clone())).or_default();
                *items += 1;
                purse.add(currency, amount);
            }
        } else {
            self.allocated.add(currency, amount);
        }
        let wants = matches!(target, Target::Nobody(_)) && self.without.len() < EXPLAINED_ITEMS;
        if wants {
            self.without.push(sample(self.ledger, self.allocation, item, amount, currency));
        }
        let rule = self.allocation.rule_of.get(item).copied().unwrap_or(u32::MAX) as usize;
        if let Some((report, purse)) = self.rules.get_mut(rule) {
            report.items += 1;
            report.unknown_items += usize::from(is_unknown);
            purse.add(currency, amount);
            if report.samples.len() < EXPLAINED_ITEMS {
                report.samples.push(sample(self.ledger, self.allocation, item, amount, currency));
            }
        }
    }

    fn finish(self) -> Explanation {
        let mut unknown: Vec<_> = self.unknown.into_iter().collect();
        unknown.sort_by_key(|(_, (_, purse))| std::cmp::Reverse(purse.weight()));
        unknown.truncate(REASONS);
        Explanation {
            rules: (self.rules.into_iter())
                .map(|(report, purse)| RuleReport { total: purse.list(), ..report })
                .collect(),
            items: self.ledger.items().len(),
            total: self.total.list(),
            allocated: self.allocated.list(),
            unallocated: self.unallocated.list(),
            unallocated_items: self.unallocated_items,
            unknown: (unknown.into_iter())
                .map(|((named, looked_at), (items, purse))| UnknownName {
                    named,
                    looked_at,
                    items,
                    total: purse.list(),
                })
                .collect(),
            without: self.without,
            warnings: self.allocation.warnings.clone(),
        }
    }
}

fn sample(
    ledger: &Ledger,
    allocation: &Allocation,
    item: usize,
    total: Amount,
    currency: Currency,
) -> Sample {
    let fallback = crate::ledger::Entry::default();
    let entry = ledger.items().get(item).unwrap_or(&fallback);
    let subject = Subject { ledger, item: entry };
    let name = subject.ledger.text(entry, Field::AccountName);
    let account = if name.is_empty() { ledger.text(entry, Field::Account) } else { name };
    let text = |text| ledger.symbols().get(text).to_owned();
    let outcome = match allocation.target(item) {
        Target::Entity(entity) => {
            allocation.estate().known(*entity).map_or("", |known| &*known.reference).to_owned()
        }
        Target::Shared(number) => {
            let parts = allocation.sharings.get(*number as usize).map_or(0, |sharing| sharing.parts.len());
            format!("shared among {parts}")
        }
        Target::Nobody(why) => why.why(),
    };
    Sample {
        item: called(ledger, entry),
        account: account.to_owned(),
        service: ledger.text(entry, Field::Service).to_owned(),
        tags: ledger.tags(entry).iter().map(|(key, value)| (text(*key), text(*value))).collect(),
        total,
        currency,
        outcome,
    }
}
