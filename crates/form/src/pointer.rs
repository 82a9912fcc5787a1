//! JSON pointers: the places of fields and of what is wrong with them. `""` is the whole, `/a/0` the first of list `a`.

use crate::limits::ENTRIES;
use serde_json::{Map, Value};

/// The place of a member or of an entry.
pub fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The parts of a pointer, from the whole down.
pub fn parts(pointer: &str) -> Vec<String> {
    let parts = pointer.split('/').skip(1);
    parts.map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

/// Where this place is: the pointer without its last part.
pub fn parent(pointer: &str) -> &str {
    pointer.rfind('/').map_or("", |at| &pointer[..at])
}

/// The last part.
pub fn last(pointer: &str) -> String {
    parts(pointer).pop().unwrap_or_default()
}

/// Whether the place is this one or lies in it.
pub fn is_within(pointer: &str, whole: &str) -> bool {
    pointer.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What stands at a place.
pub fn get<'a>(values: &'a Value, pointer: &str) -> Option<&'a Value> {
    values.pointer(pointer)
}

/// Puts a value at a place. Objects on the way are made; a place in a list must be that of an entry, or the one behind
/// the last. What stands in the way and is neither is replaced.
pub fn set(values: &mut Value, pointer: &str, value: Value) {
    let mut at = values;
    for part in parts(pointer) {
        at = if at.is_array() {
            let Some(entry) = entry(at, &part) else { return };
            entry
        } else {
            member(at, part)
        };
    }
    *at = value;
}

/// An entry of a list, or the new one behind the last.
fn entry<'a>(list: &'a mut Value, part: &str) -> Option<&'a mut Value> {
    let list = list.as_array_mut()?;
    let index = part.parse::<usize>().ok().filter(|index| *index <= list.len() && *index < ENTRIES)?;
    if index == list.len() {
        list.push(Value::Null);
    }
    list.get_mut(index)
}

/// A member of an object, which takes the place of what is none.
fn member(object: &mut Value, part: String) -> &mut Value {
    if !object.is_object() {
        *object = Value::Object(Map::new());
    }
    &mut object[part]
}

/// Takes away what stands at a place; entries behind it in a list move up.
pub fn remove(values: &mut Value, pointer: &str) -> Option<Value> {
    match values.pointer_mut(parent(pointer))? {
        Value::Object(object) => object.shift_remove(&last(pointer)),
        Value::Array(list) => {
            let index = last(pointer).parse::<usize>().ok().filter(|index| *index < list.len())?;
            Some(list.remove(index))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_put_and_taken_by_place() {
        let mut values = json!({});
        set(&mut values, "/a/b", json!(1));
        set(&mut values, "/list", json!([]));
        set(&mut values, "/list/0", json!("x"));
        set(&mut values, "/list/7", json!("too far"));
        set(&mut values, "/a~1b", json!(2));
        assert_eq!(values, json!({"a": {"b": 1}, "list": ["x"], "a/b": 2}));
        assert_eq!(remove(&mut values, "/list/0"), Some(json!("x")));
        assert_eq!(remove(&mut values, "/list/0"), None);
        assert_eq!(remove(&mut values, "/a/b"), Some(json!(1)));
        assert_eq!(values, json!({"a": {}, "list": [], "a/b": 2}));
    }

    #[test]
    fn places_lie_in_one_another() {
        assert!(is_within("/a/b", "/a") && is_within("/a", "/a") && is_within("/a", ""));
        assert!(!is_within("/ab", "/a"));
        assert_eq!((parent("/a/b"), last("/a/b~1c")), ("/a", "b/c".to_owned()));
    }
}
