//! The same graph in words: for those who cannot see the picture, and for those who would rather read. Without
//! JavaScript, also the way to show more or less of it.

use super::Place;
use crate::paths;
use leptos::prelude::*;
use portico_portal::views::graph::{GraphArrow, GraphNode, GraphQuestion, GraphView, NodeSort};

#[component]
pub(super) fn InWords(view: GraphView, place: Place) -> impl IntoView {
    let GraphView { question, nodes, arrows, .. } = view;
    let items: Vec<AnyView> = (0..nodes.len())
        .map(|index| {
            let relations = relations(index, &nodes, &arrows);
            let node = &nodes[index];
            let relations = (!relations.is_empty()).then(|| view! { <ul>{relations}</ul> });
            view! {
                <li>
                    {name(node)} <span class="graph-word-kind">{format!(" {}", about(node))}</span>
                    {actions(node, &question, &place)} {relations}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <details class="card graph-words">
            <summary>"Relations in words"</summary>
            <ul>{items}</ul>
        </details>
    }
}

/// The name of an entity, leading to its page.
fn name(node: &GraphNode) -> AnyView {
    match node.sort {
        NodeSort::Root | NodeSort::Entity => {
            view! { <a href=paths::entity(&node.entity_ref)>{node.label.clone()}</a> }.into_any()
        }
        _ => view! { <span>{node.label.clone()}</span> }.into_any(),
    }
}

/// What a box is, in words.
pub(super) fn about(node: &GraphNode) -> String {
    let kind = node.kind.to_lowercase();
    match node.sort {
        NodeSort::Group | NodeSort::Rest => node.note.clone(),
        NodeSort::Missing => format!("{kind}, does not exist"),
        _ if node.is_deprecated => format!("{kind}, deprecated"),
        _ => kind,
    }
}

fn relations(from: usize, nodes: &[GraphNode], arrows: &[GraphArrow]) -> Vec<AnyView> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for arrow in arrows.iter().filter(|arrow| arrow.from == from) {
        let Some(target) = nodes.get(arrow.to) else { continue };
        match lines.iter_mut().find(|(words, _)| *words == arrow.words) {
            Some((_, targets)) => targets.push(target.label.clone()),
            None => lines.push((arrow.words.clone(), vec![target.label.clone()])),
        }
    }
    lines
        .into_iter()
        .map(|(words, targets)| view! { <li>{format!("{words} {}", targets.join(", "))}</li> }.into_any())
        .collect()
}

fn actions(node: &GraphNode, question: &GraphQuestion, place: &Place) -> Vec<AnyView> {
    steps(node, question)
        .into_iter()
        .map(|step| {
            let href = place.address(&step.to);
            let whom = format!(" of {}", node.label);
            view! {
                " · "
                <a href=href>{step.label} <span class="visually-hidden">{whom}</span></a>
            }
            .into_any()
        })
        .collect()
}

/// A step to another graph.
pub(super) struct Step {
    pub(super) label: String,
    /// The key that does the same on the box.
    pub(super) key: &'static str,
    pub(super) to: GraphQuestion,
}

/// What can be done about a box.
pub(super) fn steps(node: &GraphNode, question: &GraphQuestion) -> Vec<Step> {
    let entity_ref = node.entity_ref.as_str();
    let step = |label: String, key, to| Step { label, key, to };
    let start = || step("Start here".to_owned(), "r", question.rooted(entity_ref));
    match node.sort {
        NodeSort::Rest => Vec::new(),
        // Entities without a system or an owner go by their kind, which nothing can start from.
        NodeSort::Group if entity_ref.ends_with(':') => {
            vec![step("Show one by one".to_owned(), "e", question.opening(entity_ref))]
        }
        NodeSort::Group => {
            vec![start(), step("Show one by one".to_owned(), "e", question.opening(entity_ref))]
        }
        NodeSort::Missing => vec![step("Hide".to_owned(), "h", question.hiding(entity_ref))],
        NodeSort::Root | NodeSort::Entity => {
            let mut steps = Vec::new();
            if node.sort == NodeSort::Entity || question.roots.len() > 1 {
                steps.push(start());
            }
            if node.further > 0 {
                steps.push(step(format!("Show {} more", node.further), "e", question.expanding(entity_ref)));
            }
            if !question.collapsed.iter().any(|other| other == entity_ref) {
                steps.push(step("Collapse".to_owned(), "c", question.collapsing(entity_ref)));
            }
            if node.sort == NodeSort::Entity {
                steps.push(step("Hide".to_owned(), "h", question.hiding(entity_ref)));
            }
            steps
        }
    }
}
