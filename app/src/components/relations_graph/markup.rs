//! The picture's markup, made by the server alone.

use super::Picture;
use crate::{
    components::kind_badge::{letter, tint},
    markup::escape,
    paths,
};
use portico_graph::{Layout, PlacedEdge, PlacedNode};
use std::fmt::Write;

/// The head of all arrows.
const HEAD: &str = "<defs><marker id=\"graph-arrow\" viewBox=\"0 0 8 8\" refX=\"3\" refY=\"4\" markerWidth=\"8\" \
    markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"graph-head\" \
    d=\"M0 0 8 4 0 8z\"/></marker></defs>";

impl Picture {
    /// Draws a layout.
    pub(crate) fn of(layout: &Layout) -> Self {
        let mut markup = String::from(HEAD);
        layout.edges.iter().for_each(|edge| draw_edge(&mut markup, edge));
        layout.nodes.iter().enumerate().for_each(|(index, node)| draw_node(&mut markup, node, index == 0));
        // Sizes are small and not negative.
        Self { size: (layout.width.ceil() as u32, layout.height.ceil() as u32), markup }
    }
}

// Writing into a text does not fail; so the results of `write!` are dropped here.

fn draw_edge(svg: &mut String, edge: &PlacedEdge) {
    let class = if edge.dangling { "graph-edge graph-edge-dangling" } else { "graph-edge" };
    let anchor = if edge.ends_at_label { "end" } else { "start" };
    let _ = write!(
        svg,
        "<g class=\"{class}\" aria-hidden=\"true\"><path d=\"{}\" marker-end=\"url(#graph-arrow)\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text></g>",
        edge.path,
        edge.label_x,
        edge.label_y,
        escape(&edge.label),
    );
}

fn draw_node(svg: &mut String, placed: &PlacedNode, is_center: bool) {
    let PlacedNode { node, text, place } = placed;
    let is_rest = node.entity_ref.is_empty();
    let class = match (is_center, node.exists, is_rest) {
        (true, ..) => "graph-node graph-center",
        (_, _, true) => "graph-node graph-rest",
        (_, false, _) => "graph-node graph-missing",
        _ => "graph-node",
    };
    let title = match (is_rest, node.exists) {
        (true, _) => node.label.clone(),
        (_, true) => format!("{} ({})", node.label, node.entity_ref),
        (_, false) => format!("{} does not exist", node.entity_ref),
    };
    let is_link = !is_center && node.exists && !is_rest;
    if is_link {
        let _ = write!(svg, "<a href=\"{}\">", escape(&paths::entity(&node.entity_ref)));
    }
    let _ = write!(
        svg,
        "<g class=\"{class}\"><title>{}</title><rect class=\"graph-box\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" \
         height=\"{:.1}\" rx=\"7\"/>",
        escape(&title),
        place.x,
        place.y,
        place.width,
        place.height,
    );
    if !is_rest {
        let kind = node.entity_ref.split(':').next().unwrap_or_default();
        let (x, y) = (place.x + 6.0, place.y + (place.height - 20.0) / 2.0);
        let tint = tint(kind);
        let _ = write!(
            svg,
            "<rect class=\"graph-badge {tint}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"20\" height=\"20\" rx=\"5\"/>\
             <text class=\"graph-letter {tint}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" \
             aria-hidden=\"true\">{}</text>",
            x + 10.0,
            y + 14.2,
            escape(&letter(kind)),
        );
    }
    let text_x = if is_rest { place.x + 14.0 } else { place.x + 34.0 };
    let text_y = place.y + place.height / 2.0 + 4.2;
    let _ = write!(
        svg,
        "<text class=\"graph-label\" x=\"{text_x:.1}\" y=\"{text_y:.1}\">{}</text></g>",
        escape(text)
    );
    if is_link {
        svg.push_str("</a>");
    }
}

#[cfg(test)]
mod tests {
    use super::Picture;
    use portico_graph::{Neighbour, Side, lay_out};

    #[test]
    fn names_cannot_become_markup() {
        let attack = "\"><script>x</script>";
        let neighbour = |reference: &str| Neighbour::new(reference, attack, true);
        let neighbours = vec![(Side::Right, attack.to_owned(), neighbour("api:default/\"><script>"))];
        let picture = Picture::of(&lay_out(neighbour("component:default/me"), neighbours));
        assert!(!picture.markup.contains("<script"), "{}", picture.markup);
        assert!(picture.markup.contains("&lt;script&gt;"));
    }

    #[test]
    fn only_what_is_there_is_a_link() {
        let neighbours = vec![
            (Side::Right, "uses".to_owned(), Neighbour::new("api:default/a", "a", true)),
            (Side::Left, "uses".to_owned(), Neighbour::new("api:default/b", "b", false)),
            (Side::Left, "uses".to_owned(), Neighbour::new("", "and 3 more", true)),
        ];
        let picture = Picture::of(&lay_out(Neighbour::new("api:default/me", "me", true), neighbours));
        assert_eq!(picture.markup.matches("<a href").count(), 1);
        assert!(picture.markup.contains("<a href=\"/catalog/default/api/a\">"));
        assert!(picture.markup.contains("api:default/b does not exist"));
    }
}
