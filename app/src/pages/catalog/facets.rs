//! What the list can be narrowed by, with the number of entities behind each choice.

use super::FilterState;
use crate::paths;
use leptos::prelude::*;
use portico_portal::views::{
    catalog::{Facet, FacetOption},
    filter::FACETS,
};

#[component]
pub(super) fn Facets(facets: Vec<Facet>, state: FilterState) -> impl IntoView {
    let groups = facets
        .into_iter()
        .filter(|facet| !facet.options.is_empty() && !is_pointless(facet))
        .map(|facet| view! { <FacetGroup facet state /> });
    view! {
        <details class="facets">
            <summary class="facets-toggle">"Filters"</summary>
            {groups.collect_view()}
        </details>
    }
}

/// Whether choosing would change nothing: one value only, as with a single namespace.
fn is_pointless(facet: &Facet) -> bool {
    let only = facet.options.len() == 1 && !facet.options[0].chosen;
    only && matches!(FACETS[facet.key].parameter, "namespace")
}

#[component]
fn FacetGroup(facet: Facet, state: FilterState) -> impl IntoView {
    let Facet { key, options, more } = facet;
    let expand = (more > 0).then(|| {
        let href = move || paths::catalog(&state.current.get().expanding(key));
        view! {
            <a class="facet-more" href=href>
                {format!("Show {more} more")}
            </a>
        }
    });
    view! {
        <fieldset class="facet">
            <legend>{FACETS[key].title}</legend>
            {options.into_iter().map(|option| view! { <Choice key_index=key option state /> }).collect_view()}
            {expand}
        </fieldset>
    }
}

#[component]
fn Choice(key_index: usize, option: FacetOption, state: FilterState) -> impl IntoView {
    let FacetOption { value, label, count, chosen } = option;
    let name = FACETS[key_index].parameter;
    let choice = value.clone();
    view! {
        <label class="facet-option" class:facet-none=count == 0>
            <input
                type="checkbox"
                name=name
                value=value
                checked=chosen
                prop:checked=chosen
                on:change=move |_| state.go(state.current.get_untracked().toggled(key_index, &choice))
            />
            <span class="facet-label">{label}</span>
            <span class="facet-count">{count}</span>
        </label>
    }
}
