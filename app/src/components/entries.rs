//! Entities as lines of a short list.

use crate::components::{
    attention::AttentionBadges, entity_link::EntityLink, kind_badge::KindBadge, lifecycle::Lifecycle,
};
use leptos::prelude::*;
use portico_portal::views::people::Entry;

/// A list with a line for each entity.
#[component]
pub(crate) fn Entries(entries: Vec<Entry>, #[prop(into)] label: String) -> impl IntoView {
    let lines = entries.into_iter().map(|entry| {
        let Entry { entity, kind, kind_type, lifecycle, attention } = entry;
        // What is in production is the rule; only the others are told.
        let lifecycle = lifecycle.filter(|lifecycle| lifecycle != "production");
        view! {
            <li class="entry">
                <KindBadge kind />
                <span class="entry-name">
                    <EntityLink named=entity />
                </span>
                <span class="entry-marks">
                    <AttentionBadges attention />
                    {lifecycle.map(|lifecycle| view! { <Lifecycle lifecycle /> })}
                    {kind_type.map(|kind_type| view! { <span class="entry-type">{kind_type}</span> })}
                </span>
            </li>
        }
    });
    view! {
        <ul class="entries" aria-label=label>
            {lines.collect_view()}
        </ul>
    }
}
