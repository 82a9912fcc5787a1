//! A line so small that it needs no axes: how something went.

use crate::{
    Unit,
    date::span,
    figure::sane,
    limits::MAX_DAYS,
    plot::{mean, points},
    scale::Scale,
    svg::{Svg, between, through},
};

/// A small line over days.
#[derive(Clone, Debug)]
pub struct Spark<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What is counted.
    pub unit: &'a Unit,
    /// The first day, in days since 1 January 1970.
    pub first: i32,
    /// The values.
    pub values: &'a [f64],
}

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 72.0;
const EDGE: f64 = 3.0;

impl Spark<'_> {
    /// The markup of an `svg` element; nothing for less than two days.
    pub fn draw(&self) -> String {
        let days = self.values.len().min(MAX_DAYS);
        if days < 2 {
            return String::new();
        }
        let values: Vec<f64> = self.values.iter().take(days).copied().map(sane).collect();
        let (low, high) = values
            .iter()
            .fold((0.0, 0.0), |(low, high), value| (f64::min(low, *value), f64::max(high, *value)));
        // Days are few thousands.
        let x = Scale::new((0.0, days as f64 - 1.0), (0.0, WIDTH));
        let y = Scale::new((low, high), (HEIGHT - EDGE, EDGE));
        let line: Vec<(f64, f64)> =
            points(days).iter().map(|(index, of)| (x.at(*index), y.at(mean(&values, of)))).collect();
        let ground: Vec<(f64, f64)> = line.iter().map(|(x, _)| (*x, y.at(0.0))).collect();
        let mut svg = Svg::default();
        svg.raw("<svg");
        svg.attribute("class", "spark");
        svg.attribute("viewBox", "0 0 300 72");
        svg.attribute("preserveAspectRatio", "none");
        svg.attribute("role", "img");
        svg.attribute("aria-label", &self.words(&values));
        svg.raw(">");
        svg.path("spark-ground", &between(line.iter().copied(), &ground));
        svg.path("spark-line", &through(line));
        svg.finish()
    }

    fn words(&self, values: &[f64]) -> String {
        let last = self.first.saturating_add(i32::try_from(values.len() - 1).unwrap_or(i32::MAX));
        let (start, end) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
        let when = span(self.first, last);
        format!("{}, {when}: from {} to {} a day", self.title, self.unit.say(start), self.unit.say(end))
    }
}
