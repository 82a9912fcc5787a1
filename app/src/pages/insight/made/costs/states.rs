//! What the pages say when there is nothing to show, or when what they show should be taken with care.

use super::{links::Place, words};
use crate::{components::state::Empty, paths};
use leptos::prelude::*;
use portico_cost::{dashboard::Dashboard, question::Question};

/// The shortest configuration that brings costs in.
const EXAMPLE: &str = "costInsights:
  engineerCost: 120000
  sources:
    - id: cloud
      title: Cloud
      format: focus        # 1.0 to 1.4, plain or gzip
      target: ./bills      # or https://…, s3://…, gs://…
      schedule: { frequency: 6h }";

/// Nothing says where bills come from.
pub(super) fn no_sources() -> AnyView {
    view! {
        <Empty title="Nothing says where bills come from">
            <p>
                "Portico reads what clouds export, above all files in the format FOCUS, from a folder, a URL or an object store. Put this into its configuration:"
            </p>
            <pre class="code"><code>{EXAMPLE}</code></pre>
            <p>
                "How imports went is told at " <a href=paths::COST_IMPORTS>"Imports"</a>
                ", and how costs find their owners at " <a href=paths::COST_RULES>"Rules"</a> "."
            </p>
        </Empty>
    }
    .into_any()
}

/// There are sources, and nothing came of them yet.
pub(super) fn no_costs() -> AnyView {
    view! {
        <Empty title="No costs have been imported yet">
            <p>
                "There are sources, but no bill has been read. " <a href=paths::COST_IMPORTS>"Imports"</a>
                " says how far they are, and what went wrong if something did."
            </p>
        </Empty>
    }
    .into_any()
}

/// There are costs, but none that were asked for.
pub(super) fn none_asked_for(place: &Place, dashboard: &Dashboard) -> AnyView {
    let question = &dashboard.question;
    let known = dashboard.since.zip(dashboard.through).map(|(since, through)| {
        let (since, through) = (words::whole_day(since), words::whole_day(through));
        view! { <p>"Costs are known from " {since} " to " {through} "."</p> }
    });
    let all = Question { filters: Vec::new(), ..question.clone() };
    let all = place.href(&all);
    let filters = (!question.filters.is_empty())
        .then(|| view! { <a class="button" href=all>"Without the filters"</a> });
    let usual = place.href(&question.during(portico_cost::question::Period::default()));
    view! {
        <section class="card">
            <Empty title="Nothing was spent on this in these days">
                {known}
                <p class="state-actions">{filters} <a class="button" href=usual>"The last 30 days"</a></p>
            </Empty>
        </section>
    }
    .into_any()
}

/// What in the address was not understood, and what is missing from the figures.
pub(super) fn notes(dashboard: &Dashboard) -> AnyView {
    let notes = dashboard.notes.iter().map(|note| view! { <li>{note.clone()}</li> }).collect_view();
    if dashboard.notes.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="notice notice-info cost-notes" role="note">
            <ul>{notes}</ul>
        </div>
    }
    .into_any()
}

/// Other currencies than that of the page.
pub(super) fn currencies(place: &Place, dashboard: &Dashboard) -> AnyView {
    let others = dashboard.currencies.iter().filter(|part| part.currency != dashboard.currency).map(|part| {
        let shown = super::money::Shown { currency: part.currency, unit: None, is_per_unit: false };
        let said = if part.included == part.total {
            "converted at the rates of their days"
        } else if part.included.is_zero() {
            "kept apart: there is no rate for it"
        } else {
            "converted in part: some days have no rate"
        };
        let alone = Question { currency: Some(part.currency), ..dashboard.question.clone() };
        view! {
            <li>
                <a href=place.href(&alone)>{part.currency.to_string()}</a>
                ": "
                {shown.data(part.total)}
                ", "
                {said}
            </li>
        }
    });
    let others = others.collect_view();
    if dashboard.currencies.iter().all(|part| part.currency == dashboard.currency) {
        return ().into_any();
    }
    view! {
        <div class="cost-currencies">
            <span class="muted">"Also in"</span>
            <ul>{others}</ul>
        </div>
    }
    .into_any()
}
