//! Two things against each other: two values of the group, or the period and one before.

use super::{
    change,
    controls::field,
    daily::daily,
    links::Place,
    live::Live,
    money::Shown,
    words::{self, label},
};
use leptos::prelude::*;
use portico_chart::{Frame, Line, Lines, Tone};
use portico_cost::{
    dashboard::{Comparison, Dashboard, Series, Sort},
    question::Compare,
};

/// The card: what is compared, and how to choose it.
pub(super) fn card(place: &Place, dashboard: &Dashboard) -> AnyView {
    let body = dashboard.comparison.as_ref().map(|comparison| body(dashboard, comparison));
    let form = (dashboard.rows.len() > 1).then(|| form(place, dashboard));
    if body.is_none() && form.is_none() {
        return ().into_any();
    }
    view! {
        <section class="card" id="comparison" aria-labelledby="comparison-title">
            <div class="card-head">
                <h2 id="comparison-title">"Compare"</h2>
            </div>
            <div class="card-body comparison">{body} {form}</div>
        </section>
    }
    .into_any()
}

fn form(place: &Place, dashboard: &Dashboard) -> AnyView {
    let question = &dashboard.question;
    let chosen = match &question.compare {
        Compare::Values(one, other) => [one.clone(), other.clone()],
        _ => {
            let key =
                |place: usize| dashboard.rows.get(place).map(|row| row.name.key.clone()).unwrap_or_default();
            [key(0), key(1)]
        }
    };
    let options = |chosen: &str| {
        let options = dashboard.rows.iter().filter(|row| row.sort == Sort::Value).map(|row| {
            let selected = row.name.key == chosen;
            view! { <option value=format!("={}", row.name.key) selected=selected>{label(&row.name, row.sort)}</option> }
        });
        options.collect_view().into_any()
    };
    let kept = place.pairs(question).into_iter().filter(|(name, _)| *name != "compare");
    let kept =
        kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let nothing = Compare::Nothing != question.compare;
    let plain = portico_cost::question::Question { compare: Compare::Nothing, ..question.clone() };
    let end = nothing.then(|| view! { <a class="button" href=place.href(&plain)>"End the comparison"</a> });
    let [one, other] = chosen;
    view! {
        <form class="cost-form" action=place.path.clone() method="get" id="cost-compare">
            {kept}
            {field("This", "compare", "compare-this", options(&one))}
            {field("With", "compare", "compare-with", options(&other))}
            <button class="button">"Compare"</button>
            {end}
        </form>
    }
    .into_any()
}

fn body(dashboard: &Dashboard, comparison: &Comparison) -> AnyView {
    let shown = Shown::of(dashboard);
    let (one, other) = (label(&comparison.one.name, Sort::Value), label(&comparison.other.name, Sort::Value));
    let unit = shown.axis();
    let values = |series: &Series| {
        let days = series.daily.iter().enumerate().map(|(place, amount)| shown.day(place, *amount));
        days.collect::<Vec<_>>()
    };
    let lines = [
        Line {
            label: other.clone(),
            values: values(&comparison.other),
            tone: Tone::Series(2),
            is_dashed: true,
        },
        Line { label: one.clone(), values: values(&comparison.one), tone: Tone::Series(1), is_dashed: false },
    ];
    let title = format!("{one} and {other}, day by day");
    let draw = |id: &str, frame: Frame| {
        let first = dashboard.span.first.number();
        Lines { id, title: &title, unit: &unit, first, lines: &lines, band: None, flags: &[], frame }
            .draw()
            .svg
    };
    let (wide, narrow) = (draw("compare-wide", Frame::HALF), draw("compare-narrow", Frame::NARROW));
    let sentence = change::sentence(&comparison.change, &other);
    let first = dashboard.span.first.number();
    let series =
        lines.iter().rev().map(|line| (line.label.clone(), line.tone, line.values.clone())).collect();
    let told = Live { id: "compare", title: &title, unit: &unit, first, series, drawn: None }.tell(&[]);
    view! {
        <ul class="chart-legend">
            <li class="chart-key"><span class="chart-swatch tone-1" aria-hidden="true"></span>{one.clone()} " " {shown.data(comparison.one.figures.total)}</li>
            <li class="chart-key"><span class="chart-swatch chart-swatch-dashed tone-2" aria-hidden="true"></span>{other.clone()} " " {shown.data(comparison.other.figures.total)}</li>
        </ul>
        <p>{one.clone()} ": " {sentence}</p>
        {told.place(wide, narrow)}
        {table(dashboard, comparison, &shown)}
    }
    .into_any()
}

fn table(dashboard: &Dashboard, comparison: &Comparison, shown: &Shown<'_>) -> AnyView {
    let is_of_time = comparison.other_days != dashboard.days;
    let rows = dashboard.days.iter().enumerate().map(|(place, day)| {
        let of = |series: &Series| shown.money(series.daily.get(place).copied().unwrap_or_default());
        let other_day = comparison.other_days.get(place).filter(|_| is_of_time);
        let other_day = other_day.map(|day| view! { <td>{words::whole_day(*day)}</td> });
        view! {
            <tr>
                <th scope="row">{words::whole_day(*day)}</th>
                <td class="number">{of(&comparison.one)}</td>
                {other_day}
                <td class="number">{of(&comparison.other)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let column = is_of_time.then(|| view! { <th scope="col">"Against"</th> });
    let (one, other) = (label(&comparison.one.name, Sort::Value), label(&comparison.other.name, Sort::Value));
    daily(
        "compare-figures",
        "Compared, day by day",
        view! {
            <th scope="col" class="number">{one}</th>
            {column}
            <th scope="col" class="number">{other}</th>
        },
        view! { <tbody>{rows}</tbody> },
        None,
    )
}
