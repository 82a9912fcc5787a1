//! The picture, its legend and its words as markup. Made by the server alone: the browser shows it as it came, so that
//! hundreds of boxes cost it neither code nor time.

use super::{Drawn, Place, steps::steps};
use crate::{
    components::kind_badge::{letter, tint},
    markup::escape,
    paths,
};
use portico_portal::views::graph::{
    GraphArrow, GraphFrame, GraphNode, GraphQuestion, GraphView, NodeSort, RELATIONS,
};
use std::fmt::Write;

/// A graph as its page shows it.
pub(crate) fn drawn(mut view: GraphView, root: &str) -> Drawn {
    let place = Place::of(root);
    let relations = view.arrows.iter().map(|arrow| arrow.count).sum();
    let (picture, legend, words) = (picture(&view, &place), legend(&view), in_words(&view, &place));
    view.arrows = Vec::new();
    view.frames = Vec::new();
    Drawn { view, relations, picture, legend, words }
}

// Writing into a text does not fail; so the results of `write!` are dropped here.

fn picture(view: &GraphView, place: &Place) -> String {
    let mut svg = String::from("<defs>");
    for (word, _) in used(view) {
        let _ = write!(
            svg,
            "<marker id=\"graph-head-{word}\" class=\"rel-{word}\" viewBox=\"0 0 8 8\" refX=\"2\" refY=\"4\" \
             markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
             <path class=\"graph-tip\" d=\"M0 0.5 8 4 0 7.5z\"/></marker>"
        );
    }
    svg.push_str("</defs><g aria-hidden=\"true\">");
    view.frames.iter().for_each(|frame| draw_frame(&mut svg, frame));
    let is_drawn = |arrow: &&GraphArrow| !arrow.path.is_empty();
    view.arrows.iter().filter(is_drawn).for_each(|arrow| draw_arrow(&mut svg, arrow));
    svg.push_str("</g>");
    for (index, node) in view.nodes.iter().enumerate() {
        draw_node(&mut svg, (index, node), &view.question, place);
    }
    svg
}

/// The relations of a picture, in the order of the list.
fn used(view: &GraphView) -> Vec<(&'static str, &'static str)> {
    let is_used = |word: &str| view.arrows.iter().any(|arrow| arrow.pair == word && !arrow.path.is_empty());
    RELATIONS.iter().filter(|(word, ..)| is_used(word)).map(|(word, label, _)| (*word, *label)).collect()
}

fn draw_frame(svg: &mut String, frame: &GraphFrame) {
    let place = frame.place;
    let _ = write!(
        svg,
        "<g class=\"graph-frame\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\"/>\
         <text x=\"{}\" y=\"{}\">{}</text></g>",
        place.x,
        place.y,
        place.width,
        place.height,
        place.x + 12.0,
        place.y + 19.0,
        escape(&frame.text)
    );
}

fn draw_arrow(svg: &mut String, arrow: &GraphArrow) {
    let dangling = if arrow.is_dangling { " graph-dangling" } else { "" };
    let GraphArrow { pair, from, to, path, .. } = arrow;
    let words = escape(&arrow.words);
    let _ = write!(
        svg,
        "<g class=\"graph-arrow{dangling} rel-{pair}\" data-from=\"{from}\" data-to=\"{to}\">\
         <path d=\"{path}\" marker-end=\"url(#graph-head-{pair})\"/>"
    );
    let _ = match arrow.words_at {
        Some((x, y)) => {
            write!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{words}</text></g>", y + 3.8)
        }
        None => write!(svg, "<title>{words}</title></g>"),
    };
}

fn draw_node(svg: &mut String, (index, node): (usize, &GraphNode), question: &GraphQuestion, place: &Place) {
    let class = match node.sort {
        NodeSort::Root => " graph-root",
        NodeSort::Entity if node.is_deprecated => " graph-deprecated",
        NodeSort::Entity => "",
        NodeSort::Missing => " graph-gone",
        NodeSort::Group | NodeSort::Rest => " graph-many",
    };
    let name = escape(&format!("{}, {}", node.label, about(node)));
    let href = match node.sort {
        NodeSort::Root | NodeSort::Entity => Some(paths::entity(&node.entity_ref)),
        NodeSort::Group if node.entity_ref.ends_with(':') => {
            Some(place.address(&question.opening(&node.entity_ref)))
        }
        NodeSort::Group => Some(place.address(&question.rooted(&node.entity_ref))),
        NodeSort::Missing | NodeSort::Rest => None,
    };
    // A link's name is its title: a label of its own would have to repeat every letter that is seen.
    let (open, close) = match href {
        Some(href) => (format!("<a href=\"{}\"", escape(&href)), "</a>"),
        None => (format!("<g role=\"img\" aria-label=\"{name}\""), "</g>"),
    };
    let _ = write!(
        svg,
        "<g class=\"graph-item{class}\" transform=\"translate({} {})\"><g class=\"graph-moving\" data-box=\"{index}\">\
         {open} class=\"graph-link\" data-node=\"{index}\"><title>{name}</title>",
        node.place.x, node.place.y
    );
    draw_box(svg, node);
    svg.push_str(close);
    if node.further > 0 && matches!(node.sort, NodeSort::Root | NodeSort::Entity) {
        draw_more(svg, node, &place.address(&question.expanding(&node.entity_ref)));
    }
    svg.push_str("</g></g>");
}

/// What a box looks like, from its own corner.
fn draw_box(svg: &mut String, node: &GraphNode) {
    let (width, height) = (node.place.width, node.place.height);
    if node.sort == NodeSort::Group {
        let _ = write!(
            svg,
            "<rect class=\"graph-rect\" x=\"4\" y=\"4\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>"
        );
    }
    let _ = write!(svg, "<rect class=\"graph-rect\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>");
    if !node.kind.is_empty() {
        let (tint, letter) = (tint(&node.kind), escape(&letter(&node.kind)));
        let _ = write!(
            svg,
            "<rect class=\"graph-badge {tint}\" x=\"9\" y=\"9\" width=\"24\" height=\"24\" rx=\"6\"/>\
             <text class=\"graph-letter {tint}\" x=\"21\" y=\"25.2\" text-anchor=\"middle\" aria-hidden=\"true\">{letter}</text>"
        );
    }
    let _ = write!(
        svg,
        "<text class=\"graph-name\" x=\"41\" y=\"18.5\">{}</text><text class=\"graph-note\" x=\"41\" y=\"33\">{}</text>",
        escape(&node.text),
        escape(&node.note)
    );
}

/// The way to the neighbours that are not shown.
fn draw_more(svg: &mut String, node: &GraphNode, href: &str) {
    let count = format!("+{}", node.further);
    let width = 12.0 + 7.0 * count.len() as f32;
    let x = node.place.width - width + 6.0;
    let _ = write!(
        svg,
        "<a class=\"graph-more\" href=\"{}\" aria-label=\"Show {} more around {}\">\
         <rect x=\"{x}\" y=\"-8\" width=\"{width}\" height=\"16\" rx=\"8\"/>\
         <text x=\"{}\" y=\"4\" text-anchor=\"middle\">{count}</text></a>",
        escape(href),
        node.further,
        escape(&node.label),
        x + width / 2.0
    );
}

/// What colours and dashes mean.
fn legend(view: &GraphView) -> String {
    let mut html = String::new();
    let mut entry = |class: &str, label: &str| {
        let _ = write!(html, "<li><span class=\"{class}\" aria-hidden=\"true\"></span>{label}</li>");
    };
    for (word, label) in used(view) {
        entry(&format!("graph-sign rel-{word}"), label);
    }
    let has = |test: &dyn Fn(&GraphNode) -> bool| view.nodes.iter().any(test);
    for (is_there, class, label) in [
        (has(&|node| node.is_deprecated), "graph-sign-box graph-sign-deprecated", "deprecated"),
        (has(&|node| node.sort == NodeSort::Missing), "graph-sign-box graph-sign-gone", "does not exist"),
        (has(&|node| node.sort == NodeSort::Group), "graph-sign-box graph-sign-many", "many entities"),
        (
            has(&|node| node.further > 0 && node.sort != NodeSort::Group),
            "graph-sign-more",
            "neighbours not shown",
        ),
    ] {
        if is_there {
            entry(class, label);
        }
    }
    html
}

/// The graph as a list, with what can be done about every entity: for those who cannot see the picture, and for
/// browsers without a script.
fn in_words(view: &GraphView, place: &Place) -> String {
    let mut html = String::new();
    for (index, node) in view.nodes.iter().enumerate() {
        let label = escape(&node.label);
        let _ = match node.sort {
            NodeSort::Root | NodeSort::Entity => {
                write!(html, "<li><a href=\"{}\">{label}</a>", escape(&paths::entity(&node.entity_ref)))
            }
            _ => write!(html, "<li>{label}"),
        };
        let _ = write!(html, " <span class=\"graph-word-kind\">{}</span>", escape(&about(node)));
        for step in steps(node, &view.question) {
            let _ = write!(
                html,
                " · <a href=\"{}\">{}<span class=\"visually-hidden\"> ({label})</span></a>",
                escape(&place.address(&step.to)),
                step.label
            );
        }
        let lines = relations(index, &view.nodes, &view.arrows);
        if !lines.is_empty() {
            let _ = write!(html, "<ul>{lines}</ul>");
        }
        html.push_str("</li>");
    }
    html
}

fn relations(from: usize, nodes: &[GraphNode], arrows: &[GraphArrow]) -> String {
    let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
    for arrow in arrows.iter().filter(|arrow| arrow.from == from) {
        let Some(target) = nodes.get(arrow.to) else { continue };
        match lines.iter_mut().find(|(words, _)| *words == arrow.words) {
            Some((_, targets)) => targets.push(&target.label),
            None => lines.push((&arrow.words, vec![&target.label])),
        }
    }
    let line = |(words, targets): (&str, Vec<&str>)| {
        format!("<li>{} {}</li>", escape(words), escape(&targets.join(", ")))
    };
    lines.into_iter().map(line).collect()
}

/// What a box is, in words.
fn about(node: &GraphNode) -> String {
    let kind = node.kind.to_lowercase();
    match node.sort {
        NodeSort::Group | NodeSort::Rest => node.note.clone(),
        NodeSort::Missing => format!("{kind}, does not exist"),
        _ if node.is_deprecated => format!("{kind}, deprecated"),
        _ => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::drawn;
    use crate::markup::escape;
    use portico_portal::views::graph::{GraphArrow, GraphNode, GraphView, NodeSort};

    #[test]
    fn names_cannot_become_markup() {
        let node = |label: &str| GraphNode {
            label: label.into(),
            text: label.into(),
            note: label.into(),
            entity_ref: "component:default/<b>".into(),
            kind: "Component".into(),
            further: 1,
            ..GraphNode::default()
        };
        let arrow = |words: &str| GraphArrow {
            to: 1,
            words: words.into(),
            pair: "other".into(),
            path: "M0 0".into(),
            words_at: Some((1.0, 1.0)),
            ..GraphArrow::default()
        };
        let gone = GraphNode { sort: NodeSort::Missing, ..node("\"><i>") };
        let view = GraphView {
            nodes: vec![node("<script>"), gone],
            arrows: vec![arrow("<script>")],
            ..GraphView::default()
        };
        let drawn = drawn(view, "");
        for markup in [drawn.picture, drawn.words, drawn.legend] {
            assert!(
                !markup.contains("<script>") && !markup.contains("<i>") && !markup.contains("<b>"),
                "{markup}"
            );
        }
        assert_eq!(escape("a<b>&\""), "a&lt;b&gt;&amp;&quot;");
    }
}
