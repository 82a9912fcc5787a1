//! Words of answers: short sentences with rounded figures. Exact ones stand beside them.

use super::{Anomaly, Happened};
use crate::{
    day::{Day, Span},
    money::{Amount, Currency},
};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `EUR 2,140`, with decimals below ten.
pub(super) fn money(amount: Amount, currency: Currency) -> String {
    let small = amount.abs() < Amount::from_micros(10_000_000);
    let text = amount.rounded(if small { currency.decimals() } else { 0 });
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("−", digits));
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let part = part.map(|part| format!(".{part}")).unwrap_or_default();
    format!("{currency} {sign}{grouped}{part}")
}

/// `35 %`.
pub(super) fn percent(ratio: f64) -> String {
    let percent = ratio * 100.0;
    if percent.abs() < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// `5 Nov`.
pub(super) fn day(day: Day) -> String {
    let (_, month, of_month) = day.date();
    format!("{of_month} {}", MONTHS.get(usize::from(month) - 1).unwrap_or(&""))
}

/// `5–9 Nov`, `29 Oct – 2 Nov`, `5 Nov`.
pub(super) fn days(span: Span) -> String {
    if span.first == span.last {
        day(span.first)
    } else if span.first.month() == span.last.month() {
        format!("{}–{}", span.first.date().2, day(span.last))
    } else {
        format!("{} – {}", day(span.first), day(span.last))
    }
}

impl Anomaly {
    /// Tells all of it in one or two sentences, with what changed in the catalog then.
    pub fn explain(&mut self, currency: Currency, changes: Vec<Happened>) {
        self.changes = changes;
        let ratio = self.ratio.map(|ratio| format!(" ({})", percent(ratio))).unwrap_or_default();
        let on = days(Span::new(self.since, self.until));
        let and_on = if self.goes_on { ", and it goes on" } else { "" };
        let mut text =
            format!("{on}: {}{ratio} above what could be expected{and_on}.", money(self.excess, currency));
        if let Some(driver) = self.drivers.first() {
            text.push_str(&format!(" Mostly {}.", driver.name.label));
        }
        if let Some(change) = self.changes.first() {
            let whose = if change.entity.key == self.group.key { "It" } else { change.entity.label.as_str() };
            text.push_str(&format!(" {whose} was {} on {}.", change.what, day(change.day)));
        }
        self.explanation = text;
    }
}

#[cfg(test)]
mod tests {
    use super::{days, money, percent};
    use crate::{
        day::{Day, Span},
        money::{Amount, Currency},
    };

    #[test]
    fn figures_are_short() {
        let check = |amount: &str, expect: &str| {
            assert_eq!(money(amount.parse::<Amount>().unwrap(), Currency::EUR), expect);
        };
        check("1234567.891", "EUR 1,234,568");
        check("-2140", "EUR −2,140");
        check("9.5", "EUR 9.50");
        check("100", "EUR 100");
        assert_eq!((percent(0.354), percent(-0.0412)), ("35 %".into(), "-4.1 %".into()));
        let span = |first: &str, last: &str| Span::new(Day::parse(first).unwrap(), Day::parse(last).unwrap());
        assert_eq!(days(span("2025-11-05", "2025-11-09")), "5–9 Nov");
        assert_eq!(days(span("2025-10-29", "2025-11-02")), "29 Oct – 2 Nov");
        assert_eq!(days(span("2025-11-05", "2025-11-05")), "5 Nov");
    }
}
