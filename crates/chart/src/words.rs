//! What pictures say to those who do not see them: the same figures, the largest first.

use crate::{
    Lines, Series, Stacked, Unit,
    date::{short, span},
    figure::{percent, sane},
    plot::{flag_words, points},
};

/// At most so many series are named; the rest is said together.
const NAMED: usize = 6;

/// `21 Sep to 20 Nov 2026: € 118,254 in all. compute 53 %, database 27 %. Highest on 5 Nov with € 4,100, …`.
pub(crate) fn stacked(chart: &Stacked<'_>, series: &[Series], days: usize) -> String {
    if days == 0 || series.is_empty() {
        return "There is nothing to show.".to_owned();
    }
    let last = chart.first.saturating_add(i32::try_from(days - 1).unwrap_or(i32::MAX));
    let daily: Vec<f64> =
        (0..days).map(|day| sane(series.iter().map(|series| series.values[day]).sum())).collect();
    let total: f64 = daily.iter().sum();
    let mut said = format!(
        "{}: {} in all. {}.",
        span(chart.first, last),
        chart.unit.say(total),
        shares(chart.unit, series)
    );
    if days > 1 {
        said.push_str(&edges(chart.unit, chart.first, &daily));
    }
    let means = days.div_ceil(points(days).len().max(1));
    if means > 1 {
        said.push_str(&format!(" Each point is the mean of {means} days."));
    }
    if !chart.flags.is_empty() {
        said.push_str(&format!(" Marked: {}.", flag_words(chart.flags)));
    }
    said
}

fn shares(unit: &Unit, series: &[Series]) -> String {
    let mut totals: Vec<(&str, f64)> = Vec::with_capacity(series.len());
    // The largest first; what is equal stays in its order. There are few: the standard library's sorting, made for many,
    // weighs more in the browser than all words.
    for (label, total) in series.iter().map(|one| (one.label.as_str(), one.total())) {
        let place = totals.iter().position(|(_, other)| *other < total).unwrap_or(totals.len());
        totals.insert(place, (label, total));
    }
    let whole: f64 = totals.iter().map(|(_, total)| total).sum();
    let has_credits = totals.iter().any(|(_, total)| *total < 0.0);
    let mut said: Vec<String> = totals
        .iter()
        .take(NAMED)
        .map(|(label, total)| match has_credits {
            true => format!("{label} {}", unit.say(*total)),
            false => format!("{label} {}", percent(*total, whole)),
        })
        .collect();
    if totals.len() > NAMED {
        said.push(format!("and {} more", totals.len() - NAMED));
    }
    said.join(", ")
}

fn edges(unit: &Unit, first: i32, daily: &[f64]) -> String {
    let numbered = || daily.iter().copied().enumerate();
    // The first of equal days.
    let highest = numbered().reduce(|best, next| if next.1 > best.1 { next } else { best });
    let lowest = numbered().reduce(|best, next| if next.1 < best.1 { next } else { best });
    let day = |index: usize| short(first.saturating_add(i32::try_from(index).unwrap_or(i32::MAX)));
    match highest.zip(lowest) {
        Some(((_, high), (_, low))) if high == low => format!(" {} on every day.", unit.say(high)),
        Some(((high_day, high), (low_day, low))) => format!(
            " Highest on {} with {}, lowest on {} with {}.",
            day(high_day),
            unit.say(high),
            day(low_day),
            unit.say(low)
        ),
        None => String::new(),
    }
}

/// `1 to 30 Nov 2026. spent: from € 10 on 1 Nov to € 800 on 20 Nov. …`.
pub(crate) fn lines(chart: &Lines<'_>, days: usize) -> String {
    if days == 0 {
        return "There is nothing to show.".to_owned();
    }
    let day = |index: usize| chart.first.saturating_add(i32::try_from(index).unwrap_or(i32::MAX));
    let mut said = format!("{}.", span(chart.first, day(days - 1)));
    for line in chart.lines {
        let known = || {
            line.values.iter().take(days).enumerate().filter_map(|(index, value)| Some((index, (*value)?)))
        };
        match known().next().zip(known().next_back()) {
            None => said.push_str(&format!(" {}: nothing known.", line.label)),
            Some(((from, value), (to, _))) if from == to => {
                said.push_str(&format!(
                    " {}: {} on {}.",
                    line.label,
                    chart.unit.say(value),
                    short(day(from))
                ));
            }
            Some(((from, start), (to, end))) => said.push_str(&format!(
                " {}: {} on {}, {} on {}.",
                line.label,
                chart.unit.say(start),
                short(day(from)),
                chart.unit.say(end),
                short(day(to))
            )),
        }
    }
    if let Some(band) = chart.band
        && let Some((low, high)) = band.low.last().zip(band.high.last())
    {
        let at = day(band.first + band.low.len().min(band.high.len()) - 1);
        let (low, high) = (chart.unit.say(*low), chart.unit.say(*high));
        said.push_str(&format!(" {}: between {low} and {high} on {}.", band.label, short(at)));
    }
    if !chart.flags.is_empty() {
        said.push_str(&format!(" Marked: {}.", flag_words(chart.flags)));
    }
    said
}
