//! A change as a picture: what it concerns in columns by distance, each entity with an arrow to why.

use crate::{
    Layout, Neighbour, Place, PlacedEdge, PlacedNode,
    limits::{COLUMNS, PER_COLUMN},
    neighbourhood::{curve, cut},
};

/// An entity of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The entity.
    pub node: Neighbour,
    /// The position, in the column before, of the entity because of which it is concerned; nothing if that is not
    /// among those shown.
    pub from: Option<usize>,
}

/// Entities at one distance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The first of them by name.
    pub shown: Vec<Shown>,
    /// Number of all.
    pub total: usize,
}

const BOX: f32 = 172.0;
const BOX_HEIGHT: f32 = 32.0;
const GAP: f32 = 64.0;
const STEP: f32 = 44.0;
const MARGIN: f32 = 14.0;

/// Draws what a change to `root` concerns. What is further away than there are columns is counted in the last one.
pub fn columns(root: Neighbour, concerned: &[Column]) -> Layout {
    let columns = shortened(concerned);
    let rows = columns.iter().map(Vec::len).max().unwrap_or_default().max(1);
    let height = MARGIN * 2.0 + STEP * rows as f32;
    let count = columns.len() as f32;
    let width = MARGIN * 2.0 + BOX * (count + 1.0) + GAP * count;
    let mut layout = Layout { width, height, ..Layout::default() };
    let place = |column: usize, row: usize, of: usize| Place {
        x: MARGIN + (BOX + GAP) * column as f32,
        y: (height - STEP * of as f32) / 2.0 + STEP * row as f32 + (STEP - BOX_HEIGHT) / 2.0,
        width: BOX,
        height: BOX_HEIGHT,
    };
    layout.nodes.push(PlacedNode { text: cut(&root.label), node: root, place: place(0, 0, 1) });
    let mut before = vec![place(0, 0, 1)];
    // The box that counts the rest of the column before: the reason of what has none among those shown.
    let mut rest_before = None;
    for (at, column) in columns.into_iter().enumerate() {
        let of = column.len();
        let mut places = Vec::with_capacity(of);
        let has_rest = column.last().is_some_and(|last| last.node.entity_ref.is_empty());
        for (row, shown) in column.into_iter().enumerate() {
            let place = place(at + 1, row, of);
            let is_rest = shown.node.entity_ref.is_empty();
            let reason = shown.from.or(rest_before).or(is_rest.then(|| before.len().saturating_sub(1)));
            if let Some(from) = reason.and_then(|from| before.get(from)) {
                layout.edges.push(arrow(*from, place));
            }
            layout.nodes.push(PlacedNode { text: cut(&shown.node.label), node: shown.node, place });
            places.push(place);
        }
        rest_before = has_rest.then(|| places.len() - 1);
        before = places;
    }
    layout
}

/// The columns as they are drawn: the rest of each in a last box, and everything beyond the last column with it.
fn shortened(concerned: &[Column]) -> Vec<Vec<Shown>> {
    let most = COLUMNS - 1;
    let beyond: usize = concerned.iter().skip(most).map(|column| column.total).sum();
    let mut columns = Vec::new();
    for (at, column) in concerned.iter().take(most).enumerate() {
        let is_last = at + 1 == most;
        let further = if is_last { beyond } else { 0 };
        let fits = column.total <= PER_COLUMN && column.shown.len() == column.total && further == 0;
        let room = if fits { PER_COLUMN } else { PER_COLUMN - 1 };
        let mut shown: Vec<Shown> = column.shown.iter().take(room).cloned().collect();
        let rest = column.total - shown.len();
        let label = match (rest, further) {
            (0, 0) => None,
            (rest, 0) => Some(format!("and {rest} more")),
            (0, further) => Some(format!("{further} further away")),
            (rest, further) => Some(format!("and {} more", rest + further)),
        };
        shown.extend(label.map(|label| Shown { node: Neighbour::new("", label, true), from: None }));
        columns.push(shown);
    }
    columns
}

fn arrow(from: Place, to: Place) -> PlacedEdge {
    let start = (from.x + from.width, from.y + from.height / 2.0);
    let end = (to.x, to.y + to.height / 2.0);
    PlacedEdge { path: curve(start, end), label_x: end.0, label_y: end.1, ..PlacedEdge::default() }
}

#[cfg(test)]
mod tests {
    use super::{Column, Shown, columns};
    use crate::{Layout, Neighbour, limits::PER_COLUMN};

    fn column(total: usize, from: Option<usize>) -> Column {
        let shown = (0..total.min(PER_COLUMN)).map(|row| Shown {
            node: Neighbour::new(format!("component:default/c{row}"), format!("c{row}"), true),
            from,
        });
        Column { shown: shown.collect(), total }
    }

    fn world(totals: &[usize]) -> Layout {
        let concerned: Vec<Column> = totals.iter().map(|total| column(*total, Some(0))).collect();
        columns(Neighbour::new("component:default/me", "me", true), &concerned)
    }

    fn labels(layout: &Layout) -> Vec<&str> {
        layout.nodes.iter().map(|node| node.text.as_str()).collect()
    }

    #[test]
    fn boxes_never_overlap_stay_inside_and_all_but_the_first_have_an_arrow() {
        for totals in [&[][..], &[1], &[3, 8, 2], &[9, 1], &[100, 200, 300, 400, 500]] {
            let layout = world(totals);
            assert_eq!(layout.edges.len() + 1, layout.nodes.len(), "{totals:?}");
            for (index, a) in layout.nodes.iter().enumerate() {
                let a = a.place;
                assert!(a.x >= 0.0 && a.y >= 0.0, "{totals:?}");
                assert!(a.x + a.width <= layout.width && a.y + a.height <= layout.height, "{totals:?}");
                for b in layout.nodes.iter().skip(index + 1).map(|node| node.place) {
                    let apart = a.x + a.width <= b.x
                        || b.x + b.width <= a.x
                        || a.y + a.height <= b.y
                        || b.y + b.height <= a.y;
                    assert!(apart, "{totals:?}: {a:?} and {b:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_drawn_is_counted() {
        assert_eq!(labels(&world(&[2])), ["me", "c0", "c1"]);
        assert_eq!(labels(&world(&[20])).last(), Some(&"and 13 more"));
        assert_eq!(labels(&world(&[1, 1, 1, 5, 7])).last(), Some(&"12 further away"));
        assert_eq!(labels(&world(&[1, 1, 10, 5])).last(), Some(&"and 8 more"));
    }

    #[test]
    fn without_a_reason_among_those_shown_the_arrow_comes_from_the_rest() {
        let concerned = [column(20, Some(0)), column(1, None)];
        let layout = columns(Neighbour::new("component:default/me", "me", true), &concerned);
        let rest = layout.nodes.iter().find(|node| node.text == "and 13 more").map(|node| node.place);
        let rest = rest.unwrap_or_default();
        let arrow = layout.edges.last().map(|edge| edge.path.clone()).unwrap_or_default();
        let start = format!("M{:.1} {:.1}", rest.x + rest.width, rest.y + rest.height / 2.0);
        assert!(arrow.starts_with(&start), "{arrow} does not start at {start}");
    }
}
