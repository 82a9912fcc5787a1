//! The section `scaffolder` of the configuration.

use crate::sealing::SHORTEST_KEY;
use portico_settings::{ConfigError, Section};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// How tasks are run.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaffolderConfig {
    /// Most tasks that this process runs at the same time; with 0 it runs none.
    pub concurrent: usize,
    /// How long a task may go without a sign of life, or wait for a process that never comes, until it fails.
    pub timeout: Duration,
    /// How often is looked for such tasks.
    pub janitor: Duration,
    /// Whether tasks go on whose process died.
    pub recovers: bool,
    /// How long a process must say nothing to count as dead.
    pub stale: Duration,
    /// Whether stopping waits until the running tasks are done.
    pub graceful: bool,
    /// What every template sees as `environment`.
    pub environment: Environment,
    /// Fetch actions on hosts with sign-in need a token of the person who started the task.
    pub require_user_credentials: bool,
    /// Who commits when a template does not say.
    pub author: Author,
    /// The message of first commits when a template does not say.
    pub commit_message: String,
    /// The branch of new repositories when a template does not say.
    pub default_branch: String,
    /// A key that commits are signed with.
    pub signing_key: Option<String>,
    /// Longest value of a parameter in the audit log, in characters; nothing for no limit.
    pub audited_length: Option<usize>,
    /// The text that the key for secrets is made from.
    pub secrets_key: Option<String>,
    /// Where workspaces are; in the data folder if it does not say.
    pub working: Option<PathBuf>,
    /// How long the logs of tasks are kept; nothing for ever.
    pub history: Option<Duration>,
    /// How long the files of a failed task are kept, so that a retry can go on with them.
    pub keep_failed: Duration,
}

/// What every template sees as `environment`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Environment {
    /// Seen everywhere.
    pub parameters: Map<String, Value>,
    /// Seen where secrets are.
    pub secrets: BTreeMap<String, String>,
}

/// Who commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
}

const HOUR: u64 = 3600;

impl Default for ScaffolderConfig {
    fn default() -> Self {
        Self {
            concurrent: 10,
            timeout: Duration::from_secs(24 * HOUR),
            janitor: Duration::from_secs(300),
            recovers: true,
            stale: Duration::from_secs(30),
            graceful: false,
            environment: Environment::default(),
            require_user_credentials: false,
            author: Author { name: "Scaffolder".to_owned(), email: "scaffolder@backstage.io".to_owned() },
            commit_message: "initial commit".to_owned(),
            default_branch: "main".to_owned(),
            signing_key: None,
            audited_length: Some(256),
            secrets_key: None,
            working: None,
            history: Some(Duration::from_secs(365 * 24 * HOUR)),
            keep_failed: Duration::from_secs(24 * HOUR),
        }
    }
}

const KNOWN: [&str; 19] = [
    "concurrentTasksLimit",
    "taskTimeout",
    "taskTimeoutJanitorFrequency",
    "taskRecovery",
    "EXPERIMENTAL_recoverTasks",
    "EXPERIMENTAL_recoverTasksTimeout",
    "EXPERIMENTAL_gracefulShutdown",
    "EXPERIMENTAL_workspaceSerialization",
    "EXPERIMENTAL_workspaceSerializationProvider",
    "defaultEnvironment",
    "requireScmUserCredentials",
    "defaultAuthor",
    "defaultBranch",
    "defaultCommitMessage",
    "defaultCommitSigningKey",
    "auditor",
    "secretsKey",
    "taskHistory",
    "keepFailedWorkspaces",
];

impl ScaffolderConfig {
    /// Reads the section.
    ///
    /// # Errors
    /// With the path of what is wrong in it.
    pub fn read(value: &Value) -> Result<Self, ConfigError> {
        let section = Section::of(value, "scaffolder")?;
        section.only(&KNOWN)?;
        let default = Self::default();
        let recovery = section.section("taskRecovery")?;
        recovery.only(&["enabled", "staleTimeout", "workspaceProvider"])?;
        let author = section.section("defaultAuthor")?;
        author.only(&["name", "email"])?;
        let concurrent = section.count("concurrentTasksLimit")?;
        let concurrent = concurrent.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        let recovers = match recovery.flag("enabled")? {
            Some(flag) => Some(flag),
            None => section.flag("EXPERIMENTAL_recoverTasks")?,
        };
        let stale = match recovery.duration("staleTimeout")? {
            Some(timeout) => Some(timeout),
            None => section.duration("EXPERIMENTAL_recoverTasksTimeout")?,
        };
        let words = |section: &Section<'_>, key: &str, default: String| {
            section.text(key).map(|text| text.map_or(default, str::to_owned))
        };
        Ok(Self {
            concurrent: concurrent.unwrap_or(default.concurrent),
            timeout: section.duration("taskTimeout")?.unwrap_or(default.timeout),
            janitor: section.duration("taskTimeoutJanitorFrequency")?.unwrap_or(default.janitor),
            recovers: recovers.unwrap_or(default.recovers),
            stale: stale.unwrap_or(default.stale),
            graceful: section.flag("EXPERIMENTAL_gracefulShutdown")?.unwrap_or_default(),
            environment: environment(&section.section("defaultEnvironment")?)?,
            require_user_credentials: section.flag("requireScmUserCredentials")?.unwrap_or_default(),
            author: Author {
                name: words(&author, "name", default.author.name)?,
                email: words(&author, "email", default.author.email)?,
            },
            commit_message: words(&section, "defaultCommitMessage", default.commit_message)?,
            default_branch: words(&section, "defaultBranch", default.default_branch)?,
            signing_key: section.text("defaultCommitSigningKey")?.map(str::to_owned),
            audited_length: audited(&section.section("auditor")?, default.audited_length)?,
            secrets_key: secrets_key(&section)?,
            working: None,
            history: history(&section.section("taskHistory")?, default.history)?,
            keep_failed: section.duration("keepFailedWorkspaces")?.unwrap_or(default.keep_failed),
        })
    }
}

fn environment(section: &Section<'_>) -> Result<Environment, ConfigError> {
    section.only(&["parameters", "secrets"])?;
    let texts = |key: &str| -> Result<BTreeMap<String, String>, ConfigError> {
        let section = section.section(key)?;
        let text = |(key, value): (&str, &Value)| match value {
            Value::String(text) => Ok((key.to_owned(), text.clone())),
            Value::Number(_) | Value::Bool(_) => Ok((key.to_owned(), value.to_string())),
            _ => Err(section.wrong(key, "must be a text")),
        };
        section.entries().map(text).collect()
    };
    let parameters = texts("parameters")?.into_iter().map(|(key, text)| (key, text.into())).collect();
    Ok(Environment { parameters, secrets: texts("secrets")? })
}

fn audited(section: &Section<'_>, default: Option<usize>) -> Result<Option<usize>, ConfigError> {
    section.only(&["taskParameterMaxLength"])?;
    match section.get("taskParameterMaxLength") {
        Some(Value::Number(number)) if number.as_i64() == Some(-1) => Ok(None),
        _ => {
            let count = section.count("taskParameterMaxLength")?;
            Ok(count.map_or(default, |count| Some(usize::try_from(count).unwrap_or(usize::MAX))))
        }
    }
}

fn secrets_key(section: &Section<'_>) -> Result<Option<String>, ConfigError> {
    match section.text("secretsKey")? {
        Some(key) if key.len() < SHORTEST_KEY => {
            let advice = "make one with `openssl rand -base64 32`";
            Err(section
                .wrong("secretsKey", format!("must have at least {SHORTEST_KEY} characters; {advice}")))
        }
        key => Ok(key.map(str::to_owned)),
    }
}

/// `keep`: a duration, or false for ever.
fn history(section: &Section<'_>, default: Option<Duration>) -> Result<Option<Duration>, ConfigError> {
    section.only(&["keep"])?;
    match section.get("keep") {
        Some(Value::Bool(false)) => Ok(None),
        None => Ok(default),
        _ => section.duration("keep"),
    }
}

#[cfg(test)]
mod tests {
    use super::ScaffolderConfig;
    use serde_json::{Value, json};
    use std::time::Duration;

    fn read(value: &Value) -> ScaffolderConfig {
        ScaffolderConfig::read(value).unwrap()
    }

    #[track_caller]
    fn wrong(value: &Value, path: &str) {
        assert_eq!(ScaffolderConfig::read(value).unwrap_err().path, path);
    }

    #[test]
    fn nothing_said_is_the_default() {
        assert_eq!(read(&Value::Null), ScaffolderConfig::default());
        assert_eq!(read(&json!({})).concurrent, 10);
    }

    #[test]
    fn both_spellings_of_recovery_are_read_and_the_newer_one_wins() {
        let old =
            read(&json!({ "EXPERIMENTAL_recoverTasks": false, "EXPERIMENTAL_recoverTasksTimeout": "2m" }));
        assert_eq!((old.recovers, old.stale), (false, Duration::from_secs(120)));
        let both = json!({ "EXPERIMENTAL_recoverTasks": false,
            "taskRecovery": { "enabled": true, "staleTimeout": { "seconds": 5 } } });
        let both = read(&both);
        assert_eq!((both.recovers, both.stale), (true, Duration::from_secs(5)));
    }

    #[test]
    fn everything_can_be_said() {
        let config = read(&json!({
            "concurrentTasksLimit": 0, "taskTimeout": "1h", "EXPERIMENTAL_gracefulShutdown": true,
            "defaultEnvironment": { "parameters": { "region": "eu", "count": 3 }, "secrets": { "KEY": "k" } },
            "defaultAuthor": { "name": "Bot" }, "auditor": { "taskParameterMaxLength": -1 },
            "secretsKey": "0123456789abcdef0123456789abcdef", "taskHistory": { "keep": false }
        }));
        assert_eq!((config.concurrent, config.graceful, config.audited_length), (0, true, None));
        assert_eq!(config.environment.parameters["count"], "3");
        assert_eq!(config.environment.secrets["KEY"], "k");
        assert_eq!(
            (config.author.name.as_str(), config.author.email.as_str()),
            ("Bot", "scaffolder@backstage.io")
        );
        assert_eq!(config.history, None);
    }

    #[test]
    fn what_is_wrong_names_its_path() {
        wrong(&json!({ "concurentTasksLimit": 1 }), "scaffolder.concurentTasksLimit");
        wrong(&json!({ "taskRecovery": { "enabled": "maybe" } }), "scaffolder.taskRecovery.enabled");
        wrong(&json!({ "secretsKey": "short" }), "scaffolder.secretsKey");
        wrong(
            &json!({ "defaultEnvironment": { "secrets": { "A": [] } } }),
            "scaffolder.defaultEnvironment.secrets.A",
        );
    }
}
