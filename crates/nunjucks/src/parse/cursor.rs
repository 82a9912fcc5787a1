//! A place in the tokens of one tag, and what limits the tree that is made of them.

use std::sync::Arc;

use super::is_reserved;
use crate::ast::{Expr, ExprKind};
use crate::error::{Fail, Outcome, over};
use crate::limits::{LEVEL, Limits};
use crate::token::{Token, TokenKind};

/// What is counted over a whole template.
pub(super) struct Counts {
    pub(super) nodes: usize,
    pub(super) loops: usize,
    pub(super) reads_loop: bool,
}

/// Reads the tokens of one tag.
pub(super) struct Cursor<'p> {
    pub(super) tokens: Vec<Token>,
    pub(super) next: usize,
    pub(super) nested: usize,
    pub(super) counts: &'p mut Counts,
    pub(super) limits: &'p Limits,
}

impl Counts {
    pub(super) fn add(&mut self, limits: &Limits) -> Outcome<()> {
        self.nodes += 1;
        if self.nodes > limits.nodes { Err(over("nodes", limits.nodes)) } else { Ok(()) }
    }
}

impl Cursor<'_> {
    pub(super) fn peek(&self) -> &TokenKind {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, by: usize) -> &TokenKind {
        self.tokens.get(self.next + by).map_or(&TokenKind::End, |token| &token.kind)
    }

    /// Where the next token stands.
    pub(super) fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |token| token.at)
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), TokenKind::Sign(found) if *found == sign)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), TokenKind::Name(found) if **found == *word)
    }

    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.next += usize::from(found);
        found
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Outcome<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    /// A name that is none of the reserved ones.
    pub(super) fn expect_name(&mut self, what: &str) -> Outcome<Arc<str>> {
        let TokenKind::Name(name) = self.peek() else { return Err(self.unexpected(what)) };
        let name = Arc::clone(name);
        self.refuse_reserved(&name)?;
        self.next += 1;
        Ok(name)
    }

    pub(super) fn expect_end(&self) -> Outcome<()> {
        match self.peek() {
            TokenKind::End => Ok(()),
            _ => Err(self.unexpected("the end of the tag")),
        }
    }

    pub(super) fn refuse_reserved(&self, name: &str) -> Outcome<()> {
        if !is_reserved(name) {
            return Ok(());
        }
        Err(Fail::syntax(format!("`{name}` cannot be used as a name"), self.at()))
    }

    pub(super) fn unexpected(&self, wanted: &str) -> Box<Fail> {
        let found = match self.peek() {
            TokenKind::Name(name) => format!("`{name}`"),
            TokenKind::Number(_) => "a number".to_owned(),
            TokenKind::Text(_) => "a text".to_owned(),
            TokenKind::Regex(_) => "a regular expression".to_owned(),
            TokenKind::Sign(sign) => format!("`{sign}`"),
            TokenKind::End => "the end".to_owned(),
        };
        Fail::syntax(format!("expected {wanted}, found {found}"), self.at())
    }

    /// A node of an expression; `depth` is that of the deepest part.
    pub(super) fn make(&mut self, at: usize, depth: usize, kind: ExprKind) -> Outcome<Expr> {
        let depth = depth + 1;
        self.counts.add(self.limits).map_err(|fail| fail.at(at))?;
        if depth * LEVEL > self.limits.nesting {
            return Err(over("levels of nesting", self.limits.nesting).at(at));
        }
        Ok(Expr { at, depth, kind: Box::new(kind) })
    }

    /// Reads something one level further down.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.nested + LEVEL > self.limits.nesting {
            return Err(over("levels of nesting", self.limits.nesting).at(self.at()));
        }
        self.nested += LEVEL;
        let outcome = read(self);
        self.nested -= LEVEL;
        outcome
    }
}

/// The depth of the deepest of some expressions.
pub(super) fn deepest<'e>(parts: impl IntoIterator<Item = &'e Expr>) -> usize {
    parts.into_iter().map(|part| part.depth).max().unwrap_or_default()
}
