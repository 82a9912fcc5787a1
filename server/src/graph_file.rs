//! The picture of a graph as a file of its own: an SVG that needs no style sheet and no font, light or dark.

use crate::{rest::query::Pairs, router::AppState};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_app::markup::escape;
use portico_portal::{
    Caller,
    views::graph::{GraphArrow, GraphFrame, GraphNode, GraphQuestion, GraphView, NodeSort, RELATIONS},
};
use std::{collections::BTreeMap, fmt::Write};

/// The colours come from where those of the pages come from.
const TOKENS: &str = include_str!("../../style/tokens.css");
const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";

/// The token that colours a relation's arrows; the style sheet of the pages says the same.
pub(crate) const RELATION_TOKENS: [(&str, &str); 8] = [
    ("dependsOn", "accent"),
    ("consumesApi", "info"),
    ("providesApi", "kind-resource"),
    ("partOf", "kind-system"),
    ("ownedBy", "border-strong"),
    ("childOf", "kind-group"),
    ("memberOf", "kind-template"),
    ("other", "kind-domain"),
];

/// `GET /ui/graph.svg?theme=…`: the graph that the rest of the query asks for.
pub(crate) async fn answer(State(state): State<AppState>, Pairs(pairs): Pairs) -> Response {
    let is_dark = pairs.iter().any(|(name, value)| name == "theme" && value == "dark");
    let (question, notes) =
        GraphQuestion::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    if question.roots.is_empty() {
        let help = "Name an entity to begin with: rootEntityRefs[]=component:default/name\n";
        return (StatusCode::BAD_REQUEST, help).into_response();
    }
    let view = state.portal.graph(Caller::Guest, &question, notes);
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-cache")];
    (headers, draw(&view, &Colours::of(is_dark))).into_response()
}

/// Tokens of one theme.
struct Colours(BTreeMap<&'static str, &'static str>);

impl Colours {
    fn of(is_dark: bool) -> Self {
        let tokens = TOKENS.lines().filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
            let (light, dark) =
                value.trim().strip_prefix("light-dark(")?.strip_suffix(");")?.split_once(',')?;
            Some((name, if is_dark { dark.trim() } else { light.trim() }))
        });
        Self(tokens.collect())
    }

    fn get(&self, token: &str) -> &'static str {
        self.0.get(token).copied().unwrap_or("currentColor")
    }

    fn relation(&self, pair: &str) -> &'static str {
        let token = RELATION_TOKENS.iter().find(|(word, _)| *word == pair);
        self.get(token.map_or("border-strong", |(_, token)| token))
    }

    fn kind(&self, kind: &str) -> (&'static str, &'static str) {
        let name = format!("kind-{}", kind.to_lowercase());
        let name = if self.0.contains_key(name.as_str()) { name } else { "kind-other".to_owned() };
        (self.get(&name), self.get(&format!("{name}-weak")))
    }
}

fn draw(view: &GraphView, colours: &Colours) -> String {
    let mut svg = String::new();
    let (width, height) = (view.width, view.height);
    let ground = colours.get("bg");
    let title = view.roots.iter().map(|root| root.label.as_str()).collect::<Vec<_>>().join(", ");
    // Writing into a text does not fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FONT}\"><title>Relations of {}</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/><defs>",
        escape(&title)
    );
    for (word, ..) in RELATIONS {
        let _ = write!(
            svg,
            "<marker id=\"head-{word}\" viewBox=\"0 0 8 8\" refX=\"2\" refY=\"4\" markerWidth=\"8\" \
             markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
             <path d=\"M0 0.5 8 4 0 7.5z\" fill=\"{}\"/></marker>",
            colours.relation(word)
        );
    }
    svg.push_str("</defs>");
    view.frames.iter().for_each(|frame| draw_frame(&mut svg, frame, colours));
    view.arrows
        .iter()
        .filter(|arrow| !arrow.path.is_empty())
        .for_each(|arrow| draw_arrow(&mut svg, arrow, colours));
    view.nodes.iter().for_each(|node| draw_node(&mut svg, node, colours));
    svg.push_str("</svg>\n");
    svg
}

fn draw_frame(svg: &mut String, frame: &GraphFrame, colours: &Colours) {
    let place = frame.place;
    let _ = write!(
        svg,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"{}\" stroke=\"{}\"/>\
         <text x=\"{}\" y=\"{}\" font-size=\"12\" font-weight=\"600\" fill=\"{}\">{}</text>",
        place.x,
        place.y,
        place.width,
        place.height,
        colours.get("sunken"),
        colours.get("border"),
        place.x + 12.0,
        place.y + 19.0,
        colours.get("muted"),
        escape(&frame.text)
    );
}

fn draw_arrow(svg: &mut String, arrow: &GraphArrow, colours: &Colours) {
    let dashes = if arrow.is_dangling { " stroke-dasharray=\"4 4\"" } else { "" };
    let _ = write!(
        svg,
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.4\"{dashes} marker-end=\"url(#head-{})\"/>",
        arrow.path,
        colours.relation(&arrow.pair),
        arrow.pair
    );
    if let Some((x, y)) = arrow.words_at {
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\" fill=\"{}\" stroke=\"{}\" \
             stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\">{}</text>",
            y + 3.8,
            colours.get("muted"),
            colours.get("bg"),
            escape(&arrow.words)
        );
    }
}

fn draw_node(svg: &mut String, node: &GraphNode, colours: &Colours) {
    let (width, height) = (node.place.width, node.place.height);
    let (fill, stroke, text, dashes) = match node.sort {
        NodeSort::Root => (colours.get("accent"), colours.get("accent"), colours.get("on-accent"), ""),
        NodeSort::Missing => ("none", colours.get("warn"), colours.get("warn"), " stroke-dasharray=\"4 4\""),
        _ if node.is_deprecated => (colours.get("surface"), colours.get("warn"), colours.get("text"), ""),
        _ => (colours.get("surface"), colours.get("border-strong"), colours.get("text"), ""),
    };
    let note = if node.sort == NodeSort::Entity { colours.get("muted") } else { text };
    let rect = |shift: u8| {
        format!(
            "<rect x=\"{shift}\" y=\"{shift}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{fill}\" \
             stroke=\"{stroke}\"{dashes}/>"
        )
    };
    let _ = write!(svg, "<g transform=\"translate({} {})\">", node.place.x, node.place.y);
    if node.sort == NodeSort::Group {
        svg.push_str(&rect(4));
    }
    svg.push_str(&rect(0));
    if let Some(letter) = node.kind.chars().next() {
        let (tint, weak) = colours.kind(&node.kind);
        let _ = write!(
            svg,
            "<rect x=\"9\" y=\"9\" width=\"24\" height=\"24\" rx=\"6\" fill=\"{weak}\"/>\
             <text x=\"21\" y=\"25.2\" font-size=\"12\" font-weight=\"700\" text-anchor=\"middle\" fill=\"{tint}\">{}</text>",
            escape(&letter.to_uppercase().to_string())
        );
    }
    let weight = if node.sort == NodeSort::Root { " font-weight=\"650\"" } else { "" };
    let _ = write!(
        svg,
        "<text x=\"41\" y=\"18.5\" font-size=\"13\" fill=\"{text}\"{weight}>{}</text>\
         <text x=\"41\" y=\"33\" font-size=\"11\" fill=\"{note}\">{}</text></g>",
        escape(&node.text),
        escape(&node.note)
    );
}

#[cfg(test)]
mod tests {
    use super::{Colours, RELATION_TOKENS, RELATIONS};

    #[test]
    fn every_relation_has_a_colour_of_the_pages() {
        let style = include_str!("../../style/graph.css");
        for is_dark in [false, true] {
            let colours = Colours::of(is_dark);
            for (word, ..) in RELATIONS {
                let (_, token) = RELATION_TOKENS.iter().find(|(other, _)| *other == word).unwrap();
                assert!(colours.get(token).starts_with('#'), "{token}");
                let rule = format!(".rel-{word} {{\n    --rel: var(--{token});");
                assert!(style.contains(&rule), "{rule}");
            }
            assert_ne!(colours.kind("Component"), colours.kind("Nonsense"));
        }
        assert_ne!(Colours::of(true).get("bg"), Colours::of(false).get("bg"));
    }
}
