//! Tells open pages that something changed.

use crate::router::AppState;
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use std::{convert::Infallible, time::Duration};
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};

/// The shortest time between two events: a burst of changes is one.
const PAUSE: Duration = Duration::from_millis(150);

/// The number of the visible state: once at the start, then whenever it changes.
pub(crate) async fn events(
    State(state): State<AppState>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let versions = WatchStream::new(state.portal.versions());
    let events = versions.throttle(PAUSE).map(|version| Ok(Event::default().data(moment(version))));
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// What is visible with a version, in a word. With the process in it, a restart is a change too.
pub(crate) fn moment(version: u64) -> String {
    format!("{}-{version}", std::process::id())
}
