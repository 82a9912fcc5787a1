//! What the expressions of a template become.
//!
//! Every text in a JSON tree is rendered; keys never are. A text that is nothing but one expression becomes what the
//! expression gives, with its type; one that gives nothing at all disappears. A text that cannot be rendered stays as it
//! is, and a [`Warning`] says so: that is how templates were always run, and silence is what their authors suffer from.

use crate::limits::{DEPTH, TURNS};
use portico_nunjucks::{Environment, Scope, Value as Term};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What the expressions of a task can see.
#[derive(Clone, Debug, Default)]
pub struct Context {
    parameters: Term,
    steps: Vec<(Arc<str>, Term)>,
    user: Term,
    task: Term,
    environment_parameters: Value,
    environment_secrets: Value,
    secrets: Term,
}

/// Where an expression stands; it decides what it can see.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// In the input of a step, or in its `each`.
    Input(Option<Turn<'a>>),
    /// In the `if` of a step. Without `each`, it sees no secrets.
    Condition(Option<Turn<'a>>),
    /// In what the task tells in the end. It sees no secrets.
    Output,
}

/// One turn of a step that is repeated.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The key in a mapping, or the index in a list.
    pub key: &'a str,
    /// What stands there.
    pub value: &'a Value,
}

/// A text that could not be rendered, and stayed as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where the text stands: `input.values.name`.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// Why a step cannot be repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EachError {
    /// What it is repeated over is no list and no mapping.
    #[error("`each` must give a list or a mapping to go through, but gives {0}")]
    Nothing(&'static str),
    /// It would be repeated too often.
    #[error("`each` gives {0} values to go through; at most {TURNS} are run")]
    TooMany(usize),
}

impl Context {
    /// What a task's expressions can see before any step has run.
    pub fn new(parameters: &Map<String, Value>, user: &Value, task_id: &str) -> Self {
        Self {
            parameters: Term::from(Value::Object(parameters.clone())),
            steps: Vec::new(),
            user: Term::from(user),
            task: Term::from(json!({ "task": { "id": task_id } })),
            environment_parameters: json!({}),
            environment_secrets: json!({}),
            secrets: Term::from(json!({})),
        }
    }

    /// The same, with what the configuration gives to every template.
    #[must_use]
    pub fn with_environment(mut self, parameters: Value, secrets: Value) -> Self {
        self.environment_parameters = parameters;
        self.environment_secrets = secrets;
        self
    }

    /// The same, with values that only some places see.
    #[must_use]
    pub fn with_secrets(mut self, secrets: Value) -> Self {
        self.secrets = Term::from(secrets);
        self
    }

    /// Adds what a step gave.
    pub fn add_step(&mut self, id: &str, output: &Map<String, Value>) {
        self.steps.push((id.into(), Term::from(json!({ "output": output }))));
    }

    /// What an expression at this place can see.
    pub fn scope(&self, place: Place<'_>) -> Scope {
        let mut scope = Scope::new();
        scope.set("parameters", self.parameters.clone());
        scope.set("steps", Term::object(self.steps.iter().cloned()));
        scope.set("user", self.user.clone());
        scope.set("context", self.task.clone());
        let (secrets, turn) = match place {
            Place::Output => {
                scope.set("environment", json!({ "parameters": self.environment_parameters }));
                return scope;
            }
            Place::Condition(None) => (false, None),
            Place::Input(turn) | Place::Condition(turn) => (true, turn),
        };
        let environment = json!({
            "parameters": self.environment_parameters,
            "secrets": if secrets { self.environment_secrets.clone() } else { json!({}) },
        });
        scope.set("environment", environment);
        scope.set("secrets", if secrets { self.secrets.clone() } else { Term::from(json!({})) });
        if let Some(turn) = turn {
            scope.set("each", json!({ "key": turn.key, "value": turn.value }));
        }
        scope
    }
}

/// Renders every text of a tree. Nothing if the whole of it is a text that gives nothing.
pub fn render(
    language: &Environment,
    tree: &Value,
    scope: &Scope,
    path: &str,
    warnings: &mut Vec<Warning>,
) -> Option<Value> {
    Walk { language, scope, warnings }.value(tree, path, 0)
}

struct Walk<'a> {
    language: &'a Environment,
    scope: &'a Scope,
    warnings: &'a mut Vec<Warning>,
}

impl Walk<'_> {
    fn value(&mut self, tree: &Value, path: &str, level: usize) -> Option<Value> {
        if level > DEPTH {
            self.warn(path, format!("it is nested deeper than {DEPTH} levels, and stays as it is"));
            return Some(tree.clone());
        }
        match tree {
            Value::String(text) => self.text(text, path),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                let rendered = items.map(|(index, item)| {
                    self.value(item, &format!("{path}[{index}]"), level + 1).unwrap_or(Value::Null)
                });
                Some(rendered.collect())
            }
            Value::Object(members) => {
                let rendered = members.iter().filter_map(|(key, value)| {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    Some((key.clone(), self.value(value, &path, level + 1)?))
                });
                Some(Value::Object(rendered.collect()))
            }
            other => Some(other.clone()),
        }
    }

    fn text(&mut self, text: &str, path: &str) -> Option<Value> {
        if !has_syntax(text) {
            return Some(Value::String(text.to_owned()));
        }
        let rendered = self.language.compile(text).and_then(|template| template.evaluate(self.scope));
        match rendered {
            Ok(term) => term.to_json(),
            Err(error) => {
                self.warn(path, error.to_string());
                Some(Value::String(text.to_owned()))
            }
        }
    }

    fn warn(&mut self, path: &str, message: String) {
        self.warnings.push(Warning { path: path.to_owned(), message });
    }
}

/// Whether there is anything to render in a text.
fn has_syntax(text: &str) -> bool {
    text.contains("${{") || text.contains("{%") || text.contains("{#")
}

/// Whether a value counts as true in an `if`: as in JavaScript, except that an empty list does not.
pub fn is_true(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(value)) => *value,
        Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number != 0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(_)) => true,
    }
}

/// Whether an `if` holds.
pub fn holds(
    language: &Environment,
    condition: Option<&Value>,
    scope: &Scope,
    warnings: &mut Vec<Warning>,
) -> bool {
    match condition {
        None => true,
        Some(condition) => is_true(render(language, condition, scope, "if", warnings).as_ref()),
    }
}

/// Whether an `if` asks for a step to be looked at even after another one failed: it calls `always()` or `failure()`.
pub fn looks_beyond_failure(condition: Option<&Value>) -> bool {
    let Some(Value::String(text)) = condition else { return false };
    has_syntax(text) && ["always", "failure"].iter().any(|name| calls(text, name))
}

fn calls(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let is_word = |char: char| char.is_alphanumeric() || char == '_' || char == '.';
        let begins = !text[..at].ends_with(is_word);
        begins && text[at + name.len()..].trim_start().starts_with('(')
    })
}

/// What a step with `each` is repeated over, as keys and values.
///
/// # Errors
/// If it is no list and no mapping, or too much.
pub fn turns(
    language: &Environment,
    each: &Value,
    scope: &Scope,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<(String, Value)>, EachError> {
    let turns: Vec<(String, Value)> = match render(language, each, scope, "each", warnings) {
        Some(Value::Array(items)) => {
            items.into_iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Some(Value::Object(members)) => members.into_iter().collect(),
        other => return Err(EachError::Nothing(kind(other.as_ref()))),
    };
    if turns.len() > TURNS { Err(EachError::TooMany(turns.len())) } else { Ok(turns) }
}

fn kind(value: Option<&Value>) -> &'static str {
    match value {
        None => "nothing",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "a yes or no",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(_)) => "a text",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "a mapping",
    }
}

/// What a task tells in the end. Links and texts whose `if` does not hold are left out.
pub fn output(
    language: &Environment,
    output: &Map<String, Value>,
    scope: &Scope,
    warnings: &mut Vec<Warning>,
) -> Map<String, Value> {
    let mut rendered = Map::new();
    for (key, value) in output {
        let items = ["links", "text"].contains(&key.as_str()).then(|| value.as_array()).flatten();
        let value = match items {
            Some(items) => {
                let items = items.iter().enumerate().filter_map(|(index, item)| {
                    shown(language, item, scope, &format!("output.{key}[{index}]"), warnings)
                });
                Some(items.collect())
            }
            None => render(language, value, scope, &format!("output.{key}"), warnings),
        };
        rendered.extend(value.map(|value| (key.clone(), value)));
    }
    rendered
}

/// An item of the output without its `if`, if that holds.
fn shown(
    language: &Environment,
    item: &Value,
    scope: &Scope,
    path: &str,
    warnings: &mut Vec<Warning>,
) -> Option<Value> {
    let mut item = item.clone();
    if let Some(condition) = item.as_object_mut().and_then(|item| item.shift_remove("if")) {
        let condition = render(language, &condition, scope, &format!("{path}.if"), warnings);
        if !is_true(condition.as_ref()) {
            return None;
        }
    }
    render(language, &item, scope, path, warnings)
}
