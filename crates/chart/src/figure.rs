//! Figures for people. By whole numbers only: the standard library's way of writing floating-point numbers exactly is as
//! large in the browser as a page.

use crate::limits::LARGEST;

/// What figures are counted in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Before a figure: `€`, `CHF`. A sign of one character stands close to it on axes.
    pub before: String,
    /// After a figure: `engineers`.
    pub after: String,
}

impl Unit {
    /// A currency by its sign or code, which stands before.
    pub fn currency(sign: &str) -> Self {
        Self { before: sign.to_owned(), after: String::new() }
    }

    /// A thing that is counted, which stands behind.
    pub fn things(name: &str) -> Self {
        Self { before: String::new(), after: name.to_owned() }
    }

    /// A figure in a sentence: `€ 118,254`, `−€ 12.50`, `11.8 engineers`.
    pub fn say(&self, value: f64) -> String {
        self.around(&figure(value.abs()), value, " ")
    }

    /// A figure on an axis: `€40k`, `CHF 40k`. Where the unit stands behind, the axis leaves it out.
    pub fn axis(&self, value: f64, step: f64) -> String {
        let gap = if self.before.chars().count() > 1 { " " } else { "" };
        let sign = if value < 0.0 { "−" } else { "" };
        let before = if self.before.is_empty() { "" } else { &format!("{}{gap}", self.before) };
        format!("{sign}{before}{}", compact(value.abs(), step))
    }

    fn around(&self, figure: &str, value: f64, gap: &str) -> String {
        let sign =
            if value < 0.0 && figure.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { "−" } else { "" };
        let (before, after) = (&self.before, &self.after);
        match (before.is_empty(), after.is_empty()) {
            (true, true) => format!("{sign}{figure}"),
            (false, true) => format!("{sign}{before}{gap}{figure}"),
            (true, false) => format!("{sign}{figure} {after}"),
            (false, false) => format!("{sign}{before}{gap}{figure} {after}"),
        }
    }
}

/// What can be drawn: nonsense is nothing, and there is a largest figure.
pub fn sane(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(-LARGEST, LARGEST) }
}

/// A figure of no sign with the digits that people read: `118,254`, `41.30`, `0.041`, `0.0000008`.
fn figure(value: f64) -> String {
    let value = sane(value).abs();
    if value >= 1e12 {
        return compact(value, value / 100.0);
    }
    if value >= 1_000.0 {
        return fixed(value, 0);
    }
    if value >= 1.0 || value == 0.0 {
        return fixed(value, if value == 0.0 { 0 } else { 2 });
    }
    // Two digits that say something, and at least cents.
    let digits = (2..=16).find(|digits| value * power(digits - 1) >= 1.0).unwrap_or(16);
    let text = fixed(value, digits);
    match text.trim_end_matches('0') {
        cut if cut.len() < 4 => text[..4].to_owned(),
        cut => cut.to_owned(),
    }
}

/// A figure on an axis whose ticks are a step apart: `0`, `40k`, `1.5M`, `0.002`.
pub fn compact(value: f64, step: f64) -> String {
    const SIZES: [(f64, &str); 4] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")];
    let (value, step) = (sane(value).abs(), sane(step).abs());
    if value == 0.0 {
        return "0".to_owned();
    }
    // Ticks of an axis whose top is below ten thousand read well as they are: 2,500.
    let size = SIZES.into_iter().find(|(size, _)| value >= *size && (*size > 1e3 || value >= 1e4));
    let (size, letter) = size.unwrap_or((1.0, ""));
    let (value, step) = (value / size, step / size);
    let digits = (0..=16).find(|digits| is_whole(step * power(*digits))).unwrap_or(2);
    let digits = if size > 1.0 { digits.min(2) } else { digits };
    format!("{}{letter}", fixed(value, digits))
}

fn is_whole(value: f64) -> bool {
    value >= 0.999 && (value - value.round()).abs() < 1e-6 * value.max(1.0)
}

fn power(digits: u32) -> f64 {
    (0..digits).fold(1.0, |power, _| power * 10.0)
}

/// A number of no sign with so many digits behind the point, and commas before it.
fn fixed(value: f64, digits: u32) -> String {
    // Sixteen digits in all fit into an u64; who asks for more has a smaller number.
    let scaled = (value * power(digits)).round() as u64;
    let unit = 10_u64.pow(digits.min(18));
    let (whole, rest) = (scaled / unit, scaled % unit);
    let whole = with_commas(whole);
    if digits == 0 { whole } else { format!("{whole}.{rest:0width$}", width = digits as usize) }
}

fn with_commas(whole: u64) -> String {
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in whole percent, `< 1` for what is there but rounds to nothing.
pub(crate) fn percent(part: f64, whole: f64) -> String {
    if whole <= 0.0 || part <= 0.0 {
        return "0 %".to_owned();
    }
    match fixed(part / whole * 100.0, 0).as_str() {
        "0" => "under 1 %".to_owned(),
        rounded => format!("{rounded} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Unit, compact, percent};

    #[test]
    fn figures_are_said_with_the_digits_that_people_read() {
        let unit = Unit::currency("€");
        for (value, expect) in [
            (118_254.4, "€ 118,254"),
            (1_000.0, "€ 1,000"),
            (999.994, "€ 999.99"),
            (41.3, "€ 41.30"),
            (0.5, "€ 0.50"),
            (0.041, "€ 0.041"),
            (0.000_000_8, "€ 0.0000008"),
            (0.0, "€ 0"),
            (-12.5, "−€ 12.50"),
            (-1_234_567.0, "−€ 1,234,567"),
            (f64::NAN, "€ 0"),
            (f64::INFINITY, "€ 1,000,000T"),
            (1e-300, "€ 0.00"),
            (-1e-300, "€ 0.00"),
        ] {
            assert_eq!(unit.say(value), expect, "{value}");
        }
        assert_eq!(Unit::things("engineers").say(11.8), "11.80 engineers");
        assert_eq!(Unit::currency("CHF").say(7.0), "CHF 7.00");
    }

    #[test]
    fn axes_are_short() {
        let unit = Unit::currency("€");
        assert_eq!(unit.axis(160_000.0, 40_000.0), "€160k");
        assert_eq!(unit.axis(0.0, 40_000.0), "€0");
        assert_eq!(unit.axis(2_500.0, 500.0), "€2,500");
        assert_eq!(unit.axis(1_500_000.0, 500_000.0), "€1.5M");
        assert_eq!(unit.axis(-200.0, 100.0), "−€200");
        assert_eq!(unit.axis(0.002, 0.001), "€0.002");
        assert_eq!(unit.axis(0.000_000_8, 0.000_000_2), "€0.0000008");
        assert_eq!(Unit::currency("CHF").axis(12_500.0, 2_500.0), "CHF 12.5k");
        assert_eq!(Unit::things("engineers").axis(2.5, 0.5), "2.5");
        assert_eq!(compact(3e14, 1e14), "300T");
    }

    #[test]
    fn small_shares_are_not_said_to_be_nothing() {
        assert_eq!(percent(53.0, 100.0), "53 %");
        assert_eq!(percent(0.1, 100.0), "under 1 %");
        assert_eq!(percent(0.0, 100.0), "0 %");
        assert_eq!(percent(1.0, 0.0), "0 %");
    }
}
