//! The part of the section `scaffolder` that publishing follows.

use portico_settings::{ConfigError, Section};
use serde_json::Value;

/// What commits say where a template says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Publishing {
    /// Name and address of the author.
    pub(super) author: (String, String),
    pub(super) message: String,
    pub(super) branch: String,
    /// Whether folders and files of GitHub and GitLab are fetched only with a token of the user's.
    pub(super) user_credentials: bool,
}

impl Publishing {
    /// Reads the value of `scaffolder`; other keys of it are others' business.
    pub(super) fn read(value: &Value) -> Result<Self, ConfigError> {
        let section = Section::of(value, "scaffolder")?;
        let author = section.section("defaultAuthor")?;
        let text = |section: &Section<'_>, key: &str, usual: &str| -> Result<String, ConfigError> {
            let text = section.text(key)?.map(str::trim).filter(|text| !text.is_empty());
            Ok(text.unwrap_or(usual).to_owned())
        };
        Ok(Self {
            author: (
                text(&author, "name", "Scaffolder")?,
                text(&author, "email", "scaffolder@portico.invalid")?,
            ),
            message: text(&section, "defaultCommitMessage", "initial commit")?,
            branch: text(&section, "defaultBranch", "main")?,
            user_credentials: section.flag("requireScmUserCredentials")?.unwrap_or(false),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Publishing;
    use serde_json::json;

    #[test]
    fn what_is_not_configured_is_usual() {
        let usual = Publishing::read(&json!(null)).unwrap();
        assert_eq!((usual.author.0.as_str(), usual.message.as_str()), ("Scaffolder", "initial commit"));
        assert_eq!(usual.branch, "main");
        let own = json!({"defaultAuthor": {"name": "Platform"}, "defaultCommitMessage": "start", "other": 1});
        let own = Publishing::read(&own).unwrap();
        assert_eq!((own.author.0.as_str(), own.message.as_str()), ("Platform", "start"));
        let wrong = Publishing::read(&json!({"defaultAuthor": {"name": 1}})).unwrap_err();
        assert_eq!(wrong.path, "scaffolder.defaultAuthor.name");
    }
}
