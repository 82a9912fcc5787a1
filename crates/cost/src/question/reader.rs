//! Reading questions: every value is understood, or noted and replaced.

use super::{Compare, Dimension, Filter, Measure, Period, Question, ShownIn};
use crate::{
    day::{Day, Span},
    limits::{FILTERS, NOTES, PERIOD_DAYS, VALUE, WORD},
    money::Currency,
};
use portico_entity::{EntityRef, RefContext};

/// Reads pairs on top of a question.
pub(super) fn read<'a>(
    mut question: Question,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> (Question, Vec<String>) {
    let mut reader = Reader::default();
    for (name, value) in pairs {
        let value = value.trim();
        if !value.is_empty() {
            reader.pair(&mut question, name, value);
        }
    }
    reader.finish(&mut question);
    (question, reader.notes)
}

#[derive(Default)]
struct Reader {
    notes: Vec<String>,
    from: Option<Day>,
    to: Option<Day>,
    compared: Vec<String>,
}

impl Reader {
    fn pair(&mut self, question: &mut Question, name: &str, value: &str) {
        match name {
            "group" => match Dimension::of_word(value) {
                Some(group) => question.group = group,
                None => self.usual(name, value, &format!("known are {}", Dimension::words())),
            },
            "period" => match Period::of_word(value) {
                Some(period) => question.period = period,
                None => self.usual(name, value, "known are 30d, 60d, 90d, 1y and month"),
            },
            "from" => self.from = self.day(name, value),
            "to" => self.to = self.day(name, value),
            "filter" => self.filter(question, value),
            "cost" => match value {
                "billed" => question.measure = Measure::Billed,
                "effective" => question.measure = Measure::Effective,
                _ => self.usual(name, value, "known are billed and effective"),
            },
            "currency" => match Currency::parse(value) {
                Ok(currency) => question.currency = Some(currency),
                Err(_) => self.usual(name, value, "a currency has three letters"),
            },
            "unit" => self.unit(question, value),
            "compare" => self.compare(question, value),
            "entity" => match EntityRef::parse(value, RefContext::kind("component")) {
                Ok(reference) if value.len() <= VALUE => question.entity = Some(reference.to_string()),
                Ok(_) => self.usual(name, value, "it is too long"),
                Err(error) => self.note(format!("entity: {error}; all costs are shown.")),
            },
            _ => {}
        }
    }

    fn finish(&mut self, question: &mut Question) {
        match (self.from, self.to) {
            (Some(first), Some(last)) if first <= last => {
                let span = Span { first, last };
                if span.len() > PERIOD_DAYS {
                    let first = last.plus(1 - i32::try_from(PERIOD_DAYS).unwrap_or(i32::MAX));
                    self.note(format!("At most {PERIOD_DAYS} days are shown; these are those from {first}."));
                    question.period = Period::Between(Span { first, last });
                } else {
                    question.period = Period::Between(span);
                }
            }
            (Some(first), Some(last)) => {
                self.note(format!("{first} is after {last}; the usual period is shown."));
            }
            (None, None) => {}
            _ => self.note("from and to are needed both; the usual period is shown.".to_owned()),
        }
        match std::mem::take(&mut self.compared).as_slice() {
            [] => {}
            [one, other, ..] => question.compare = Compare::Values(one.clone(), other.clone()),
            [one] => self.note(format!("compare=={} needs a second value to be held against.", start(one))),
        }
    }

    fn filter(&mut self, question: &mut Question, value: &str) {
        // Tags and columns have a colon in their own names' words: `tag:KEY:VALUE`.
        let prefix = if value.starts_with("tag:") || value.starts_with("column:") { 2 } else { 1 };
        let colon = value.match_indices(':').map(|(at, _)| at).nth(prefix - 1);
        let parts = colon.map(|at| (&value[..at], &value[at + 1..]));
        let Some((Some(dimension), value)) = parts.map(|(word, value)| (Dimension::of_word(word), value))
        else {
            self.note(format!(
                "The filter “{}” is left out; write dimension:value, where the dimension is one of {}.",
                start(value),
                Dimension::words()
            ));
            return;
        };
        let filter = Filter { dimension, value: value.to_owned() };
        if filter.value.len() > VALUE {
            self.note(format!("The filter “{}” is left out: it is too long.", start(value)));
        } else if question.filters.len() >= FILTERS {
            self.note(format!("There are more than {FILTERS} filters; “{}” is left out.", start(value)));
        } else if !question.filters.contains(&filter) {
            question.filters.push(filter);
        }
    }

    fn unit(&mut self, question: &mut Question, value: &str) {
        question.unit = match value {
            "currency" => ShownIn::Currency,
            "engineers" => ShownIn::Engineers,
            id if id.len() <= WORD => ShownIn::Named(id.to_owned()),
            _ => return self.usual("unit", value, "it is too long"),
        };
    }

    fn compare(&mut self, question: &mut Question, value: &str) {
        match value {
            "previous" => question.compare = Compare::Previous,
            "year" => question.compare = Compare::YearBefore,
            value => match value.strip_prefix('=') {
                Some(key) if key.len() <= VALUE => self.compared.push(key.to_owned()),
                _ => self.usual("compare", value, "known are previous, year, and twice =KEY of a group"),
            },
        }
    }

    fn day(&mut self, name: &str, value: &str) -> Option<Day> {
        let day = Day::parse(value).ok();
        if day.is_none() {
            self.note(format!("{name} cannot be “{}”; a day is written 2025-01-31.", start(value)));
        }
        day
    }

    fn usual(&mut self, name: &str, value: &str, known: &str) {
        self.note(format!("{name} cannot be “{}”; what is usual is shown ({known}).", start(value)));
    }

    fn note(&mut self, note: String) {
        if self.notes.len() < NOTES {
            self.notes.push(note);
        }
    }
}

fn start(value: &str) -> String {
    value.chars().take(40).collect()
}
