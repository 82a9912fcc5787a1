//! `proxy.endpoints`: services that the configuration gives a short path, an address, and headers.

use portico_scaffolder::Failure;
use portico_scm::Secret;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// The services, by their paths without `/` at both ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Endpoints {
    known: BTreeMap<String, Endpoint>,
}

#[derive(Clone, Debug)]
struct Endpoint {
    target: Url,
    headers: Vec<(String, Secret)>,
    /// None: all of them.
    methods: Option<Vec<String>>,
    /// Whether its paths are changed in a way that is not understood here.
    rewrites: bool,
}

/// A service that a path leads to.
pub(super) struct Found<'a> {
    /// The address.
    pub(super) url: Url,
    /// What the configuration sends along.
    pub(super) headers: &'a [(String, Secret)],
}

impl Endpoints {
    /// Reads the value of `proxy`: services below `endpoints`, or, as older configurations have it, at its top.
    pub(super) fn read(value: &Value) -> Result<Self, ConfigError> {
        let section = Section::of(value, "proxy")?;
        let endpoints = section.section("endpoints")?;
        let mut known = BTreeMap::new();
        for section in [&section, &endpoints] {
            for (path, value) in section.entries().filter(|(path, _)| path.starts_with('/')) {
                known.insert(path.trim_matches('/').to_owned(), endpoint(section, path, value)?);
            }
        }
        Ok(Self { known })
    }

    /// The service that a path such as `/proxy/kafka/topics` leads to; none if it begins otherwise.
    pub(super) fn find(&self, path: &str, method: &str) -> Result<Option<Found<'_>>, Failure> {
        let Some(rest) = path.trim_start_matches('/').strip_prefix("proxy/") else { return Ok(None) };
        let (plain, query) = rest.split_once('?').map_or((rest, None), |(plain, query)| (plain, Some(query)));
        let matching = self.known.iter().filter(|(path, _)| {
            plain.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let Some((path, endpoint)) = matching.max_by_key(|(path, _)| path.len()) else {
            return Err(Failure::not_allowed(format!(
                "`/proxy/{plain}` leads nowhere: `proxy.endpoints` of the configuration has no such service"
            )));
        };
        if endpoint.rewrites {
            return Err(Failure::input(format!(
                "The service `/{path}` has a `pathRewrite`, which is not supported; give its `target` the whole path instead"
            )));
        }
        if endpoint
            .methods
            .as_ref()
            .is_some_and(|allowed| !allowed.iter().any(|one| one.eq_ignore_ascii_case(method)))
        {
            return Err(Failure::not_allowed(format!(
                "The service `/{path}` does not take {method}: `allowedMethods` of `proxy.endpoints` does not name it"
            )));
        }
        let inner = plain[path.len()..].trim_start_matches('/');
        let leads_out = inner.split('/').any(|part| {
            let lower = part.to_ascii_lowercase().replace("%2e", ".");
            lower == "."
                || lower == ".."
                || lower.contains("%2f")
                || lower.contains("%5c")
                || lower.contains('\\')
        });
        if leads_out {
            return Err(Failure::not_allowed(format!(
                "`/proxy/{plain}` has `..` in it, which would lead out of the service"
            )));
        }
        let base = endpoint.target.as_str().trim_end_matches('/');
        let whole = if inner.is_empty() { base.to_owned() } else { format!("{base}/{inner}") };
        let mut url =
            Url::parse(&whole).map_err(|_| Failure::input(format!("`/proxy/{plain}` is no path")))?;
        url.set_query(query);
        Ok(Some(Found { url, headers: &endpoint.headers }))
    }
}

fn endpoint(section: &Section<'_>, path: &str, value: &Value) -> Result<Endpoint, ConfigError> {
    let wrong =
        || section.wrong(path, "must be an address that begins with https://, or have it as `target`");
    let (target, inner) = match value {
        Value::String(target) => (target.clone(), None),
        _ => {
            let inner = section.section(path)?;
            (inner.required_text("target")?.to_owned(), Some(inner))
        }
    };
    let target = Url::parse(&target).map_err(|_| wrong())?;
    if !matches!(target.scheme(), "http" | "https") || target.query().is_some() {
        return Err(wrong());
    }
    let mut found = Endpoint { target, headers: Vec::new(), methods: None, rewrites: false };
    if let Some(inner) = inner {
        let headers = inner.section("headers")?;
        for (name, _) in headers.entries() {
            found.headers.extend(headers.text(name)?.map(|value| (name.to_owned(), Secret::new(value))));
        }
        if inner.get("allowedMethods").is_some() {
            found.methods = Some(inner.texts("allowedMethods")?);
        }
        found.rewrites = inner.get("pathRewrite").is_some();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::Endpoints;
    use serde_json::{Value, json};

    fn endpoints() -> Endpoints {
        let config = json!({"/old": "http://old.test/api/", "endpoints": {
            "/kafka": {"target": "https://kafka.test/v3", "headers": {"X-Key": "secret"}, "allowedMethods": ["POST"]},
            "/kafka/admin": "https://admin.test",
            "/odd": {"target": "https://odd.test", "pathRewrite": {"^/x": "/"}},
        }});
        Endpoints::read(&config).unwrap()
    }

    #[track_caller]
    fn check(path: &str, expect: &str) {
        let endpoints = endpoints();
        let found = endpoints.find(path, "POST").map(|found| found.map(|found| found.url.to_string()));
        match found {
            Ok(Some(url)) => assert_eq!(url, expect, "{path}"),
            Ok(None) => assert_eq!(expect, "", "{path}"),
            Err(failure) => {
                assert!(!expect.is_empty() && failure.message.contains(expect), "{path}: {failure}")
            }
        }
    }

    #[test]
    fn paths_lead_to_services() {
        check("/proxy/kafka/topics?a=b", "https://kafka.test/v3/topics?a=b");
        check("proxy/kafka/admin/x", "https://admin.test/x");
        check("/proxy/old/x", "http://old.test/api/x");
        check("/proxy/kafka", "https://kafka.test/v3");
        check("/api/catalog", "");
        check("/proxy/kafkas/x", "leads nowhere");
        check("/proxy/kafka/../x", "lead out");
        check("/proxy/kafka/%2E%2e/x", "lead out");
        check("/proxy/kafka/..%2fx", "lead out");
        check("/proxy/odd/x", "pathRewrite");
        let get = endpoints().find("/proxy/kafka/x", "GET").map(|_| ()).unwrap_err();
        assert!(get.message.contains("allowedMethods"), "{get}");
    }

    #[test]
    fn mistakes_name_their_path() {
        #[track_caller]
        fn refused(value: Value, path: &str) {
            assert_eq!(Endpoints::read(&value).unwrap_err().path, path);
        }
        refused(json!({"endpoints": {"/a": "nonsense"}}), "proxy.endpoints./a");
        refused(json!({"endpoints": {"/a": {}}}), "proxy.endpoints./a.target");
        refused(json!({"/a": {"target": "file:///etc"}}), "proxy./a");
    }
}
