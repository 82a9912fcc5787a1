//! Walks find exactly what there is: nothing missed, nothing invented, whatever the graph looks like.

use portico_graph::{Half, Link, Links, Toward, Walk, Walked, is_need, pair_of, walk};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Relations as a table. What stands in it as a source exists; targets may not.
struct Table {
    exists: BTreeSet<String>,
    rows: BTreeSet<(String, String, String)>,
}

impl Links for Table {
    fn each(&self, entity_ref: &str, visit: &mut dyn FnMut(Link<'_>)) {
        for (_, relation, target) in self.rows.iter().filter(|(source, ..)| source == entity_ref) {
            visit(Link { relation, target });
        }
    }

    fn exists(&self, entity_ref: &str) -> bool {
        self.exists.contains(entity_ref)
    }
}

const PAIRS: [(&str, &str); 4] = [
    ("dependsOn", "dependencyOf"),
    ("ownedBy", "ownerOf"),
    ("providesApi", "apiProvidedBy"),
    ("shipsTo", ""),
];
const KINDS: [&str; 3] = ["component", "group", "api"];

fn name(index: usize) -> String {
    format!("{}:default/n{index}", KINDS[index % KINDS.len()])
}

/// Entities with an index of 9 or more do not exist.
fn table(edges: Vec<(usize, usize, usize)>) -> Table {
    let is_there = |index: &usize| *index < 9;
    let mut rows = BTreeSet::new();
    for (from, to, pair) in &edges {
        let (forward, reverse) = PAIRS[pair % PAIRS.len()];
        if is_there(from) {
            rows.insert((name(*from), forward.to_owned(), name(*to)));
        }
        if is_there(to) && !reverse.is_empty() {
            rows.insert((name(*to), reverse.to_owned(), name(*from)));
        }
    }
    Table { exists: (0..9).map(name).collect(), rows }
}

/// Level by level over the whole table, without any of the walk's shortcuts.
fn oracle(table: &Table, roots: &[String], question: &Walk) -> BTreeMap<String, u32> {
    let kind = |entity_ref: &str| entity_ref.split(':').next().unwrap_or_default().to_owned();
    let admits = |relation: &str, target: &str| {
        (question.relations.is_empty() || question.relations.contains(pair_of(relation).word()))
            && (question.kinds.is_empty() || question.kinds.contains(&kind(target)))
            && !question.hidden.contains(target)
    };
    let goes = |relation: &str| match question.toward {
        Toward::Both => true,
        Toward::Needed => is_need(relation),
        Toward::Needing => !is_need(relation),
    };
    let mut found: BTreeMap<String, u32> = roots.iter().map(|root| (root.clone(), 0)).collect();
    let mut level: BTreeMap<String, bool> = roots.iter().map(|root| (root.clone(), true)).collect();
    for distance in 0.. {
        let mut next: BTreeMap<String, bool> = BTreeMap::new();
        for (source, relation, target) in &table.rows {
            let Some(open) = level.get(source) else { continue };
            let follows = question.expanded.contains(source) || (*open && distance < question.depth);
            if question.collapsed.contains(source) || !follows || !admits(relation, target) || !goes(relation)
            {
                continue;
            }
            if !found.contains_key(target) {
                *next.entry(target.clone()).or_default() |= question.through_owners || relation != "ownedBy";
            }
        }
        if next.is_empty() {
            break;
        }
        found.extend(next.keys().map(|name| (name.clone(), distance + 1)));
        level = next;
    }
    found
}

fn check(table: &Table, roots: &[String], question: &Walk, walked: &Walked) -> Result<(), TestCaseError> {
    let expect = oracle(table, roots, question);
    let found: BTreeMap<String, u32> =
        walked.nodes.iter().map(|node| (node.entity_ref.clone(), node.distance)).collect();
    prop_assert_eq!(&found, &expect);
    prop_assert_eq!(walked.nodes.len(), expect.len(), "nothing is found twice");
    for node in &walked.nodes {
        prop_assert_eq!(node.exists, table.exists.contains(&node.entity_ref));
    }
    let place = |name: &str| walked.nodes.iter().position(|node| node.entity_ref == name);
    let mut halves: Vec<Half> = table
        .rows
        .iter()
        .filter(|(_, relation, target)| {
            let kind = target.split(':').next().unwrap_or_default();
            (question.relations.is_empty() || question.relations.contains(pair_of(relation).word()))
                && (question.kinds.is_empty() || question.kinds.contains(kind))
        })
        .filter_map(|(source, relation, target)| {
            Some(Half { from: place(source)?, to: place(target)?, relation: relation.clone() })
        })
        .collect();
    halves.sort();
    prop_assert_eq!(&walked.halves, &halves);
    Ok(())
}

fn names() -> impl Strategy<Value = BTreeSet<String>> {
    prop::collection::btree_set((0usize..12).prop_map(name), 0..3)
}

proptest! {
    #[test]
    fn a_walk_finds_what_a_naive_one_finds(
        edges in prop::collection::vec((0usize..12, 0usize..12, 0usize..4), 0..40),
        roots in prop::collection::btree_set(0usize..12, 1..3),
        depth in prop_oneof![0u32..5, Just(u32::MAX)],
        relations in prop::sample::subsequence(vec!["dependsOn", "ownedBy", "other"], 0..3),
        kinds in prop::sample::subsequence(KINDS.to_vec(), 0..3),
        toward in prop::sample::select(vec![Toward::Both, Toward::Needed, Toward::Needing]),
        (through_owners, expanded, collapsed, hidden) in (any::<bool>(), names(), names(), names()),
    ) {
        let roots: Vec<String> = roots.into_iter().map(name).collect();
        let hidden = hidden.into_iter().filter(|name| !roots.contains(name)).collect();
        let question = Walk {
            depth,
            relations: relations.into_iter().map(str::to_owned).collect(),
            kinds: kinds.into_iter().map(str::to_owned).collect(),
            toward,
            through_owners,
            expanded,
            collapsed,
            hidden,
            ..Walk::default()
        };
        let table = table(edges);
        let walked = walk(&table, &roots, &question);
        check(&table, &roots, &question, &walked)?;
        prop_assert!(!walked.is_cut);
        prop_assert_eq!(walk(&table, &roots, &question), walked);
    }

    #[test]
    fn a_limit_cuts_off_the_farthest_and_says_so(
        edges in prop::collection::vec((0usize..12, 0usize..12, 0usize..4), 0..40),
        limit in 1usize..12,
    ) {
        let table = table(edges);
        let roots = [name(0)];
        let whole = walk(&table, &roots, &Walk::default());
        let part = walk(&table, &roots, &Walk { limit, ..Walk::default() });
        prop_assert_eq!(part.is_cut, whole.nodes.len() > limit);
        prop_assert_eq!(part.nodes.len(), whole.nodes.len().min(limit));
        for (one, other) in part.nodes.iter().zip(&whole.nodes) {
            prop_assert_eq!((&one.entity_ref, one.distance), (&other.entity_ref, other.distance));
        }
    }
}

#[test]
fn what_is_not_shown_is_counted() {
    let table = table(vec![(0, 3, 0), (3, 6, 0), (3, 2, 0), (3, 10, 0)]);
    let question = Walk { depth: 1, ..Walk::default() };
    let walked = walk(&table, &[name(0)], &question);
    let further: Vec<_> = walked.nodes.iter().map(|node| (node.entity_ref.clone(), node.further)).collect();
    assert_eq!(further, [(name(0), 0), (name(3), 3)]);
}
