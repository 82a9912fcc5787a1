//! The way of one entry through time, as a small picture: a line over the bands of the rings.

use crate::Moved;
use crate::{
    Day, Entry, Radar,
    picture::{paint, shape},
    text::{escape, short},
};
use std::fmt::Write as _;

const WIDTH: f64 = 640.0;
const LEFT: f64 = 92.0;
const RIGHT: f64 = 24.0;
const BAND: f64 = 34.0;
const BELOW: f64 = 26.0;

/// Draws where an entry was from the radar's first edition until a day.
pub fn trail(radar: &Radar, entry: &Entry, until: Day) -> String {
    let rings = radar.rings.len();
    let editions = radar.editions();
    let first = editions.first().copied().unwrap_or(until).min(until);
    let span = (until.number() - first.number()).max(1) as f64;
    let at = |day: Day| {
        LEFT + (WIDTH - LEFT - RIGHT) * ((day.number() - first.number()) as f64 / span).clamp(0.0, 1.0)
    };
    let middle = |ring: usize| BAND * (ring as f64 + 0.5);
    let height = BAND * rings as f64 + BELOW;
    let steps: Vec<_> = entry.timeline.iter().rev().filter(|step| step.date <= until).collect();
    let mut svg = String::new();
    let label = escape(&told(radar, entry, until));
    let _ = write!(
        svg,
        "<svg class=\"radar-trail\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{label}\">",
        short(WIDTH),
        short(height)
    );
    for (index, ring) in radar.rings.iter().enumerate() {
        let _ = write!(
            svg,
            "<rect class=\"radar-ring-{index}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/><text class=\"radar-trail-ring\" x=\"{}\" y=\"{}\">{}</text>",
            short(LEFT),
            short(BAND * index as f64),
            short(WIDTH - LEFT),
            short(BAND),
            short(LEFT - 10.0),
            short(middle(index) + 4.0),
            escape(&ring.name)
        );
    }
    days(&mut svg, &editions, until, &at, BAND * rings as f64);
    if let Some(begin) = steps.first() {
        let mut path = format!("M{} {}", short(at(begin.date)), short(middle(begin.ring)));
        for step in &steps[1..] {
            let _ = write!(path, "H{}V{}", short(at(step.date)), short(middle(step.ring)));
        }
        if entry.active {
            let _ = write!(path, "H{}", short(at(until)));
        }
        let _ = write!(svg, "<path class=\"radar-trail-line\" d=\"{path}\"/>");
    }
    let mut before: Option<usize> = None;
    for step in steps {
        let moved = before.map_or(step.moved.unwrap_or(Moved::New), |ring| Moved::between(ring, step.ring));
        before = Some(step.ring);
        let _ = write!(
            svg,
            "<g class=\"radar-blip radar-in-{}\" style=\"transform:translate({}px,{}px){}\">{}</g>",
            step.ring,
            short(at(step.date)),
            short(middle(step.ring)),
            paint(radar.rings.get(step.ring)),
            shape(moved, 8.0)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// As many of the editions' dates as have room.
fn days(svg: &mut String, editions: &[Day], until: Day, at: &dyn Fn(Day) -> f64, bottom: f64) {
    let mut free = 0.0;
    for day in editions.iter().filter(|day| **day <= until) {
        let x = at(*day);
        let _ = write!(
            svg,
            "<line class=\"radar-trail-tick\" x1=\"{0}\" x2=\"{0}\" y1=\"0\" y2=\"{1}\"/>",
            short(x),
            short(bottom)
        );
        if x >= free {
            let x = x.min(WIDTH - 28.0);
            let _ = write!(
                svg,
                "<text class=\"radar-trail-day\" x=\"{}\" y=\"{}\">{}</text>",
                short(x),
                short(bottom + 17.0),
                day.month_words()
            );
            free = x + 72.0;
        }
    }
}

/// The same in words.
fn told(radar: &Radar, entry: &Entry, until: Day) -> String {
    let steps = entry.timeline.iter().rev().filter(|step| step.date <= until);
    let steps = steps.map(|step| format!("{} {}", step.date.month_words(), radar.ring_name(step.ring)));
    format!("{}: {}", entry.title, steps.collect::<Vec<_>>().join(", "))
}
