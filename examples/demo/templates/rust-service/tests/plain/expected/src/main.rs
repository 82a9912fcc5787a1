//! refund-worker: Pays back what customers returned.

mod http;

use http::{Reply, Request};
use std::{env, io};

fn main() -> io::Result<()> {
    let address = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    http::serve(&address, answer)
}

/// What this service answers. Add your first endpoint here.
fn answer(request: &Request) -> Reply {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/healthz") => Reply::json(200, "{\"status\":\"ok\"}"),
        ("GET", "/hello") => Reply::text(200, "Hello from refund-worker\n"),
        _ => Reply::text(404, "There is nothing here\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::{answer, http::Request};

    fn status(path: &str) -> u16 {
        answer(&Request { method: "GET".to_owned(), path: path.to_owned() }).status
    }

    #[test]
    fn it_is_healthy_and_says_hello() {
        assert_eq!((status("/healthz"), status("/hello"), status("/nothing")), (200, 200, 404));
    }
}
