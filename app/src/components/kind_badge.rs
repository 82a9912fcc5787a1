//! The badge of a kind: its letter on its own tint, the same everywhere.

use leptos::prelude::*;

/// The letter of a kind.
pub(crate) fn letter(kind: &str) -> String {
    kind.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default()
}

/// The class that carries a kind's tint; kinds that nobody knows share one.
pub(crate) fn tint(kind: &str) -> &'static str {
    match kind.to_ascii_lowercase().as_str() {
        "component" => "kind-component",
        "api" => "kind-api",
        "resource" => "kind-resource",
        "system" => "kind-system",
        "domain" => "kind-domain",
        "group" => "kind-group",
        "user" => "kind-user",
        "template" => "kind-template",
        _ => "kind-other",
    }
}

/// The badge, with the kind's name for those who cannot see it.
#[component]
pub(crate) fn KindBadge(#[prop(into)] kind: String) -> impl IntoView {
    let (class, letter, title) = (format!("kind-badge {}", tint(&kind)), letter(&kind), kind.clone());
    view! {
        <span class=class title=title>
            <span aria-hidden="true">{letter}</span>
            <span class="visually-hidden">{kind}</span>
        </span>
    }
}
