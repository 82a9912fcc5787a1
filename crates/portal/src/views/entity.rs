//! The page of one entity.

use super::{Named, catalog::EntityRow};
use portico_entity::{Diagnostic, Entity};
use portico_graph::Layout;
use serde::{Deserialize, Serialize};

/// Everything that the page of an entity shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityView {
    /// The entity; without its definition, which has a view of its own.
    #[serde(with = "super::parts::entity")]
    pub entity: Entity,
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Whether there is a definition.
    pub has_definition: bool,
    /// Why it needs attention: words of [`super::ATTENTION`].
    pub attention: Vec<String>,
    /// Who owns it.
    pub owners: Vec<Named>,
    /// What it is part of, nearest first: the system and then its domain.
    pub part_of: Vec<Named>,
    /// Whether there is anything to say about what it costs.
    pub has_costs: bool,
    /// Markup of further cards, which the server's half of the page makes; empty if there are none.
    pub cards: String,
    /// The template that it was made from.
    pub template: Option<Named>,
    /// Its neighbours, as a picture. Stays where it is drawn.
    #[serde(skip)]
    pub graph: Layout,
    /// Related entities, grouped as people look for them.
    pub tables: Vec<RelatedTable>,
    /// What is wrong with it, its file or its references.
    #[serde(with = "super::parts::diagnostics")]
    pub diagnostics: Vec<Diagnostic>,
}

/// Related entities of one sort.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RelatedTable {
    /// Heading, such as `Depends on`.
    pub title: String,
    /// Word for addresses and identifiers, such as `dependsOn`.
    pub relation: String,
    /// The entities; those that do not exist have only a reference and a label.
    pub rows: Vec<RelatedRow>,
    /// Number of all, which may be more than there are rows.
    pub total: usize,
}

/// A related entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RelatedRow {
    /// Whether there is such an entity.
    pub exists: bool,
    /// The entity.
    pub row: EntityRow,
}

/// A document as it was written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceView {
    /// File as shown.
    pub file: String,
    /// Line on which the document begins.
    pub line: u32,
    /// The document.
    pub text: String,
    /// What is wrong with it.
    #[serde(with = "super::parts::diagnostics")]
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the file has changed since in a way that cannot be understood.
    pub outdated: bool,
}

/// The definition of an API.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DefinitionView {
    /// `spec.type`: openapi, asyncapi, graphql, grpc, …
    pub format: String,
    /// The text.
    pub text: String,
}
