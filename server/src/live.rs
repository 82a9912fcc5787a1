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
    let start = std::process::id();
    let versions = WatchStream::new(state.portal.versions());
    let events = versions
        .throttle(PAUSE)
        // With the process in it, a restart is a change too.
        .map(move |version| Ok(Event::default().data(format!("{start}-{version}"))));
    Sse::new(events).keep_alive(KeepAlive::default())
}
