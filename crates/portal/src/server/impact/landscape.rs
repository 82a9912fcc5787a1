//! Everything's relations as numbers, kept until something changes.

use portico_graph::impact::{Network, Relation, Sort};
use portico_query::Index;
use std::sync::{Arc, Mutex, PoisonError};

/// The network of an index, and how its numbers are slots.
#[derive(Debug, Default)]
pub(super) struct Landscape {
    pub(super) network: Network,
    slots: Vec<u32>,
    nodes: Vec<u32>,
}

impl Landscape {
    pub(super) fn of(index: &Index) -> Self {
        let slots: Vec<u32> = index.slots_in_order().collect();
        let most = slots.iter().max().map_or(0, |slot| *slot as usize + 1);
        let mut nodes = vec![u32::MAX; most];
        for (node, slot) in (0..).zip(&slots) {
            nodes[*slot as usize] = node;
        }
        let kind =
            |slot: &u32| index.document(*slot).and_then(|document| document.entity_ref.split(':').next());
        let sorts = slots.iter().map(|slot| Sort::of_kind(kind(slot).unwrap_or_default())).collect();
        let node = |slot: u32| nodes.get(slot as usize).copied().unwrap_or(u32::MAX);
        let network = Network::new(sorts, |relation: Relation| {
            let links = index.links(&relation.name().to_lowercase());
            links.into_iter().map(|(holder, target)| (node(holder), node(target))).collect()
        });
        Self { network, slots, nodes }
    }

    /// The number of the entity in a slot.
    pub(super) fn node(&self, slot: u32) -> u32 {
        self.nodes.get(slot as usize).copied().unwrap_or(u32::MAX)
    }

    /// The slot of a number.
    pub(super) fn slot(&self, node: u32) -> u32 {
        self.slots.get(node as usize).copied().unwrap_or(u32::MAX)
    }
}

/// The landscape of the last question, and the state of the index that it is of.
#[derive(Debug, Default)]
pub(in super::super) struct Kept(Mutex<Option<(u64, Arc<Landscape>)>>);

impl Kept {
    /// The landscape of an index in a numbered state. Who asks first after a change waits until it is made: a tenth of
    /// a second for a hundred thousand entities.
    pub(super) fn of(&self, index: &Index, state: u64) -> Arc<Landscape> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((known, landscape)) if *known == state => Arc::clone(landscape),
            _ => {
                let landscape = Arc::new(Landscape::of(index));
                *kept = Some((state, Arc::clone(&landscape)));
                landscape
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Landscape;
    use crate::server::links::IndexLinks;
    use portico_graph::{
        Link, Links as _,
        impact::{Change, Network, Relation, Sort, impact},
    };
    use portico_query::Index;
    use serde_json::{Value, json};

    const KINDS: [&str; 4] = ["Component", "API", "Resource", "System"];
    const STATED: [(&str, &str); 4] = [
        ("dependsOn", "dependencyOf"),
        ("consumesApi", "apiConsumedBy"),
        ("providesApi", "apiProvidedBy"),
        ("partOf", "hasPart"),
    ];

    fn reference(number: usize) -> String {
        format!("{}:default/e{number}", KINDS[number % KINDS.len()].to_lowercase())
    }

    /// Entities with relations in both directions, some to what does not exist; the same for the same seed.
    fn index(seed: u64, entities: usize) -> Index {
        let mut state = seed;
        let mut below = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit
        };
        let mut relations: Vec<Vec<Value>> = vec![Vec::new(); entities];
        for _ in 0..entities * 2 {
            let (from, to, (stated, reverse)) = (below(entities), below(entities + 2), STATED[below(4)]);
            relations[from].push(json!({"type": stated, "targetRef": reference(to)}));
            if let Some(other) = relations.get_mut(to) {
                other.push(json!({"type": reverse, "targetRef": reference(from)}));
            }
        }
        let mut index = Index::new();
        for (number, relations) in relations.into_iter().enumerate() {
            let name = format!("e{number}");
            let entity = json!({"kind": KINDS[number % KINDS.len()], "metadata": {"name": name}, "relations": relations});
            assert!(index.upsert(&entity, entity.to_string().into(), &[]).is_ok());
        }
        index
    }

    /// The same network, put together from what each entity says of itself.
    fn naive(index: &Index) -> Network {
        let refs: Vec<&str> = index.iter().map(|document| &*document.entity_ref).collect();
        let number = |entity_ref: &str| refs.binary_search(&entity_ref).map_or(u32::MAX, |at| at as u32);
        let sort = |entity_ref: &&str| Sort::of_kind(entity_ref.split(':').next().unwrap_or_default());
        Network::new(refs.iter().map(sort).collect(), |relation: Relation| {
            let mut found = Vec::new();
            for entity_ref in &refs {
                IndexLinks(index).each(entity_ref, &mut |link: Link<'_>| {
                    if link.relation == relation.name() {
                        found.push((number(entity_ref), number(link.target)));
                    }
                });
            }
            found
        })
    }

    #[test]
    fn the_landscape_is_what_each_entity_says_of_itself() {
        for seed in 0..40 {
            let mut index = index(seed, 24);
            // Slots that are given out again are not in the order of names.
            assert!(index.remove(&reference(3)));
            let again = json!({"kind": "Component", "metadata": {"name": "zz"}, "relations": []});
            assert!(index.upsert(&again, again.to_string().into(), &[]).is_ok());
            let (landscape, naive) = (Landscape::of(&index), naive(&index));
            for root in 0..naive.len() as u32 {
                assert_eq!(landscape.node(landscape.slot(root)), root);
                let both = [&landscape.network, &naive].map(|network| impact(network, root, Change::Remove));
                assert_eq!(both[0].nodes(), both[1].nodes(), "seed {seed}, root {root}");
                let paths = both
                    .each_ref()
                    .map(|found| found.nodes().iter().map(|node| found.path(*node)).collect::<Vec<_>>());
                assert_eq!(paths[0], paths[1], "seed {seed}, root {root}");
            }
        }
    }
}
