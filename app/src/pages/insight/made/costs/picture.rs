//! The daily costs as a picture, with its words, its list of names, and the table of its figures.

use super::{
    change,
    daily::daily,
    links::Place,
    live::{Drawn, Live},
    money::{Shown, percent},
    words::{self, label},
};
use leptos::prelude::*;
use portico_chart::{Flag, Frame, Shape, Stacked, Tone};
use portico_cost::dashboard::{Anomaly, Dashboard, Series, Sort};

/// Up to so many days are drawn as bars: areas of a few days look like a trend where there is none.
const BARS_UP_TO: usize = 10;
/// Days of the table; more are in the export.
const TABLE_DAYS: usize = 400;
/// Flags in the picture; all of them are listed below it.
const FLAGS: usize = 4;

/// The card.
pub(super) fn card(place: &Place, dashboard: &Dashboard) -> AnyView {
    let shown = Shown::of(dashboard);
    let series = series(dashboard, &shown);
    let flags = flags(dashboard);
    let title = title(dashboard, &shown);
    let unit = shown.axis();
    let shape = if dashboard.days.len() > BARS_UP_TO { Shape::Areas } else { Shape::Bars };
    let first = dashboard.span.first.number();
    let draw = |id: &str, frame: Frame| {
        let chart =
            Stacked { id, title: &title, unit: &unit, first, series: &series, flags: &flags, shape, frame };
        chart.draw().svg
    };
    let (wide, narrow) = (draw("cost-wide", Frame::WIDE), draw("cost-narrow", Frame::NARROW));
    let keys: Vec<String> = dashboard
        .series
        .iter()
        .filter_map(|one| place.deeper(&dashboard.question, &one.name, one.sort))
        .collect();
    let drawn = Drawn { is_bars: shape == Shape::Bars, flags: &flags };
    let live = Live {
        id: "cost",
        title: &title,
        unit: &unit,
        first,
        series: Live::stacked(&series),
        drawn: Some(drawn),
    };
    let told = live.tell(&keys);
    let legend = legend(place, dashboard, &series, &told.key);
    view! {
        <section class="card cost-picture" aria-labelledby="cost-picture-title">
            <div class="card-head">
                <h2 id="cost-picture-title">{title.clone()}</h2>
                {legend}
            </div>
            <div class="card-body">{told.place(wide, narrow)}</div>
            {table(dashboard, &shown)}
        </section>
    }
    .into_any()
}

fn title(dashboard: &Dashboard, shown: &Shown<'_>) -> String {
    let group = dashboard.question.group.title();
    let group = match group.split_once(' ') {
        // Names of tags and columns are as their authors wrote them.
        Some(("Tag" | "Column", _)) => group,
        _ => group.to_lowercase(),
    };
    match shown.unit {
        None => format!("Daily cost by {group}"),
        Some(unit) => format!("{} by {group}, daily", unit.label),
    }
}

/// The series as they are drawn.
fn series(dashboard: &Dashboard, shown: &Shown<'_>) -> Vec<portico_chart::Series> {
    let mut number = 0_u8;
    let series = dashboard.series.iter().map(|series| {
        let tone = match series.sort {
            Sort::Value | Sort::Total => {
                number = number.saturating_add(1);
                Tone::Series(number)
            }
            Sort::Without => Tone::Nobody,
            Sort::Rest => Tone::Rest,
        };
        let values = series.daily.iter().enumerate();
        let values = values.map(|(place, amount)| shown.day(place, *amount).unwrap_or(0.0)).collect();
        portico_chart::Series { label: label(&series.name, series.sort), values, tone }
    });
    series.collect()
}

fn flags(dashboard: &Dashboard) -> Vec<Flag> {
    let is_within =
        |anomaly: &&Anomaly| anomaly.until >= dashboard.span.first && anomaly.since <= dashboard.span.last;
    let flag = |anomaly: &Anomaly| Flag {
        first: anomaly.since.max(dashboard.span.first).number(),
        last: anomaly.until.min(dashboard.span.last).number(),
        label: flag_words(anomaly),
    };
    dashboard.anomalies.iter().filter(is_within).take(FLAGS).map(flag).collect()
}

/// `+35 % compute, 5 days`.
fn flag_words(anomaly: &Anomaly) -> String {
    let days = anomaly.until.since(anomaly.since) + 1;
    let sign = if anomaly.excess.raw() < 0 { "−" } else { "+" };
    let much = anomaly.ratio.map(|ratio| format!("{sign}{:.0} % ", ratio.abs() * 100.0)).unwrap_or_default();
    let length = if days == 1 { String::new() } else { format!(", {days} days") };
    format!("{much}{}{length}", anomaly.group.label)
}

/// The names and colours of the series.
fn legend(place: &Place, dashboard: &Dashboard, drawn: &[portico_chart::Series], key: &str) -> AnyView {
    let items = dashboard.series.iter().zip(drawn).enumerate().map(|(number, (series, drawn))| {
        let swatch = format!("chart-swatch {}", drawn.tone.class());
        let name = match place.deeper(&dashboard.question, &series.name, series.sort) {
            Some(href) => view! { <a href=href>{drawn.label.clone()}</a> }.into_any(),
            None => drawn.label.clone().into_any(),
        };
        view! {
            <li class="chart-key" data-series=number.to_string()>
                <span class=swatch aria-hidden="true"></span>
                {name}
            </li>
        }
    });
    let id = format!("{key}-names");
    view! {
        <ul class="chart-legend" aria-label="Series" id=id data-keep="">
            {items.collect_view()}
        </ul>
    }
    .into_any()
}

/// Every figure of the picture.
fn table(dashboard: &Dashboard, shown: &Shown<'_>) -> AnyView {
    let columns = dashboard.series.iter().map(|series| label(&series.name, series.sort));
    let columns = columns.map(|label| view! { <th scope="col" class="number">{label}</th> }).collect_view();
    let total = dashboard.days.len();
    let left_out = total.saturating_sub(TABLE_DAYS);
    let rows = dashboard.days.iter().enumerate().skip(left_out).map(|(place, day)| {
        let cell = |series: &Series| {
            let amount = series.daily.get(place).copied().unwrap_or_default();
            let text = match shown.unit {
                None => shown.money(amount),
                Some(_) => {
                    shown.day(place, amount).map_or_else(|| "–".to_owned(), |value| shown.axis().say(value))
                }
            };
            view! { <td class="number">{text}</td> }
        };
        let cells = dashboard.series.iter().map(cell).collect_view();
        let whole = cell(&dashboard.total);
        let (date, exact) = (words::whole_day(*day), day.to_string());
        view! {
            <tr>
                <th scope="row"><time datetime=exact>{date}</time></th>
                {cells} {whole}
            </tr>
        }
    });
    let sums = dashboard.series.iter().chain([&dashboard.total]).map(|series| {
        let data = shown.data(series.figures.total);
        view! { <td class="number">{data}</td> }
    });
    let sums = sums.collect_view();
    let note = (left_out > 0).then(|| {
        let text = format!("The last {TABLE_DAYS} of {total} days; the export has all of them.");
        view! { <p class="card-foot">{text}</p> }
    });
    daily(
        "cost-figures",
        "Figures of every day",
        view! {
            {columns}
            <th scope="col" class="number">"Total"</th>
        },
        view! {
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Together"</th>
                    {sums}
                </tr>
            </tfoot>
        },
        note.map(IntoAny::into_any),
    )
}

/// The groups as rows: bars, totals, changes, and the way deeper.
pub(super) fn rows(place: &Place, dashboard: &Dashboard) -> AnyView {
    let shown = Shown::of(dashboard);
    let all: Vec<f64> = dashboard.rows.iter().map(|row| row.figures.total.to_f64()).collect();
    // Of bills that are younger than a year, a column would say nothing.
    let has_years = dashboard.rows.iter().any(|row| row.figures.yearly_change.is_some());
    let rows = dashboard.rows.iter().map(|row| {
        let name = label(&row.name, row.sort);
        let link = match place.deeper(&dashboard.question, &row.name, row.sort) {
            Some(href) => view! { <a class="row-link" href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        let bar = portico_chart::rows::bar(row.figures.total.to_f64(), all.iter().copied());
        let share = percent(row.share);
        let year = has_years.then(|| {
            let cell = change::cell(row.figures.yearly_change.as_ref());
            view! { <td class="number cost-year" data-label="In a year">{cell}</td> }
        });
        view! {
            <tr>
                <th scope="row" class="cost-name">{link} {words::to_entity(&row.name)}</th>
                <td class="cost-bar" inner_html=bar></td>
                <td class="number cost-sum">{shown.data(row.figures.total)}</td>
                <td class="number muted" data-label="Share">{share}</td>
                <td class="number" data-label="Change">{change::cell(row.figures.change.as_ref())}</td>
{year}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let title = format!(
        "By {}, {}",
        dashboard.question.group.title().to_lowercase(),
        lower(&super::controls::title(dashboard))
    );
    let (listed, groups) = (dashboard.rows.len(), dashboard.groups);
    let note = (groups > listed).then(|| {
        let text = format!("The largest {listed} of {groups}; the export has all of them.");
        view! { <p class="card-foot">{text}</p> }
    });
    let count = groups.to_string();
    view! {
        <section class="card" aria-labelledby="cost-rows-title">
            <div class="card-head">
                <h2 id="cost-rows-title">{title}</h2>
                <span class="pill card-aside">{count}</span>
            </div>
            <table class="cost-rows">
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Bar"</th>
                        <th scope="col">"Cost"</th>
                        <th scope="col">"Share"</th>
                        <th scope="col">"Against the period before"</th>
                        {has_years.then(|| view! { <th scope="col">"Against the year before"</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {note}
        </section>
    }
    .into_any()
}

/// The same in the middle of a sentence.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
