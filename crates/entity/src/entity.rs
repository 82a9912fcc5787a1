//! The envelope that all entities share, as it leaves the catalog.

use crate::{EntityRef, annotation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An entity of the catalog. Fields that no kind knows are kept: in `spec`, and in `metadata` as
/// [`Metadata::extra`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// Version of the kind's format, such as `backstage.io/v1alpha1`.
    pub api_version: String,
    /// Kind, in its own case: `Component`.
    pub kind: String,
    /// What all kinds say about themselves.
    pub metadata: Metadata,
    /// What this kind says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<Map<String, Value>>,
    /// Relations that start here, in both the stated and the implied direction, sorted by type and target.
    #[serde(default)]
    pub relations: Vec<Relation>,
    /// Problems that the catalog found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// What entities of all kinds say about themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// Name, unique within kind and namespace.
    pub name: String,
    /// Namespace; `default` after ingestion if none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Identifier that stays the same for the life of the entity in this catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// Changes whenever the entity does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Name for display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is good for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Short values for grouping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Values for other tools.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Words to find it by, in the author's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Addresses that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An address that belongs to an entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Absolute address of any scheme.
    pub url: String,
    /// Text to show instead of the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Name of an icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Sort of link: `runbook`, `documentation`, `logs`, `dashboard` or free text.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Whether a link may lead to an address from a file: one that would run a script may not.
pub fn is_safe_address(url: &str) -> bool {
    const SCHEMES: [&str; 5] = ["https://", "http://", "mailto:", "slack:", "msteams:"];
    let begins =
        |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    SCHEMES.into_iter().any(begins)
}

/// Whether a text of a file may be linked to as it is: an address of [`is_safe_address`], or a path of the portal. Nothing
/// relative, because nobody can say relative to what, and nothing that browsers take for the address of another host.
pub fn is_safe_link(address: &str) -> bool {
    if address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return false;
    }
    let is_path = address.starts_with('/') && !address.starts_with("//") && !address.contains('\\');
    is_path || is_safe_address(address)
}

/// A relation as seen from the entity that carries it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Relation {
    /// Type, such as `ownedBy`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Full lower-case reference of the other end, which need not exist.
    pub target_ref: String,
}

/// Problems that the catalog found with an entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The problems.
    #[serde(default)]
    pub items: Vec<StatusItem>,
}

/// One problem, in the form that clients of the API know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusItem {
    /// `backstage.io/catalog-processing` for what the catalog reports.
    #[serde(rename = "type")]
    pub kind: String,
    /// `info`, `warning` or `error`.
    pub level: String,
    /// `<error name>: <message>`.
    pub message: String,
    /// The error itself and everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Entity {
    /// The reference of this entity.
    pub fn reference(&self) -> EntityRef {
        EntityRef::new(
            &self.kind,
            self.metadata.namespace.as_deref().unwrap_or_default(),
            &self.metadata.name,
        )
    }

    /// What to call it: the display name of people and groups, else the title, else the name.
    pub fn display_name(&self) -> &str {
        self.spec
            .as_ref()
            .and_then(|spec| spec.get("profile")?.get("displayName")?.as_str())
            .or(self.metadata.title.as_deref())
            .filter(|name| !name.is_empty())
            .unwrap_or(&self.metadata.name)
    }

    /// A text of `spec`, if it is there and is a text.
    pub fn spec_text(&self, key: &str) -> Option<&str> {
        self.spec.as_ref()?.get(key)?.as_str()
    }

    /// Targets of the relations of one type, in order.
    pub fn related<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.relations
            .iter()
            .filter(move |relation| relation.kind == kind)
            .map(|relation| &*relation.target_ref)
    }

    /// Whether nothing lists the entity any more.
    pub fn is_orphan(&self) -> bool {
        self.metadata.annotations.get(annotation::ORPHAN).is_some_and(|value| value == "true")
    }
}

/// The annotations of an entity in JSON form.
pub fn annotations_of(entity: &Value) -> Option<&Map<String, Value>> {
    entity.get("metadata")?.get("annotations")?.as_object()
}

/// Reference of an entity in JSON form, if it has a kind and a name.
pub fn reference_of(entity: &Value) -> Option<EntityRef> {
    let metadata = entity.get("metadata")?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    Some(EntityRef::new(
        text(entity.get("kind"))?,
        text(metadata.get("namespace")).unwrap_or_default(),
        text(metadata.get("name"))?,
    ))
}
