//! One notification.

use crate::{paths, time};
use leptos::prelude::*;
use portico_entity::is_safe_address;
use portico_portal::notify::{Notification, NotificationSeverity};

/// Characters of a description that are shown at once.
const SHOWN: usize = 400;

/// A notification with what can be done with it. `back` is the address of the page.
pub(super) fn item(notification: &Notification, now_ms: i64, back: &str) -> AnyView {
    let text = &notification.text;
    let is_unread = notification.read_ms.is_none();
    let unread = is_unread.then(|| view! { <span class="inbox-new">"New"</span> });
    let severity = badge(text.severity);
    let id = format!("notification-{}", notification.id);
    let again = notification.updated_ms.map(|_| view! { <span>"told again"</span> });
    let all = notification.person.is_none().then(|| view! { <span>"to everybody"</span> });
    let topic = text.topic.clone().map(|topic| view! { <span>{topic}</span> });
    let class = if is_unread { "inbox-item inbox-unread" } else { "inbox-item" };
    view! {
        <li class=class id=id>
            <p class="inbox-title">{unread} {severity} {title(notification)}</p>
            {description(&text.description)}
            <p class="inbox-about">
                <span>{origin(&text.origin)}</span>
                {topic}
                {when(notification.told_ms(), now_ms)}
                {again}
                {all}
            </p>
            <div class="inbox-marks">{marks(notification, back)}</div>
        </li>
    }
    .into_any()
}

/// Following the link reads it.
pub(super) fn title(notification: &Notification) -> AnyView {
    let title = notification.text.title.clone();
    let link = notification.text.link.clone().filter(|link| link.starts_with('/') || is_safe_address(link));
    let Some(href) = link else { return view! { <span class="inbox-name">{title}</span> }.into_any() };
    // Through an address that reads it on the way, in whatever way the link is followed.
    let href = match notification.read_ms {
        None => paths::with_pairs(paths::NOTIFICATION_OPEN, &[("id", notification.id.clone())]),
        Some(_) => href,
    };
    view! { <a class="inbox-name" href=href rel="external noopener">{title}</a> }.into_any()
}

fn description(text: &str) -> AnyView {
    if text.is_empty() {
        return ().into_any();
    }
    let mut rest = text.char_indices().skip(SHOWN).map(|(at, _)| at);
    let Some(cut) = rest.next() else {
        return view! { <p class="inbox-text">{text.to_owned()}</p> }.into_any();
    };
    let (first, rest) = (format!("{}…", &text[..cut]), format!("…{}", &text[cut..]));
    view! {
        <p class="inbox-text">{first}</p>
        <details class="inbox-more">
            <summary>"The rest"</summary>
            <p class="inbox-text">{rest}</p>
        </details>
    }
    .into_any()
}

/// What is as usual needs no word.
pub(super) fn badge(severity: NotificationSeverity) -> AnyView {
    let class = match severity {
        NotificationSeverity::Critical => "badge badge-bad",
        NotificationSeverity::High => "badge badge-warn",
        NotificationSeverity::Low => "badge badge-info",
        NotificationSeverity::Normal => return ().into_any(),
    };
    view! { <span class=class>{severity.word()}</span> }.into_any()
}

/// How long ago, and exactly when.
pub(super) fn when(at_ms: i64, now_ms: i64) -> AnyView {
    let (machine, exact, ago) =
        (time::for_machines(at_ms), time::for_people(at_ms), time::ago(now_ms, at_ms));
    view! { <time datetime=machine title=exact>{ago}</time> }.into_any()
}

/// Who tells something, in a word for people.
pub(super) fn origin(origin: &str) -> String {
    match origin {
        "cost-insights" => "Costs",
        "scaffolder" => "Templates",
        "external" => "Other programs",
        other => other,
    }
    .to_owned()
}

/// One form whose buttons say what becomes of it.
fn marks(notification: &Notification, back: &str) -> AnyView {
    let (id, back) = (notification.id.clone(), back.to_owned());
    let (read, read_label) = match notification.read_ms {
        None => ("read", "Mark as read"),
        Some(_) => ("unread", "Mark as unread"),
    };
    let (saved, saved_label) = match notification.saved_ms {
        None => ("save", "Save"),
        Some(_) => ("unsave", "Remove from saved"),
    };
    let about = |label: &str| format!("{label}: {}", notification.text.title);
    view! {
        <form class="inbox-form" method="post" action=paths::NOTIFICATION_MARK data-in-place="">
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="back" value=back />
            <button class="button button-quiet" name="mark" value=read aria-label=about(read_label)>{read_label}</button>
            <button class="button button-quiet" name="mark" value=saved aria-label=about(saved_label)>{saved_label}</button>
        </form>
    }
    .into_any()
}
