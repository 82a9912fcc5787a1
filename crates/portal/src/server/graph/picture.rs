//! Draws boxes and arrows.

use super::boxes::Boxes;
use crate::views::graph::{
    Bend, Direction, GraphArrow, GraphFrame, GraphNode, GraphQuestion, GraphView, GroupBy, NodeSort,
};
use portico_graph::{
    Arrow, OTHER,
    layered::{self, Line, Size},
    limits::WORDED,
    pair_of,
    text::{fit, width},
};

/// Font sizes of labels, second lines and the words of arrows.
const LABEL: f32 = 13.0;
const NOTE: f32 = 11.0;
const WORDS: f32 = 11.0;
/// Height of a box.
const HEIGHT: f32 = 42.0;
/// Room left of the label, which the badge takes, and right of it.
const BADGE: f32 = 40.0;
const RIGHT: f32 = 14.0;
/// Least and largest width of the texts in a box.
const LEAST: f32 = 56.0;
const MOST: f32 = 190.0;

/// An arrow that is not drawn.
const NOWHERE: Line = Line { from: usize::MAX, to: usize::MAX, words: 0.0 };

/// Gives everything its place.
pub(super) fn draw(boxes: Boxes, question: &GraphQuestion, view: &mut GraphView) {
    let is_drawn: Vec<bool> =
        boxes.arrows.iter().map(|(arrow, _)| !is_said_by_frame(&boxes, question.group, arrow)).collect();
    let Boxes { mut nodes, arrows, frame_of, frames } = boxes;
    let sizes: Vec<Size> =
        nodes.iter_mut().zip(&frame_of).map(|(node, frame)| measure(node, *frame)).collect();
    let is_worded = is_drawn.iter().filter(|is_drawn| **is_drawn).count() <= WORDED;
    let lines: Vec<Line> = arrows
        .iter()
        .zip(&is_drawn)
        .map(|((arrow, count), is_drawn)| {
            if !is_drawn {
                return NOWHERE;
            }
            let words = if is_worded { width(&words(&arrow.words, *count), WORDS) + 10.0 } else { 0.0 };
            Line { from: arrow.from, to: arrow.to, words }
        })
        .collect();
    let drawing = layered::draw(&sizes, &lines, direction(question), bend(question));
    for (node, place) in nodes.iter_mut().zip(drawing.boxes) {
        node.place = place;
    }
    view.width = drawing.width;
    view.height = drawing.height;
    view.arrows = arrows
        .into_iter()
        .zip(drawing.lines)
        .map(|((arrow, count), route)| GraphArrow {
            is_dangling: [arrow.from, arrow.to]
                .iter()
                .any(|end| nodes.get(*end).is_some_and(|node| node.sort == NodeSort::Missing)),
            pair: pair_word(&arrow.pair),
            words: words(&arrow.words, count),
            words_at: (is_worded && !route.path.is_empty()).then_some(route.words),
            from: arrow.from,
            to: arrow.to,
            path: route.path,
            count,
        })
        .collect();
    view.frames = frames
        .into_iter()
        .zip(drawing.frames)
        .map(|(named, place)| GraphFrame { text: fit(&named.label, 12.0, place.width - 24.0), named, place })
        .collect();
    view.nodes = nodes;
}

/// Cuts the label and says how large the box is.
fn measure(node: &mut GraphNode, group: Option<usize>) -> Size {
    node.text = fit(&node.label, LABEL, MOST);
    node.note = fit(&node.note, NOTE, MOST);
    // The label of the first entity is bold.
    let label = width(&node.text, LABEL) * if node.sort == NodeSort::Root { 1.08 } else { 1.0 };
    let text = label.max(width(&node.note, NOTE)).max(LEAST);
    Size { width: (BADGE + text + RIGHT).ceil(), height: HEIGHT, group }
}

/// Whether an arrow says what the frame around both its ends says: that the system has its part, or the owner its own.
fn is_said_by_frame(boxes: &Boxes, group: GroupBy, arrow: &Arrow) -> bool {
    let said = match group {
        GroupBy::None => return false,
        GroupBy::System => "partOf",
        GroupBy::Owner => "ownedBy",
    };
    let frame = |end: usize| boxes.frame_of.get(end).copied().flatten();
    let Some(own) = frame(arrow.from).filter(|own| frame(arrow.to) == Some(*own)) else { return false };
    let is_its_own = |end: &usize| {
        let node = boxes.nodes.get(*end).map(|node| &node.entity_ref);
        node.is_some() && node == boxes.frames.get(own).map(|named| &named.entity_ref)
    };
    arrow.pair == said && [arrow.from, arrow.to].iter().filter(|end| is_its_own(end)).count() == 1
}

fn words(words: &str, count: usize) -> String {
    if count > 1 { format!("{words} ×{count}") } else { words.to_owned() }
}

/// The word for a pair of relations in styles and legends.
fn pair_word(pair: &str) -> String {
    let pair = pair_of(pair);
    if pair.is_known { pair.forward.to_owned() } else { OTHER.to_owned() }
}

fn direction(question: &GraphQuestion) -> layered::Direction {
    match question.direction {
        Direction::Right => layered::Direction::Right,
        Direction::Left => layered::Direction::Left,
        Direction::Down => layered::Direction::Down,
        Direction::Up => layered::Direction::Up,
    }
}

fn bend(question: &GraphQuestion) -> layered::Bend {
    match question.bend {
        Bend::Curved => layered::Bend::Curved,
        Bend::Straight => layered::Bend::Straight,
    }
}
