//! Which repositories may be asked for, over which protocols, and with what credentials.

use crate::reader::{Allow, ReadError};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_scm::{AzureSecret, GitTarget, Integration, Integrations, Kind, Secret};
use url::Url;

/// How a repository is asked for.
pub(super) struct Access {
    /// Its address, which holds no credentials; messages show it.
    pub(super) url: String,
    /// The protocols that git may speak, as it wants them.
    pub(super) protocols: &'static str,
    /// The setting that holds a header for this host, and the header.
    pub(super) header: Option<(String, Secret)>,
    /// What messages say of it when it fails.
    pub(super) failure: &'static str,
}

/// What messages say of a repository that could not be read.
pub(super) const NOT_READ: &str = "could not be read";

impl Access {
    /// The way to a repository, if the configuration lets it be read: its host has an integration, or
    /// `backend.reading.allow` names it. Plain HTTP needs the latter.
    pub(super) fn to(
        target: &GitTarget,
        allow: &Allow,
        integrations: &Integrations,
    ) -> Result<Self, ReadError> {
        let text = &target.repository;
        let url = Url::parse(text).map_err(|_| ReadError::Failed(format!("{text} is no address")))?;
        let header = match url.scheme() {
            "ssh" => {
                let host = url.host_str().unwrap_or_default();
                if integrations.of_host(host).is_none() {
                    check_ssh(&url, host, allow)?;
                }
                None
            }
            "http" if allow.allows(&url) => credentials(&url, integrations),
            "http" if integrations.of(text).is_some() => {
                let why = "is plain http, which is read only from hosts that `backend.reading.allow` names";
                return Err(ReadError::NotAllowed(format!("{text} {why}; write https://")));
            }
            _ => {
                if integrations.of(text).is_none() {
                    allow.check(&url)?;
                }
                credentials(&url, integrations)
            }
        };
        let protocols = if url.scheme() == "http" { "http" } else { "https:ssh" };
        Ok(Self { url: text.clone(), protocols, header, failure: NOT_READ })
    }
}

/// The list of allowed hosts is about web servers: it is asked for the same host and path over https.
fn check_ssh(url: &Url, host: &str, allow: &Allow) -> Result<(), ReadError> {
    let port = url.port().filter(|port| *port != 22).map(|port| format!(":{port}")).unwrap_or_default();
    let wrong = |_| ReadError::Failed(format!("{url} is no address"));
    let web = Url::parse(&format!("https://{host}{port}{}", url.path())).map_err(wrong)?;
    allow.check(&web).map_err(|error| match error {
        ReadError::NotAllowed(text) => ReadError::NotAllowed(text.replacen(web.as_str(), url.as_str(), 1)),
        error => error,
    })
}

/// The header for a host that has an integration with a token or password. It goes to the origin of the integration
/// alone: not to the same name over another scheme or port.
fn credentials(url: &Url, integrations: &Integrations) -> Option<(String, Secret)> {
    let one = integrations.of(url.as_str())?;
    let pages = one.gitiles_base_url.as_ref().or(one.clone_url.as_ref());
    let own = [Some(&one.base_url), pages].into_iter().flatten();
    if !own.filter_map(|own| Url::parse(own).ok()).any(|own| own.origin() == url.origin()) {
        return None;
    }
    let (name, password) = login(one, url)?;
    let basic = STANDARD.encode(format!("{name}:{}", password.expose()));
    let header = Secret::new(format!("Authorization: Basic {basic}"));
    Some((format!("http.{}/.extraHeader", url.origin().ascii_serialization()), header))
}

/// The name and password that git servers of each kind take for what the integration holds.
fn login<'a>(one: &'a Integration, url: &Url) -> Option<(&'a str, &'a Secret)> {
    let known = &one.credentials;
    let name = known.username.as_deref();
    if one.kind == Kind::Azure {
        let owner = one.address(url.as_str()).ok()?.owner;
        return match &known.of_organization(&owner)?.secret {
            AzureSecret::PersonalAccessToken(token) => Some(("", token)),
            AzureSecret::Application { .. } | AzureSecret::ManagedIdentity { .. } => None,
        };
    }
    if let Some(token) = &known.token {
        let usual = match one.kind {
            Kind::Github => "x-access-token",
            Kind::Gitlab => "oauth2",
            _ => "x-token-auth",
        };
        return Some((name.unwrap_or(usual), token));
    }
    let password = known.password.as_ref()?;
    // Where a password stands alone it is a token, which is taken with any name.
    Some((name.unwrap_or("x-access-token"), password))
}

#[cfg(test)]
mod tests {
    use super::Access;
    use crate::reader::{Allow, ReadError};
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use portico_scm::{GitTarget, Integrations};
    use serde_json::json;

    fn access(target: &str) -> Result<Access, ReadError> {
        let integrations = json!({
            "gitea": [{"host": "git.test", "username": "me", "password": "pw"}],
            "gitlab": [{"host": "lab.test:8443", "token": "secret"}],
        });
        let allow = json!({"allow": [{"host": "open.test"}, {"host": "*.below.test:2222"}]});
        Access::to(
            &GitTarget::parse(target).expect("a target"),
            &Allow::read(&allow).expect("a list"),
            &Integrations::read(&integrations).expect("integrations"),
        )
    }

    #[track_caller]
    fn check(target: &str, protocols: &str, login: Option<(&str, &str)>) {
        let access = access(target).unwrap_or_else(|error| panic!("{target}: {error}"));
        assert_eq!(access.protocols, protocols);
        let header = access.header.map(|(key, header)| (key, header.expose().to_owned()));
        let expect = login
            .map(|(key, login)| (key.to_owned(), format!("Authorization: Basic {}", STANDARD.encode(login))));
        assert_eq!(header, expect, "{target}");
    }

    #[track_caller]
    fn refused(target: &str, why: &str) {
        let Err(ReadError::NotAllowed(text)) = access(target) else { panic!("{target} is allowed") };
        assert!(text.contains(why), "{text}");
    }

    #[test]
    fn only_named_hosts_are_asked_and_only_they_get_credentials() {
        check("https://git.test/x.git", "https:ssh", Some(("http.https://git.test/.extraHeader", "me:pw")));
        let lab = Some(("http.https://lab.test:8443/.extraHeader", "oauth2:secret"));
        check("https://lab.test:8443/a/b.git", "https:ssh", lab);
        check("https://github.com/a/b.git", "https:ssh", None);
        check("https://open.test/x", "https:ssh", None);
        check("http://open.test/x", "http", None);
        check("ssh://git@git.test/x", "https:ssh", None);
        check("ssh://git@git.test:2222/x", "https:ssh", None);
        check("ssh://git@open.test:22/x", "https:ssh", None);
        check("ssh://git@a.below.test:2222/x", "https:ssh", None);
        refused("http://git.test/x.git", "plain http");
        refused("https://other.test/x", "- host: other.test");
        refused("https://lab.test/x", "- host: lab.test");
        refused("ssh://git@other.test/x", "ssh://git@other.test/x may not be read");
        refused("ssh://git@a.below.test/x", "- host: a.below.test");
    }
}
