//! What went wrong, and where.

use std::fmt;

/// What kind of failure stopped a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The template is not well formed.
    Syntax,
    /// An expression cannot be evaluated: an unknown filter, a call of something that is no function.
    Evaluation,
    /// A filter or function of the host refused what it was given.
    Host,
    /// One of [`Limits`](crate::Limits) was reached.
    Limit,
}

/// A template that could not be read or rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// What happened, in words for the author of the template.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Error {}

/// A failure on its way up; it learns its place from the innermost node that has one.
#[derive(Debug)]
pub(crate) struct Fail {
    kind: ErrorKind,
    message: String,
    offset: Option<usize>,
}

/// Boxed, so that what goes well stays small.
pub(crate) type Failure = Box<Fail>;
/// The outcome of one step of reading or evaluating.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// A failure of evaluation.
pub(crate) fn fail(message: impl Into<String>) -> Failure {
    Fail::new(ErrorKind::Evaluation, message)
}

/// A limit that was reached.
pub(crate) fn over(what: &str, limit: impl fmt::Display) -> Failure {
    Fail::new(ErrorKind::Limit, format!("the template exceeds the limit of {limit} {what}"))
}

impl Fail {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Failure {
        Box::new(Self { kind, message: message.into(), offset: None })
    }

    pub(crate) fn syntax(message: impl Into<String>, offset: usize) -> Failure {
        Box::new(Self { kind: ErrorKind::Syntax, message: message.into(), offset: Some(offset) })
    }

    /// Gives it a place unless it has one.
    pub(crate) fn at(mut self: Box<Self>, offset: usize) -> Failure {
        self.offset.get_or_insert(offset);
        self
    }

    /// Says in what it happened: `filter "int"`.
    pub(crate) fn within(mut self: Box<Self>, what: &str) -> Failure {
        if self.kind != ErrorKind::Limit {
            self.message = format!("{what}: {}", self.message);
        }
        self
    }

    /// The failure as the caller sees it.
    pub(crate) fn locate(self, source: &str) -> Error {
        let mut offset = self.offset.unwrap_or_default().min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &source[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Error {
            kind: self.kind,
            message: self.message,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}
