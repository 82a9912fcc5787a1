//! What the pages under `/notifications` send: what becomes of notifications, and what the reader wants to be told.

use crate::{
    rest::caller::{self, Asked},
    router::AppState,
};
use axum::{
    Form, Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use portico_app::paths;
use portico_portal::notify::{Marks, NotifyError, OriginChoice, TopicChoice, Which};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The routes.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::NOTIFICATION_MARK, post(mark))
        .route(paths::NOTIFICATION_OPEN, get(open))
        .route(paths::NOTIFICATION_CHOICES, post(choose))
}

/// What a form says.
#[derive(Deserialize)]
struct Sent {
    /// Which one; without it, all up to a time.
    #[serde(default)]
    id: String,
    /// Up to which time, in milliseconds since 1970.
    until: Option<i64>,
    /// `read`, `unread`, `save` or `unsave`.
    mark: String,
    #[serde(default)]
    back: String,
}

async fn mark(State(state): State<AppState>, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    let Sent { id, until, mark, back } = sent;
    let marks = match mark.as_str() {
        "read" => Marks { read: Some(true), saved: None },
        "unread" => Marks { read: Some(false), saved: None },
        "save" => Marks { read: None, saved: Some(true) },
        "unsave" => Marks { read: None, saved: Some(false) },
        _ => return refused(StatusCode::BAD_REQUEST, "Say what to do: read, unread, save or unsave."),
    };
    let ids = [id];
    let which = match until {
        Some(until) => Which::Until(until),
        None => Which::These(&ids),
    };
    match state.portal.mark_notifications(&caller::caller(&headers), which, marks).await {
        Ok(_) => lead(&back),
        Err(error) => failed(&error),
    }
}

/// Which one.
#[derive(Deserialize)]
struct Opened {
    #[serde(default)]
    id: String,
}

/// Reads a notification and leads to what it is about. Only who is told it knows its id, so no other site can have it read.
async fn open(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(Opened { id }): Query<Opened>,
) -> Response {
    let caller = caller::caller(&headers);
    let link = match state.portal.notification(&caller, &id).await {
        Ok(found) => found.and_then(|found| found.text.link),
        Err(NotifyError::Nobody) => None,
        Err(error) => return failed(&error),
    };
    // One that is gone, or somebody else's: the list says what there is.
    let Some(link) = link else { return lead(paths::NOTIFICATIONS) };
    let marks = Marks { read: Some(true), saved: None };
    if let Err(error) = state.portal.mark_notifications(&caller, Which::These(&[id]), marks).await {
        // What it is about is to be seen all the same.
        tracing::error!(error = &error as &dyn std::error::Error, "a notification cannot be marked as read");
    }
    match HeaderValue::from_str(&link) {
        Ok(link) => (StatusCode::SEE_OTHER, [(header::LOCATION, link)]).into_response(),
        Err(_) => lead(paths::NOTIFICATIONS),
    }
}

/// Each choice that the page showed is `known`, those that were ticked are `want`.
async fn choose(
    State(state): State<AppState>,
    asked: Asked,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    match state.portal.choose_notifications(&asked.caller(), &choices(&pairs)).await {
        Ok(()) => lead(&format!("{}?kept=yes", paths::NOTIFICATION_SETTINGS)),
        Err(error) => failed(&error),
    }
}

/// An origin by its name, a topic with that of its origin and a tabulator before it.
fn choices(pairs: &[(String, String)]) -> Vec<OriginChoice> {
    let of = |name: &'static str| {
        pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    let wanted: BTreeSet<&str> = of("want").collect();
    let mut origins: BTreeMap<&str, OriginChoice> = BTreeMap::new();
    for known in of("known") {
        let (origin, topic) =
            known.split_once('\t').map_or((known, None), |(origin, topic)| (origin, Some(topic)));
        let choice = origins.entry(origin).or_insert_with(|| OriginChoice {
            origin: origin.to_owned(),
            is_wanted: wanted.contains(origin),
            topics: Vec::new(),
        });
        let is_wanted = wanted.contains(known);
        choice.topics.extend(topic.map(|topic| TopicChoice { topic: topic.to_owned(), is_wanted }));
    }
    origins.into_values().collect()
}

fn lead(back: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, paths::own_page(back))]).into_response()
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, format!("{why}\n")).into_response()
}

fn failed(error: &NotifyError) -> Response {
    match error {
        NotifyError::Nobody => {
            let why = "Portico does not know who you are. Say it on the first page, and try again.";
            refused(StatusCode::UNAUTHORIZED, why)
        }
        NotifyError::Wrong(why) | NotifyError::Unknown(why) => refused(StatusCode::BAD_REQUEST, why),
        NotifyError::Portal(error) => {
            tracing::error!(error = error as &dyn std::error::Error, "notifications could not be changed");
            let why = "This could not be stored; Portico's log says why. Go back and try it again.";
            refused(StatusCode::SERVICE_UNAVAILABLE, why)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::choices;

    #[test]
    fn choices_are_what_is_known_and_wanted() {
        let pairs = [
            ("known", "a"),
            ("known", "a\tx"),
            ("want", "a\tx"),
            ("known", "b"),
            ("want", "b"),
            ("known", "b\ty\tz"),
            ("want", "never"),
        ];
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let found: Vec<_> = choices(&pairs)
            .into_iter()
            .map(|choice| {
                let topics = choice.topics.into_iter().map(|topic| (topic.topic, topic.is_wanted));
                (choice.origin, choice.is_wanted, topics.collect::<Vec<_>>())
            })
            .collect();
        let expect = [
            ("a".to_owned(), false, vec![("x".to_owned(), true)]),
            ("b".to_owned(), true, vec![("y\tz".to_owned(), false)]),
        ];
        assert_eq!(found, expect);
    }
}
