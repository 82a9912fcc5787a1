//! What a graph is asked, as an address says it. The names of older portals' pages are understood, so that links to
//! them work; what makes no sense is replaced by what is usual, and noted.

use super::choices::{Bend, Direction, GroupBy, Toward};
use portico_entity::{EntityRef, RefContext};
use serde::{Deserialize, Serialize};

/// Steps from the first entity, where the question does not say.
pub const DEPTH: u32 = 2;
/// Most steps that can be asked for; more are all.
const DEEPEST: u32 = 20;
/// Most entries of each list in a question.
pub const LISTED: usize = 100;
/// Longest reference or word.
const LONGEST: usize = 400;

/// The relations to choose from: word, what an arrow says, and the other half's word.
pub const RELATIONS: [(&str, &str, &str); 8] = [
    ("dependsOn", "depends on", "dependencyOf"),
    ("consumesApi", "consumes", "apiConsumedBy"),
    ("providesApi", "provides", "apiProvidedBy"),
    ("partOf", "has part", "hasPart"),
    ("ownedBy", "owns", "ownerOf"),
    ("childOf", "parent of", "parentOf"),
    ("memberOf", "has member", "hasMember"),
    ("other", "other relations", ""),
];

/// Names of the parameters, in the order in which they are written.
pub const PARAMETERS: [&str; 15] = [
    "rootEntityRefs[]",
    "maxDepth",
    "selectedKinds[]",
    "selectedRelations[]",
    "toward",
    "owners",
    "mergeRelations",
    "direction",
    "curve",
    "group",
    "expanded[]",
    "collapsed[]",
    "hidden[]",
    "open[]",
    "find",
];

/// A question about relations.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GraphQuestion {
    /// Full lower-case references to begin with.
    pub roots: Vec<String>,
    /// Steps away from these; as far as possible if none.
    pub depth: Option<u32>,
    /// Kinds to show, in lower case; all if empty.
    pub kinds: Vec<String>,
    /// Words of [`RELATIONS`] to follow; all if empty.
    pub relations: Vec<String>,
    /// Which way to go.
    pub toward: Toward,
    /// Whether to go on from owners to everything that they own.
    pub through_owners: bool,
    /// Whether the two halves of a relation are one arrow.
    pub merge: bool,
    /// Where arrows point to.
    pub direction: Direction,
    /// How they bend.
    pub bend: Bend,
    /// What frames are drawn around.
    pub group: GroupBy,
    /// Entities whose neighbours are shown whatever the depth.
    pub expanded: Vec<String>,
    /// Entities that are not followed.
    pub collapsed: Vec<String>,
    /// Entities that are left out.
    pub hidden: Vec<String>,
    /// Groups of a summary whose entities are shown one by one.
    pub open: Vec<String>,
    /// Words to find a first entity by.
    pub find: String,
}

impl Default for GraphQuestion {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            depth: Some(DEPTH),
            kinds: Vec::new(),
            relations: Vec::new(),
            toward: Toward::Both,
            through_owners: false,
            merge: true,
            direction: Direction::Right,
            bend: Bend::Curved,
            group: GroupBy::None,
            expanded: Vec::new(),
            collapsed: Vec::new(),
            hidden: Vec::new(),
            open: Vec::new(),
            find: String::new(),
        }
    }
}

impl GraphQuestion {
    /// The graph around one entity.
    pub fn of(entity_ref: &str) -> Self {
        Self { roots: vec![entity_ref.to_owned()], ..Self::default() }
    }

    /// Reads a query string's pairs. What makes no sense is noted; names that are not known are ignored.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut question = Self::default();
        let mut reader = Reader::default();
        let (mut merges, mut one_way) = (None, None);
        for (key, value) in pairs {
            let value = value.trim();
            // `name[]` and `name[3]` are entries of the list `name`.
            let name = key.split('[').next().unwrap_or(key);
            if value.is_empty() {
                continue;
            }
            match name {
                "rootEntityRefs" => reader.reference(&mut question.roots, name, value),
                "maxDepth" => question.depth = reader.depth(value),
                "selectedKinds" => reader.kind(&mut question.kinds, value),
                "selectedRelations" => reader.relation(&mut question.relations, value),
                "toward" => question.toward = reader.choose(name, value, Toward::of(value)),
                "owners" => question.through_owners = reader.choose(name, value, follow(value)),
                "unidirectional" => one_way = Some(reader.choose(name, value, truth(value))),
                "mergeRelations" => merges = Some(reader.choose(name, value, truth(value))),
                "direction" => question.direction = reader.choose(name, value, Direction::of(value)),
                "curve" => question.bend = reader.choose(name, value, Bend::of(value)),
                "group" => question.group = reader.choose(name, value, GroupBy::of(value)),
                "expanded" => reader.reference(&mut question.expanded, name, value),
                "collapsed" => reader.reference(&mut question.collapsed, name, value),
                "hidden" => reader.reference(&mut question.hidden, name, value),
                "open" => reader.entry(&mut question.open, name, value.to_lowercase()),
                "find" => question.find = value.chars().take(LONGEST).collect(),
                _ => {}
            }
        }
        // Arrows in one direction only are as good as merged: one for each pair of relations.
        question.merge = merges.unwrap_or(true) || one_way.unwrap_or(false);
        question.hidden.retain(|hidden| !question.roots.contains(hidden));
        (question, reader.notes)
    }

    /// The pairs of the query string for this question. The inverse of [`GraphQuestion::read`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let list = |pairs: &mut Vec<(&'static str, String)>, name, values: &[String]| {
            pairs.extend(values.iter().map(|value| (name, value.clone())));
        };
        list(&mut pairs, "rootEntityRefs[]", &self.roots);
        if self.depth != Some(DEPTH) {
            pairs.push(("maxDepth", self.depth.map_or_else(|| "∞".to_owned(), |depth| depth.to_string())));
        }
        list(&mut pairs, "selectedKinds[]", &self.kinds);
        list(&mut pairs, "selectedRelations[]", &self.relations);
        let usual = Self::default();
        let mut word = |name, differs: bool, word: &str| {
            if differs {
                pairs.push((name, word.to_owned()));
            }
        };
        word("toward", self.toward != usual.toward, self.toward.word());
        word("owners", self.through_owners, "follow");
        word("mergeRelations", !self.merge, "false");
        word("direction", self.direction != usual.direction, self.direction.word());
        word("curve", self.bend != usual.bend, self.bend.word());
        word("group", self.group != usual.group, self.group.word());
        list(&mut pairs, "expanded[]", &self.expanded);
        list(&mut pairs, "collapsed[]", &self.collapsed);
        list(&mut pairs, "hidden[]", &self.hidden);
        list(&mut pairs, "open[]", &self.open);
        if !self.find.is_empty() {
            pairs.push(("find", self.find.clone()));
        }
        pairs
    }

    /// The same question about another entity.
    #[must_use]
    pub fn rooted(&self, entity_ref: &str) -> Self {
        let roots = vec![entity_ref.to_owned()];
        let (expanded, collapsed, hidden, open) = Default::default();
        Self { roots, expanded, collapsed, hidden, open, find: String::new(), ..self.clone() }
    }

    /// The same question with the neighbours of an entity.
    #[must_use]
    pub fn expanding(&self, entity_ref: &str) -> Self {
        Self {
            expanded: with(&self.expanded, entity_ref),
            collapsed: without(&self.collapsed, entity_ref),
            ..self.clone()
        }
    }

    /// The same question without what is reached through an entity alone.
    #[must_use]
    pub fn collapsing(&self, entity_ref: &str) -> Self {
        Self {
            expanded: without(&self.expanded, entity_ref),
            collapsed: with(&self.collapsed, entity_ref),
            ..self.clone()
        }
    }

    /// The same question without an entity.
    #[must_use]
    pub fn hiding(&self, entity_ref: &str) -> Self {
        Self { hidden: with(&self.hidden, entity_ref), ..self.clone() }
    }

    /// The same question with everything in it that was left out.
    #[must_use]
    pub fn hiding_nothing(&self) -> Self {
        Self { hidden: Vec::new(), ..self.clone() }
    }

    /// The same question with the entities of a group one by one.
    #[must_use]
    pub fn opening(&self, group: &str) -> Self {
        Self { open: with(&self.open, group), ..self.clone() }
    }
}

fn with(list: &[String], entry: &str) -> Vec<String> {
    let mut list = without(list, entry);
    list.push(entry.to_owned());
    list
}

fn without(list: &[String], entry: &str) -> Vec<String> {
    list.iter().filter(|other| *other != entry).cloned().collect()
}

fn truth(word: &str) -> Option<bool> {
    match word {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

fn follow(word: &str) -> Option<bool> {
    if word == "follow" { Some(true) } else { truth(word) }
}

/// Reads values and notes what made no sense.
#[derive(Default)]
struct Reader {
    notes: Vec<String>,
}

impl Reader {
    fn note(&mut self, note: String) {
        const NOTES: usize = 8;
        if self.notes.len() < NOTES {
            self.notes.push(note);
        }
    }

    fn choose<T: Default>(&mut self, name: &str, value: &str, found: Option<T>) -> T {
        found.unwrap_or_else(|| {
            self.note(format!("{name} cannot be “{}”; what is usual is shown.", start(value)));
            T::default()
        })
    }

    fn entry(&mut self, list: &mut Vec<String>, name: &str, value: String) {
        if value.chars().count() > LONGEST {
            self.note(format!("{name}: “{}” is too long and left out.", start(&value)));
        } else if list.len() >= LISTED {
            self.note(format!("{name} has more than {LISTED} entries; the rest is left out."));
        } else if !list.contains(&value) {
            list.push(value);
        }
    }

    fn reference(&mut self, list: &mut Vec<String>, name: &str, value: &str) {
        match EntityRef::parse(value, RefContext::kind("component")) {
            Ok(reference) => self.entry(list, name, reference.to_string().to_lowercase()),
            Err(error) => self.note(format!("{name}: {error}; it is left out.")),
        }
    }

    fn depth(&mut self, value: &str) -> Option<u32> {
        if matches!(value, "∞" | "Infinity" | "infinity" | "all") {
            return None;
        }
        match value.parse::<u32>() {
            Ok(0) | Err(_) => {
                self.note(format!("maxDepth cannot be “{}”; {DEPTH} steps are shown.", start(value)));
                Some(DEPTH)
            }
            Ok(depth) => Some(depth).filter(|depth| *depth <= DEEPEST),
        }
    }

    fn kind(&mut self, list: &mut Vec<String>, value: &str) {
        self.entry(list, "selectedKinds", value.to_lowercase());
    }

    fn relation(&mut self, list: &mut Vec<String>, value: &str) {
        let is_same = |word: &str| word.eq_ignore_ascii_case(value);
        match RELATIONS.iter().find(|(forward, _, reverse)| is_same(forward) || is_same(reverse)) {
            Some((word, ..)) => self.entry(list, "selectedRelations", (*word).to_owned()),
            None => self.note(format!(
                "selectedRelations: “{}” is not among the well-known relations; “other” shows all of these.",
                start(value)
            )),
        }
    }
}

fn start(value: &str) -> String {
    value.chars().take(40).collect()
}

#[cfg(test)]
mod tests;
