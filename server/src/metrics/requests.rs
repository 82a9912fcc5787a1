//! How many requests were answered, by method and status.
//!
//! Counting costs no lock and no allocation: there is a place for every pair, filled when it is first needed.

use super::sheet::Sheet;
use axum::http::{Method, Request, Response, StatusCode};
use metrics::{Counter, Label};
use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
};
use tower::{Layer, Service};

const NAME: &str = "portico_http_requests_total";
const HELP: &str = "Answered requests by method and status, without those for health and metrics";

/// Methods that have their own name; there may be any number of others.
const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "other"];
const FIRST_STATUS: usize = 100;
const STATUSES: usize = 500;

/// The counters.
pub(super) struct Requests {
    sheet: Sheet,
    counters: Box<[OnceLock<Counter>]>,
}

impl Default for Requests {
    fn default() -> Self {
        let sheet = Sheet::default();
        sheet.describe_counter(NAME, HELP);
        let counters = (0..METHODS.len() * STATUSES).map(|_| OnceLock::new()).collect();
        Self { sheet, counters }
    }
}

impl Requests {
    fn count(&self, method: usize, status: StatusCode) {
        let code = usize::from(status.as_u16());
        let place = method * STATUSES + (code - FIRST_STATUS).min(STATUSES - 1);
        if let Some(counter) = self.counters.get(place) {
            counter.get_or_init(|| self.register(method, status)).increment(1);
        }
    }

    fn register(&self, method: usize, status: StatusCode) -> Counter {
        let method = METHODS.get(method).copied().unwrap_or("other");
        let labels = vec![Label::new("method", method), Label::new("status", status.as_str().to_owned())];
        self.sheet.counter(NAME, labels)
    }

    /// The counters in Prometheus' text format.
    pub(super) fn text(&self) -> String {
        self.sheet.text()
    }
}

fn place_of(method: &Method) -> usize {
    METHODS.iter().position(|known| *known == method.as_str()).unwrap_or(METHODS.len() - 1)
}

/// Wraps services so that what they answer is counted.
#[derive(Clone)]
pub(crate) struct Counting(pub(super) Arc<Requests>);

/// A service that is counted.
#[derive(Clone)]
pub(crate) struct Counted<S> {
    inner: S,
    requests: Arc<Requests>,
}

/// An answer that is counted when it comes. A request whose client leaves before that is not.
pub(crate) struct CountedAnswer<F> {
    inner: F,
    method: usize,
    requests: Arc<Requests>,
}

impl<S> Layer<S> for Counting {
    type Service = Counted<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Counted { inner, requests: Arc::clone(&self.0) }
    }
}

impl<S, I, O> Service<Request<I>> for Counted<S>
where
    S: Service<Request<I>, Response = Response<O>>,
    S::Future: Unpin,
{
    type Response = Response<O>;
    type Error = S::Error;
    type Future = CountedAnswer<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<I>) -> Self::Future {
        let method = place_of(request.method());
        CountedAnswer { inner: self.inner.call(request), method, requests: Arc::clone(&self.requests) }
    }
}

impl<F, O, E> Future for CountedAnswer<F>
where
    F: Future<Output = Result<Response<O>, E>> + Unpin,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(Pin::new(&mut self.inner).poll(context));
        if let Ok(response) = &answer {
            self.requests.count(self.method, response.status());
        }
        Poll::Ready(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::{Requests, place_of};
    use axum::http::{Method, StatusCode};

    #[test]
    fn pairs_are_counted_and_odd_ones_find_a_place() {
        let requests = Requests::default();
        let odd = Method::from_bytes(b"BREW").expect("a method");
        for (method, status) in [(&Method::GET, 200), (&Method::GET, 200), (&odd, 418), (&odd, 999)] {
            requests.count(place_of(method), StatusCode::from_u16(status).expect("a status"));
        }
        let text = requests.text();
        for line in [
            "# TYPE portico_http_requests_total counter",
            "portico_http_requests_total{method=\"GET\",status=\"200\"} 2",
            "portico_http_requests_total{method=\"other\",status=\"418\"} 1",
            "portico_http_requests_total{method=\"other\",status=\"999\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in {text}");
        }
    }
}
