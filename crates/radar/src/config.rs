//! The section `techRadar` of the configuration: which radars there are and where their files lie.

use crate::{limits::RADARS, word};
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::time::Duration;

/// How often a radar's address is asked when the configuration does not say.
const FREQUENCY: Duration = Duration::from_secs(15 * 60);
/// The shortest time between two questions.
const FREQUENCY_LEAST: Duration = Duration::from_secs(10);

/// How often manifests at an address are asked for when the configuration does not say: there is one for each component.
const MANIFEST_FREQUENCY: Duration = Duration::from_secs(6 * 3600);
/// How often folders on disk are looked at for manifests.
const MANIFEST_LOOK: Duration = Duration::from_secs(30);

/// The section `techRadar`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RadarConfig {
    /// The radars, in the order of the file.
    pub radars: Vec<RadarSource>,
    /// Whether dependency manifests are read to know who uses what.
    pub manifests: ManifestConfig,
}

/// The section `techRadar.manifests`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestConfig {
    /// Whether manifests are read.
    pub enabled: bool,
    /// How often an address is asked.
    pub frequency: Duration,
    /// How often a folder on disk is looked at.
    pub look: Duration,
}

impl Default for ManifestConfig {
    fn default() -> Self {
        Self { enabled: true, frequency: MANIFEST_FREQUENCY, look: MANIFEST_LOOK }
    }
}

impl ManifestConfig {
    /// `true`, `false`, or `{enabled, schedule: {frequency}}`.
    fn read(section: &Section<'_>) -> Result<Self, ConfigError> {
        let usual = Self::default();
        match section.get("manifests") {
            None | Some(Value::Null) => return Ok(usual),
            Some(Value::Bool(enabled)) => return Ok(Self { enabled: *enabled, ..usual }),
            Some(_) => {}
        }
        let own = section.section("manifests")?;
        own.only(&["enabled", "schedule"])?;
        let enabled = own.flag("enabled")?.unwrap_or(true);
        let schedule = own.section("schedule")?;
        schedule.only(&["frequency"])?;
        let Some(frequency) = schedule.duration("frequency")? else { return Ok(Self { enabled, ..usual }) };
        let frequency = frequency.max(FREQUENCY_LEAST);
        Ok(Self { enabled, frequency, look: usual.look.min(frequency) })
    }
}

/// One radar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadarSource {
    /// By which addresses name it.
    pub id: String,
    /// What it is called; what its file says if this is empty.
    pub title: Option<String>,
    /// Its file: a path, or an address.
    pub target: String,
    /// How often its address is asked.
    pub frequency: Duration,
}

impl RadarSource {
    /// Whether its file lies elsewhere.
    pub fn is_remote(&self) -> bool {
        is_remote(&self.target)
    }
}

impl RadarConfig {
    /// Reads the section: `{url}` for one radar, as the community's backend has it, or `{radars: [{id, title, target}]}`.
    /// `absolute` says what a path means.
    ///
    /// # Errors
    /// If a value is wrong; the error names its path.
    pub fn read(value: &Value, absolute: impl Fn(&str) -> String) -> Result<Self, ConfigError> {
        let section = Section::of(value, "techRadar")?;
        section.only(&["url", "title", "radars", "schedule", "manifests"])?;
        let frequency = frequency(&section)?;
        let mut radars = Vec::new();
        if let Some(url) = section.text("url")? {
            let title = section.text("title")?.map(str::to_owned);
            radars.push(source("radar".to_owned(), title, url, frequency, &absolute));
        }
        for one in section.sections("radars")? {
            one.only(&["id", "title", "target", "url", "schedule"])?;
            let target = match one.text("target")? {
                Some(target) => target,
                None => one
                    .text("url")?
                    .ok_or_else(|| one.wrong("target", "is missing; write a file or an address"))?,
            };
            let title = one.text("title")?.map(str::to_owned);
            let given = one.text("id")?.or(title.as_deref()).unwrap_or(target);
            let id = word(given);
            if id.is_empty() {
                return Err(one.wrong("id", "must have letters or digits"));
            }
            if radars.iter().any(|other: &RadarSource| other.id == id) {
                return Err(one.wrong("id", format!("is \"{id}\", which another radar has")));
            }
            let frequency = if one.get("schedule").is_some() { self::frequency(&one)? } else { frequency };
            radars.push(source(id, title, target, frequency, &absolute));
        }
        if radars.len() > RADARS {
            return Err(section.wrong("radars", format!("has more than {RADARS} radars")));
        }
        Ok(Self { radars, manifests: ManifestConfig::read(&section)? })
    }
}

fn source(
    id: String,
    title: Option<String>,
    target: &str,
    frequency: Duration,
    absolute: &impl Fn(&str) -> String,
) -> RadarSource {
    let target = if is_remote(target) { target.to_owned() } else { absolute(target) };
    RadarSource { id, title, target, frequency }
}

fn is_remote(target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

fn frequency(section: &Section<'_>) -> Result<Duration, ConfigError> {
    let schedule = section.section("schedule")?;
    schedule.only(&["frequency", "timeout"])?;
    Ok(schedule.duration("frequency")?.unwrap_or(FREQUENCY).max(FREQUENCY_LEAST))
}

#[cfg(test)]
mod tests {
    use super::RadarConfig;
    use serde_json::{Value, json};

    fn read(value: Value) -> Result<RadarConfig, portico_settings::ConfigError> {
        RadarConfig::read(&value, |path| format!("/etc/{path}"))
    }

    #[test]
    fn one_radar_or_several() {
        assert_eq!(read(Value::Null).expect("nothing").radars, []);
        let one = read(json!({"url": "https://a.test/radar.json"})).expect("one").radars;
        assert_eq!((one[0].id.as_str(), one[0].is_remote()), ("radar", true));
        let two = json!({"radars": [{"title": "Data & AI", "target": "data.yaml"}, {"id": "web", "target": "web.yaml"}],
            "schedule": {"frequency": {"hours": 1}}});
        let two = read(two).expect("two").radars;
        assert_eq!((two[0].id.as_str(), two[0].target.as_str()), ("data-ai", "/etc/data.yaml"));
        assert_eq!(two[1].frequency.as_secs(), 3600);
    }

    #[test]
    fn manifests_are_read_unless_somebody_says_no() {
        let manifests = |value: Value| read(json!({ "manifests": value })).expect("good").manifests;
        assert!(manifests(Value::Null).enabled && manifests(json!(true)).enabled);
        assert!(!manifests(json!(false)).enabled && !manifests(json!({"enabled": false})).enabled);
        let often = manifests(json!({"schedule": {"frequency": {"seconds": 1}}}));
        assert_eq!((often.frequency.as_secs(), often.look.as_secs()), (10, 10), "never more often than that");
    }

    #[test]
    fn what_is_wrong_names_its_path() {
        for (value, path) in [
            (json!({"ulr": "x"}), "techRadar.ulr"),
            (json!({"radars": [{"id": "a"}]}), "techRadar.radars[0].target"),
            (
                json!({"radars": [{"id": "a", "target": "x"}, {"id": "A", "target": "y"}]}),
                "techRadar.radars[1].id",
            ),
            (json!({"radars": [{"id": "?", "target": "x"}]}), "techRadar.radars[0].id"),
            (json!({"schedule": {"frequency": 5}}), "techRadar.schedule.frequency"),
            (json!({"manifests": "yes"}), "techRadar.manifests"),
            (json!({"manifests": {"on": true}}), "techRadar.manifests.on"),
        ] {
            assert_eq!(read(value).expect_err("wrong").path, path);
        }
    }
}
