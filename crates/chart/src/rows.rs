//! Horizontal bars: figures that are compared with each other, in the rows of a table or as a picture of their own.

use crate::{
    Picture, Plot, Unit,
    figure::sane,
    limits::MAX_LABEL,
    scale::Scale,
    svg::{Anchor, Svg, cut, width_of},
};

/// The bar of a row. It says nothing by itself: the figure stands beside it.
pub fn bar(value: f64, all: impl IntoIterator<Item = f64>) -> String {
    const WIDTH: f64 = 200.0;
    let (low, high) = all
        .into_iter()
        .map(sane)
        .fold((0.0, sane(value).max(0.0)), |(low, high), one| (f64::min(low, one), f64::max(high, one)));
    let low = low.min(sane(value));
    let scale = Scale::new((low, high), (0.0, WIDTH));
    let nothing = if low == high { 0.0 } else { scale.at(0.0) };
    let end = if low == high { 0.0 } else { scale.at(sane(value)) };
    let mut svg = Svg::default();
    svg.raw("<svg class=\"bar\" viewBox=\"0 0 200 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    svg.rect("bar-ground", (0.0, 0.0, WIDTH, 8.0));
    let class = if value < 0.0 { "bar-credit" } else { "bar-value" };
    svg.rect(class, (nothing.min(end), 0.0, (end - nothing).abs(), 8.0));
    svg.finish()
}

/// A row of a picture: what is now, and what was before.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is called.
    pub label: String,
    /// The figure.
    pub value: f64,
    /// What it was before.
    pub before: Option<f64>,
}

/// A picture of rows.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// Begins the identifiers of its elements; different for each picture of a page.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What is counted.
    pub unit: &'a Unit,
    /// The rows, from top to bottom.
    pub rows: &'a [Row],
    /// How wide it is.
    pub width: u32,
}

const ROW: f64 = 34.0;

impl Rows<'_> {
    /// Draws it.
    pub fn draw(&self) -> Picture {
        let width = f64::from(self.width.max(120));
        let names = self.rows.iter().map(|row| width_of(&cut(&row.label, MAX_LABEL))).fold(0.0, f64::max);
        let figures = self.rows.iter().map(|row| width_of(&self.unit.say(row.value))).fold(0.0, f64::max);
        let left = (names + 8.0).min(width * 0.4);
        let right = (width - figures - 8.0).max(left + 1.0);
        let height = self.rows.len().max(1) as f64 * ROW;
        let all = self.rows.iter().flat_map(|row| [Some(row.value), row.before]).flatten().map(sane);
        let (low, high) = all.fold((0.0, 0.0), |(low, high), one| (f64::min(low, one), f64::max(high, one)));
        let scale = Scale::new((low, if low == high { 1.0 } else { high }), (left, right));
        let words = self.words();
        let mut svg = Svg::default();
        svg.raw("<svg");
        svg.attribute("class", "chart chart-rows");
        // A whole number of pixels; rows are few.
        svg.attribute("viewBox", &format!("0 0 {} {}", self.width.max(120), height as u32));
        svg.attribute("role", "img");
        svg.attribute("aria-label", &format!("{}. {words}", self.title));
        svg.raw(">");
        for (index, row) in self.rows.iter().enumerate() {
            let top = index as f64 * ROW;
            svg.text("chart-name", (0.0, top + 20.0), Anchor::Start, &cut(&row.label, MAX_LABEL));
            if let Some(before) = row.before {
                rule(&mut svg, "chart-before", &scale, sane(before), top + 19.0, 6.0);
            }
            rule(&mut svg, "chart-now tone-1", &scale, sane(row.value), top + 8.0, 9.0);
            svg.text("chart-figure", (width, top + 20.0), Anchor::End, &self.unit.say(row.value));
        }
        let plot = Plot { left, right, top: 0.0, bottom: height, is_banded: true, days: 0 };
        Picture { svg: svg.finish(), words, plot }
    }

    fn words(&self) -> String {
        let said = self.rows.iter().map(|row| match row.before {
            Some(before) => {
                format!("{}: {}, before {}", row.label, self.unit.say(row.value), self.unit.say(before))
            }
            None => format!("{}: {}", row.label, self.unit.say(row.value)),
        });
        let said = said.collect::<Vec<_>>().join("; ");
        if said.is_empty() { "There is nothing to show.".to_owned() } else { format!("{said}.") }
    }
}

fn rule(svg: &mut Svg, class: &str, scale: &Scale, value: f64, top: f64, height: f64) {
    let (nothing, end) = (scale.at(0.0), scale.at(value));
    svg.rect(class, (nothing.min(end), top, (end - nothing).abs(), height));
}
