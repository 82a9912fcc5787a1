//! What a person would say has changed between two states of an entity.
//!
//! Values are compared path by path; lists item by item, without regard to their order; long texts line by line. What
//! the catalog itself derives (identifiers, relations, status) is left out.

use super::{ChangedValue, Difference, Section};
use serde_json::{Map, Value};

/// Values of one difference that are listed.
const VALUES: usize = 40;
/// Lines that are shown of one value, on each side.
const LINES: usize = 12;
/// Characters that are shown of one line.
const CHARS: usize = 200;

/// What is different in `after`, by section in the order in which an author writes them.
pub fn diff(before: &Value, after: &Value) -> Difference {
    let mut sections: Vec<Section> = Vec::new();
    let empty = Map::new();
    let (old, new) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
    for key in keys(old, new).into_iter().filter(|key| !matches!(*key, "relations" | "status")) {
        let (old, new) = (old.get(key), new.get(key));
        let is_section = [old, new].iter().flatten().any(|value| value.is_object());
        let mut values = Vec::new();
        compare(if is_section { "" } else { key }, old, new, &mut values);
        let derived = |value: &ChangedValue| key == "metadata" && matches!(&*value.path, "uid" | "etag");
        values.retain(|value| !derived(value));
        let name = if is_section { key } else { "" };
        match sections.iter_mut().find(|section| section.name == name) {
            Some(section) => section.values.extend(values),
            None if values.is_empty() => {}
            None => sections.push(Section { name: name.to_owned(), values }),
        }
    }
    limit(sections)
}

fn limit(mut sections: Vec<Section>) -> Difference {
    let (mut room, mut more) = (VALUES, 0);
    for section in &mut sections {
        let kept = section.values.len().min(room);
        more += section.values.len() - kept;
        section.values.truncate(kept);
        room -= kept;
    }
    sections.retain(|section| !section.values.is_empty());
    Difference { sections, more }
}

/// The keys of both, those of the newer state in its order, then those that are gone.
fn keys<'a>(old: &'a Map<String, Value>, new: &'a Map<String, Value>) -> Vec<&'a str> {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    new.keys().chain(gone).map(String::as_str).collect()
}

fn compare(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<ChangedValue>) {
    if old == new {
        return;
    }
    let empty = Map::new();
    let object = |value: Option<&'_ Value>| value.is_none_or(Value::is_object);
    if object(old) && object(new) {
        let old = old.and_then(Value::as_object).unwrap_or(&empty);
        let new = new.and_then(Value::as_object).unwrap_or(&empty);
        for key in keys(old, new) {
            let below = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            compare(&below, old.get(key), new.get(key), found);
        }
        return;
    }
    let (before, after) = match (old, new) {
        (Some(Value::Array(old)), Some(Value::Array(new))) => items(old, new),
        (Some(Value::String(old)), Some(Value::String(new))) if !old.is_empty() && !new.is_empty() => {
            texts(old, new)
        }
        _ => (old.map(lines).unwrap_or_default(), new.map(lines).unwrap_or_default()),
    };
    found.push(ChangedValue { path: path.to_owned(), before: clipped(before), after: clipped(after) });
}

/// The items that went and those that came; all of them if only their order is another.
fn items(old: &[Value], new: &[Value]) -> (Vec<String>, Vec<String>) {
    let mut gone: Vec<&Value> = old.iter().collect();
    let mut come = Vec::new();
    for item in new {
        match gone.iter().position(|other| *other == item) {
            Some(place) => drop(gone.remove(place)),
            None => come.push(item),
        }
    }
    let item = |value: &&Value| format!("- {}", flow(value));
    if gone.is_empty() && come.is_empty() {
        let all = |list: &[Value]| list.iter().map(|value| item(&value)).collect();
        return (all(old), all(new));
    }
    (gone.iter().map(item).collect(), come.iter().map(item).collect())
}

/// The lines of two texts without those that both begin and end with.
fn texts(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let head = old.iter().zip(&new).take_while(same).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
    let middle =
        |lines: &[&str]| lines[head..lines.len() - tail].iter().map(|line| (*line).to_owned()).collect();
    let (before, after): (Vec<String>, Vec<String>) = (middle(&old), middle(&new));
    if before.is_empty() && after.is_empty() {
        // Only the end of the last line is another.
        let note = |text: &str| vec![format!("{text:?}")];
        return (note(old.last().unwrap_or(&"")), note(new.last().unwrap_or(&"")));
    }
    (before, after)
}

/// A value as lines.
fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if text.is_empty() => vec!["\"\"".to_owned()],
        Value::String(text) => text.lines().map(str::to_owned).collect(),
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(|item| format!("- {}", flow(item))).collect()
        }
        other => vec![flow(other)],
    }
}

/// A value on one line, as YAML's flow style has it.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.lines().collect::<Vec<_>>().join(" "),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// No more lines than fit, and none too long.
fn clipped(mut lines: Vec<String>) -> Vec<String> {
    let hidden = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    for line in &mut lines {
        if let Some((end, _)) = line.char_indices().nth(CHARS) {
            line.truncate(end);
            line.push('…');
        }
    }
    if hidden > 0 {
        lines.push(format!("… {hidden} more lines"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::diff;
    use serde_json::{Value, json};

    /// Every change as `section path: - old + new`.
    #[track_caller]
    fn check(before: Value, after: Value, expect: &[&str]) {
        let found = diff(&before, &after);
        let said: Vec<String> = found
            .sections
            .iter()
            .flat_map(|section| section.values.iter().map(move |value| (&section.name, value)))
            .map(|(name, value)| {
                let sign = |sign: &str, lines: &[String]| -> String {
                    lines.iter().map(|line| format!(" {sign}{line}")).collect()
                };
                format!("{name} {}:{}{}", value.path, sign("−", &value.before), sign("+", &value.after))
            })
            .collect();
        assert_eq!(said, expect);
    }

    #[test]
    fn values_are_told_by_path_and_section() {
        check(
            json!({"kind": "Component", "metadata": {"title": "Till"}, "spec": {"owner": "a", "type": "service"}}),
            json!({"kind": "Resource", "metadata": {"title": "Till 2"}, "spec": {"owner": "b", "type": "service"}}),
            &[" kind: −Component +Resource", "metadata title: −Till +Till 2", "spec owner: −a +b"],
        );
    }

    #[test]
    fn what_came_and_what_went_has_one_side() {
        check(
            json!({"metadata": {"annotations": {"a/b": "1"}}, "spec": {"gone": {"deep": true}}}),
            json!({"metadata": {"annotations": {"a/b": "1", "c/d": "2"}, "labels": {"x": "y"}}, "spec": {}}),
            &["metadata annotations.c/d: +2", "metadata labels.x: +y", "spec gone.deep: −true"],
        );
    }

    #[test]
    fn what_the_catalog_derives_is_left_out() {
        check(
            json!({"metadata": {"uid": "1", "etag": "2"}, "relations": [1], "status": {"items": []}}),
            json!({"metadata": {"uid": "3", "etag": "4"}, "relations": [2]}),
            &[],
        );
    }

    #[test]
    fn lists_are_compared_item_by_item() {
        check(
            json!({"metadata": {"tags": ["a", "b"], "links": [{"url": "u", "title": "t"}]}}),
            json!({"metadata": {"tags": ["b", "c"], "links": [{"url": "u", "title": "t"}, {"url": "v"}]}}),
            &["metadata tags: −- a +- c", "metadata links: +- {url: v}"],
        );
        check(
            json!({"spec": {"dependsOn": ["a", "b"]}}),
            json!({"spec": {"dependsOn": ["b", "a"]}}),
            &["spec dependsOn: −- a −- b +- b +- a"],
        );
    }

    #[test]
    fn of_a_long_text_only_the_changed_lines_are_told() {
        let text = |middle: &str| format!("{}\n{middle}\n{}", "same\n".repeat(50), "same\n".repeat(50));
        check(
            json!({"spec": {"definition": text("old")}}),
            json!({"spec": {"definition": text("new")}}),
            &["spec definition: −old +new"],
        );
        check(json!({"spec": {"a": "x"}}), json!({"spec": {"a": "x\n"}}), &["spec a: −\"x\" +\"x\""]);
    }

    #[test]
    fn another_type_is_another_value() {
        check(
            json!({"spec": {"a": "1", "b": {"c": 1}, "d": "", "e": null}}),
            json!({"spec": {"a": 1, "b": [2], "d": "x", "e": 0}}),
            &["spec a: −1 +1", "spec b: −{c: 1} +- 2", "spec d: −\"\" +x", "spec e: −null +0"],
        );
    }

    #[test]
    fn everything_has_a_limit() {
        let many = |value: &str| -> Value {
            let fields = (0..100).map(|number| (format!("k{number}"), json!(value.repeat(500))));
            json!({ "spec": Value::Object(fields.collect()), "metadata": {"title": value} })
        };
        let found = diff(&many("a"), &many("b"));
        let listed: usize = found.sections.iter().map(|section| section.values.len()).sum();
        assert_eq!((listed, found.more), (40, 61));
        assert!(found.sections[0].values[0].after[0].chars().count() <= 201);
        let long = |count: usize| json!({"spec": {"a": (0..count).map(|n| n.to_string()).collect::<Vec<_>>().join("\n")}});
        let found = diff(&json!({"spec": {}}), &long(100));
        assert_eq!(found.sections[0].values[0].after.last().map(String::as_str), Some("… 88 more lines"));
    }
}
