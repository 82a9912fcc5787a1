//! An entity between its neighbours: those that point to it on the left, those that it points to on the right.

use crate::limits::{LABEL, PER_SIDE};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An entity to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Full lower-case reference; empty for the box that counts the rest.
    pub entity_ref: String,
    /// What to call it.
    pub label: String,
    /// Whether there is such an entity.
    pub exists: bool,
}

impl Neighbour {
    /// A neighbour from its parts.
    pub fn new(entity_ref: impl Into<String>, label: impl Into<String>, exists: bool) -> Self {
        Self { entity_ref: entity_ref.into(), label: label.into(), exists }
    }
}

/// Where a neighbour is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// It points to the entity.
    Left,
    /// The entity points to it.
    Right,
}

/// The side of a neighbour by the type of the relation to it, and the words on the arrow, which always reads in the
/// arrow's direction. Owners and parents stand on the left: they come first.
pub fn side_of(relation: &str) -> (Side, &str) {
    match relation {
        "ownedBy" => (Side::Left, "owns"),
        "ownerOf" => (Side::Right, "owns"),
        "partOf" => (Side::Left, "has part"),
        "hasPart" => (Side::Right, "has part"),
        "childOf" => (Side::Left, "parent of"),
        "parentOf" => (Side::Right, "parent of"),
        "memberOf" => (Side::Left, "has member"),
        "hasMember" => (Side::Right, "has member"),
        "providesApi" => (Side::Right, "provides"),
        "apiProvidedBy" => (Side::Left, "provides"),
        "consumesApi" => (Side::Right, "consumes"),
        "apiConsumedBy" => (Side::Left, "consumes"),
        "dependsOn" => (Side::Right, "depends on"),
        "dependencyOf" => (Side::Left, "depends on"),
        other => (Side::Right, other),
    }
}

/// A rectangle, in the picture's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A box of the picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlacedNode {
    /// The entity.
    pub node: Neighbour,
    /// Its label, cut to fit.
    pub text: String,
    /// Where it is.
    pub place: Place,
}

/// An arrow of the picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlacedEdge {
    /// SVG path, in the arrow's direction.
    pub path: String,
    /// Words on it.
    pub label: String,
    /// Where the words begin, or end if they stand to the left of their box.
    pub label_x: f32,
    /// Base line of the words.
    pub label_y: f32,
    /// Whether the words end there.
    pub ends_at_label: bool,
    /// Whether its other end does not exist.
    pub dangling: bool,
}

/// The whole picture. The first node is the entity in the middle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Width, in the units of all places.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// Boxes.
    pub nodes: Vec<PlacedNode>,
    /// Arrows.
    pub edges: Vec<PlacedEdge>,
}

const WIDTH: f32 = 760.0;
const BOX: f32 = 176.0;
const BOX_HEIGHT: f32 = 32.0;
const STEP: f32 = 50.0;
const MARGIN: f32 = 14.0;
const CENTER: f32 = 168.0;

/// Draws `center` between its neighbours. Several relations to one neighbour on one side share an arrow.
pub fn lay_out(center: Neighbour, neighbours: Vec<(Side, String, Neighbour)>) -> Layout {
    let mut sides: BTreeMap<Side, Vec<(Vec<String>, Neighbour)>> = BTreeMap::new();
    for (side, label, neighbour) in neighbours {
        let list = sides.entry(side).or_default();
        match list.iter_mut().find(|(_, other)| other.entity_ref == neighbour.entity_ref) {
            Some((labels, _)) if labels.contains(&label) => {}
            Some((labels, _)) => labels.push(label),
            None => list.push((vec![label], neighbour)),
        }
    }
    let left = shorten(sides.remove(&Side::Left).unwrap_or_default());
    let right = shorten(sides.remove(&Side::Right).unwrap_or_default());
    let rows = left.len().max(right.len()).max(1);
    let height = MARGIN * 2.0 + STEP * rows as f32;
    let middle = Place {
        x: (WIDTH - CENTER) / 2.0,
        y: (height - BOX_HEIGHT - 4.0) / 2.0,
        width: CENTER,
        height: BOX_HEIGHT + 4.0,
    };
    let mut layout = Layout { width: WIDTH, height, ..Layout::default() };
    layout.nodes.push(PlacedNode { text: cut(&center.label), node: center, place: middle });
    place_side(&mut layout, Side::Left, left, middle);
    place_side(&mut layout, Side::Right, right, middle);
    layout
}

type Labelled = (Vec<String>, Neighbour);

fn shorten(mut list: Vec<Labelled>) -> Vec<Labelled> {
    if list.len() > PER_SIDE {
        let rest = list.len() - (PER_SIDE - 1);
        list.truncate(PER_SIDE - 1);
        list.push((Vec::new(), Neighbour::new("", format!("and {rest} more"), true)));
    }
    list
}

fn place_side(layout: &mut Layout, side: Side, list: Vec<Labelled>, middle: Place) {
    let count = list.len() as f32;
    let first = (layout.height - STEP * count) / 2.0 + (STEP - BOX_HEIGHT) / 2.0;
    let x = if side == Side::Left { MARGIN } else { WIDTH - MARGIN - BOX };
    for (row, (labels, node)) in list.into_iter().enumerate() {
        let place = Place { x, y: first + STEP * row as f32, width: BOX, height: BOX_HEIGHT };
        // Arrows meet the middle box spread over its side, so that they can be told apart.
        let spread = (row as f32 - (count - 1.0) / 2.0) * 4.0;
        let center_y = middle.y + middle.height / 2.0 + spread.clamp(-14.0, 14.0);
        let node_y = place.y + place.height / 2.0;
        let (from, to) = match side {
            Side::Left => ((place.x + place.width, node_y), (middle.x, center_y)),
            Side::Right => ((middle.x + middle.width, center_y), (place.x, node_y)),
        };
        // The words stand close to the neighbour, where the arrows are apart.
        let label_x = if side == Side::Left { place.x + place.width + 8.0 } else { place.x - 12.0 };
        layout.edges.push(PlacedEdge {
            path: curve(from, to),
            label: labels.join(", "),
            label_x,
            label_y: node_y - 5.0,
            ends_at_label: side == Side::Right,
            dangling: !node.exists,
        });
        layout.nodes.push(PlacedNode { text: cut(&node.label), node, place });
    }
}

pub(crate) fn curve(from: (f32, f32), to: (f32, f32)) -> String {
    let bend = (to.0 - from.0) / 2.0;
    let (x1, x2) = (from.0 + bend, to.0 - bend);
    // The arrow's head needs its room in front of the box.
    let end = to.0 - 5.0;
    format!(
        "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
        from.0, from.1, x1, from.1, x2, to.1, end, to.1
    )
}

pub(crate) fn cut(label: &str) -> String {
    if label.chars().count() <= LABEL {
        return label.to_owned();
    }
    let mut short: String = label.chars().take(LABEL - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::{Layout, Neighbour, Side, lay_out, side_of};

    fn world(left: usize, right: usize) -> Layout {
        let neighbour = |side, index: usize| {
            let node =
                Neighbour::new(format!("component:default/{side:?}-{index}"), format!("n{index}"), true);
            (side, "depends on".to_owned(), node)
        };
        let left = (0..left).map(|index| neighbour(Side::Left, index));
        let right = (0..right).map(|index| neighbour(Side::Right, index));
        lay_out(Neighbour::new("component:default/me", "me", true), left.chain(right).collect())
    }

    #[test]
    fn boxes_never_overlap_and_stay_inside() {
        for (left, right) in [(0, 0), (1, 0), (7, 2), (3, 30), (100, 100)] {
            let layout = world(left, right);
            for (index, a) in layout.nodes.iter().enumerate() {
                let a = a.place;
                assert!(
                    a.x >= 0.0
                        && a.y >= 0.0
                        && a.x + a.width <= layout.width
                        && a.y + a.height <= layout.height
                );
                for b in layout.nodes.iter().skip(index + 1).map(|node| node.place) {
                    let apart = a.x + a.width <= b.x
                        || b.x + b.width <= a.x
                        || a.y + a.height <= b.y
                        || b.y + b.height <= a.y;
                    assert!(apart, "{left}/{right}: {a:?} and {b:?}");
                }
            }
            assert_eq!(layout.edges.len() + 1, layout.nodes.len());
        }
    }

    #[test]
    fn the_rest_is_counted() {
        let layout = world(0, 30);
        assert_eq!(layout.nodes.last().map(|node| node.text.as_str()), Some("and 24 more"));
    }

    #[test]
    fn two_relations_to_one_neighbour_share_an_arrow() {
        let node = || Neighbour::new("api:default/a", "a", false);
        let me = Neighbour::new("component:default/me", "me", true);
        let layout = lay_out(
            me,
            vec![(Side::Right, "provides".into(), node()), (Side::Right, "consumes".into(), node())],
        );
        assert_eq!(layout.edges[0].label, "provides, consumes");
        assert!(layout.edges[0].dangling);
    }

    #[test]
    fn a_relation_and_its_reverse_stand_on_opposite_sides_with_the_same_words() {
        for (one, other) in portico_entity::relations::PAIRS {
            let ((side, words), (opposite, same)) = (side_of(one), side_of(other));
            assert_ne!(side, opposite, "{one}");
            assert_eq!(words, same, "{one}");
        }
    }
}
