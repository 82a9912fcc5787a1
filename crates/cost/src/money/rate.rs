//! Converting one currency into another, or into a share of itself.

use super::Amount;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// What one unit of something is worth in units of something else: a positive fraction, so that its inverse is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    numerator: u64,
    denominator: u64,
}

/// Why something is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no rate: write a number above 0 with at most 18 digits, such as 0.9213")]
pub struct RateError(String);

impl Rate {
    /// One is worth one.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// The fraction of two whole numbers above 0.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, RateError> {
        if numerator == 0 || denominator == 0 {
            return Err(RateError(format!("{numerator}/{denominator}")));
        }
        Ok(Self { numerator, denominator })
    }

    /// Reads a decimal number above 0.
    pub fn parse(text: &str) -> Result<Self, RateError> {
        let wrong = || RateError(text.trim().chars().take(40).collect());
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let part = part.trim_end_matches('0');
        let digits = format!("{whole}{part}");
        if whole.is_empty() || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let decimals = u32::try_from(part.len()).map_err(|_| wrong())?;
        Self::new(digits.parse().map_err(|_| wrong())?, 10_u64.pow(decimals)).map_err(|_| wrong())
    }

    /// The other way round.
    #[must_use]
    pub const fn inverse(self) -> Self {
        Self { numerator: self.denominator, denominator: self.numerator }
    }

    /// The nearest floating-point number, to be shown.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl Amount {
    /// So many times this, the nearest 10⁻¹⁸; a half goes to the even one. Saturates.
    #[must_use]
    pub fn times(self, rate: Rate) -> Self {
        let (numerator, denominator) = (i128::from(rate.numerator), i128::from(rate.denominator));
        // Whole multiples and the rest by themselves: the rest and the numerator are below 2⁶⁴, so their product fits
        // without its sign.
        let (whole, rest) = (self.0.div_euclid(denominator), self.0.rem_euclid(denominator));
        let (product, divisor) = (rest.unsigned_abs() * numerator.unsigned_abs(), denominator.unsigned_abs());
        let (part, over) = ((product / divisor).cast_signed(), product % divisor);
        let whole = whole.saturating_mul(numerator);
        let odd = whole.wrapping_add(part) % 2 != 0;
        let up = over > divisor - over || (over == divisor - over && odd);
        Self(whole.saturating_add(part).saturating_add(i128::from(up)))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.to_f64())
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        Self::parse(text)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}

impl<'de> Deserialize<'de> for Rate {
    /// From a number or its text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Rate;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number above 0")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Rate, E> {
                Rate::parse(text).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Rate, E> {
                Rate::new(value, 1).map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Rate, E> {
                // The shortest decimal text that means this number is what was written.
                Rate::parse(&value.to_string()).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
