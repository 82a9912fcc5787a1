//! Amounts for people: `€ 118,254`, and exactly where somebody asks for it.

use leptos::prelude::*;
use portico_chart as chart;
use portico_cost::{
    dashboard::{Dashboard, Unit},
    money::{Amount, Currency, DECIMALS},
};

/// In what a page shows its amounts.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) currency: Currency,
    pub(super) unit: Option<&'a Unit>,
    /// Whether the unit is one of a metric: what is shown is money for one of it.
    pub(super) is_per_unit: bool,
}

/// The sign that stands before an amount; the code where none is known everywhere.
pub(super) fn sign(currency: &Currency) -> &str {
    match currency.code() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        code => code,
    }
}

impl<'a> Shown<'a> {
    pub(super) fn of(dashboard: &'a Dashboard) -> Self {
        let unit = dashboard.unit.as_ref();
        let is_metric = |unit: &Unit| dashboard.unit_costs.iter().any(|cost| cost.metric == unit.id);
        Self { currency: dashboard.currency, unit, is_per_unit: unit.is_some_and(is_metric) }
    }

    /// The same in money, whatever is asked for.
    pub(super) fn in_money(self) -> Self {
        Self { unit: None, is_per_unit: false, ..self }
    }

    /// In money: `€ 118,254`.
    pub(super) fn money(&self, amount: Amount) -> String {
        let minus = if amount < Amount::ZERO { "−" } else { "" };
        format!("{minus}{} {}", sign(&self.currency), digits(amount))
    }

    /// In money, with every decimal: `EUR 118254.10370000001`.
    pub(super) fn exact(&self, amount: Amount) -> String {
        format!("{} {}", self.currency, amount.exact())
    }

    /// A total as it is asked for: in money, or in what stands for it.
    pub(super) fn total(&self, amount: Amount) -> String {
        match self.unit {
            None => self.money(amount),
            Some(unit) => match unit.of(amount) {
                Some(value) => self.axis().say(value),
                None => "unknown".to_owned(),
            },
        }
    }

    /// The same with the exact amount behind it, for programs and for whoever points at it.
    pub(super) fn data(&self, amount: Amount) -> AnyView {
        let (exact, title) = (amount.exact(), self.exact(amount));
        view! { <data value=exact title=title>{self.total(amount)}</data> }.into_any()
    }

    /// What a chart draws for an amount on one of its days.
    pub(super) fn day(&self, place: usize, amount: Amount) -> Option<f64> {
        self.unit.map_or_else(|| Some(amount.to_f64()), |unit| unit.day(place, amount))
    }

    /// How charts write figures.
    pub(super) fn axis(&self) -> chart::Unit {
        match self.unit {
            None => chart::Unit::currency(sign(&self.currency)),
            Some(_) if self.is_per_unit => chart::Unit::currency(sign(&self.currency)),
            Some(unit) if unit.prefix.is_empty() => chart::Unit::things(&many(&unit.one)),
            Some(unit) => chart::Unit::currency(&unit.prefix),
        }
    }
}

/// More than one of something.
fn many(one: &str) -> String {
    if one.is_empty() || one.ends_with('s') { one.to_owned() } else { format!("{one}s") }
}

/// An amount without its sign, with the digits that people read: no cents from a thousand on, two of them below, and what
/// says something where it is less than a cent.
fn digits(amount: Amount) -> String {
    let amount = amount.abs();
    let one = 10_i128.pow(DECIMALS);
    if amount.is_zero() {
        return "0".to_owned();
    }
    if amount.raw() >= 1_000 * one {
        return with_commas(&amount.rounded(0));
    }
    if amount.raw() >= one {
        return with_commas(&amount.rounded(2));
    }
    // Two digits that say something; the last place of an amount is the eighteenth.
    let first = (1..DECIMALS).find(|places| amount.raw().saturating_mul(10_i128.pow(*places)) >= one);
    let text = amount.rounded(first.unwrap_or(DECIMALS).saturating_add(1).max(2));
    let cut = text.trim_end_matches('0');
    if cut.len() < 4 { text.get(..4).unwrap_or(&text).to_owned() } else { cut.to_owned() }
}

fn with_commas(number: &str) -> String {
    let (whole, rest) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::with_capacity(number.len() + number.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(rest) = rest {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// A share of the whole: `97.4 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", with_commas(&format!("{:.1}", (share * 100.0).clamp(-1e9, 1e9))).replace('-', "−"))
}

/// A number with so many decimals and commas.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let minus =
        if value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { "−" } else { "" };
    format!("{minus}{}", with_commas(&text))
}

#[cfg(test)]
mod tests {
    use super::{Shown, number, percent};
    use portico_cost::money::{Amount, Currency};

    #[test]
    fn amounts_are_said_with_the_digits_that_people_read() {
        let shown = Shown { currency: Currency::EUR, unit: None, is_per_unit: false };
        for (amount, expect) in [
            ("118254.10370000001", "€ 118,254"),
            ("1234567.5", "€ 1,234,568"),
            ("999.996", "€ 1,000.00"),
            ("-12.5", "−€ 12.50"),
            ("0.5", "€ 0.50"),
            ("0.041", "€ 0.041"),
            ("0.0000008", "€ 0.0000008"),
            ("0.000000000000000001", "€ 0.000000000000000001"),
            ("0", "€ 0"),
        ] {
            let parsed: Amount = amount.parse().unwrap();
            assert_eq!(shown.money(parsed), expect);
            assert_eq!(shown.exact(parsed), format!("EUR {amount}"));
        }
        let francs = Shown { currency: "CHF".parse().unwrap(), unit: None, is_per_unit: false };
        assert_eq!(francs.money("7".parse().unwrap()), "CHF 7.00");
    }

    #[test]
    fn shares_and_numbers() {
        assert_eq!(percent(0.974), "97.4 %");
        assert_eq!(percent(-0.06), "−6.0 %");
        assert_eq!(percent(12.0), "1,200.0 %");
        assert_eq!(number(2_910_000.4, 0), "2,910,000");
        assert_eq!(number(-0.001, 1), "0.0");
    }
}
