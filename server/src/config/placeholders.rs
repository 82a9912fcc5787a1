//! Values of the configuration that stand elsewhere.

use super::ConfigProblem;
use serde_json::{Map, Value};
use std::path::Path;

/// Replaces all placeholders of a file's content.
pub(super) fn replace(
    value: &mut Value,
    file: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(), ConfigProblem> {
    walk(value, &Place { file, variable, depth: 0 }, String::new())
}

struct Place<'a> {
    file: &'a Path,
    variable: &'a dyn Fn(&str) -> Option<String>,
    depth: usize,
}

/// Where `${…}` is a gap that what is configured there fills itself: in whom costs belong to.
const GAPS: &str = "costInsights.allocation.";

/// Longest chain of files that include one another.
const INCLUDES: usize = 8;

impl Place<'_> {
    fn wrong(&self, path: &str, message: impl Into<String>) -> ConfigProblem {
        ConfigProblem::Placeholder {
            file: self.file.to_owned(),
            path: path.to_owned(),
            message: message.into(),
        }
    }
}

fn walk(value: &mut Value, place: &Place<'_>, path: String) -> Result<(), ConfigProblem> {
    match value {
        Value::String(_) if path.starts_with(GAPS) => {}
        Value::String(text) => *text = expand(text, place, &path)?,
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, place, format!("{path}[{index}]"))?;
            }
        }
        Value::Object(map) => match directive(map) {
            Some((key, target)) => *value = direct(&key, &target, place, &path)?,
            None => {
                for (key, item) in map.iter_mut() {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    walk(item, place, path)?;
                }
            }
        },
        _ => {}
    }
    Ok(())
}

/// The key and value of an object that is nothing but a directive.
fn directive(map: &Map<String, Value>) -> Option<(String, String)> {
    let (key, value) = map.iter().next().filter(|_| map.len() == 1)?;
    let known = matches!(key.as_str(), "$env" | "$file" | "$include");
    known.then(|| Some((key.clone(), value.as_str()?.to_owned()))).flatten()
}

fn direct(key: &str, target: &str, place: &Place<'_>, path: &str) -> Result<Value, ConfigProblem> {
    if key == "$env" {
        let value = (place.variable)(target);
        return value
            .map(Value::String)
            .ok_or_else(|| place.wrong(path, format!("the environment variable {target} is not set")));
    }
    if place.depth == INCLUDES {
        return Err(place.wrong(path, format!("more than {INCLUDES} files include one another")));
    }
    let (name, inner) = target.split_once('#').unwrap_or((target, ""));
    let file = place.file.parent().unwrap_or(place.file).join(name);
    let text = std::fs::read_to_string(&file)
        .map_err(|error| place.wrong(path, format!("{} cannot be read: {error}", file.display())))?;
    if key == "$file" {
        return Ok(Value::String(text.trim_end().to_owned()));
    }
    let mut content: Value =
        serde_yaml::from_str(&text).map_err(|error| ConfigProblem::Syntax(file.clone(), error))?;
    walk(
        &mut content,
        &Place { file: &file, variable: place.variable, depth: place.depth + 1 },
        String::new(),
    )?;
    for key in inner.split('.').filter(|key| !key.is_empty()) {
        content = content
            .get(key)
            .cloned()
            .ok_or_else(|| place.wrong(path, format!("{target} leads to nothing")))?;
    }
    Ok(content)
}

/// Replaces `${NAME}` and `${NAME:-default}`; `$${` stands for `${`.
fn expand(text: &str, place: &Place<'_>, path: &str) -> Result<String, ConfigProblem> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        if rest[..start].ends_with('$') {
            expanded.push_str(&rest[..start - 1]);
            expanded.push_str("${");
            rest = &rest[start + 2..];
            continue;
        }
        expanded.push_str(&rest[..start]);
        let Some(length) = rest[start..].find('}') else {
            return Err(place.wrong(path, "\"${\" has no \"}\""));
        };
        let inner = &rest[start + 2..start + length];
        let (name, default) =
            inner.split_once(":-").map_or((inner, None), |(name, default)| (name, Some(default)));
        let value = (place.variable)(name.trim()).filter(|value| !(value.is_empty() && default.is_some()));
        let value = value.or(default.map(str::to_owned));
        expanded.push_str(&value.ok_or_else(|| {
            place.wrong(
                path,
                format!("the environment variable {name} is not set; ${{{name}:-value}} gives a default"),
            )
        })?);
        rest = &rest[start + length + 1..];
    }
    expanded.push_str(rest);
    Ok(expanded)
}
