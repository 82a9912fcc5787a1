//! `backend.reading`: hosts that may be read without an integration.

use super::error::{ReadError, place};
use crate::http::Reach;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::ops::RangeInclusive;
use url::Url;

/// Which web servers may be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    host: Host,
    /// None: the scheme's own.
    ports: Option<RangeInclusive<u16>>,
    /// None: everything.
    paths: Option<Vec<String>>,
    /// Whether the hosts of a pattern may lie in a private network.
    private: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Exact(String),
    /// With the dot in front.
    Below(String),
}

impl Allow {
    /// Reads the value of `backend.reading`.
    ///
    /// # Errors
    /// For values that cannot be meant, with their path.
    pub fn read(value: &Value) -> Result<Self, ConfigError> {
        let section = Section::of(value, "backend.reading")?;
        let entries = section.sections("allow")?.iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// Whether an address may be read.
    pub fn allows(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https") && self.entries.iter().any(|entry| entry.allows(url))
    }

    /// Where the name of an allowed address may lead: a host that is named itself is known to whoever named it, one
    /// that only fits a pattern is not.
    pub(crate) fn reach(&self, url: &Url) -> Reach {
        let known = |entry: &Entry| entry.private || matches!(entry.host, Host::Exact(_));
        match self.entries.iter().any(|entry| known(entry) && entry.allows(url)) {
            true => Reach::Anywhere,
            false => Reach::Internet,
        }
    }

    /// Refuses an address that may not be read, and says what to write so that it may.
    pub(crate) fn check(&self, url: &Url) -> Result<(), ReadError> {
        if !url.username().is_empty() || url.password().is_some() {
            let text =
                format!("{} holds a user or password; addresses must not hold any", place(url.as_str()));
            return Err(ReadError::NotAllowed(text));
        }
        if self.allows(url) {
            return Ok(());
        }
        let shown = place(url.as_str());
        let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
            return Err(ReadError::NotAllowed(format!(
                "{shown} cannot be read; only https:// and http:// can"
            )));
        };
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Err(ReadError::NotAllowed(format!(
            "{shown} may not be read: there is no integration for {host}, and `backend.reading.allow` does not name \
             it. To allow it, write into the configuration:\nbackend:\n  reading:\n    allow:\n      - host: {host}"
        )))
    }
}

impl Entry {
    fn allows(&self, url: &Url) -> bool {
        let name = url.host_str().unwrap_or_default();
        let host = match &self.host {
            Host::Exact(own) => own == name,
            Host::Below(suffix) => name.len() > suffix.len() && name.ends_with(suffix),
        };
        let port = match (&self.ports, url.port_or_known_default()) {
            (None, _) => url.port().is_none(),
            (Some(ports), Some(port)) => ports.contains(&port),
            (Some(_), None) => false,
        };
        host && port && self.paths.as_ref().is_none_or(|paths| paths.iter().any(|path| is_below(url, path)))
    }
}

/// Whether the path of an address is `path` or lies below it. A path with `..` in it, however encoded, is below none:
/// the server may take it for another one.
fn is_below(url: &Url, path: &str) -> bool {
    let own = url.path();
    let lower = own.to_ascii_lowercase();
    if ["%2e", "%2f", "%5c", "%25"].iter().any(|code| lower.contains(code)) {
        return false;
    }
    let prefix = path.trim_end_matches('/');
    own.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn entry(section: &Section<'_>) -> Result<Entry, ConfigError> {
    section.only(&["host", "paths", "private"])?;
    let text = section.required_text("host")?;
    let wrong = || {
        section.wrong(
            "host",
            "must be the name of a host, such as docs.example.org, *.example.org, docs.example.org:8443 or \
             docs.example.org:8000-8999",
        )
    };
    let (name, ports) = match text.rsplit_once(':') {
        Some((name, ports)) if !ports.ends_with(']') => (name, Some(port_range(ports).ok_or_else(wrong)?)),
        _ => (text, None),
    };
    let (below, name) = name.strip_prefix("*.").map_or((false, name), |name| (true, name));
    let parsed = Url::parse(&format!("https://{name}")).map_err(|_| wrong())?;
    let plain = parsed.host_str().filter(|host| host.eq_ignore_ascii_case(name)).ok_or_else(wrong)?;
    let host = if below { Host::Below(format!(".{plain}")) } else { Host::Exact(plain.to_owned()) };
    let paths = section.get("paths").map(|_| section.texts("paths")).transpose()?;
    if paths.iter().flatten().any(|path| !path.starts_with('/')) {
        return Err(section.wrong("paths", "must be paths that begin with /"));
    }
    let private = section.flag("private")?.unwrap_or(false);
    Ok(Entry { host, ports, paths, private })
}

fn port_range(text: &str) -> Option<RangeInclusive<u16>> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from <= to).then_some(from..=to)
}

#[cfg(test)]
mod tests {
    use super::Allow;
    use crate::http::Reach;
    use serde_json::{Value, json};
    use url::Url;

    #[track_caller]
    fn check(entry: Value, url: &str, expect: bool) {
        let allow = Allow::read(&json!({"allow": [entry]})).expect("a good entry");
        assert_eq!(allow.allows(&Url::parse(url).expect("an address")), expect, "{url}");
    }

    #[test]
    fn hosts_and_ports() {
        check(json!({"host": "x.test"}), "https://x.test/a", true);
        check(json!({"host": "X.test"}), "http://x.test/a", true);
        check(json!({"host": "x.test"}), "https://x.test:8443/a", false);
        check(json!({"host": "x.test"}), "https://y.x.test/a", false);
        check(json!({"host": "x.test"}), "ftp://x.test/a", false);
        check(json!({"host": "*.x.test"}), "https://y.x.test/a", true);
        check(json!({"host": "*.x.test"}), "https://x.test/a", false);
        check(json!({"host": "*.x.test"}), "https://yx.test/a", false);
        check(json!({"host": "x.test:8443"}), "https://x.test:8443/a", true);
        check(json!({"host": "x.test:443"}), "https://x.test/a", true);
        check(json!({"host": "x.test:8000-8999"}), "https://x.test:8500/a", true);
        check(json!({"host": "x.test:8000-8999"}), "https://x.test/a", false);
        check(json!({"host": "[::1]:80"}), "http://[::1]/a", true);
        check(json!({"host": "[::1]"}), "http://[::1]/a", true);
    }

    #[test]
    fn paths_are_compared_by_segments() {
        let entry = json!({"host": "x.test", "paths": ["/docs", "/one/file.yaml", "/with/"]});
        check(entry.clone(), "https://x.test/docs", true);
        check(entry.clone(), "https://x.test/docs/a.yaml", true);
        check(entry.clone(), "https://x.test/docs-secret", false);
        check(entry.clone(), "https://x.test/docs/../secret", false);
        check(entry.clone(), "https://x.test/docs/..%2fsecret", false);
        check(entry.clone(), "https://x.test/docs/%2e%2e/secret", false);
        check(entry.clone(), "https://x.test/one/file.yaml", true);
        check(entry.clone(), "https://x.test/with/a", true);
        check(entry, "https://x.test/", false);
    }

    #[test]
    fn patterns_lead_to_the_internet_only() {
        #[track_caller]
        fn check(entry: Value, expect: Reach) {
            let allow = Allow::read(&json!({"allow": [entry]})).expect("a good entry");
            assert_eq!(allow.reach(&Url::parse("https://a.x.test/b").expect("an address")), expect);
        }
        check(json!({"host": "a.x.test"}), Reach::Anywhere);
        check(json!({"host": "*.x.test"}), Reach::Internet);
        check(json!({"host": "*.x.test", "private": true}), Reach::Anywhere);
    }

    #[test]
    fn mistakes_name_their_path() {
        #[track_caller]
        fn refused(value: Value, path: &str) {
            assert_eq!(Allow::read(&value).expect_err("a mistake").path, path);
        }
        refused(json!([]), "backend.reading");
        refused(json!({"allow": [{}]}), "backend.reading.allow[0].host");
        refused(json!({"allow": [{"host": "https://x"}]}), "backend.reading.allow[0].host");
        refused(json!({"allow": [{"host": "x:9-1"}]}), "backend.reading.allow[0].host");
        refused(json!({"allow": [{"host": "x", "paths": ["docs"]}]}), "backend.reading.allow[0].paths");
        refused(json!({"allow": [{"host": "x", "path": "/docs"}]}), "backend.reading.allow[0].path");
    }

    #[test]
    fn a_refusal_says_what_to_write() {
        let url = Url::parse("https://x.test:8443/a?token=t").expect("an address");
        let text = Allow::default().check(&url).expect_err("nothing is allowed").to_string();
        assert!(text.contains("backend:\n  reading:\n    allow:\n      - host: x.test:8443"), "{text}");
        assert!(!text.contains("token"), "{text}");
        let url = Url::parse("https://me:pw@x.test/a").expect("an address");
        let text = Allow::default().check(&url).expect_err("credentials").to_string();
        assert!(text.contains("must not hold any") && !text.contains("pw"), "{text}");
    }
}
