//! What a graph can begin with.

use crate::{
    server::{brief::row, limits::GRAPH_STARTS},
    views::graph::StartList,
};
use portico_query::{Direction, Index, Order, Predicate};

/// What was searched for; without words, domains and systems.
pub(super) fn starts(index: &Index, find: &str) -> Vec<StartList> {
    if find.is_empty() {
        let of =
            |title: &str, kind: &str| list(index, title, index.evaluate(&Predicate::equals("kind", kind)));
        return [of("Domains", "domain"), of("Systems", "system")]
            .into_iter()
            .filter(|list| !list.rows.is_empty())
            .collect();
    }
    let everything = index.evaluate(&Predicate::Not(Box::new(Predicate::equals("kind", "location"))));
    vec![list(index, "Found", index.text_match_within(find, &everything))]
}

fn list(index: &Index, title: &str, found: roaring::RoaringBitmap) -> StartList {
    let order = Order { key: "portico.name".to_owned(), direction: Direction::Ascending };
    let slots = index.page(&found, &order, 0, GRAPH_STARTS);
    StartList {
        title: title.to_owned(),
        rows: slots
            .into_iter()
            .filter_map(|slot| index.document(slot))
            .map(|document| row(index, document))
            .collect(),
        total: usize::try_from(found.len()).unwrap_or(usize::MAX),
    }
}
