//! The `catalog` section of the configuration.

use crate::rules::{Rule, RuleSet};
use portico_entity::{KindPolicy, LocationRef, kinds};
use portico_scm::Integrations;
use portico_settings::{ConfigError, duration};
use serde_json::{Map, Value};
use std::{sync::Arc, time::Duration};

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
    /// Whether it may be missing.
    pub optional: bool,
    /// Name of the Location entity that stands for it, if it is not the one that follows from the location: a
    /// registration keeps its name when its target changes.
    pub name: Option<String>,
}

impl Root {
    /// A place whose kinds the rules decide about.
    pub fn new(location: LocationRef) -> Self {
        Self { location, trusted: false, optional: false, name: None }
    }

    /// Name of the Location entity that stands for it.
    pub fn entity_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.location.entity_name())
    }

    /// Reference of the Location entity that stands for it.
    pub fn entity_ref(&self) -> String {
        format!("location:default/{}", self.entity_name())
    }
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
    /// The source-control hosts, which know what an address means.
    pub integrations: Arc<Integrations>,
    /// Whether registering what is registered already reads it anew, instead of being refused, when nobody says.
    pub refresh_known: bool,
    /// Whether locations can only be looked at, not registered or removed.
    pub readonly: bool,
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
            config.roots.push(Root::new(location));
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
        config.refresh_known = match section.get("defaultLocationConflictStrategy").map(Value::as_str) {
            None | Some(Some("reject")) => false,
            Some(Some("refresh")) => true,
            Some(_) => {
                let path = "catalog.defaultLocationConflictStrategy";
                return Err(ConfigError::at(path, "must be \"reject\" or \"refresh\""));
            }
        };
        config.readonly = section.get("readonly").and_then(Value::as_bool).unwrap_or_default();
        match section.get("processingInterval") {
            None => {}
            Some(Value::Bool(false)) => config.interval = None,
            Some(value) => config.interval = Some(duration(value, "catalog.processingInterval")?),
        }
        Ok(config)
    }

    /// Adds a place named on the command line.
    pub fn add_root(&mut self, target: String) {
        self.roots.push(Root { trusted: true, ..Root::new(LocationRef::new("file", target)) });
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

#[cfg(test)]
mod tests {
    use super::{CatalogConfig, OrphanStrategy};
    use serde_json::json;

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
