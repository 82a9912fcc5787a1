//! What the reader wants to be told.

use super::item::origin;
use crate::{components::state::Empty, paths};
use leptos::prelude::*;
use portico_portal::notify::OriginChoice;

/// The page. `is_kept` says that choices were kept a moment ago.
pub(super) fn page(choices: &[OriginChoice], is_kept: bool) -> AnyView {
    let kept =
        is_kept.then(|| view! { <p class="notice notice-ok" role="status">"Your choices are kept."</p> });
    let body = match choices.is_empty() {
        true => view! {
            <Empty title="There is nothing to choose yet">
                <p>"Whoever tells you something is listed here afterwards, and can be turned off."</p>
            </Empty>
        }
        .into_any(),
        false => form(choices),
    };
    view! {
        <div class="inbox" data-insight="page">
            <div class="page-head">
                <h1>"Notification settings"</h1>
                <div class="page-actions">
                    <a class="button" href=paths::NOTIFICATIONS>"Notifications"</a>
                </div>
            </div>
            {kept}
            {body}
        </div>
    }
    .into_any()
}

fn form(choices: &[OriginChoice]) -> AnyView {
    let origins = choices.iter().map(|choice| {
        let topics = choice.topics.iter().map(|topic| {
            let value = format!("{}\t{}", choice.origin, topic.topic);
            check(&value, &topic.topic, topic.is_wanted)
        });
        let topics = topics.collect_view();
        view! {
            <fieldset class="card inbox-origin">
                <legend>{origin(&choice.origin)}</legend>
                {check(&choice.origin, "Tell me", choice.is_wanted)}
                <div class="inbox-topics">{topics}</div>
            </fieldset>
        }
    });
    let origins = origins.collect_view();
    view! {
        <form class="stack" method="post" action=paths::NOTIFICATION_CHOICES>
            <p class="muted">
                "What is turned off is neither listed nor counted. Turned on again, it is there: nothing is thrown away for it. \
                 Without \"Tell me\", nothing of the kind is told, whatever is ticked below it."
            </p>
            {origins}
            <p><button class="button button-primary">"Keep"</button></p>
        </form>
    }
    .into_any()
}

/// A box to tick; what is not ticked is known by the field beside it.
fn check(value: &str, label: &str, is_wanted: bool) -> AnyView {
    let (known, value, label) = (value.to_owned(), value.to_owned(), label.to_owned());
    view! {
        <label class="inbox-check">
            <input type="hidden" name="known" value=known />
            <input type="checkbox" name="want" value=value checked=is_wanted />
            " "
            {label}
        </label>
    }
    .into_any()
}
