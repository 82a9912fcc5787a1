//! How long a picture takes: `cargo run --release -p portico-graph --example layout`.

use portico_graph::layered::{Bend, Direction, Line, Size, draw};
use std::time::Instant;

const RUNS: usize = 21;

fn main() {
    println!("{:>6} {:>7} {:>9} {:>9} {:>9}", "boxes", "arrows", "groups", "median", "longest");
    for (boxes, arrows, groups) in [
        (50, 80, 0),
        (150, 150, 0),
        (150, 220, 0),
        (150, 220, 12),
        (300, 300, 0),
        (300, 450, 0),
        (300, 450, 30),
    ] {
        let (sizes, lines) = graph(boxes, arrows, groups);
        let mut times: Vec<f64> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                let drawing = draw(&sizes, &lines, Direction::Right, Bend::Curved);
                assert_eq!(drawing.boxes.len(), boxes);
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let (median, longest) = (times[RUNS / 2], times[RUNS - 1]);
        println!("{boxes:>6} {arrows:>7} {groups:>9} {median:>6.2} ms {longest:>6.2} ms");
    }
}

/// A graph like those of catalogs: a tree of what is part of what, and arrows across it.
fn graph(boxes: usize, arrows: usize, groups: usize) -> (Vec<Size>, Vec<Line>) {
    let mut state = 1u64;
    let mut draw_number = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let sizes = (0..boxes)
        .map(|index| Size {
            width: 90.0 + draw_number(120) as f32,
            height: 36.0,
            group: (groups > 0).then(|| index * groups / boxes),
        })
        .collect();
    let tree = (1..boxes).map(|end| (end / 4, end)).collect::<Vec<_>>();
    let across = (0..arrows.saturating_sub(boxes - 1)).map(|_| (draw_number(boxes), draw_number(boxes)));
    let lines = tree.into_iter().chain(across.collect::<Vec<_>>());
    let worded = arrows <= portico_graph::limits::WORDED;
    (sizes, lines.map(|(from, to)| Line { from, to, words: if worded { 70.0 } else { 0.0 } }).collect())
}
