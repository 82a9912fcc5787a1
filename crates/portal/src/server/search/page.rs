//! What the search page and the command palette get.

use super::{
    super::{
        Portal,
        brief::{named, row},
        limits::{FACET_OPTIONS, FACET_OPTIONS_ALL, PALETTE, SEARCH_PAGE},
    },
    follow::Indexing,
};
use crate::{
    Caller,
    views::{
        catalog::{Facet, FacetOption},
        search::{FACETS, FoundView, HitView, Piece, SearchFilter, SearchView},
    },
};
use portico_entity::kinds;
use portico_query::Index;
use portico_search::{CATALOG, Found, Hit, Marks, Request, limits::DEPTH};

impl Portal {
    /// A page of results with its facets.
    pub fn search(&self, _caller: Caller, filter: &SearchFilter) -> SearchView {
        let building = match self.indexing() {
            Indexing::Done => None,
            Indexing::Building { done, total } => Some((done, total)),
        };
        let empty = SearchView { building, ..SearchView::default() };
        let Some(search) = self.search_index() else { return empty };
        let request = Request {
            text: filter.text.clone(),
            doc_types: vec![CATALOG.to_owned()],
            chosen: filter.chosen.clone(),
            hidden_kinds: hidden(),
            skip: filter.page.saturating_mul(SEARCH_PAGE),
            limit: SEARCH_PAGE,
            counts: true,
            ..Request::default()
        };
        let found = match search.find(&request) {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a search failed");
                return SearchView { failed: true, ..empty };
            }
        };
        let index = self.index();
        let pages =
            usize::try_from(found.total).unwrap_or(usize::MAX).min(DEPTH).div_ceil(SEARCH_PAGE).max(1);
        SearchView {
            hits: found.hits.iter().filter_map(|hit| shown(&index, hit, &found.marks)).collect(),
            found: found.total,
            pages,
            page: filter.page,
            facets: (0..FACETS.len()).map(|key| facet(&index, filter, &found, key)).collect(),
            similar: found.similar,
            suggestion: found.suggestion,
            nearest: found.nearest.iter().filter_map(|hit| short(&index, hit)).collect(),
            ..empty
        }
    }

    /// The few entities that somebody most likely means, while they are still typing.
    pub fn find(&self, _caller: Caller, text: &str) -> Vec<FoundView> {
        let Some(search) = self.search_index() else { return Vec::new() };
        let request = Request {
            text: text.to_owned(),
            doc_types: vec![CATALOG.to_owned()],
            hidden_kinds: hidden(),
            limit: PALETTE,
            ..Request::default()
        };
        match search.find(&request) {
            Ok(found) => {
                let index = self.index();
                let hits = found.hits.iter().chain(&found.nearest);
                hits.filter_map(|hit| short(&index, hit)).collect()
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a search failed");
                Vec::new()
            }
        }
    }
}

/// Locations only say where the rest comes from: they are shown when they are asked for.
fn hidden() -> Vec<String> {
    vec!["location".to_owned()]
}

/// A result as the catalog has it now; nothing if it is gone since it was indexed.
fn shown(index: &Index, hit: &Hit, marks: &Marks) -> Option<HitView> {
    let row = row(index, index.get(&hit.key)?);
    let description = row.description.unwrap_or_default();
    let operation = hit.operations.lines().find(|operation| marks.touch(operation));
    let (passage, is_operation) = match operation {
        Some(operation) if !marks.touch(&description) => (marks.passage(operation), true),
        _ => (marks.passage(&description), false),
    };
    Some(HitView {
        location: hit.document.get("location")?.as_str()?.to_owned(),
        kind: row.kind,
        label: pieces(marks.whole(&row.label)),
        name: row.name,
        kind_type: row.kind_type,
        lifecycle: row.lifecycle,
        owners: row.owners,
        tags: row.tags.into_iter().filter(|tag| marks.touch(tag)).collect(),
        passage: pieces(passage),
        is_operation,
    })
}

fn short(index: &Index, hit: &Hit) -> Option<FoundView> {
    let row = row(index, index.get(&hit.key)?);
    let owner = row.owners.into_iter().next().map(|owner| owner.label);
    let detail = [row.name.or(row.kind_type), owner].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Some(FoundView { entity_ref: row.entity_ref, kind: row.kind, label: row.label, detail })
}

fn pieces(pieces: Vec<portico_search::Piece>) -> Vec<Piece> {
    pieces.into_iter().map(|piece| (piece.text, piece.marked)).collect()
}

/// A facet; chosen values are always listed.
fn facet(index: &Index, filter: &SearchFilter, found: &Found, key: usize) -> Facet {
    let chosen = &filter.chosen[key];
    let mut counts = found.counts[key].clone();
    for value in chosen {
        if !counts.iter().any(|(other, _)| other == value) {
            counts.push((value.clone(), 0));
        }
    }
    // A link that leads to one or two more values is longer than these.
    let few = counts.len() <= FACET_OPTIONS + 2;
    let most = if filter.expanded == Some(key) || few { FACET_OPTIONS_ALL } else { FACET_OPTIONS };
    let total = counts.len();
    let listed =
        counts.into_iter().enumerate().filter(|(at, (value, _))| *at < most || chosen.contains(value));
    let options: Vec<FacetOption> = listed
        .map(|(_, (value, count))| FacetOption {
            chosen: chosen.contains(&value),
            label: match FACETS[key].0 {
                "owner" => named(index, &value).label,
                "kind" => kinds::spelling(&value).to_owned(),
                _ => value.clone(),
            },
            value,
            count,
        })
        .collect();
    Facet { key, more: total - options.len(), options }
}

#[cfg(test)]
mod tests {
    #[test]
    fn facets_of_the_page_are_those_of_the_index() {
        assert_eq!(super::FACETS.map(|(parameter, _)| parameter), portico_search::FACETS);
    }
}
