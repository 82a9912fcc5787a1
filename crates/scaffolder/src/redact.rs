//! Keeps secrets out of what people read.
//!
//! Everything that a task tells (lines, outputs, errors, checkpoints) goes through a [`Redactor`], which replaces each
//! secret by `***`, also where it is written in base64 or percent-encoded, inside of longer texts too.

use crate::limits::SECRET_PIECES;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use serde_json::{Map, Value};

/// What stands in the place of a secret.
pub const HIDDEN: &str = "***";

/// Shorter ones would make every text unreadable, and hide nothing.
const SHORTEST: usize = 2;

/// Shorter ones are found by chance in base64 and between the lines of other texts.
const SHORTEST_PIECE: usize = 8;

/// Replaces secrets.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    /// The longest first: one secret may be the beginning of another.
    forms: Vec<String>,
}

impl Redactor {
    /// Replaces these values.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms = Vec::new();
        for secret in secrets.into_iter().filter(|secret| secret.len() >= SHORTEST) {
            forms.extend(forms_of(secret));
        }
        forms.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        forms.dedup();
        Self { forms }
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for form in &self.forms {
            if clean.contains(form.as_str()) {
                clean = clean.replace(form.as_str(), HIDDEN);
            }
        }
        clean
    }

    /// The value without secrets, in keys, too.
    pub fn value(&self, value: &Value) -> Value {
        if self.forms.is_empty() {
            return value.clone();
        }
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => Value::Object(self.members(members)),
            // A number can be a secret as well: 123456 is one that people use.
            Value::Number(number) if self.forms.iter().any(|form| *form == number.to_string()) => {
                HIDDEN.into()
            }
            other => other.clone(),
        }
    }

    /// The members without secrets.
    pub fn members(&self, members: &Map<String, Value>) -> Map<String, Value> {
        members.iter().map(|(key, value)| (self.text(key), self.value(value))).collect()
    }
}

/// How a secret may be written.
fn forms_of(secret: &str) -> Vec<String> {
    let mut forms =
        vec![secret.to_owned(), secret.trim().to_owned(), encoded(secret, false), encoded(secret, true)];
    // In JSON that was made a text.
    let quoted = Value::String(secret.to_owned()).to_string();
    forms.extend(quoted.get(1..quoted.len() - 1).map(str::to_owned));
    forms.extend([STANDARD.encode(secret), URL_SAFE.encode(secret)]);
    if secret.len() >= SHORTEST_PIECE {
        forms.extend(inside_base64(secret));
    }
    // A key is written over several lines, and programs tell their lines one by one.
    let lines = secret.lines().map(str::trim).filter(|line| line.len() >= SHORTEST_PIECE);
    forms.extend(lines.take(SECRET_PIECES).map(str::to_owned));
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

/// How it looks in the base64 of a longer text, such as `user:token`: there are three ways in which it can lie there.
/// The characters at both ends also say something of its neighbours, and are left out.
fn inside_base64(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for shift in 0..3_usize {
        let mut shifted = vec![0; shift];
        shifted.extend(secret.as_bytes());
        let whole = shifted.len() / 3 * 3;
        let start = if shift == 0 { 0 } else { 4 };
        for engine in [&STANDARD, &URL_SAFE] {
            let text = engine.encode(&shifted[..whole]);
            forms.extend(text.get(start..).filter(|text| text.len() >= SHORTEST_PIECE).map(str::to_owned));
        }
    }
    forms
}

/// Percent-encoded, as JavaScript's `encodeURIComponent` and most programs do it.
fn encoded(secret: &str, is_small: bool) -> String {
    let mut encoded = String::with_capacity(secret.len());
    for byte in secret.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte))
            }
            _ if is_small => encoded.push_str(&format!("%{byte:02x}")),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::Redactor;
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde_json::json;

    #[track_caller]
    fn check(secret: &str, text: &str, expect: &str) {
        assert_eq!(Redactor::new([secret]).text(text), expect);
    }

    #[test]
    fn a_secret_is_replaced_however_it_is_written() {
        check("s3cr3t", "the token s3cr3t, again s3cr3t", "the token ***, again ***");
        check("a b&c/d", "url?x=a%20b%26c%2Fd and a%20b%26c%2fd", "url?x=*** and ***");
        check("s3cr3t", &format!("x {} y", STANDARD.encode("s3cr3t")), "x *** y");
        check("say \"hi\"", r#"{"a":"say \"hi\""}"#, r#"{"a":"***"}"#);
        check("s3cr3t\n", "s3cr3t", "***");
        check("x", "x marks the spot", "x marks the spot");
        check("", "nothing", "nothing");
    }

    #[test]
    fn a_secret_inside_of_a_longer_text_in_base64_is_replaced() {
        for user in ["", "a", "ab", "abc", "oauth2"] {
            let token = "glpat-0123456789abcdef";
            let text = STANDARD.encode(format!("{user}:{token}@"));
            let clean = Redactor::new([token]).text(&text);
            assert!(clean.contains("***"), "{user}: {clean}");
            let rest = clean.replace("***", "");
            assert!(rest.len() <= STANDARD.encode(format!("{user}:@")).len() + 12, "{user}: {clean}");
        }
    }

    #[test]
    fn lines_of_a_key_are_replaced() {
        let key = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\n-----END KEY-----\n";
        check(key, "line 2 is MIIEpAIBAAKCAQEA", "line 2 is ***");
    }

    #[test]
    fn the_longer_secret_goes_first_and_trees_are_walked() {
        let redactor = Redactor::new(["abcd", "abcdefgh", "123456"]);
        assert_eq!(redactor.text("abcdefgh abcd"), "*** ***");
        let value = json!({ "a abcd": ["abcdefgh", 1, 123_456, null], "ok": true });
        assert_eq!(redactor.value(&value), json!({ "a ***": ["***", 1, "***", null], "ok": true }));
    }
}
