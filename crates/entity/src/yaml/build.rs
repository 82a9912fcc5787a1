//! From the parser's events to a tree.

use super::{Content, Key, Node, YamlError, scalar};
use crate::{
    limits::{YAML_DEPTH, YAML_NODES},
    validate::quoted,
};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span};
use std::collections::{HashMap, HashSet};

/// Builds the tree of one document that begins on `first_line` of its file.
pub(super) fn build(text: &str, first_line: u32, version_1_1: bool) -> Result<Node, YamlError> {
    let mut builder = Builder {
        parser: Parser::new_from_str(text),
        text,
        first_line,
        version_1_1,
        anchors: HashMap::new(),
        nodes: 0,
    };
    loop {
        match builder.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
            (Event::StreamEnd, span) => return Ok(builder.node(span, Content::Null)),
            (event, span) => {
                let root = builder.value(event, span, 1)?;
                builder.end()?;
                return Ok(root);
            }
        }
    }
}

struct Builder<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    text: &'a str,
    first_line: u32,
    version_1_1: bool,
    anchors: HashMap<usize, Node>,
    nodes: usize,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), YamlError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.syntax(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// What follows the root: nothing more may come.
    fn end(&mut self) -> Result<(), YamlError> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentEnd | Event::Nothing, _) => {}
                (_, span) => {
                    return Err(self.error(
                        "yaml-syntax",
                        span.start,
                        "Something follows the end of the document",
                    ));
                }
            }
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, YamlError> {
        self.nodes += 1;
        if depth > YAML_DEPTH {
            let message = format!("This is nested more than {YAML_DEPTH} levels deep");
            return Err(self.error("too-deep", span.start, message));
        }
        if self.nodes > YAML_NODES {
            return Err(self.too_many(span.start));
        }
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let explicit_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let plain = style == ScalarStyle::Plain && !explicit_text;
                let content = match (plain, self.version_1_1) {
                    (false, _) => Content::Text(text.into_owned()),
                    (true, false) => scalar::core(&text),
                    (true, true) => scalar::version_1_1(&text),
                };
                (self.node(span, content), anchor)
            }
            Event::SequenceStart(anchor, _) => (self.list(span, depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.mapping(span, depth)?, anchor),
            Event::Alias(anchor) => return self.alias(anchor, span, depth),
            _ => return Err(self.error("yaml-syntax", span.start, "A value is missing here")),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn list(&mut self, span: Span, depth: usize) -> Result<Node, YamlError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(self.node(span, Content::List(items))),
                (event, span) => items.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, span: Span, depth: usize) -> Result<Node, YamlError> {
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        loop {
            let (event, key_span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                if self.version_1_1 {
                    merge(&mut pairs);
                }
                return Ok(self.node(span, Content::Mapping(pairs)));
            }
            let key = self.key(event, key_span)?;
            if !seen.insert(key.text.clone()) {
                let first = pairs.iter().find(|(earlier, _)| earlier.text == key.text);
                let line = first.map_or(0, |(earlier, _)| earlier.line);
                let message = format!("The key \"{}\" stands here a second time", quoted(&key.text));
                let mut error = self.error("duplicate-key", key_span.start, message);
                error.help = Some(format!("The first one is on line {line}; keep one of the two"));
                return Err(error);
            }
            let (event, value_span) = self.next()?;
            let value = self.value(event, value_span, depth + 1)?;
            pairs.push((key, value));
        }
    }

    fn key(&mut self, event: Event<'a>, span: Span) -> Result<Key, YamlError> {
        self.nodes += 1;
        let text = match event {
            Event::Scalar(text, _, anchor, _) => {
                if anchor > 0 {
                    let content = Content::Text(text.clone().into_owned());
                    self.anchors.insert(anchor, self.node(span, content));
                }
                text.into_owned()
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).map(|node| node.to_value()) {
                Some(serde_json::Value::String(text)) => text,
                Some(other) if !other.is_array() && !other.is_object() => other.to_string(),
                _ => return Err(self.error("yaml-syntax", span.start, "A key must be a text")),
            },
            _ => {
                return Err(self.error(
                    "yaml-syntax",
                    span.start,
                    "A key must be a text, not a list or a mapping",
                ));
            }
        };
        let node = self.node(span, Content::Null);
        Ok(Key { line: node.line, column: node.column, text })
    }

    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Result<Node, YamlError> {
        let Some(target) = self.anchors.get(&anchor) else {
            return Err(self.error("yaml-syntax", span.start, "This alias stands inside its own anchor"));
        };
        let count = target.count();
        if self.nodes + count > YAML_NODES {
            return Err(self.too_many(span.start));
        }
        if depth + target.depth() > YAML_DEPTH + 1 {
            let message = format!("With this alias, the nesting is more than {YAML_DEPTH} levels deep");
            return Err(self.error("too-deep", span.start, message));
        }
        let copy = target.clone();
        self.nodes += count;
        let at = self.node(span, Content::Null);
        Ok(Node { line: at.line, column: at.column, ..copy })
    }

    fn node(&self, span: Span, content: Content) -> Node {
        let (line, column) = self.place(span.start);
        Node { line, column, content }
    }

    fn place(&self, marker: Marker) -> (u32, u32) {
        let line = u32::try_from(marker.line().max(1) - 1).unwrap_or(u32::MAX);
        (
            line.saturating_add(self.first_line),
            u32::try_from(marker.col()).unwrap_or(u32::MAX).saturating_add(1),
        )
    }

    fn error(&self, code: &'static str, marker: Marker, message: impl Into<String>) -> YamlError {
        let (line, column) = self.place(marker);
        YamlError { code, line, column, message: message.into(), help: None }
    }

    fn too_many(&self, marker: Marker) -> YamlError {
        let mut error = self.error(
            "too-many-values",
            marker,
            format!("With its aliases expanded, this document holds more than {YAML_NODES} values"),
        );
        error.help =
            Some("Aliases that repeat aliases multiply; write the values out or split the file".into());
        error
    }

    fn syntax(&self, error: &ScanError) -> YamlError {
        if error.info().contains("recursion limit") {
            let message = format!("This is nested more than {YAML_DEPTH} levels deep");
            return self.error("too-deep", *error.marker(), message);
        }
        let (message, help) = explain(error.info());
        let mut wrong = self.error("yaml-syntax", *error.marker(), message);
        wrong.help = help;
        // The parser points near a tab, sometimes at the end of the line before; people look for the tab itself.
        if wrong.message.starts_with("A tab") {
            let near = self.text.lines().enumerate().skip(error.marker().line().saturating_sub(1)).take(2);
            let tab =
                near.filter_map(|(line, text)| Some((line, text.chars().position(|c| c == '\t')?))).next();
            if let Some((line, column)) = tab {
                wrong.line = self.first_line.saturating_add(line as u32);
                wrong.column = column as u32 + 1;
            }
        }
        wrong
    }
}

/// Merge keys of YAML 1.1: `<<` brings in the pairs of a mapping (or of a list of them) that are not there yet.
fn merge(pairs: &mut Vec<(Key, Node)>) {
    let Some(position) = pairs.iter().position(|(key, _)| key.text == "<<") else { return };
    let (_, merged) = pairs.remove(position);
    let sources = match merged.content {
        Content::List(items) => items,
        _ => vec![merged],
    };
    for source in sources {
        if let Content::Mapping(more) = source.content {
            for (key, value) in more {
                if !pairs.iter().any(|(present, _)| present.text == key.text) {
                    pairs.push((key, value));
                }
            }
        }
    }
}

/// The parser's words, made clear, with a remedy where the usual cause is known.
fn explain(info: &str) -> (String, Option<String>) {
    let lower = info.to_lowercase();
    let names_tabs =
        lower.split(|c: char| !c.is_ascii_alphabetic()).any(|word| matches!(word, "tab" | "tabs"));
    let (message, help) = if names_tabs {
        ("A tab stands where YAML allows only spaces", "Indent with spaces")
    } else if lower.contains("unknown anchor") {
        ("This alias (*) has no anchor (&) before it", "Define the anchor first, or quote the text")
    } else if lower.contains("simple key expected") || lower.contains("could not find expected ':'") {
        ("A \"key: value\" is expected here", "Check the colon, the space behind it, and the indentation")
    } else if lower.contains("mapping values are not allowed") {
        ("A second \"key: value\" stands on one line", "Put texts that contain \": \" in quotes")
    } else if lower.contains("did not find expected <document start>") || lower.contains("expected block end")
    {
        ("The indentation does not fit what is above", "Align it with the keys of the same level")
    } else if lower.contains("expected node content") {
        ("A value is missing here, or a bracket above is not closed", "Check the brackets, quotes and colons")
    } else if lower.contains("flow") || lower.contains("expected ',' or") {
        ("A [list] or {mapping} is not closed properly", "Check the brackets and commas")
    } else if lower.contains("quoted scalar") || lower.contains("end of stream") {
        ("A quoted text is not closed", "Add the closing quote")
    } else if lower.contains("character that cannot start any token")
        || lower.contains("unexpected character")
    {
        ("This character cannot begin a value", "Put the text in quotes")
    } else {
        return (format!("This is not valid YAML: {info}"), None);
    };
    (message.to_owned(), Some(help.to_owned()))
}
