//! From page to page.

use crate::paths;
use leptos::prelude::*;
use portico_portal::views::filter::CatalogFilter;

#[component]
pub(super) fn Pager(filter: CatalogFilter, page: usize, pages: usize, found: u64) -> impl IntoView {
    let step = |label: &'static str, target: Option<usize>| match target {
        Some(target) => {
            view! { <a class="button" href=paths::catalog(&filter.on_page(target))>{label}</a> }.into_any()
        }
        None => view! { <span class="button button-off" aria-disabled="true">{label}</span> }.into_any(),
    };
    view! {
        <nav class="pager" aria-label="Pages">
            {step("Previous", page.checked_sub(1))}
            <span class="pager-where">{format!("Page {} of {pages} · {found} entities", page + 1)}</span>
            {step("Next", Some(page + 1).filter(|next| *next < pages))}
        </nav>
    }
}
