//! What the index knows of one entity without reading its JSON: the values of a key, and its relations.

use crate::{index::Index, terms::Term};

/// The rows of relations are filed under this and the relation's type.
const RELATIONS: &str = "relations.";

impl Index {
    /// The values of `key` (lower case) that the entity in a slot has, as its author spelled them, in the order of
    /// their lower-cased forms.
    pub fn values_of(&self, slot: u32, key: &str) -> impl Iterator<Item = &str> {
        let known = self.terms.key(key);
        let values = known.map(|key| self.terms.values_of(self.terms_of(slot), key));
        values.into_iter().flatten().filter_map(move |(_, id)| self.terms.term(id)?.spelling_of(slot))
    }

    /// The relations of the entity in a slot, in both directions: the type in lower case (`dependson`), and the full
    /// lower-case reference of the other end, which need not exist.
    pub fn relations_of(&self, slot: u32) -> impl Iterator<Item = (&str, &str)> {
        self.terms_of(slot).iter().filter_map(|id| {
            let term: &Term = self.terms.term(*id)?;
            Some((self.terms.key_of(term)?.strip_prefix(RELATIONS)?, term.value()?))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::Index;
    use serde_json::json;

    #[test]
    fn values_and_relations_are_those_of_the_entity() {
        let mut index = Index::new();
        let mut file = |name: &str, tags: &[&str], targets: &[&str]| {
            let relations: Vec<_> = targets
                .iter()
                .map(|target| json!({"type": "dependsOn", "targetRef": format!("resource:default/{target}")}))
                .collect();
            let entity = json!({
                "kind": "Component",
                "metadata": {"name": name, "tags": tags},
                "relations": relations,
            });
            index.upsert(&entity, entity.to_string().into(), &[]).map(|upserted| upserted.slot)
        };
        let cart = file("Cart", &["java", "shop"], &["db", "queue"]);
        let other = file("other", &[], &["db"]);
        let (Ok(cart), Ok(other)) = (cart, other) else { unreachable!("both are entities") };
        let values = |slot, key| index.values_of(slot, key).collect::<Vec<_>>();
        assert_eq!(values(cart, "metadata.name"), ["Cart"]);
        assert_eq!(values(cart, "metadata.tags"), ["java", "shop"]);
        assert!(values(other, "metadata.tags").is_empty());
        assert!(values(other, "no.such.key").is_empty());
        let mut relations: Vec<_> = index.relations_of(cart).collect();
        relations.sort_unstable();
        assert_eq!(
            relations,
            [("dependson", "resource:default/db"), ("dependson", "resource:default/queue")]
        );
        assert_eq!(index.relations_of(other).count(), 1);
    }
}
