//! What steps of templates can do, for people to read.

use super::CreateError;
use crate::server::{Portal, limits::FIELD_DEPTH};
use portico_scaffolder::{Definition, Example, Repeat};
use serde_json::{Map, Value};

/// An action as people read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionDoc {
    /// What templates call it.
    pub id: String,
    /// What it does.
    pub description: String,
    /// Whether it does something in a trial run, too.
    pub dry_run: bool,
    /// What becomes of it when the portal ends in the middle.
    pub interruption: &'static str,
    /// What it takes.
    pub input: Vec<FieldDoc>,
    /// What it gives to later steps.
    pub output: Vec<FieldDoc>,
    /// How it is used: what, and YAML.
    pub examples: Vec<(String, String)>,
}

/// A value of an input or output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDoc {
    /// Where it stands: `settings.visibility`, `branches[].name`.
    pub path: String,
    /// What it is: `text`, `list of text`, ….
    pub kind: String,
    /// Whether it has to be there.
    pub is_required: bool,
    /// What it is for.
    pub description: String,
    /// The values that it may have.
    pub values: Vec<String>,
    /// What holds where it is not there.
    pub default: Option<String>,
}

impl Portal {
    /// The actions whose name, description or inputs have all words of a text; all for none.
    ///
    /// # Errors
    /// If this process runs no templates.
    pub fn actions(&self, text: &str) -> Result<Vec<ActionDoc>, CreateError> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let registry = self.machine()?.registry();
        let fits = |definition: &&Definition| {
            let keys = |schema: &Value| {
                let properties = schema.get("properties").and_then(Value::as_object);
                properties.into_iter().flat_map(Map::keys).cloned().collect::<Vec<_>>().join(" ")
            };
            let said = format!("{} {} {}", definition.id, definition.description, keys(&definition.input));
            let said = said.to_lowercase();
            words.iter().all(|word| said.contains(word.as_str()))
        };
        Ok(registry.definitions().filter(fits).map(described).collect())
    }

    /// How many actions there are.
    ///
    /// # Errors
    /// If this process runs no templates.
    pub fn count_actions(&self) -> Result<usize, CreateError> {
        Ok(self.machine()?.registry().definitions().count())
    }
}

fn described(definition: &Definition) -> ActionDoc {
    let mut input = Vec::new();
    let mut output = Vec::new();
    fields(&definition.input, "", FIELD_DEPTH, &mut input);
    fields(&definition.output, "", FIELD_DEPTH, &mut output);
    let example = |example: &Example| (example.description.clone(), example.example.clone());
    ActionDoc {
        id: definition.id.clone(),
        description: definition.description.clone(),
        dry_run: definition.dry_run,
        interruption: match definition.repeat {
            Repeat::Safe => "It is run again: that ends in the same state.",
            Repeat::Checkpointed | Repeat::Workspace => {
                "It goes on from where it got to: what is done is not done twice."
            }
            Repeat::Unsafe => {
                "The task stops there and says so: nobody can know what it did. Retry it when you looked."
            }
        },
        input,
        output,
        examples: definition.examples.iter().map(example).collect(),
    }
}

/// The fields of an object's schema, those in them behind them.
fn fields(schema: &Value, above: &str, depth: usize, found: &mut Vec<FieldDoc>) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object).filter(|_| depth > 0) else {
        return;
    };
    let required = schema.get("required").and_then(Value::as_array);
    for (name, field) in properties {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let is_required = required.is_some_and(|all| all.iter().any(|one| one == name.as_str()));
        found.push(FieldDoc {
            kind: kind_of(field),
            is_required,
            description: field["description"].as_str().unwrap_or_default().to_owned(),
            values: field["enum"].as_array().into_iter().flatten().map(plain).collect(),
            default: field.get("default").map(plain),
            path: path.clone(),
        });
        fields(field, &path, depth - 1, found);
        let inside = format!("{path}[]");
        if let Some(items) = field.get("items") {
            fields(items, &inside, depth - 1, found);
            items["anyOf"]
                .as_array()
                .into_iter()
                .flatten()
                .for_each(|one| fields(one, &inside, depth - 1, found));
        }
    }
}

/// What a schema asks for, in words.
fn kind_of(schema: &Value) -> String {
    let alternatives =
        ["oneOf", "anyOf"].into_iter().find_map(|key| schema.get(key).and_then(Value::as_array));
    if let Some(alternatives) = alternatives {
        let mut kinds: Vec<String> = alternatives.iter().map(kind_of).collect();
        kinds.dedup();
        return kinds.join(" or ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => match schema.get("items").map(kind_of) {
            Some(kind) if !kind.is_empty() => format!("list of {kind}"),
            _ => "list".to_owned(),
        },
        Value::String(kind) => word(kind).to_owned(),
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).map(word).collect::<Vec<_>>().join(" or ")
        }
        _ => "any".to_owned(),
    }
}

fn word(kind: &str) -> &str {
    match kind {
        "string" => "text",
        "boolean" => "yes or no",
        "array" => "list",
        "null" => "nothing",
        other => other,
    }
}

/// A value as people write it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{FieldDoc, fields};
    use serde_json::json;

    #[test]
    fn schemas_become_rows() {
        let schema = json!({
            "type": "object",
            "required": ["url"],
            "properties": {
                "url": {"type": "string", "description": "Where"},
                "how": {"type": ["boolean", "string"], "enum": ["a", true], "default": false},
                "files": {"type": "array", "items": {
                    "type": "object", "required": ["to"], "properties": {"to": {"type": "string"}},
                }},
                "odd": {"oneOf": [{"type": "boolean"}, {"type": "string"}]},
            },
        });
        let mut found = Vec::new();
        fields(&schema, "", 4, &mut found);
        let told: Vec<String> = found
            .iter()
            .map(|field| {
                let FieldDoc { path, kind, is_required, values, default, .. } = field;
                format!("{path} | {kind} | {is_required} | {} | {default:?}", values.join(","))
            })
            .collect();
        assert_eq!(
            told,
            [
                "url | text | true |  | None",
                "how | yes or no or text | false | a,true | Some(\"false\")",
                "files | list of object | false |  | None",
                "files[].to | text | true |  | None",
                "odd | yes or no or text | false |  | None",
            ]
        );
    }
}
