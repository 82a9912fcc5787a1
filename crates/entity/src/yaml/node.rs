//! A YAML value that knows where it stands.

use crate::path::{Path, Segment};
use serde_json::{Map, Value};

/// A value and its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// The value.
    pub content: Content,
}

/// The value of a [`Node`].
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number. Those that JSON cannot hold (infinities, not-a-number) are read as null.
    Number(serde_json::Number),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the author's order; keys are unique.
    Mapping(Vec<(Key, Node)>),
}

/// A key of a mapping and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// The key as text.
    pub text: String,
}

impl Node {
    /// The value alone.
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(value) => Value::Bool(*value),
            Content::Number(number) => Value::Number(number.clone()),
            Content::Text(text) => Value::String(text.clone()),
            Content::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Content::Mapping(pairs) => Value::Object(
                pairs.iter().map(|(key, value)| (key.text.clone(), value.to_value())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// The value behind a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Mapping(pairs) => pairs.iter().find(|(name, _)| name.text == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// Line and column of what `path` leads to. For a mapping's entry that is its key; where the path breaks off,
    /// the last place that there is.
    pub fn position(&self, path: &Path) -> (u32, u32) {
        let mut node = self;
        let mut place = (self.line, self.column);
        for segment in &path.0 {
            let next = match (segment, &node.content) {
                (Segment::Key(wanted), Content::Mapping(pairs)) => pairs
                    .iter()
                    .find(|(key, _)| key.text == *wanted)
                    .map(|(key, value)| ((key.line, key.column), value)),
                (Segment::Index(index), Content::List(items)) => {
                    items.get(*index).map(|item| ((item.line, item.column), item))
                }
                _ => None,
            };
            let Some((at, value)) = next else { break };
            (place, node) = (at, value);
        }
        place
    }

    /// Number of nodes, this one included.
    pub(super) fn count(&self) -> usize {
        1 + match &self.content {
            Content::List(items) => items.iter().map(Self::count).sum(),
            Content::Mapping(pairs) => pairs.iter().map(|(_, value)| value.count()).sum(),
            _ => 0,
        }
    }

    /// Depth of nesting, 1 for a scalar.
    pub(super) fn depth(&self) -> usize {
        1 + match &self.content {
            Content::List(items) => items.iter().map(Self::depth).max().unwrap_or_default(),
            Content::Mapping(pairs) => pairs.iter().map(|(_, value)| value.depth()).max().unwrap_or_default(),
            _ => 0,
        }
    }
}
