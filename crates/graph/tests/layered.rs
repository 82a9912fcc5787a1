//! Pictures keep their promises for every graph: cycles, loops, several arrows between the same boxes, groups.

use portico_graph::{
    Place,
    layered::{Bend, Direction, Drawing, Line, Size, draw},
};
use proptest::prelude::*;

const DIRECTIONS: [Direction; 4] = [Direction::Down, Direction::Up, Direction::Right, Direction::Left];
const BENDS: [Bend; 2] = [Bend::Curved, Bend::Straight];

fn apart(a: &Place, b: &Place) -> bool {
    const ROUNDING: f32 = 0.01;
    a.x + a.width <= b.x + ROUNDING
        || b.x + b.width <= a.x + ROUNDING
        || a.y + a.height <= b.y + ROUNDING
        || b.y + b.height <= a.y + ROUNDING
}

fn holds(outer: &Place, inner: &Place) -> bool {
    const ROUNDING: f32 = 0.01;
    outer.x <= inner.x + ROUNDING
        && outer.y <= inner.y + ROUNDING
        && inner.x + inner.width <= outer.x + outer.width + ROUNDING
        && inner.y + inner.height <= outer.y + outer.height + ROUNDING
}

fn numbers(text: &str) -> Vec<f32> {
    text.split(|letter: char| letter != '.' && letter != '-' && !letter.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// Points along a path.
fn points(path: &str) -> Vec<(f32, f32)> {
    let mut points: Vec<(f32, f32)> = Vec::new();
    for piece in
        path.split_inclusive(|_: char| true).collect::<String>().replace(['M', 'L', 'C'], "|$0").split('|')
    {
        let piece = numbers(piece.trim_start_matches("$0"));
        match (points.last().copied(), &piece[..]) {
            (Some(from), [x1, y1, x2, y2, x3, y3]) => points.extend((1..=12).map(|step| {
                let t = step as f32 / 12.0;
                let mix = |a: f32, b: f32, c: f32, d: f32| {
                    let s = 1.0 - t;
                    s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
                };
                (mix(from.0, *x1, *x2, *x3), mix(from.1, *y1, *y2, *y3))
            })),
            (Some(from), [x, y]) => points.extend((1..=6).map(|step| {
                let t = step as f32 / 6.0;
                (from.0 + (x - from.0) * t, from.1 + (y - from.1) * t)
            })),
            (None, [x, y]) => points.push((*x, *y)),
            _ => {}
        }
    }
    points
}

fn check(boxes: &[Size], lines: &[Line], drawing: &Drawing) -> Result<(), TestCaseError> {
    let whole = Place { x: 0.0, y: 0.0, width: drawing.width, height: drawing.height };
    prop_assert_eq!(drawing.boxes.len(), boxes.len());
    for (index, place) in drawing.boxes.iter().enumerate() {
        prop_assert!((place.width - boxes[index].width).abs() < 0.01, "{place:?}");
        prop_assert!(holds(&whole, place), "{place:?} is outside of {whole:?}");
        for other in &drawing.boxes[index + 1..] {
            prop_assert!(apart(place, other), "{place:?} and {other:?}");
        }
    }
    for (index, frame) in drawing.frames.iter().enumerate() {
        prop_assert!(holds(&whole, frame), "frame {frame:?} is outside of {whole:?}");
        for other in &drawing.frames[index + 1..] {
            prop_assert!(apart(frame, other), "frames {frame:?} and {other:?}");
        }
        for (size, place) in boxes.iter().zip(&drawing.boxes) {
            let fits = if size.group == Some(index) { holds(frame, place) } else { apart(frame, place) };
            prop_assert!(fits, "{place:?} of {:?} and frame {index} {frame:?}", size.group);
        }
    }
    prop_assert_eq!(drawing.lines.len(), lines.len());
    for (line, route) in lines.iter().zip(&drawing.lines) {
        let is_there = line.from < boxes.len() && line.to < boxes.len();
        prop_assert_eq!(!route.path.is_empty(), is_there);
        for (x, y) in points(&route.path) {
            prop_assert!(x >= 0.0 && y >= 0.0 && x <= drawing.width && y <= drawing.height, "{}", route.path);
            for place in &drawing.boxes {
                let inside = x > place.x + 0.2
                    && x < place.x + place.width - 0.2
                    && y > place.y + 0.2
                    && y < place.y + place.height - 0.2;
                prop_assert!(!inside, "{} crosses {place:?}", route.path);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn boxes_and_frames_are_apart_and_arrows_beside_them(
        boxes in prop::collection::vec((40u16..260, 20u16..60, prop::option::of(0usize..4)), 0..24),
        lines in prop::collection::vec((0usize..25, 0usize..24, prop_oneof![Just(0u16), 30u16..120]), 0..50),
        grouped in any::<bool>(),
        direction in 0usize..4,
        bend in 0usize..2,
    ) {
        let boxes: Vec<Size> = boxes
            .into_iter()
            .map(|(width, height, group)| Size {
                width: width.into(),
                height: height.into(),
                group: group.filter(|_| grouped),
            })
            .collect();
        let lines: Vec<Line> =
            lines.into_iter().map(|(from, to, words)| Line { from, to, words: words.into() }).collect();
        let drawing = draw(&boxes, &lines, DIRECTIONS[direction], BENDS[bend]);
        check(&boxes, &lines, &drawing)?;
        prop_assert_eq!(draw(&boxes, &lines, DIRECTIONS[direction], BENDS[bend]), drawing);
    }
}

fn even(count: usize) -> Vec<Size> {
    vec![Size { width: 120.0, height: 36.0, group: None }; count]
}

fn line(from: usize, to: usize) -> Line {
    Line { from, to, words: 0.0 }
}

#[test]
fn arrows_point_the_way_that_was_asked_for() {
    let (boxes, lines) = (even(3), [line(0, 1), line(1, 2)]);
    let places = |direction| draw(&boxes, &lines, direction, Bend::Curved).boxes;
    let rises = |values: [f32; 3]| values[0] < values[1] && values[1] < values[2];
    let x = |places: &[Place]| [places[0].x, places[1].x, places[2].x];
    let y = |places: &[Place]| [places[0].y, places[1].y, places[2].y];
    let reversed = |[a, b, c]: [f32; 3]| [c, b, a];
    assert!(rises(x(&places(Direction::Right))));
    assert!(rises(reversed(x(&places(Direction::Left)))));
    assert!(rises(y(&places(Direction::Down))));
    assert!(rises(reversed(y(&places(Direction::Up)))));
}

#[test]
fn a_chain_is_straight_and_a_parent_stands_before_the_middle_of_its_children() {
    let chain =
        draw(&even(4), &[line(0, 1), line(1, 2), line(2, 3), line(0, 3)], Direction::Right, Bend::Curved);
    assert!(chain.boxes[1].y == chain.boxes[2].y, "{:?}", chain.boxes);
    let star = draw(&even(4), &[line(0, 1), line(0, 2), line(0, 3)], Direction::Right, Bend::Curved);
    assert!((star.boxes[0].y - star.boxes[2].y).abs() < 0.1, "{:?}", star.boxes);
}

#[test]
fn layers_make_arrows_short() {
    // 0 → 1 → 2 → 3 and a lone 4 → 3: the 4 belongs beside the 2, not beside the 0.
    let drawing =
        draw(&even(5), &[line(0, 1), line(1, 2), line(2, 3), line(4, 3)], Direction::Right, Bend::Curved);
    assert_eq!(drawing.boxes[4].x, drawing.boxes[2].x);
}

#[test]
fn a_star_of_many_leaves_does_not_become_a_tower() {
    let lines: Vec<Line> = (1..=120).map(|end| line(0, end)).collect();
    let drawing = draw(&even(121), &lines, Direction::Right, Bend::Curved);
    assert!(drawing.height < 0.6 * 120.0 * 50.0, "{} × {}", drawing.width, drawing.height);
}

#[test]
fn nothing_to_draw_is_drawn() {
    assert_eq!(draw(&[], &[line(0, 1)], Direction::Right, Bend::Curved).lines.len(), 1);
    let one = draw(&even(1), &[line(0, 0)], Direction::Down, Bend::Straight);
    assert!(one.lines[0].path.starts_with('M'));
}
