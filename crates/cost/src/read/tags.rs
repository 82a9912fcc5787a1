//! Tags as bills write them: objects of JSON with and without braces, lists of pairs, `a=b;c=d`.

use serde_json::Value;

/// Tags by their keys in order, every key once; none if the text is understood in no way.
pub(super) fn parse(text: &str) -> Option<Vec<(String, String)>> {
    let text = text.trim();
    let mut tags = match text.as_bytes().first() {
        None => Vec::new(),
        Some(b'{' | b'[') => pairs(&serde_json::from_str(text).ok()?)?,
        // An object whose braces were left out.
        Some(b'"') => pairs(&serde_json::from_str(&format!("{{{text}}}")).ok()?)?,
        Some(_) => plain(text)?,
    };
    for (key, value) in &mut tags {
        trim(key);
        trim(value);
    }
    tags.retain(|(key, value)| !key.is_empty() && !value.is_empty());
    // The first of equal keys stays first, and is the one that counts.
    tags.sort_by(|a, b| a.0.cmp(&b.0));
    tags.dedup_by(|later, first| later.0 == first.0);
    Some(tags)
}

fn pairs(value: &Value) -> Option<Vec<(String, String)>> {
    match value {
        Value::Object(members) => {
            Some(members.iter().map(|(key, value)| (key.clone(), word(value))).collect())
        }
        Value::Array(list) => list.iter().map(pair).collect(),
        _ => None,
    }
}

/// `{key, value}`, in the spellings of clouds.
fn pair(value: &Value) -> Option<(String, String)> {
    let member = |names: [&str; 3]| names.into_iter().find_map(|name| value.get(name));
    let key = member(["key", "Key", "name"])?.as_str()?.to_owned();
    Some((key, member(["value", "Value", "values"]).map(word).unwrap_or_default()))
}

/// A value as text; nothing for what is nothing.
fn word(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn plain(text: &str) -> Option<Vec<(String, String)>> {
    let sign = if text.contains(';') { ';' } else { ',' };
    let parts = text.split(sign).map(str::trim).filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (key, value) = part.split_once(['=', ':'])?;
        Some((key.to_owned(), value.to_owned()))
    };
    parts.map(pair).collect()
}

fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, &str)]) {
        let expect: Vec<_> = expect.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
        assert_eq!(parse(text), Some(expect), "{text}");
    }

    #[test]
    fn tags_are_read_in_all_spellings() {
        check(r#"{"b": "2", "a": "1"}"#, &[("a", "1"), ("b", "2")]);
        check(
            r#"{" org": " trey ", "empty": "", "none": null, "n": 3, "yes": true}"#,
            &[("n", "3"), ("org", "trey"), ("yes", "true")],
        );
        check(r#""env": "prod","owner": "x""#, &[("env", "prod"), ("owner", "x")]);
        check(r#"[{"key": "a", "value": "1"}, {"Key": "b", "Value": "2"}]"#, &[("a", "1"), ("b", "2")]);
        check("a=1; b=2;", &[("a", "1"), ("b", "2")]);
        check("a:1,b:2", &[("a", "1"), ("b", "2")]);
        check("{}", &[]);
        check("", &[]);
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for text in ["{", "3", "nothing here", r#""a""#, r#"[1]"#, r#"{"a": "#] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_tags_or_none(text in ".*", more in "[\\[{\"a:,=;}\\]]{0,20}") {
            for tags in [parse(&text), parse(&more)].into_iter().flatten() {
                prop_assert!(tags.windows(2).all(|pair| pair[0].0 < pair[1].0));
            }
        }
    }
}
