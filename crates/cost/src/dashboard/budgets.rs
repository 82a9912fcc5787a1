//! Budgets: what is spent, what will be, and when they are used up.

use super::{
    Budget, BudgetState, Burn, Named,
    expect::{count, outlook},
    figures::{money, share},
};
use crate::{
    config::BudgetSetting,
    day::{Day, Span},
    money::Amount,
};

/// The days that a budget is for: the month, or the year, of the last complete day.
pub(super) fn span(setting: &BudgetSetting, through: Day) -> Span {
    let month = through.month();
    if !setting.is_yearly {
        return month.span();
    }
    let first = Day::new(month.year(), 1, 1).unwrap_or(through);
    let last = Day::new(month.year(), 12, 31).unwrap_or(through);
    Span::new(first, last)
}

/// How a budget stands. `daily` begins with `first`, is of whom the budget is for, and has the last complete day.
pub(super) fn budget(
    setting: &BudgetSetting,
    of: Named,
    (daily, first): (&[Amount], Day),
    through: Day,
    tight: f64,
) -> Budget {
    let span = span(setting, through);
    let place = |day: Day| usize::try_from(day.since(first)).unwrap_or_default();
    let known = daily.get(..=place(through)).unwrap_or(daily);
    let values: Vec<f64> = known.iter().map(|amount| amount.to_f64()).collect();
    let left = Span::new(through.next(), span.last);
    let ahead = outlook(&values, first, left.len()).map(|ahead| ahead.days).unwrap_or_default();
    let mut burn = Vec::with_capacity(span.len());
    let mut spent_to = Amount::ZERO;
    for (number, day) in span.days().enumerate() {
        let is_expected = day > through;
        spent_to += match is_expected {
            false if day >= first => known.get(place(day)).copied().unwrap_or_default(),
            false => Amount::ZERO,
            true => {
                ahead.get(place(day).saturating_sub(known.len())).map_or(Amount::ZERO, |value| money(*value))
            }
        };
        let even = money(setting.amount.to_f64() * count(number + 1) / count(span.len()));
        burn.push(Burn { day, spent: spent_to, even, is_expected });
    }
    let spent = burn.iter().rev().find(|burn| !burn.is_expected).map_or(Amount::ZERO, |burn| burn.spent);
    let week = known.get(known.len().saturating_sub(7)..).unwrap_or_default();
    let share = share(spent, setting.amount);
    let time = count(Span::new(span.first, through).len()) / count(span.len());
    let overrun = burn.iter().find(|burn| burn.spent > setting.amount).map(|burn| burn.day);
    let state = if spent > setting.amount {
        BudgetState::Over
    } else if overrun.is_some() || (share >= tight && share > time) {
        BudgetState::Tight
    } else {
        BudgetState::Fine
    };
    Budget {
        name: setting.name.clone(),
        of,
        span,
        amount: setting.amount,
        spent,
        expected: spent_to,
        left: setting.amount - spent,
        share,
        days_left: u32::try_from(left.len()).unwrap_or_default(),
        pace: money(week.iter().sum::<Amount>().to_f64() / count(week.len().max(1))),
        overrun,
        state,
        burn,
    }
}
