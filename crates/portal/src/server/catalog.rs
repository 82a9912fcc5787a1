//! The catalog page.

use super::{
    Portal, PortalError,
    brief::{named, row},
    limits::{FACET_OPTIONS, FACET_OPTIONS_ALL, PAGE},
    org::owned_with_groups,
};
use crate::{
    Caller,
    views::{
        ATTENTION,
        catalog::{CatalogView, Facet, FacetOption},
        filter::{CatalogFilter, FACETS, List, SORTS},
    },
};
use portico_entity::kinds;
use portico_query::{Direction, Index, Order, Predicate, Slots};

impl Portal {
    /// A page of the catalog with its facets. Without a chosen kind, everything but Locations is shown: these only
    /// say where the rest comes from.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn catalog(&self, caller: Caller, filter: &CatalogFilter) -> Result<CatalogView, PortalError> {
        let stars = match caller.person() {
            Some(person) => Some(self.store.stars(person).await?),
            None => None,
        };
        let index = self.index();
        let mut listed = listed(&index, filter.list, &caller, stars.as_deref().unwrap_or_default());
        // Once for the list and all facets: the words are sought in every text.
        if !filter.text.is_empty() {
            listed = index.text_match_within(&filter.text, &listed);
        }
        let found = matching(&index, filter, &listed, None);
        let pages = usize::try_from(found.len()).unwrap_or(usize::MAX).div_ceil(PAGE).max(1);
        let page = filter.page.min(pages - 1);
        let direction = if filter.descending { Direction::Descending } else { Direction::Ascending };
        let order = Order { key: SORTS[filter.sort].1.to_owned(), direction };
        let slots = index.page(&found, &order, page * PAGE, PAGE);
        Ok(CatalogView {
            asked: filter.clone(),
            rows: slots
                .into_iter()
                .filter_map(|slot| index.document(slot))
                .map(|document| row(&index, document))
                .collect(),
            stars,
            found: found.len(),
            total: index.len() as u64 - index.evaluate(&location()).len(),
            pages,
            page,
            facets: (0..FACETS.len())
                .map(|key| match &filter.chosen[key] {
                    // Nothing is chosen, so leaving the choice out changes nothing; but Locations are a choice of kind.
                    chosen if chosen.is_empty() && key != 0 => facet(&index, filter, &found, key),
                    _ => facet(&index, filter, &matching(&index, filter, &listed, Some(key)), key),
                })
                .collect(),
            loading: !self.status().ready,
        })
    }
}

fn location() -> Predicate {
    Predicate::equals("kind", "location")
}

/// The entities of a list. Whoever did not say who they are owns nothing and has no stars.
fn listed(index: &Index, list: List, caller: &Caller, stars: &[String]) -> Slots {
    match (list, caller.person()) {
        (List::All, _) => index.slots().clone(),
        (List::Owned, Some(person)) => owned_with_groups(index, person),
        (List::Starred, Some(_)) => stars.iter().filter_map(|star| index.slot(star)).collect(),
        (_, None) => Slots::new(),
    }
}

/// The entities that the choices of a filter leave of a list; `without` one of its facets if that is given.
fn matching(index: &Index, filter: &CatalogFilter, listed: &Slots, without: Option<usize>) -> Slots {
    let mut all = Vec::new();
    for (key, chosen) in filter.chosen.iter().enumerate() {
        if !chosen.is_empty() && without != Some(key) {
            all.push(Predicate::is_in(FACETS[key].index_key, chosen.iter().cloned()));
        }
    }
    if filter.chosen[0].is_empty() && without != Some(0) {
        all.push(Predicate::Not(Box::new(location())));
    }
    index.evaluate(&Predicate::All(all)) & listed
}

/// A facet with counts within what all other choices leave, so that a number says what choosing the value would show.
fn facet(index: &Index, filter: &CatalogFilter, within: &Slots, key: usize) -> Facet {
    let chosen = &filter.chosen[key];
    let mut counts: Vec<(String, u64)> = Vec::new();
    for (value, count) in index.facet_counts(FACETS[key].index_key, within) {
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
