//! The smaller parts of the section.

use super::{
    AlertSetting, AnomalySetting, BudgetSetting, CostConfig, CurrencySetting, MetricSetting, MetricSource,
    Product,
};
use crate::{
    day::Day,
    money::{Amount, Currency, Rate},
    rates::Rates,
};
use portico_entity::{EntityRef, RefContext};
use portico_settings::{ConfigError, Section};
use serde_json::Value;

type Read<T> = Result<T, ConfigError>;

/// Pictures that products can have.
const ICONS: [&str; 6] = ["compute", "data", "database", "storage", "search", "ml"];
/// Most budgets.
const BUDGETS: usize = 500;

/// A number from 0 on, also written as text.
pub(super) fn number(section: &Section<'_>, key: &str) -> Read<Option<f64>> {
    let number = match section.get(key) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    let number = number.filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.map(Some).ok_or_else(|| section.wrong(key, "must be a number, not below 0"))
}

/// An amount above 0, as a number or a text.
pub(super) fn amount(section: &Section<'_>, key: &str) -> Read<Option<Amount>> {
    let text = match section.get(key) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => return Err(section.wrong(key, "must be an amount, such as 120000 or \"99.95\"")),
    };
    let amount = Amount::parse(&text).map_err(|error| section.wrong(key, error.to_string()))?.amount;
    if amount <= Amount::ZERO { Err(section.wrong(key, "must be above 0")) } else { Ok(Some(amount)) }
}

fn currency(section: &Section<'_>, key: &str) -> Read<Option<Currency>> {
    let text = section.text(key)?;
    text.map(|text| Currency::parse(text).map_err(|error| section.wrong(key, error.to_string()))).transpose()
}

/// The currency that costs are shown in: `currency`, or that of the plugin's `baseCurrency.options`.
pub(super) fn shown_currency(section: &Section<'_>) -> Read<Option<Currency>> {
    if let Some(currency) = currency(section, "currency")? {
        return Ok(Some(currency));
    }
    currency(&section.section("baseCurrency")?.section("options")?, "currency")
}

pub(super) fn products(section: &Section<'_>) -> Read<Vec<Product>> {
    let products = section.section("products")?;
    let product = |(kind, value): (&str, &Value)| {
        let product = Section::of(value, products.at(kind))?;
        product.only(&["name", "icon"])?;
        let icon = product.text("icon")?;
        if icon.is_some_and(|icon| !ICONS.contains(&icon)) {
            return Err(product.wrong("icon", format!("must be one of {}", ICONS.join(", "))));
        }
        Ok(Product {
            kind: kind.to_owned(),
            name: product.required_text("name")?.to_owned(),
            icon: icon.map(str::to_owned),
        })
    };
    products.entries().map(product).collect()
}

pub(super) fn metrics(section: &Section<'_>, absolute: &dyn Fn(&str) -> String) -> Read<Vec<MetricSetting>> {
    let metrics = section.section("metrics")?;
    let metric = |(id, value): (&str, &Value)| {
        let metric = Section::of(value, metrics.at(id))?;
        metric.only(&["name", "default", "file", "url"])?;
        if matches!(id, "currency" | "engineers") {
            return Err(ConfigError::at(
                metrics.at(id),
                "is a word of addresses; give the metric another id",
            ));
        }
        let source = match (metric.text("file")?, metric.text("url")?) {
            (Some(_), Some(_)) => {
                return Err(metric.wrong("url", "and file are both given; keep one of them"));
            }
            (Some(file), None) => Some(MetricSource::File(absolute(file))),
            (None, Some(url)) => Some(MetricSource::Url(address(&metric, url)?)),
            (None, None) => None,
        };
        Ok(MetricSetting {
            id: id.to_owned(),
            name: metric.text("name")?.unwrap_or(id).to_owned(),
            is_default: metric.flag("default")?.unwrap_or_default(),
            source,
        })
    };
    metrics.entries().map(metric).collect()
}

fn address(section: &Section<'_>, text: &str) -> Read<String> {
    let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.map(|_| text.to_owned())
        .ok_or_else(|| section.wrong("url", "must be an address that begins with https:// or http://"))
}

pub(super) fn currencies(section: &Section<'_>) -> Read<Vec<CurrencySetting>> {
    let currencies = section.section("currencies")?;
    let read = |(id, value): (&str, &Value)| {
        let currency = Section::of(value, currencies.at(id))?;
        currency.only(&["label", "unit", "prefix", "rate", "kind"])?;
        let rate = number(&currency, "rate")?;
        if rate == Some(0.0) {
            return Err(currency.wrong("rate", "must be above 0: it is what one of them costs"));
        }
        Ok(CurrencySetting {
            id: id.to_owned(),
            label: currency.required_text("label")?.to_owned(),
            unit: currency.required_text("unit")?.to_owned(),
            prefix: currency.text("prefix")?.unwrap_or_default().to_owned(),
            rate,
        })
    };
    currencies.entries().map(read).collect()
}

pub(super) fn budgets(section: &Section<'_>) -> Read<Vec<BudgetSetting>> {
    let sections = section.sections("budgets")?;
    if sections.len() > BUDGETS {
        return Err(section.wrong("budgets", format!("has more than {BUDGETS} entries")));
    }
    let mut names = Vec::new();
    let mut budgets = Vec::new();
    for budget in sections {
        budget.only(&["name", "entity", "team", "everything", "amount", "per", "currency"])?;
        let name = budget.required_text("name")?;
        if names.contains(&name) {
            return Err(budget.wrong("name", format!("\"{name}\" is the name of another budget, too")));
        }
        names.push(name);
        budgets.push(BudgetSetting {
            name: name.to_owned(),
            of: whose(&budget)?,
            amount: amount(&budget, "amount")?.ok_or_else(|| budget.wrong("amount", "is missing"))?,
            currency: currency(&budget, "currency")?,
            is_yearly: match budget.text("per")? {
                None | Some("month") => false,
                Some("year") => true,
                Some(_) => return Err(budget.wrong("per", "must be month or year")),
            },
        });
    }
    Ok(budgets)
}

/// Whose a budget is: exactly one of `entity`, `team` and `everything`.
fn whose(budget: &Section<'_>) -> Read<Option<String>> {
    let everything = budget.flag("everything")?.unwrap_or_default();
    match (budget.text("entity")?, budget.text("team")?, everything) {
        (Some(entity), None, false) => reference(budget, "entity", entity, "component").map(Some),
        (None, Some(team), false) => reference(budget, "team", team, "group").map(Some),
        (None, None, true) => Ok(None),
        _ => {
            Err(budget
                .wrong("entity", "or team or everything: true says whose the budget is; give exactly one"))
        }
    }
}

pub(super) fn reference(section: &Section<'_>, key: &str, text: &str, kind: &str) -> Read<String> {
    let read = EntityRef::parse(text, RefContext::kind(kind));
    read.map(|reference| reference.to_string()).map_err(|error| section.wrong(key, error.to_string()))
}

pub(super) fn rates(section: &Section<'_>) -> Read<Rates> {
    let mut rates = Rates::default();
    for rate in section.sections("rates")? {
        rate.only(&["from", "to", "since", "rate"])?;
        let needed = |key: &str| {
            currency(&rate, key)?.ok_or_else(|| rate.wrong(key, "is missing; it must be a currency"))
        };
        let (from, to) = (needed("from")?, needed("to")?);
        if from == to {
            return Err(rate.wrong("to", "must be another currency than from"));
        }
        let since = rate.required_text("since")?;
        let since = Day::parse(since).map_err(|error| rate.wrong("since", error.to_string()))?;
        let text = match rate.get("rate") {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(text)) => text.clone(),
            _ => return Err(rate.wrong("rate", "is missing; it must be a number such as 1.0845")),
        };
        let value = Rate::parse(&text).map_err(|error| rate.wrong("rate", error.to_string()))?;
        rates.add(from, to, since, value);
    }
    Ok(rates)
}

pub(super) fn anomalies(section: &Section<'_>) -> Read<AnomalySetting> {
    let anomalies = section.section("anomalies")?;
    anomalies.only(&["deviations", "ratio", "amount"])?;
    let usual = CostConfig::default().anomalies;
    Ok(AnomalySetting {
        deviations: number(&anomalies, "deviations")?.unwrap_or(usual.deviations),
        ratio: number(&anomalies, "ratio")?.unwrap_or(usual.ratio),
        amount: amount(&anomalies, "amount")?,
    })
}

pub(super) fn alerts(section: &Section<'_>) -> Read<AlertSetting> {
    let alerts = section.section("alerts")?;
    alerts.only(&["growth", "unallocated", "budget"])?;
    let usual = CostConfig::default().alerts;
    Ok(AlertSetting {
        growth: number(&alerts, "growth")?.unwrap_or(usual.growth),
        unallocated: number(&alerts, "unallocated")?.unwrap_or(usual.unallocated),
        budget: number(&alerts, "budget")?.unwrap_or(usual.budget),
    })
}
