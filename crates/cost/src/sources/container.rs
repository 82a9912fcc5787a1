//! Containers of Azure Blob Storage.

use super::target::{endpoint, place};
use portico_scm::Secret;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use url::Url;

pub(super) const KEYS: &[&str] = &["endpoint", "sasToken", "accountKey"];

/// Blobs in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The storage account.
    pub account: String,
    /// The container's name.
    pub name: String,
    /// What the names of the blobs begin with, or a pattern with `*`; may be empty.
    pub prefix: String,
    /// The address of the container, without a `/` at its end.
    pub address: Url,
    /// How requests are allowed.
    pub access: ContainerAccess,
}

/// How the requests for blobs are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerAccess {
    /// Anybody may read it.
    Anonymous,
    /// The address carries a shared access signature: a query, without its `?`.
    Signature(Secret),
    /// Requests are signed with the account's key, which is written in base64.
    Key(Secret),
}

impl Container {
    /// As it is shown to people.
    pub fn shown(&self) -> String {
        format!("azblob://{}/{}/{}", self.account, self.name, self.prefix)
    }
}

/// `azblob://ACCOUNT/CONTAINER/PREFIX`.
pub(super) fn read(
    section: &Section<'_>,
    rest: &str,
    integrations: &Value,
) -> Result<Container, ConfigError> {
    const FORM: &str = "azblob://ACCOUNT/CONTAINER/PREFIX";
    let (account, rest) = place(section, rest, FORM)?;
    let (name, prefix) = place(section, rest, FORM)?;
    let entry = integration(integrations, account);
    let entry = Section::of(&entry, "integrations.azureBlobStorage")?;
    let has_own = section.get("sasToken").is_some() || section.get("accountKey").is_some();
    let access = access(if has_own { section } else { &entry })?;
    let host = match section.text("endpoint")?.or(entry.text("endpoint")?) {
        Some(text) => endpoint(section, text)?,
        None => endpoint(section, &format!("https://{account}.blob.core.windows.net"))?,
    };
    let address = Url::parse(&format!("{}/{name}", host.as_str().trim_end_matches('/')));
    Ok(Container {
        account: account.to_owned(),
        name: name.to_owned(),
        prefix: prefix.to_owned(),
        address: address.map_err(|_| section.wrong("endpoint", "is no address"))?,
        access,
    })
}

fn access(section: &Section<'_>) -> Result<ContainerAccess, ConfigError> {
    match (section.text("sasToken")?, section.text("accountKey")?) {
        (None, None) => Ok(ContainerAccess::Anonymous),
        (Some(token), None) => {
            Ok(ContainerAccess::Signature(Secret::new(token.trim().trim_start_matches('?'))))
        }
        (None, Some(key)) => Ok(ContainerAccess::Key(Secret::new(key))),
        (Some(_), Some(_)) => Err(section.wrong("sasToken", "and `accountKey` are both given; write one")),
    }
}

/// The entry of `integrations.azureBlobStorage` for an account.
fn integration(integrations: &Value, account: &str) -> Value {
    let entries = integrations.get("azureBlobStorage").and_then(Value::as_array);
    let of = |entry: &&Value| entry.get("accountName").and_then(Value::as_str) == Some(account);
    entries.into_iter().flatten().find(of).cloned().unwrap_or_default()
}
