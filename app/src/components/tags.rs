//! Tags, each a way to everything that carries it.

use crate::paths;
use leptos::prelude::*;

/// Tags in a row.
#[component]
pub(crate) fn Tags(tags: Vec<String>) -> impl IntoView {
    view! {
        <span class="tags">
            {tags
                .into_iter()
                .map(|tag| {
                    let href = paths::catalog_with("tag", &tag);
                    view! {
                        <a class="tag" href=href>
                            {tag}
                        </a>
                    }
                })
                .collect_view()}
        </span>
    }
}
