//! Days and names in sentences.

use crate::paths;
use leptos::prelude::*;
use portico_chart::date;
use portico_cost::{
    dashboard::{Named, Sort},
    day::{Day, Month, Span},
};

/// `21 Sep to 20 Nov 2026`.
pub(super) fn span(span: Span) -> String {
    date::span(span.first.number(), span.last.number())
}

/// `5 Nov`.
pub(super) fn day(day: Day) -> String {
    date::short(day.number())
}

/// `5 Nov 2026`.
pub(super) fn whole_day(day: Day) -> String {
    date::long(day.number())
}

/// `November`.
pub(super) fn month(month: Month) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS[usize::from(month.month().clamp(1, 12)) - 1]
}

/// What to call a group.
pub(super) fn label(name: &Named, sort: Sort) -> String {
    match (name.label.is_empty(), sort) {
        (false, _) => name.label.clone(),
        (true, Sort::Without) => "none".to_owned(),
        (true, Sort::Rest) => "all others".to_owned(),
        (true, Sort::Total) => "everything".to_owned(),
        (true, Sort::Value) => name.key.clone(),
    }
}

/// A link to an entity's costs, for what is one.
pub(super) fn to_entity(name: &Named) -> Option<AnyView> {
    let entity_ref = name.entity_ref.as_ref()?;
    let href = paths::entity_tab(entity_ref, paths::COSTS_TAB);
    let label = format!("The page of {}", name.label);
    Some(view! { <a class="row-page" href=href aria-label=label.clone() title=label>"↗"</a> }.into_any())
}
