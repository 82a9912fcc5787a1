//! Numbers with a point, for styles. By whole numbers only: the standard library's way of writing floating-point numbers
//! exactly is as large in the browser as a page.

/// A number with a few digits behind the point; nonsense is zero.
pub(crate) fn decimal(value: f64, digits: u32) -> String {
    let unit = 10_u32.pow(digits);
    // The conversion cuts off what no style needs, and makes nonsense zero.
    let whole = (value * f64::from(unit)).round() as i64;
    let sign = if whole < 0 { "-" } else { "" };
    let (whole, unit) = (whole.unsigned_abs(), u64::from(unit));
    format!("{sign}{}.{:0width$}", whole / unit, whole % unit, width = digits as usize)
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_written_with_their_digits() {
        assert_eq!(decimal(1.0, 1), "1.0");
        assert_eq!(decimal(-0.26, 1), "-0.3");
        assert_eq!(decimal(-12.04, 2), "-12.04");
        assert_eq!(decimal(0.0999, 4), "0.0999");
        assert_eq!(decimal(f64::NAN, 1), "0.0");
    }
}
