//! Short forms of entities: labels, links and rows.

use crate::views::{Named, catalog::EntityRow};
use portico_entity::{EntityRef, kinds};
use portico_query::{Document, Index};
use serde::Deserialize;
use std::borrow::Cow;

/// The few fields that lists show; everything else of the JSON is skipped.
#[derive(Deserialize)]
pub(super) struct Brief<'a> {
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) metadata: BriefMetadata<'a>,
    #[serde(borrow, default)]
    pub(super) spec: BriefSpec<'a>,
    #[serde(borrow, default)]
    pub(super) relations: Vec<BriefRelation<'a>>,
}

#[derive(Deserialize)]
pub(super) struct BriefMetadata<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    namespace: Cow<'a, str>,
    #[serde(borrow, default)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) description: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    tags: Vec<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
pub(super) struct BriefSpec<'a> {
    #[serde(borrow, default)]
    profile: Option<BriefProfile<'a>>,
    // Kinds that nobody knows may put anything here.
    #[serde(default, rename = "type")]
    pub(super) kind_type: serde_json::Value,
    #[serde(default)]
    pub(super) lifecycle: serde_json::Value,
}

#[derive(Default, Deserialize)]
struct BriefProfile<'a> {
    #[serde(borrow, default, rename = "displayName")]
    display_name: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct BriefRelation<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, rename = "targetRef")]
    pub(super) target: Cow<'a, str>,
}

impl<'a> Brief<'a> {
    pub(super) fn of(document: &'a Document) -> Option<Self> {
        serde_json::from_str(&document.json).ok()
    }

    /// What to call the entity.
    pub(super) fn label(&self) -> &str {
        let display = self.spec.profile.as_ref().and_then(|profile| profile.display_name.as_deref());
        display
            .or(self.metadata.title.as_deref())
            .filter(|label| !label.is_empty())
            .unwrap_or(&self.metadata.name)
    }

    /// Targets of the relations of one type.
    pub(super) fn related<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b str> {
        self.relations.iter().filter(move |relation| relation.kind == kind).map(|relation| &*relation.target)
    }
}

/// A link to an entity, whether or not it exists.
pub(super) fn named(index: &Index, entity_ref: &str) -> Named {
    let slot = index.slot(entity_ref);
    // From the row that was made for sorting; a label that is too long for a row stays in the JSON.
    let row = slot.and_then(|slot| index.values_of(slot, "portico.name").next().map(str::to_owned));
    let label = row.or_else(|| Some(Brief::of(index.get(entity_ref)?)?.label().to_owned()));
    Named {
        entity_ref: entity_ref.to_owned(),
        label: label.unwrap_or_else(|| short(entity_ref)),
        exists: slot.is_some(),
    }
}

/// A reference without its kind, and without its namespace if that is the default one.
pub(super) fn short(entity_ref: &str) -> String {
    match EntityRef::parse_full(entity_ref) {
        Ok(reference) => reference.short(Some(&reference.kind)),
        Err(_) => entity_ref.to_owned(),
    }
}

/// A row of a table.
pub(super) fn row(index: &Index, document: &Document) -> EntityRow {
    let entity_ref = document.entity_ref.to_string();
    let Some(brief) = Brief::of(document) else {
        return EntityRow { label: short(&entity_ref), entity_ref, ..EntityRow::default() };
    };
    let label = brief.label().to_owned();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    EntityRow {
        kind: brief.kind.to_string(),
        name: (label != brief.metadata.name).then(|| brief.metadata.name.to_string()),
        namespace: Some(brief.metadata.namespace.to_string())
            .filter(|namespace| !namespace.is_empty() && namespace != "default"),
        description: brief.metadata.description.as_deref().map(str::to_owned),
        kind_type: text(&brief.spec.kind_type),
        lifecycle: text(&brief.spec.lifecycle),
        owners: brief.related("ownedBy").map(|owner| named(index, owner)).collect(),
        system: system_of(&brief).map(|system| named(index, &system)),
        tags: brief.metadata.tags.iter().map(ToString::to_string).collect(),
        attention: attention(index, &entity_ref),
        entity_ref,
        label,
    }
}

/// A row for a reference to nothing.
pub(super) fn missing_row(entity_ref: &str) -> EntityRow {
    let kind = entity_ref.split(':').next().unwrap_or_default();
    EntityRow {
        entity_ref: entity_ref.to_owned(),
        kind: kinds::spelling(kind).to_owned(),
        label: short(entity_ref),
        ..EntityRow::default()
    }
}

/// The system (or, for a system, the domain) that an entity is part of.
pub(super) fn system_of(brief: &Brief<'_>) -> Option<String> {
    let mut wholes = brief.related("partOf");
    wholes.find(|whole| whole.starts_with("system:")).map(str::to_owned)
}

/// Why an entity needs attention.
pub(super) fn attention(index: &Index, entity_ref: &str) -> Vec<String> {
    let Some(slot) = index.slot(entity_ref) else { return Vec::new() };
    let only = std::iter::once(slot).collect();
    index.facet_counts("portico.attention", &only).into_iter().map(|(word, _)| word).collect()
}
