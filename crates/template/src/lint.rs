//! What is wrong with the expressions of a template, before anybody runs it.
//!
//! When a template runs, a text that cannot be rendered stays as it is, in silence. Its author wants to know.

use std::collections::BTreeSet;

use portico_entity::{Path, Problem};
use portico_nunjucks::Environment;
use serde_json::{Map, Value};

use crate::limits::{DEPTH, LINT};

/// Problems of the expressions in `spec.steps` and `spec.output`, and steps with the same id. `actions` are those that
/// this Portico has; with none, they are not looked at.
pub fn lint(entity: &Value, actions: &BTreeSet<String>) -> Vec<Problem> {
    let mut lint = Lint { language: Environment::scaffolder(), found: Vec::new() };
    let spec = Path::of("spec");
    for key in ["steps", "output"] {
        if let Some(part) = entity.get("spec").and_then(|spec| spec.get(key)) {
            lint.walk(part, &spec.key(key), 0);
        }
    }
    let steps =
        entity.pointer("/spec/steps").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    lint.steps(steps, &spec.key("steps"), actions);
    lint.found
}

struct Lint {
    language: Environment,
    found: Vec<Problem>,
}

impl Lint {
    fn add(&mut self, code: &'static str, path: Path, message: String, help: &str) {
        if self.found.len() < LINT {
            self.found.push(Problem::input(code, path, message).help(help));
        }
    }

    fn walk(&mut self, value: &Value, path: &Path, level: usize) {
        match value {
            _ if level > DEPTH => {}
            Value::String(text) => self.text(text, path),
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.walk(item, &path.index(at), level + 1);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    self.walk(member, &path.key(name), level + 1);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, path: &Path) {
        if let Err(error) = self.language.compile(text) {
            let place = if text.contains('\n') {
                format!(" (line {} of the text)", error.line)
            } else {
                String::new()
            };
            let message = format!("This expression cannot be read: {}{place}", error.message);
            self.add(
                "bad-expression",
                path.clone(),
                message,
                "As it is, the text stays as it is written when the template runs",
            );
        }
    }

    fn steps(&mut self, steps: &[Value], path: &Path, actions: &BTreeSet<String>) {
        let mut seen: Map<String, Value> = Map::new();
        for (at, step) in steps.iter().enumerate() {
            let path = path.index(at);
            let text = |key: &str| step.get(key).and_then(Value::as_str);
            if let Some(id) = text("id")
                && seen.insert(id.to_owned(), Value::Null).is_some()
            {
                let message = format!("There is a step with the id `{id}` already");
                self.add(
                    "same-step-id",
                    path.key("id"),
                    message,
                    "Outputs are found by the id: give each step its own",
                );
            }
            if let Some(action) = text("action")
                && !actions.is_empty()
                && !actions.contains(action)
            {
                let message = format!("This Portico has no action `{action}`");
                self.add(
                    "unknown-action",
                    path.key("action"),
                    message,
                    "The page of actions lists those that there are",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn expressions_and_steps_are_looked_at() {
        let entity = json!({ "spec": {
            "parameters": { "title": "${{ not looked at" },
            "steps": [
                { "id": "a", "action": "fetch:template", "input": { "values": { "name": "${{ parameters.name | }}" } } },
                { "id": "a", "action": "fetch:nothing", "if": "${{ parameters.name }}" },
            ],
            "output": { "text": [{ "content": "fine\n${{ a ? b }}" }] },
        } });
        let actions = BTreeSet::from(["fetch:template".to_owned()]);
        let found: Vec<String> = lint(&entity, &actions)
            .iter()
            .map(|problem| format!("{}: {}", problem.path, problem.message))
            .collect();
        assert_eq!(
            found,
            [
                "spec.steps[0].input.values.name: This expression cannot be read: expected the name of a filter, found the end",
                "spec.output.text[0].content: This expression cannot be read: `?` has no meaning here (line 2 of the text)",
                "spec.steps[1].id: There is a step with the id `a` already",
                "spec.steps[1].action: This Portico has no action `fetch:nothing`",
            ]
        );
        assert!(lint(&json!(null), &BTreeSet::new()).is_empty());
    }
}
