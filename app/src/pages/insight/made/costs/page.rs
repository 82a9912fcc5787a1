//! A page of costs as a whole: of everything, or of one entity.

use super::{
    anomalies,
    ask::Told,
    attention, budgets, comparison, controls, entity, forecast,
    links::Place,
    money::{Shown, percent},
    origin::Origin,
    picture, states, tiles, units,
};
use crate::{paths, time};
use leptos::prelude::*;
use portico_cost::dashboard::Dashboard;

/// The page of everything.
pub(super) fn page(place: &Place, told: &Told) -> AnyView {
    let Told { dashboard, origin, .. } = told;
    view! {
        <div class="costs" data-insight="page">
            <div class="page-head cost-head">
                <h1>"Costs"</h1>
                {about(dashboard, origin)}
                {controls::head(place, dashboard)}
            </div>
            {inside(place, told)}
        </div>
    }
    .into_any()
}

/// The tab of an entity.
pub(super) fn tab(place: &Place, told: &Told) -> AnyView {
    let Told { dashboard, origin, .. } = told;
    view! {
        <div class="costs costs-tab" data-insight="page">
            <div class="cost-head">
                <h2 class="cost-title">"Costs"</h2>
                {about(dashboard, origin)}
                {controls::head(place, dashboard)}
            </div>
            {inside(place, told)}
        </div>
    }
    .into_any()
}

/// `FOCUS import, 2 hours ago · 97.4 % allocated`.
fn about(dashboard: &Dashboard, origin: &Origin) -> AnyView {
    let source = (!origin.label.is_empty()).then(|| {
        let age = origin.at_ms.map(|at_ms| {
            let (title, machine) = (time::for_people(at_ms), time::for_machines(at_ms));
            view! { ", " <time datetime=machine title=title>{time::ago(origin.now_ms, at_ms)}</time> }
        });
        view! { <a href=paths::COST_IMPORTS>{origin.label.clone()}</a> {age} " · " }
    });
    let allocated = percent(1.0 - dashboard.unallocated.share.clamp(0.0, 1.0));
    view! {
        <p class="page-count cost-about">
            {source} <a href=paths::COST_RULES>{allocated} " allocated"</a>
        </p>
    }
    .into_any()
}

/// Everything below the heading.
fn inside(place: &Place, told: &Told) -> AnyView {
    let Told { dashboard, origin, .. } = told;
    let stale = origin.stale.clone().map(|stale| {
        view! {
            <p class="notice notice-warn" role="note">
                <span>{stale} " " <a href=paths::COST_IMPORTS>"Look at the imports"</a></span>
            </p>
        }
    });
    let is_empty = dashboard.looked_at.items == 0 || dashboard.series.is_empty();
    let body = if is_empty { states::none_asked_for(place, dashboard) } else { figures(place, told) };
    view! {
        {stale}
        {states::notes(dashboard)}
        <div class="cost-choices">
            {controls::filters(place, &dashboard.question)} {controls::more(place, dashboard)}
        </div>
        {body}
        {states::currencies(place, dashboard)}
    }
    .into_any()
}

fn figures(place: &Place, told: &Told) -> AnyView {
    let dashboard = &told.dashboard;
    let back = place.href(&dashboard.question);
    view! {
        {tiles::tiles(dashboard)}
        <div class="cost-main">
            {picture::card(place, dashboard)} {attention::card(&dashboard.needs_a_look, &told.decided, &back)}
        </div>
        {picture::rows(place, dashboard)}
        {entity::next(place, dashboard)}
        {anomalies::card(place, dashboard)}
        <div class="cost-pair">{forecast::card(dashboard)} {comparison::card(place, dashboard)}</div>
        <div class="cost-pair">{budgets::card(dashboard)} {units::card(dashboard)}</div>
        {unallocated(dashboard)}
    }
    .into_any()
}

/// What nobody owns, and why.
fn unallocated(dashboard: &Dashboard) -> AnyView {
    let unallocated = &dashboard.unallocated;
    if unallocated.total.is_zero() || unallocated.reasons.is_empty() {
        return ().into_any();
    }
    let shown = Shown::of(dashboard).in_money();
    let rows = unallocated.reasons.iter().map(|reason| {
        let items = match reason.items {
            1 => "1 item".to_owned(),
            items => format!("{items} items"),
        };
        view! {
            <tr>
                <th scope="row" class="cost-name">{reason.what.clone()}</th>
                <td class="number muted" data-label="Items">{items}</td>
                <td class="number cost-sum">{shown.data(reason.total)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="card" id="unallocated" aria-labelledby="unallocated-title">
            <div class="card-head">
                <h2 id="unallocated-title">"Without an owner"</h2>
                <span class="card-aside">
                    {shown.data(unallocated.total)} ", " {percent(unallocated.share)} " · "
                    <a href=paths::COST_RULES>"Rules"</a>
                </span>
            </div>
            <table class="cost-rows">
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Items"</th>
                        <th scope="col">"Cost"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
