//! Where a value stands in an answer: `data.applications`, `teams[0].name`, `teams[*].name`, `["Cost Center"]`.

use serde_json::Value;
use std::{borrow::Cow, fmt};

/// A way from a value to one inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    text: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A key of a mapping.
    Key(String),
    /// A position in a list, counted from 0.
    Index(usize),
    /// All items of a list; the rest of the way is gone for each.
    Every,
}

impl Path {
    /// Reads a path: keys with dots between, `[2]`, `[*]`, `["a key with.dots"]`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = |why: &str| Err(format!("\"{text}\" is not a path: {why}"));
        let mut steps = Vec::new();
        let mut rest = text;
        let mut expects_key = true;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (step, behind) = match bracket(inner) {
                    Some(found) => found,
                    None => return wrong("in brackets stands a number, * or a text in quotes"),
                };
                steps.push(step);
                rest = behind;
                expects_key = false;
            } else if let Some(behind) = rest.strip_prefix('.').filter(|_| !expects_key) {
                rest = behind;
                expects_key = true;
            } else if expects_key {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let key = rest[..end].trim();
                if key.is_empty() {
                    return wrong("a key is missing");
                }
                if key.contains(['"', '\'', ']', '(', ')', '{', '}', '|', '=', '!', ',']) {
                    return wrong("write such a key in brackets and quotes, as in [\"a key\"]");
                }
                steps.push(Step::Key(key.to_owned()));
                rest = &rest[end..];
                expects_key = false;
            } else {
                return wrong("a dot is missing");
            }
        }
        if expects_key {
            return wrong("a key is missing");
        }
        Ok(Self { text: text.to_owned(), steps })
    }

    /// The value at the end of the way; null counts as nothing.
    pub(super) fn find<'v>(&self, root: &'v Value) -> Option<Cow<'v, Value>> {
        walk(&self.steps, root)
    }

    /// The first step if it is a key, and the way behind it.
    pub(super) fn split_first(&self) -> Option<(&str, Self)> {
        match self.steps.split_first()? {
            (Step::Key(key), steps) => Some((key, Self { text: self.text.clone(), steps: steps.to_vec() })),
            _ => None,
        }
    }

    /// Whether the way ends where it begins.
    pub(super) fn is_end(&self) -> bool {
        self.steps.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What stands in brackets, and what stands behind them.
fn bracket(inner: &str) -> Option<(Step, &str)> {
    let first = inner.chars().next()?;
    if matches!(first, '"' | '\'') {
        let (key, behind) = inner[1..].split_once(first)?;
        return Some((Step::Key(key.to_owned()), behind.strip_prefix(']')?));
    }
    let (text, behind) = inner.split_once(']')?;
    let step = if text == "*" { Step::Every } else { Step::Index(text.trim().parse().ok()?) };
    Some((step, behind))
}

fn walk<'v>(steps: &[Step], value: &'v Value) -> Option<Cow<'v, Value>> {
    let Some((step, steps)) = steps.split_first() else {
        return Some(value).filter(|value| !value.is_null()).map(Cow::Borrowed);
    };
    match step {
        Step::Key(key) => walk(steps, value.get(key)?),
        Step::Index(index) => walk(steps, value.get(index)?),
        Step::Every => {
            let items = value.as_array()?.iter();
            let found = items.filter_map(|item| walk(steps, item).map(Cow::into_owned));
            Some(Cow::Owned(Value::Array(found.collect())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Path;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(path: &str, expect: Option<Value>) {
        let root = json!({
            "id": 7, "none": null, "data": {"apps": [{"name": "a"}, {"name": "b"}, {}]}, "Cost Center": "x",
            "a.b": {"c": true},
        });
        assert_eq!(Path::parse(path).unwrap().find(&root).map(|found| found.into_owned()), expect, "{path}");
    }

    #[test]
    fn paths_lead_to_values() {
        check("id", Some(json!(7)));
        check(" data.apps[1].name ", Some(json!("b")));
        check("data.apps[*].name", Some(json!(["a", "b"])));
        check("Cost Center", Some(json!("x")));
        check("['a.b'].c", Some(json!(true)));
        check("[\"a.b\"]['c']", Some(json!(true)));
        check("none", None);
        check("id.x", None);
        check("data.apps[9]", None);
        check("data[*]", None);
    }

    #[test]
    fn what_is_no_path_says_why() {
        for wrong in ["", "a..b", "a.", ".a", "a[", "a[x]", "a[\"b]", "a]b", "a == b", "a[0]b"] {
            let message = Path::parse(wrong).unwrap_err();
            assert!(message.contains("is not a path: "), "{wrong}: {message}");
        }
    }
}
