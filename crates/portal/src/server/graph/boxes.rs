//! What goes into a picture, before it is drawn: boxes with their facts, arrows, and which box is in which frame.

use super::group_of;
use crate::{
    server::{
        brief::{Brief, named, short},
        limits::GRAPH_DESCRIPTION,
    },
    views::{
        Named,
        graph::{GraphNode, GraphQuestion, NodeSort},
    },
};
use portico_entity::kinds;
use portico_graph::{Arrow, Count, Found, Summary, Walked};
use portico_query::Index;
use std::collections::BTreeMap;

/// A picture's contents.
#[derive(Default)]
pub(super) struct Boxes {
    pub(super) nodes: Vec<GraphNode>,
    /// Arrows, and how many relations each stands for.
    pub(super) arrows: Vec<(Arrow, usize)>,
    /// The frame that each box is in.
    pub(super) frame_of: Vec<Option<usize>>,
    pub(super) frames: Vec<Named>,
}

impl Boxes {
    /// One box for each entity.
    pub(super) fn of_entities(
        index: &Index,
        question: &GraphQuestion,
        walked: &Walked,
        arrows: &[Arrow],
    ) -> Self {
        let nodes = walked.nodes.iter().map(|found| entity(index, question, found)).collect();
        let arrows = arrows.iter().map(|arrow| (arrow.clone(), 1)).collect();
        let groups = walked.nodes.iter().map(|found| group_of(index, &found.entity_ref, question.group));
        let (frames, frame_of) = frames(index, groups);
        Self { nodes, arrows, frame_of, frames }
    }

    /// One box for each group.
    pub(super) fn of_summary(
        index: &Index,
        question: &GraphQuestion,
        walked: &Walked,
        summary: Summary,
    ) -> Self {
        let nodes: Vec<GraphNode> = summary
            .nodes
            .into_iter()
            .filter_map(|node| match node {
                Count::One(place) => Some(entity(index, question, walked.nodes.get(place)?)),
                Count::Many(Some(key), size) => Some(group(index, &key, size)),
                Count::Many(None, size) => Some(rest(size)),
            })
            .collect();
        let frame_of = vec![None; nodes.len()];
        Self { nodes, arrows: summary.arrows, frame_of, frames: Vec::new() }
    }
}

/// Frames around groups of more than one box: a frame around one says nothing.
fn frames(index: &Index, groups: impl Iterator<Item = Option<String>>) -> (Vec<Named>, Vec<Option<usize>>) {
    let groups: Vec<Option<String>> = groups.collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for key in groups.iter().flatten() {
        *sizes.entry(key).or_default() += 1;
    }
    let kept: Vec<&str> = sizes.iter().filter(|(_, size)| **size > 1).map(|(key, _)| *key).collect();
    let frame_of =
        groups.iter().map(|key| kept.iter().position(|kept| Some(*kept) == key.as_deref())).collect();
    (kept.into_iter().map(|key| named(index, key)).collect(), frame_of)
}

fn entity(index: &Index, question: &GraphQuestion, found: &Found) -> GraphNode {
    let entity_ref = found.entity_ref.clone();
    let is_root = question.roots.contains(&entity_ref);
    let kind = kinds::spelling(entity_ref.split(':').next().unwrap_or_default()).to_owned();
    let Some(document) = index.get(&entity_ref) else {
        return GraphNode {
            sort: NodeSort::Missing,
            label: short(&entity_ref),
            note: "does not exist".to_owned(),
            kind,
            entity_ref,
            ..GraphNode::default()
        };
    };
    let sort = if is_root { NodeSort::Root } else { NodeSort::Entity };
    let further = found.further;
    let Some(brief) = Brief::of(document) else {
        return GraphNode {
            sort,
            label: short(&entity_ref),
            kind,
            further,
            entity_ref,
            ..GraphNode::default()
        };
    };
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let kind_type = text(&brief.spec.kind_type);
    let lifecycle = text(&brief.spec.lifecycle);
    let is_deprecated = lifecycle.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("deprecated"));
    let note = match (&kind_type, is_deprecated) {
        (Some(kind_type), true) => format!("{kind_type} · deprecated"),
        (Some(kind_type), false) => kind_type.clone(),
        (None, true) => "deprecated".to_owned(),
        (None, false) => brief.kind.to_lowercase(),
    };
    GraphNode {
        sort,
        label: brief.label().to_owned(),
        note,
        kind: brief.kind.to_string(),
        is_deprecated,
        further,
        kind_type,
        lifecycle,
        owner: brief.related("ownedBy").next().map(|owner| named(index, owner)),
        description: brief.metadata.description.as_deref().map(cut),
        entity_ref,
        ..GraphNode::default()
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= GRAPH_DESCRIPTION {
        return text.to_owned();
    }
    let short: String = text.chars().take(GRAPH_DESCRIPTION).collect();
    format!("{}…", short.trim_end())
}

/// A system or owner with what is in it; entities without one go by their kind, whose key ends in a colon.
fn group(index: &Index, key: &str, size: usize) -> GraphNode {
    let (kind, name) = key.split_once(':').unwrap_or((key, ""));
    let label =
        if name.is_empty() { format!("Other: {}", kinds::spelling(kind)) } else { named(index, key).label };
    GraphNode {
        sort: NodeSort::Group,
        entity_ref: key.to_owned(),
        label,
        note: if size == 1 { "1 entity".to_owned() } else { format!("{size} entities") },
        kind: kinds::spelling(kind).to_owned(),
        further: size,
        ..GraphNode::default()
    }
}

fn rest(size: usize) -> GraphNode {
    GraphNode {
        sort: NodeSort::Rest,
        label: "Everything else".to_owned(),
        note: format!("{size} entities"),
        further: size,
        ..GraphNode::default()
    }
}
