//! Rules: which costs, and whose they are.

use super::{
    pattern::{Captures, Pattern},
    subject::{Key, Subject},
    template::Template,
};
use crate::ledger::Field;

/// How costs are allocated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The rules; the first that fits decides.
    pub rules: Vec<Rule>,
    /// What the environment of an item is.
    pub environment: Vec<EnvironmentRule>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is called.
    pub name: String,
    /// All of these must fit.
    pub when: Vec<Condition>,
    /// What becomes of the costs.
    pub then: Then,
    /// Whether the next rules are asked when it names nothing that the catalog has.
    pub goes_on: bool,
    /// Whether it is one of those that hold without any configuration.
    pub is_default: bool,
}

/// What becomes of costs that a rule fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// They are of the first of these that the catalog has.
    To(Vec<Template>),
    /// They are of the entity with an annotation that has this value.
    Annotated(Field),
    /// They are of several.
    Share(Share),
    /// They are nobody's, on purpose.
    Nobody,
}

/// How costs are shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// References, or patterns of references that the catalog has.
    pub among: Vec<String>,
    /// In which proportion.
    pub by: By,
}

/// In which proportion costs are shared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// Each the same.
    Even,
    /// By fixed weights, in the order of [`Share::among`].
    Fixed(Vec<u128>),
    /// By what each one costs that day without what is shared.
    Cost,
    /// By a metric of that day.
    Metric(String),
}

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is looked at.
    pub key: Key,
    /// One of these must fit.
    pub patterns: Vec<Pattern>,
}

/// A rule for the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvironmentRule {
    /// It is the value of what a key says.
    Said(Key),
    /// It is this, if the conditions fit.
    Is(Vec<Condition>, String),
}

impl Condition {
    /// Whether an item fits. Where a bill has an id and a name of the same thing, either may.
    pub fn fits(&self, subject: Subject<'_>, captures: &mut Captures) -> bool {
        let (value, also) = (subject.value(&self.key), subject.also(&self.key));
        self.patterns.iter().any(|pattern| {
            pattern.fits(value, captures) || (!also.is_empty() && pattern.fits(also, captures))
        })
    }
}

impl Rule {
    /// Whether an item fits all conditions, and what their patterns kept.
    pub fn fits(&self, subject: Subject<'_>) -> Option<Captures> {
        let mut captures = Captures::new();
        self.when.iter().all(|condition| condition.fits(subject, &mut captures)).then_some(captures)
    }

    /// What the conditions look at, for messages: `tag team, account`.
    pub fn looks_at(&self) -> String {
        let keys: Vec<String> = self.when.iter().map(|condition| condition.key.called()).collect();
        keys.join(", ")
    }
}

impl EnvironmentRule {
    /// The environment of an item, if this rule says one.
    pub fn environment(&self, subject: Subject<'_>) -> Option<String> {
        match self {
            Self::Said(key) => Some(subject.value(key).trim().to_lowercase()).filter(|said| !said.is_empty()),
            Self::Is(conditions, name) => {
                let mut captures = Captures::new();
                let fits = conditions.iter().all(|condition| condition.fits(subject, &mut captures));
                fits.then(|| name.clone())
            }
        }
    }
}

/// Tags that organisations put on what they pay for, the most specific first, and the kinds that they name.
const TAGS: [(&str, &[&str]); 14] = [
    ("component", &["component", "system", "resource"]),
    ("service", &["component", "system", "resource"]),
    ("app", &["component", "system", "resource"]),
    ("application", &["component", "system", "resource"]),
    ("workload", &["component", "system", "resource"]),
    ("database", &["resource", "component"]),
    ("system", &["system", "component"]),
    ("product", &["system", "domain", "component"]),
    ("project", &["system", "component"]),
    ("team", &["group"]),
    ("owner", &["group", "user"]),
    ("squad", &["group"]),
    ("business_unit", &["domain", "group"]),
    ("domain", &["domain"]),
];

/// Tags that say the environment.
const ENVIRONMENTS: [&str; 3] = ["environment", "env", "stage"];

/// The rules that hold where none of the organisation's fits: ids that are annotations, then tags.
pub fn defaults() -> Vec<Rule> {
    let rule =
        |name: String, when: Vec<Condition>, then| Rule { name, when, then, goes_on: true, is_default: true };
    let said = |key: Key| {
        Pattern::parse("*").map(|any| Condition { key, patterns: vec![any] }).into_iter().collect()
    };
    let by_id = |word: &str, field| {
        rule(format!("{word} id is an annotation"), said(Key::Field(field)), Then::Annotated(field))
    };
    let by_tag = TAGS.iter().map(|(tag, kinds)| {
        let template = |kind: &&str| Template::parse(&format!("{kind}:${{tag.{tag}}}"), &[]).ok();
        let whole = Template::parse(&format!("${{tag.{tag}}}"), &[]).ok();
        let to = kinds.iter().filter_map(template).chain(whole).collect();
        rule(format!("tag {tag}"), said(Key::Tag((*tag).to_owned())), Then::To(to))
    });
    let mut rules = vec![by_id("resource", Field::Resource)];
    rules.extend(by_tag);
    rules.push(by_id("account", Field::Account));
    rules
}

/// What says the environment where the configuration does not tell.
pub fn default_environment() -> Vec<EnvironmentRule> {
    ENVIRONMENTS.iter().map(|tag| EnvironmentRule::Said(Key::Tag((*tag).to_owned()))).collect()
}

impl Default for Rules {
    fn default() -> Self {
        Self { rules: defaults(), environment: default_environment() }
    }
}
