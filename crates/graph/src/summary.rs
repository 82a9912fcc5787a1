//! Graphs that are too large to be read, by their systems or owners: one box for many entities.

use crate::{
    limits::{DRAWN, SUMMARISED},
    merge::Arrow,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where an entity goes when a graph is summarised.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// It stays by itself.
    Alone,
    /// It goes with the others of this group.
    With(String),
}

/// A box of a summary, before it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// The entity at this position of the graph.
    One(usize),
    /// A group and how many entities went into it. Without a name: all the groups that did not fit.
    Many(Option<String>, usize),
}

/// A graph in short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Boxes: entities in the order of the graph, then groups, largest first.
    pub nodes: Vec<Count>,
    /// Arrows between them, and how many each stands for.
    pub arrows: Vec<(Arrow, usize)>,
}

/// Puts entities into their groups. Groups that do not fit beside the others, the smallest, become one.
pub fn summarise(buckets: &[Bucket], arrows: &[Arrow]) -> Summary {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for bucket in buckets {
        if let Bucket::With(key) = bucket {
            *sizes.entry(key).or_default() += 1;
        }
    }
    let alone = (0..buckets.len()).filter(|index| buckets[*index] == Bucket::Alone);
    let mut nodes: Vec<Count> = alone.take(DRAWN / 2).map(Count::One).collect();
    let kept: BTreeSet<usize> = nodes
        .iter()
        .filter_map(|node| if let Count::One(index) = node { Some(*index) } else { None })
        .collect();
    let mut groups: Vec<(&str, usize)> = sizes.into_iter().collect();
    groups.sort_by_key(|(key, size)| (std::cmp::Reverse(*size), *key));
    let room = DRAWN.saturating_sub(nodes.len() + 1);
    let mut place: HashMap<&str, usize> = HashMap::new();
    for (key, size) in groups.iter().take(room) {
        place.insert(key, nodes.len());
        nodes.push(Count::Many(Some((*key).to_owned()), *size));
    }
    let alone_rest = buckets.iter().filter(|bucket| **bucket == Bucket::Alone).count() - kept.len();
    let rest = groups.iter().skip(room).map(|(_, size)| size).sum::<usize>() + alone_rest;
    let last = nodes.len();
    if rest > 0 {
        nodes.push(Count::Many(None, rest));
    }
    let own: HashMap<usize, usize> = kept.iter().enumerate().map(|(place, index)| (*index, place)).collect();
    let target = |index: usize| match buckets.get(index)? {
        Bucket::Alone => Some(own.get(&index).copied().unwrap_or(last)),
        Bucket::With(key) => Some(place.get(key.as_str()).copied().unwrap_or(last)),
    };
    let mut counted: BTreeMap<Arrow, usize> = BTreeMap::new();
    for arrow in arrows {
        let (Some(from), Some(to)) = (target(arrow.from), target(arrow.to)) else { continue };
        // What a group's entities have among themselves is inside of its box.
        if from != to || buckets[arrow.from] == Bucket::Alone {
            *counted.entry(Arrow { from, to, ..arrow.clone() }).or_default() += 1;
        }
    }
    let mut arrows: Vec<(Arrow, usize)> = counted.into_iter().collect();
    arrows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    arrows.truncate(SUMMARISED);
    arrows.sort();
    Summary { nodes, arrows }
}

#[cfg(test)]
mod tests {
    use super::{Bucket, Count, summarise};
    use crate::{limits::DRAWN, merge::Arrow};

    fn arrow(from: usize, to: usize) -> Arrow {
        Arrow { from, to, pair: "dependsOn".into(), words: "depends on".into() }
    }

    #[test]
    fn arrows_between_groups_are_counted_and_those_within_are_not_drawn() {
        let with = |key: &str| Bucket::With(key.into());
        let buckets = [Bucket::Alone, with("a"), with("a"), with("b")];
        let summary = summarise(&buckets, &[arrow(0, 1), arrow(0, 2), arrow(1, 2), arrow(2, 3)]);
        assert_eq!(
            summary.nodes,
            [Count::One(0), Count::Many(Some("a".into()), 2), Count::Many(Some("b".into()), 1)]
        );
        assert_eq!(summary.arrows, [(arrow(0, 1), 2), (arrow(1, 2), 1)]);
    }

    #[test]
    fn nothing_is_lost_when_there_are_too_many_groups() {
        let buckets: Vec<Bucket> = (0..3 * DRAWN).map(|index| Bucket::With(format!("g{index}"))).collect();
        let summary = summarise(&buckets, &[arrow(0, 3 * DRAWN - 1)]);
        let total: usize = summary
            .nodes
            .iter()
            .map(|node| match node {
                Count::One(_) => 1,
                Count::Many(_, size) => *size,
            })
            .sum();
        assert_eq!((total, summary.nodes.len()), (3 * DRAWN, DRAWN));
        assert!(summary.arrows.iter().all(|(arrow, _)| arrow.from < DRAWN && arrow.to < DRAWN));
    }
}
