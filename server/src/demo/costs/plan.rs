//! What the bills are made from, as `costs/plan.yaml` has it.

use super::year::Season;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The whole plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) currency: String,
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) lines: Vec<Line>,
    pub(super) events: Vec<Event>,
    pub(super) metrics: BTreeMap<String, Metric>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) region: String,
    pub(super) environment: String,
    pub(super) currency: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) category: String,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// Something that is paid for every day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// Reference of who has it; empty for what nobody has claimed.
    pub(super) entity: String,
    pub(super) account: String,
    pub(super) service: String,
    /// What a day of it cost at first.
    pub(super) day: f64,
    pub(super) trend: f64,
    pub(super) season: Season,
    /// Days before the beginning between which it is billed.
    pub(super) from: Option<i32>,
    pub(super) to: Option<i32>,
    /// What it is shared by.
    pub(super) shared: Option<String>,
    name: Option<String>,
}

impl Line {
    /// What the provider calls it.
    pub(super) fn name(&self) -> &str {
        let own = self.entity.split_once(':').map(|(_, name)| name);
        self.name.as_deref().or(own).or(self.shared.as_deref()).unwrap_or(&self.service)
    }

    /// Its tags, as JSON.
    pub(super) fn tags(&self, environment: &str) -> String {
        let mut tags = vec![("environment", environment)];
        if let Some((kind, name)) = self.entity.split_once(':') {
            tags.push((kind, name));
        }
        if let Some(shared) = &self.shared {
            tags.push(("shared", shared));
        }
        let tags: Vec<String> = tags.iter().map(|(key, value)| format!("\"{key}\": \"{value}\"")).collect();
        format!("{{{}}}", tags.join(", "))
    }
}

/// Something that happened to some lines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    entity: Option<String>,
    service: Option<String>,
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) factor: f64,
}

impl Event {
    /// Whether it concerns a line on a day that lies so many days before the beginning.
    pub(super) fn hits(&self, line: &Line, before: i32) -> bool {
        self.entity.as_ref().is_none_or(|entity| *entity == line.entity)
            && self.service.as_ref().is_none_or(|service| *service == line.service)
            && (self.to..=self.from).contains(&before)
    }
}

/// What the business did.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metric {
    pub(super) file: String,
    pub(super) day: f64,
    pub(super) trend: f64,
    pub(super) season: Season,
}
