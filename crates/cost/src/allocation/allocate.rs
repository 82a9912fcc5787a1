//! Asking the rules about every item.

use super::{
    rules::{Rule, Rules, Share, Then},
    sharing::{Sharing, SharingKey},
    subject::Subject,
};
use crate::{
    estate::{EntityId, Estate},
    ledger::{Entry, Field, Ledger},
    limits::SHARE_CELLS,
    metrics::Metrics,
};
use std::{collections::HashMap, sync::Arc};

/// Whose the costs of a ledger are.
#[derive(Clone, Debug, Default)]
pub struct Allocation {
    pub(crate) estate: Arc<Estate>,
    /// Number of each item's target.
    pub(crate) target_of: Vec<u32>,
    pub(crate) targets: Vec<Target>,
    /// Number of the rule that decided about each item; [`u32::MAX`] if none did.
    pub(crate) rule_of: Vec<u32>,
    pub(crate) environment_of: Vec<u32>,
    pub(crate) environments: Vec<String>,
    pub(crate) sharings: Vec<Sharing>,
    pub(crate) rules: Arc<Rules>,
    /// What is odd about the rules, for people: entities to share among that the catalog does not have, …
    pub warnings: Vec<String>,
}

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// One entity's.
    Entity(EntityId),
    /// Several entities', by the sharing of this number.
    Shared(u32),
    /// Nobody's.
    Nobody(NoEntity),
}

/// Why something is nobody's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NoEntity {
    /// No rule fits.
    NoRule,
    /// The rules that fit name nothing that the catalog has: what the first of them said, and the reference that it
    /// made of that.
    Unknown {
        /// What it looked at: `tag team`.
        looked_at: String,
        /// The reference.
        named: String,
    },
    /// A rule says so: its name.
    OnPurpose(String),
}

/// Asks the rules about every item of a ledger.
pub fn allocate(ledger: &Ledger, estate: Arc<Estate>, rules: Arc<Rules>, metrics: &Metrics) -> Allocation {
    let mut deciding = Deciding {
        estate: &estate,
        rules: &rules,
        found: HashMap::new(),
        sharings: HashMap::new(),
        alike: HashMap::new(),
    };
    let mut allocation = Allocation::default();
    let mut environments: HashMap<String, u32> = HashMap::new();
    for item in ledger.items() {
        let subject = Subject { ledger, item };
        let (target, rule) = deciding.about(subject, &mut allocation);
        allocation.target_of.push(target);
        allocation.rule_of.push(rule);
        let environment =
            rules.environment.iter().find_map(|rule| rule.environment(subject)).unwrap_or_default();
        let next = u32::try_from(environments.len()).unwrap_or(u32::MAX);
        let number = *environments.entry(environment).or_insert(next);
        allocation.environment_of.push(number);
    }
    let mut names: Vec<(String, u32)> = environments.into_iter().collect();
    names.sort_by_key(|(_, number)| *number);
    allocation.environments = names.into_iter().map(|(name, _)| name).collect();
    allocation.estate = estate;
    allocation.rules = rules;
    allocation.weigh(ledger, metrics, SHARE_CELLS);
    allocation
}

struct Deciding<'a> {
    estate: &'a Estate,
    rules: &'a Rules,
    found: HashMap<Target, u32>,
    /// Number of the sharing of each rule that shares.
    sharings: HashMap<usize, Option<u32>>,
    /// Number of each sharing: rules that share alike have one together, as its weights by day are many.
    alike: HashMap<SharingKey, u32>,
}

impl Deciding<'_> {
    /// The numbers of the target and of the rule that decided.
    fn about(&mut self, subject: Subject<'_>, into: &mut Allocation) -> (u32, u32) {
        let mut unknown = None;
        for (place, rule) in self.rules.rules.iter().enumerate() {
            let Some(decided) = self.asked(place, rule, subject, into) else { continue };
            let number = u32::try_from(place).unwrap_or(u32::MAX);
            match decided {
                Target::Nobody(NoEntity::Unknown { .. }) if rule.goes_on => {
                    unknown.get_or_insert((decided, number));
                }
                target => return (self.number(target, into), number),
            }
        }
        let (target, rule) = unknown.unwrap_or((Target::Nobody(NoEntity::NoRule), u32::MAX));
        (self.number(target, into), rule)
    }

    /// What one rule says; none if it does not fit.
    fn asked(
        &mut self,
        place: usize,
        rule: &Rule,
        subject: Subject<'_>,
        into: &mut Allocation,
    ) -> Option<Target> {
        let captures = rule.fits(subject)?;
        match &rule.then {
            Then::Nobody => Some(Target::Nobody(NoEntity::OnPurpose(rule.name.clone()))),
            Then::Annotated(field) => {
                let value = subject.ledger.text(subject.item, *field);
                self.estate.annotated(value).map(Target::Entity)
            }
            Then::To(templates) => {
                let mut names = templates.iter().filter_map(|template| template.filled(subject, &captures));
                let first = names.next()?;
                let known =
                    self.estate.find(&first).or_else(|| names.find_map(|name| self.estate.find(&name)));
                Some(known.map_or_else(|| unknown(rule, first), Target::Entity))
            }
            Then::Share(share) => match self.sharing(place, share, rule, into) {
                Some(number) => Some(Target::Shared(number)),
                None => Some(unknown(rule, share.among.join(", "))),
            },
        }
    }

    /// The number of a rule's sharing; none if the catalog has none of those that it names.
    fn sharing(&mut self, place: usize, share: &Share, rule: &Rule, into: &mut Allocation) -> Option<u32> {
        if let Some(known) = self.sharings.get(&place) {
            return *known;
        }
        let (sharing, missing) = Sharing::of(self.estate, share);
        if !missing.is_empty() {
            let missing = missing.join(", ");
            into.warnings.push(format!(
                "rule \"{}\" shares among {missing}, which the catalog does not have",
                rule.name
            ));
        }
        let number = sharing.map(|sharing| {
            let next = u32::try_from(into.sharings.len()).unwrap_or(u32::MAX);
            *self.alike.entry(sharing.key()).or_insert_with(|| {
                into.sharings.push(sharing);
                next
            })
        });
        self.sharings.insert(place, number);
        number
    }

    fn number(&mut self, target: Target, into: &mut Allocation) -> u32 {
        let next = u32::try_from(into.targets.len()).unwrap_or(u32::MAX);
        let targets = &mut into.targets;
        *self.found.entry(target.clone()).or_insert_with(|| {
            targets.push(target);
            next
        })
    }
}

fn unknown(rule: &Rule, named: String) -> Target {
    let looked_at = if rule.when.is_empty() { format!("rule {}", rule.name) } else { rule.looks_at() };
    Target::Nobody(NoEntity::Unknown { looked_at, named })
}

impl Allocation {
    /// The catalog that it was made with.
    pub fn estate(&self) -> &Estate {
        &self.estate
    }

    /// The rules that it was made with.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whose an item is.
    pub fn target(&self, item: usize) -> &Target {
        const NOBODY: &Target = &Target::Nobody(NoEntity::NoRule);
        let number = self.target_of.get(item);
        number.and_then(|number| self.targets.get(*number as usize)).unwrap_or(NOBODY)
    }

    /// The environment of an item; empty if nothing says it.
    pub fn environment(&self, item: usize) -> &str {
        let number = self.environment_of.get(item);
        number.and_then(|number| self.environments.get(*number as usize)).map_or("", String::as_str)
    }

    /// The rule that decided about an item.
    pub fn rule(&self, item: usize) -> Option<&Rule> {
        let number = self.rule_of.get(item)?;
        self.rules.rules.get(*number as usize)
    }
}

impl NoEntity {
    /// Why, for people.
    pub fn why(&self) -> String {
        match self {
            Self::NoRule => "no rule fits, and no tag or id names an entity".to_owned(),
            Self::Unknown { looked_at, named } => {
                format!("{looked_at} names {named}, which the catalog does not have")
            }
            Self::OnPurpose(rule) => format!("rule \"{rule}\" leaves it to nobody"),
        }
    }
}

/// The label of a resource in lists: its name, else its id, else what it is.
pub(crate) fn called(ledger: &Ledger, item: &Entry) -> String {
    let fields = [Field::ResourceName, Field::Resource, Field::ResourceType, Field::Service, Field::Charge];
    let texts = fields.map(|field| ledger.text(item, field));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or("(without a name)").to_owned()
}
