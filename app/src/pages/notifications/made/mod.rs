//! What the server makes the pages of the notifications of.

mod choices;
mod few;
mod filter;
mod item;
mod list;

pub(crate) use few::few;

use crate::{
    components::state::Empty,
    pages::{insight::made::Asked, made::Markup},
    paths,
};
use filter::{Filter, PAGE};
use leptos::prelude::*;
use portico_portal::notify::NotifyError;

/// Answers for an address under `/notifications`.
pub(crate) async fn answer(asked: &Asked<'_>, rest: &[&str]) -> Markup {
    let made = match rest {
        [] => notifications(asked).await,
        ["settings"] => settings(asked).await,
        _ => return Markup::nothing("There is no such page"),
    };
    made.unwrap_or_else(|error| refused(&error, asked))
}

async fn notifications(asked: &Asked<'_>) -> Result<Markup, NotifyError> {
    let (portal, caller) = (asked.portal, &asked.caller);
    let filter = Filter::read(asked.query);
    let (unread, read) = portal.notification_counts(caller).await?;
    let (found, total) = portal.notifications(caller, &filter.question()).await?;
    let topics = portal.notification_topics(caller, &filter.of_view()).await?;
    let view =
        list::List { filter, found, total, topics, unread, all: unread + read, now_ms: portal.now_ms() };
    Ok(Markup::page("Notifications", list::page(&view)))
}

async fn settings(asked: &Asked<'_>) -> Result<Markup, NotifyError> {
    let choices = asked.portal.notification_choices(&asked.caller).await?;
    let is_kept = crate::query_string::value(asked.query, "kept") == "yes";
    Ok(Markup::page("Notification settings", choices::page(&choices, is_kept)))
}

/// What is shown to whom nothing can be shown.
fn refused(error: &NotifyError, asked: &Asked<'_>) -> Markup {
    if matches!(error, NotifyError::Nobody) {
        let has_people = asked.portal.has_people();
        return Markup::page("Notifications", nobody(has_people));
    }
    leptos::logging::error!("notifications cannot be shown: {error}: {:?}", std::error::Error::source(error));
    let view = view! {
        <div class="page-head">
            <h1>"Notifications"</h1>
        </div>
        <Empty title="Notifications cannot be shown just now">
            <p>"Portico's log says why. " <a href="">"Try again"</a></p>
        </Empty>
    };
    Markup { status: 500, ..Markup::page("Notifications", view) }
}

fn nobody(has_people: bool) -> AnyView {
    let help = match has_people {
        true => view! {
            <p>
                <a class="button button-primary" href=paths::who("", paths::NOTIFICATIONS)>"Say who you are"</a>
            </p>
        }
        .into_any(),
        false => view! { <p>"Notifications are for people, and the catalog has no users yet."</p> }.into_any(),
    };
    view! {
        <div class="page-head">
            <h1>"Notifications"</h1>
        </div>
        <Empty title="Portico does not know who you are">{help}</Empty>
    }
    .into_any()
}

/// How many pages there are.
fn pages(total: u64) -> u64 {
    total.div_ceil(u64::from(PAGE)).max(1)
}
