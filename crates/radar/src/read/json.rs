//! JSON with positions. YAML's parser reads most JSON, but neither tabs as indentation nor pairs of surrogates.

use crate::limits::{JSON_DEPTH, JSON_NODES};
use portico_entity::yaml::{Content, Key, Node, YamlError};

/// Reads a text that is one JSON value.
///
/// # Errors
/// If it is not; the error says where it stops being one.
pub(super) fn read(text: &str) -> Result<Node, YamlError> {
    let mut reader = Json { rest: text.trim_start_matches('\u{feff}'), line: 1, column: 1, nodes: 0 };
    let root = reader.value(1)?;
    reader.space();
    if reader.rest.is_empty() { Ok(root) } else { Err(reader.wrong("Something follows the end of the JSON")) }
}

struct Json<'a> {
    rest: &'a str,
    line: u32,
    column: u32,
    nodes: usize,
}

impl<'a> Json<'a> {
    fn value(&mut self, depth: usize) -> Result<Node, YamlError> {
        self.space();
        self.nodes += 1;
        if depth > JSON_DEPTH {
            return Err(self.wrong(&format!("This is nested more than {JSON_DEPTH} levels deep")));
        }
        if self.nodes > JSON_NODES {
            return Err(self.wrong(&format!("This file holds more than {JSON_NODES} values")));
        }
        let (line, column) = (self.line, self.column);
        let content = match self.rest.bytes().next() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Content::Text(self.text()?),
            Some(_) => self.word()?,
            None => return Err(self.wrong("The file ends where a value is expected")),
        };
        Ok(Node { line, column, content })
    }

    fn object(&mut self, depth: usize) -> Result<Content, YamlError> {
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        self.advance(1);
        self.space();
        if self.eat('}') {
            return Ok(Content::Mapping(pairs));
        }
        loop {
            self.space();
            let (line, column) = (self.line, self.column);
            if !self.rest.starts_with('"') {
                return Err(self.wrong("A key in double quotes is expected here"));
            }
            let text = self.text()?;
            if !seen.insert(text.clone()) {
                let shown: String = text.chars().take(80).collect();
                let mut error = self.wrong(&format!("The key \"{shown}\" stands here a second time"));
                (error.code, error.line, error.column) = ("duplicate-key", line, column);
                return Err(error);
            }
            self.space();
            if !self.eat(':') {
                return Err(self.wrong("A colon is expected here"));
            }
            let value = self.value(depth + 1)?;
            pairs.push((Key { line, column, text }, value));
            self.space();
            if self.eat('}') {
                return Ok(Content::Mapping(pairs));
            }
            if !self.eat(',') {
                return Err(self.wrong("A comma or } is expected here"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Content, YamlError> {
        let mut items = Vec::new();
        self.advance(1);
        self.space();
        if self.eat(']') {
            return Ok(Content::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.eat(']') {
                return Ok(Content::List(items));
            }
            if !self.eat(',') {
                return Err(self.wrong("A comma or ] is expected here"));
            }
        }
    }

    /// A text, whose escapes serde_json undoes.
    fn text(&mut self) -> Result<String, YamlError> {
        let mut escaped = false;
        let end = self.rest.bytes().enumerate().skip(1).find_map(|(at, byte)| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends.then_some(at + 1)
        });
        let Some(end) = end else { return Err(self.wrong("A text that begins here is not closed")) };
        let raw = &self.rest[..end];
        let text = serde_json::from_str(raw).map_err(|_| {
            self.wrong("This text holds a control character or an escape that JSON does not know")
        })?;
        self.advance(end);
        Ok(text)
    }

    fn word(&mut self) -> Result<Content, YamlError> {
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}' | ':');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let content = match &self.rest[..end] {
            "null" => Content::Null,
            "true" => Content::Bool(true),
            "false" => Content::Bool(false),
            word => match serde_json::from_str(word) {
                Ok(number) => Content::Number(number),
                Err(_) => return Err(self.wrong("This is no JSON value; texts stand in double quotes")),
            },
        };
        self.advance(end);
        Ok(content)
    }

    fn space(&mut self) {
        let end = self.rest.find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r')).unwrap_or(self.rest.len());
        self.advance(end);
    }

    fn eat(&mut self, wanted: char) -> bool {
        let is_there = self.rest.starts_with(wanted);
        if is_there {
            self.advance(wanted.len_utf8());
        }
        is_there
    }

    /// Goes on by so many bytes.
    fn advance(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        for c in passed.chars() {
            if c == '\n' {
                (self.line, self.column) = (self.line.saturating_add(1), 1);
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.rest = rest;
    }

    fn wrong(&self, message: &str) -> YamlError {
        YamlError {
            code: "json-syntax",
            line: self.line,
            column: self.column,
            message: message.to_owned(),
            help: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn values_know_where_they_stand() {
        let node = read("{\n\t\"a\": [1, true,\n null],\t\"ü\": \"x\\ud83d\\ude00\\n\"\n}").expect("JSON");
        assert_eq!(node.to_value(), serde_json::json!({"a": [1, true, null], "ü": "x😀\n"}));
        let list = node.get("a").expect("a");
        assert_eq!((list.line, list.column), (2, 7));
        let text = node.get("ü").expect("ü");
        assert_eq!((text.line, text.column), (3, 14));
    }

    #[track_caller]
    fn check(text: &str, place: (u32, u32), says: &str) {
        let error = read(text).expect_err("no JSON");
        assert_eq!((error.line, error.column), place, "{}", error.message);
        assert!(error.message.contains(says), "{}", error.message);
    }

    #[test]
    fn errors_say_where() {
        check("", (1, 1), "ends");
        check("{\"a\": 1,}", (1, 9), "key");
        check("{\n \"a\" 1}", (2, 6), "colon");
        check("[1 2]", (1, 4), "comma");
        check("{\"a\": \"x", (1, 7), "not closed");
        check("[1] 2", (1, 5), "follows");
        check("{\"a\":1,\"a\":2}", (1, 8), "second time");
        check("[\"\\x\"]", (1, 2), "escape");
        check("[nul]", (1, 2), "no JSON value");
        check(&"[".repeat(100), (1, 65), "nested");
    }
}
