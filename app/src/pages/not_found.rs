//! There is no such page, or no such entity.

use crate::{components::page_title::PageTitle, paths, status::set_status};
use leptos::prelude::*;

/// The page for addresses that lead nowhere.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <PageTitle text="Not found" />
        <NotFoundState title="There is no such page" suggestion=String::new() />
    }
}

/// What to do instead. `suggestion` is what the reader was probably looking for.
#[component]
pub(crate) fn NotFoundState(#[prop(into)] title: String, suggestion: String) -> impl IntoView {
    set_status(404);
    let search = (!suggestion.is_empty()).then(|| {
        let filter = portico_portal::views::filter::CatalogFilter::default().with_text(&suggestion);
        view! {
            <a class="button" href=paths::catalog(&filter)>
                {format!("Search for \u{201c}{suggestion}\u{201d}")}
            </a>
        }
    });
    view! {
        <div class="page">
            <div class="state state-large">
                <h1 class="state-title">{title}</h1>
                <div class="state-body">
                    <p>"It may have been renamed or removed, or the address has a slip in it."</p>
                    <p class="state-actions">
                        {search} <a class="button" href=paths::CATALOG>"Open the catalog"</a>
                        <a class="button" href=paths::PROBLEMS>"Look at problems"</a>
                    </p>
                </div>
            </div>
        </div>
    }
}
