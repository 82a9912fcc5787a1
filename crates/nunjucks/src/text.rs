//! Texts as JavaScript sees them: sequences of UTF-16 units.
//!
//! Texts are kept as UTF-8. Half a surrogate pair, which only cutting between the halves makes, has no UTF-8 form; it is
//! kept as a *marker*, a character of the last private-use area, and becomes whole again when its other half is put
//! beside it. A marker that is left over is put out as U+FFFD, as JavaScript does when it writes UTF-8.

use std::borrow::Cow;

/// The marker of unit 0xD800; those of the others follow it.
const MARKERS: u32 = 0x10_F800;
const FIRST_HALF: u32 = 0xD800;
const HALVES: u32 = 0x800;
/// How the UTF-8 form of every marker begins.
const MARKER_BYTES: [u8; 2] = [0xF4, 0x8F];

/// White space by JavaScript's definition (`\s`, `trim`).
pub(crate) fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

/// White space inside of tags.
pub(crate) fn is_code_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}')
}

fn marked(c: char) -> Option<u16> {
    let unit = (c as u32).checked_sub(MARKERS).filter(|at| *at < HALVES)? + FIRST_HALF;
    u16::try_from(unit).ok()
}

/// Whether halves of pairs may be in it.
pub(crate) fn has_markers(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair == MARKER_BYTES) && text.chars().any(|c| marked(c).is_some())
}

/// The units of a text.
pub(crate) fn units(text: &str) -> Vec<u16> {
    let mut units = Vec::with_capacity(text.len());
    for c in text.chars() {
        match marked(c) {
            Some(half) => units.push(half),
            None => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
        }
    }
    units
}

/// A text of units; halves become markers.
pub(crate) fn from_units(units: &[u16]) -> String {
    let mut text = String::with_capacity(units.len());
    for decoded in char::decode_utf16(units.iter().copied()) {
        text.push(decoded.unwrap_or_else(|half| {
            let marker = MARKERS + u32::from(half.unpaired_surrogate()) - FIRST_HALF;
            char::from_u32(marker).unwrap_or(char::REPLACEMENT_CHARACTER)
        }));
    }
    text
}

/// Puts halves together that stand beside each other.
pub(crate) fn heal(text: String) -> String {
    if has_markers(&text) { from_units(&units(&text)) } else { text }
}

/// As it is put out: without markers.
pub(crate) fn well_formed(text: &str) -> Cow<'_, str> {
    if !has_markers(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(String::from_utf16_lossy(&units(text)))
}

/// How many units a text has.
pub(crate) fn length(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(|c| if marked(c).is_some() { 1 } else { c.len_utf16() }).sum()
}

/// The units from `from` to `to`, both of them within the text or cut to it.
pub(crate) fn cut(text: &str, from: usize, to: usize) -> String {
    if text.is_ascii() {
        let to = to.min(text.len());
        return text.get(from.min(to)..to).unwrap_or_default().to_owned();
    }
    let units = units(text);
    let to = to.min(units.len());
    from_units(units.get(from.min(to)..to).unwrap_or_default())
}

/// The unit at a place, as a text of its own.
pub(crate) fn unit_at(text: &str, at: usize) -> Option<String> {
    (at < length(text)).then(|| cut(text, at, at + 1))
}

/// Where a text is found at or after `from`, in units.
pub(crate) fn find(text: &str, sought: &str, from: usize) -> Option<usize> {
    if text.is_ascii() {
        let at = from.min(text.len());
        return text.get(at..)?.find(sought).map(|found| found + at);
    }
    let (text, sought) = (units(text), units(sought));
    let from = from.min(text.len());
    if sought.is_empty() {
        return Some(from);
    }
    text.get(from..)?.windows(sought.len()).position(|part| part == sought).map(|found| found + from)
}

/// Where a text is found at or before `from`, in units.
pub(crate) fn find_last(text: &str, sought: &str, from: usize) -> Option<usize> {
    let (text, sought) = (units(text), units(sought));
    let last = text.len().checked_sub(sought.len())?.min(from);
    (0..=last).rev().find(|at| text.get(*at..*at + sought.len()) == Some(sought.as_slice()))
}

/// Without white space at its ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The first unit upper case, the rest as it is.
pub(crate) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        // What is beyond the first 65,536 characters takes two units; the first alone has no upper case.
        Some(first) if (first as u32) < 0x1_0000 => first.to_uppercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}

/// With the characters that mean something in HTML written as references.
pub(crate) fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' => escaped.push_str("&#92;"),
            other => escaped.push(other),
        }
    }
    escaped
}
