//! `/metrics`: figures for Prometheus.
//!
//! What the original has under a name and means the same has that name here too. Requests are counted as they are
//! answered; everything else is looked up when it is asked for. Each router has figures of its own, so that tests that
//! run side by side do not count each other's requests.

mod bills;
mod catalog;
mod requests;
mod sheet;

use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use catalog::CatalogFigures;
use portico_portal::Portal;
use requests::{Counting, Requests};
use std::sync::Arc;

/// The figures of one router.
#[derive(Clone)]
pub(crate) struct Metrics {
    requests: Arc<Requests>,
    catalog: Arc<CatalogFigures>,
}

impl Metrics {
    /// Figures about `portal`, and about the requests that [`Metrics::counting`] will see.
    pub(crate) fn of(portal: &Arc<Portal>) -> Self {
        let catalog = Arc::new(CatalogFigures::of(Arc::clone(portal)));
        Self { requests: Arc::default(), catalog }
    }

    /// Counts what goes through it.
    pub(crate) fn counting(&self) -> Counting {
        Counting(Arc::clone(&self.requests))
    }

    /// The route that tells them.
    pub(crate) fn routes<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new().route("/metrics", get(tell)).with_state(self)
    }
}

async fn tell(State(metrics): State<Metrics>) -> Response {
    let text = metrics.catalog.text().await + &metrics.requests.text();
    let headers = [
        (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}
