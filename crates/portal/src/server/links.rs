//! Relations for walks, straight from the index: no JSON is read.

use portico_entity::relations::PAIRS;
use portico_graph::{Link, Links};
use portico_query::Index;

/// The relations of everything in an index.
pub struct IndexLinks<'a>(pub &'a Index);

impl Links for IndexLinks<'_> {
    fn each(&self, entity_ref: &str, visit: &mut dyn FnMut(Link<'_>)) {
        let Some(slot) = self.0.slot(entity_ref) else { return };
        for (relation, target) in self.0.relations_of(slot) {
            visit(Link { relation: spelling(relation), target });
        }
    }

    fn exists(&self, entity_ref: &str) -> bool {
        self.0.slot(entity_ref).is_some()
    }
}

/// A relation's type as it is written: the index has it in lower case.
fn spelling(relation: &str) -> &str {
    let mut known = PAIRS.iter().flat_map(|(one, other)| [*one, *other]);
    known.find(|known| known.eq_ignore_ascii_case(relation)).unwrap_or(relation)
}
