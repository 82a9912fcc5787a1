//! The picture itself. Every box is a link, so that it leads somewhere before any script runs.

use super::{Place, export, stage::Stage, words::about};
use crate::{
    components::kind_badge::{letter, tint},
    paths,
};
use leptos::prelude::*;
use portico_portal::views::graph::{
    GraphArrow, GraphFrame, GraphNode, GraphQuestion, GraphView, NodeSort, RELATIONS,
};

#[component]
pub(super) fn Picture(view: GraphView, title: String, place: Place, stage: Stage) -> impl IntoView {
    let heads: Vec<AnyView> = used(&view).into_iter().map(|(word, _)| head(word)).collect();
    let frames: Vec<AnyView> = view.frames.iter().map(draw_frame).collect();
    let arrows: Vec<AnyView> =
        view.arrows.iter().filter(|arrow| !arrow.path.is_empty()).map(draw_arrow).collect();
    let nodes: Vec<AnyView> = view
        .nodes
        .iter()
        .enumerate()
        .map(|(index, node)| draw_node(index, node, &view.question, &place))
        .collect();
    let exports = export::menu(&view.question, &view.roots);
    stage.show(&view);
    let label = title.clone();
    view! {
        <div
            class="graph-canvas"
            tabindex="0"
            role="group"
            aria-label=label
            aria-describedby="graph-keys"
            on:pointerdown=move |event| stage.press(&event)
            on:pointermove=move |event| stage.drag(&event)
            on:pointerup=move |event| stage.release(&event)
            on:pointercancel=move |event| stage.release(&event)
            on:dragstart=move |event| event.prevent_default()
            on:wheel=move |event| stage.wheel(&event)
            on:click=move |event| stage.click(&event)
            on:dblclick=move |event| stage.open(&event)
            on:keydown=move |event| stage.key(&event)
            on:focusin=move |event| stage.focused(&event)
        >
            <svg
                class="graph-stage"
                width=view.width.to_string()
                height=view.height.to_string()
                viewBox=format!("0 0 {} {}", view.width, view.height)
                role="group"
                aria-label=title
            >
                <defs>{heads}</defs>
                <g aria-hidden="true">{frames}</g>
                <g aria-hidden="true">{arrows}</g>
                <g>{nodes}</g>
            </svg>
        </div>
        <div class="graph-tools">
            <div class="graph-zoom" role="group" aria-label="Zoom">
                <button class="button button-icon" type="button" aria-label="Zoom out" on:click=move |_| stage.zoom(0.8)>
                    "−"
                </button>
                <button class="button button-icon" type="button" aria-label="Zoom in" on:click=move |_| stage.zoom(1.25)>
                    "+"
                </button>
                <button class="button" type="button" on:click=move |_| stage.fit()>
                    "Fit"
                </button>
            </div>
            {exports}
        </div>
        <p class="visually-hidden" id="graph-keys">
            "Arrow keys go from box to box, or move the picture while no box has the focus. Enter opens an entity. E shows more of its neighbours, C collapses it, R starts there, H hides it. Plus, minus and zero zoom."
        </p>
    }
}

/// The relations of a picture, in the order of the list.
fn used(view: &GraphView) -> Vec<(&'static str, &'static str)> {
    let is_used = |word: &str| view.arrows.iter().any(|arrow| arrow.pair == word);
    RELATIONS.iter().filter(|(word, ..)| is_used(word)).map(|(word, label, _)| (*word, *label)).collect()
}

fn head(word: &str) -> AnyView {
    view! {
        <marker
            id=format!("graph-head-{word}")
            class=format!("rel-{word}")
            viewBox="0 0 8 8"
            refX="2"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
        >
            <path class="graph-tip" d="M0 0.5 8 4 0 7.5z"></path>
        </marker>
    }
    .into_any()
}

fn draw_frame(frame: &GraphFrame) -> AnyView {
    let place = frame.place;
    view! {
        <g class="graph-frame">
            <rect
                x=place.x.to_string()
                y=place.y.to_string()
                width=place.width.to_string()
                height=place.height.to_string()
                rx="10"
            ></rect>
            <text x=(place.x + 12.0).to_string() y=(place.y + 19.0).to_string()>
                {frame.text.clone()}
            </text>
        </g>
    }
    .into_any()
}

fn draw_arrow(arrow: &GraphArrow) -> AnyView {
    let class = if arrow.is_dangling {
        format!("graph-arrow graph-dangling rel-{}", arrow.pair)
    } else {
        format!("graph-arrow rel-{}", arrow.pair)
    };
    let words = match arrow.words_at {
        Some((x, y)) => view! {
            <text x=x.to_string() y=(y + 3.8).to_string() text-anchor="middle">
                {arrow.words.clone()}
            </text>
        }
        .into_any(),
        None => view! { <title>{arrow.words.clone()}</title> }.into_any(),
    };
    view! {
        <g class=class data-from=arrow.from.to_string() data-to=arrow.to.to_string()>
            <path d=arrow.path.clone() marker-end=format!("url(#graph-head-{})", arrow.pair)></path>
            {words}
        </g>
    }
    .into_any()
}

fn draw_node(index: usize, node: &GraphNode, question: &GraphQuestion, place: &Place) -> AnyView {
    let class = match node.sort {
        NodeSort::Root => "graph-box graph-root",
        NodeSort::Entity if node.is_deprecated => "graph-box graph-deprecated",
        NodeSort::Entity => "graph-box",
        NodeSort::Missing => "graph-box graph-gone",
        NodeSort::Group | NodeSort::Rest => "graph-box graph-many",
    };
    let name = format!("{}, {}", node.label, about(node));
    let href = match node.sort {
        NodeSort::Root | NodeSort::Entity => Some(paths::entity(&node.entity_ref)),
        NodeSort::Group if node.entity_ref.ends_with(':') => {
            Some(place.address(&question.opening(&node.entity_ref)))
        }
        NodeSort::Group => Some(place.address(&question.rooted(&node.entity_ref))),
        NodeSort::Missing | NodeSort::Rest => None,
    };
    let drawing = drawing(node);
    let boxed = match href {
        // The group tells the macro that this is SVG's link, not HTML's.
        Some(href) => view! {
            <g>
                <a class="graph-link" href=href aria-label=name data-node=index.to_string()>
                    {drawing}
                </a>
            </g>
        }
        .into_any(),
        None => view! {
            <g class="graph-link" role="img" aria-label=name data-node=index.to_string()>
                {drawing}
            </g>
        }
        .into_any(),
    };
    let is_entity = matches!(node.sort, NodeSort::Root | NodeSort::Entity);
    let more = (node.further > 0 && is_entity).then(|| more(node, question, place));
    let moved = format!("translate({} {})", node.place.x, node.place.y);
    view! {
        <g class=class transform=moved>
            <g class="graph-moving" data-box=index.to_string()>
                {boxed}
                {more}
            </g>
        </g>
    }
    .into_any()
}

/// What a box looks like, from its own corner.
fn drawing(node: &GraphNode) -> AnyView {
    let (width, height) = (node.place.width, node.place.height);
    let badge = (!node.kind.is_empty()).then(|| {
        let tint = tint(&node.kind);
        view! {
            <rect class=format!("graph-badge {tint}") x="9" y="9" width="24" height="24" rx="6"></rect>
            <text class=format!("graph-letter {tint}") x="21" y="25.2" text-anchor="middle" aria-hidden="true">
                {letter(&node.kind)}
            </text>
        }
    });
    let stack = (node.sort == NodeSort::Group).then(|| {
        view! {
            <rect
                class="graph-rect"
                x="4"
                y="4"
                width=width.to_string()
                height=height.to_string()
                rx="8"
            ></rect>
        }
    });
    view! {
        <title>{node.label.clone()}</title>
        {stack}
        <rect class="graph-rect" width=width.to_string() height=height.to_string() rx="8"></rect>
        {badge}
        <text class="graph-name" x="41" y="18.5">
            {node.text.clone()}
        </text>
        <text class="graph-note" x="41" y="33">
            {node.note.clone()}
        </text>
    }
    .into_any()
}

/// The way to the neighbours that are not shown.
fn more(node: &GraphNode, question: &GraphQuestion, place: &Place) -> AnyView {
    let count = format!("+{}", node.further);
    let width = 12.0 + 7.0 * count.len() as f32;
    let x = node.place.width - width + 6.0;
    let name = format!("Show {} more around {}", node.further, node.label);
    let href = place.address(&question.expanding(&node.entity_ref));
    view! {
        <g>
            <a class="graph-more" href=href aria-label=name>
                <rect x=x.to_string() y="-8" width=width.to_string() height="16" rx="8"></rect>
                <text x=(x + width / 2.0).to_string() y="4" text-anchor="middle">
                    {count}
                </text>
            </a>
        </g>
    }
    .into_any()
}

/// What colours and dashes mean.
#[component]
pub(super) fn Legend(view: GraphView) -> impl IntoView {
    let relations: Vec<AnyView> = used(&view)
        .into_iter()
        .map(|(word, label)| {
            view! {
                <li>
                    <span class=format!("graph-sign rel-{word}") aria-hidden="true"></span>
                    {label}
                </li>
            }
            .into_any()
        })
        .collect();
    let has = |test: &dyn Fn(&GraphNode) -> bool| view.nodes.iter().any(test);
    let sign = |is_shown: bool, class: &'static str, label: &'static str| {
        is_shown.then(|| {
            view! {
                <li>
                    <span class=class aria-hidden="true"></span>
                    {label}
                </li>
            }
        })
    };
    view! {
        <ul class="graph-legend" aria-label="Legend">
            {relations}
            {sign(has(&|node| node.is_deprecated), "graph-sign-box graph-sign-deprecated", "deprecated")}
            {sign(has(&|node| node.sort == NodeSort::Missing), "graph-sign-box graph-sign-gone", "does not exist")}
            {sign(has(&|node| node.sort == NodeSort::Group), "graph-sign-box graph-sign-many", "many entities")}
            {sign(has(&|node| node.further > 0), "graph-sign-more", "neighbours not shown")}
        </ul>
    }
}
