//! What a change to an entity would concern: "what if".

use super::Named;
use portico_graph::Layout;
use serde::{Deserialize, Serialize};

/// What might happen to an entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum What {
    /// It is removed.
    #[default]
    Remove,
    /// It is deprecated.
    Deprecate,
    /// It does not do any more what others rely on.
    Break,
    /// What it owns gets another owner.
    Move,
}

impl What {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Remove, Self::Deprecate, Self::Break, Self::Move];
    /// Those that can happen to what people depend on.
    pub const TO_THINGS: [Self; 3] = [Self::Remove, Self::Deprecate, Self::Break];
    /// Those that can happen to groups and users.
    pub const TO_OWNERS: [Self; 2] = [Self::Remove, Self::Move];

    /// The word for it in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Deprecate => "deprecate",
            Self::Break => "break",
            Self::Move => "move",
        }
    }

    /// The words for it in a choice.
    pub fn label(self) -> &'static str {
        match self {
            Self::Remove => "it is removed",
            Self::Deprecate => "it is deprecated",
            Self::Break => "it breaks",
            Self::Move => "what it owns moves",
        }
    }

    /// The one that a word means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.word() == word)
    }

    /// Those that can happen to entities of a kind.
    pub fn of_kind(kind: &str) -> &'static [Self] {
        match kind.to_lowercase().as_str() {
            "group" | "user" => &Self::TO_OWNERS,
            _ => &Self::TO_THINGS,
        }
    }
}

/// How what is concerned is grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Grouping {
    /// By the number of steps.
    #[default]
    Distance,
    /// By system.
    System,
    /// By owner.
    Owner,
}

impl Grouping {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Distance, Self::System, Self::Owner];

    /// The word for it in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Distance => "distance",
            Self::System => "system",
            Self::Owner => "owner",
        }
    }

    /// The one that a word means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grouping| grouping.word() == word)
    }
}

/// What if?
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImpactQuestion {
    /// Full lower-case reference of the entity that changes.
    pub entity_ref: String,
    /// What happens to it.
    pub change: What,
    /// Full lower-case reference of the new owner, if things move; may be empty.
    pub to: String,
    /// How what is concerned is grouped.
    pub group: Grouping,
    /// Only what this owner has; everything if empty.
    pub owner: String,
}

impl ImpactQuestion {
    /// Whether it is about a group or a user, which own things, rather than about a thing.
    pub fn is_about_owner(&self) -> bool {
        self.entity_ref.starts_with("group:") || self.entity_ref.starts_with("user:")
    }

    /// Reads a query string's pairs. What it does not know is ignored, so that no address is an error; a change that
    /// cannot happen to the kind becomes the first one that can.
    pub fn read<'a>(entity_ref: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut question = Self { entity_ref: entity_ref.to_lowercase(), ..Self::default() };
        for (key, value) in pairs {
            let value = value.trim();
            match key {
                "change" => question.change = What::of_word(value).unwrap_or_default(),
                "group" => question.group = Grouping::of_word(value).unwrap_or_default(),
                "to" => question.to = owner(value),
                "owner" => question.owner = owner(value),
                _ => {}
            }
        }
        let kind = question.entity_ref.split(':').next().unwrap_or_default();
        if !What::of_kind(kind).contains(&question.change) {
            question.change = What::default();
        }
        if question.change != What::Move {
            question.to.clear();
        }
        question
    }

    /// The pairs of the query string for this question. The inverse of [`ImpactQuestion::read`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("change", self.change.word().to_owned())];
        if self.group != Grouping::default() {
            pairs.push(("group", self.group.word().to_owned()));
        }
        for (key, value) in [("to", &self.to), ("owner", &self.owner)] {
            if !value.is_empty() {
                pairs.push((key, value.clone()));
            }
        }
        pairs
    }

    /// The same question with another grouping.
    #[must_use]
    pub fn grouped(&self, group: Grouping) -> Self {
        Self { group, ..self.clone() }
    }

    /// The same question about what one owner has, or everybody.
    #[must_use]
    pub fn of_owner(&self, owner: &str) -> Self {
        Self { owner: owner.to_owned(), ..self.clone() }
    }
}

/// Completes a reference to an owner as people write it.
fn owner(text: &str) -> String {
    let lower = text.to_lowercase();
    match (lower.is_empty(), lower.contains(':'), lower.contains('/')) {
        (true, ..) => lower,
        (_, false, false) => format!("group:default/{lower}"),
        (_, false, true) => format!("group:{lower}"),
        (_, true, false) => lower.replacen(':', ":default/", 1),
        (_, true, true) => lower,
    }
}

/// What a change would concern.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImpactView {
    /// What was asked.
    pub question: ImpactQuestion,
    /// The entity that changes.
    pub subject: Option<Named>,
    /// Its kind, in its own spelling.
    pub kind: String,
    /// The result in one sentence.
    pub sentence: String,
    /// Number of entities concerned.
    pub total: usize,
    /// Those of them at distance 1.
    pub direct: usize,
    /// How many are at each distance, from 1 on.
    pub distances: Vec<usize>,
    /// The nearest of them as a picture; nothing for owners. Stays where it is drawn.
    #[serde(skip)]
    pub picture: Option<Layout>,
    /// Who must be told: those with the most things that are concerned first.
    pub teams: Vec<Team>,
    /// Number of all who must be told, listed or not.
    pub teams_total: usize,
    /// Number of entities concerned for which nobody that exists answers.
    pub without_owner: usize,
    /// What is concerned.
    pub groups: Vec<Group>,
    /// Number of groups that are not listed.
    pub more_groups: usize,
    /// Number of entities that the question's owner has among those concerned; all, if it names none.
    pub matching: usize,
    /// Number of those listed in the groups.
    pub listed: usize,
    /// What is deprecated and still used, among what is concerned and the entity itself.
    pub deprecated: Vec<StillUsed>,
    /// Number of all such entities.
    pub deprecated_total: usize,
    /// References that would lead nowhere.
    pub dangling: Vec<Dangling>,
    /// Number of all such references.
    pub dangling_total: usize,
    /// Who provides the API that changes.
    pub providers: Vec<Named>,
    /// The new owner, if things move.
    pub to: Option<Named>,
    /// Who might take over, if things move.
    pub heirs: Vec<Named>,
}

/// Somebody to tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// What to call it.
    pub label: String,
    /// Whether it is a person.
    pub is_person: bool,
    /// Number of its things at distance 1.
    pub direct: usize,
    /// Number of its things that are further away.
    pub indirect: usize,
    /// Number of its things that provide the API that changes.
    pub provides: usize,
    /// Whether it owns the entity that changes.
    pub is_own: bool,
    /// Where to write to.
    pub email: Option<String>,
    /// Where else to find it: title and address.
    pub links: Vec<(String, String)>,
}

/// Entities that are concerned in one way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Heading.
    pub title: String,
    /// The entity that the heading names, if it does.
    pub entity_ref: Option<String>,
    /// Number of all its entities.
    pub total: usize,
    /// The first of them.
    pub items: Vec<Concerned>,
}

/// An entity that is concerned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Concerned {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// What to call it.
    pub label: String,
    /// Kind in its own spelling.
    pub kind: String,
    /// `spec.lifecycle`.
    pub lifecycle: Option<String>,
    /// Who owns it.
    pub owners: Vec<Named>,
    /// The system that it is part of.
    pub system: Option<Named>,
    /// Number of steps from the change.
    pub distance: usize,
    /// The shortest explanation.
    pub why: Vec<Said>,
}

impl Concerned {
    /// The explanation as a text.
    pub fn explanation(&self) -> String {
        self.why.iter().map(Said::text).collect()
    }
}

/// A piece of a sentence about entities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// Words.
    Words(String),
    /// An entity.
    Entity(Named),
}

impl Said {
    /// The piece as a text.
    pub fn text(&self) -> &str {
        match self {
            Self::Words(words) => words,
            Self::Entity(named) => &named.label,
        }
    }
}

/// Something deprecated that others still use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillUsed {
    /// The entity.
    pub entity: Named,
    /// Its `spec.lifecycle`.
    pub lifecycle: String,
    /// How many depend on it or consume it, directly.
    pub uses: usize,
}

/// A reference that would lead nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dangling {
    /// The entity that states it.
    pub entity: Named,
    /// Where: `spec.dependsOn`.
    pub field: String,
    /// The reference as it is written.
    pub written: String,
}

/// A number with its noun: `1 entity`, `2 entities`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::{Grouping, ImpactQuestion, What};

    #[test]
    fn the_query_string_is_the_question() {
        let pairs =
            [("change", "move"), ("to", "Team-B"), ("group", "owner"), ("owner", "user:anna"), ("x", "y")];
        let question = ImpactQuestion::read("Group:default/team-a", pairs);
        assert_eq!((question.change, question.group), (What::Move, Grouping::Owner));
        assert_eq!(
            (question.to.as_str(), question.owner.as_str()),
            ("group:default/team-b", "user:default/anna")
        );
        let pairs = question.pairs();
        let again = pairs.iter().map(|(key, value)| (*key, value.as_str()));
        assert_eq!(ImpactQuestion::read("group:default/team-a", again), question);
    }

    #[test]
    fn no_address_is_an_error() {
        let read = |entity_ref: &str, change| ImpactQuestion::read(entity_ref, [("change", change)]).change;
        assert_eq!(read("component:default/a", "explode"), What::Remove);
        assert_eq!(read("component:default/a", "move"), What::Remove);
        assert_eq!(read("user:default/a", "break"), What::Remove);
        assert_eq!(read("api:default/a", "break"), What::Break);
    }
}
