//! Whose entities the list shows: everybody's, the reader's, or the starred ones.

use super::FilterState;
use crate::{components::state::Empty, paths};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_portal::views::filter::List;

/// The lists, as links.
#[component]
pub(super) fn Lists(state: FilterState) -> impl IntoView {
    let links = List::ALL.map(|list| {
        let href = move || paths::catalog(&state.current.get().listing(list));
        let current = move || (state.current.with(|filter| filter.list) == list).then_some("true");
        view! {
            <a class="segment" href=href aria-current=current>
                {match list {
                    List::All => "All",
                    List::Owned => "Owned by me",
                    List::Starred => "Starred",
                }}
            </a>
        }
    });
    view! {
        <nav class="segments" aria-label="Whose entities">
            {links.into_iter().collect_view()}
        </nav>
    }
}

/// A list of somebody, for a reader who did not say who they are.
#[component]
pub(super) fn NoPerson() -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let href = move || paths::who("", &format!("{}?{}", path.get(), search.get().trim_start_matches('?')));
    view! {
        <Empty title="Whose?">
            <p>"Say who you are, and this list shows what you and your teams own, or what you starred."</p>
            <p class="state-actions">
                <a class="button button-primary" href=href>
                    "Say who you are"
                </a>
            </p>
        </Empty>
    }
}

/// A list with nothing in it.
#[component]
pub(super) fn EmptyList(list: List) -> impl IntoView {
    let (title, what) = match list {
        List::Starred => {
            ("No stars yet", "The star at the end of a row keeps an entity here and on your first page.")
        }
        _ => ("Nothing yet", "You own what names you, or a group that you are in, as its owner."),
    };
    view! {
        <Empty title=title>
            <p>{what}</p>
            <p class="state-actions">
                <a class="button" href=paths::CATALOG>
                    "Show everything"
                </a>
            </p>
        </Empty>
    }
}
