//! Dotted paths into JSON, with keys that hold dots themselves.

use serde_json::Value;

use crate::limits::MAX_PATH_DOTS;

/// The value at `path`; keys may contain dots, lists are not entered.
pub(crate) fn value_at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let keys = keys_to(value, path)?;
    keys.into_iter().try_fold(value, |value, key| value.get(key))
}

/// The keys that lead to `path`, for rebuilding the same shape elsewhere.
pub(crate) fn keys_to<'p>(value: &Value, path: &'p str) -> Option<Vec<&'p str>> {
    let searchable = !path.is_empty() && path.matches('.').count() <= MAX_PATH_DOTS;
    let mut keys = Vec::new();
    (searchable && search(value, path, &mut keys)).then_some(keys)
}

/// Short keys first, longer ones when the short way leads nowhere.
fn search<'p>(value: &Value, path: &'p str, keys: &mut Vec<&'p str>) -> bool {
    let Some(object) = value.as_object() else { return false };
    for (key, rest) in splits(path) {
        let Some(inner) = object.get(key) else { continue };
        keys.push(key);
        if rest.is_none_or(|rest| search(inner, rest, keys)) {
            return true;
        }
        keys.pop();
    }
    false
}

/// All ways to cut `a.b.c` into a first key and a rest: `a|b.c`, `a.b|c`, `a.b.c`.
fn splits(path: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let cuts = path.match_indices('.').map(|(at, _)| (&path[..at], Some(&path[at + 1..])));
    cuts.chain(std::iter::once((path, None)))
}

#[cfg(test)]
mod tests {
    use super::{keys_to, value_at};
    use serde_json::json;

    #[test]
    fn keys_with_dots_are_found() {
        let value = json!({"a": {"b": 1, "b.c": {"d": 2}}, "a.x": 3, "l": [{"k": 1}]});
        assert_eq!(value_at(&value, "a.b"), Some(&json!(1)));
        assert_eq!(value_at(&value, "a.b.c.d"), Some(&json!(2)));
        assert_eq!(value_at(&value, "a.x"), Some(&json!(3)));
        assert_eq!(value_at(&value, "l.k"), None);
        assert_eq!(value_at(&value, ""), None);
        assert_eq!(value_at(&value, &".".repeat(1000)), None);
        assert_eq!(keys_to(&value, "a.b.c.d"), Some(vec!["a", "b.c", "d"]));
    }
}
