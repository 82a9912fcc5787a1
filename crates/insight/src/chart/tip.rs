//! The figures of a day, beside the picture and in words.

use super::{
    data::{Data, Values},
    over::{Over, element},
};
use portico_chart::date;
use web_sys::HtmlElement;

/// Shows the figures of a day; returns them as a sentence.
pub(super) fn show(over: &Over, data: &Data, hidden: &[bool], day: usize, anchor: Option<usize>) -> String {
    let title = match anchor.filter(|anchor| *anchor != day) {
        Some(anchor) => date::span(data.number(anchor.min(day)), data.number(anchor.max(day))),
        None => date::long(data.number(day)),
    };
    let days = anchor.map_or(day..day + 1, |anchor| anchor.min(day)..anchor.max(day) + 1);
    let shown =
        data.series.iter().zip(hidden).filter(|(_, is_hidden)| !**is_hidden).map(|(series, _)| series);
    let figures = shown.map(|series| (series, figure(series, &days)));
    let mut figures: Vec<(&Values, Option<f64>)> = figures.collect();
    let is_stacked = data.shape.is_some();
    if is_stacked {
        // As they lie on each other.
        figures.reverse();
    }
    let total: f64 = figures.iter().filter_map(|(_, value)| *value).sum();
    let say =
        |value: Option<f64>| value.map_or_else(|| "nothing known".to_owned(), |value| data.unit.say(value));
    over.tip.set_inner_html("");
    add(&over.tip, line("chart-tip-day", &[&title]));
    let mut words = title;
    if is_stacked {
        words.push_str(&format!(": {} in all", data.unit.say(total)));
    }
    for (series, value) in &figures {
        let text = say(*value);
        words.push_str(&format!(", {} {text}", series.label));
        if let Some(row) = line("chart-tip-row", &["", &series.label, &text]) {
            if let Some(first) = row.first_element_child() {
                first.set_class_name(&format!("chart-swatch {}", series.tone));
            }
            add(&over.tip, Some(row));
        }
    }
    if is_stacked && figures.len() > 1 {
        add(&over.tip, line("chart-tip-row chart-tip-sum", &["", "Together", &data.unit.say(total)]));
    }
    words
}

/// What a series is on these days; nothing if nothing is known of any.
fn figure(series: &Values, days: &std::ops::Range<usize>) -> Option<f64> {
    let known = days.clone().filter_map(|day| series.values.get(day).copied().flatten());
    known.fold(None, |sum, value| Some(sum.unwrap_or(0.0) + value))
}

/// A line of parts; none are left out.
fn line(class: &str, parts: &[&str]) -> Option<HtmlElement> {
    let line = element("div", class)?;
    for part in parts {
        let span = element("span", "")?;
        span.set_text_content(Some(part));
        line.append_child(&span).ok()?;
    }
    Some(line)
}

fn add(to: &HtmlElement, line: Option<HtmlElement>) {
    if let Some(line) = line {
        // An element that was just made can be put anywhere.
        let _ = to.append_child(&line);
    }
}
