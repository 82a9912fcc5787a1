//! The catalog page.

use super::{Named, filter::CatalogFilter};
use serde::{Deserialize, Serialize};

/// A page of the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CatalogView {
    /// What this is the answer to.
    pub asked: CatalogFilter,
    /// The rows of this page.
    pub rows: Vec<EntityRow>,
    /// Number of entities that the filter leaves.
    pub found: u64,
    /// Number of all entities.
    pub total: u64,
    /// Number of pages.
    pub pages: usize,
    /// The page that this is, counted from 0.
    pub page: usize,
    /// What can be chosen.
    pub facets: Vec<Facet>,
    /// Those of the rows that the reader starred; nothing if they did not say who they are.
    pub stars: Option<Vec<String>>,
    /// Whether sources are still being read for the first time.
    pub loading: bool,
}

/// An entity as a row of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityRow {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Kind in its own spelling.
    pub kind: String,
    /// What to call it.
    pub label: String,
    /// Name, if it is not the label.
    pub name: Option<String>,
    /// Namespace, if it is not the default one.
    pub namespace: Option<String>,
    /// What it is good for.
    pub description: Option<String>,
    /// `spec.type`.
    pub kind_type: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<String>,
    /// Who owns it.
    pub owners: Vec<Named>,
    /// The system it is part of.
    pub system: Option<Named>,
    /// Tags.
    pub tags: Vec<String>,
    /// Why it needs attention: words of [`super::ATTENTION`].
    pub attention: Vec<String>,
}

/// A facet and what can be chosen in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    /// Position in [`super::filter::FACETS`].
    pub key: usize,
    /// Values, most frequent first; chosen ones are always among them.
    pub options: Vec<FacetOption>,
    /// Number of values that are not listed.
    pub more: usize,
}

/// A value of a facet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FacetOption {
    /// The value in the address.
    pub value: String,
    /// The value for people.
    pub label: String,
    /// Number of entities that have it, under all other choices.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
}
