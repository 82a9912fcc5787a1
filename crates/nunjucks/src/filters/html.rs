//! Filters of HTML and addresses.

use std::fmt::Write;

use super::Call;
use crate::error::{Outcome, fail};
use crate::limits::STRIP_PASSES;
use crate::run::Run;
use crate::text::{self, is_space};
use crate::value::Value;

pub(super) fn escape(call: &mut Call<'_, '_>) -> Outcome<Value> {
    if matches!(call.input, Value::Safe(_)) { Ok(call.input.clone()) } else { forceescape(call) }
}

pub(super) fn forceescape(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = call.input.clone();
    let escaped = text::escape_html(&call.run.shown(&input)?);
    call.run.reserve(escaped.len())?;
    Ok(Value::Safe(escaped.into()))
}

pub(super) fn safe(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let input = call.input.clone();
    if matches!(input, Value::Safe(_)) {
        return Ok(input);
    }
    let shown = call.run.shown(&input)?.into_owned();
    Ok(Value::Safe(shown.into()))
}

pub(super) fn nl2br(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = if call.input.is_nullish() { "".into() } else { call.text()? };
    let broken = text.replace("\r\n", "\n").replace('\n', "<br />\n");
    call.alike(broken)
}

pub(super) fn striptags(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let mut text = call.normalized()?.to_string();
    for pass in 0.. {
        let stripped = without_tags(&text);
        call.run.steps((text.len() / crate::limits::TEXT_PER_STEP + 1) as u64)?;
        if stripped == text {
            break;
        }
        if pass >= STRIP_PASSES {
            return Err(fail("the tags are nested too deep"));
        }
        text = stripped;
    }
    let text = text::trim(&text);
    let stripped = if call.argument(0).is_truthy() { lines_kept(text) } else { spaced(text) };
    call.alike(stripped)
}

/// Without what looks like a tag or a comment.
fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    // Once there is no end of a comment or tag, there is none further on.
    let (mut comments, mut tags) = (true, true);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        kept.push_str(before);
        let length = match tag.strip_prefix("<!--") {
            Some(comment) if comments => {
                let end = comment.find("-->").map(|end| end + 7);
                comments = end.is_some();
                end
            }
            _ if tags => {
                let name = tag[1..].strip_prefix('/').unwrap_or(&tag[1..]);
                let end =
                    name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| tag_end(name)).flatten();
                tags &= end.is_some() || tag.contains('>');
                end.map(|end| end + tag.len() - name.len())
            }
            _ => None,
        };
        let length = length.unwrap_or_else(|| {
            kept.push('<');
            1
        });
        rest = &tag[length..];
    }
    kept.push_str(rest);
    kept
}

/// Where the tag ends whose name a text begins with. The name ends where a word does.
fn tag_end(name: &str) -> Option<usize> {
    let is_name = |c: char| c.is_ascii_alphanumeric();
    let word = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
    if name[word..].starts_with('_') {
        return None;
    }
    name.find('>').map(|end| end + 1)
}

fn spaced(text: &str) -> String {
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Spaces put together, lines kept.
fn lines_kept(text: &str) -> String {
    let is_line_end = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    let mut joined = String::with_capacity(text.len());
    for line in text.split_inclusive(is_line_end) {
        let end = line.len() - line.trim_end_matches(is_line_end).len();
        let (content, end) = line.split_at(line.len() - end);
        let words: Vec<&str> = content.trim_matches(' ').split(' ').filter(|word| !word.is_empty()).collect();
        joined.push_str(&words.join(" "));
        joined.push_str(end);
    }
    let mut joined = joined.replace("\r\n", "\n");
    while joined.contains("\n\n\n") {
        joined = joined.replace("\n\n\n", "\n\n");
    }
    joined
}

pub(super) fn urlencode(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let mut pairs = Vec::new();
    match call.input.clone() {
        Value::String(text) | Value::Safe(text) => {
            let encoded = encoded(&text)?;
            return call.run.made(encoded);
        }
        Value::Object(object) => {
            for (name, value) in object.iter() {
                pairs.push(pair(call.run, &Value::String(name.clone()), value)?);
            }
        }
        Value::Array(list) => {
            let items = call.run.heap.kept(&list);
            for item in items.iter() {
                if item.is_nullish() {
                    return Err(fail(format!("an item is {}, not a pair", item.kind())));
                }
                let name = call.run.own(item, "0")?.unwrap_or_default();
                let value = call.run.own(item, "1")?.unwrap_or_default();
                pairs.push(pair(call.run, &name, &value)?);
            }
        }
        _ => {}
    }
    call.run.made(pairs.join("&"))
}

fn pair(run: &mut Run<'_>, name: &Value, value: &Value) -> Outcome<String> {
    run.step()?;
    let name = encoded(&run.string(name)?)?;
    let pair = format!("{name}={}", encoded(&run.string(value)?)?);
    run.reserve(pair.len())?;
    Ok(pair)
}

/// `encodeURIComponent`
fn encoded(text: &str) -> Outcome<String> {
    if text::has_markers(text) {
        return Err(fail("half of a character cannot be written in an address"));
    }
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => encoded.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => encoded.push(char::from(byte)),
            // Writing into a String cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    Ok(encoded)
}

pub(super) fn urlize(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let text = call.text()?;
    let most = match call.argument(0) {
        Value::Undefined => usize::MAX,
        Value::Number(most) if most.is_nan() => usize::MAX,
        most => {
            let most = call.run.number(&most)?;
            if most > 0.0 { most.min(text.len() as f64) as usize } else { 0 }
        }
    };
    let nofollow = if matches!(call.argument(1), Value::Bool(true)) { " rel=\"nofollow\"" } else { "" };
    let mut linked = String::with_capacity(text.len());
    let mut rest = &*text;
    while !rest.is_empty() {
        let space = rest.len() - rest.trim_start_matches(is_space).len();
        linked.push_str(&rest[..space]);
        rest = &rest[space..];
        let (word, after) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        rest = after;
        link(word, most, nofollow, &mut linked);
    }
    call.run.torn(linked)
}

/// One word, as a link if it looks like an address.
fn link(word: &str, most: usize, nofollow: &str, out: &mut String) {
    let bare = ["&lt;", "(", "<"].iter().find_map(|open| word.strip_prefix(open)).unwrap_or(word);
    let bare = ["&gt;", ".", ",", ")"].iter().find_map(|close| bare.strip_suffix(close)).unwrap_or(bare);
    let scheme = if bare.starts_with("http://") || bare.starts_with("https://") {
        ""
    } else if bare.starts_with("www.") {
        "http://"
    } else if is_mail(bare) {
        "mailto:"
    } else if has_common_domain(bare) {
        "http://"
    } else {
        return out.push_str(word);
    };
    let short =
        if scheme == "mailto:" || most == usize::MAX { bare.to_owned() } else { text::cut(bare, 0, most) };
    let nofollow = if scheme == "mailto:" { "" } else { nofollow };
    // Writing into a String cannot fail.
    let _ = write!(out, "<a href=\"{scheme}{bare}\"{nofollow}>{short}</a>");
}

fn is_mail(word: &str) -> bool {
    let Some((name, domain)) = word.split_once('@') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.!#$%&'*+-/=?^`{|}~".contains(c);
    let mut labels = domain.split('.');
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    !name.is_empty() && name.chars().all(is_name) && labels.clone().count() > 1 && labels.all(is_label)
}

fn has_common_domain(word: &str) -> bool {
    [".org", ".net", ".com"].iter().any(|domain| {
        word.match_indices(domain).any(|(at, _)| {
            let after = &word[at + domain.len()..];
            after.is_empty() || after.starts_with([':', '/'])
        })
    })
}
