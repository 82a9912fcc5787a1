//! What the current month will come to.

use super::{Forecast, ForecastDay, expect::outlook, figures::money};
use crate::{
    day::{Day, Span},
    money::Amount,
};

/// Days before the last complete one that a forecast is learnt from.
pub(super) const HISTORY: i32 = 100;

/// The forecast of the month of the last complete day. `daily` begins with `first` and has that day.
pub(super) fn forecast(daily: &[Amount], first: Day, since: Day, through: Day) -> Option<Forecast> {
    let days = usize::try_from(through.since(first).saturating_add(1)).ok()?;
    let known = daily.get(..days)?;
    let sum = |span: Span| -> Amount {
        let of = known.iter().zip(0..).filter(|(_, place)| span.contains(first.plus(*place)));
        of.map(|(amount, _)| *amount).sum()
    };
    let month = through.month();
    let so_far = sum(Span::new(month.first(), through));
    let values: Vec<f64> = known.iter().map(|amount| amount.to_f64()).collect();
    let left = Span::new(through.next(), month.last());
    let ahead = outlook(&values, first, left.len())?;
    let of_day = |(day, value): (Day, &f64)| ForecastDay {
        day,
        amount: money(*value),
        low: money((value - ahead.band).max(0.0_f64.min(*value))),
        high: money(value + ahead.band),
    };
    let days: Vec<ForecastDay> = left.days().zip(&ahead.days).map(of_day).collect();
    let expected = so_far + days.iter().map(|day| day.amount).sum::<Amount>();
    let band = if days.is_empty() { Amount::ZERO } else { money(ahead.band_of_all) };
    let before = month.previous().span();
    Some(Forecast {
        month,
        so_far,
        expected,
        low: (expected - band).max(so_far.min(expected)),
        high: expected + band,
        month_before: (since <= before.first && first <= before.first).then(|| sum(before)),
        days,
        learnt_from: ahead.learnt_from,
        is_rough: ahead.is_rough,
    })
}
