//! How long a radar of 150 entries takes: reading, placing, drawing. `cargo run --release -p portico-radar --example
//! picture_scale [ENTRIES]`.

use portico_radar::{Day, Drawing, picture, places, read};
use std::{fmt::Write as _, time::Instant};

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(150);
    let text = file(count);
    let Some(today) = Day::new(2026, 11, 21) else { return };
    let started = Instant::now();
    let reading = read("radar.yaml", &text, today);
    let read_in = started.elapsed();
    let Some(radar) = reading.radar else { return };
    let edition = radar.on(today, None);
    const ROUNDS: u32 = 100;
    let started = Instant::now();
    let placed = (0..ROUNDS).map(|_| places(&edition).len()).max();
    let place_in = started.elapsed() / ROUNDS;
    let drawing = Drawing {
        edition: &edition,
        fits: &|_| true,
        href: &|blip| format!("/tech-radar/entry/{}", blip.entry.key),
        quadrant_href: &|quadrant| quadrant.to_string(),
        only: None,
    };
    let started = Instant::now();
    let bytes = (0..ROUNDS).map(|_| picture(&drawing).len()).max();
    let draw_in = started.elapsed() / ROUNDS;
    println!("{count} entries, {} bytes of YAML: read in {read_in:?}", text.len());
    println!("{placed:?} placed in {place_in:?}; placed and drawn as {bytes:?} bytes in {draw_in:?}");
}

fn file(count: usize) -> String {
    let mut text = String::from(
        "quadrants: [{id: a, name: A}, {id: b, name: B}, {id: c, name: C}, {id: d, name: D}]\n\
         rings: [{id: adopt, name: Adopt}, {id: trial, name: Trial}, {id: assess, name: Assess}, {id: hold, name: Hold}]\n\
         entries:\n",
    );
    for index in 0..count {
        let (quadrant, ring) =
            (["a", "b", "c", "d"][index % 4], ["adopt", "trial", "assess", "hold"][index / 4 % 4]);
        let _ = writeln!(
            text,
            "  - {{key: e{index}, title: Entry {index}, quadrant: {quadrant}, timeline: [{{date: 2026-05-01, ringId: {ring}}}]}}"
        );
    }
    text
}
