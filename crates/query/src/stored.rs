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

    /// The slots of all entities, in the order of their references.
    pub fn slots_in_order(&self) -> impl Iterator<Item = u32> {
        self.refs.values().copied()
    }

    /// Every relation of one type (in lower case) between entities that exist, as slots: of the one that holds it, and
    /// of the one to which it leads. References and values are both kept in order, so this is one walk through each,
    /// where looking up every target would cost many times more.
    pub fn links(&self, relation: &str) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let Some(key) = self.terms.key(&format!("{RELATIONS}{relation}")) else { return found };
        let mut refs = self.refs.iter().peekable();
        for (value, id) in key.values() {
            while refs.next_if(|(entity_ref, _)| *entity_ref < value).is_some() {}
            let Some((_, target)) = refs.next_if(|(entity_ref, _)| *entity_ref == value) else { continue };
            let Some(term) = self.terms.term(*id) else { continue };
            term.postings.each(|holder| found.push((holder, *target)));
        }
        found
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

    #[test]
    fn links_are_those_between_entities_that_exist() {
        let mut index = Index::new();
        let mut file = |name: &str, targets: &[&str]| {
            let relations: Vec<_> = targets
                .iter()
                .map(
                    |target| json!({"type": "dependsOn", "targetRef": format!("component:default/{target}")}),
                )
                .collect();
            let entity = json!({"kind": "Component", "metadata": {"name": name}, "relations": relations});
            index.upsert(&entity, entity.to_string().into(), &[]).map(|upserted| upserted.slot)
        };
        let slots = [file("c", &["a", "0"]), file("a", &["b", "zz"]), file("b", &["b", "a"])];
        let [Ok(c), Ok(a), Ok(b)] = slots else { unreachable!("all are entities") };
        assert_eq!(index.links("dependson"), [(c, a), (b, a), (a, b), (b, b)]);
        assert!(index.links("partof").is_empty());
        assert_eq!(index.slots_in_order().collect::<Vec<_>>(), [a, b, c]);
    }
}
