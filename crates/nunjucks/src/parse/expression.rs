//! Literals, names, lists and objects.

use std::sync::Arc;

use super::cursor::{Cursor, deepest};
use crate::ast::{Expr, ExprKind, Literal};
use crate::error::{Fail, Outcome};
use crate::token::TokenKind;

impl Cursor<'_> {
    pub(super) fn primary(&mut self) -> Outcome<Expr> {
        let at = self.at();
        let kind = match self.peek().clone() {
            TokenKind::Number(number) => ExprKind::Literal(Literal::Number(number)),
            TokenKind::Text(text) => ExprKind::Literal(Literal::Text(text)),
            TokenKind::Regex(regex) => ExprKind::Literal(Literal::Regex(regex)),
            TokenKind::Name(name) => self.named(name)?,
            TokenKind::Sign("(") => return self.group(at),
            TokenKind::Sign("[") => {
                self.next += 1;
                let items = self.nested(|cursor| cursor.items("]"))?;
                let depth = deepest(&items);
                return self.make(at, depth, ExprKind::List(items));
            }
            TokenKind::Sign("{") => {
                self.next += 1;
                let members = self.nested(Self::members)?;
                let depth = deepest(members.iter().map(|(_, value)| value));
                return self.make(at, depth, ExprKind::Object(members));
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.next += 1;
        self.make(at, 0, kind)
    }

    fn named(&mut self, name: Arc<str>) -> Outcome<ExprKind> {
        Ok(match &*name {
            "true" => ExprKind::Literal(Literal::Bool(true)),
            "false" => ExprKind::Literal(Literal::Bool(false)),
            "none" | "null" => ExprKind::Literal(Literal::Null),
            _ => {
                self.refuse_reserved(&name)?;
                self.counts.reads_loop |= &*name == "loop";
                ExprKind::Name(name)
            }
        })
    }

    fn group(&mut self, at: usize) -> Outcome<Expr> {
        self.next += 1;
        let items = self.nested(|cursor| cursor.items(")"))?;
        if items.is_empty() {
            return Err(Fail::syntax("there is nothing in these parentheses", at));
        }
        let depth = deepest(&items);
        self.make(at, depth, ExprKind::Group(items))
    }

    /// Expressions with commas between them, to the sign that ends them.
    fn items(&mut self, end: &str) -> Outcome<Vec<Expr>> {
        let mut items = Vec::new();
        if self.sign(end) {
            return Ok(items);
        }
        loop {
            items.push(self.expression()?);
            if !self.sign(",") {
                self.expect_sign(end)?;
                return Ok(items);
            }
        }
    }

    fn members(&mut self) -> Outcome<Vec<(Arc<str>, Expr)>> {
        let mut members = Vec::new();
        if self.sign("}") {
            return Ok(members);
        }
        loop {
            let name = match self.peek().clone() {
                TokenKind::Name(name) if !matches!(&*name, "true" | "false" | "null" | "none") => name,
                TokenKind::Text(text) => text,
                _ => return Err(self.unexpected("the name of a member")),
            };
            self.refuse_reserved(&name)?;
            self.next += 1;
            self.expect_sign(":")?;
            members.push((name, self.expression()?));
            if !self.sign(",") {
                self.expect_sign("}")?;
                return Ok(members);
            }
        }
    }
}
