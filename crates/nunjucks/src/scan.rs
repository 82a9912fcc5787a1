//! Cuts a source into texts, expressions and tags. White space that tags ask to be taken away is gone afterwards.

use std::ops::Range;

use crate::error::{Fail, Outcome};
use crate::regex;
use crate::text::{is_code_space, is_space};

/// How a source is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// `{{ … }}` instead of `${{ … }}`, and what Python's Jinja has beyond Nunjucks.
    pub(crate) cookiecutter: bool,
    /// The line end after a block tag goes.
    pub(crate) trim_blocks: bool,
    /// The white space before a block tag that begins its line goes.
    pub(crate) lstrip_blocks: bool,
}

/// A part of a source.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text {
        text: String,
        at: usize,
    },
    /// `${{ … }}`, and where its expression is.
    Output(Range<usize>),
    /// `{% … %}`, and where its content is.
    Tag(Range<usize>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Output,
    Tag,
    Comment,
}

/// Looks for one delimiter again and again without reading the rest of the source each time.
struct Seeker<'s> {
    source: &'s str,
    sought: &'static str,
    /// Where it was found last; `None` when there is none any more.
    next: Option<usize>,
}

impl<'s> Seeker<'s> {
    fn new(source: &'s str, sought: &'static str) -> Self {
        Self { source, sought, next: source.find(sought) }
    }

    fn from(&mut self, at: usize) -> Option<usize> {
        if self.next.is_some_and(|next| next < at) {
            self.next = self.source[at..].find(self.sought).map(|found| found + at);
        }
        self.next
    }
}

struct Scanner<'s> {
    source: &'s str,
    syntax: Syntax,
    at: usize,
    /// Whether the line has something other than white space before `at`.
    line_has_content: bool,
    text: String,
    text_at: usize,
    pieces: Vec<Piece>,
}

/// The pieces of a source.
pub(crate) fn scan(source: &str, syntax: Syntax) -> Outcome<Vec<Piece>> {
    let scanner = Scanner {
        source,
        syntax,
        at: 0,
        line_has_content: false,
        text: String::new(),
        text_at: 0,
        pieces: Vec::new(),
    };
    scanner.run()
}

impl Scanner<'_> {
    fn run(mut self) -> Outcome<Vec<Piece>> {
        let opening = if self.syntax.cookiecutter { "{{" } else { "${{" };
        let mut openings = [
            (Opening::Output, Seeker::new(self.source, opening)),
            (Opening::Tag, Seeker::new(self.source, "{%")),
            (Opening::Comment, Seeker::new(self.source, "{#")),
        ];
        let mut comment_ends = Seeker::new(self.source, "#}");
        while self.at < self.source.len() {
            let next = openings
                .iter_mut()
                .filter_map(|(kind, seeker)| Some((seeker.from(self.at)?, *kind, seeker.sought)))
                .min_by_key(|(at, ..)| *at);
            let end = comment_ends.from(self.at);
            if let Some(end) = end.filter(|end| next.is_none_or(|(at, ..)| *end < at)) {
                return Err(Fail::syntax("a comment ends here that was not begun", end));
            }
            let Some((at, kind, sought)) = next else {
                self.take_text(self.source.len());
                break;
            };
            self.take_text(at);
            self.tag(kind, sought)?;
        }
        self.flush();
        Ok(self.pieces)
    }

    /// What one delimiter begins, to its end and the white space behind it.
    fn tag(&mut self, kind: Opening, sought: &str) -> Outcome<()> {
        let begin = self.at;
        if kind == Opening::Tag && self.syntax.lstrip_blocks && !self.line_has_content {
            let line = self.text.rfind('\n').map_or(0, |at| at + 1);
            if self.text[line..].chars().all(is_space) {
                self.text.truncate(line);
            }
        }
        let mut start = begin + sought.len();
        if self.source[start..].starts_with('-') {
            start += 1;
            self.text.truncate(self.text.trim_end_matches(is_space).len());
        }
        self.flush();
        let (close, name) = match kind {
            Opening::Output => ("}}", "expression"),
            Opening::Tag => ("%}", "tag"),
            Opening::Comment => ("#}", "comment"),
        };
        let end = match kind {
            Opening::Comment => self.source[start..].find(close).map(|found| found + start),
            _ => code_end(self.source, start, close)?,
        };
        let Some(end) = end else {
            return Err(Fail::syntax(format!("this {name} is not closed: {close} is missing"), begin));
        };
        let trims = end > start && self.source.as_bytes().get(end - 1) == Some(&b'-')
            || end == start && start > begin + sought.len();
        let content = start..if trims && end > start { end - 1 } else { end };
        self.skip_to(end + close.len());
        let content = trimmed(self.source, content);
        if kind == Opening::Tag {
            let code = &self.source[content.clone()];
            let word =
                code.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(code, |at| &code[..at]);
            if let Some(name) = ["raw", "verbatim"].into_iter().find(|name| *name == word) {
                return self.raw(name, code, begin, trims);
            }
        }
        match kind {
            Opening::Output => self.pieces.push(Piece::Output(content)),
            Opening::Tag => self.pieces.push(Piece::Tag(content)),
            Opening::Comment => {}
        }
        if trims {
            self.skip_space();
        } else if kind == Opening::Tag && self.syntax.trim_blocks {
            self.skip_line_end();
        }
        Ok(())
    }

    /// The text of `raw` and `verbatim`.
    fn raw(&mut self, name: &str, code: &str, begin: usize, trims: bool) -> Outcome<()> {
        if code != name {
            return Err(Fail::syntax(format!("the tag {name} takes nothing"), begin));
        }
        if self.syntax.trim_blocks {
            self.skip_line_end();
        }
        let Some(close) = raw_end(self.source, self.at, name) else {
            return Err(Fail::syntax(format!("the end of {name} is missing: {{% end{name} %}}"), begin));
        };
        if self.source[close.clone()].contains('\n') {
            return Err(Fail::syntax(
                format!("the tag that ends {name} must stand on one line"),
                close.start,
            ));
        }
        let tag = &self.source[close.clone()];
        let (trims_before, trims_after) = (tag.starts_with("{%-"), tag.ends_with("-%}"));
        self.take_text(close.start);
        if trims_before {
            self.text.truncate(self.text.trim_end_matches(is_space).len());
        }
        self.skip_to(close.end);
        if trims || trims_after {
            self.skip_space();
        }
        Ok(())
    }

    fn take_text(&mut self, to: usize) {
        if self.text.is_empty() {
            self.text_at = self.at;
        }
        self.text.push_str(&self.source[self.at..to]);
        self.skip_to(to);
    }

    fn skip_to(&mut self, to: usize) {
        let passed = &self.source[self.at..to];
        let line = match passed.rfind('\n') {
            Some(end) => {
                self.line_has_content = false;
                &passed[end + 1..]
            }
            None => passed,
        };
        self.line_has_content |= !line.chars().all(is_space);
        self.at = to;
    }

    fn skip_space(&mut self) {
        let rest = &self.source[self.at..];
        self.skip_to(self.at + rest.len() - rest.trim_start_matches(is_space).len());
    }

    fn skip_line_end(&mut self) {
        let rest = &self.source[self.at..];
        let end = ["\n", "\r\n"].into_iter().find(|end| rest.starts_with(end));
        self.skip_to(self.at + end.map_or(0, str::len));
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.pieces.push(Piece::Text { text: std::mem::take(&mut self.text), at: self.text_at });
        }
    }
}

fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let code = &source[range.clone()];
    let start = range.start + code.len() - code.trim_start_matches(is_code_space).len();
    let end = start + code.trim_matches(is_code_space).len();
    start..end
}

/// Where code ends: at the first `close` that is not inside of a text or a regular expression.
fn code_end(source: &str, start: usize, close: &str) -> Outcome<Option<usize>> {
    let bytes = source.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => at = text_end(bytes, at, quote),
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                let word = at;
                while bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
                    at += 1;
                }
                if &bytes[word..at] == b"r" && bytes.get(at) == Some(&b'/') {
                    at = regex::literal(source, word)?.1;
                }
            }
            _ if source.as_bytes()[at..].starts_with(close.as_bytes()) => return Ok(Some(at)),
            _ => at += 1,
        }
    }
    Ok(None)
}

fn text_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The tag that ends a raw part; parts of the same name may be nested.
fn raw_end(source: &str, start: usize, name: &str) -> Option<Range<usize>> {
    let mut nested = 1usize;
    let mut at = start;
    loop {
        let begin = source[at..].find("{%")? + at;
        let inside = source[begin + 2..].strip_prefix('-').unwrap_or(&source[begin + 2..]);
        let inside = inside.trim_start_matches(is_space);
        let (closes, rest) = match inside.strip_prefix("end").and_then(|rest| rest.strip_prefix(name)) {
            Some(rest) => (true, Some(rest)),
            None => (false, inside.strip_prefix(name)),
        };
        let rest = rest.map(|rest| rest.trim_start_matches(is_space));
        let rest = rest.and_then(|rest| rest.strip_prefix("-%}").or_else(|| rest.strip_prefix("%}")));
        let Some(rest) = rest else {
            at = begin + 2;
            continue;
        };
        let end = source.len() - rest.len();
        nested = if closes { nested - 1 } else { nested + 1 };
        if nested == 0 {
            return Some(begin..end);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, syntax: Syntax, expect: &[&str]) {
        let shown: Vec<String> = match scan(source, syntax) {
            Err(fail) => vec![fail.locate(source).to_string()],
            Ok(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text { text, .. } => text.clone(),
                    Piece::Output(range) => format!("<{}>", &source[range.clone()]),
                    Piece::Tag(range) => format!("%{}%", &source[range.clone()]),
                })
                .collect(),
        };
        assert_eq!(shown, expect);
    }

    #[test]
    fn tags_end_outside_of_texts() {
        let plain = Syntax::default();
        check("a${{ \"}}\" }}b{# c #}d", plain, &["a", "<\"}}\">", "b", "d"]);
        check("${{ r/}}/g }}", plain, &["<r/}}/g>"]);
        check("a #} b", plain, &["line 1, column 3: a comment ends here that was not begun"]);
        check("x\n ${{ a", plain, &["line 2, column 2: this expression is not closed: }} is missing"]);
    }

    #[test]
    fn white_space_goes_where_a_tag_says_so() {
        let plain = Syntax::default();
        check("a  {%- if x -%}  b", plain, &["a", "%if x%", "b"]);
        let strict = Syntax { trim_blocks: true, lstrip_blocks: true, ..plain };
        check(
            "  {% if x %}\nyes\n  {% endif %}\nx {% a %}",
            strict,
            &["%if x%", "yes\n", "%endif%", "x ", "%a%"],
        );
    }

    #[test]
    fn raw_parts_are_text() {
        let plain = Syntax::default();
        check("{% raw %}${{ a }}{% endraw %}b", plain, &["${{ a }}b"]);
        check("{% raw %}{% raw %}x{% endraw %}{% endraw %}", plain, &["{% raw %}x{% endraw %}"]);
        check("{% verbatim %}{% raw %}{% endverbatim %}", plain, &["{% raw %}"]);
        check("a\n{%- raw %}\n${{ b }}\n{%- endraw %}\nc", plain, &["a", "\n${{ b }}\nc"]);
        check("{% raw %} b {% endraw -%} c", plain, &[" b c"]);
    }
}
