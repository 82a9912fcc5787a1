//! Amounts as text, their parts, and their worth in something else.

use super::{Amount, AmountError, Currency, Rate};
use proptest::prelude::*;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

#[track_caller]
fn check(text: &str, exact: &str) {
    assert_eq!(Amount::parse(text).map(|parsed| parsed.amount.exact()), Ok(exact.to_owned()), "{text}");
}

#[test]
fn amounts_are_read_exactly() {
    check("0", "0");
    check("-0", "0");
    check("0.00000080000", "0.0000008");
    check(" 12.50 ", "12.5");
    check("-.5", "-0.5");
    check("+7.", "7");
    check("1.2E-5", "0.000012");
    check("1.2e+3", "1200");
    check("3E2", "300");
    check("9999999999999.999999999999999999", "9999999999999.999999999999999999");
    check("0.000000000000000001", "0.000000000000000001");
    check("00000000000000000000000000000000000000000000012", "12");
    check("1e-400", "0");
    check("0e9999", "0");
}

#[test]
fn more_decimals_than_are_held_are_rounded_to_even_and_told() {
    let rounded = |text: &str| {
        let parsed = Amount::parse(text).unwrap();
        assert!(parsed.was_rounded, "{text}");
        parsed.amount.raw()
    };
    assert_eq!(rounded("0.0000000000000000005"), 0);
    assert_eq!(rounded("0.0000000000000000015"), 2);
    assert_eq!(rounded("0.0000000000000000025"), 2);
    assert_eq!(rounded("0.00000000000000000250000000000000000000000000000000000000001"), 3);
    assert_eq!(rounded("-0.0000000000000000016"), -2);
    assert!(!Amount::parse("0.1000000000000000000000").unwrap().was_rounded);
}

#[test]
fn what_is_no_amount_says_why() {
    for (text, error) in [
        ("", AmountError::Empty),
        ("  ", AmountError::Empty),
        ("1,234.5", AmountError::Grouped),
        ("1.234.5", AmountError::Grouped),
        ("1 234", AmountError::Grouped),
        ("abc", AmountError::NotANumber),
        ("$12", AmountError::NotANumber),
        ("12 EUR", AmountError::Grouped),
        ("-", AmountError::NotANumber),
        (".", AmountError::NotANumber),
        ("1e", AmountError::NotANumber),
        ("1e5.5", AmountError::NotANumber),
        ("NaN", AmountError::NotANumber),
        ("10000000000001", AmountError::TooGreat),
        ("1e300", AmountError::TooGreat),
    ] {
        assert_eq!(Amount::parse(text), Err(error), "{text}");
    }
    assert_eq!(Amount::parse_bytes(b"1234,5", b',').unwrap().amount, amount("1234.5"));
    assert_eq!(Amount::parse_bytes(b"1.234,5", b','), Err(AmountError::Grouped));
}

#[test]
fn rounding_goes_to_the_even_neighbour() {
    assert_eq!(amount("0.125").rounded(2), "0.12");
    assert_eq!(amount("0.135").rounded(2), "0.14");
    assert_eq!(amount("-0.125").rounded(2), "-0.12");
    assert_eq!(amount("-0.004").rounded(2), "0.00");
    assert_eq!(amount("2.5").rounded(0), "2");
    assert_eq!(amount("1.5").rounded(40), "1.500000000000000000");
    assert_eq!(amount("0.0000015").micros(), 2);
    assert_eq!(amount("-0.0000025").micros(), -2);
}

#[test]
fn numbers_for_charts_are_the_nearest() {
    for text in ["0.1", "-12345.678", "9999999999999.99", "0.0000008"] {
        assert_eq!(amount(text).to_f64().to_string(), text);
        assert_eq!(Amount::from_f64(amount(text).to_f64()), Some(amount(text)));
    }
    assert_eq!(Amount::from_f64(f64::NAN), None);
    assert_eq!(Amount::from_f64(1e300), None);
}

#[test]
fn amounts_and_currencies_are_text_in_json() {
    assert_eq!(serde_json::to_string(&amount("0.10")).unwrap(), r#""0.1""#);
    assert_eq!(serde_json::from_str::<Amount>(r#""-3.5""#).unwrap(), amount("-3.5"));
    assert_eq!(serde_json::from_str::<Currency>(r#""eur""#).unwrap(), Currency::EUR);
    assert!(serde_json::from_str::<Currency>(r#""Euro""#).is_err());
}

#[test]
fn rates_convert_and_turn_round() {
    let rate = Rate::parse("0.92").unwrap();
    assert_eq!(amount("100").times(rate), amount("92"));
    assert_eq!(amount("92").times(rate.inverse()), amount("100"));
    assert_eq!(amount("1").times(Rate::new(1, 3).unwrap()).exact(), "0.333333333333333333");
    assert_eq!(amount("-1").times(Rate::new(2, 3).unwrap()).exact(), "-0.666666666666666667");
    assert_eq!(serde_json::from_str::<Rate>("1.0835").unwrap(), Rate::new(10835, 10000).unwrap());
    for wrong in ["0", "-1", "", ".5", "1,5", "1e3", "12345678901234567890"] {
        assert!(Rate::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_split_goes_to_the_largest_remainders_first() {
    let raw = |value: i128, weights: &[u128]| -> Vec<i128> {
        Amount::from_raw(value).split(weights).into_iter().map(Amount::raw).collect()
    };
    assert_eq!(raw(10, &[1, 1, 1]), [4, 3, 3]);
    assert_eq!(raw(-10, &[1, 1, 1]), [-4, -3, -3]);
    assert_eq!(raw(10, &[0, 0]), [5, 5]);
    assert_eq!(raw(7, &[5, 0, 2]), [5, 0, 2]);
    assert_eq!(raw(1, &[1, 3]), [0, 1]);
    assert_eq!(raw(10, &[]), [] as [i128; 0]);
    assert_eq!(raw(4, &[u128::MAX, u128::MAX]), [2, 2]);
}

proptest! {
    #[test]
    fn parts_add_up_to_the_whole(raw: i128, weights in prop::collection::vec(any::<u128>(), 1..40)) {
        let whole = Amount::from_raw(raw);
        let parts = whole.split(&weights);
        prop_assert_eq!(parts.len(), weights.len());
        // In wrapping arithmetic, because the greatest magnitude has a sign of its own.
        prop_assert_eq!(parts.iter().fold(0_i128, |sum, part| sum.wrapping_add(part.raw())), raw);
    }

    #[test]
    fn a_part_is_off_by_less_than_one(raw in -1_000_000_i128..1_000_000, weights in prop::collection::vec(0_u128..1000, 1..20)) {
        let total: u128 = weights.iter().sum();
        prop_assume!(total > 0);
        let total = total.cast_signed();
        for (part, weight) in Amount::from_raw(raw).split(&weights).iter().zip(&weights) {
            prop_assert!((part.raw() * total - raw * weight.cast_signed()).abs() < total);
        }
    }

    #[test]
    fn what_is_written_is_read_again(units in -9_999_999_999_999_i128..9_999_999_999_999, part in 0..super::UNIT) {
        let whole = Amount::from_raw(units * super::UNIT + part * units.signum());
        let parsed = Amount::parse(&whole.exact()).unwrap();
        prop_assert_eq!(parsed.amount, whole);
        prop_assert!(!parsed.was_rounded);
    }

    #[test]
    fn any_text_is_an_amount_or_an_error(bytes: Vec<u8>) {
        let _ = Amount::parse_bytes(&bytes, b'.');
    }

    #[test]
    fn any_amount_times_any_rate_is_an_amount(raw: i128, numerator in 1_u64.., denominator in 1_u64..) {
        let _ = Amount::from_raw(raw).times(Rate::new(numerator, denominator).unwrap());
    }
}
