//! What one unit of a business metric costs, day by day.

use super::{
    daily::daily,
    live::Live,
    money::{Shown, number},
    tiles::{how_it_went, one},
    words,
};
use leptos::prelude::*;
use portico_chart::{Frame, Line, Lines, Tone};
use portico_cost::dashboard::{Dashboard, UnitCost};

/// The card; nothing without metrics.
pub(super) fn card(dashboard: &Dashboard) -> AnyView {
    let shown = Shown::of(dashboard).in_money();
    let known = dashboard.unit_costs.iter().filter(|cost| cost.value.is_some());
    let items: Vec<AnyView> =
        known.enumerate().map(|(place, cost)| item(place, dashboard, cost, &shown)).collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="card" id="units" aria-labelledby="units-title">
            <div class="card-head">
                <h2 id="units-title">"Unit costs"</h2>
            </div>
            <ul class="budgets">{items}</ul>
        </section>
    }
    .into_any()
}

fn item(place: usize, dashboard: &Dashboard, cost: &UnitCost, shown: &Shown<'_>) -> AnyView {
    let unit = shown.axis();
    let value = cost.value.map(|value| unit.say(value));
    let title = format!("Cost per {}", one(&cost.name));
    let first = dashboard.span.first.number();
    let lines =
        [Line { label: title.clone(), values: cost.daily.clone(), tone: Tone::Series(1), is_dashed: false }];
    let id = format!("unit-{place}");
    let draw = |name: &str, frame: Frame| {
        let id = format!("{id}-{name}");
        Lines { id: &id, title: &title, unit: &unit, first, lines: &lines, band: None, flags: &[], frame }
            .draw()
            .svg
    };
    let series = vec![(title.clone(), Tone::Series(1), cost.daily.clone())];
    let told = Live { id: &id, title: &title, unit: &unit, first, series, drawn: None }.tell(&[]);
    let picture = (!cost.daily.is_empty())
        .then(|| told.place(draw("wide", Frame::HALF), draw("narrow", Frame::NARROW)));
    let rows = dashboard.days.iter().zip(&cost.daily).map(|(day, value)| {
        let said = value.map_or_else(|| "–".to_owned(), |value| unit.say(value));
        view! {
            <tr>
                <th scope="row">{words::whole_day(*day)}</th>
                <td class="number">{said}</td>
            </tr>
        }
    });
    let figures = daily(
        format!("unit-figures-{place}"),
        format!("{title}, day by day"),
        view! { <th scope="col" class="number">{title.clone()}</th> },
        view! { <tbody>{rows.collect_view()}</tbody> },
        None,
    );
    view! {
        <li class="budget">
            <h3>{title.clone()}</h3>
            <p>
                <strong>{value}</strong>
                " "
                {how_it_went(cost)}
                <span class="muted">" (" {number(cost.units, 0)} " " {cost.name.clone()} ")"</span>
            </p>
            {picture}
            {figures}
        </li>
    }
    .into_any()
}
