//! References to the places that entities are read from: `<type>:<target>`.

use crate::{annotation, entity::annotations_of, format};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use std::fmt;

/// A place that entities are read from, such as `file:/srv/catalog/all.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocationRef {
    /// How to read it: `file`, `url`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// What to read.
    pub target: String,
}

/// Why a text is not a location reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// The text is not of the form `<type>:<target>`.
    #[error("\"{0}\" is not of the form <type>:<target>, such as url:https://… or file:./catalog-info.yaml")]
    Form(String),
    /// A bare web address.
    #[error("\"{0}\" lacks its type; write url:{0}")]
    BareUrl(String),
    /// A script where an address belongs.
    #[error("a location must not be a script")]
    Script,
    /// The entity does not say where it comes from.
    #[error("the entity carries neither {source} nor {managed}", source = annotation::SOURCE, managed = annotation::MANAGED_BY)]
    NoSource,
}

impl LocationRef {
    /// A location from its two halves.
    pub fn new(kind: impl Into<String>, target: impl Into<String>) -> Self {
        Self { kind: kind.into(), target: target.into() }
    }

    /// Reads `<type>:<target>`, split at the first colon, both halves trimmed.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let form = || LocationError::Form(text.to_owned());
        let (kind, target) = text.split_once(':').ok_or_else(form)?;
        let (kind, target) = (format::trim(kind), format::trim(target));
        if kind.is_empty() || target.is_empty() {
            return Err(form());
        }
        if kind == "http" || kind == "https" {
            return Err(LocationError::BareUrl(text.to_owned()));
        }
        if is_script(target) {
            return Err(LocationError::Script);
        }
        Ok(Self::new(kind, target))
    }

    /// `<type>:<target>`, or an error if a half is empty.
    pub fn checked_text(&self) -> Result<String, LocationError> {
        if self.kind.is_empty() || self.target.is_empty() {
            return Err(LocationError::Form(self.to_string()));
        }
        Ok(self.to_string())
    }

    /// Name of the Location entity that stands for this place in the catalog.
    pub fn entity_name(&self) -> String {
        format!("generated-{}", sha1_hex(self.to_string().as_bytes()))
    }

    /// The Location entity that stands for this place; `origin` is where the chain of locations started.
    pub fn entity(&self, managed_by: &str, origin: &str, presence: Option<&str>) -> Value {
        let mut entity = json!({
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Location",
            "metadata": {
                "name": self.entity_name(),
                "annotations": { annotation::MANAGED_BY: managed_by, annotation::MANAGED_BY_ORIGIN: origin },
            },
            "spec": { "type": self.kind, "target": self.target },
        });
        if let Some(presence) = presence {
            entity["spec"]["presence"] = presence.into();
        }
        entity
    }
}

impl fmt::Display for LocationRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.target)
    }
}

/// Where the source of an entity lives: its own word for it, else the file that describes it.
pub fn source_location(entity: &Value) -> Result<LocationRef, LocationError> {
    let annotations = annotations_of(entity);
    let text = annotations
        .and_then(|annotations| {
            annotations.get(annotation::SOURCE).or(annotations.get(annotation::MANAGED_BY))
        })
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty());
    LocationRef::parse(text.ok_or(LocationError::NoSource)?)
}

/// SHA-1 in lower-case hexadecimal digits.
pub fn sha1_hex(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a browser that follows `target` would run it: `javascript:` in any case, behind control characters and
/// blanks, with tabs and line ends inside the word.
pub fn is_script(target: &str) -> bool {
    let mut rest = target.trim_start_matches(|c: char| c <= ' ').chars();
    for expected in "javascript:".chars() {
        let next = rest.find(|c| !matches!(c, '\r' | '\n' | '\t'));
        if next.is_none_or(|c| c.to_ascii_lowercase() != expected) {
            return false;
        }
    }
    true
}
