//! The face of somebody: their picture, or the letters that stand for them.

use leptos::prelude::*;
use portico_portal::views::people::initials;

/// A round picture beside a name, which says who it is; hence nothing for screen readers.
#[component]
pub(crate) fn Avatar(
    /// The name whose letters are shown.
    #[prop(into)]
    name: String,
    /// Address of a picture; the letters stay behind it in case it does not come.
    #[prop(optional_no_strip)]
    picture: Option<String>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <span class=format!("avatar {class}") aria-hidden="true">
            {initials(&name)}
            {picture
                .map(|picture| {
                    view! { <img src=picture alt="" loading="lazy" referrerpolicy="no-referrer" /> }
                })}
        </span>
    }
}
