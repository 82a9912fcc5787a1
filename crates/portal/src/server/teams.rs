//! The organisation as a tree.
//!
//! Every group has one place: below the first group that leads to it from a root. Groups that lead back to themselves
//! have no root; the first of them by name stands in for one, and says so.

use super::{
    Portal,
    brief::named,
    limits::{TREE, TREE_DEPTH, TREE_OPEN},
    org::{attentive, by_name, children, lead, links, members_of, owned_by, parents, read, value},
};
use crate::{
    Caller,
    views::explore::{ExploreFilter, TeamNode, TeamsView},
};
use portico_query::{Index, Predicate, Slots};
use std::collections::HashMap;

/// The groups in the order in which a walk from the roots meets them, nearest first.
struct Tree<'a> {
    index: &'a Index,
    groups: Vec<Placed<'a>>,
}

/// A group with its place.
struct Placed<'a> {
    group: &'a str,
    parent: Option<usize>,
    children: Vec<usize>,
    depth: usize,
    is_circular: bool,
    own: Belongings,
    /// With all groups below.
    all: Belongings,
    /// Whether it was sought.
    is_found: bool,
    /// Whether it, or one below, was sought.
    is_shown: bool,
}

/// What belongs to a group.
#[derive(Clone, Default)]
struct Belongings {
    members: Slots,
    owned: Slots,
}

impl Portal {
    /// The tree of all groups, or of one and those below it.
    pub fn teams(&self, _caller: Caller, filter: &ExploreFilter) -> TeamsView {
        let index = self.index();
        let all = index.evaluate(&Predicate::equals("kind", "group"));
        let within = Some(filter.within.as_str()).filter(|within| index.slot(within).is_some());
        let mut tree = Tree { index: &index, groups: Vec::new() };
        match within {
            Some(within) => tree.grow(vec![within], &mut HashMap::new()),
            None => tree.grow_all(&all),
        }
        tree.gather();
        let found = tree.seek(&filter.text);
        let shown = tree.shown();
        let roots: Vec<usize> =
            (0..tree.groups.len()).filter(|at| tree.groups[*at].parent.is_none()).collect();
        let listed: Vec<usize> = roots.iter().copied().filter(|at| shown[*at]).collect();
        let wanted = roots.iter().filter(|at| tree.groups[**at].is_shown).count();
        let open = shown.iter().filter(|is_shown| **is_shown).count() <= TREE_OPEN || !filter.text.is_empty();
        TeamsView {
            more: wanted - listed.len(),
            roots: listed.into_iter().map(|at| tree.node(at, &shown, open)).collect(),
            within: within.map(|within| named(&index, within)),
            groups: (found, usize::try_from(all.len()).unwrap_or(usize::MAX)),
            people: index.evaluate(&Predicate::equals("kind", "user")).len(),
            loading: !self.status().ready,
        }
    }
}

impl<'a> Tree<'a> {
    /// Places every group.
    fn grow_all(&mut self, all: &Slots) {
        let index = self.index;
        let limit = usize::try_from(all.len()).unwrap_or(usize::MAX);
        let by_name: Vec<&str> = by_name(index, all, limit)
            .into_iter()
            .filter_map(|slot| index.document(slot))
            .map(|document| &*document.entity_ref)
            .collect();
        let mut places = HashMap::with_capacity(by_name.len());
        let roots = by_name.iter().copied().filter(|group| parents(index, group).is_empty()).collect();
        self.grow(roots, &mut places);
        // What no root leads to leads back to itself.
        for group in by_name {
            if !places.contains_key(group) {
                let at = self.groups.len();
                self.grow(vec![group], &mut places);
                self.groups[at].is_circular = true;
            }
        }
    }

    /// Places groups and all below them that have no place yet.
    fn grow(&mut self, roots: Vec<&'a str>, places: &mut HashMap<&'a str, usize>) {
        let mut next = self.groups.len();
        for root in roots {
            self.place(root, None, places);
        }
        while next < self.groups.len() {
            let below = children(self.index, self.groups[next].group);
            for child in in_order(self.index, below) {
                if !places.contains_key(child) {
                    let at = self.place(child, Some(next), places);
                    self.groups[next].children.push(at);
                }
            }
            next += 1;
        }
    }

    fn place(
        &mut self,
        group: &'a str,
        parent: Option<usize>,
        places: &mut HashMap<&'a str, usize>,
    ) -> usize {
        let at = self.groups.len();
        places.insert(group, at);
        self.groups.push(Placed {
            group,
            parent,
            children: Vec::new(),
            depth: parent.map_or(0, |parent| self.groups[parent].depth + 1),
            is_circular: false,
            own: Belongings::default(),
            all: Belongings::default(),
            is_found: true,
            is_shown: true,
        });
        at
    }

    /// Looks up what belongs to each group, and adds it to all above: those below come later in the order.
    fn gather(&mut self) {
        for at in (0..self.groups.len()).rev() {
            let group = self.groups[at].group;
            let own = Belongings {
                members: members_of(self.index, &[group]),
                owned: owned_by(self.index, &[group]),
            };
            let placed = &mut self.groups[at];
            placed.all.members |= &own.members;
            placed.all.owned |= &own.owned;
            placed.own = own;
            let (all, parent) = (placed.all.clone(), placed.parent);
            if let Some(parent) = parent {
                self.groups[parent].all.members |= all.members;
                self.groups[parent].all.owned |= all.owned;
            }
        }
    }

    /// Marks the groups that hold every word, and those that lead to one. Returns how many hold them.
    fn seek(&mut self, text: &str) -> usize {
        if text.trim().is_empty() {
            return self.groups.len();
        }
        let slots: Slots = self.groups.iter().filter_map(|placed| self.index.slot(placed.group)).collect();
        let fitting = self.index.text_match_within(text, &slots);
        for at in (0..self.groups.len()).rev() {
            let slot = self.index.slot(self.groups[at].group);
            let is_found = slot.is_some_and(|slot| fitting.contains(slot));
            let leads = self.groups[at].children.iter().any(|child| self.groups[*child].is_shown);
            self.groups[at].is_found = is_found;
            self.groups[at].is_shown = is_found || leads;
        }
        self.groups.iter().filter(|placed| placed.is_found).count()
    }

    /// Which groups are shown: the nearest to the roots, up to the limits.
    fn shown(&self) -> Vec<bool> {
        let mut budget = TREE;
        let mut shown: Vec<bool> = Vec::with_capacity(self.groups.len());
        // In the order of the walk, a parent is decided before its children.
        for placed in &self.groups {
            let above = placed.parent.is_none_or(|parent| shown[parent]);
            let is_shown = placed.is_shown && above && placed.depth < TREE_DEPTH && budget > 0;
            budget -= usize::from(is_shown);
            shown.push(is_shown);
        }
        shown
    }

    /// A group with those below; at most [`TREE_DEPTH`] deep.
    fn node(&self, at: usize, shown: &[bool], open: bool) -> TeamNode {
        let placed = &self.groups[at];
        let index = self.index;
        let entity = read(index, placed.group);
        let slot = index.slot(placed.group);
        let (listed, others): (Vec<usize>, Vec<usize>) =
            placed.children.iter().partition(|child| shown[**child]);
        let needy = |owned: &Slots| attentive(index, owned).len();
        TeamNode {
            team: named(index, placed.group),
            kind_type: slot.and_then(|slot| value(index, slot, "spec.type")).map(str::to_owned),
            description: entity.as_ref().and_then(|entity| entity.metadata.description.clone()),
            lead: lead(index, placed.group),
            links: entity.as_ref().map(links).unwrap_or_default(),
            members: (placed.own.members.len(), placed.all.members.len()),
            owns: (placed.own.owned.len(), placed.all.owned.len()),
            attention: (needy(&placed.own.owned), needy(&placed.all.owned)),
            more: others.iter().filter(|child| self.groups[**child].is_shown).count(),
            children: listed.into_iter().map(|child| self.node(child, shown, open)).collect(),
            is_circular: placed.is_circular,
            is_open: open || placed.depth == 0,
            is_found: placed.is_found,
        }
    }
}

/// Groups by name.
fn in_order<'a>(index: &'a Index, mut groups: Vec<&'a str>) -> Vec<&'a str> {
    groups.sort_by_cached_key(|group| {
        let name = index.slot(group).and_then(|slot| value(index, slot, "portico.name"));
        (name.unwrap_or(group).to_lowercase(), *group)
    });
    groups
}
