//! Rates between currencies, each valid from a day until the next one.

use crate::{
    day::Day,
    money::{Amount, Currency, Rate},
};
use std::collections::BTreeMap;

/// Dated rates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// By the currency that is converted and the one it becomes.
    dated: BTreeMap<(Currency, Currency), BTreeMap<Day, Rate>>,
}

impl Rates {
    /// Adds a rate: from a day on, one unit of `from` is so many of `to`.
    pub fn add(&mut self, from: Currency, to: Currency, since: Day, rate: Rate) {
        self.dated.entry((from, to)).or_default().insert(since, rate);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.dated.is_empty()
    }

    /// The rate of a day: the latest one up to then, in this direction or in the other. None if there is none yet.
    pub fn on(&self, from: Currency, to: Currency, day: Day) -> Option<Rate> {
        let latest = |from, to| {
            self.dated.get(&(from, to))?.range(..=day).next_back().map(|(since, rate)| (*since, *rate))
        };
        match (latest(from, to), latest(to, from)) {
            _ if from == to => Some(Rate::ONE),
            (Some((since, rate)), Some((other, inverse))) => {
                Some(if since >= other { rate } else { inverse.inverse() })
            }
            (Some((_, rate)), None) => Some(rate),
            (None, Some((_, inverse))) => Some(inverse.inverse()),
            (None, None) => None,
        }
    }

    /// An amount of one day in another currency.
    pub fn convert(&self, amount: Amount, from: Currency, to: Currency, day: Day) -> Option<Amount> {
        if from == to {
            return Some(amount);
        }
        self.on(from, to, day).map(|rate| amount.times(rate))
    }
}

#[cfg(test)]
mod tests {
    use super::Rates;
    use crate::{
        day::Day,
        money::{Amount, Currency, Rate},
    };

    #[test]
    fn the_latest_rate_up_to_the_day_counts() {
        let day = |text: &str| Day::parse(text).unwrap();
        let mut rates = Rates::default();
        rates.add(Currency::EUR, Currency::USD, day("2025-01-01"), Rate::parse("1.25").unwrap());
        rates.add(Currency::EUR, Currency::USD, day("2025-02-01"), Rate::parse("1").unwrap());
        let convert = |from, to, on: &str| {
            rates.convert(Amount::from_micros(5_000_000), from, to, day(on)).map(|amount| amount.exact())
        };
        let (eur, usd) = (Currency::EUR, Currency::USD);
        assert_eq!(convert(eur, usd, "2024-12-31"), None);
        assert_eq!(convert(eur, usd, "2025-01-31").as_deref(), Some("6.25"));
        assert_eq!(convert(usd, eur, "2025-01-01").as_deref(), Some("4"));
        assert_eq!(convert(eur, usd, "2026-01-01").as_deref(), Some("5"));
        assert_eq!(convert(eur, eur, "1999-01-01").as_deref(), Some("5"));
        assert_eq!(convert(eur, Currency::parse("CHF").unwrap(), "2025-01-31"), None);
    }
}
