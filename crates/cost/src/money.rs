//! Money: whole numbers of 10⁻¹⁸ of a currency's unit, so that sums of bills are exact.

mod parse;
mod rate;
mod split;

pub use parse::{AmountError, Parsed};
pub use rate::{Rate, RateError};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
    str::FromStr,
};

/// Decimal places that an [`Amount`] holds.
pub const DECIMALS: u32 = 18;

const UNIT: i128 = 10_i128.pow(DECIMALS);
const MICRO: i128 = UNIT / 1_000_000;

/// An amount of one currency, in whole 10⁻¹⁸ of its unit. Exact for what bills contain: they have 10 to 16 decimals.
///
/// Sums saturate. They cannot get there with amounts that were read: those are below
/// [`limits::AMOUNT_UNITS`](crate::limits::AMOUNT_UNITS), and 17 million of the greatest still fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From whole 10⁻¹⁸ of the unit.
    pub const fn from_raw(raw: i128) -> Self {
        Self(raw)
    }

    /// In whole 10⁻¹⁸ of the unit.
    pub const fn raw(self) -> i128 {
        self.0
    }

    /// From whole 10⁻⁶ of the unit.
    pub const fn from_micros(micros: i128) -> Self {
        Self(micros.saturating_mul(MICRO))
    }

    /// In whole 10⁻⁶ of the unit, the nearest; a half goes to the even one.
    pub const fn micros(self) -> i128 {
        divided(self.0, MICRO)
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// All decimals, without zeros at the end: `12.5`, `-0.00000080`'s `-0.0000008`, `3`.
    pub fn exact(self) -> String {
        let whole = self.0.unsigned_abs() / UNIT.unsigned_abs();
        let part = self.0.unsigned_abs() % UNIT.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        if part == 0 {
            return format!("{sign}{whole}");
        }
        let part = format!("{part:018}");
        format!("{sign}{whole}.{}", part.trim_end_matches('0'))
    }

    /// With exactly so many decimals, at most 18; a half goes to the even neighbour. What rounds to nothing has no sign.
    pub fn rounded(self, decimals: u32) -> String {
        let decimals = decimals.min(DECIMALS);
        let scale = 10_i128.pow(decimals);
        let count = divided(self.0, UNIT / scale);
        let sign = if count < 0 { "-" } else { "" };
        let (whole, part) =
            (count.unsigned_abs() / scale.unsigned_abs(), count.unsigned_abs() % scale.unsigned_abs());
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:0width$}", width = decimals as usize),
        }
    }

    /// The nearest floating-point number, for charts and for interfaces that are made so. Nothing is summed with it.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
    pub fn to_f64(self) -> f64 {
        // Whole and part by themselves: both are exact for longer than their quotient is.
        (self.0 / UNIT) as f64 + (self.0 % UNIT) as f64 / UNIT as f64
    }

    /// From a floating-point number, such as a budget or a trend: exact in what a `f64` shows. None if it is no number
    /// or too great.
    pub fn from_f64(value: f64) -> Option<Self> {
        // The shortest decimal text that means this number is what was meant by it.
        value.is_finite().then(|| Self::parse(&format!("{value:e}")).ok())?.map(|parsed| parsed.amount)
    }
}

/// The nearest quotient of a positive `divisor`; a half goes to the even one.
pub(crate) const fn divided(value: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (value.div_euclid(divisor), value.rem_euclid(divisor));
    let up = rest > divisor - rest || (rest == divisor - rest && quotient % 2 != 0);
    if up { quotient + 1 } else { quotient }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.exact())
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        Self::parse(text).map(|parsed| parsed.amount)
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Amount> for Amount {
    fn sum<I: Iterator<Item = &'a Amount>>(amounts: I) -> Self {
        amounts.copied().sum()
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.exact())
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A currency by its code of three letters, such as EUR.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Why a text is no currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no currency's code: write three letters, such as EUR")]
pub struct CurrencyError(String);

impl Currency {
    /// US dollars, which clouds bill in unless they are asked for something else.
    pub const USD: Self = Self(*b"USD");
    /// Euros.
    pub const EUR: Self = Self(*b"EUR");

    /// Reads a code, in either case.
    pub fn parse(text: &str) -> Result<Self, CurrencyError> {
        Self::from_bytes(text.as_bytes()).ok_or_else(|| CurrencyError(text.trim().chars().take(40).collect()))
    }

    pub(crate) fn from_bytes(text: &[u8]) -> Option<Self> {
        let code: [u8; 3] = text.trim_ascii().try_into().ok()?;
        code.iter().all(u8::is_ascii_alphabetic).then(|| Self(code.map(|letter| letter.to_ascii_uppercase())))
    }

    /// The code, in capitals.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimal places in which people pay: 0 for the yen, 3 for the dinars, 2 for nearly all.
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        Self::parse(text)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
