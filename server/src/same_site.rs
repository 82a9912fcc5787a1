//! Keeps other sites from having a reader's browser change something here.
//!
//! Browsers say where a request comes from: newer ones in `Sec-Fetch-Site`, older ones in `Origin`. Programs say
//! neither, and are no browsers that somebody could have tricked.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const REFUSED: &str = "This request comes from another site, so nothing was changed. Open Portico itself and do it \
                       there. Behind a proxy, the proxy must pass on the header Host.\n";

/// Lets pass what only reads, and what one of our own pages asks for.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_ours(request.headers(), request.uri()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, REFUSED).into_response()
    }
}

fn is_ours(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    // "none" is the reader themselves: an address typed, a bookmark.
    if let Some(from) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(from, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = text(header::HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let named = origin.split_once("://").map(|(_, host)| host);
    matches!((named, host), (Some(named), Some(host)) if named.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::is_ours;
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], expect: bool) {
        let pairs = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        assert_eq!(
            is_ours(&pairs.collect::<HeaderMap>(), &Uri::from_static("/ui/register")),
            expect,
            "{headers:?}"
        );
    }

    #[test]
    fn only_our_own_pages_and_programs_may_change_something() {
        check(&[("host", "portico.test")], true);
        check(&[("host", "portico.test"), ("sec-fetch-site", "same-origin")], true);
        check(&[("host", "portico.test"), ("sec-fetch-site", "none")], true);
        check(&[("host", "portico.test"), ("sec-fetch-site", "cross-site")], false);
        // Another service of the same organisation is another site all the same.
        check(&[("host", "portico.test"), ("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site"), ("host", "a.test"), ("origin", "https://a.test")], false);
        check(&[("host", "portico.test"), ("origin", "https://portico.test")], true);
        check(&[("host", "portico.test:7007"), ("origin", "http://Portico.test:7007")], true);
        check(&[("host", "portico.test"), ("origin", "https://evil.test")], false);
        check(&[("host", "portico.test"), ("origin", "null")], false);
        check(&[("origin", "https://portico.test")], false);
    }
}
