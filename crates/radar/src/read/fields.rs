//! Reading fields out of a tree, and saying what is wrong with them and where.

use crate::{Day, Link, PackagePattern, limits};
use portico_entity::{
    Diagnostic, is_safe_link,
    yaml::{Content, Node},
};
use serde_json::Number;

/// Collects what is wrong with one file.
pub(super) struct Notes<'a> {
    file: &'a str,
    list: Vec<Diagnostic>,
    left_out: usize,
}

/// What is found at a place.
type Place = (u32, u32);

impl<'a> Notes<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self { file, list: Vec::new(), left_out: 0 }
    }

    /// Whether further diagnostics are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= limits::DIAGNOSTICS
    }

    pub(super) fn error(&mut self, code: &str, at: Place, message: String, help: &str) {
        self.push(Diagnostic::error(code, self.file, at, message).help(help));
    }

    pub(super) fn warning(&mut self, code: &str, at: Place, message: String, help: &str) {
        self.push(Diagnostic::warning(code, self.file, at, message).help(help));
    }

    fn push(&mut self, mut diagnostic: Diagnostic) {
        // What is called "the entry …" inside of a sentence may begin one.
        if let Some(first) = diagnostic.message.get(..1).map(str::to_ascii_uppercase) {
            diagnostic.message.replace_range(..1, &first);
        }
        if self.list.len() < limits::DIAGNOSTICS {
            self.list.push(diagnostic);
        } else {
            self.left_out += 1;
        }
    }

    /// All of them, by place.
    pub(super) fn done(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|one| (one.line, one.column));
        if self.left_out > 0 {
            let message = format!("{} further problems are not listed", self.left_out);
            self.list.push(Diagnostic::warning("too-many-problems", self.file, (0, 0), message));
        }
        self.list
    }
}

/// Where a value stands.
pub(super) fn place(node: &Node) -> Place {
    (node.line, node.column)
}

/// What a value is, for messages.
pub(super) fn kind(node: &Node) -> &'static str {
    match node.content {
        Content::Null => "nothing",
        Content::Bool(_) => "true or false",
        Content::Number(_) => "a number",
        Content::Text(_) => "a text",
        Content::List(_) => "a list",
        Content::Mapping(_) => "a mapping",
    }
}

/// A text as it may be repeated in a message.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    format!("\"{short}\"")
}

/// One mapping of the file, whose fields are read.
pub(super) struct Fields<'n, 'w, 'f> {
    pub(super) node: &'n Node,
    /// What it is called in messages: `the entry "kafka"`.
    pub(super) what: String,
    pub(super) notes: &'w mut Notes<'f>,
}

impl<'n> Fields<'n, '_, '_> {
    /// The value of a key; none if it is absent or null.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.node.get(key).filter(|node| !matches!(node.content, Content::Null))
    }

    /// A text, also written as a number. What is something else is told and passed over.
    pub(super) fn text(&mut self, key: &str, most: usize) -> Option<String> {
        let node = self.get(key)?;
        let text = match &node.content {
            Content::Text(text) => text.trim().to_owned(),
            Content::Number(number) => number.to_string(),
            _ => {
                let message = format!("{key} of {} must be a text, and is {}", self.what, kind(node));
                self.notes.warning("wrong-type", place(node), message, "Write a text, in quotes if in doubt");
                return None;
            }
        };
        if text.len() > most {
            let message = format!("{key} of {} is longer than {most} bytes; the rest is left out", self.what);
            self.notes.warning("too-long", place(node), message, "Shorten it");
        }
        let mut end = most.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Some(text[..end].to_owned()).filter(|text| !text.is_empty())
    }

    /// A whole number.
    pub(super) fn number(&mut self, key: &str) -> Option<i64> {
        let node = self.get(key)?;
        let number = match &node.content {
            Content::Number(number) => whole(number),
            Content::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            let message = format!("{key} of {} must be a whole number", self.what);
            self.notes.warning("wrong-type", place(node), message, "Write -1, 0, 1 or 2");
        }
        number
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        let node = self.get(key)?;
        match &node.content {
            Content::Bool(flag) => Some(*flag),
            _ => {
                let message = format!("{key} of {} must be true or false", self.what);
                self.notes.warning("wrong-type", place(node), message, "Write true or false");
                None
            }
        }
    }

    /// The values of a list, not more of them than fit.
    pub(super) fn list(&mut self, key: &str, most: usize) -> &'n [Node] {
        let Some(node) = self.get(key) else { return &[] };
        let Content::List(items) = &node.content else {
            let message = format!("{key} of {} must be a list, and is {}", self.what, kind(node));
            self.notes.error(
                "wrong-type",
                place(node),
                message,
                "Begin each value with \"- \" on a line of its own",
            );
            return &[];
        };
        if items.len() > most {
            let message =
                format!("{key} of {} has {} values; the first {most} are read", self.what, items.len());
            self.notes.warning("too-many", place(node), message, "Split the radar into several");
        }
        items.get(..most.min(items.len())).unwrap_or_default()
    }

    /// Short texts in a list.
    pub(super) fn words(&mut self, key: &str) -> Vec<String> {
        let mut words = Vec::new();
        for node in self.list(key, limits::EXTRAS) {
            match &node.content {
                Content::Text(text) if !text.trim().is_empty() => {
                    words.push(text.trim().chars().take(limits::TITLE_CHARS).collect());
                }
                Content::Number(number) => words.push(number.to_string()),
                _ => {
                    let message = format!("a value in {key} of {} is no text", self.what);
                    self.notes.warning("wrong-type", place(node), message, "Write a text, or take it out");
                }
            }
        }
        words
    }

    /// The list `packages`; none if there is no such list. An empty one says that no package stands for it.
    pub(super) fn packages(&mut self) -> Option<Vec<PackagePattern>> {
        self.get("packages")?;
        let mut patterns = Vec::new();
        for node in self.list("packages", limits::EXTRAS) {
            let text = match &node.content {
                Content::Text(text) => text.as_str(),
                _ => "",
            };
            match text.parse() {
                Ok(pattern) => patterns.push(pattern),
                Err(help) => {
                    let message = format!("{} in packages of {} names no package", quoted(text), self.what);
                    self.notes.warning("unknown-package", place(node), message, help);
                }
            }
        }
        Some(patterns)
    }

    /// A date.
    pub(super) fn date(&mut self, key: &str, today: Day) -> Option<Day> {
        let node = self.get(key)?;
        let help = "Write it as \"2026-11-21\", in quotes";
        let day = match &node.content {
            Content::Text(text) => Day::parse(text),
            _ => None,
        };
        match day {
            None => {
                let said = match &node.content {
                    Content::Text(text) => quoted(text),
                    _ => kind(node).to_owned(),
                };
                let message = format!("{key} of {} is no date: {said}", self.what);
                self.notes.error("wrong-date", place(node), message, help);
            }
            Some(day) if day > today => {
                let message = format!("{key} of {} lies in the future: {day}", self.what);
                let help = "Until then the entry is shown where it was before; correct the date if that is not meant";
                self.notes.warning("future-date", place(node), message, help);
            }
            Some(_) => {}
        }
        day
    }

    /// An address that is safe to link to.
    pub(super) fn address(&mut self, key: &str) -> Option<String> {
        let node = self.get(key)?;
        let text = self.text(key, limits::DESCRIPTION_BYTES)?;
        if is_safe_link(&text) {
            return Some(text);
        }
        // What only leads nowhere is common: the community's examples have `url: '#'`.
        if !matches!(text.as_str(), "#" | "") {
            let message = format!("{key} of {} is no address to link to: {}", self.what, quoted(&text));
            let help = "Write an address that begins with https://, http://, mailto: or /; it is left out until then";
            self.notes.warning("unsafe-link", place(node), message, help);
        }
        None
    }

    /// The list `links` of an entry.
    pub(super) fn links(&mut self) -> Vec<Link> {
        let mut links = Vec::new();
        for node in self.list("links", limits::EXTRAS) {
            let what = format!("a link of {}", self.what);
            let mut fields = Fields { node, what, notes: self.notes };
            if let Some(url) = fields.address("url") {
                let title = fields.text("title", limits::DESCRIPTION_BYTES).unwrap_or_else(|| url.clone());
                links.push(Link { url, title });
            } else if fields.get("url").is_none() {
                let message = format!("{} has no url", fields.what);
                fields.notes.warning("missing-field", place(node), message, "Add url: https://…");
            }
        }
        links
    }
}

fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let value = number.as_f64()?;
        (value.fract() == 0.0 && value.abs() < 1e9).then_some(value as i64)
    })
}

#[cfg(test)]
mod tests {
    use portico_entity::is_safe_link;

    #[test]
    fn only_addresses_that_do_no_harm_are_linked() {
        for good in ["https://a.test/x", "HTTP://a.test", "mailto:a@b.test", "/catalog"] {
            assert!(is_safe_link(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "//evil.test",
            "../x",
            "data:text/html,x",
            "java\nscript:x",
            "/\\evil.test",
            "#",
            "",
        ] {
            assert!(!is_safe_link(bad), "{bad}");
        }
    }
}
