//! What the running month is expected to come to, day by day.

use super::{daily::daily, live::Live, money::Shown, words};
use leptos::prelude::*;
use portico_chart::{Band, Frame, Line, Lines, Tone};
use portico_cost::dashboard::{Dashboard, Forecast};

/// Days before those that are expected.
const KNOWN_DAYS: usize = 60;

/// The card; nothing where nothing is expected, or the shown days end long before.
pub(super) fn card(dashboard: &Dashboard) -> AnyView {
    let known = dashboard.forecast.as_ref().zip(dashboard.days.last());
    let follows =
        |forecast: &Forecast, last| forecast.days.first().is_some_and(|next| next.day.since(last) == 1);
    let Some((forecast, _)) = known.filter(|(forecast, last)| follows(forecast, **last)) else {
        return ().into_any();
    };
    let shown = Shown::of(dashboard).in_money();
    let month = words::month(forecast.month);
    let mut said = format!(
        "{} so far, {} expected at its end; in four cases of five between {} and {}.",
        shown.money(forecast.so_far),
        shown.money(forecast.expected),
        shown.money(forecast.low),
        shown.money(forecast.high)
    );
    if let Some(before) = forecast.month_before {
        said.push_str(&format!(" The month before: {}.", shown.money(before)));
    }
    if forecast.is_rough {
        said.push_str(&format!(" Learnt from {} days alone: take it with care.", forecast.learnt_from));
    }
    let title = format!("Daily cost, expected to the end of {month}");
    view! {
        <section class="card" id="forecast" aria-labelledby="forecast-title">
            <div class="card-head">
                <h2 id="forecast-title">"Forecast, " {month}</h2>
            </div>
            <div class="card-body comparison">
                <p>{said}</p>
                {picture(dashboard, forecast, &shown, &title)}
                {figures(forecast, &shown)}
            </div>
        </section>
    }
    .into_any()
}

fn picture(dashboard: &Dashboard, forecast: &Forecast, shown: &Shown<'_>, title: &str) -> AnyView {
    let skipped = dashboard.days.len().saturating_sub(KNOWN_DAYS);
    let daily: Vec<f64> = dashboard.total.daily.iter().skip(skipped).map(|amount| amount.to_f64()).collect();
    let gap = daily.len().saturating_sub(1);
    // What is expected begins where what is known ends.
    let last = daily.last().copied();
    let expected = || forecast.days.iter().map(|day| day.amount.to_f64());
    let edge = |of: fn(&portico_cost::dashboard::ForecastDay) -> f64| {
        last.into_iter().chain(forecast.days.iter().map(of)).collect::<Vec<f64>>()
    };
    let likely = (0..gap).map(|_| None).chain(last.map(Some)).chain(expected().map(Some)).collect::<Vec<_>>();
    let all: Vec<Option<f64>> = daily.iter().copied().chain(expected()).map(Some).collect();
    let lines = [
        Line { label: "expected".to_owned(), values: likely, tone: Tone::Series(1), is_dashed: true },
        Line {
            label: "known".to_owned(),
            values: daily.into_iter().map(Some).collect(),
            tone: Tone::Series(1),
            is_dashed: false,
        },
    ];
    let band = Band {
        label: "expected".to_owned(),
        first: gap,
        low: edge(|day| day.low.to_f64()),
        high: edge(|day| day.high.to_f64()),
    };
    let unit = shown.axis();
    let first = dashboard.span.first.plus(i32::try_from(skipped).unwrap_or_default()).number();
    let draw = |id: &str, frame: Frame| {
        Lines { id, title, unit: &unit, first, lines: &lines, band: Some(&band), flags: &[], frame }
            .draw()
            .svg
    };
    let series = vec![("cost".to_owned(), Tone::Series(1), all)];
    let told = Live { id: "forecast", title, unit: &unit, first, series, drawn: None }.tell(&[]);
    told.place(draw("forecast-wide", Frame::HALF), draw("forecast-narrow", Frame::NARROW))
}

/// The days that are still to come.
fn figures(forecast: &Forecast, shown: &Shown<'_>) -> AnyView {
    let rows = forecast.days.iter().map(|day| {
        view! {
            <tr>
                <th scope="row">{words::whole_day(day.day)}</th>
                <td class="number">{shown.money(day.low)}</td>
                <td class="number">{shown.money(day.amount)}</td>
                <td class="number">{shown.money(day.high)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    daily(
        "forecast-figures",
        "Forecast, day by day",
        view! {
            <th scope="col" class="number">"At least"</th>
            <th scope="col" class="number">"Expected"</th>
            <th scope="col" class="number">"At most"</th>
        },
        view! { <tbody>{rows}</tbody> },
        None,
    )
}
