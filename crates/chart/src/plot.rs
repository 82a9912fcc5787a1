//! What charts over days have in common: ground, axes, marks and flags.

use crate::{
    Unit,
    date::short,
    frame::{Flag, Frame, Plot},
    limits::{MAX_FLAG, MAX_FLAGS, MAX_POINTS},
    scale::Scale,
    svg::{Anchor, Svg, cut, place, width_of},
    ticks::{Ticks, days, values},
};

const TOP: f64 = 14.0;
/// With room for the words of flags.
const TOP_WITH_FLAGS: f64 = 30.0;
const BOTTOM: f64 = 26.0;
const EDGE: f64 = 8.0;

/// What a picture is called, and what it says.
pub(crate) struct Heading<'a> {
    pub(crate) id: &'a str,
    pub(crate) class: &'a str,
    pub(crate) title: &'a str,
    pub(crate) words: &'a str,
}

/// The days and figures that a picture has to hold.
pub(crate) struct Domain<'a> {
    pub(crate) first: i32,
    pub(crate) days: usize,
    pub(crate) extent: (f64, f64),
    pub(crate) unit: &'a Unit,
    pub(crate) is_banded: bool,
    pub(crate) flags: &'a [Flag],
    /// Room at the right edge for names.
    pub(crate) margin: f64,
}

/// A picture that is being drawn.
pub(crate) struct Canvas {
    pub(crate) svg: Svg,
    pub(crate) plot: Plot,
    pub(crate) y: Scale,
    frame: Frame,
    ticks: Ticks,
    first: i32,
}

/// Opens the picture, with its words and its ground.
pub(crate) fn open(frame: Frame, heading: &Heading<'_>, domain: &Domain<'_>) -> Canvas {
    let (width, height) = (f64::from(frame.width), f64::from(frame.height));
    let wanted = (frame.height / 55).max(2);
    let ticks = values(domain.extent.0, domain.extent.1, wanted);
    let labels = ticks.values.iter().map(|value| domain.unit.axis(*value, ticks.step));
    let widest = labels.map(|label| width_of(&label)).fold(0.0, f64::max);
    let left = (widest + 2.0 * EDGE).min(width * 0.4);
    let plot = Plot {
        left,
        right: (width - EDGE - domain.margin).max(left + 1.0),
        top: if domain.flags.is_empty() { TOP } else { TOP_WITH_FLAGS },
        bottom: (height - BOTTOM).max(TOP_WITH_FLAGS + 1.0),
        is_banded: domain.is_banded || domain.days < 2,
        days: domain.days,
    };
    let y = Scale::new((ticks.low(), ticks.high()), (plot.bottom, plot.top));
    let mut canvas = Canvas { svg: head(frame, heading, &plot), plot, y, frame, ticks, first: domain.first };
    canvas.grid(domain.unit);
    canvas.dates();
    canvas
}

fn head(frame: Frame, heading: &Heading<'_>, plot: &Plot) -> Svg {
    let mut svg = Svg::default();
    let (title, words) = (format!("{}-title", heading.id), format!("{}-words", heading.id));
    svg.raw("<svg");
    svg.attribute("class", heading.class);
    svg.attribute("viewBox", &format!("0 0 {} {}", frame.width, frame.height));
    svg.attribute("role", "img");
    svg.attribute("aria-labelledby", &title);
    svg.attribute("aria-describedby", &words);
    let mode = if plot.is_banded { "bands" } else { "points" };
    let edges = [plot.left, plot.right, plot.top, plot.bottom].map(place).join(" ");
    svg.attribute("data-plot", &format!("{mode} {edges} {}", plot.days));
    svg.raw(">");
    svg.element("title", &title, heading.title);
    svg.element("desc", &words, heading.words);
    svg
}

impl Canvas {
    fn grid(&mut self, unit: &Unit) {
        for value in &self.ticks.values {
            let y = self.y.at(*value);
            let class = if *value == 0.0 { "chart-zero" } else { "chart-grid" };
            self.svg.line(class, (self.plot.left, y), (self.plot.right, y));
            let label = unit.axis(*value, self.ticks.step);
            self.svg.text("chart-mark", (self.plot.left - EDGE, y + 3.5), Anchor::End, &label);
        }
    }

    fn dates(&mut self) {
        let days_shown = i32::try_from(self.plot.days).unwrap_or(i32::MAX);
        if days_shown == 0 {
            return;
        }
        let last = self.first.saturating_add(days_shown - 1);
        let most = ((self.plot.right - self.plot.left) / 72.0) as usize;
        let y = self.plot.bottom + 17.0;
        for tick in days(self.first, last, most.max(1)) {
            let x = self.plot.day_at(f64::from(tick.day) - f64::from(self.first));
            let half = width_of(&tick.label) / 2.0;
            let (x, anchor) = if x - half < 0.0 {
                (x.max(0.0), Anchor::Start)
            } else if x + half > f64::from(self.frame.width) {
                (f64::from(self.frame.width), Anchor::End)
            } else {
                (x, Anchor::Middle)
            };
            self.svg.text("chart-mark", (x, y), anchor, &tick.label);
        }
    }

    /// The place of a figure on a day.
    pub(crate) fn at(&self, index: f64, value: f64) -> (f64, f64) {
        (self.plot.day_at(index), self.y.at(value))
    }

    /// What happened: a dashed line on its middle day, and its words above where there is room for them.
    pub(crate) fn flags(&mut self, flags: &[Flag]) {
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for flag in flags.iter().take(MAX_FLAGS) {
            let middle = (f64::from(flag.first) + f64::from(flag.last)) / 2.0 - f64::from(self.first);
            // Days are few thousands.
            if middle < 0.0 || middle > self.plot.days as f64 - 1.0 {
                continue;
            }
            let x = self.plot.day_at(middle);
            self.svg.line("chart-flag", (x, self.plot.top - 6.0), (x, self.plot.bottom));
            let label = cut(&flag.label, MAX_FLAG);
            let width = (width_of(&label) + 12.0).min(f64::from(self.frame.width) - 2.0);
            let left = (x - width / 2.0).clamp(1.0, f64::from(self.frame.width) - 1.0 - width);
            let is_free = taken.iter().all(|(low, high)| left > high + 4.0 || left + width < low - 4.0);
            if is_free {
                taken.push((left, left + width));
                self.svg.rect("chart-flag-ground", (left, 4.0, width, 20.0));
                self.svg.text("chart-flag-words", (left + width / 2.0, 18.0), Anchor::Middle, &label);
            }
        }
    }
}

/// What flags say, for the words of a picture.
pub(crate) fn flag_words(flags: &[Flag]) -> String {
    let said = flags.iter().take(MAX_FLAGS).map(|flag| match flag.first == flag.last {
        true => format!("{} on {}", flag.label, short(flag.first)),
        false => format!("{} from {} to {}", flag.label, short(flag.first), short(flag.last)),
    });
    said.collect::<Vec<_>>().join("; ")
}

/// The points of a line over so many days: where each lies, counted in days, and which days it is the mean of.
pub(crate) fn points(days: usize) -> Vec<(f64, std::ops::Range<usize>)> {
    let size = days.div_ceil(MAX_POINTS).max(1);
    let point = |start: usize| {
        let end = (start + size).min(days);
        // Days are few thousands.
        ((start + end - 1) as f64 / 2.0, start..end)
    };
    (0..days).step_by(size).map(point).collect()
}

/// The mean of some days; what is missing counts as nothing.
pub(crate) fn mean(values: &[f64], days: &std::ops::Range<usize>) -> f64 {
    let sum: f64 = days.clone().map(|day| values.get(day).copied().unwrap_or(0.0)).sum();
    sum / days.len().max(1) as f64
}
