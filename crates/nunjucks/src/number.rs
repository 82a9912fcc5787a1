//! Numbers written and read as JavaScript does it.

use serde_json::{Number as JsonNumber, Value as Json};

use crate::text::{is_space, trim};

/// Integers up to here are exact.
const SAFE: f64 = 9_007_199_254_740_992.0;
/// From here on numbers are written with an exponent.
const PLAIN_UNTIL: f64 = 1e21;
/// More digits than any number has after its point.
const EXACT_DIGITS: usize = 1_080;

/// The decimal digits of a positive number without leading zeros, and where its point is: `(digits, 2)` of 12.5 is
/// `("125", 2)`.
struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

/// A number as JSON; what is no number becomes null.
pub(crate) fn to_json(value: f64) -> Json {
    if value.fract() == 0.0 && value.abs() <= SAFE {
        return Json::from(value as i64);
    }
    JsonNumber::from_f64(value).map_or(Json::Null, Json::Number)
}

/// The shortest text that reads back as the same number.
pub(crate) fn write(value: f64) -> String {
    if let Some(special) = special(value) {
        return special.to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}", plain(&shortest(value.abs())))
}

fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else if value == 0.0 {
        Some("0")
    } else {
        None
    }
}

fn shortest(value: f64) -> Decimal {
    let written = format!("{value:e}");
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    Decimal {
        digits: mantissa.bytes().filter(u8::is_ascii_digit).collect(),
        point: exponent.parse::<i32>().unwrap_or_default() + 1,
    }
}

/// All digits that the number really has.
fn exact(value: f64) -> Decimal {
    let written = format!("{value:.EXACT_DIGITS$}");
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let zeros = all.iter().take_while(|digit| **digit == b'0').count();
    let point = i32::try_from(whole.len()).unwrap_or(i32::MAX) - i32::try_from(zeros).unwrap_or(0);
    Decimal { digits: all.get(zeros..).unwrap_or_default().to_vec(), point }
}

fn plain(decimal: &Decimal) -> String {
    let count = i32::try_from(decimal.digits.len()).unwrap_or(i32::MAX);
    let digits = String::from_utf8_lossy(&decimal.digits).into_owned();
    let point = decimal.point;
    if point > 21 || point <= -6 {
        return with_exponent(&digits, point - 1);
    }
    if point <= 0 {
        return format!("0.{}{digits}", zeros(-point));
    }
    if count <= point {
        return format!("{digits}{}", zeros(point - count));
    }
    let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or_default());
    format!("{whole}.{fraction}")
}

fn zeros(count: i32) -> String {
    "0".repeat(usize::try_from(count).unwrap_or_default())
}

fn with_exponent(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let point = if rest.is_empty() { "" } else { "." };
    format!("{first}{point}{rest}e{sign}{}", exponent.unsigned_abs())
}

/// Cuts to `count` digits, half upwards; zeros are added when there are fewer.
fn rounded(decimal: Decimal, count: i32) -> Decimal {
    let Decimal { mut digits, mut point } = decimal;
    let Ok(count) = usize::try_from(count) else { return Decimal { digits: Vec::new(), point } };
    let up = digits.get(count).is_some_and(|digit| *digit >= b'5');
    digits.resize(count, b'0');
    if up {
        let nines = digits.iter().rev().take_while(|digit| **digit == b'9').count();
        let kept = count - nines;
        digits[kept..].fill(b'0');
        match kept.checked_sub(1) {
            Some(last) => digits[last] += 1,
            None => {
                digits.insert(0, b'1');
                point += 1;
            }
        }
    }
    Decimal { digits, point }
}

/// `toFixed`: that many digits after the point.
pub(crate) fn to_fixed(value: f64, places: i32) -> String {
    if !value.is_finite() || value.abs() >= PLAIN_UNTIL {
        return write(value);
    }
    let before = if value == 0.0 { Decimal { digits: Vec::new(), point: 0 } } else { exact(value.abs()) };
    let kept = before.point + places;
    let decimal = rounded(before, kept);
    let digits = String::from_utf8_lossy(&decimal.digits).into_owned();
    let wanted = usize::try_from(places).unwrap_or_default();
    let padded = format!("{digits:0>width$}", width = wanted + 1);
    let (whole, fraction) = padded.split_at(padded.len() - wanted);
    let sign = if value < 0.0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// `toExponential`: that many digits after the first, or as many as needed.
pub(crate) fn to_exponential(value: f64, places: Option<i32>) -> String {
    if !value.is_finite() {
        return write(value);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let decimal = match places {
        _ if value == 0.0 => Decimal { digits: zeros(places.unwrap_or_default() + 1).into_bytes(), point: 1 },
        None => shortest(value.abs()),
        Some(places) => rounded_to(exact(value.abs()), places + 1),
    };
    format!("{sign}{}", with_exponent(&String::from_utf8_lossy(&decimal.digits), decimal.point - 1))
}

/// `toPrecision`: that many digits in all.
pub(crate) fn to_precision(value: f64, count: i32) -> String {
    if !value.is_finite() {
        return write(value);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let decimal = match value == 0.0 {
        true => Decimal { digits: zeros(count).into_bytes(), point: 1 },
        false => rounded_to(exact(value.abs()), count),
    };
    let digits = String::from_utf8_lossy(&decimal.digits).into_owned();
    let exponent = decimal.point - 1;
    if exponent < -6 || exponent >= count {
        return format!("{sign}{}", with_exponent(&digits, exponent));
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", zeros(-exponent - 1));
    }
    let (whole, fraction) = digits.split_at(usize::try_from(decimal.point).unwrap_or_default());
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// The same with exactly that many digits, also when rounding made one more.
fn rounded_to(decimal: Decimal, count: i32) -> Decimal {
    let mut decimal = rounded(decimal, count);
    decimal.digits.truncate(usize::try_from(count).unwrap_or_default());
    decimal
}

/// `toString` with a base from 2 to 36.
pub(crate) fn to_base(value: f64, base: u32) -> String {
    if base == 10 || !value.is_finite() || value == 0.0 {
        return write(value);
    }
    let radix = f64::from(base);
    let magnitude = value.abs();
    let mut whole = magnitude.floor();
    let (fraction, carried) = fraction_digits(magnitude, magnitude - whole, base);
    if carried {
        whole += 1.0;
    }
    let mut digits = Vec::new();
    while whole >= SAFE {
        whole /= radix;
        digits.push('0');
    }
    whole = whole.floor();
    loop {
        let digit = whole % radix;
        digits.push(char::from_digit(digit as u32, base).unwrap_or('0'));
        whole = (whole - digit) / radix;
        if whole <= 0.0 {
            break;
        }
    }
    if value < 0.0 {
        digits.push('-');
    }
    let mut written: String = digits.iter().rev().collect();
    if !fraction.is_empty() {
        written.push('.');
        written.extend(fraction.iter().filter_map(|digit| char::from_digit(*digit, base)));
    }
    written
}

/// The digits after the point, as few as tell the number from its neighbours, and whether they round up to the next
/// integer.
fn fraction_digits(value: f64, fraction: f64, base: u32) -> (Vec<u32>, bool) {
    let radix = f64::from(base);
    let mut fraction = fraction;
    let mut delta = (0.5 * (value.next_up() - value)).max(f64::from_bits(1));
    let mut digits: Vec<u32> = Vec::new();
    if fraction < delta {
        return (digits, false);
    }
    loop {
        fraction *= radix;
        delta *= radix;
        let digit = fraction as u32;
        digits.push(digit);
        fraction -= f64::from(digit);
        let up = fraction > 0.5 || (fraction == 0.5 && digit % 2 == 1);
        if up && fraction + delta > 1.0 {
            while let Some(last) = digits.pop() {
                if last + 1 < base {
                    digits.push(last + 1);
                    return (digits, false);
                }
            }
            return (digits, true);
        }
        if fraction < delta {
            return (digits, false);
        }
    }
}

/// `Number(text)`.
pub(crate) fn read(text: &str) -> f64 {
    let text = trim(text);
    if text.is_empty() {
        return 0.0;
    }
    for (prefixes, base) in [(["0x", "0X"], 16), (["0o", "0O"], 8), (["0b", "0B"], 2)] {
        if let Some(digits) = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)) {
            let all = !digits.is_empty() && digits.chars().all(|c| c.is_digit(base));
            return if all { accumulate(digits, base) } else { f64::NAN };
        }
    }
    let end = decimal_end(text);
    if end == text.len() { decimal(text) } else { f64::NAN }
}

/// `parseFloat(text)`: the number that the text begins with.
pub(crate) fn read_prefix(text: &str) -> f64 {
    let text = text.trim_start_matches(is_space);
    let end = decimal_end(text);
    if end == 0 { f64::NAN } else { decimal(&text[..end]) }
}

fn decimal(text: &str) -> f64 {
    match text.trim_start_matches(['+', '-']) {
        "Infinity" if text.starts_with('-') => f64::NEG_INFINITY,
        "Infinity" => f64::INFINITY,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

/// How many bytes of a text are a decimal number, zero if it begins with none.
fn decimal_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        (at, at - start)
    };
    let start = usize::from(text.starts_with(['+', '-']));
    if text[start..].starts_with("Infinity") {
        return start + "Infinity".len();
    }
    let (mut end, whole) = digits(start);
    if bytes.get(end) == Some(&b'.') {
        let (after, fraction) = digits(end + 1);
        if whole + fraction == 0 {
            return 0;
        }
        end = after;
    } else if whole == 0 {
        return 0;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let (after, exponent) = digits(end + 1 + sign);
        if exponent > 0 {
            return after;
        }
    }
    end
}

/// `parseInt(text, base)`; a base of zero is ten, or sixteen after `0x`.
pub(crate) fn read_integer(text: &str, base: f64) -> f64 {
    let text = text.trim_start_matches(is_space);
    let negative = text.starts_with('-');
    let mut digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut base = to_int32(base);
    if base != 0 && !(2..=36).contains(&base) {
        return f64::NAN;
    }
    if matches!(base, 0 | 16)
        && let Some(rest) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"))
    {
        digits = rest;
        base = 16;
    }
    let base = if base == 0 { 10 } else { base.unsigned_abs() };
    let end = digits.find(|c: char| !c.is_digit(base)).unwrap_or(digits.len());
    if end == 0 {
        return f64::NAN;
    }
    let value = accumulate(&digits[..end], base);
    if negative { -value } else { value }
}

fn accumulate(digits: &str, base: u32) -> f64 {
    if base == 10 {
        return digits.parse().unwrap_or(f64::NAN);
    }
    digits
        .chars()
        .fold(0.0, |sum, digit| sum * f64::from(base) + f64::from(digit.to_digit(base).unwrap_or_default()))
}

/// A number as a 32-bit integer, wrapping around.
pub(crate) fn to_int32(value: f64) -> i32 {
    to_uint32(value) as i32
}

/// A number as an unsigned 32-bit integer, wrapping around.
pub(crate) fn to_uint32(value: f64) -> u32 {
    if !value.is_finite() {
        return 0;
    }
    let wrapped = value.trunc() % 4_294_967_296.0;
    let positive = if wrapped < 0.0 { wrapped + 4_294_967_296.0 } else { wrapped };
    positive as u32
}

/// `a ** b`.
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (exponent.is_infinite() && base.abs() == 1.0) {
        return f64::NAN;
    }
    base.powf(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_javascript_does() {
        for (value, expect) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-12.5, "-12.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e21, "1e+21"),
            (123456789012345680000.0, "123456789012345680000"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (f64::NAN, "NaN"),
            (5e-324, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
        ] {
            assert_eq!(write(value), expect);
        }
    }

    #[test]
    fn digits_are_rounded_half_up() {
        assert_eq!(to_fixed(2.5, 0), "3");
        assert_eq!(to_fixed(-2.5, 0), "-3");
        assert_eq!(to_fixed(0.5, 0), "1");
        assert_eq!(to_fixed(1.005, 2), "1.00");
        assert_eq!(to_fixed(0.000001, 2), "0.00");
        assert_eq!(to_fixed(99.996, 2), "100.00");
        assert_eq!(to_fixed(0.0, 3), "0.000");
        assert_eq!(to_precision(123.456, 4), "123.5");
        assert_eq!(to_precision(0.00001, 2), "0.000010");
        assert_eq!(to_precision(1234.5, 2), "1.2e+3");
        assert_eq!(to_precision(99.99, 2), "1.0e+2");
        assert_eq!(to_exponential(12345.0, Some(2)), "1.23e+4");
        assert_eq!(to_exponential(12345.0, None), "1.2345e+4");
        assert_eq!(to_exponential(0.0, Some(2)), "0.00e+0");
    }

    #[test]
    fn other_bases_have_fractions() {
        assert_eq!(to_base(255.0, 16), "ff");
        assert_eq!(to_base(-255.5, 2), "-11111111.1");
        assert_eq!(to_base(0.1, 3), "0.0022002200220022002200220022002201");
    }

    #[test]
    fn texts_are_read_as_javascript_does() {
        for (text, expect) in [
            ("", 0.0),
            (" 12 ", 12.0),
            ("0x1F", 31.0),
            ("1e3", 1000.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("-3", -3.0),
        ] {
            assert_eq!(read(text), expect, "{text}");
        }
        assert!(
            ["x", "1x", "0x", "1e", ".", "--1", "1_000", "inf", "nan"].iter().all(|text| read(text).is_nan())
        );
        assert_eq!(read_prefix("1.50px"), 1.5);
        assert_eq!(read_prefix("-.5e1e"), -5.0);
        assert!(read_prefix("e1").is_nan());
        assert_eq!(read_integer("0x1f", 0.0), 31.0);
        assert_eq!(read_integer("007", 10.0), 7.0);
        assert_eq!(read_integer("z", 36.0), 35.0);
        assert!(read_integer("9", 8.0).is_nan());
    }
}
