//! Totals, what they were, and how a change is to be taken.

use super::{Books, Change, Figures, Judgement};
use crate::{day::Span, money::Amount};

/// Changes of a smaller part than this are negligible, by Cost Insights.
const RATIO: f64 = 0.05;

/// The change from one total to another.
pub(super) fn change(now: Amount, before: Amount) -> Change {
    let amount = now - before;
    let ratio = (!before.is_zero()).then(|| amount.to_f64() / before.to_f64().abs());
    let judgement = match ratio {
        Some(ratio) if ratio.abs() < RATIO => Judgement::Negligible,
        _ if amount.is_zero() => Judgement::Negligible,
        _ if amount > Amount::ZERO => Judgement::Excess,
        _ => Judgement::Savings,
    };
    Change { amount, ratio, judgement }
}

/// What an engineer costs in so many days; never nothing.
pub(super) fn engineer(yearly: Amount, days: usize) -> f64 {
    (yearly.to_f64() * super::expect::count(days) / 365.0).max(f64::MIN_POSITIVE)
}

/// The figures of the totals of a span, of the one before, and of that a year before. Of times before all costs there
/// is nothing to say.
pub(super) fn figures(books: &Books, sums: &[Amount], spans: [Span; 3]) -> Figures {
    let of = |place: usize| sums.get(place).copied().unwrap_or_default();
    let since = books.ledger.span().map(|span| span.first);
    let known = |span: Span| since.is_some_and(|since| since <= span.first);
    let total = of(0);
    let [_, previous, year_before] = spans;
    let previous = known(previous).then(|| of(1));
    let year_before = known(year_before).then(|| of(2));
    let against = |before: Option<Amount>| before.map(|before| change(total, before));
    Figures { total, previous, year_before, change: against(previous), yearly_change: against(year_before) }
}

/// A part of a whole, from 0 to 1; 0 of nothing.
pub(super) fn share(part: Amount, whole: Amount) -> f64 {
    if whole.is_zero() { 0.0 } else { part.to_f64() / whole.to_f64() }
}

/// The nearest amount in millionths: what is only expected needs no more.
pub(super) fn money(value: f64) -> Amount {
    #[expect(clippy::cast_possible_truncation, reason = "held within what fits")]
    let micros = (value * 1e6).round().clamp(-1e24, 1e24) as i128;
    Amount::from_micros(micros)
}
