//! The newest unread notifications, for the first page.

use super::item::{badge, title, when};
use crate::paths;
use leptos::prelude::*;
use portico_portal::notify::Notification;

/// A card; nothing if there is none to show. `unread` is how many there are.
pub(crate) fn few(found: &[Notification], unread: u64, now_ms: i64) -> AnyView {
    if found.is_empty() {
        return ().into_any();
    }
    let items = found.iter().map(|one| {
        let text = &one.text;
        let description = Some(text.description.clone()).filter(|text| !text.is_empty());
        let short = description.map(|text| view! { <span class="inbox-short">{text}</span> });
        view! {
            <li class="inbox-few">
                <p class="inbox-title">{badge(text.severity)} {title(one)}</p>
                <p class="inbox-about">
                    {short}
                    {when(one.told_ms(), now_ms)}
                </p>
            </li>
        }
    });
    let items = items.collect_view();
    let label = format!("All {unread}");
    view! {
        <section class="card inbox-mine" aria-labelledby="my-notifications">
            <div class="card-head">
                <h2 id="my-notifications">"New for you"</h2>
                <a class="card-aside" href=paths::NOTIFICATIONS aria-label=format!("{label} unread notifications")>{label.clone()}</a>
            </div>
            <ul>{items}</ul>
        </section>
    }
    .into_any()
}
