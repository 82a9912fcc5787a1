//! Why an entity needs attention.

use leptos::prelude::*;
use portico_portal::views::ATTENTION;

/// The short word on a badge.
fn word(attention: &str) -> &'static str {
    match attention {
        "orphan" => "orphan",
        "error" => "error",
        "no-owner" => "no owner",
        "dangling" => "broken reference",
        "deprecated-in-use" => "deprecated, in use",
        _ => "attention",
    }
}

/// A badge for each reason; nothing if there is none.
#[component]
pub(crate) fn AttentionBadges(attention: Vec<String>) -> impl IntoView {
    attention
        .into_iter()
        .map(|reason| {
            let help = ATTENTION.iter().find(|(known, ..)| *known == reason).map(|(_, _, help)| *help);
            let tone = if reason == "error" { "badge badge-bad" } else { "badge badge-warn" };
            view! {
                <span class=tone title=help>
                    {word(&reason)}
                </span>
            }
        })
        .collect_view()
}
