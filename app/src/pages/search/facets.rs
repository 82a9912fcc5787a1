//! What results can be narrowed by, with the number of results behind each choice.

use super::State;
use crate::paths;
use leptos::prelude::*;
use portico_portal::views::{
    catalog::{Facet, FacetOption},
    search::FACETS,
};

pub(super) fn view(facets: Vec<Facet>, state: State) -> AnyView {
    let groups =
        facets.into_iter().filter(|facet| !facet.options.is_empty()).map(|facet| group(facet, state));
    view! {
        <details class="facets">
            <summary class="facets-toggle">"Filters"</summary>
            {groups.collect_view()}
        </details>
    }
    .into_any()
}

fn group(facet: Facet, state: State) -> AnyView {
    let Facet { key, options, more } = facet;
    let expand = (more > 0).then(|| {
        let href = move || paths::search(&state.current.get().expanding(key));
        view! {
            <a class="facet-more" href=href>
                {format!("Show {more} more")}
            </a>
        }
    });
    view! {
        <fieldset class="facet">
            <legend>{FACETS[key].1}</legend>
            {options.into_iter().map(|option| choice(key, option, state)).collect_view()}
            {expand}
        </fieldset>
    }
    .into_any()
}

fn choice(key: usize, option: FacetOption, state: State) -> AnyView {
    let FacetOption { value, label, count, chosen } = option;
    let toggled = value.clone();
    let toggle = move |_| state.go.run((state.current.get_untracked().toggled(key, &toggled), false));
    view! {
        <label class="facet-option" class:facet-none=count == 0>
            <input
                type="checkbox"
                name=FACETS[key].0
                value=value
                checked=chosen
                prop:checked=chosen
                on:change=toggle
            />
            <span class="facet-label">{label}</span>
            <span class="facet-count">{count}</span>
        </label>
    }
    .into_any()
}
