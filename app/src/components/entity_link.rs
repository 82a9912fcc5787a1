//! A link to an entity; plain text with a reason where there is no such entity.

use crate::paths;
use leptos::prelude::*;
use portico_portal::views::Named;

/// One entity.
#[component]
pub(crate) fn EntityLink(named: Named) -> impl IntoView {
    if named.exists {
        view! { <a class="entity-link" href=paths::entity(&named.entity_ref)>{named.label}</a> }.into_any()
    } else {
        let title = format!("{} does not exist", named.entity_ref);
        view! {
            <span class="entity-missing" title=title>
                {named.label}
                <span class="visually-hidden">" (does not exist)"</span>
            </span>
        }
        .into_any()
    }
}

/// Several entities, one below the other or in a line; a dash for none.
#[component]
pub(crate) fn EntityLinks(names: Vec<Named>) -> impl IntoView {
    if names.is_empty() {
        return view! { <span class="nothing">"—"</span> }.into_any();
    }
    let last = names.len() - 1;
    names
        .into_iter()
        .enumerate()
        .map(|(index, named)| {
            view! {
                <EntityLink named />
                {(index != last).then_some(", ")}
            }
        })
        .collect_view()
        .into_any()
}
