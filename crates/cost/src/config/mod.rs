//! The section `costInsights` of the configuration, but for its sources. Keys of the community's plugin mean what they
//! mean there.

mod allocation;
mod parts;

use crate::{
    allocation::Rules,
    money::{Amount, Currency},
    rates::Rates,
};
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::sync::Arc;

/// Everything that the section says.
#[derive(Clone, Debug)]
pub struct CostConfig {
    /// Whether there is such a section at all.
    pub is_there: bool,
    /// What an engineer costs a year.
    pub engineer_cost: Option<Amount>,
    /// Changes below so many engineers are negligible.
    pub engineer_threshold: f64,
    /// The currency that costs are shown in.
    pub currency: Option<Currency>,
    /// Names and pictures of products.
    pub products: Vec<Product>,
    /// What is counted beside costs.
    pub metrics: Vec<MetricSetting>,
    /// Units that the organisation shows costs in, just for comparison.
    pub currencies: Vec<CurrencySetting>,
    /// Budgets.
    pub budgets: Vec<BudgetSetting>,
    /// Rates between currencies.
    pub rates: Rates,
    /// When days stand out.
    pub anomalies: AnomalySetting,
    /// When there is an alert.
    pub alerts: AlertSetting,
    /// Whose costs are whose.
    pub rules: Arc<Rules>,
}

/// A product of the community's plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Its picture: compute, data, database, storage, search or ml.
    pub icon: Option<String>,
}

/// A metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricSetting {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether pages show it without being asked.
    pub is_default: bool,
    /// Where its values are.
    pub source: Option<MetricSource>,
}

/// Where the values of a metric are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetricSource {
    /// In a file.
    File(String),
    /// At an address.
    Url(String),
}

/// A unit to show costs in.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrencySetting {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// One of them.
    pub unit: String,
    /// What stands before the number.
    pub prefix: String,
    /// What one costs; none for the currency itself and for engineers.
    pub rate: Option<f64>,
}

/// A budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetSetting {
    /// Its name.
    pub name: String,
    /// Whose it is: a full lower-case reference; none for everything.
    pub of: Option<String>,
    /// How much.
    pub amount: Amount,
    /// In which currency; the one that is shown if none.
    pub currency: Option<Currency>,
    /// Whether it is for a year, not for a month.
    pub is_yearly: bool,
}

/// When days stand out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnomalySetting {
    /// So many times the usual deviation.
    pub deviations: f64,
    /// And so much of what could be expected: 0.15 is 15 per cent.
    pub ratio: f64,
    /// And so much money a day; a thousandth of all costs if none.
    pub amount: Option<Amount>,
}

/// When there is an alert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlertSetting {
    /// Growth against the 30 days before.
    pub growth: f64,
    /// Part of all costs that nobody has.
    pub unallocated: f64,
    /// Part of a budget that may be used up, and be less than what is left of its time.
    pub budget: f64,
}

/// Keys of the section; `sources` is read elsewhere.
const KEYS: [&str; 14] = [
    "engineerCost",
    "engineerThreshold",
    "products",
    "metrics",
    "currencies",
    "baseCurrency",
    "currency",
    "budgets",
    "rates",
    "anomalies",
    "alerts",
    "allocation",
    "sources",
    "schedule",
];

impl Default for CostConfig {
    fn default() -> Self {
        Self {
            is_there: false,
            engineer_cost: None,
            engineer_threshold: 0.5,
            currency: None,
            products: Vec::new(),
            metrics: Vec::new(),
            currencies: Vec::new(),
            budgets: Vec::new(),
            rates: Rates::default(),
            anomalies: AnomalySetting { deviations: 4.0, ratio: 0.15, amount: None },
            alerts: AlertSetting { growth: 0.2, unallocated: 0.02, budget: 0.9 },
            rules: Arc::default(),
        }
    }
}

impl CostConfig {
    /// Reads the section. `absolute` makes paths of files absolute.
    ///
    /// # Errors
    /// If a value is wrong; the error names its path.
    pub fn read(value: &Value, absolute: &dyn Fn(&str) -> String) -> Result<Self, ConfigError> {
        let section = Section::of(value, "costInsights")?;
        section.only(&KEYS)?;
        let usual = Self::default();
        let mut config = Self {
            is_there: !value.is_null(),
            engineer_cost: parts::amount(&section, "engineerCost")?,
            engineer_threshold: parts::number(&section, "engineerThreshold")?
                .unwrap_or(usual.engineer_threshold),
            currency: parts::shown_currency(&section)?,
            products: parts::products(&section)?,
            metrics: parts::metrics(&section, absolute)?,
            currencies: parts::currencies(&section)?,
            budgets: parts::budgets(&section)?,
            rates: parts::rates(&section)?,
            anomalies: parts::anomalies(&section)?,
            alerts: parts::alerts(&section)?,
            rules: Arc::default(),
        };
        let metrics: Vec<&str> = config.metrics.iter().map(|metric| metric.id.as_str()).collect();
        config.rules = Arc::new(allocation::rules(&section.section("allocation")?, &metrics)?);
        Ok(config)
    }
}

/// Reads rules by themselves: a value as it stands below `costInsights.allocation`. `metrics` are the ids that shares may
/// name.
///
/// # Errors
/// If a value is wrong; the error names its path.
pub fn rules(value: &Value, metrics: &[String]) -> Result<Rules, ConfigError> {
    let section = Section::of(value, "costInsights.allocation")?;
    let metrics: Vec<&str> = metrics.iter().map(String::as_str).collect();
    allocation::rules(&section, &metrics)
}

#[cfg(test)]
mod tests;
