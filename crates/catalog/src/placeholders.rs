//! `$text`, `$json` and `$yaml`: values that stand in files of their own.

use portico_entity::{ErrorClass, Path, Problem, yaml};
use serde_json::Value;

/// Replaces every placeholder in `entity`. `read` gets the value of a placeholder and returns the file's text, or
/// says what hindered it. An object with more keys than the placeholder, or with an unknown `$` key, stays as it is
/// and is not looked into.
pub(crate) fn replace(
    entity: &mut Value,
    read: &mut dyn FnMut(&str) -> Result<String, Problem>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(entity, &Path::root(), read, &mut problems);
    problems
}

fn walk(
    value: &mut Value,
    path: &Path,
    read: &mut dyn FnMut(&str) -> Result<String, Problem>,
    problems: &mut Vec<Problem>,
) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, &path.index(index), read, problems);
            }
        }
        Value::Object(map) => {
            if !map.keys().any(|key| key.starts_with('$')) {
                for (key, item) in map.iter_mut() {
                    walk(item, &path.key(key), read, problems);
                }
                return;
            }
            let Some((key, target)) = map.iter().next().filter(|_| map.len() == 1) else { return };
            let Some(parse) = parser(key) else { return };
            let at = path.key(key);
            let result = match target {
                Value::String(target) => read(target).and_then(|text| parse(target, text)),
                _ => Err(Problem::input(
                    "bad-placeholder",
                    Path::root(),
                    format!("{key} needs the name of a file"),
                )),
            };
            match result {
                Ok(replacement) => *value = replacement,
                Err(problem) => problems.push(Problem { path: at, ..problem }),
            }
        }
        _ => {}
    }
}

type Parse = fn(&str, String) -> Result<Value, Problem>;

fn parser(key: &str) -> Option<Parse> {
    match key {
        "$text" => Some(|_, text| Ok(Value::String(text))),
        "$json" => Some(|target, text| {
            serde_json::from_str(&text).map_err(|error| wrong(format!("{target} is not JSON: {error}")))
        }),
        "$yaml" => Some(|target, text| {
            let node = yaml::read_one(&text).map_err(|error| {
                wrong(format!("{target}, line {}: {}", error.line, error.message)).maybe_help(error.help)
            })?;
            Ok(node.to_value())
        }),
        _ => None,
    }
}

fn wrong(message: String) -> Problem {
    Problem::input("bad-placeholder", Path::root(), message).class(ErrorClass::InputError)
}

#[cfg(test)]
mod tests {
    use super::replace;
    use portico_entity::{Path, Problem};
    use serde_json::{Value, json};

    #[track_caller]
    fn check(mut value: Value, expect: Value, problems_at: &[&str]) {
        let problems = replace(&mut value, &mut |target| match target {
            "a.txt" => Ok("text\n".into()),
            "a.json" => Ok("{\"k\": 1}".into()),
            "a.yaml" => Ok("k: [1]\n".into()),
            "two.yaml" => Ok("a: 1\n---\nb: 2\n".into()),
            _ => Err(Problem::input("x", Path::root(), "no such file")),
        });
        assert_eq!(value, expect);
        assert_eq!(problems.iter().map(|problem| problem.path.to_string()).collect::<Vec<_>>(), problems_at);
    }

    #[test]
    fn placeholders_are_replaced_wherever_they_stand() {
        check(
            json!({"a": {"$text": "a.txt"}, "l": [{"$json": "a.json"}, {"d": {"$yaml": "a.yaml"}}]}),
            json!({"a": "text\n", "l": [{"k": 1}, {"d": {"k": [1]}}]}),
            &[],
        );
    }

    #[test]
    fn other_dollar_keys_and_mixed_objects_stay() {
        let odd = json!({"a": {"$acme": "a.txt"}, "b": {"$text": "a.txt", "o": {"$text": "a.txt"}}});
        check(odd.clone(), odd, &[]);
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_at_its_place() {
        let odd = json!({"a": {"$text": "none"}, "b": {"$text": 1}, "c": {"$json": "a.txt"}, "d": {"$yaml": "two.yaml"}});
        check(odd.clone(), odd, &["a.$text", "b.$text", "c.$json", "d.$yaml"]);
    }
}
