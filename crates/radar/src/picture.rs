//! The picture: rings, cross, names, blips. Shapes say how something moved, and numbers lead to the legend, so that
//! nothing rests on colour alone. What a page styles are classes; what a file chose (colours of rings) stands inline.

use crate::{
    Blip, Edition, Moved, Radar, Ring,
    limits::{QUADRANTS, RINGS},
    place::{CROSS, Place, RADIUS, places, ring_radius},
    text::{escape, short},
};
use std::fmt::Write as _;

/// What is drawn beside the edition itself.
pub struct Drawing<'a> {
    /// What is drawn.
    pub edition: &'a Edition<'a>,
    /// Whether a blip fits what the reader asked for; the others are faint.
    pub fits: &'a dyn Fn(&Blip<'_>) -> bool,
    /// Where a blip leads.
    pub href: &'a dyn Fn(&Blip<'_>) -> String,
    /// Where the name of a quadrant leads.
    pub quadrant_href: &'a dyn Fn(usize) -> String,
    /// The quadrant that alone is shown, larger.
    pub only: Option<usize>,
}

/// Half the width of the picture.
const HALF: f64 = RADIUS + 14.0;

/// Draws the picture as SVG.
pub fn picture(drawing: &Drawing<'_>) -> String {
    let radar = drawing.edition.radar;
    let (x, y, width, height) = viewport(drawing.only);
    let mut svg = String::with_capacity(64 * 1024);
    let title = escape(&summary(drawing));
    let _ = write!(
        svg,
        "<svg class=\"radar-picture\" viewBox=\"{} {} {} {}\" role=\"group\" aria-label=\"{title}\">",
        short(x),
        short(y),
        short(width),
        short(height)
    );
    rings(&mut svg, radar);
    quadrant_names(&mut svg, drawing);
    ring_names(&mut svg, radar, drawing.only);
    svg.push_str("<g class=\"radar-blips\">");
    // Those that do not fit come first, so that nothing lies on those that do.
    let mut shown: Vec<(&Blip<'_>, Place)> = Vec::new();
    for (blip, place) in drawing.edition.blips.iter().zip(places(drawing.edition)) {
        let Some(place) = place else { continue };
        let is_here = drawing.only.is_none_or(|only| only == blip.entry.quadrant);
        if is_here && (drawing.fits)(blip) {
            shown.push((blip, place));
        } else if is_here {
            faint(&mut svg, blip, place);
        }
    }
    for (blip, place) in shown {
        draw(&mut svg, radar, blip, place, &(drawing.href)(blip));
    }
    svg.push_str("</g></svg>");
    svg
}

/// What a screen reader says of the picture as a whole.
fn summary(drawing: &Drawing<'_>) -> String {
    let edition = drawing.edition;
    let title = edition.radar.title.as_deref().unwrap_or("Tech radar");
    let fitting = edition.blips.iter().filter(|blip| (drawing.fits)(blip)).count();
    let rings = edition.radar.rings.iter().enumerate().map(|(ring, one)| {
        let count =
            edition.blips.iter().filter(|blip| blip.step.ring == ring && (drawing.fits)(blip)).count();
        format!("{count} {}", one.name)
    });
    let rings = rings.collect::<Vec<_>>().join(", ");
    let noun = if fitting == 1 { "entry" } else { "entries" };
    format!("{title}, {}: {fitting} {noun}, {rings}", edition.date.month_words())
}

fn viewport(only: Option<usize>) -> (f64, f64, f64, f64) {
    let margin = CROSS + 12.0;
    match only {
        Some(0) => (-margin, -margin, HALF + margin, HALF + margin),
        Some(1) => (-HALF, -margin, HALF + margin, HALF + margin),
        Some(2) => (-HALF, -HALF, HALF + margin, HALF + margin),
        Some(3) => (-margin, -HALF, HALF + margin, HALF + margin),
        _ => (-HALF, -HALF, 2.0 * HALF, 2.0 * HALF),
    }
}

fn rings(svg: &mut String, radar: &Radar) {
    svg.push_str("<g class=\"radar-ground\" aria-hidden=\"true\">");
    let count = radar.rings.len().min(RINGS);
    for ring in (0..count).rev() {
        let radius = short(ring_radius(ring, count));
        let _ = write!(svg, "<circle class=\"radar-ring radar-ring-{ring}\" r=\"{radius}\"/>");
    }
    let (long, wide) = (short(2.0 * HALF), short(2.0 * CROSS));
    let (start, side) = (short(-HALF), short(-CROSS));
    let _ = write!(
        svg,
        "<rect class=\"radar-cross\" x=\"{start}\" y=\"{side}\" width=\"{long}\" height=\"{wide}\"/>\
         <rect class=\"radar-cross\" x=\"{side}\" y=\"{start}\" width=\"{wide}\" height=\"{long}\"/></g>"
    );
}

/// Names of quadrants in the corners, each a link that shows it alone.
fn quadrant_names(svg: &mut String, drawing: &Drawing<'_>) {
    if drawing.only.is_some() {
        return;
    }
    let edge = HALF - 2.0;
    for (quadrant, one) in drawing.edition.radar.quadrants.iter().enumerate().take(QUADRANTS) {
        let (x, y, anchor) = [
            (edge, edge - 4.0, "end"),
            (-edge, edge - 4.0, "start"),
            (-edge, -edge + 10.0, "start"),
            (edge, -edge + 10.0, "end"),
        ][quadrant];
        let (name, href) = (escape(&shortened(&one.name, 26)), escape(&(drawing.quadrant_href)(quadrant)));
        let _ = write!(
            svg,
            "<a class=\"radar-quadrant\" href=\"{href}\"><text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{name}</text></a>",
            short(x),
            short(y)
        );
    }
}

/// Names of rings in the cross, on both sides, where both are to be seen.
fn ring_names(svg: &mut String, radar: &Radar, only: Option<usize>) {
    svg.push_str("<g class=\"radar-ring-names\" aria-hidden=\"true\">");
    let count = radar.rings.len().min(RINGS);
    for (index, ring) in radar.rings.iter().enumerate().take(count) {
        let inner = if index == 0 { CROSS } else { ring_radius(index - 1, count) };
        let middle = (inner + ring_radius(index, count)) / 2.0;
        let name = escape(&shortened(&ring.name, 14));
        for side in [-1.0, 1.0] {
            let is_hidden = match only {
                Some(0 | 3) => side < 0.0,
                Some(_) => side > 0.0,
                None => false,
            };
            if !is_hidden {
                let _ = write!(svg, "<text x=\"{}\" y=\"4\">{name}</text>", short(side * middle));
            }
        }
    }
    svg.push_str("</g>");
}

/// A blip that the reader did not ask for.
fn faint(svg: &mut String, blip: &Blip<'_>, place: Place) {
    let (x, y) = (short(place.x), short(place.y));
    let _ = write!(
        svg,
        "<g class=\"radar-blip is-faint\" aria-hidden=\"true\" style=\"transform:translate({x}px,{y}px)\">{}</g>",
        shape(blip.moved, place.radius)
    );
}

fn draw(svg: &mut String, radar: &Radar, blip: &Blip<'_>, place: Place, href: &str) {
    let entry = blip.entry;
    let ring = blip.step.ring;
    let what = format!(
        "{}. {}, {}, {}",
        blip.number,
        entry.title,
        radar.ring_name(ring),
        blip.moved.label().to_lowercase()
    );
    let (key, what, href) = (escape(&entry.key), escape(&what), escape(href));
    let (x, y) = (short(place.x), short(place.y));
    let digits = blip.number;
    // Size and baseline as shares of the radius: a triangle has its room below or above its middle.
    let (size, baseline) = match blip.moved {
        Moved::Up => (0.6, 0.36),
        Moved::Down => (0.6, 0.1),
        Moved::New => (0.68, 0.25),
        Moved::Unchanged => (0.76, 0.27),
    };
    let (size, baseline) = (short(place.radius * size), short(place.radius * baseline));
    let _ = write!(
        svg,
        "<a id=\"blip-{key}\" class=\"radar-blip radar-in-{ring} is-{}\" href=\"{href}\" data-key=\"{key}\" \
         aria-label=\"{what}\" style=\"transform:translate({x}px,{y}px){}\">{}\
         <text y=\"{baseline}\" style=\"font-size:{size}px\" aria-hidden=\"true\">{digits}</text></a>",
        blip.moved.word(),
        paint(radar.rings.get(ring)),
        shape(blip.moved, place.radius),
    );
}

/// The colours that a file gives a ring, as custom properties.
pub fn paint(ring: Option<&Ring>) -> String {
    let Some(color) = ring.and_then(|ring| ring.color) else { return String::new() };
    let text = if color.is_light() { "#101418" } else { "#ffffff" };
    format!(";--blip:{color};--blip-text:{text}")
}

/// The shape of a movement, inside of a disc around the origin.
pub fn shape(moved: Moved, radius: f64) -> String {
    let corner = |angle: f64, radius: f64| {
        let angle = angle.to_radians();
        format!("{},{}", short(radius * angle.cos()), short(radius * angle.sin()))
    };
    let polygon =
        |points: Vec<String>| format!("<polygon class=\"radar-shape\" points=\"{}\"/>", points.join(" "));
    match moved {
        Moved::Unchanged => format!("<circle class=\"radar-shape\" r=\"{}\"/>", short(radius * 0.8)),
        Moved::Up => polygon([-90.0, 30.0, 150.0].map(|angle| corner(angle, radius)).to_vec()),
        Moved::Down => polygon([90.0, 210.0, 330.0].map(|angle| corner(angle, radius)).to_vec()),
        Moved::New => {
            // Ten corners, the inner ones so far out that a number has room.
            let points = (0..10).map(|index| {
                let radius = if index % 2 == 0 { radius } else { radius * 0.62 };
                corner(-90.0 + 36.0 * f64::from(index), radius)
            });
            polygon(points.collect())
        }
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most - 1).collect();
    format!("{}…", short.trim_end())
}
