//! Templates: bodies between tags.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::cursor::{Counts, Cursor};
use crate::ast::{Expr, Node, NodeKind, Tree};
use crate::error::{Fail, Outcome, over};
use crate::limits::{LEVEL, Limits};
use crate::scan::{Piece, Syntax, scan};
use crate::token::{TokenKind, tokens};

/// The tag that ended a body: where it stands, its name, and the code after the name.
pub(super) struct Stop {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) rest: Range<usize>,
}

pub(super) struct Parser<'p> {
    pub(super) source: &'p str,
    pub(super) limits: &'p Limits,
    pub(super) counts: Counts,
    /// Names of the blocks so far.
    pub(super) blocks: HashSet<Arc<str>>,
    /// In how many texts that are kept instead of put out we are; macros cannot be made there.
    pub(super) captures: usize,
    pieces: std::vec::IntoIter<Piece>,
    nested: usize,
}

/// Reads a whole template.
pub(crate) fn parse(source: &str, syntax: Syntax, limits: &Limits) -> Outcome<Tree> {
    if source.len() > limits.source && crate::text::length(source) > limits.source {
        return Err(over("characters of source", limits.source));
    }
    let mut parser = Parser {
        source,
        limits,
        counts: Counts { nodes: 0, loops: 0, reads_loop: false },
        blocks: HashSet::new(),
        captures: 0,
        pieces: scan(source, syntax)?.into_iter(),
        nested: 0,
    };
    let (nodes, stop) = parser.body(&[])?;
    match stop {
        Some(stop) => Err(Fail::syntax(format!("there is nothing that `{}` could end", stop.name), stop.at)),
        None => Ok(Tree { nodes, reads_loop: parser.counts.reads_loop }),
    }
}

impl Parser<'_> {
    /// What stands between here and one of the tags that end it, or the end of the source.
    pub(super) fn body(&mut self, stops: &[&str]) -> Outcome<(Vec<Node>, Option<Stop>)> {
        if self.nested + LEVEL > self.limits.nesting {
            return Err(over("levels of nesting", self.limits.nesting));
        }
        self.nested += LEVEL;
        let mut nodes = Vec::new();
        let mut stop = None;
        while let Some(piece) = self.pieces.next() {
            let (at, kind) = match piece {
                Piece::Text { text, at } => (at, NodeKind::Text(text.into())),
                Piece::Output(code) => (code.start, NodeKind::Output(self.expression(code)?)),
                Piece::Tag(code) => {
                    let (at, name, rest) = self.split(code);
                    if stops.contains(&name.as_str()) {
                        stop = Some(Stop { at, name, rest });
                        break;
                    }
                    (at, self.statement(&name, rest, at, stops).map_err(|fail| fail.at(at))?)
                }
            };
            self.counts.add(self.limits).map_err(|fail| fail.at(at))?;
            nodes.push(Node { at, kind });
        }
        self.nested -= LEVEL;
        Ok((nodes, stop))
    }

    /// The same where one of the tags has to come.
    pub(super) fn until(&mut self, stops: &[&str], at: usize) -> Outcome<(Vec<Node>, Stop)> {
        let (nodes, stop) = self.body(stops)?;
        let stop = stop.ok_or_else(|| {
            let end = stops.last().copied().unwrap_or_default();
            Fail::syntax(format!("the end of this tag is missing: {{% {end} %}}"), at)
        })?;
        if stop.name.starts_with("end") && stop.name != "endblock"
            || stop.name == "else"
            || stop.name == "default"
        {
            self.nothing_more(&stop)?;
        }
        Ok((nodes, stop))
    }

    fn nothing_more(&mut self, stop: &Stop) -> Outcome<()> {
        if stop.rest.is_empty() {
            return Ok(());
        }
        Err(Fail::syntax(format!("the tag `{}` takes nothing", stop.name), stop.rest.start))
    }

    /// The name of a tag and the code behind it.
    fn split(&self, code: Range<usize>) -> (usize, String, Range<usize>) {
        let text = &self.source[code.clone()];
        let mut end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            end = 0;
        }
        let rest = &text[end..];
        let rest = rest.trim_start_matches(crate::text::is_code_space);
        (code.start, text[..end].to_owned(), code.end - rest.len()..code.end)
    }

    pub(super) fn cursor(&mut self, code: Range<usize>) -> Outcome<Cursor<'_>> {
        Ok(Cursor {
            tokens: tokens(self.source, code)?,
            next: 0,
            nested: self.nested,
            counts: &mut self.counts,
            limits: self.limits,
        })
    }

    /// Code that is one expression.
    pub(super) fn expression(&mut self, code: Range<usize>) -> Outcome<Expr> {
        let mut cursor = self.cursor(code)?;
        let expression = cursor.expression()?;
        cursor.expect_end()?;
        Ok(expression)
    }
}

/// Names with commas between them, up to something else.
pub(super) fn targets(cursor: &mut Cursor<'_>) -> Outcome<Vec<Arc<str>>> {
    let mut names = Vec::new();
    loop {
        if let TokenKind::Name(name) = cursor.peek()
            && matches!(&**name, "true" | "false" | "null" | "none")
        {
            return Err(cursor.unexpected("a name"));
        }
        names.push(cursor.expect_name("a name")?);
        if !cursor.sign(",") {
            return Ok(names);
        }
    }
}
