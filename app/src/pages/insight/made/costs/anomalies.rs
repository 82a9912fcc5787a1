//! Days that stand out, each with what explains it.

use super::{
    links::Place,
    money::{Shown, percent},
    words::{self, label},
};
use crate::paths;
use leptos::prelude::*;
use portico_cost::{
    dashboard::{Anomaly, Dashboard, Happened, Sort},
    day::Span,
    money::Amount,
};

/// The card; nothing if no day stands out.
pub(super) fn card(place: &Place, dashboard: &Dashboard) -> AnyView {
    if dashboard.anomalies.is_empty() {
        return ().into_any();
    }
    let shown = Shown::of(dashboard).in_money();
    let items =
        dashboard.anomalies.iter().map(|anomaly| item(place, dashboard, anomaly, &shown)).collect_view();
    let count = dashboard.anomalies.len().to_string();
    view! {
        <section class="card" id="anomalies" aria-labelledby="anomalies-title">
            <div class="card-head">
                <h2 id="anomalies-title">"Days that stand out"</h2>
                <span class="pill card-aside">{count}</span>
            </div>
            <ul class="anomalies">{items}</ul>
        </section>
    }
    .into_any()
}

fn item(place: &Place, dashboard: &Dashboard, anomaly: &Anomaly, shown: &Shown<'_>) -> AnyView {
    let name = label(&anomaly.group, Sort::Value);
    let is_of_group = anomaly.dimension == dashboard.question.group;
    let filtered = dashboard.question.with_filter(anomaly.dimension.clone(), &anomaly.group.key);
    let filtered = if is_of_group { filtered.grouped(anomaly.dimension.next()) } else { filtered };
    let href = place.href(&filtered);
    let when = words::span(Span { first: anomaly.since, last: anomaly.until });
    let (class, word) = if anomaly.excess < Amount::ZERO {
        ("cost-change cost-less-spent", "below what was expected")
    } else {
        ("cost-change cost-more-spent", "above what was expected")
    };
    let ratio = anomaly.ratio.map(|ratio| format!(", {}", percent(ratio.abs())));
    let goes_on = anomaly.goes_on.then(|| view! { " " <span class="badge badge-bad">"goes on"</span> });
    let drivers = anomaly.drivers.iter().map(|driver| {
        let name = label(&driver.name, Sort::Value);
        view! { <li>{name} " " <span class="muted">{shown.money(driver.excess)}</span></li> }
    });
    let drivers = (!anomaly.drivers.is_empty()).then(|| {
        view! {
            <div>
                <h4>"What drives it"</h4>
                <ul class="anomaly-list">{drivers.collect_view()}</ul>
            </div>
        }
    });
    let changes = (!anomaly.changes.is_empty()).then(|| {
        view! {
            <div>
                <h4>"What changed then"</h4>
                <ul class="anomaly-list">{anomaly.changes.iter().map(happened).collect_view()}</ul>
            </div>
        }
    });
    view! {
        <li class="anomaly">
            <h3>
                <a class="row-link" href=href>{name}</a>
                ", "
                {when}
                {goes_on}
            </h3>
            <p>
                <strong class=class>{shown.money(anomaly.excess.abs())}</strong> " " {word} {ratio}
                <span class="muted">" (" {shown.money(anomaly.actual)} ", not " {shown.money(anomaly.expected)} ")"</span>
            </p>
            <p class="muted">{anomaly.explanation.clone()}</p>
            <div class="anomaly-why">{drivers} {changes}</div>
        </li>
    }
    .into_any()
}

fn happened(happened: &Happened) -> AnyView {
    let name = label(&happened.entity, Sort::Value);
    let name = match &happened.entity.entity_ref {
        Some(entity_ref) => {
            let href = paths::entity_tab(entity_ref, paths::HISTORY_TAB);
            view! { <a href=href>{name}</a> }.into_any()
        }
        None => name.into_any(),
    };
    view! {
        <li>
            <time datetime=happened.day.to_string()>{words::day(happened.day)}</time>
            " "
            {name}
            " "
            <span class="muted">{happened.what.clone()}</span>
        </li>
    }
    .into_any()
}
