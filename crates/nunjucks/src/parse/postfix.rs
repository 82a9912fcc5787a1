//! Filters, members, calls and slices: what follows a value.

use std::sync::Arc;

use super::cursor::{Cursor, deepest};
use crate::ast::{Args, Expr, ExprKind, Key, Literal, Unary};
use crate::error::{Fail, Outcome};
use crate::token::TokenKind;

impl Cursor<'_> {
    /// A value with its filters.
    pub(super) fn filtered(&mut self) -> Outcome<Expr> {
        let mut value = self.signed()?;
        while self.sign("|") {
            value = self.filter(value)?;
        }
        Ok(value)
    }

    /// The name of a filter and its arguments.
    pub(super) fn filter(&mut self, input: Expr) -> Outcome<Expr> {
        let at = self.at();
        let mut name = self.expect_name("the name of a filter")?;
        while self.sign(".") {
            name = format!("{name}.{}", self.expect_name("the name of a filter")?).into();
        }
        let mut args = if self.sign("(") { self.nested(Self::arguments)? } else { Args::default() };
        args.positional.insert(0, input);
        let depth = args_depth(&args);
        self.make(at, depth, ExprKind::Filter(name, args))
    }

    fn signed(&mut self) -> Outcome<Expr> {
        let at = self.at();
        let operator = if self.sign("-") {
            Unary::Negate
        } else if self.sign("+") {
            Unary::Plus
        } else {
            return self.with_members();
        };
        let target = self.nested(Self::signed)?;
        if matches!(&*target.kind, ExprKind::Unary(twice, _) if *twice == operator) {
            return Err(Fail::syntax("two signs in a row have no meaning", at));
        }
        self.unary(operator, target, at)
    }

    fn with_members(&mut self) -> Outcome<Expr> {
        let mut value = self.primary()?;
        loop {
            let at = self.at();
            if self.sign(".") {
                let at = self.at();
                let name = self.expect_name("the name of a member")?;
                let depth = value.depth;
                value = self.make(at, depth, ExprKind::Member(value, Key::Fixed(name)))?;
            } else if self.sign("[") {
                value = self.nested(|cursor| cursor.subscript(value, at))?;
            } else if self.sign("(") {
                let args = self.nested(Self::arguments)?;
                let (at, depth) = (value.at, value.depth.max(args_depth(&args)));
                value = self.make(at, depth, ExprKind::Call(value, args))?;
            } else {
                return Ok(value);
            }
        }
    }

    /// `[key]` or `[start:stop:step]` after its bracket.
    fn subscript(&mut self, value: Expr, at: usize) -> Outcome<Expr> {
        let mut bounds = [None, None, None];
        if !self.is_sign(":") && !self.is_sign("]") {
            bounds[0] = Some(self.expression()?);
        }
        if self.sign(":") {
            if !self.is_sign(":") && !self.is_sign("]") {
                bounds[1] = Some(self.expression()?);
            }
            if self.sign(":") && !self.is_sign("]") {
                bounds[2] = Some(self.expression()?);
            }
            self.expect_sign("]")?;
            let depth = value.depth.max(deepest(bounds.iter().flatten()));
            return self.make(at, depth, ExprKind::Slice(value, bounds));
        }
        let [Some(key), ..] = bounds else { return Err(self.unexpected("the name or number of a member")) };
        self.expect_sign("]")?;
        let depth = value.depth.max(key.depth);
        let key_at = key.at;
        let key = match *key.kind {
            ExprKind::Literal(Literal::Text(name)) => {
                self.refuse_reserved(&name)
                    .map_err(|_| Fail::syntax(format!("`{name}` cannot be used as a name"), key_at))?;
                Key::Fixed(name)
            }
            kind => Key::Computed(Expr { at: key_at, depth: key.depth, kind: Box::new(kind) }),
        };
        self.make(at, depth, ExprKind::Member(value, key))
    }

    /// The arguments of a call after its parenthesis.
    pub(super) fn arguments(&mut self) -> Outcome<Args> {
        let mut args = Args::default();
        if self.sign(")") {
            return Ok(args);
        }
        loop {
            if matches!((self.peek(), self.ahead(1)), (TokenKind::Name(_), TokenKind::Sign("="))) {
                let name = self.expect_name("a name")?;
                self.expect_sign("=")?;
                args.named.push((name, self.expression()?));
            } else {
                args.positional.push(self.expression()?);
            }
            if !self.sign(",") {
                self.expect_sign(")")?;
                return Ok(args);
            }
        }
    }
}

pub(super) fn args_depth(args: &Args) -> usize {
    deepest(args.positional.iter().chain(args.named.iter().map(|(_, value): &(Arc<str>, Expr)| value)))
}
