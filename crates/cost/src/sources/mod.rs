//! `costInsights.sources`: which bills are read, from where, and how often.
//!
//! ```yaml
//! costInsights:
//!   sources:
//!     - id: aws
//!       title: AWS
//!       format: focus
//!       target: s3://acme-billing/focus/
//!       region: eu-central-1
//!       accessKeyId: ${BILLING_KEY_ID}
//!       secretAccessKey: ${BILLING_KEY}
//!       schedule: {frequency: 6h}
//! ```

mod bucket;
mod container;
mod target;

pub use bucket::{Access, Bucket, Store};
pub use container::{Container, ContainerAccess};
pub use target::{Target, Web};

use crate::{limits, read::Mapping};
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};

/// Bills that come from one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// What it is called in addresses and in the database.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Where its files lie.
    pub target: Target,
    /// What the columns of its files mean.
    pub mapping: Mapping,
    /// What becomes of what other files said.
    pub new_files: NewFiles,
    /// Time from one look to the next.
    pub frequency: Duration,
    /// Time from the start of the program to the first look.
    pub initial_delay: Duration,
}

/// What a new file means for the costs of the same accounts and months that other files told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewFiles {
    /// Files that are named alike but for their numbers add up; anything else takes the place of what is older.
    #[default]
    Replace,
    /// Everything adds up.
    Add,
    /// Each file stands for itself: the newest that speaks of an account and month is all there is.
    Latest,
}

/// The keys that all sources have.
const COMMON: [&str; 7] = ["id", "title", "format", "mapping", "target", "schedule", "newFiles"];

/// Reads the list of sources; `integrations` is the configuration's section of that name, whose credentials are used
/// where a source has none of its own. Relative targets have been made absolute.
///
/// # Errors
/// For values that cannot be meant, with their path.
pub fn read(list: &Value, integrations: &Value) -> Result<Vec<Source>, ConfigError> {
    const PATH: &str = "costInsights.sources";
    let items = match list {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => items,
        _ => return Err(ConfigError::at(PATH, "must be a list of sources")),
    };
    if items.len() > limits::SOURCES {
        return Err(ConfigError::at(PATH, format!("has more than {} sources", limits::SOURCES)));
    }
    let mut sources: Vec<Source> = Vec::with_capacity(items.len());
    let mut ids = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        let section = Section::of(item, format!("{PATH}[{index}]"))?;
        let source = source(&section, integrations)?;
        if !ids.insert(source.id.clone()) {
            return Err(section.wrong("id", format!("\"{}\" is the id of another source, too", source.id)));
        }
        sources.push(source);
    }
    Ok(sources)
}

fn source(section: &Section<'_>, integrations: &Value) -> Result<Source, ConfigError> {
    let id = section.required_text("id")?;
    let is_id = id.len() <= limits::SOURCE_ID
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
        && id.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !is_id {
        let most = limits::SOURCE_ID;
        return Err(section.wrong(
            "id",
            format!("must be up to {most} of a-z, 0-9, -, _ and ., and begin with a letter or digit"),
        ));
    }
    let (target, own) = target::read(section, integrations)?;
    let known: Vec<&str> = COMMON.iter().chain(own).copied().collect();
    section.only(&known)?;
    let (frequency, initial_delay) = schedule(section)?;
    Ok(Source {
        id: id.to_owned(),
        title: section.text("title")?.unwrap_or(id).to_owned(),
        target,
        mapping: mapping(section)?,
        new_files: new_files(section)?,
        frequency,
        initial_delay,
    })
}

/// `schedule: 6h`, or as of other sources `schedule: {frequency: 6h, initialDelay: 1m}`.
fn schedule(section: &Section<'_>) -> Result<(Duration, Duration), ConfigError> {
    let (frequency, initial_delay) = match section.get("schedule") {
        Some(Value::String(_)) => (section.duration("schedule")?, None),
        _ => {
            let schedule = section.section("schedule")?;
            schedule.only(&["frequency", "initialDelay", "timeout", "scope"])?;
            (schedule.duration("frequency")?, schedule.duration("initialDelay")?)
        }
    };
    let frequency = frequency.unwrap_or(limits::FREQUENCY);
    if frequency < limits::FREQUENCY_LEAST {
        let least = limits::FREQUENCY_LEAST.as_secs();
        return Err(section.wrong("schedule", format!("must be at least {least} s")));
    }
    Ok((frequency, initial_delay.unwrap_or_default()))
}

/// `format` names a known form of bills; `mapping` describes another one.
fn mapping(section: &Section<'_>) -> Result<Mapping, ConfigError> {
    let (key, value) = match (section.get("format"), section.get("mapping")) {
        (None, None) => return Ok(Mapping::auto()),
        (Some(format), None) => ("format", format),
        (None, Some(mapping)) => ("mapping", mapping),
        (Some(_), Some(_)) => {
            return Err(section.wrong(
                "format",
                "and `mapping` are both given; a mapping that is like a known one says so itself: `like: focus`",
            ));
        }
    };
    Mapping::from_value(value.clone()).map_err(|error| section.wrong(key, error.to_string()))
}

fn new_files(section: &Section<'_>) -> Result<NewFiles, ConfigError> {
    match section.text("newFiles")? {
        None | Some("replace") => Ok(NewFiles::Replace),
        Some("add") => Ok(NewFiles::Add),
        Some("latest") => Ok(NewFiles::Latest),
        Some(_) => Err(section.wrong(
            "newFiles",
            "must be replace (newer exports take the place of older ones), add (everything counts) or latest (the \
             newest file counts alone)",
        )),
    }
}

#[cfg(test)]
mod tests;
