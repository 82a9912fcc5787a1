//! Lines over days, with what is expected as a band.

use crate::{
    Unit,
    figure::sane,
    frame::{Flag, Frame, Picture, Tone},
    limits::{MAX_DAYS, MAX_SERIES},
    plot::{Canvas, Domain, Heading, open, points},
    svg::{between, through},
    words,
};

/// One line. Days without a value are a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is called.
    pub label: String,
    /// The values, from the chart's first day on.
    pub values: Vec<Option<f64>>,
    /// Its colour.
    pub tone: Tone,
    /// Whether it is drawn dashed: what is planned or expected, not measured.
    pub is_dashed: bool,
}

/// Between which figures something is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What it is called.
    pub label: String,
    /// Its first day, counted from the chart's.
    pub first: usize,
    /// The lower edge.
    pub low: Vec<f64>,
    /// The upper edge.
    pub high: Vec<f64>,
}

/// A chart of lines.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    /// Begins the identifiers of its elements; different for each picture of a page.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What is counted.
    pub unit: &'a Unit,
    /// The first day, in days since 1 January 1970.
    pub first: i32,
    /// The lines; later ones lie above.
    pub lines: &'a [Line],
    /// What is expected.
    pub band: Option<&'a Band>,
    /// What happened.
    pub flags: &'a [Flag],
    /// How large it is.
    pub frame: Frame,
}

impl Lines<'_> {
    fn days(&self) -> usize {
        let lines = self.lines.iter().map(|line| line.values.len());
        let band = self.band.map(|band| band.first.saturating_add(band.low.len().min(band.high.len())));
        lines.chain(band).max().unwrap_or(0).min(MAX_DAYS)
    }

    fn extent(&self, days: usize) -> (f64, f64) {
        let of_lines = self.lines.iter().flat_map(|line| line.values.iter().take(days).flatten());
        let of_band = self.band.into_iter().flat_map(|band| band.low.iter().chain(&band.high));
        let all = of_lines.chain(of_band).copied().map(sane);
        // From nothing on: a line that only shows its upper end makes small changes look large.
        all.fold((0.0, 0.0), |(low, high), value| (f64::min(low, value), f64::max(high, value)))
    }

    /// Draws it.
    pub fn draw(&self) -> Picture {
        let days = self.days();
        let words = words::lines(self, days);
        let mut canvas = open(
            self.frame,
            &Heading { id: self.id, class: "chart chart-lines", title: self.title, words: &words },
            &Domain {
                first: self.first,
                days,
                extent: self.extent(days),
                unit: self.unit,
                is_banded: false,
                flags: self.flags,
                margin: 0.0,
            },
        );
        if let Some(band) = self.band {
            draw_band(&mut canvas, band, days);
        }
        for line in self.lines.iter().take(MAX_SERIES) {
            draw_line(&mut canvas, line, days);
        }
        canvas.flags(self.flags);
        Picture { svg: canvas.svg.finish(), words, plot: canvas.plot }
    }
}

fn draw_band(canvas: &mut Canvas, band: &Band, days: usize) {
    let length = band.low.len().min(band.high.len()).min(days.saturating_sub(band.first));
    let edge = |values: &[f64]| -> Vec<(f64, f64)> {
        let places = (0..length).map(|index| canvas.at((band.first + index) as f64, sane(values[index])));
        places.collect()
    };
    let (low, high) = (edge(&band.low), edge(&band.high));
    canvas.svg.path("chart-band", &between(high, &low));
}

fn draw_line(canvas: &mut Canvas, line: &Line, days: usize) {
    let dashed = if line.is_dashed { " chart-dashed" } else { "" };
    let class = format!("chart-line {}{dashed}", line.tone.class());
    let mut run: Vec<(f64, f64)> = Vec::new();
    for (index, of) in points(days) {
        let known: Vec<f64> =
            of.filter_map(|day| line.values.get(day).copied().flatten()).map(sane).collect();
        if known.is_empty() {
            end(canvas, &class, line.tone, &mut run);
        } else {
            run.push(canvas.at(index, known.iter().sum::<f64>() / known.len() as f64));
        }
    }
    end(canvas, &class, line.tone, &mut run);
}

/// Draws what was gathered up to a gap; one day alone is a dot.
fn end(canvas: &mut Canvas, class: &str, tone: Tone, run: &mut Vec<(f64, f64)>) {
    match run.as_slice() {
        [] => {}
        [only] => canvas.svg.circle(&format!("chart-dot {}", tone.class()), *only, 2.5),
        _ => canvas.svg.path(class, &through(run.iter().copied())),
    }
    run.clear();
}
