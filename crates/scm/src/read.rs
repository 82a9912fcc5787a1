//! The section `integrations` of the configuration.

use crate::{
    AzureCredential, AzureSecret, Client, Credentials, GithubApp, Integration, Integrations, Kind, Secret,
};
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::collections::HashSet;
use url::{Position, Url};

impl Integrations {
    /// Reads the value of `integrations`. Keys that are not about hosts which Portico reads are kept as
    /// [`Integrations::ignored`].
    ///
    /// # Errors
    /// For values that cannot be meant, with their path.
    pub fn read(value: &Value) -> Result<Self, ConfigError> {
        let section = Section::of(value, "integrations")?;
        let mut all = Self { list: Vec::new(), ignored: Vec::new() };
        for (key, value) in section.entries() {
            match Kind::of_word(key) {
                Some(kind) => all.list.extend(read_kind(&section, kind, value)?),
                None => all.ignored.push(key.to_owned()),
            }
        }
        all.complete();
        Ok(all)
    }
}

/// The entries of one kind. A single mapping counts as a list of one where there is only one host anyway.
fn read_kind(section: &Section<'_>, kind: Kind, value: &Value) -> Result<Vec<Integration>, ConfigError> {
    if kind == Kind::BitbucketCloud && value.is_object() {
        return Ok(vec![entry(kind, &section.section(kind.word())?)?]);
    }
    section.sections(kind.word())?.iter().map(|section| entry(kind, section)).collect()
}

fn entry(kind: Kind, section: &Section<'_>) -> Result<Integration, ConfigError> {
    section.only(keys(kind))?;
    let host = match (section.text("host")?, kind.default_host()) {
        (Some(text), _) => host(section, text)?,
        (None, Some(default)) if matches!(kind, Kind::Azure | Kind::BitbucketCloud) => default.to_owned(),
        (None, _) => section.required_text("host")?.to_owned(),
    };
    let base_url = address(section, "baseUrl")?.unwrap_or_else(|| format!("https://{host}"));
    let mut one = Integration::at(kind, host, base_url);
    if let Some(url) = address(section, "apiBaseUrl")? {
        one.api_base_url = url;
    }
    if let Some(url) = address(section, "rawBaseUrl")? {
        one.raw_base_url = Some(url);
    }
    if kind == Kind::Gerrit {
        section.required_text("gitilesBaseUrl")?;
        one.gitiles_base_url = address(section, "gitilesBaseUrl")?;
        one.clone_url = Some(address(section, "cloneUrl")?.unwrap_or_else(|| one.base_url.clone()));
        one.edits = !section.flag("disableEditUrl")?.unwrap_or(false);
    }
    one.credentials = credentials(kind, &one.host, section)?;
    Ok(one)
}

/// The keys that an entry of a kind may have.
fn keys(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Azure => &["host", "apiBaseUrl", "credentials", "commitSigningKey", "token", "credential"],
        Kind::BitbucketCloud => &[
            "host",
            "baseUrl",
            "apiBaseUrl",
            "username",
            "appPassword",
            "token",
            "clientId",
            "clientSecret",
            "commitSigningKey",
        ],
        Kind::BitbucketServer => &["host", "apiBaseUrl", "token", "username", "password", "commitSigningKey"],
        Kind::Gerrit => &[
            "host",
            "baseUrl",
            "apiBaseUrl",
            "gitilesBaseUrl",
            "cloneUrl",
            "username",
            "password",
            "disableEditUrl",
            "commitSigningKey",
        ],
        Kind::Github => &["host", "apiBaseUrl", "rawBaseUrl", "token", "apps", "commitSigningKey"],
        Kind::Gitlab => &["host", "apiBaseUrl", "baseUrl", "token", "commitSigningKey", "retry"],
        Kind::Gitea => &["host", "baseUrl", "username", "password", "commitSigningKey"],
    }
}

/// A host's name as it stands in addresses.
fn host(section: &Section<'_>, text: &str) -> Result<String, ConfigError> {
    let url = Url::parse(&format!("https://{text}")).ok();
    let name = url.as_ref().map(|url| &url[Position::BeforeHost..Position::AfterPort]);
    let name = name.filter(|name| name.eq_ignore_ascii_case(text));
    name.map(str::to_owned).ok_or_else(|| {
        section
            .wrong("host", "must be the name of a host, such as git.example.org, without https:// and path")
    })
}

/// An address without `/` at the end.
fn address(section: &Section<'_>, key: &str) -> Result<Option<String>, ConfigError> {
    let Some(text) = section.text(key)? else { return Ok(None) };
    let web = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if web {
        Ok(Some(text.trim_end_matches('/').to_owned()))
    } else {
        Err(section.wrong(key, "must be an address that begins with https://"))
    }
}

fn credentials(kind: Kind, host: &str, section: &Section<'_>) -> Result<Credentials, ConfigError> {
    if kind == Kind::Azure {
        let organizations = azure(host, section)?;
        return Ok(Credentials { organizations, ..Credentials::default() });
    }
    let password = if kind == Kind::BitbucketCloud { "appPassword" } else { "password" };
    let found = Credentials {
        token: secret(section, "token")?,
        username: section.text("username")?.map(|text| text.trim().to_owned()),
        password: secret(section, password)?,
        apps: section.sections("apps")?.iter().map(app).collect::<Result<_, _>>()?,
        organizations: Vec::new(),
        client: client(section)?,
    };
    let alone = found.username.is_some() && found.password.is_none() && found.token.is_none();
    if alone && kind == Kind::BitbucketCloud {
        return Err(section.wrong("username", "needs a `token` or an `appPassword` beside it"));
    }
    Ok(found)
}

fn secret(section: &Section<'_>, key: &str) -> Result<Option<Secret>, ConfigError> {
    Ok(section.text(key)?.map(Secret::new))
}

fn client(section: &Section<'_>) -> Result<Option<Client>, ConfigError> {
    match (section.text("clientId")?, section.text("clientSecret")?) {
        (None, None) => Ok(None),
        (Some(id), Some(key)) => Ok(Some(Client { id: id.trim().to_owned(), secret: Secret::new(key) })),
        (Some(_), None) => Err(section.wrong("clientSecret", "is missing; `clientId` needs it")),
        (None, Some(_)) => Err(section.wrong("clientId", "is missing; `clientSecret` needs it")),
    }
}

fn app(section: &Section<'_>) -> Result<GithubApp, ConfigError> {
    section.only(&[
        "appId",
        "clientId",
        "clientSecret",
        "webhookSecret",
        "privateKey",
        "allowedInstallationOwners",
        "publicAccess",
    ])?;
    let app_id = section.count("appId")?.ok_or_else(|| section.wrong("appId", "is missing"))?;
    let id = section.required_text("clientId")?.to_owned();
    let owners = section.get("allowedInstallationOwners");
    Ok(GithubApp {
        app_id,
        client: Client { id, secret: Secret::new(section.required_text("clientSecret")?) },
        webhook_secret: secret(section, "webhookSecret")?,
        private_key: Secret::new(section.required_text("privateKey")?),
        owners: owners.map(|_| section.texts("allowedInstallationOwners")).transpose()?,
        public_access: section.flag("publicAccess")?.unwrap_or(false),
    })
}

fn azure(host: &str, section: &Section<'_>) -> Result<Vec<AzureCredential>, ConfigError> {
    for gone in ["token", "credential"] {
        if section.get(gone).is_some() {
            let remedy = "is no longer understood; write `credentials: [{ personalAccessToken: … }]`";
            return Err(section.wrong(gone, remedy));
        }
    }
    let mut found = Vec::new();
    let mut named = HashSet::new();
    let mut general = false;
    for entry in section.sections("credentials")? {
        let credential = azure_credential(host, &entry)?;
        for name in &credential.organizations {
            if !named.insert(name.to_lowercase()) {
                return Err(entry.wrong("organizations", format!("{name} has an earlier entry already")));
            }
        }
        if credential.organizations.is_empty() && std::mem::replace(&mut general, true) {
            let message = "is missing; only one entry may be for all organisations";
            return Err(entry.wrong("organizations", message));
        }
        found.push(credential);
    }
    Ok(found)
}

fn azure_credential(host: &str, entry: &Section<'_>) -> Result<AzureCredential, ConfigError> {
    entry.only(&[
        "organizations",
        "personalAccessToken",
        "clientId",
        "clientSecret",
        "tenantId",
        "managedIdentityClientId",
    ])?;
    let text = |key| Ok::<_, ConfigError>(entry.text(key)?.map(|text| text.trim().to_owned()));
    let parts = (
        secret(entry, "personalAccessToken")?,
        text("clientId")?,
        secret(entry, "clientSecret")?,
        text("tenantId")?,
        text("managedIdentityClientId")?,
    );
    let secret = match parts {
        (Some(token), None, None, None, None) => AzureSecret::PersonalAccessToken(token),
        (None, Some(id), Some(secret), Some(tenant_id), None) => {
            AzureSecret::Application { tenant_id, client: Client { id, secret } }
        }
        (None, Some(client_id), None, None, None) => {
            AzureSecret::ManagedIdentity { client_id, assertion: None }
        }
        (None, Some(client_id), None, Some(tenant), Some(identity)) => {
            AzureSecret::ManagedIdentity { client_id, assertion: Some((identity, tenant)) }
        }
        _ => {
            return Err(ConfigError::at(
                entry.path(),
                "must have `personalAccessToken`; or `clientId`, `clientSecret` and `tenantId`; or `clientId`; or \
                 `clientId`, `managedIdentityClientId` and `tenantId`",
            ));
        }
    };
    if !matches!(secret, AzureSecret::PersonalAccessToken(_)) && Some(host) != Kind::Azure.default_host() {
        return Err(entry.wrong("clientId", format!("{host} takes only a `personalAccessToken`")));
    }
    Ok(AzureCredential { organizations: entry.texts("organizations")?, secret })
}
