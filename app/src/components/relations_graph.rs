//! The picture of an entity between its neighbours. Drawn by the server, so it is there at once; every box is a link.

use super::kind_badge::{letter, tint};
use crate::paths;
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use portico_graph::{Layout, PlacedEdge, PlacedNode};
use wasm_bindgen::JsCast as _;

/// The picture. Its text alternative is the tables below it, which hold the same relations.
#[component]
pub(crate) fn RelationsGraph(layout: Layout, #[prop(into)] label: String) -> impl IntoView {
    let nodes = layout.nodes.into_iter().enumerate().map(|(index, node)| draw_node(node, index == 0));
    let edges = layout.edges.into_iter().map(draw_edge);
    let picture_label = label.clone();
    let follow = follow_links();
    view! {
        <div class="graph" tabindex="0" role="region" aria-label=label on:click=follow>
            <svg
                class="graph-picture"
                viewBox=format!("0 0 {} {}", layout.width, layout.height)
                style=format!("--graph-width:{}px", layout.width)
                role="group"
                aria-label=picture_label
            >
                <defs>
                    <marker
                        id="graph-arrow"
                        viewBox="0 0 8 8"
                        refX="3"
                        refY="4"
                        markerWidth="8"
                        markerHeight="8"
                        markerUnits="userSpaceOnUse"
                        orient="auto"
                    >
                        <path class="graph-head" d="M0 0 8 4 0 8z"></path>
                    </marker>
                </defs>
                {edges.collect_view()}
                {nodes.collect_view()}
            </svg>
        </div>
    }
}

/// Leads to a clicked neighbour without loading the document anew. The router does that for HTML's links only.
fn follow_links() -> impl Fn(ev::MouseEvent) + Clone + 'static {
    let navigate = use_navigate();
    move |event: ev::MouseEvent| {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        if let Some(href) = link.and_then(|link| link.get_attribute("href")).filter(|_| plain) {
            event.prevent_default();
            navigate(&href, NavigateOptions::default());
        }
    }
}

fn draw_edge(edge: PlacedEdge) -> impl IntoView {
    let class = if edge.dangling { "graph-edge graph-edge-dangling" } else { "graph-edge" };
    let anchor = if edge.ends_at_label { "end" } else { "start" };
    view! {
        <g class=class aria-hidden="true">
            <path d=edge.path marker-end="url(#graph-arrow)"></path>
            <text x=edge.label_x.to_string() y=edge.label_y.to_string() text-anchor=anchor>
                {edge.label}
            </text>
        </g>
    }
}

fn draw_node(node: PlacedNode, is_center: bool) -> AnyView {
    let PlacedNode { node, text, place } = node;
    let kind = node.entity_ref.split(':').next().unwrap_or_default().to_owned();
    let class = match (is_center, node.exists, node.entity_ref.is_empty()) {
        (true, ..) => "graph-node graph-center",
        (_, _, true) => "graph-node graph-rest",
        (_, false, _) => "graph-node graph-missing",
        _ => "graph-node",
    };
    let (badge_x, badge_y) = (place.x + 6.0, place.y + (place.height - 20.0) / 2.0);
    let text_x = if node.entity_ref.is_empty() { place.x + 14.0 } else { place.x + 34.0 };
    let badge = (!node.entity_ref.is_empty()).then(|| {
        view! {
            <rect
                class=format!("graph-badge {}", tint(&kind))
                x=badge_x.to_string()
                y=badge_y.to_string()
                width="20"
                height="20"
                rx="5"
            ></rect>
            <text
                class=format!("graph-letter {}", tint(&kind))
                x=(badge_x + 10.0).to_string()
                y=(badge_y + 14.2).to_string()
                text-anchor="middle"
                aria-hidden="true"
            >
                {letter(&kind)}
            </text>
        }
    });
    let title = match (node.entity_ref.is_empty(), node.exists) {
        (true, _) => node.label.clone(),
        (_, true) => format!("{} ({})", node.label, node.entity_ref),
        (_, false) => format!("{} does not exist", node.entity_ref),
    };
    let drawing = view! {
        <g class=class>
            <title>{title}</title>
            <rect
                class="graph-box"
                x=place.x.to_string()
                y=place.y.to_string()
                width=place.width.to_string()
                height=place.height.to_string()
                rx="7"
            ></rect>
            {badge}
            <text class="graph-label" x=text_x.to_string() y=(place.y + place.height / 2.0 + 4.2).to_string()>
                {text}
            </text>
        </g>
    };
    if is_center || !node.exists || node.entity_ref.is_empty() {
        return drawing.into_any();
    }
    // The group tells the macro that this is SVG's link, not HTML's.
    view! {
        <g>
            <a href=paths::entity(&node.entity_ref)>{drawing}</a>
        </g>
    }
    .into_any()
}
