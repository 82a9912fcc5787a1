//! What a plain scalar means.

use super::Content;
use serde_json::Number;

/// Reads a plain scalar by YAML 1.2's core schema.
pub(super) fn core(text: &str) -> Content {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Content::Null,
        "true" | "True" | "TRUE" => Content::Bool(true),
        "false" | "False" | "FALSE" => Content::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Content::Null,
        _ if is_infinity(text) => Content::Null,
        _ => number(text).map_or_else(|| Content::Text(text.to_owned()), Content::Number),
    }
}

/// Reads a plain scalar by YAML 1.1: more words for booleans, octal numbers with a leading zero, `_` in numbers.
pub(super) fn version_1_1(text: &str) -> Content {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Content::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Content::Bool(false),
        _ => {}
    }
    let bare = text.replace('_', "");
    let octal = bare.strip_prefix('0').filter(|digits| is_digits(digits, 8));
    if let Some(number) = octal.and_then(|digits| i64::from_str_radix(digits, 8).ok()) {
        return Content::Number(number.into());
    }
    let binary = bare.strip_prefix("0b").filter(|digits| is_digits(digits, 2));
    if let Some(number) = binary.and_then(|digits| i64::from_str_radix(digits, 2).ok()) {
        return Content::Number(number.into());
    }
    if bare.len() != text.len() && text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-')) {
        return number(&bare).map_or_else(|| Content::Text(text.to_owned()), Content::Number);
    }
    core(text)
}

fn is_infinity(text: &str) -> bool {
    let bare = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(bare, ".inf" | ".Inf" | ".INF")
}

fn is_digits(text: &str, radix: u32) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_digit(radix))
}

fn number(text: &str) -> Option<Number> {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix).filter(|digits| is_digits(digits, radix)) {
            return u64::from_str_radix(digits, radix).ok().map(Number::from);
        }
    }
    let bare = text.strip_prefix(['+', '-']).unwrap_or(text);
    if is_digits(bare, 10) {
        let text = text.strip_prefix('+').unwrap_or(text);
        let exact = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
        return exact.ok().or_else(|| float(text));
    }
    is_decimal(bare).then(|| float(text)).flatten()
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => is_digits(fraction, 10),
        Some((whole, fraction)) => is_digits(whole, 10) && fraction.chars().all(|c| c.is_ascii_digit()),
        None => is_digits(mantissa, 10),
    };
    let exponent_fits =
        exponent.is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), 10));
    mantissa_fits && exponent_fits
}

/// A decimal number; a whole one becomes an integer, as it is one in JavaScript's JSON.
fn float(text: &str) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let value: f64 = text.parse().ok()?;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}
