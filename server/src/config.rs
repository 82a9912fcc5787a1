//! The configuration: YAML files with the keys that organisations already use, merged in order.
//!
//! `${NAME}` and `${NAME:-default}` stand for environment variables anywhere in a text; an object `{$env: NAME}`,
//! `{$file: path}` or `{$include: path}` is replaced by the variable, the file's text, or the file's content.

mod placeholders;

use crate::{paths, rest::Webhooks};
use anyhow::{Context, Result};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use portico_catalog::CatalogConfig;
use portico_connect::reader::Allow;
use portico_cost::{
    config::CostConfig,
    sources::{self as cost_sources, Source},
};
use portico_portal::create::ScaffolderConfig;
use portico_scm::Integrations;
use portico_settings::{ConfigError, Section};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Sections that mean something to Portico.
const SECTIONS: [&str; 9] = [
    "app",
    "organization",
    "backend",
    "catalog",
    "costInsights",
    "integrations",
    "events",
    "proxy",
    "scaffolder",
];

/// Integrations that are not about source-control hosts, and mean something all the same.
const STORES: [&str; 2] = ["awsS3", "azureBlobStorage"];

/// The whole configuration.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Name of the portal.
    pub title: String,
    /// Name of the organisation.
    pub organization: String,
    /// Address to listen on.
    pub listen: Option<SocketAddr>,
    /// Database address.
    pub database: Option<String>,
    /// Where entities come from.
    pub catalog: CatalogConfig,
    /// Which web servers may be read without an integration.
    pub reading: Allow,
    /// The section `catalog.providers`, as it is written: the providers are made when somebody needs them.
    pub providers: Value,
    /// How long the history is kept in full; `None` keeps it for ever.
    pub history: Option<Duration>,
    /// How the tasks of templates are run.
    pub scaffolder: ScaffolderConfig,
    /// Where bills come from.
    pub cost_sources: Vec<Source>,
    /// Whose costs are whose, budgets, metrics, and the rest of the section `costInsights`.
    pub costs: CostConfig,
    /// The section `proxy`, as it is written: services that steps of templates may ask by a short path.
    pub proxy: Value,
    /// Secrets of those who may tell that something changed.
    pub webhooks: Webhooks,
    /// Sections that are not understood, for a warning.
    pub unknown: Vec<String>,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigProblem {
    /// The file cannot be read.
    #[error("the configuration file {} cannot be read", .0.display())]
    Read(PathBuf, #[source] std::io::Error),
    /// The file is no YAML.
    #[error("the configuration file {} is not valid YAML", .0.display())]
    Syntax(PathBuf, #[source] serde_yaml::Error),
    /// A placeholder cannot be replaced.
    #[error("the configuration file {}: {path}: {message}", .file.display())]
    Placeholder {
        /// The file.
        file: PathBuf,
        /// Path of the value.
        path: String,
        /// What hinders.
        message: String,
    },
    /// A value is wrong.
    #[error("the configuration is wrong")]
    Value(#[from] ConfigError),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct App {
    title: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Organization {
    name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Backend {
    /// `:7007`, `7007`, `127.0.0.1:7007`, or `{host, port}`.
    listen: Option<Value>,
    database: Option<Database>,
    /// Where the files of tasks are while they run.
    #[serde(rename = "workingDirectory")]
    working: Option<PathBuf>,
}

/// An address, or what organisations write today, of which only an address can be used.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Database {
    Address(String),
    Parts { client: Option<String>, connection: Option<Value> },
}

impl Config {
    /// Reads and merges files. `working` is the folder that relative targets start from; `variable` reads the
    /// environment.
    ///
    /// # Errors
    /// If a file cannot be read or a value is wrong; the error names the file and the path of the value.
    pub fn read(
        files: &[PathBuf],
        working: &Path,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigProblem> {
        let mut merged = Value::Object(Map::new());
        for file in files {
            let text =
                std::fs::read_to_string(file).map_err(|error| ConfigProblem::Read(file.clone(), error))?;
            let mut content: Value =
                serde_yaml::from_str(&text).map_err(|error| ConfigProblem::Syntax(file.clone(), error))?;
            placeholders::replace(&mut content, file, variable)?;
            let beside = file.parent().map(|folder| working.join(folder));
            anchor(&mut content, |target| paths::target(target, working, beside.as_deref()));
            merge(&mut merged, content);
        }
        let beside = files.last().and_then(|file| file.parent());
        let beside = beside.map(|folder| working.join(folder));
        Self::of(&merged, |target| paths::target(target, working, beside.as_deref())).map_err(Into::into)
    }

    fn of(value: &Value, absolute: impl Fn(&str) -> String) -> Result<Self, ConfigError> {
        let app: App = section(value, "app")?;
        let organization: Organization = section(value, "organization")?;
        let backend: Backend = section(value, "backend")?;
        let unknown = value.as_object().into_iter().flat_map(Map::keys);
        let section_of = |path: &[&str]| {
            path.iter().try_fold(value, |value, key| value.get(key)).cloned().unwrap_or_default()
        };
        let integrations = Arc::new(Integrations::read(&section_of(&["integrations"]))?);
        let mut catalog = CatalogConfig::read(value.get("catalog").unwrap_or(&Value::Null), absolute)?;
        let ignored = integrations.ignored().iter().filter(|kind| !STORES.contains(&kind.as_str()));
        let ignored = ignored.map(|kind| format!("integrations.{kind}"));
        let ignored: Vec<String> = ignored.collect();
        catalog.integrations = integrations;
        Ok(Self {
            title: app.title.unwrap_or_else(|| "Portico".to_owned()),
            organization: organization.name.unwrap_or_default(),
            listen: backend.listen.as_ref().map(listen_address).transpose()?,
            database: backend.database.and_then(Database::address),
            catalog,
            reading: Allow::read(&section_of(&["backend", "reading"]))?,
            providers: section_of(&["catalog", "providers"]),
            history: history(&section_of(&["catalog", "history"]))?,
            scaffolder: ScaffolderConfig {
                working: backend.working,
                ..ScaffolderConfig::read(&section_of(&["scaffolder"]))?
            },
            // Paths were made absolute file by file.
            costs: CostConfig::read(&section_of(&["costInsights"]), &str::to_owned)?,
            cost_sources: cost_sources::read(
                &section_of(&["costInsights", "sources"]),
                &section_of(&["integrations"]),
            )?,
            proxy: section_of(&["proxy"]),
            webhooks: Webhooks::read(&section_of(&["events"]))?,
            unknown: unknown
                .filter(|key| !SECTIONS.contains(&key.as_str()))
                .cloned()
                .chain(ignored)
                .collect(),
        })
    }
}

/// How long the history is kept when the configuration does not say.
const HISTORY: Duration = Duration::from_secs(90 * 86_400);

/// Reads `catalog.history.keep`: a duration, or false for ever.
fn history(section: &Value) -> Result<Option<Duration>, ConfigError> {
    let section = Section::of(section, "catalog.history")?;
    section.only(&["keep"])?;
    match section.get("keep") {
        Some(Value::Bool(false)) => Ok(None),
        _ => Ok(Some(section.duration("keep")?.unwrap_or(HISTORY))),
    }
}

/// Reads `backend.listen`.
fn listen_address(listen: &Value) -> Result<SocketAddr, ConfigError> {
    let text = match listen {
        Value::Number(port) => format!("127.0.0.1:{port}"),
        Value::String(text) => match text.strip_prefix(':') {
            Some(port) => format!("0.0.0.0:{port}"),
            None if !text.contains(':') => format!("127.0.0.1:{text}"),
            None => text.clone(),
        },
        parts => {
            let host = parts.get("host").and_then(Value::as_str).unwrap_or("127.0.0.1");
            let port =
                parts.get("port").map_or_else(|| "7007".to_owned(), |port| port.to_string().replace('"', ""));
            format!("{host}:{port}")
        }
    };
    let text = text.replacen("localhost:", "127.0.0.1:", 1);
    text.parse().map_err(|_| {
        ConfigError::at("backend.listen", format!("\"{text}\" is no address; write 127.0.0.1:7007 or :7007"))
    })
}

impl Database {
    fn address(self) -> Option<String> {
        match self {
            Self::Address(address) => Some(address),
            Self::Parts { connection: Some(Value::String(address)), .. } => Some(address),
            Self::Parts { client: Some(client), connection: Some(parts) } if client == "pg" => {
                Some(postgres_address(&parts))
            }
            Self::Parts { .. } => None,
        }
    }
}

/// The address of a PostgreSQL database whose parts are given one by one.
fn postgres_address(parts: &Value) -> String {
    let text = |key: &str| match parts.get(key) {
        Some(Value::String(text)) => Some(utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let user = text("user").unwrap_or_else(|| "postgres".to_owned());
    let password = text("password").map(|password| format!(":{password}")).unwrap_or_default();
    let host = parts.get("host").and_then(Value::as_str).unwrap_or("localhost");
    let port = text("port").unwrap_or_else(|| "5432".to_owned());
    let name = text("database").unwrap_or_else(|| "portico".to_owned());
    format!("postgres://{user}{password}@{host}:{port}/{name}")
}

/// A section in its own type; what is wrong names its path.
fn section<T: Default + for<'a> Deserialize<'a>>(value: &Value, name: &str) -> Result<T, ConfigError> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(T::default()),
        Some(section) => serde_path_to_error::deserialize(section).map_err(|error| {
            let path = error.path().to_string();
            let path = if path == "." { name.to_owned() } else { format!("{name}.{path}") };
            ConfigError::at(path, error.inner().to_string())
        }),
    }
}

/// Makes the files that a configuration file names its own: relative to it, and not to the file that comes last.
fn anchor(content: &mut Value, absolute: impl Fn(&str) -> String) {
    let locations = content.pointer_mut("/catalog/locations").and_then(Value::as_array_mut);
    for location in locations.into_iter().flatten().filter(|location| location["type"] == "file") {
        if let Some(Value::String(target)) = location.get_mut("target") {
            *target = absolute(target);
        }
    }
    let sources = content.pointer_mut("/costInsights/sources").and_then(Value::as_array_mut);
    for source in sources.into_iter().flatten() {
        if let Some(Value::String(target)) = source.get_mut("target")
            && !target.contains("://")
        {
            *target = absolute(target);
        }
    }
    let metrics = content.pointer_mut("/costInsights/metrics").and_then(Value::as_object_mut);
    for (_, metric) in metrics.into_iter().flatten() {
        if let Some(Value::String(file)) = metric.get_mut("file") {
            *file = absolute(file);
        }
    }
}

/// Lays `over` on `under`: mappings are merged key by key, anything else is replaced.
fn merge(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                merge(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (under, over) => *under = over,
    }
}

/// The files to read: those that are named, else `portico.yaml` if there is one.
pub(crate) fn files(named: &[PathBuf], working: &Path) -> Vec<PathBuf> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let default = working.join("portico.yaml");
    if default.exists() { vec![default] } else { Vec::new() }
}

/// Reads the configuration for a command.
pub(crate) fn load(named: &[PathBuf]) -> Result<(Config, PathBuf)> {
    load_with(named, &|_| None)
}

/// The same with variables beside those of the environment, which come first.
pub(crate) fn load_with(
    named: &[PathBuf],
    further: &dyn Fn(&str) -> Option<String>,
) -> Result<(Config, PathBuf)> {
    let working = std::env::current_dir().context("the working folder cannot be read")?;
    let files = files(named, &working);
    let config = Config::read(&files, &working, &|name| std::env::var(name).ok().or_else(|| further(name)))?;
    for section in &config.unknown {
        tracing::warn!("the configuration's section \"{section}\" is not used by this version");
    }
    Ok((config, working))
}

#[cfg(test)]
mod tests;
