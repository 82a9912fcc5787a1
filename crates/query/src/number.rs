//! Numbers as text, spelled as JavaScript spells them, because the index compares texts and the
//! clients' languages all agree with JavaScript on JSON numbers.

use serde_json::Number;

/// The text of a JSON number: `3`, `1.5`, `1e+21`.
pub(crate) fn number_text(number: &Number) -> String {
    const EXACT: u64 = 1 << 53;
    if let Some(n) = number.as_i64().filter(|n| n.unsigned_abs() <= EXACT) {
        return n.to_string();
    }
    match number.as_f64() {
        Some(value) if value.is_finite() => float_text(value),
        _ => number.to_string(),
    }
}

fn float_text(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    // `{:e}` gives the shortest digits that read back as the same number: `d.ddde±x`.
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific.as_str(), "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}", layout(&digits, exponent))
}

/// Places the point among `digits`, of which the first has the weight 10^`exponent`.
fn layout(digits: &str, exponent: i32) -> String {
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let point = exponent + 1;
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    if count <= point && point <= 21 {
        return format!("{digits}{}", zeros(point - count));
    }
    if 0 < point && point <= 21 {
        let (whole, rest) = digits.split_at(usize::try_from(point).unwrap_or(0));
        return format!("{whole}.{rest}");
    }
    if -6 < point && point <= 0 {
        return format!("0.{}{digits}", zeros(-point));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let fraction = if rest.is_empty() { String::new() } else { format!(".{rest}") };
    format!("{first}{fraction}e{sign}{}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::number_text;

    #[track_caller]
    fn check(json: &str, expect: &str) {
        assert_eq!(number_text(&serde_json::from_str(json).unwrap()), expect);
    }

    #[test]
    fn numbers_are_spelled_as_in_javascript() {
        check("0", "0");
        check("-0.0", "0");
        check("1.0", "1");
        check("-12", "-12");
        check("1.50", "1.5");
        check("0.000001", "0.000001");
        check("0.0000001", "1e-7");
        check("1e20", "100000000000000000000");
        check("1e21", "1e+21");
        check("-1.25e-9", "-1.25e-9");
        check("9007199254740993", "9007199254740992");
        check("18446744073709551615", "18446744073709552000");
    }
}
