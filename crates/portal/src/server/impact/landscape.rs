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
