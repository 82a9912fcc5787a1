//! Regular expressions as JavaScript has them, without what makes them dangerous: matching is counted and ends.

mod compile;
mod matching;
mod parse;
mod syntax;
mod using;

use std::sync::Arc;

use compile::Program;
pub(crate) use using::{Found, replace, split, test};

use crate::error::{Fail, Outcome};
use crate::limits;

/// A regular expression of a template: `r/[a-z]+/gi`.
#[derive(Debug, Clone)]
pub struct Regex {
    /// What stands between the slashes.
    pub(crate) source: String,
    /// The letters behind them.
    pub(crate) flags: String,
    program: Arc<Program>,
}

/// Reads the literal that begins at `start` (its `r`); also where it ends.
pub(crate) fn literal(source: &str, start: usize) -> Outcome<(Regex, usize)> {
    let body = start + 2;
    let mut backslashes = 0usize;
    let end = source[body..].char_indices().find_map(|(at, c)| match c {
        '\\' => {
            backslashes += 1;
            None
        }
        '/' if backslashes == 0 => Some(Ok(body + at)),
        '/' if backslashes.is_multiple_of(2) => Some(Err(())),
        _ => {
            backslashes = 0;
            None
        }
    });
    let end = match end {
        Some(Ok(end)) => end,
        Some(Err(())) => {
            let message = "it is not clear whether this `/` ends the regular expression: write `[\\\\]/`";
            return Err(Fail::syntax(message, start));
        }
        None => return Err(Fail::syntax("this regular expression has no end: / is missing", start)),
    };
    let pattern = &source[body..end];
    if crate::text::length(pattern) > limits::REGEX_UNITS {
        let limit = limits::REGEX_UNITS;
        return Err(Fail::syntax(format!("a regular expression has at most {limit} characters"), start));
    }
    let letters =
        source[end + 1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(source.len() - end - 1);
    let flags = &source[end + 1..end + 1 + letters];
    let doubled = flags.char_indices().any(|(at, flag)| flags[..at].contains(flag));
    if doubled || !flags.chars().all(|flag| "gimy".contains(flag)) {
        let message = "behind a regular expression may stand `g`, `i`, `m` and `y`, each of them once";
        return Err(Fail::syntax(message, end + 1));
    }
    let program = parse::parse(pattern)
        .and_then(|pattern| compile::compile(&pattern, flags))
        .map_err(|message| Fail::syntax(format!("this regular expression is not valid: {message}"), start))?;
    let regex = Regex { source: pattern.to_owned(), flags: flags.to_owned(), program: Arc::new(program) };
    Ok((regex, end + 1 + letters))
}

impl Regex {
    /// As JavaScript writes it.
    pub(crate) fn written(&self) -> String {
        let source = if self.source.is_empty() { "(?:)" } else { &self.source };
        format!("/{source}/{}", self.flags)
    }
}
