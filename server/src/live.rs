//! Tells open pages that something changed.

use crate::{rest::caller::Asked, router::AppState};
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use portico_app::shell::unread_style;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};

/// The shortest time between two events: a burst of changes is one.
const PAUSE: Duration = Duration::from_millis(150);

/// The number of the visible state: once at the start, then whenever it changes. For somebody also, as events of their own,
/// how many notifications are unread.
pub(crate) async fn events(
    State(state): State<AppState>,
    asked: Asked,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let versions = WatchStream::new(state.portal.versions());
    let events = versions.throttle(PAUSE).map(|version| Ok(Event::default().data(moment(version))));
    let (caller, portal) = (asked.caller(), Arc::clone(&state.portal));
    let is_somebody = caller.person().is_some();
    let changes = WatchStream::new(state.portal.notification_versions()).take_while(move |_| is_somebody);
    let counts = changes.throttle(PAUSE).then(move |_| {
        let (caller, portal) = (caller.clone(), Arc::clone(&portal));
        async move { portal.unread_now(&caller).await }
    });
    let mut told = None;
    let unread = counts.filter_map(move |unread: Option<u64>| {
        // What cannot be counted is not none: the page keeps what it shows.
        let unread = unread?;
        let is_new = told.replace(unread) != Some(unread);
        is_new.then(|| Ok(Event::default().event("unread").data(counted(unread))))
    });
    Sse::new(events.merge(unread)).keep_alive(KeepAlive::default())
}

/// How many are unread, as pages take it. An event must say something, or browsers do not hear it.
fn counted(unread: u64) -> String {
    Some(unread_style(unread))
        .filter(|style| !style.is_empty())
        .unwrap_or_else(|| "--unread:initial".to_owned())
}

/// What is visible with a version, in a word. With the process in it, a restart is a change too.
pub(crate) fn moment(version: u64) -> String {
    format!("{}-{version}", std::process::id())
}
