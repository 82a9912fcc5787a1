//! The graph of relations: walks the index, summarises what is too large to be read, and draws it.

mod boxes;
mod picture;
mod starts;

use super::{Portal, brief::named, links::IndexLinks};
use crate::{
    Caller,
    views::graph::{GraphQuestion, GraphView, GroupBy, Toward},
};
use boxes::Boxes;
use portico_entity::kinds;
use portico_graph::{
    self as graph, Bucket, Walk, Walked,
    limits::{DRAWN, SUMMARISED, WALKED},
    merge, separate, summarise,
};
use portico_query::Index;
use std::collections::BTreeSet;

impl Portal {
    /// A graph of relations, drawn; without a first entity, what one could begin with. `notes` say what of the
    /// question made no sense.
    pub fn graph(&self, _caller: Caller, question: &GraphQuestion, notes: Vec<String>) -> GraphView {
        let index = self.index();
        let loading = !self.status().ready;
        let kinds = offered_kinds(&index, question);
        let view = GraphView { question: question.clone(), notes, kinds, loading, ..GraphView::default() };
        if question.roots.is_empty() {
            return GraphView { starts: starts::starts(&index, &question.find), ..view };
        }
        let walked = graph::walk(&IndexLinks(&index), &question.roots, &walk_of(question));
        let arrows = if question.merge { merge(&walked.halves) } else { separate(&walked.halves) };
        let (summary, boxes) = match summary_of(question, &walked, arrows.len()) {
            None => (None, Boxes::of_entities(&index, question, &walked, &arrows)),
            Some(by) => {
                let buckets = buckets(&index, question, &walked, by);
                let summary = summarise(&buckets, &arrows);
                (Some(by), Boxes::of_summary(&index, question, &walked, summary))
            }
        };
        let mut view = GraphView {
            roots: question.roots.iter().map(|root| named(&index, root)).collect(),
            found: walked.nodes.len(),
            is_cut: walked.is_cut,
            summary,
            ..view
        };
        // Drawing takes a while, and needs nothing of the catalog.
        drop(index);
        picture::draw(boxes, question, &mut view);
        view
    }
}

fn walk_of(question: &GraphQuestion) -> Walk {
    let set = |list: &[String]| list.iter().cloned().collect::<BTreeSet<String>>();
    Walk {
        depth: question.depth.unwrap_or(u32::MAX),
        relations: set(&question.relations),
        kinds: set(&question.kinds),
        toward: match question.toward {
            Toward::Both => graph::Toward::Both,
            Toward::Needed => graph::Toward::Needed,
            Toward::Needing => graph::Toward::Needing,
        },
        through_owners: question.through_owners,
        expanded: set(&question.expanded),
        collapsed: set(&question.collapsed),
        hidden: set(&question.hidden),
        limit: WALKED,
    }
}

/// By what a graph has to be summarised; nothing for one that can be read.
fn summary_of(question: &GraphQuestion, walked: &Walked, arrows: usize) -> Option<GroupBy> {
    (walked.nodes.len() > DRAWN || arrows > SUMMARISED).then_some(match question.group {
        GroupBy::Owner => GroupBy::Owner,
        GroupBy::System | GroupBy::None => GroupBy::System,
    })
}

/// Where each entity goes in a summary. The first entities and those of opened groups stay by themselves, the latter as
/// long as there is room.
fn buckets(index: &Index, question: &GraphQuestion, walked: &Walked, by: GroupBy) -> Vec<Bucket> {
    let mut room = DRAWN / 2;
    walked
        .nodes
        .iter()
        .map(|node| {
            let key = group_of(index, &node.entity_ref, by).unwrap_or_else(|| {
                let kind = node.entity_ref.split(':').next().unwrap_or_default();
                format!("{kind}:")
            });
            let is_open = question.open.contains(&key) && room > 0;
            if question.roots.contains(&node.entity_ref) || is_open {
                room = room.saturating_sub(1);
                Bucket::Alone
            } else {
                Bucket::With(key)
            }
        })
        .collect()
}

/// The system or owner of an entity, by its reference; a system is in itself, and so is an owner.
fn group_of(index: &Index, entity_ref: &str, by: GroupBy) -> Option<String> {
    let kind = entity_ref.split(':').next().unwrap_or_default();
    let key = match (by, kind) {
        (GroupBy::None, _) => return None,
        (GroupBy::System, "system") | (GroupBy::Owner, "group" | "user") => {
            return Some(entity_ref.to_owned());
        }
        (GroupBy::System, _) => "portico.system",
        (GroupBy::Owner, _) => "relations.ownedby",
    };
    let slot = index.slot(entity_ref)?;
    index.values_of(slot, key).next().map(str::to_lowercase)
}

/// Every kind that there is, and those that were asked for.
fn offered_kinds(index: &Index, question: &GraphQuestion) -> Vec<(String, String)> {
    let mut words: Vec<String> =
        index.facet_counts("kind", index.slots()).into_iter().map(|(kind, _)| kind.to_lowercase()).collect();
    words.extend(question.kinds.iter().cloned());
    words.sort_unstable();
    words.dedup();
    words.retain(|word| word != "location" || question.kinds.contains(word));
    words.into_iter().map(|word| (word.clone(), kinds::spelling(&word).to_owned())).collect()
}
