//! Expressions from their operators down.
//!
//! Nunjucks writes JavaScript, and writes it without parentheses. What follows from that is part of the language:
//! `not a == b` asks whether `not a` equals `b`, and `a * b // c` rounds only `b / c`.

use super::cursor::Cursor;
use crate::ast::{Binary, Comparison, Expr, ExprKind, Unary};
use crate::error::Outcome;
use crate::token::TokenKind;

/// How tightly operators bind.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const IN: u8 = 4;
const IS: u8 = 5;
const EQUAL: u8 = 6;
const ORDER: u8 = 7;
const ADD: u8 = 8;
const MULTIPLY: u8 = 9;
const POWER: u8 = 10;

enum Operator {
    Or,
    And,
    In {
        negated: bool,
    },
    Is,
    Compare(Comparison),
    Binary(Binary),
    /// `*`, `/`, `//` and `%`, which are read together.
    Multiplicative,
}

/// An operation without its left side.
enum Around {
    Compare(Vec<(Comparison, Expr)>),
    Binary(Binary, Expr),
}

impl Cursor<'_> {
    /// A whole expression: `a if b else c`.
    pub(super) fn expression(&mut self) -> Outcome<Expr> {
        let body = self.operation(OR)?;
        if !self.word("if") {
            return Ok(body);
        }
        let condition = self.operation(OR)?;
        let otherwise =
            if self.word("else") { Some(self.nested(|cursor| cursor.operation(OR))?) } else { None };
        let depth = body.depth.max(condition.depth).max(otherwise.as_ref().map_or(0, |part| part.depth));
        self.make(body.at, depth, ExprKind::If(condition, body, otherwise))
    }

    /// Operators that bind at least as tightly as `least`.
    fn operation(&mut self, least: u8) -> Outcome<Expr> {
        let at = self.at();
        let mut most = POWER;
        let mut left = if least <= NOT && self.word("not") {
            most = AND;
            let target = self.nested(|cursor| cursor.operation(NOT))?;
            self.negated(target, at)?
        } else {
            self.filtered()?
        };
        while let Some((operator, level)) = self.operator() {
            if level < least || level > most {
                break;
            }
            (left, most) = self.operated(left, &operator, level)?;
        }
        Ok(left)
    }

    fn operator(&self) -> Option<(Operator, u8)> {
        let found = match self.peek() {
            TokenKind::Name(word) => match &**word {
                "or" => (Operator::Or, OR),
                "and" => (Operator::And, AND),
                "in" => (Operator::In { negated: false }, IN),
                "not" if matches!(self.ahead(1), TokenKind::Name(next) if **next == *"in") => {
                    (Operator::In { negated: true }, IN)
                }
                "is" => (Operator::Is, IS),
                _ => return None,
            },
            TokenKind::Sign(sign) => match *sign {
                "==" => (Operator::Compare(Comparison::Equal), EQUAL),
                "!=" => (Operator::Compare(Comparison::NotEqual), EQUAL),
                "===" => (Operator::Compare(Comparison::Same), EQUAL),
                "!==" => (Operator::Compare(Comparison::NotSame), EQUAL),
                "<" => (Operator::Compare(Comparison::Less), ORDER),
                "<=" => (Operator::Compare(Comparison::LessOrEqual), ORDER),
                ">" => (Operator::Compare(Comparison::Greater), ORDER),
                ">=" => (Operator::Compare(Comparison::GreaterOrEqual), ORDER),
                "+" => (Operator::Binary(Binary::Add), ADD),
                "-" => (Operator::Binary(Binary::Subtract), ADD),
                "~" => (Operator::Binary(Binary::Concat), ADD),
                "*" | "/" | "//" | "%" => (Operator::Multiplicative, MULTIPLY),
                "**" => (Operator::Binary(Binary::Power), POWER),
                _ => return None,
            },
            _ => return None,
        };
        Some(found)
    }

    /// One operator and its right side, and how tightly the next one may bind.
    fn operated(&mut self, left: Expr, operator: &Operator, level: u8) -> Outcome<(Expr, u8)> {
        if matches!(operator, Operator::Multiplicative) {
            return Ok((self.multiplied(left)?, level));
        }
        self.next += if matches!(operator, Operator::In { negated: true }) { 2 } else { 1 };
        if matches!(operator, Operator::Is) {
            return Ok((self.tested(left)?, IN));
        }
        let right = self.operation(level + 1)?;
        let (at, depth) = (left.at, left.depth.max(right.depth));
        let kind = match operator {
            Operator::Or => ExprKind::Or(left, right),
            Operator::And => ExprKind::And(left, right),
            Operator::Compare(comparison) => ExprKind::Compare(left, vec![(*comparison, right)]),
            Operator::Binary(binary) => ExprKind::Binary(*binary, left, right),
            _ => ExprKind::In(left, right),
        };
        let made = self.make(at, depth, kind)?;
        let made = match operator {
            Operator::In { negated: true } => self.unary(Unary::Not, made, at)?,
            _ => made,
        };
        Ok((made, level))
    }

    pub(super) fn unary(&mut self, operator: Unary, target: Expr, at: usize) -> Outcome<Expr> {
        self.make(at, target.depth, ExprKind::Unary(operator, target))
    }

    /// `not` before an operation belongs to its leftmost part.
    fn negated(&mut self, target: Expr, at: usize) -> Outcome<Expr> {
        // From the outside to the leftmost part, and back.
        let mut around = Vec::new();
        let mut part = target;
        loop {
            let Expr { at: part_at, depth, kind } = part;
            match *kind {
                ExprKind::Compare(left, rest) => {
                    around.push((part_at, depth, Around::Compare(rest)));
                    part = left;
                }
                ExprKind::Binary(operator, left, right) if operator != Binary::Power => {
                    around.push((part_at, depth, Around::Binary(operator, right)));
                    part = left;
                }
                other => {
                    part = Expr { at: part_at, depth, kind: Box::new(other) };
                    break;
                }
            }
        }
        let mut made = self.unary(Unary::Not, part, at)?;
        for (part_at, depth, around) in around.into_iter().rev() {
            let depth = depth.max(made.depth);
            let kind = match around {
                Around::Compare(rest) => ExprKind::Compare(made, rest),
                Around::Binary(operator, right) => ExprKind::Binary(operator, made, right),
            };
            made = self.make(part_at, depth, kind)?;
        }
        Ok(made)
    }

    /// `*`, `/`, `//` and `%` after their first operand.
    fn multiplied(&mut self, first: Expr) -> Outcome<Expr> {
        let mut run = vec![(Binary::Multiply, first)];
        let mut segment = 0;
        loop {
            if self.sign("*") {
                segment = run.len();
                run.push((Binary::Multiply, self.operation(POWER)?));
            } else if self.sign("/") {
                segment = run.len();
                run.push((Binary::Divide, self.operation(POWER)?));
            } else if self.sign("%") {
                run.push((Binary::Remainder, self.operation(POWER)?));
            } else if self.sign("//") {
                run.push((Binary::Divide, self.operation(POWER)?));
                while self.sign("%") {
                    run.push((Binary::Remainder, self.operation(POWER)?));
                }
                let rounded = run.split_off(segment);
                let lead = rounded.first().map_or(Binary::Multiply, |(operator, _)| *operator);
                let quotient = self.folded(rounded)?;
                let at = quotient.at;
                run.push((lead, self.unary(Unary::Floor, quotient, at)?));
            } else {
                return self.folded(run);
            }
        }
    }

    /// Operands one after another, from left to right.
    fn folded(&mut self, run: Vec<(Binary, Expr)>) -> Outcome<Expr> {
        let mut operands = run.into_iter();
        let Some((_, mut left)) = operands.next() else { return Err(self.unexpected("an expression")) };
        for (operator, right) in operands {
            let (at, depth) = (left.at, left.depth.max(right.depth));
            left = self.make(at, depth, ExprKind::Binary(operator, left, right))?;
        }
        Ok(left)
    }

    /// What follows `is`: `not` perhaps, and the name of a test with its arguments.
    fn tested(&mut self, left: Expr) -> Outcome<Expr> {
        let negated = self.word("not");
        let right = self.operation(EQUAL)?;
        let at = right.at;
        let left_at = left.at;
        let depth = left.depth.max(right.depth);
        let (name, args) = match *right.kind {
            ExprKind::Call(callee, args) => (test_name(&callee.kind), Some(args)),
            ExprKind::Filter(name, args) => (name, Some(args)),
            other => (test_name(&other), None),
        };
        let test = self.make(at, depth, ExprKind::Is(left, name, args))?;
        if negated { self.unary(Unary::Not, test, left_at) } else { Ok(test) }
    }
}

fn test_name(kind: &ExprKind) -> std::sync::Arc<str> {
    use crate::ast::Literal;
    match kind {
        ExprKind::Name(name) => name.clone(),
        ExprKind::Literal(Literal::Null) => "null".into(),
        ExprKind::Literal(Literal::Bool(value)) => value.to_string().into(),
        ExprKind::Literal(Literal::Text(text)) => text.clone(),
        ExprKind::Literal(Literal::Number(number)) => crate::number::write(*number).into(),
        _ => "undefined".into(),
    }
}
