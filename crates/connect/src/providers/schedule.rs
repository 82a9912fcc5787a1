//! How often a provider is asked.

use crate::limits;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::time::Duration;

/// When a provider is asked, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Time from one fetch to the next.
    pub frequency: Duration,
    /// Longest that one fetch may take.
    pub timeout: Duration,
    /// Time from the start of the program to the first fetch.
    pub initial_delay: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            frequency: limits::PROVIDER_FREQUENCY,
            timeout: limits::PROVIDER_TIME,
            initial_delay: Duration::ZERO,
        }
    }
}

impl Schedule {
    /// Reads `schedule: {frequency, timeout, initialDelay}` of a provider. A `cron` expression or a manual trigger in
    /// place of a frequency is not supported: the default takes its place, and `ignored` says so.
    ///
    /// # Errors
    /// If a duration is wrong.
    pub fn read(provider: &Section<'_>, ignored: &mut Vec<String>) -> Result<Self, ConfigError> {
        let section = provider.section("schedule")?;
        let mut schedule = Self::default();
        match section.get("frequency") {
            Some(Value::Object(parts)) if parts.contains_key("cron") || parts.contains_key("trigger") => {
                let minutes = schedule.frequency.as_secs() / 60;
                let path = section.at("frequency");
                ignored.push(format!(
                    "{path}: only durations are supported; it is read every {minutes} minutes"
                ));
            }
            _ => schedule.frequency = section.duration("frequency")?.unwrap_or(schedule.frequency),
        }
        if schedule.frequency < Duration::from_secs(1) {
            return Err(section.wrong("frequency", "must be at least one second"));
        }
        schedule.timeout = section.duration("timeout")?.unwrap_or(schedule.timeout);
        schedule.initial_delay = section.duration("initialDelay")?.unwrap_or(schedule.initial_delay);
        section.only(&["frequency", "timeout", "initialDelay", "scope"])?;
        Ok(schedule)
    }
}
