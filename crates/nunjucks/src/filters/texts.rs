//! Filters of texts.

use super::Call;
use crate::error::{Outcome, fail};
use crate::number::write;
use crate::regex;
use crate::run::Run;
use crate::text;
use crate::value::Value;

pub(super) fn capitalize(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = call.normalized()?;
    call.alike(text::capital(&text.to_lowercase()))
}

pub(super) fn lower(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = call.normalized()?.to_lowercase();
    call.run.made(text)
}

pub(super) fn upper(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = call.normalized()?.to_uppercase();
    call.run.made(text)
}

pub(super) fn title(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = call.normalized()?;
    let words: Vec<String> = text.split(' ').map(|word| text::capital(&word.to_lowercase())).collect();
    call.alike(words.join(" "))
}

pub(super) fn trim(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = call.text()?;
    call.alike(text::trim(&text).to_owned())
}

pub(super) fn string(call: &mut Call<'_, '_>) -> Outcome<Value> {
    match &call.input {
        Value::Undefined | Value::Null => Err(fail("there is no value")),
        Value::Safe(_) => Ok(call.input.clone()),
        input => {
            let text = call.run.shown(&input.clone())?.into_owned();
            call.run.made(text)
        }
    }
}

/// That many spaces, as JavaScript counts when it repeats while something is smaller.
fn spaces(run: &mut Run<'_>, count: f64) -> Outcome<String> {
    if count.is_nan() || count <= 0.0 {
        return Ok(String::new());
    }
    let limit = run.shared.limits.output;
    if count > limit as f64 {
        return Err(crate::error::over("spaces", limit));
    }
    let count = count.ceil() as usize;
    run.reserve(count)?;
    Ok(" ".repeat(count))
}

/// What `length` says about the input as it is.
fn own_length(call: &mut Call<'_, '_>, input: &Value) -> Outcome<Value> {
    match input {
        Value::String(_) | Value::Safe(_) | Value::Array(_) | Value::Object(_) => {
            Ok(call.run.own(input, "length")?.unwrap_or_default())
        }
        _ => Ok(Value::Undefined),
    }
}

fn without_nothing(input: &Value) -> Value {
    match input {
        Value::Undefined | Value::Null | Value::Bool(false) => Value::from(""),
        other => other.clone(),
    }
}

pub(super) fn center(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = without_nothing(&call.input);
    let width = call.or_number(0, 80.0);
    let length = own_length(call, &input)?;
    if matches!(
        call.run.order(&length, &width)?,
        Some(std::cmp::Ordering::Greater | std::cmp::Ordering::Equal)
    ) {
        return Ok(input);
    }
    let free = call.run.number(&width)? - call.run.number(&length)?;
    let text = call.run.string(&input)?.into_owned();
    let before = spaces(call.run, free / 2.0 - free % 2.0)?;
    let after = spaces(call.run, free / 2.0)?;
    call.alike(format!("{before}{text}{after}"))
}

pub(super) fn indent(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = call.normalized()?;
    if text.is_empty() && !matches!(call.input, Value::Safe(_)) {
        return Ok(Value::from(""));
    }
    let width = call.or_number(0, 4.0);
    let width = call.run.number(&width)?;
    let first = call.argument(1).is_truthy();
    let indentation = spaces(call.run, width)?;
    let lines = text.split('\n').count();
    call.run.reserve(indentation.len().saturating_mul(lines))?;
    let mut indented = String::with_capacity(text.len() + indentation.len() * lines);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            indented.push('\n');
        }
        if at > 0 || first {
            indented.push_str(&indentation);
        }
        indented.push_str(line);
    }
    call.alike(indented)
}

pub(super) fn replace(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let (sought, replacement, most) = (call.argument(0), call.argument(1), call.argument(2));
    if let Value::Regex(pattern) = &sought {
        let text = call.text()?;
        let replacement = call.run.string(&replacement)?.into_owned();
        let (replaced, _) = regex::replace(call.run, pattern, 0, &text, &replacement)?;
        return call.run.torn(replaced);
    }
    let sought = match &sought {
        Value::String(text) => text.to_string(),
        Value::Number(number) => write(*number),
        _ => return Ok(call.input.clone()),
    };
    let input = match &call.input {
        Value::Number(number) => Value::from(write(*number)),
        input => input.clone(),
    };
    let Some(text) = input.as_str() else { return Ok(input) };
    let replacing = call.run.string(&replacement)?.into_owned();
    if sought.is_empty() {
        let between = if matches!(replacement, Value::Undefined) { "," } else { &replacing };
        let units = call.run.units(text)?;
        call.run.reserve(between.len().saturating_mul(units.len() + 1))?;
        let parts: Vec<&str> = units.iter().filter_map(Value::as_str).collect();
        return call.alike(format!("{replacing}{}{replacing}", parts.join(between)));
    }
    let found = text.matches(sought.as_str()).count();
    let most = match most {
        Value::Undefined => -1.0,
        Value::Number(most) => most,
        other => {
            // Only the number itself means "all".
            let most = call.run.number(&other)?;
            if most == -1.0 { 0.0 } else { most }
        }
    };
    if found == 0 || (most == 0.0 && matches!(call.arguments.get(2), Some(Value::Number(_)))) {
        return Ok(input);
    }
    let times = if most == -1.0 { found } else { most.max(0.0).ceil().min(found as f64) as usize };
    call.run.reserve(text.len() + replacing.len().saturating_mul(times))?;
    let replaced = text.replacen(sought.as_str(), &replacing, times);
    call.alike(replaced)
}

pub(super) fn truncate(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = without_nothing(&call.input);
    let most = call.or_number(0, 255.0);
    let length = own_length(call, &input)?;
    if matches!(call.run.order(&length, &most)?, Some(std::cmp::Ordering::Less | std::cmp::Ordering::Equal)) {
        return Ok(input);
    }
    let Some(text) = input.as_str() else {
        return Err(fail(format!("the value is {}, not a text", input.kind())));
    };
    let most = call.run.number(&most)?;
    let most = if most.is_nan() { 0.0 } else { most.max(0.0) };
    let most = most.min(text.len() as f64) as usize;
    let whole_words = !call.argument(1).is_truthy();
    let end = match whole_words {
        true => text::find_last(text, " ", most).unwrap_or(most),
        false => most,
    };
    let more = match call.argument(2) {
        Value::Undefined | Value::Null => "...".to_owned(),
        other => call.run.string(&other)?.into_owned(),
    };
    call.alike(format!("{}{more}", text::cut(text, 0, end)))
}

pub(super) fn wordcount(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = without_nothing(&call.input);
    if !input.is_truthy() {
        return Ok(Value::Null);
    }
    let Some(text) = input.as_str() else {
        return Err(fail(format!("the value is {}, not a text", input.kind())));
    };
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let count = text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).count();
    Ok(if count == 0 { Value::Null } else { Value::Number(count as f64) })
}
