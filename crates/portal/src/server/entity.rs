//! The page of one entity.

use super::{
    Portal, PortalError,
    brief::{Brief, attention, missing_row, named, row},
    limits::{DEFINITION, NEIGHBOURS, RELATED},
};
use crate::{
    Caller,
    views::{
        Named,
        entity::{DefinitionView, EntityView, RelatedRow, RelatedTable, SourceView},
    },
};
use portico_catalog::STALE;
use portico_entity::{Entity, EntityRef, RefContext, Relation, annotation};
use portico_graph::{Neighbour, lay_out, side_of};
use portico_query::Index;

/// Relations as people look for them: the type and the heading, per sort of entity in the order of interest.
const TABLES: [(&str, &str); 13] = [
    ("hasPart", "Parts"),
    ("providesApi", "Provided APIs"),
    ("consumesApi", "Consumed APIs"),
    ("dependsOn", "Depends on"),
    ("dependencyOf", "Used by"),
    ("apiProvidedBy", "Provided by"),
    ("apiConsumedBy", "Consumed by"),
    ("hasMember", "Members"),
    ("parentOf", "Sub-groups"),
    ("memberOf", "Member of"),
    ("childOf", "Part of group"),
    ("ownerOf", "Owns"),
    ("partOf", "Part of"),
];

impl Portal {
    /// Everything that the page of an entity shows, or nothing if there is no such entity.
    ///
    /// # Errors
    /// If the entity in memory cannot be read.
    pub fn entity(&self, _caller: Caller, reference: &EntityRef) -> Result<Option<EntityView>, PortalError> {
        let entity_ref = reference.to_string();
        let index = self.index();
        let Some(document) = index.get(&entity_ref) else { return Ok(None) };
        let mut entity: Entity = serde_json::from_str(&document.json)?;
        let definition = entity.spec.as_mut().and_then(|spec| spec.remove("definition"));
        let owners = entity.related("ownedBy").map(|owner| named(&index, owner)).collect();
        let problems = self.all_problems();
        let mine = problems.iter().filter(|problem| problem.entity_ref.as_deref() == Some(&*entity_ref));
        let view = EntityView {
            has_costs: self.tells_costs_of(&reference.kind),
            cards: String::new(),
            has_definition: definition.is_some_and(|definition| definition.is_string()),
            attention: attention(&index, &entity_ref),
            owners,
            part_of: part_of(&index, &entity),
            template: template(&index, &entity),
            graph: picture(&index, &entity, &entity_ref),
            tables: tables(&index, &entity),
            diagnostics: mine.cloned().collect(),
            entity_ref,
            entity,
        };
        Ok(Some(view))
    }

    /// The document of an entity as it was written; nothing for one that the catalog made itself.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn source(
        &self,
        _caller: Caller,
        reference: &EntityRef,
    ) -> Result<Option<SourceView>, PortalError> {
        let entity_ref = reference.to_string();
        let source = self.store.source(&entity_ref).await?.filter(|source| !source.text.is_empty());
        let Some(source) = source else { return Ok(None) };
        let problems = self.all_problems();
        let end = source.line + source.text.lines().count() as u32;
        let outdated = problems
            .iter()
            .any(|problem| problem.code == STALE && problem.entity_ref.as_deref() == Some(&*entity_ref));
        // The lines of an outdated text are not those of the file any more.
        let here = problems.iter().filter(|problem| {
            !outdated && problem.file == source.file && (source.line..end).contains(&problem.line)
        });
        let diagnostics = here.cloned().collect();
        Ok(Some(SourceView {
            file: source.file,
            line: source.line,
            text: source.text,
            diagnostics,
            outdated,
        }))
    }

    /// The definition of an API, or nothing if there is none.
    ///
    /// # Errors
    /// If the entity in memory cannot be read.
    pub fn definition(
        &self,
        _caller: Caller,
        reference: &EntityRef,
    ) -> Result<Option<DefinitionView>, PortalError> {
        let index = self.index();
        let Some(document) = index.get(&reference.to_string()) else { return Ok(None) };
        let entity: Entity = serde_json::from_str(&document.json)?;
        let Some(text) = entity.spec_text("definition") else { return Ok(None) };
        let mut end = text.len().min(DEFINITION);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let format = entity.spec_text("type").unwrap_or_default().to_owned();
        Ok(Some(DefinitionView { format, text: text[..end].to_owned() }))
    }
}

/// The template that an entity was made from, if it says so.
fn template(index: &Index, entity: &Entity) -> Option<Named> {
    let text = entity.metadata.annotations.get(annotation::TEMPLATE)?;
    let context = RefContext::kind("Template").namespace("default");
    let reference = EntityRef::parse(text, context).ok()?;
    Some(named(index, &reference.to_string().to_lowercase()))
}

/// What an entity is part of, and what that is part of.
fn part_of(index: &Index, entity: &Entity) -> Vec<Named> {
    let mut chain: Vec<Named> = entity.related("partOf").map(|whole| named(index, whole)).collect();
    let wider: Vec<String> = chain
        .iter()
        .filter_map(|whole| index.get(&whole.entity_ref))
        .filter_map(Brief::of)
        .flat_map(|whole| whole.related("partOf").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for whole in wider {
        if !chain.iter().any(|known| known.entity_ref == whole) {
            chain.push(named(index, &whole));
        }
    }
    chain
}

fn picture(index: &Index, entity: &Entity, entity_ref: &str) -> portico_graph::Layout {
    let neighbour = |target: &str| {
        let Named { entity_ref, label, exists } = named(index, target);
        Neighbour { entity_ref, label, exists }
    };
    let center = Neighbour::new(entity_ref, entity.display_name(), true);
    // What is nearest to the entity's purpose comes first, because not everything may fit.
    let rank = |relation: &Relation| match relation.kind.as_str() {
        "ownedBy" | "partOf" | "providesApi" | "apiProvidedBy" => 0,
        "consumesApi" | "apiConsumedBy" | "dependsOn" | "dependencyOf" | "childOf" | "parentOf"
        | "memberOf" => 1,
        _ => 2,
    };
    let mut relations: Vec<&Relation> = entity.relations.iter().collect();
    relations.sort_by_key(|relation| rank(relation));
    let neighbours = relations.into_iter().take(NEIGHBOURS).map(|relation| {
        let (side, words) = side_of(&relation.kind);
        (side, words.to_owned(), neighbour(&relation.target_ref))
    });
    lay_out(center, neighbours.collect())
}

fn tables(index: &Index, entity: &Entity) -> Vec<RelatedTable> {
    TABLES
        .iter()
        .filter_map(|(relation, title)| {
            let targets: Vec<&str> = entity.related(relation).collect();
            let rows: Vec<RelatedRow> = targets
                .iter()
                .take(RELATED)
                .map(|target| match index.get(target) {
                    Some(document) => RelatedRow { exists: true, row: row(index, document) },
                    None => RelatedRow { exists: false, row: missing_row(target) },
                })
                .collect();
            (!rows.is_empty()).then(|| RelatedTable {
                title: (*title).to_owned(),
                relation: (*relation).to_owned(),
                rows,
                total: targets.len(),
            })
        })
        .collect()
}
