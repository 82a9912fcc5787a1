//! `/api`: the HTTP API as a page to read and to try, with Swagger UI.
//!
//! Everything comes from this program; the page may not even ask another host, which its policy makes sure of. The
//! script and the style sheet carry Swagger UI's version in their address, so browsers keep them for good.

use crate::{rest, router::AppState};
use axum::{
    Router,
    extract::{Path, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use flate2::read::GzDecoder;
use std::io::Read;

const VERSION: &str = env!("SWAGGER_UI_VERSION");
const PAGE: &str = include_str!("swagger/page.html");

/// Scripts and requests of this program's own. Swagger UI writes styles into elements and holds its pictures itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'";

/// For addresses that change with their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file of Swagger UI, as it is in the program.
struct Compressed {
    content_type: &'static str,
    gzip: &'static [u8],
}

/// The page and its files. Other methods are no routes, as everywhere under `/api`.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api", get(page))
        .route("/api/", get(page))
        .route("/api/docs/page.js", get(script))
        .route("/api/docs/page.css", get(style))
        .route("/api/docs/{version}/{file}", get(file))
        .method_not_allowed_fallback(rest::nothing)
}

async fn page() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, PAGE.replace("{version}", VERSION)).into_response()
}

async fn script() -> Response {
    own("text/javascript; charset=utf-8", include_str!("swagger/page.js"))
}

async fn style() -> Response {
    own("text/css; charset=utf-8", include_str!("swagger/page.css"))
}

/// What changes with this program, not with Swagger UI.
fn own(content_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

async fn file(path: Result<Path<(String, String)>, PathRejection>, asked: HeaderMap) -> Response {
    let known = path.ok().filter(|Path((version, _))| version == VERSION);
    match known.and_then(|Path((_, name))| compressed(&name)) {
        Some(file) => file.respond(&asked),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn compressed(name: &str) -> Option<Compressed> {
    let (content_type, gzip): (_, &[u8]) = match name {
        "swagger-ui-bundle.js" => (
            "text/javascript; charset=utf-8",
            include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js.gz")),
        ),
        "swagger-ui.css" => {
            ("text/css; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css.gz")))
        }
        "LICENSE" => ("text/plain; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/LICENSE.gz"))),
        "NOTICE" => ("text/plain; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/NOTICE.gz"))),
        _ => return None,
    };
    Some(Compressed { content_type, gzip })
}

impl Compressed {
    fn respond(&self, asked: &HeaderMap) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.content_type),
            (header::CACHE_CONTROL, FOR_EVER),
            (header::VARY, "accept-encoding"),
        ];
        if takes_gzip(asked) {
            return (headers, [(header::CONTENT_ENCODING, "gzip")], self.gzip).into_response();
        }
        let mut whole = Vec::new();
        match GzDecoder::new(self.gzip).read_to_end(&mut whole) {
            Ok(_) => (headers, whole).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let offers = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    offers.split(',').any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00")
    })
}
