//! Regular expressions as JavaScript has them, without what makes them dangerous: matching is counted and ends.

use std::sync::Arc;

use crate::error::{Fail, Outcome, fail};
use crate::limits;
use crate::run::Run;
use crate::value::Value;

/// A regular expression of a template: `r/[a-z]+/gi`.
#[derive(Debug, Clone)]
pub struct Regex {
    /// What stands between the slashes.
    pub(crate) source: String,
    /// The letters behind them.
    pub(crate) flags: String,
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
        '/' if backslashes % 2 == 0 => Some(Err(())),
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
    let regex = Regex { source: pattern.to_owned(), flags: flags.to_owned() };
    Ok((regex, end + 1 + letters))
}

impl Regex {
    /// As JavaScript writes it.
    pub(crate) fn written(&self) -> String {
        let source = if self.source.is_empty() { "(?:)" } else { &self.source };
        format!("/{source}/{}", self.flags)
    }
}

/// A match and what is around it.
pub(crate) struct Found<'t> {
    pub(crate) before: &'t str,
    pub(crate) matched: &'t str,
    pub(crate) after: &'t str,
    pub(crate) groups: &'t [Option<String>],
}

impl Found<'_> {
    pub(crate) fn expand(&self, template: &str, out: &mut String) {
        let _ = (self.before, self.matched, self.after, self.groups);
        out.push_str(template);
    }
}

pub(crate) fn replace(
    _: &mut Run<'_>,
    _: &Arc<Regex>,
    _: usize,
    _: &str,
    _: &str,
) -> Outcome<(String, usize)> {
    Err(fail("regular expressions are not run"))
}

pub(crate) fn split(_: &mut Run<'_>, _: &Arc<Regex>, _: &str, _: usize) -> Outcome<Vec<Value>> {
    Err(fail("regular expressions are not run"))
}

pub(crate) fn test(_: &mut Run<'_>, _: &Arc<Regex>, _: usize, _: &str) -> Outcome<(bool, usize)> {
    Err(fail("regular expressions are not run"))
}
