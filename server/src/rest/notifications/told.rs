//! Notifications as JSON.

use portico_app::time::exact;
use portico_portal::notify::{Notification, OriginChoice};
use serde_json::{Map, Value, json};

/// The one channel that there is: the portal's own pages.
pub(super) const CHANNEL: &str = "Web";

/// A notification, as the person sees it who is told. What it does not say is left out.
pub(super) fn notification(notification: &Notification) -> Value {
    let text = &notification.text;
    let mut payload = Map::new();
    let mut say = |key: &str, value: Value| drop(payload.insert(key.to_owned(), value));
    say("title", text.title.as_str().into());
    say("severity", text.severity.word().into());
    if !text.description.is_empty() {
        say("description", text.description.as_str().into());
    }
    for (key, value) in
        [("link", &text.link), ("topic", &text.topic), ("scope", &text.scope), ("icon", &text.icon)]
    {
        if let Some(value) = value {
            say(key, value.as_str().into());
        }
    }
    if !text.metadata.is_empty() {
        say("metadata", Value::Object(text.metadata.clone()));
    }
    let mut told = json!({
        "id": notification.id,
        // Nobody in particular: everybody.
        "user": notification.person,
        "created": exact(notification.created_ms),
        "origin": text.origin,
        "payload": payload,
    });
    for (key, at_ms) in [
        ("updated", notification.updated_ms),
        ("read", notification.read_ms),
        ("saved", notification.saved_ms),
    ] {
        if let Some(at_ms) = at_ms {
            told[key] = exact(at_ms).into();
        }
    }
    told
}

/// A notification as its sender sees it: what people did with an earlier one about the same is theirs alone.
pub(super) fn sent(notification: &Notification) -> Value {
    self::notification(&Notification { read_ms: None, saved_ms: None, ..notification.clone() })
}

/// What a person wants to be told.
pub(super) fn settings(choices: &[OriginChoice]) -> Value {
    let origin = |choice: &OriginChoice| {
        let topics =
            choice.topics.iter().map(|topic| json!({ "id": topic.topic, "enabled": topic.is_wanted }));
        json!({ "id": choice.origin, "enabled": choice.is_wanted, "topics": topics.collect::<Vec<_>>() })
    };
    json!({ "channels": [{ "id": CHANNEL, "origins": choices.iter().map(origin).collect::<Vec<_>>() }] })
}
