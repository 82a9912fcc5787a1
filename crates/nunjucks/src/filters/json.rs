//! Values as JSON text, as `JSON.stringify` writes it.

use super::Call;
use crate::error::{Outcome, fail, over};
use crate::number;
use crate::run::Run;
use crate::text;
use crate::value::Value;

/// Most characters of indentation.
const MOST_INDENT: usize = 10;

pub(super) fn filter(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let indent = match call.argument(0) {
        Value::String(text) => text::cut(&text, 0, MOST_INDENT),
        Value::Number(count) if count >= 1.0 => " ".repeat(count.min(MOST_INDENT as f64) as usize),
        _ => String::new(),
    };
    let input = call.input.clone();
    dump(call.run, &input, &indent)
}

/// A value as JSON text; undefined if there is none of it.
pub(crate) fn dump(run: &mut Run<'_>, value: &Value, indent: &str) -> Outcome<Value> {
    let mut out = String::new();
    if !write(run, value, indent, 1, &mut out)? {
        return Ok(Value::Undefined);
    }
    run.made(out)
}

/// Whether there was something to write.
fn write(run: &mut Run<'_>, value: &Value, indent: &str, level: usize, out: &mut String) -> Outcome<bool> {
    run.step()?;
    if out.len() > run.shared.limits.scratch {
        return Err(over("bytes of values", run.shared.limits.scratch));
    }
    match value {
        Value::Undefined => return Ok(false),
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) if value.is_finite() => out.push_str(&number::write(*value)),
        Value::Number(_) => out.push_str("null"),
        Value::String(text) | Value::Safe(text) => quote(text, out),
        Value::Array(list) => {
            let items = run.heap.kept(list);
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(at == 0, indent, level, out);
                if !run.deeper(|run| write(run, item, indent, level + 1, out))? {
                    out.push_str("null");
                }
            }
            close(!items.is_empty(), indent, level, out);
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            let mut none = true;
            for (name, member) in object.iter() {
                let before = out.len();
                separate(none, indent, level, out);
                quote(name, out);
                out.push_str(if indent.is_empty() { ":" } else { ": " });
                match run.deeper(|run| write(run, member, indent, level + 1, out))? {
                    true => none = false,
                    false => out.truncate(before),
                }
            }
            close(!none, indent, level, out);
            out.push('}');
        }
        Value::Regex(_) => out.push_str("{}"),
        Value::Function(_) => return Err(fail("a function has no JSON")),
    }
    Ok(true)
}

fn separate(first: bool, indent: &str, level: usize, out: &mut String) {
    if !first {
        out.push(',');
    }
    close(true, indent, level + 1, out);
}

fn close(with_lines: bool, indent: &str, level: usize, out: &mut String) {
    if with_lines && !indent.is_empty() {
        out.push('\n');
        (1..level).for_each(|_| out.push_str(indent));
    }
}

fn quote(text: &str, out: &mut String) {
    use std::fmt::Write;
    let torn = text::has_markers(text);
    out.push('"');
    for c in text.chars() {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            c if c < ' ' || torn => {
                let units = text::units(&c.to_string());
                match units.as_slice() {
                    [unit] if c < ' ' || (0xD800..0xE000).contains(unit) => {
                        // Writing into a String cannot fail.
                        let _ = write!(out, "\\u{unit:04x}");
                    }
                    _ => out.push(c),
                }
                continue;
            }
            c => {
                out.push(c);
                continue;
            }
        };
        out.push_str(short);
    }
    out.push('"');
}
