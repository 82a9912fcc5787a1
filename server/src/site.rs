//! The built site: from the program itself, or from a folder while developing.

use axum::{
    body::Body,
    http::{HeaderMap, Response, StatusCode, header},
};
use portico_app::shell::{FURTHER, Further, Site, Stylesheet};
use std::{
    borrow::Cow,
    path::{Component, Path, PathBuf},
};

#[cfg(feature = "embed-site")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../dist"]
struct Embedded;

/// Where the site's files come from, and what its pages need to know about them.
#[derive(Clone, Debug, Default)]
pub struct SiteFiles {
    folder: Option<PathBuf>,
    /// Names of the hashed files.
    pub site: Site,
}

impl SiteFiles {
    /// The site in a folder, or the one in the program. Without either, pages are plain but complete.
    pub fn open(folder: Option<PathBuf>) -> Self {
        let mut files = Self { folder, site: Site::default() };
        match files.read("index.html") {
            Some(index) => {
                files.site = names(&String::from_utf8_lossy(&index));
                for name in FURTHER {
                    if let Some(page) = files.read(&format!("{name}.html")) {
                        let Site { script, wasm, .. } = names(&String::from_utf8_lossy(&page));
                        files.site.further.push(Further { name, script, wasm });
                    }
                }
            }
            None => tracing::warn!(
                "the site is not built; pages have no style and do not react (cargo xtask build)"
            ),
        }
        files
    }

    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match &self.folder {
            Some(folder) => {
                let safe = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
                let bytes = safe.then(|| std::fs::read(folder.join(path)).ok()).flatten()?;
                Some(Cow::Owned(bytes))
            }
            #[cfg(feature = "embed-site")]
            None => Embedded::get(path).map(|file| file.data),
            #[cfg(not(feature = "embed-site"))]
            None => None,
        }
    }

    /// Answers with a file: compressed as the client likes it, and for ever if its name carries its hash.
    pub(crate) fn respond(&self, path: &str, accepted: &HeaderMap, hashed: bool) -> Response<Body> {
        let accepts =
            accepted.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let variants = [("br", ".br"), ("gzip", ".gz")];
        let compressed = variants
            .into_iter()
            .filter(|(encoding, _)| accepts.split(',').any(|offer| offer.trim().starts_with(encoding)))
            .find_map(|(encoding, ending)| Some((encoding, self.read(&format!("{path}{ending}"))?)));
        let (encoding, bytes) = match compressed {
            Some((encoding, bytes)) => (Some(encoding), bytes),
            None => match self.read(path) {
                Some(bytes) => (None, bytes),
                None => return plain(StatusCode::NOT_FOUND),
            },
        };
        let cache = if hashed { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
        let mut response = Response::builder()
            .header(header::CONTENT_TYPE, content_type(path))
            .header(header::CACHE_CONTROL, cache)
            .header(header::VARY, "accept-encoding");
        if let Some(encoding) = encoding {
            response = response.header(header::CONTENT_ENCODING, encoding);
        }
        response.body(Body::from(bytes)).unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR))
    }
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Reads the names of the hashed files from the page that Trunk wrote.
fn names(index: &str) -> Site {
    let mut site = Site::default();
    for tag in index.split('<').filter(|tag| tag.starts_with("link")) {
        let tag = tag.split('>').next().unwrap_or_default();
        let Some(href) = attribute(tag, "href") else { continue };
        match (attribute(tag, "rel"), href.rsplit('.').next()) {
            (Some("stylesheet"), _) => {
                let integrity = attribute(tag, "integrity").map(str::to_owned);
                site.styles.push(Stylesheet { href: href.to_owned(), integrity });
            }
            (_, Some("wasm")) => site.wasm = href.to_owned(),
            (_, Some("js")) => site.script = href.to_owned(),
            _ => {}
        }
    }
    site
}

/// The value of a tag's attribute, quoted in either way or not at all.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.match_indices(name).find_map(|(at, _)| {
        let before = tag[..at].chars().next_back()?;
        (before.is_whitespace() && tag[at + name.len()..].starts_with('=')).then_some(at + name.len() + 1)
    })?;
    let rest = &tag[start..];
    match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next(),
        _ => rest.split(|c: char| c.is_whitespace() || c == '>').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::{SiteFiles, names};
    use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

    #[test]
    fn the_names_are_read_from_the_page() {
        let site = names(
            r#"<head><link rel="stylesheet" href="/pkg/a-1.css" integrity="sha384-x" crossorigin>
            <link rel="modulepreload" href="/pkg/p-2.js" crossorigin=anonymous integrity="sha384-y">
            <link rel="preload" href='/pkg/p-2_bg.wasm' as="fetch" type="application/wasm"></head>"#,
        );
        assert_eq!((site.script.as_str(), site.wasm.as_str()), ("/pkg/p-2.js", "/pkg/p-2_bg.wasm"));
        assert_eq!(site.styles[0].href, "/pkg/a-1.css");
        assert_eq!(site.styles[0].integrity.as_deref(), Some("sha384-x"));
    }

    #[test]
    fn files_are_served_compressed_for_ever_and_nothing_else_is_served() {
        let world = tempfile::tempdir().expect("a folder");
        let site = world.path().join("site");
        std::fs::create_dir(&site).expect("a folder");
        for (name, text) in [("a.css", "plain"), ("a.css.br", "brotli"), ("../secret.txt", "secret")] {
            std::fs::write(site.join(name), text).expect("a file");
        }
        let files = SiteFiles { folder: Some(site), ..SiteFiles::default() };
        let mut likes = HeaderMap::new();
        likes.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
        let answer = files.respond("a.css", &likes, true);
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert!(
            !files.respond("a.css", &HeaderMap::new(), true).headers().contains_key(header::CONTENT_ENCODING)
        );
        assert_eq!(files.respond("../secret.txt", &likes, false).status(), StatusCode::NOT_FOUND);
        assert_eq!(files.respond("none.css", &likes, true).status(), StatusCode::NOT_FOUND);
    }
}
