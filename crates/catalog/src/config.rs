//! The `catalog` section of the configuration.

use crate::rules::{Rule, RuleSet};
use portico_entity::{KindPolicy, LocationRef, kinds};
use serde_json::{Map, Value};
use std::time::Duration;

/// What happens to an entity that nothing lists any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrphanStrategy {
    /// It is removed.
    #[default]
    Delete,
    /// It stays and is flagged.
    Keep,
}

/// A place that entities are read from because the configuration or the command line says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// What to read.
    pub location: LocationRef,
    /// Whether all kinds are allowed: so for places named on the command line, whose owner is the operator.
    pub trusted: bool,
}

/// The `catalog` section.
#[derive(Clone, Debug, Default)]
pub struct CatalogConfig {
    /// Where entities come from.
    pub roots: Vec<Root>,
    /// Which kinds may come from where.
    pub rules: RuleSet,
    /// What happens to orphans.
    pub orphan_strategy: OrphanStrategy,
    /// How often files are looked at even when no change was noticed; `None` turns that off.
    pub interval: Option<Duration>,
    /// Kinds beyond the known ones.
    pub kinds: KindPolicy,
}

/// A wrong value in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct ConfigError {
    /// The path of the value, such as `catalog.rules[0].allow`.
    pub path: String,
    /// What is wrong with it and what to write.
    pub message: String,
}

impl ConfigError {
    /// An error at a path.
    pub fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

/// Seconds between two looks at all files, when the configuration does not say.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(100);

impl CatalogConfig {
    /// Reads the section. `absolute` turns a `file` target into an absolute path.
    ///
    /// # Errors
    /// If a value is wrong; the error names its path.
    pub fn read(section: &Value, absolute: impl Fn(&str) -> String) -> Result<Self, ConfigError> {
        let mut config = Self { interval: Some(DEFAULT_INTERVAL), ..Self::default() };
        let empty = Map::new();
        let section = match section {
            Value::Null => &empty,
            Value::Object(section) => section,
            _ => return Err(ConfigError::at("catalog", "must be a mapping")),
        };
        let mut located = Vec::new();
        for (index, entry) in list(section, "locations", "catalog.locations")?.iter().enumerate() {
            let path = format!("catalog.locations[{index}]");
            let location = location(entry, &path, &absolute)?;
            for rule in list_of(entry, "rules", &format!("{path}.rules"))? {
                located.push(Rule::for_location(rule, &location, &format!("{path}.rules"))?);
            }
            config.roots.push(Root { location, trusted: false });
        }
        config.rules = RuleSet::read(section.get("rules"), located)?;
        config.kinds.extra =
            config.rules.kinds().filter(|kind| kinds::kind_named(kinds::spelling(kind)).is_none()).collect();
        config.orphan_strategy = match section.get("orphanStrategy").map(Value::as_str) {
            None | Some(Some("delete")) => OrphanStrategy::Delete,
            Some(Some("keep")) => OrphanStrategy::Keep,
            Some(_) => {
                return Err(ConfigError::at("catalog.orphanStrategy", "must be \"keep\" or \"delete\""));
            }
        };
        match section.get("processingInterval") {
            None => {}
            Some(Value::Bool(false)) => config.interval = None,
            Some(value) => config.interval = Some(duration(value, "catalog.processingInterval")?),
        }
        Ok(config)
    }

    /// Adds a place named on the command line.
    pub fn add_root(&mut self, target: String) {
        self.roots.push(Root { location: LocationRef::new("file", target), trusted: true });
    }
}

fn location(
    entry: &Value,
    path: &str,
    absolute: &impl Fn(&str) -> String,
) -> Result<LocationRef, ConfigError> {
    let text = |key: &str| {
        let value = entry.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        value.ok_or_else(|| ConfigError::at(format!("{path}.{key}"), "must be a text that is not empty"))
    };
    let (kind, target) = (text("type")?, text("target")?);
    let target = if kind == "file" { absolute(target) } else { target.to_owned() };
    Ok(LocationRef::new(kind, target))
}

fn list<'a>(section: &'a Map<String, Value>, key: &str, path: &str) -> Result<&'a [Value], ConfigError> {
    match section.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(ConfigError::at(path, "must be a list")),
    }
}

fn list_of<'a>(entry: &'a Value, key: &str, path: &str) -> Result<&'a [Value], ConfigError> {
    entry.as_object().map_or(Ok(&[]), |entry| list(entry, key, path))
}

/// Reads a duration: `{minutes: 5}`, ISO 8601 (`PT5M`), or a number with a unit (`30s`, `1 day`).
///
/// # Errors
/// If the value is none of these; a bare number says nothing about its unit and is refused.
pub fn duration(value: &Value, path: &str) -> Result<Duration, ConfigError> {
    let wrong = || {
        ConfigError::at(
            path,
            "must be a duration such as \"30s\", \"PT5M\" or {minutes: 5}; a number needs its unit",
        )
    };
    let seconds = match value {
        Value::Object(parts) => parts
            .iter()
            .map(|(unit, amount)| {
                Some(unit_seconds(unit).filter(|_| unit.ends_with('s'))? * amount.as_f64()?)
            })
            .sum::<Option<f64>>(),
        Value::String(text) if text.starts_with('P') => iso_seconds(&text[1..]),
        Value::String(text) => {
            let text = text.trim();
            let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
            let (amount, unit) = text.split_at(split);
            amount.parse::<f64>().ok().zip(unit_seconds(unit.trim())).map(|(amount, unit)| amount * unit)
        }
        _ => None,
    };
    let seconds = seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0).ok_or_else(wrong)?;
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

fn unit_seconds(unit: &str) -> Option<f64> {
    const DAY: f64 = 86_400.0;
    Some(match unit {
        "ms" | "millisecond" | "milliseconds" => 0.001,
        "s" | "second" | "seconds" => 1.0,
        "m" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3_600.0,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7.0 * DAY,
        "month" | "months" => 30.0 * DAY,
        "year" | "years" => 365.0 * DAY,
        _ => return None,
    })
}

/// The part of an ISO 8601 duration behind its `P`.
fn iso_seconds(text: &str) -> Option<f64> {
    let (days, times) = text.split_once('T').unwrap_or((text, ""));
    if text.is_empty() || text.ends_with('T') {
        return None;
    }
    let mut total = 0.0;
    for (part, units) in
        [(days, [('Y', "years"), ('M', "months"), ('W', "weeks"), ('D', "days")].as_slice()), {
            (times, [('H', "hours"), ('M', "minutes"), ('S', "seconds")].as_slice())
        }]
    {
        let mut rest = part;
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
            let amount: f64 = rest[..end].parse().ok()?;
            let letter = rest[end..].chars().next()?;
            let (_, unit) = units.iter().find(|(name, _)| *name == letter)?;
            total += amount * unit_seconds(unit)?;
            rest = &rest[end + 1..];
        }
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::{CatalogConfig, OrphanStrategy, duration};
    use serde_json::{Value, json};

    #[track_caller]
    fn check_duration(value: Value, expect_ms: Option<u128>) {
        assert_eq!(duration(&value, "x").ok().map(|duration| duration.as_millis()), expect_ms, "{value}");
    }

    #[test]
    fn durations_come_in_three_forms() {
        check_duration(json!({"minutes": 1, "seconds": 5}), Some(65_000));
        check_duration(json!("PT5M"), Some(300_000));
        check_duration(json!("P1DT2H"), Some(93_600_000));
        check_duration(json!("30s"), Some(30_000));
        check_duration(json!("30 seconds"), Some(30_000));
        check_duration(json!("1.5 hours"), Some(5_400_000));
        check_duration(json!(30), None);
        check_duration(json!("30"), None);
        check_duration(json!({"fortnights": 1}), None);
        check_duration(json!("PT"), None);
        check_duration(json!("-5s"), None);
    }

    #[test]
    fn the_section_is_read_and_wrong_values_name_their_path() {
        let section = json!({
            "locations": [{"type": "file", "target": "./all.yaml", "rules": [{"allow": ["User"]}]}],
            "rules": [{"allow": ["Component", "Robot"]}],
            "orphanStrategy": "keep",
            "processingInterval": false,
        });
        let config = CatalogConfig::read(&section, |target| format!("/srv/{target}")).expect("good");
        assert_eq!(config.roots[0].location.target, "/srv/./all.yaml");
        assert_eq!(config.kinds.extra, vec!["Robot"]);
        assert_eq!((config.orphan_strategy, config.interval), (OrphanStrategy::Keep, None));

        for (section, path) in [
            (json!({"locations": {}}), "catalog.locations"),
            (json!({"locations": [{"type": "file"}]}), "catalog.locations[0].target"),
            (json!({"rules": [{}]}), "catalog.rules[0].allow"),
            (json!({"orphanStrategy": "burn"}), "catalog.orphanStrategy"),
            (json!({"processingInterval": 5}), "catalog.processingInterval"),
        ] {
            let error = CatalogConfig::read(&section, str::to_owned).expect_err("wrong");
            assert_eq!(error.path, path);
        }
    }
}
