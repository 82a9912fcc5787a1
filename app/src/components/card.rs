//! A card: a heading, perhaps something beside it, and content.

use leptos::prelude::*;

/// A card with a heading. `id` names the heading for links and screen readers.
#[component]
pub(crate) fn Card(
    #[prop(into)] title: String,
    id: &'static str,
    #[prop(optional, into)] count: Option<String>,
    /// What stands at the right of the heading.
    #[prop(optional)]
    aside: Option<AnyView>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("card {class}") aria-labelledby=id>
            <div class="card-head">
                <h2 id=id>{title}</h2>
                {count.map(|count| view! { <span class="pill">{count}</span> })}
                {aside.map(|aside| view! { <div class="card-aside">{aside}</div> })}
            </div>
            {children()}
        </section>
    }
}
