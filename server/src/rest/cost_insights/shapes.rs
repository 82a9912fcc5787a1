//! The shapes of Cost Insights: amounts are JSON numbers there.

use portico_cost::{
    Amount, Day,
    dashboard::{Change, DailyCost, Named},
    question::Dimension,
};
use serde_json::{Map, Value, json};

/// A `Cost`. Groups are named by the words that the plugin has for them.
pub(super) fn cost(id: &str, found: &DailyCost, earlier: usize) -> Value {
    let mut grouped = Map::new();
    for (dimension, rows) in &found.grouped {
        let costs = rows.iter().map(|(name, daily)| {
            let change = change_of(daily, earlier);
            json!({
                "id": id_of(name),
                "aggregation": aggregation(&found.days, daily),
                "change": change,
                "trendline": trendline(&found.days, daily),
            })
        });
        grouped.insert(label(dimension), costs.collect());
    }
    let mut cost = json!({
        "id": id,
        "aggregation": aggregation(&found.days, &found.daily),
        "change": change(found.change),
        "trendline": trendline(&found.days, &found.daily),
    });
    if !grouped.is_empty() {
        cost["groupedCosts"] = Value::Object(grouped);
    }
    cost
}

/// What a group is called as an id: what has no key has its label.
pub(super) fn id_of(name: &Named) -> &str {
    if name.key.is_empty() { &name.label } else { &name.key }
}

fn label(dimension: &Dimension) -> String {
    match dimension {
        Dimension::Service => "product".to_owned(),
        Dimension::Account => "project".to_owned(),
        other => other.to_string(),
    }
}

pub(super) fn aggregation(days: &[Day], daily: &[Amount]) -> Value {
    days.iter().zip(daily).map(|(day, amount)| json!({ "date": day, "amount": amount.to_f64() })).collect()
}

/// A `ChangeStatistic`: without a ratio where it was nothing before.
pub(super) fn change(change: Change) -> Value {
    match change.ratio {
        Some(ratio) => json!({ "ratio": ratio, "amount": change.amount.to_f64() }),
        None => json!({ "amount": change.amount.to_f64() }),
    }
}

/// The change from the first so many days to the others.
pub(super) fn change_of(daily: &[Amount], earlier: usize) -> Value {
    let [before, now] = halves(daily, earlier);
    let amount = now - before;
    if before.is_zero() {
        return json!({ "amount": amount.to_f64() });
    }
    json!({ "ratio": amount.to_f64() / before.to_f64().abs(), "amount": amount.to_f64() })
}

/// The sums of the first so many days and of the others.
pub(super) fn halves(daily: &[Amount], earlier: usize) -> [Amount; 2] {
    let (before, now) = daily.split_at(earlier.min(daily.len()));
    [before.iter().sum(), now.iter().sum()]
}

/// The line through the days that is nearest to them, over seconds since 1970, as the plugin draws it.
pub(super) fn trendline(days: &[Day], daily: &[Amount]) -> Value {
    let points: Vec<(f64, f64)> =
        days.iter().zip(daily).map(|(day, amount)| (f64::from(day.number()), amount.to_f64())).collect();
    let (slope, intercept) = line(&points);
    json!({ "slope": slope / 86_400.0, "intercept": intercept })
}

/// Least squares. Distances from the middle are small, so that little is lost.
fn line(points: &[(f64, f64)]) -> (f64, f64) {
    let count = f64::from(u32::try_from(points.len().max(1)).unwrap_or(u32::MAX));
    let sums = points.iter().fold((0.0, 0.0), |sums, point| (sums.0 + point.0, sums.1 + point.1));
    let (x, y) = (sums.0 / count, sums.1 / count);
    let (mut above, mut below) = (0.0, 0.0);
    for point in points {
        above += (point.0 - x) * (point.1 - y);
        below += (point.0 - x) * (point.0 - x);
    }
    let slope = if below == 0.0 { 0.0 } else { above / below };
    (slope, y - slope * x)
}

#[cfg(test)]
mod tests {
    use super::{change_of, trendline};
    use portico_cost::{Amount, Day};

    #[test]
    fn a_trend_is_the_line_through_the_days() {
        let days: Vec<Day> = (0..4).map(|day| Day::from_number(20_000 + day)).collect();
        let daily: Vec<Amount> = (0..4).map(|day| Amount::from_micros(day * 86_400_000_000)).collect();
        let line = trendline(&days, &daily);
        assert!((line["slope"].as_f64().expect("a number") - 1.0).abs() < 1e-9, "{line}");
        let at = line["intercept"].as_f64().expect("a number") + 20_003.0 * 86_400.0;
        assert!((at - 3.0 * 86_400.0).abs() < 1e-3, "{line}");
        assert_eq!(trendline(&[], &[])["slope"], 0.0);
    }

    #[test]
    fn a_change_from_nothing_has_no_ratio() {
        let amounts = [0, 0, 5].map(|units| Amount::from_micros(units * 1_000_000));
        assert_eq!(change_of(&amounts, 2), serde_json::json!({ "amount": 5.0 }));
        assert_eq!(change_of(&amounts[2..], 1)["ratio"], -1.0);
    }
}
