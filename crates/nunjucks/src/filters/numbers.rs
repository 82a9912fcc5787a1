//! Filters of numbers.

use super::{Call, lists};
use crate::error::Outcome;
use crate::number::{power, read_integer, read_prefix};
use crate::value::Value;

pub(super) fn abs(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = call.input.clone();
    Ok(Value::Number(call.run.number(&input)?.abs()))
}

pub(super) fn float(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = call.input.clone();
    let number = read_prefix(&call.run.string(&input)?);
    Ok(if number.is_nan() { call.argument(0) } else { Value::Number(number) })
}

pub(super) fn int(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = call.input.clone();
    let base = match call.argument(1) {
        Value::Undefined => 10.0,
        base => call.run.number(&base)?.trunc(),
    };
    let number = read_integer(&call.run.string(&input)?, base);
    Ok(if number.is_nan() { call.argument(0) } else { Value::Number(number) })
}

pub(super) fn round(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let places = call.or_number(0, 0.0);
    let factor = power(10.0, call.run.number(&places)?);
    let input = call.input.clone();
    let scaled = call.run.number(&input)? * factor;
    let rounded = match call.argument(1).as_str() {
        Some("ceil") => scaled.ceil(),
        Some("floor") => scaled.floor(),
        // JavaScript rounds halves upwards, also below zero.
        _ => half_up(scaled),
    };
    Ok(Value::Number(rounded / factor))
}

fn half_up(value: f64) -> f64 {
    let down = value.floor();
    if value - down >= 0.5 { down + 1.0 } else { down }
}

pub(super) fn sum(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let start = match call.argument(1) {
        Value::Undefined => Value::Number(0.0),
        start => start,
    };
    let items = lists::projected(call, 0)?;
    let mut sum = Value::Number(0.0);
    for item in &items {
        sum = call.run.add(&sum, item)?;
    }
    call.run.add(&start, &sum)
}
