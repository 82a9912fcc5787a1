//! Methods of numbers.

use crate::error::{Outcome, fail};
use crate::number;
use crate::run::Run;
use crate::value::Value;

pub(super) fn call(run: &mut Run<'_>, value: f64, name: &str, arguments: &[Value]) -> Outcome<Value> {
    let argument = super::integer(run, arguments, 0)?;
    let text = match name {
        "toString" => {
            let base = within(argument.unwrap_or(10.0), 2, 36, "the base")?;
            number::to_base(value, base.unsigned_abs())
        }
        _ if !value.is_finite() => number::write(value),
        "toFixed" => {
            number::to_fixed(value, within(argument.unwrap_or(0.0), 0, 100, "the number of digits")?)
        }
        "toExponential" => {
            let digits = argument.map(|digits| within(digits, 0, 100, "the number of digits")).transpose()?;
            number::to_exponential(value, digits)
        }
        "toPrecision" => match argument {
            Some(digits) => number::to_precision(value, within(digits, 1, 100, "the number of digits")?),
            None => number::write(value),
        },
        _ => return Err(fail("there is no such method")),
    };
    run.made(text)
}

fn within(value: f64, least: i32, most: i32, what: &str) -> Outcome<i32> {
    if value >= f64::from(least) && value <= f64::from(most) {
        return Ok(value as i32);
    }
    Err(fail(format!("{what} is from {least} to {most}")))
}
