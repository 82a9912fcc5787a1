//! What is known of the chosen box, and what can be done about it.

use super::{Place, controls::state_link, stage::Stage, steps::steps};
use crate::{
    components::{entity_link::EntityLink, kind_badge::KindBadge, lifecycle::Lifecycle},
    paths,
};
use leptos::prelude::*;
use portico_portal::views::graph::{GraphNode, GraphQuestion, NodeSort};

#[component]
pub(super) fn Panel(
    question: GraphQuestion,
    nodes: Vec<GraphNode>,
    place: Place,
    stage: Stage,
) -> impl IntoView {
    let chosen = move || {
        let node = nodes.get(stage.selected.get())?;
        Some(draw(node, &question, &place))
    };
    view! {
        <section class="card graph-panel" aria-label="Chosen entity">
            {chosen}
        </section>
    }
}

fn draw(node: &GraphNode, question: &GraphQuestion, place: &Place) -> AnyView {
    let is_entity = matches!(node.sort, NodeSort::Root | NodeSort::Entity);
    let badge = (!node.kind.is_empty()).then(|| view! { <KindBadge kind=node.kind.clone() /> });
    let open = is_entity.then(|| {
        view! {
            <a class="button button-primary" href=paths::entity(&node.entity_ref)>
                "Open page"
            </a>
        }
    });
    let actions: Vec<AnyView> = steps(node, question)
        .into_iter()
        .map(|step| state_link(place, &step.to, step.label, step.key))
        .collect();
    let facts = is_entity.then(|| {
        let kind = match &node.kind_type {
            Some(kind_type) => format!("{} · {kind_type}", node.kind),
            None => node.kind.clone(),
        };
        view! {
            <dl class="graph-facts">
                <dt>"Kind"</dt>
                <dd>{kind}</dd>
                {node
                    .owner
                    .clone()
                    .map(|named| {
                        view! {
                            <dt>"Owner"</dt>
                            <dd>
                                <EntityLink named />
                            </dd>
                        }
                    })}
                {node
                    .lifecycle
                    .clone()
                    .map(|lifecycle| {
                        view! {
                            <dt>"Lifecycle"</dt>
                            <dd>
                                <Lifecycle lifecycle />
                            </dd>
                        }
                    })}
            </dl>
        }
    });
    let note = (!is_entity).then(|| view! { <p class="graph-panel-note">{node.note.clone()}</p> });
    let description = node.description.clone();
    view! {
        <div class="graph-panel-head">{badge} <h2>{node.label.clone()}</h2></div>
        {description.map(|description| view! { <p class="graph-panel-note">{description}</p> })}
        {note}
        {facts}
        <div class="actions">{open} {actions}</div>
    }
    .into_any()
}
