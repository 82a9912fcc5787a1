//! Durations as people write them.

use crate::ConfigError;
use serde_json::Value;
use std::time::Duration;

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
    use super::duration;
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
}
