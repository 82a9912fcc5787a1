//! Writing YAML that every reader understands alike: texts that older readers take for something else (`no`, `on`,
//! `2024-01-01`, `0755`) stand in quotes.

use serde_json::Value;

/// A value as a YAML document, in block style, its keys in their order.
pub fn document(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => write(value, 0, &mut text),
        Value::Array(list) if !list.is_empty() => write(value, 0, &mut text),
        _ => write_inline(value, 0, &mut text),
    }
    text
}

/// The items of a list or the pairs of an object, each on its own line.
fn write(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(map) => {
            for (index, (key, value)) in map.iter().enumerate() {
                // The first pair of an object in a list stands behind the dash.
                if index > 0 || text.is_empty() || text.ends_with('\n') {
                    indent(depth, text);
                }
                text.push_str(&scalar(key));
                text.push(':');
                below(value, depth, depth + 1, text);
            }
        }
        Value::Array(list) => {
            for value in list {
                indent(depth, text);
                text.push('-');
                below(value, depth + 1, depth + 1, text);
            }
        }
        _ => {}
    }
}

/// What stands behind a colon or a dash.
fn below(value: &Value, list_depth: usize, depth: usize, text: &mut String) {
    let is_item = text.ends_with('-');
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push(if is_item { ' ' } else { '\n' });
            write(value, depth, text);
        }
        Value::Array(list) if !list.is_empty() => {
            text.push('\n');
            write(value, list_depth, text);
        }
        _ => {
            text.push(' ');
            write_inline(value, depth, text);
        }
    }
}

fn write_inline(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::String(content) if is_block(content) => {
            text.push_str(if content.ends_with('\n') { "|\n" } else { "|-\n" });
            for line in content.trim_end_matches('\n').split('\n') {
                if !line.is_empty() {
                    indent(depth.max(1), text);
                }
                text.push_str(line);
                text.push('\n');
            }
        }
        Value::String(content) => {
            text.push_str(&scalar(content));
            text.push('\n');
        }
        Value::Object(_) => text.push_str("{}\n"),
        Value::Array(_) => text.push_str("[]\n"),
        other => {
            text.push_str(&other.to_string());
            text.push('\n');
        }
    }
}

fn indent(depth: usize, text: &mut String) {
    (0..depth).for_each(|_| text.push_str("  "));
}

/// Whether a text of several lines can be written as it is.
fn is_block(content: &str) -> bool {
    let inner = content.strip_suffix('\n').unwrap_or(content);
    inner.contains('\n')
        && !inner.starts_with([' ', '\n'])
        && !inner.ends_with('\n')
        && !content.contains(|c: char| {
            c != '\n' && (c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'))
        })
}

/// A text on one line, in quotes where it could be taken for something else.
fn scalar(content: &str) -> String {
    if is_plain(content) {
        return content.to_owned();
    }
    if content
        .contains(|c: char| c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'))
    {
        return quoted(content);
    }
    format!("'{}'", content.replace('\'', "''"))
}

/// In double quotes, with everything escaped that does not print.
fn quoted(content: &str) -> String {
    let mut text = String::from("\"");
    for c in content.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// Whether a text is the same for all readers without quotes: it begins with a letter, is no word of YAML, and has no
/// character with a meaning.
fn is_plain(content: &str) -> bool {
    const WORDS: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let begins = content.chars().next().is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '/' | '$'));
    let is_odd = |c: char| c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    begins
        && !content.ends_with([' ', ':'])
        && !content.contains(": ")
        && !content.contains(" #")
        && !content.contains(is_odd)
        && !content.starts_with("${")
        && !WORDS.iter().any(|word| content.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::document;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(value: &Value, expect: &str) {
        assert_eq!(document(value), expect);
        read(value);
    }

    #[track_caller]
    fn read(value: &Value) {
        let text = document(value);
        let back: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(&back, value, "{text}");
    }

    #[test]
    fn documents() {
        check(
            &json!({"a": {"b": 1, "c": [1, {"d": "x", "e": [true, null]}, []]}, "f": {}}),
            "a:\n  b: 1\n  c:\n  - 1\n  - d: x\n    e:\n    - true\n    - null\n  - []\nf: {}\n",
        );
        check(&json!({"a": "one\ntwo\n", "b": ["x\n\ny"]}), "a: |\n  one\n  two\nb:\n- |-\n  x\n\n  y\n");
        check(&json!("no"), "'no'\n");
        check(&json!([[1, 2], [3]]), "-\n  - 1\n  - 2\n-\n  - 3\n");
        check(&json!([]), "[]\n");
    }

    #[test]
    fn texts_stay_texts() {
        for text in [
            "no",
            "On",
            "y",
            "null",
            "~",
            "",
            " ",
            "1",
            "1.0",
            "0755",
            "0x1f",
            "1e3",
            "2024-01-01",
            "a: b",
            "a #b",
            "#a",
            "- a",
            "-",
            "?",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "{a",
            "[a",
            "a:",
            ":a",
            "'a'",
            "\"a\"",
            "it's",
            "a\\b",
            "a\tb",
            "\ta",
            "a\r\nb",
            " a\nb",
            "\na",
            "a\n\n",
            "a\n",
            "\n",
            "é",
            "\u{85}",
            "\u{2028}a",
            "\u{feff}a",
            "\u{7f}",
            "${{ x }}",
            "<<",
            "=",
            "a, b",
            "---",
            "--- a",
            "...",
            "..",
            "| a",
            "> a",
            "a\n---\nb",
            "a\n  b",
            "true",
            ".inf",
            ".nan",
            "a ",
            "#\n#",
            "a\n\tb",
            "12:30",
            "+1",
        ] {
            read(&json!(text));
            read(&json!({"k": text}));
            read(&json!([{"k": {"l": text}}, text]));
            if !text.is_empty() {
                read(&json!({text: [text]}));
            }
        }
    }
}
