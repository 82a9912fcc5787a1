//! What the organisation counts beside its costs: orders, users, requests, day by day, for everything or by entity.

use crate::{
    day::{Day, Span},
    limits::METRIC_VALUES,
};
use std::collections::{BTreeMap, HashMap};

/// Metrics by their ids.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// The metrics, in the order of the configuration.
    pub list: Vec<Metric>,
}

/// One metric with its values.
#[derive(Clone, Debug, Default)]
pub struct Metric {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether pages show it without being asked.
    pub is_default: bool,
    /// Its values for everything.
    pub values: BTreeMap<Day, f64>,
    /// Its values by full lower-case reference.
    pub by_entity: HashMap<String, BTreeMap<Day, f64>>,
    /// Why there are none, or not all.
    pub problem: Option<String>,
}

impl Metrics {
    /// A metric by its id.
    pub fn find(&self, id: &str) -> Option<&Metric> {
        self.list.iter().find(|metric| metric.id == id)
    }
}

impl Metric {
    /// The sum over days; none if there is no value on any of them.
    pub fn sum(&self, span: Span) -> Option<f64> {
        let mut values =
            self.values.range(span.first..=span.last.max(span.first)).map(|(_, value)| *value).peekable();
        values.peek().is_some().then(|| values.sum())
    }

    /// The value of a day.
    pub fn on(&self, day: Day) -> Option<f64> {
        self.values.get(&day).copied()
    }

    /// The weight of an entity on a day: the latest value up to then, in millionths.
    pub fn weight(&self, reference: &str, day: Day) -> u128 {
        let values = self.by_entity.get(reference);
        let latest =
            values.and_then(|values| values.range(..=day).next_back()).map_or(0.0, |(_, value)| *value);
        millionths(latest)
    }

    /// Reads values from CSV with a header: a column `date` (or `day`), one `value` (or the metric's id, or the only
    /// one that is left), and perhaps one `entity` (full references). Values by entity also add up to those for
    /// everything, unless these are in the file themselves.
    ///
    /// # Errors
    /// What is wrong, with the line.
    pub fn read(&mut self, text: &str) -> Result<(), String> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        let Some((_, header)) = lines.next() else { return Err("the file is empty".to_owned()) };
        let delimiter = if header.contains(';') { ';' } else { ',' };
        let columns = Columns::of(header, delimiter, &self.id)?;
        let (mut whole, mut parts) = (BTreeMap::new(), HashMap::<String, BTreeMap<Day, f64>>::new());
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()).take(METRIC_VALUES) {
            let cells: Vec<&str> = line.split(delimiter).map(cell).collect();
            let at = |place: usize| cells.get(place).copied().unwrap_or_default();
            let wrong = |what: String| format!("line {}: {what}", number + 1);
            let day = at(columns.day).get(..10).unwrap_or(at(columns.day));
            let day = Day::parse(day).map_err(|error| wrong(error.to_string()))?;
            let value =
                at(columns.value).parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
            let value =
                value.ok_or_else(|| wrong(format!("\"{}\" is no number from 0 on", at(columns.value))))?;
            match columns.entity.map(at).filter(|entity| !entity.is_empty()) {
                None => *whole.entry(day).or_insert(0.0) += value,
                Some(entity) => {
                    *parts.entry(entity.to_lowercase()).or_default().entry(day).or_insert(0.0) += value;
                }
            }
        }
        if whole.is_empty() {
            for (day, value) in parts.values().flatten() {
                *whole.entry(*day).or_insert(0.0) += value;
            }
        }
        (self.values, self.by_entity) = (whole, parts);
        Ok(())
    }
}

/// A number as a weight, in millionths.
pub(crate) fn millionths(value: f64) -> u128 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within what fits")]
    let weight = (value * 1e6).round().clamp(0.0, 1e18) as u128;
    weight
}

fn cell(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell)
}

/// Which columns hold what.
struct Columns {
    day: usize,
    value: usize,
    entity: Option<usize>,
}

impl Columns {
    fn of(header: &str, delimiter: char, id: &str) -> Result<Self, String> {
        let names: Vec<String> = header.split(delimiter).map(|name| cell(name).to_lowercase()).collect();
        let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        let missing =
            |what: &str| format!("the first line names no column {what}; it has {}", names.join(", "));
        let day = find(&["date", "day"]).ok_or_else(|| missing("date"))?;
        let entity = find(&["entity", "entityref"]);
        let others = |place: &usize| *place != day && Some(*place) != entity;
        let only = || Some((0..names.len()).filter(others)).filter(|left| left.clone().count() == 1)?.next();
        let value = find(&["value", "amount"]).or_else(|| find(&[&id.to_lowercase()])).or_else(only);
        Ok(Self { day, entity, value: value.ok_or_else(|| missing("value"))? })
    }
}

#[cfg(test)]
mod tests {
    use super::Metric;
    use crate::day::{Day, Span};

    fn metric(text: &str) -> Result<Metric, String> {
        let mut metric = Metric { id: "orders".into(), ..Metric::default() };
        metric.read(text).map(|()| metric)
    }

    #[test]
    fn a_metric_is_read_from_csv() {
        let day = |text: &str| Day::parse(text).unwrap();
        let found = metric("\u{feff}date;orders\n2025-01-01;\"10\"\n\n2025-01-02T00:00:00Z;5.5\n").unwrap();
        let span = Span::new(day("2025-01-01"), day("2025-01-31"));
        assert_eq!(found.sum(span), Some(15.5));
        assert_eq!(found.on(day("2025-01-02")), Some(5.5));
        assert_eq!(found.sum(Span::new(day("2025-02-01"), day("2025-02-28"))), None);
        assert_eq!(found.sum(Span::new(day("2025-02-01"), day("2025-01-01"))), None, "an empty span");
    }

    #[test]
    fn values_by_entity_are_weights_and_add_up() {
        let text = "day,entity,value\n2025-01-01,Component:default/a,1\n2025-01-01,component:default/b,3\n";
        let found = metric(text).unwrap();
        let day = Day::parse("2025-01-05").unwrap();
        assert_eq!(found.weight("component:default/a", day), 1_000_000);
        assert_eq!(found.weight("component:default/b", day.plus(-9)), 0);
        assert_eq!(found.on(Day::parse("2025-01-01").unwrap()), Some(4.0));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        for (text, expect) in [
            ("", "empty"),
            ("a,b\n", "no column date"),
            ("date,x,y\n", "no column value"),
            ("date,value\n2025-01-01,ten\n", "line 2: \"ten\""),
            ("date,value\n1.1.2025,1\n", "line 2"),
        ] {
            let error = metric(text).map(|_| ()).unwrap_err();
            assert!(error.contains(expect), "{text}: {error}");
        }
    }
}
