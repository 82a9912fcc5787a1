//! Cuts the code of one tag into words and signs.

use std::ops::Range;
use std::sync::Arc;

use crate::error::{Fail, Outcome};
use crate::regex::{self, Regex};
use crate::text::is_code_space;

/// A word or sign, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) at: usize,
    pub(crate) kind: TokenKind,
}

#[derive(Debug, Clone)]
pub(crate) enum TokenKind {
    Name(Arc<str>),
    Number(f64),
    Text(Arc<str>),
    Regex(Arc<Regex>),
    Sign(&'static str),
    End,
}

/// Signs, the longer ones first.
const SIGNS: &[&str] = &[
    "===", "!==", "**", "//", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|", "~",
    "+", "-", "*", "/", "%", "<", ">", "=",
];

/// The tokens of a part of the source, with one at its end.
pub(crate) fn tokens(source: &str, range: Range<usize>) -> Outcome<Vec<Token>> {
    let mut lexer = Lexer { source: &source[..range.end], at: range.start, tokens: Vec::new() };
    while lexer.one()? {}
    Ok(lexer.tokens)
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn one(&mut self) -> Outcome<bool> {
        let rest = &self.source[self.at..];
        let code = rest.trim_start_matches(is_code_space);
        self.at += rest.len() - code.len();
        let Some(first) = code.chars().next() else {
            self.push(TokenKind::End, 0);
            return Ok(false);
        };
        let after_dot = matches!(self.tokens.last(), Some(Token { kind: TokenKind::Sign("."), .. }));
        if let Some(name) = name(code, after_dot) {
            if name == "r" && code[1..].starts_with('/') {
                let (regex, end) = regex::literal(self.source, self.at)?;
                self.push(TokenKind::Regex(Arc::new(regex)), end - self.at);
            } else {
                self.push(TokenKind::Name(Arc::from(name)), name.len());
            }
        } else if first.is_ascii_digit() {
            self.number(code)?;
        } else if first == '"' || first == '\'' {
            self.text(code, first)?;
        } else {
            self.sign(code, first)?;
        }
        Ok(true)
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.tokens.push(Token { at: self.at, kind });
        self.at += length;
    }

    fn number(&mut self, code: &str) -> Outcome<()> {
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut end = digits(code);
        if code[end..].starts_with('.') {
            end += 1 + digits(&code[end + 1..]);
        }
        let suffix = code[end..].chars().next();
        if suffix.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
            return Err(Fail::syntax("a number cannot go on with a letter", self.at + end));
        }
        self.push(TokenKind::Number(code[..end].parse().unwrap_or(f64::NAN)), end);
        Ok(())
    }

    fn text(&mut self, code: &str, quote: char) -> Outcome<()> {
        let mut text = String::new();
        let mut rest = code.char_indices().skip(1);
        while let Some((at, c)) = rest.next() {
            match c {
                '\\' => match rest.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                end if end == quote => {
                    self.push(TokenKind::Text(Arc::from(text)), at + 1);
                    return Ok(());
                }
                other => text.push(other),
            }
        }
        Err(Fail::syntax(format!("this text has no end: {quote} is missing"), self.at))
    }

    fn sign(&mut self, code: &str, first: char) -> Outcome<()> {
        let Some(sign) = SIGNS.iter().find(|sign| code.starts_with(**sign)) else {
            return Err(Fail::syntax(format!("`{}` has no meaning here", first.escape_debug()), self.at));
        };
        let number = *sign == "." && code[1..].starts_with(|c: char| c.is_ascii_digit());
        if number && !self.after_operand() {
            return Err(Fail::syntax("a number begins with a digit: 0.5", self.at));
        }
        self.push(TokenKind::Sign(sign), sign.len());
        Ok(())
    }

    fn after_operand(&self) -> bool {
        match self.tokens.last().map(|token| &token.kind) {
            None | Some(TokenKind::End) => false,
            Some(TokenKind::Sign(sign)) => matches!(*sign, ")" | "]" | "}"),
            Some(_) => true,
        }
    }
}

/// The name that code begins with. After a dot it may begin with digits.
fn name(code: &str, after_dot: bool) -> Option<&str> {
    let start = if after_dot { code.find(|c: char| !c.is_ascii_digit())? } else { 0 };
    let first = code[start..].chars().next()?;
    if !first.is_ascii_alphabetic() && first != '_' {
        return None;
    }
    let end = code.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(code.len());
    Some(&code[..end])
}
