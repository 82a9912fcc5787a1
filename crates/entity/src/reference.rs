//! References to entities: `[<kind>:][<namespace>/]<name>`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The namespace of an entity that names none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// What a reference means by the parts that it leaves out.
#[derive(Clone, Copy, Debug, Default)]
pub struct RefContext<'a> {
    /// Kind of a reference without a kind; without a default, such a reference is an error.
    pub default_kind: Option<&'a str>,
    /// Namespace of a reference without a namespace; `default` when absent or empty.
    pub default_namespace: Option<&'a str>,
}

impl<'a> RefContext<'a> {
    /// References without a kind are of this kind.
    pub fn kind(kind: &'a str) -> Self {
        Self { default_kind: Some(kind), default_namespace: None }
    }

    /// The same context, with a namespace for references that name none.
    #[must_use]
    pub fn namespace(mut self, namespace: &'a str) -> Self {
        self.default_namespace = Some(namespace);
        self
    }
}

/// Why a text is not a reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefError {
    /// Nothing at all was given.
    #[error("the reference is empty")]
    Empty,
    /// A part is written but empty, as in `group:/name`.
    #[error("\"{0}\" has an empty part; a reference reads [<kind>:][<namespace>/]<name>")]
    EmptyPart(String),
    /// No kind is written and the place has no default kind.
    #[error("\"{0}\" does not say which kind it means; write <kind>:{0}")]
    NoKind(String),
    /// A reference in object form lacks its name.
    #[error("the reference has no name")]
    NoName,
}

impl RefError {
    /// The error class of the original format: an empty part is a `TypeError`, anything else an `Error`.
    pub fn class_name(&self) -> &'static str {
        if matches!(self, Self::EmptyPart(_)) { "TypeError" } else { "Error" }
    }
}

/// A complete reference. Parts keep the case in which they were written; two references are the same when their
/// [`Display`](fmt::Display) forms are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityRef {
    /// Kind, such as `Component`.
    pub kind: String,
    /// Namespace; `default` where none was written.
    pub namespace: String,
    /// Name.
    pub name: String,
}

impl EntityRef {
    /// A reference from its parts; an empty namespace means `default`.
    pub fn new(kind: impl Into<String>, namespace: impl Into<String>, name: impl Into<String>) -> Self {
        let namespace = Some(namespace.into()).filter(|namespace| !namespace.is_empty());
        Self {
            kind: kind.into(),
            namespace: namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned()),
            name: name.into(),
        }
    }

    /// Reads a reference. Nothing is trimmed, no case is changed and no format is checked: what is left after the
    /// kind and the namespace is the name, and may hold further `:` and `/`.
    pub fn parse(text: &str, context: RefContext<'_>) -> Result<Self, RefError> {
        if text.is_empty() {
            return Err(RefError::Empty);
        }
        let slash = text.find('/');
        // A colon behind the first slash belongs to the name.
        let colon = text.find(':').filter(|colon| slash.is_none_or(|slash| *colon < slash));
        let kind = colon.map(|colon| &text[..colon]);
        let after_kind = colon.map_or(0, |colon| colon + 1);
        let namespace = slash.map(|slash| &text[after_kind..slash]);
        let name = &text[slash.map_or(after_kind, |slash| slash + 1)..];
        if kind == Some("") || namespace == Some("") || name.is_empty() {
            return Err(RefError::EmptyPart(text.to_owned()));
        }
        let kind = kind
            .or(context.default_kind.filter(|kind| !kind.is_empty()))
            .ok_or_else(|| RefError::NoKind(text.to_owned()))?;
        Ok(Self::new(kind, namespace.or(context.default_namespace).unwrap_or_default(), name))
    }

    /// A reference from parts that may be absent. Absent ones take the context's default; present ones must not be
    /// empty.
    pub fn from_parts(
        kind: Option<&str>,
        namespace: Option<&str>,
        name: Option<&str>,
        context: RefContext<'_>,
    ) -> Result<Self, RefError> {
        let fallback = context.default_namespace.filter(|namespace| !namespace.is_empty());
        let parts = [kind.or(context.default_kind), namespace.or(fallback).or(Some(DEFAULT_NAMESPACE)), name];
        match parts {
            [_, _, None | Some("")] => Err(RefError::NoName),
            [Some(kind), Some(namespace), Some(name)] if !kind.is_empty() && !namespace.is_empty() => {
                Ok(Self::new(kind, namespace, name))
            }
            [_, _, Some(name)] => Err(RefError::NoKind(name.to_owned())),
        }
    }

    /// Reads a complete reference in its canonical form `kind:namespace/name`.
    pub fn parse_full(text: &str) -> Result<Self, RefError> {
        Self::parse(text, RefContext::default())
    }

    /// How to show the reference to people who know that a `default_kind` is meant: without the kind if it is that
    /// one, without the namespace if it is `default`. The name keeps its case.
    pub fn short(&self, default_kind: Option<&str>) -> String {
        let mut text = String::new();
        if !default_kind.is_some_and(|kind| kind.eq_ignore_ascii_case(&self.kind)) {
            text.push_str(&self.kind.to_lowercase());
            text.push(':');
        }
        if self.namespace != DEFAULT_NAMESPACE {
            text.push_str(&self.namespace);
            text.push('/');
        }
        text.push_str(&self.name);
        text
    }
}

impl fmt::Display for EntityRef {
    /// The canonical form, `kind:namespace/name` in lower case: the key by which entities are compared and stored.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}/{}",
            self.kind.to_lowercase(),
            self.namespace.to_lowercase(),
            self.name.to_lowercase()
        )
    }
}
