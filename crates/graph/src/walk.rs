//! Walking relations breadth first: what can be reached from some entities, how far away it is, and how all of it
//! hangs together.
//!
//! A walk ends at a depth, at what the question leaves out, and at [`WALKED`] entities; it says where it was cut off.

use crate::{
    Links,
    limits::WALKED,
    relation::{is_need, pair_of},
};
use std::collections::{BTreeSet, HashMap};

/// Which way a walk goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Toward {
    /// To what is needed and to what needs it.
    #[default]
    Both,
    /// Only to what is needed.
    Needed,
    /// Only to what needs it.
    Needing,
}

/// What to walk, and where to stop. The default walks everything.
#[derive(Clone, Debug)]
pub struct Walk {
    /// Steps away from the first entities.
    pub depth: u32,
    /// Words of the pairs of relations to follow; all if empty.
    pub relations: BTreeSet<String>,
    /// Kinds to visit, in lower case; all if empty. The first entities are there whatever their kind.
    pub kinds: BTreeSet<String>,
    /// Which way to go.
    pub toward: Toward,
    /// Whether to go on from an owner that was reached from what it owns. Going on leads to everything it owns.
    pub through_owners: bool,
    /// Entities from which to take one step more, whatever the depth.
    pub expanded: BTreeSet<String>,
    /// Entities from which not to go on.
    pub collapsed: BTreeSet<String>,
    /// Entities to leave out.
    pub hidden: BTreeSet<String>,
    /// Most entities to find; never more than [`WALKED`].
    pub limit: usize,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            depth: u32::MAX,
            relations: BTreeSet::new(),
            kinds: BTreeSet::new(),
            toward: Toward::Both,
            through_owners: true,
            expanded: BTreeSet::new(),
            collapsed: BTreeSet::new(),
            hidden: BTreeSet::new(),
            limit: WALKED,
        }
    }
}

impl Walk {
    fn follows(&self, relation: &str) -> bool {
        self.relations.is_empty() || self.relations.contains(pair_of(relation).word())
    }

    fn goes(&self, relation: &str) -> bool {
        match self.toward {
            Toward::Both => true,
            Toward::Needed => is_need(relation),
            Toward::Needing => !is_need(relation),
        }
    }

    fn visits(&self, entity_ref: &str) -> bool {
        let kind = entity_ref.split(':').next().unwrap_or_default();
        (self.kinds.is_empty() || self.kinds.contains(kind)) && !self.hidden.contains(entity_ref)
    }
}

/// An entity that a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Steps from the nearest of the first entities.
    pub distance: u32,
    /// Whether there is such an entity.
    pub exists: bool,
    /// Number of its neighbours that the question admits and the walk did not find.
    pub further: usize,
}

/// A relation between two found entities, as the first has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Half {
    /// Position of the entity that has it.
    pub from: usize,
    /// Position of its target.
    pub to: usize,
    /// Its type.
    pub relation: String,
}

/// What a walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Entities, nearest first; the first ones in the order of the question.
    pub nodes: Vec<Found>,
    /// All relations between them that the question admits, once each, sorted.
    pub halves: Vec<Half>,
    /// Whether there was more than the limit allows.
    pub is_cut: bool,
}

/// Walks from `roots`.
pub fn walk(links: &dyn Links, roots: &[String], walk: &Walk) -> Walked {
    let mut way = Way::new(walk);
    for root in roots {
        way.reach(root, 0, true);
    }
    let mut next = 0;
    while next < way.found.len() {
        way.go_on(links, next);
        next += 1;
    }
    way.finish(links)
}

struct Way<'a> {
    walk: &'a Walk,
    limit: usize,
    found: Vec<(String, u32)>,
    /// Whether each was reached in a way from which to go on.
    open: Vec<bool>,
    known: HashMap<String, usize>,
    is_cut: bool,
}

impl<'a> Way<'a> {
    fn new(walk: &'a Walk) -> Self {
        Self {
            walk,
            limit: walk.limit.min(WALKED),
            found: Vec::new(),
            open: Vec::new(),
            known: HashMap::new(),
            is_cut: false,
        }
    }

    fn reach(&mut self, entity_ref: &str, distance: u32, is_open: bool) {
        if let Some(known) = self.known.get(entity_ref) {
            // Another way of the same length may be one from which to go on.
            if self.found[*known].1 == distance {
                self.open[*known] |= is_open;
            }
        } else if self.found.len() >= self.limit {
            self.is_cut = true;
        } else {
            self.known.insert(entity_ref.to_owned(), self.found.len());
            self.found.push((entity_ref.to_owned(), distance));
            self.open.push(is_open);
        }
    }

    fn go_on(&mut self, links: &dyn Links, from: usize) {
        let (entity_ref, distance) = self.found[from].clone();
        let is_asked = self.walk.expanded.contains(&entity_ref);
        let is_within = distance < self.walk.depth && self.open[from];
        if self.walk.collapsed.contains(&entity_ref) || !(is_asked || is_within) {
            return;
        }
        for (relation, target) in admitted(links, &entity_ref, self.walk) {
            if self.walk.goes(&relation) {
                let is_open = self.walk.through_owners || relation != "ownedBy";
                self.reach(&target, distance + 1, is_open);
            }
        }
    }

    fn finish(self, links: &dyn Links) -> Walked {
        let mut halves = Vec::new();
        let mut nodes = Vec::with_capacity(self.found.len());
        for (from, (entity_ref, distance)) in self.found.iter().enumerate() {
            let mut missing = BTreeSet::new();
            for (relation, target) in admitted(links, entity_ref, self.walk) {
                match self.known.get(&target) {
                    Some(to) => halves.push(Half { from, to: *to, relation }),
                    None if self.walk.goes(&relation) => drop(missing.insert(target)),
                    None => {}
                }
            }
            nodes.push(Found {
                entity_ref: entity_ref.clone(),
                distance: *distance,
                exists: links.exists(entity_ref),
                further: missing.len(),
            });
        }
        halves.sort_unstable();
        halves.dedup();
        Walked { nodes, halves, is_cut: self.is_cut }
    }
}

/// The relations of an entity that the question admits, sorted, so that the order in which they are kept is never seen.
fn admitted(links: &dyn Links, entity_ref: &str, walk: &Walk) -> Vec<(String, String)> {
    let mut relations = Vec::new();
    links.each(entity_ref, &mut |link| {
        if walk.follows(link.relation) && walk.visits(link.target) {
            relations.push((link.relation.to_owned(), link.target.to_owned()));
        }
    });
    relations.sort_unstable();
    relations
}
