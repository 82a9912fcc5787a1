//! The catalog page.

use super::{
    Portal,
    brief::{named, row},
    limits::{FACET_OPTIONS, FACET_OPTIONS_ALL, PAGE},
};
use crate::{
    Caller,
    views::{
        ATTENTION,
        catalog::{CatalogView, Facet, FacetOption},
        filter::{CatalogFilter, FACETS, SORTS},
    },
};
use portico_entity::kinds;
use portico_query::{Direction, Index, Order, Predicate};

impl Portal {
    /// A page of the catalog with its facets. Without a chosen kind, everything but Locations is shown: these only
    /// say where the rest comes from.
    pub fn catalog(&self, _caller: Caller, filter: &CatalogFilter) -> CatalogView {
        let index = self.index();
        let found = matching(&index, filter, None);
        let pages = usize::try_from(found.len()).unwrap_or(usize::MAX).div_ceil(PAGE).max(1);
        let page = filter.page.min(pages - 1);
        let direction = if filter.descending { Direction::Descending } else { Direction::Ascending };
        let order = Order { key: SORTS[filter.sort].1.to_owned(), direction };
        let slots = index.page(&found, &order, page * PAGE, PAGE);
        CatalogView {
            rows: slots
                .into_iter()
                .filter_map(|slot| index.document(slot))
                .map(|document| row(&index, document))
                .collect(),
            found: found.len(),
            total: index.len() as u64 - index.evaluate(&location()).len(),
            pages,
            page,
            facets: (0..FACETS.len()).map(|key| facet(&index, filter, key)).collect(),
            loading: !self.status().ready,
        }
    }
}

fn location() -> Predicate {
    Predicate::equals("kind", "location")
}

/// The entities that a filter leaves; `without` one of its facets if that is given.
fn matching(index: &Index, filter: &CatalogFilter, without: Option<usize>) -> roaring::RoaringBitmap {
    let mut all = Vec::new();
    for (key, chosen) in filter.chosen.iter().enumerate() {
        if !chosen.is_empty() && without != Some(key) {
            all.push(Predicate::is_in(FACETS[key].index_key, chosen.iter().cloned()));
        }
    }
    if filter.chosen[0].is_empty() && without != Some(0) {
        all.push(Predicate::Not(Box::new(location())));
    }
    let found = index.evaluate(&Predicate::All(all));
    if filter.text.is_empty() { found } else { index.text_match_within(&filter.text, &found) }
}

/// A facet with counts under all other choices, so that a number says what choosing the value would show.
fn facet(index: &Index, filter: &CatalogFilter, key: usize) -> Facet {
    let chosen = &filter.chosen[key];
    let within = matching(index, filter, Some(key));
    let mut counts: Vec<(String, u64)> = Vec::new();
    for (value, count) in index.facet_counts(FACETS[key].index_key, &within) {
        let value = if FACETS[key].parameter == "kind" { value } else { value.to_lowercase() };
        match counts.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(&value)) {
            Some((_, total)) => *total += count,
            None => counts.push((value, count)),
        }
    }
    if FACETS[key].parameter == "attention" {
        let order = |value: &str| ATTENTION.iter().position(|(word, ..)| *word == value);
        counts.sort_by_key(|(value, _)| order(value));
    } else {
        counts.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
    }
    for value in chosen {
        if !counts.iter().any(|(other, _)| other.eq_ignore_ascii_case(value)) {
            counts.push((value.clone(), 0));
        }
    }
    // A link that leads to one or two more values is longer than these.
    let few = counts.len() <= FACET_OPTIONS + 2;
    let most = if filter.expanded == Some(key) || few { FACET_OPTIONS_ALL } else { FACET_OPTIONS };
    let is_chosen = |value: &str| chosen.iter().any(|other| other.eq_ignore_ascii_case(value));
    let total = counts.len();
    let mut position = 0;
    counts.retain(|(value, _)| {
        position += 1;
        position <= most || is_chosen(value)
    });
    let options: Vec<FacetOption> = counts
        .into_iter()
        .map(|(value, count)| FacetOption {
            chosen: is_chosen(&value),
            label: label(index, key, &value),
            value: value.to_lowercase(),
            count,
        })
        .collect();
    Facet { key, more: total - options.len(), options }
}

fn label(index: &Index, key: usize, value: &str) -> String {
    match FACETS[key].parameter {
        "owner" | "system" => named(index, value).label,
        "kind" => kinds::spelling(value).to_owned(),
        "attention" => {
            let known = ATTENTION.iter().find(|(word, ..)| *word == value);
            known.map_or_else(|| value.to_owned(), |(_, title, _)| (*title).to_owned())
        }
        _ => value.to_owned(),
    }
}
