//! Amounts as bills write them.

use super::{Amount, DECIMALS, UNIT};
use crate::limits::AMOUNT_UNITS;

/// An amount that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The amount.
    pub amount: Amount,
    /// Whether the text had more decimals than are held, so that it was rounded.
    pub was_rounded: bool,
}

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// There is nothing.
    #[error("there is no amount")]
    Empty,
    /// A sign that groups digits: whether `1,234` is a thousand or one is not to be guessed.
    #[error(
        "digits are grouped: write 1234.5 and not 1,234.5, or set `decimal` of the mapping to the sign that begins the decimals"
    )]
    Grouped,
    /// Something else than digits, a sign, a point and an exponent.
    #[error("it is no number: expected is something like 12.5, -0.0000008 or 1.2E-5")]
    NotANumber,
    /// No bill is that high.
    #[error("it is greater than any bill")]
    TooGreat,
}

impl Amount {
    /// Reads `12.5`, `-0.00000080000`, `1.2E-5`, `+3`. Spaces around it are no matter. Grouped digits are refused.
    pub fn parse(text: &str) -> Result<Parsed, AmountError> {
        Self::parse_bytes(text.as_bytes(), b'.')
    }

    /// The same, with another sign before the decimals.
    pub fn parse_bytes(text: &[u8], decimal: u8) -> Result<Parsed, AmountError> {
        let text = text.trim_ascii();
        let (negative, digits) = match text.split_first() {
            None => return Err(AmountError::Empty),
            Some((b'-', rest)) => (true, rest),
            Some((b'+', rest)) => (false, rest),
            Some(_) => (false, text),
        };
        let number = number(digits, decimal)?;
        let (raw, was_rounded) = number.scaled()?;
        if raw > AMOUNT_UNITS.unsigned_abs() * UNIT.unsigned_abs() {
            return Err(AmountError::TooGreat);
        }
        let raw = i128::try_from(raw).map_err(|_| AmountError::TooGreat)?;
        Ok(Parsed { amount: Amount(if negative { -raw } else { raw }), was_rounded })
    }
}

/// `digits` × 10^`exponent`, and whether digits that did not fit were cut off.
struct Number {
    digits: u128,
    exponent: i32,
    cut: bool,
}

/// More digits than this are cut off: they would not fit, and no bill has them.
const MOST_DIGITS: u128 = 10_u128.pow(36);

fn number(text: &[u8], decimal: u8) -> Result<Number, AmountError> {
    let mut number = Number { digits: 0, exponent: 0, cut: false };
    let (mut some, mut fraction) = (false, false);
    for (at, &byte) in text.iter().enumerate() {
        if byte.is_ascii_digit() {
            some = true;
            if number.digits >= MOST_DIGITS {
                number.cut |= byte != b'0';
                number.exponent += i32::from(!fraction);
                continue;
            }
            number.digits = number.digits * 10 + u128::from(byte - b'0');
            number.exponent -= i32::from(fraction);
        } else if byte == decimal && !fraction {
            fraction = true;
        } else if matches!(byte, b'e' | b'E') && some {
            let exponent = text.get(at + 1..).unwrap_or_default();
            number.exponent = number.exponent.saturating_add(power(exponent)?);
            return Ok(number);
        } else {
            return Err(if some { mistake(byte) } else { AmountError::NotANumber });
        }
    }
    if some { Ok(number) } else { Err(AmountError::NotANumber) }
}

/// What follows `E`.
fn power(text: &[u8]) -> Result<i32, AmountError> {
    let text = std::str::from_utf8(text).map_err(|_| AmountError::NotANumber)?;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotANumber);
    }
    text.parse().map_err(|_| AmountError::NotANumber)
}

fn mistake(byte: u8) -> AmountError {
    // The bytes of a narrow or no-break space begin with 0xC2 and 0xE2.
    match byte {
        b',' | b'.' | b'\'' | b' ' | b'_' | 0xC2 | 0xE2 => AmountError::Grouped,
        _ => AmountError::NotANumber,
    }
}

impl Number {
    /// In whole 10⁻¹⁸, and whether that is not exact.
    fn scaled(&self) -> Result<(u128, bool), AmountError> {
        let shift = self.exponent.saturating_add(DECIMALS.cast_signed());
        if self.digits == 0 {
            return Ok((0, self.cut));
        }
        if shift >= 0 {
            let factor = 10_u128.checked_pow(shift.unsigned_abs()).ok_or(AmountError::TooGreat)?;
            let raw = self.digits.checked_mul(factor).ok_or(AmountError::TooGreat)?;
            return Ok((raw, self.cut));
        }
        let Some(divisor) = 10_u128.checked_pow(shift.unsigned_abs()) else { return Ok((0, true)) };
        let (whole, rest) = (self.digits / divisor, self.digits % divisor);
        let half = rest.cmp(&(divisor - rest));
        let up = half.is_gt() || (half.is_eq() && (self.cut || whole % 2 == 1));
        Ok((whole + u128::from(up), rest != 0 || self.cut))
    }
}
