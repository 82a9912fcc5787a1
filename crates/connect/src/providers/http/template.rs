//! Texts with holes: `group:{{ team | slug }}`. A text that is nothing but one hole keeps the type of its value. A text
//! with a hole for which there is no value is itself no value.

use super::{
    filters::{self, Filter},
    path::Path,
};
use serde_json::Value;
use std::borrow::Cow;

/// What a template can see.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'v> {
    /// The whole row.
    pub(super) row: &'v Value,
    /// The part of it that the entity is made of: the row itself, or one item of its nested list.
    pub(super) item: &'v Value,
}

/// A text with holes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Hole(Expression),
}

/// A path and what is done with the value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    text: String,
    source: Source,
    steps: Vec<Step>,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    Fixed(Value),
    Row(Option<Path>),
    Item(Option<Path>),
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Filter(Filter),
    Default(Source),
}

impl Template {
    /// Reads a text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, hole)) = rest.split_once("{{") {
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (inside, behind) =
                hole.split_once("}}").ok_or_else(|| format!("\"{text}\" lacks a }}}} behind its {{{{"))?;
            parts.push(Part::Hole(Expression::parse(inside)?));
            rest = behind;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The text, if it has no holes.
    pub(super) fn fixed(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Fills the holes; nothing if there is no value for one of them.
    pub(super) fn fill(&self, scope: Scope<'_>) -> Result<Option<Value>, String> {
        if let [Part::Hole(only)] = self.0.as_slice() {
            return only.value(scope);
        }
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Hole(hole) => match hole.value(scope)? {
                    None => return Ok(None),
                    Some(value) => {
                        let text =
                            filters::text(&value).map_err(|why| format!("{{{{ {} }}}}: {why}", hole.text))?;
                        filled.push_str(&text);
                    }
                },
            }
        }
        Ok(Some(filled.into()))
    }
}

impl Expression {
    /// Reads `path | filter | filter('…')`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let mut pieces = split_outside_quotes(text, '|').into_iter();
        let source = Source::path(pieces.next().unwrap_or_default())?;
        let steps = pieces.map(step).collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), source, steps })
    }

    /// The value; nothing if there is none, or only an empty text.
    pub(super) fn value(&self, scope: Scope<'_>) -> Result<Option<Value>, String> {
        let mut value = self.source.value(scope);
        for step in &self.steps {
            value = match (step, value.filter(has_content)) {
                (Step::Filter(_), None) => None,
                (Step::Default(other), None) => other.value(scope),
                (Step::Filter(filter), Some(value)) => {
                    Some(filter.apply(value).map_err(|why| format!("{{{{ {} }}}}: {why}", self.text))?)
                }
                (_, value) => value,
            };
        }
        Ok(value.filter(has_content))
    }
}

impl Source {
    /// A path; the words `row` and `item` lead to the whole row and to the item.
    fn path(text: &str) -> Result<Self, String> {
        let path = Path::parse(text)?;
        Ok(match path.split_first() {
            Some((word @ ("row" | "item"), rest)) => {
                let rest = (!rest.is_end()).then_some(rest);
                if word == "row" { Self::Row(rest) } else { Self::Item(rest) }
            }
            _ => Self::Item(Some(path)),
        })
    }

    /// A text in quotes, a number, `true`, `false`, or a path.
    fn argument(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(quoted) = unquoted(text) {
            return Ok(Self::Fixed(quoted.into()));
        }
        match serde_json::from_str::<Value>(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Self::Fixed(value)),
            Ok(Value::Array(items)) if items.is_empty() => Ok(Self::Fixed(Value::Array(items))),
            _ => Self::path(text),
        }
    }

    fn value(&self, scope: Scope<'_>) -> Option<Value> {
        let (root, path) = match self {
            Self::Fixed(value) => return Some(value.clone()),
            Self::Row(path) => (scope.row, path),
            Self::Item(path) => (scope.item, path),
        };
        match path {
            None => Some(root.clone()),
            Some(path) => path.find(root).map(Cow::into_owned),
        }
    }
}

/// Whether a value says anything: null and a text without content do not.
fn has_content(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    }
}

fn step(piece: &str) -> Result<Step, String> {
    let piece = piece.trim();
    let (name, arguments) = match piece.split_once('(') {
        None => (piece, Vec::new()),
        Some((name, rest)) => {
            let inside = rest.strip_suffix(')').ok_or_else(|| format!("\"{piece}\" lacks its )"))?;
            (name.trim(), split_outside_quotes(inside, ','))
        }
    };
    if name == "default" {
        let [argument] = arguments.as_slice() else {
            return Err(format!("\"{piece}\": default takes one argument, as in default('service')"));
        };
        return Ok(Step::Default(Source::argument(argument)?));
    }
    let texts = arguments.iter().map(|argument| {
        let quoted = unquoted(argument.trim());
        quoted.map(str::to_owned).ok_or_else(|| format!("\"{piece}\": arguments are texts in quotes"))
    });
    Ok(Step::Filter(Filter::named(name, &texts.collect::<Result<Vec<_>, _>>()?)?))
}

/// The text inside quotes of one sort.
pub(super) fn unquoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text[1..].strip_suffix(quote).filter(|inside| !inside.contains(quote))
}

/// Splits at a character that does not stand inside quotes.
pub(super) fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut start, mut quote) = (Vec::new(), 0, None);
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == separator => {
                pieces.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            None => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Scope, Template};
    use serde_json::{Value, json};

    fn fill(template: &str) -> Result<Option<Value>, String> {
        let row = json!({
            "id": 7, "team": "Team Cart", "empty": " ", "tags": ["Java 21", "C++", "--"], "owner": {"mail": "ann.lee@example.com"},
            "list": "a, b,,c", "active": false, "row": "own",
        });
        let item = json!({"team": "Inner", "row": "inner's", "item": 1});
        let is_inner = template.contains("row.") || template.contains("item");
        let scope = Scope { row: &row, item: if is_inner { &item } else { &row } };
        Template::parse(template)?.fill(scope)
    }

    #[track_caller]
    fn check(template: &str, expect: Value) {
        assert_eq!(fill(template), Ok(Some(expect).filter(|value| !value.is_null())), "{template}");
    }

    #[test]
    fn holes_are_filled() {
        check("plain", json!("plain"));
        check("", json!(""));
        check("{{ id }}", json!(7));
        check("app-{{ id }}", json!("app-7"));
        check("group:{{ team | slug }}", json!("group:team-cart"));
        check("{{ tags | tag }}", json!(["java-21", "c++"]));
        check("{{ tags | first | lower }}", json!("java 21"));
        check("{{ tags | last }}", json!("--"));
        check("{{ tags | join(' | ') }}", json!("Java 21 | C++ | --"));
        check("{{ list | split(',') }}", json!(["a", "b", "c"]));
        check("{{ owner.mail | email-local | upper }}", json!("ANN.LEE"));
        check("{{ team | replace('Team ', '') }}", json!("Cart"));
        check("{{ active }}", json!(false));
        check("{{ row.team }} {{ team }} {{ item.row }}", json!("Team Cart Inner inner's"));
        check("{{ item.team }}", json!("Inner"));
    }

    #[test]
    fn what_is_missing_leaves_the_text_out() {
        check("{{ gone }}", Value::Null);
        check("{{ empty }}", Value::Null);
        check("group:{{ gone | slug }}", Value::Null);
        check("{{ gone | default('service') }}", json!("service"));
        check("{{ empty | default(team) | slug }}", json!("team-cart"));
        check("{{ gone | default(also.gone) | default(3) }}", json!(3));
        check("{{ gone | default([]) }}", json!([]));
        check("{{ active | default(true) }}", json!(false));
    }

    #[track_caller]
    fn check_wrong(template: &str, expect: &str) {
        let message = fill(template).unwrap_err();
        assert!(message.contains(expect), "{template}: {message}");
    }

    #[test]
    fn mistakes_are_explained() {
        check_wrong("{{ id", "lacks a }}");
        check_wrong("{{ }}", "is not a path");
        check_wrong("{{ id | shout }}", "there is no filter shout");
        check_wrong("{{ id | join(x) }}", "texts in quotes");
        check_wrong("{{ id | default }}", "takes one argument");
        check_wrong("{{ id | split('' }}", "lacks its )");
        check_wrong("{{ owner | slug }}", "{{ owner | slug }}: it is a mapping where a text is needed");
        check_wrong("x-{{ tags }}", "{{ tags }}: it is a list where a text is needed");
    }
}
