//! What an entity costs: what its tab shows beside the picture, and a card for its overview.

use super::{
    change,
    links::Place,
    money::{Shown, percent},
    words::{self, label},
};
use crate::paths;
use leptos::prelude::*;
use portico_chart::spark::Spark;
use portico_cost::{
    dashboard::{Breakdown, Dashboard},
    question::Question,
};

/// Rows of what comes next.
const ROWS: usize = 12;

/// What the shown costs consist of at the next level.
pub(super) fn next(place: &Place, dashboard: &Dashboard) -> AnyView {
    let Some(next) = dashboard.next.as_ref().filter(|next| next.rows.len() > 1) else { return ().into_any() };
    let shown = Shown::of(dashboard);
    let all: Vec<f64> = next.rows.iter().map(|row| row.figures.total.to_f64()).collect();
    let question = dashboard.question.grouped(next.dimension.clone());
    let rows = next.rows.iter().take(ROWS).map(|row| {
        let name = label(&row.name, row.sort);
        let link = match place.deeper(&question, &row.name, row.sort) {
            Some(href) => view! { <a class="row-link" href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        let bar = portico_chart::rows::bar(row.figures.total.to_f64(), all.iter().copied());
        view! {
            <tr>
                <th scope="row" class="cost-name">{link} {words::to_entity(&row.name)}</th>
                <td class="cost-bar" inner_html=bar></td>
                <td class="number cost-sum">{shown.data(row.figures.total)}</td>
                <td class="number muted" data-label="Share">{percent(row.share)}</td>
                <td class="number" data-label="Change">{change::cell(row.figures.change.as_ref())}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="card" id="next" aria-labelledby="next-title">
            <div class="card-head">
                <h2 id="next-title">{format!("By {}", next.dimension.title().to_lowercase())}</h2>
                {all_of(place, &question, next)}
            </div>
            <table class="cost-rows">
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Bar"</th>
                        <th scope="col">"Cost"</th>
                        <th scope="col">"Share"</th>
                        <th scope="col">"Against the period before"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn all_of(place: &Place, question: &Question, next: &Breakdown) -> AnyView {
    let label =
        if next.groups > ROWS { format!("See all {}", next.groups) } else { "See it by day".to_owned() };
    view! { <a class="card-aside" href=place.href(question)>{label}</a> }.into_any()
}

/// The card of an entity's overview; nothing for what costs nothing.
pub(super) fn card(entity_ref: &str, dashboard: &Dashboard) -> String {
    let total = dashboard.total.figures.total;
    if total.is_zero() {
        return String::new();
    }
    let shown = Shown::of(dashboard);
    let values: Vec<f64> = dashboard.total.daily.iter().map(|amount| amount.to_f64()).collect();
    let spark = Spark {
        title: "Daily cost",
        unit: &shown.axis(),
        first: dashboard.span.first.number(),
        values: &values,
    };
    let spark = spark.draw();
    let figures = &dashboard.total.figures;
    let change =
        figures.change.as_ref().map(|change| change::sentence(change, &super::controls::before(dashboard)));
    let href = paths::entity_tab(entity_ref, paths::COSTS_TAB);
    let view = view! {
        <section class="card cost-card" aria-labelledby="cost-card-title">
            <div class="card-head">
                <h2 id="cost-card-title">"Cost"</h2>
                <a class="card-aside" href=href>{super::controls::title(dashboard)}</a>
            </div>
            <div class="card-body">
                <p class="cost-card-line">
                    <span class="cost-tile-figure">{shown.data(total)}</span>
                    " "
                    {change}
                </p>
                <div inner_html=spark></div>
            </div>
        </section>
    };
    view.into_any().to_html()
}
