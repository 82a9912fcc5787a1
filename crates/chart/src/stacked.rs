//! Daily values of several series on top of each other: as areas, or as bars where days are few.

use crate::{
    Unit,
    figure::sane,
    frame::{Flag, Frame, Picture, Series, Tone},
    limits::{MAX_DAYS, MAX_LABEL, MAX_SERIES},
    plot::{Canvas, Domain, Heading, mean, open, points},
    stack::{Layer, extent, stack},
    svg::{Anchor, between, cut, through, width_of},
    words,
};

/// How series are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As areas from edge to edge.
    Areas,
    /// As one bar per day.
    Bars,
}

/// A stacked chart.
#[derive(Clone, Debug)]
pub struct Stacked<'a> {
    /// Begins the identifiers of its elements; different for each picture of a page.
    pub id: &'a str,
    /// What is shown: `Daily cost by service type`.
    pub title: &'a str,
    /// What is counted.
    pub unit: &'a Unit,
    /// The first day, in days since 1 January 1970.
    pub first: i32,
    /// The series, the first at the bottom.
    pub series: &'a [Series],
    /// What happened.
    pub flags: &'a [Flag],
    /// How it is drawn.
    pub shape: Shape,
    /// How large it is.
    pub frame: Frame,
}

/// Narrower pictures have no names beside the areas: their list stands close by.
const NAMES_FROM: u32 = 600;
/// A name is written where its area is at least as high.
const NAME_HEIGHT: f64 = 12.0;

impl Stacked<'_> {
    /// How many days there are.
    fn days(&self) -> usize {
        self.series.iter().map(|series| series.values.len()).max().unwrap_or(0).min(MAX_DAYS)
    }

    /// Draws it.
    pub fn draw(&self) -> Picture {
        let days = self.days();
        let series = gathered(self.series, days);
        let words = words::stacked(self, &series, days);
        let is_banded = self.shape == Shape::Bars || days < 2;
        let layers: Vec<Vec<f64>> = match is_banded {
            true => series.iter().map(|series| series.values.clone()).collect(),
            false => series.iter().map(|series| thinned(&series.values, days)).collect(),
        };
        let length = if is_banded { days } else { points(days).len() };
        let layers = stack(layers.iter().map(Vec::as_slice), length);
        let has_names = self.frame.width >= NAMES_FROM && !is_banded && series.len() > 1;
        let names = series.iter().map(|series| width_of(&cut(&series.label, MAX_LABEL))).fold(0.0, f64::max);
        let class = if is_banded { "chart chart-bars" } else { "chart chart-areas" };
        let mut canvas = open(
            self.frame,
            &Heading { id: self.id, class, title: self.title, words: &words },
            &Domain {
                first: self.first,
                days,
                extent: extent(&layers),
                unit: self.unit,
                is_banded,
                flags: self.flags,
                margin: if has_names { names + 2.0 } else { 0.0 },
            },
        );
        for (series, layer) in series.iter().zip(&layers) {
            if is_banded {
                bars(&mut canvas, series.tone, layer);
            } else {
                area(&mut canvas, series.tone, layer, days);
            }
        }
        if layers.iter().any(Layer::has_down) {
            net(&mut canvas, &series, days, is_banded);
        }
        if has_names {
            write_names(&mut canvas, &series, &layers);
        }
        canvas.flags(self.flags);
        Picture { svg: canvas.svg.finish(), words, plot: canvas.plot }
    }
}

/// Series that can be drawn, of one length; those beyond the last colour are added up.
fn gathered(series: &[Series], days: usize) -> Vec<Series> {
    let tidy = |series: &Series| Series {
        label: series.label.clone(),
        values: (0..days).map(|day| sane(series.values.get(day).copied().unwrap_or(0.0))).collect(),
        tone: series.tone,
    };
    if series.len() <= MAX_SERIES {
        return series.iter().map(tidy).collect();
    }
    let (shown, rest) = series.split_at(MAX_SERIES - 1);
    let mut gathered: Vec<Series> = shown.iter().map(tidy).collect();
    let mut values = vec![0.0; days];
    for series in rest.iter().map(tidy) {
        for (sum, value) in values.iter_mut().zip(&series.values) {
            *sum = sane(*sum + value);
        }
    }
    gathered.push(Series { label: format!("{} further", rest.len()), values, tone: Tone::Rest });
    gathered
}

fn thinned(values: &[f64], days: usize) -> Vec<f64> {
    points(days).iter().map(|(_, of)| mean(values, of)).collect()
}

fn area(canvas: &mut Canvas, tone: Tone, layer: &Layer, days: usize) {
    let places = points(days);
    let edge = |edges: &[(f64, f64)], is_upper: bool| -> Vec<(f64, f64)> {
        let height = |(low, high): &(f64, f64)| if is_upper { *high } else { *low };
        places.iter().zip(edges).map(|((index, _), edge)| canvas.at(*index, height(edge))).collect()
    };
    let mut drawn = String::new();
    if layer.has_up() {
        drawn.push_str(&between(edge(&layer.up, true), &edge(&layer.up, false)));
    }
    if layer.has_down() {
        drawn.push_str(&between(edge(&layer.down, true), &edge(&layer.down, false)));
    }
    if !drawn.is_empty() {
        canvas.svg.path(&format!("chart-area {}", tone.class()), &drawn);
    }
}

fn bars(canvas: &mut Canvas, tone: Tone, layer: &Layer) {
    let days = layer.up.len().max(1) as f64;
    let width = ((canvas.plot.right - canvas.plot.left) / days * 0.72).min(44.0);
    for (index, edges) in layer.up.iter().zip(&layer.down).enumerate() {
        for (low, high) in [*edges.0, *edges.1] {
            if low == high {
                continue;
            }
            let (x, top) = canvas.at(index as f64, high);
            let (_, bottom) = canvas.at(index as f64, low);
            let class = format!("chart-bar {}", tone.class());
            canvas.svg.rect(&class, (x - width / 2.0, top, width, bottom - top));
        }
    }
}

/// What remains of costs after credits: a line over both.
fn net(canvas: &mut Canvas, series: &[Series], days: usize, is_banded: bool) {
    let total =
        |of: &std::ops::Range<usize>| series.iter().map(|series| mean(&series.values, of)).sum::<f64>();
    let places: Vec<(f64, std::ops::Range<usize>)> = match is_banded {
        true => (0..days).map(|day| (day as f64, day..day + 1)).collect(),
        false => points(days),
    };
    let line: Vec<(f64, f64)> = places.iter().map(|(index, of)| canvas.at(*index, total(of))).collect();
    match line.as_slice() {
        [only] => canvas.svg.circle("chart-net", *only, 2.5),
        _ => canvas.svg.path("chart-net", &through(line.iter().copied())),
    }
}

/// The names of areas, at the end of each that is high enough there.
fn write_names(canvas: &mut Canvas, series: &[Series], layers: &[Layer]) {
    for (series, layer) in series.iter().zip(layers) {
        let Some(((low, high), (depth, surface))) = layer.up.last().zip(layer.down.last()) else { continue };
        let (low, high) = if high > low { (low, high) } else { (depth, surface) };
        let (bottom, top) = (canvas.y.at(*low), canvas.y.at(*high));
        if bottom - top >= NAME_HEIGHT {
            let place = (canvas.plot.right + 6.0, (bottom + top) / 2.0 + 3.5);
            canvas.svg.text("chart-name", place, Anchor::Start, &cut(&series.label, MAX_LABEL));
        }
    }
}
