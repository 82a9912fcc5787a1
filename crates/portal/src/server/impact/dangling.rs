//! References that would lead nowhere.

use super::{super::limits::DANGLING, names::Names};
use crate::views::impact::Dangling;
use portico_entity::{EntityRef, RefContext, kinds, relations::reverse_of};
use portico_graph::{Link, Links as _};

/// The first references to an entity by the references of those that state them, and how many there are.
pub(super) fn dangling(names: Names<'_>, entity_ref: &str) -> (Vec<Dangling>, usize) {
    let mut found: Vec<(u32, &'static str, String)> = Vec::new();
    super::super::links::IndexLinks(names.0).each(entity_ref, &mut |link: Link<'_>| {
        let Some(slot) = names.0.slot(link.target).filter(|_| link.target != entity_ref) else { return };
        let Some(forward) = reverse_of(link.relation) else { return };
        stated(names, slot, forward, entity_ref, &mut found);
    });
    found.sort_by(|(a, ..), (b, ..)| names.reference(*a).cmp(names.reference(*b)));
    found.dedup();
    let total = found.len();
    let told = found.into_iter().take(DANGLING).map(|(slot, key, written)| Dangling {
        entity: names.named(slot),
        field: format!("spec.{key}"),
        written,
    });
    (told.collect(), total)
}

/// The fields in which the entity in a slot itself states a relation to a target: the other end may have stated it,
/// and then nothing is left behind.
fn stated(
    names: Names<'_>,
    slot: u32,
    forward: &str,
    target: &str,
    found: &mut Vec<(u32, &'static str, String)>,
) {
    let Some(kind) = kinds::kind_named(&names.kind(slot)) else { return };
    let namespace = names.value(slot, "metadata.namespace");
    for field in kind.fields {
        let Some(reference) = field.reference.filter(|reference| reference.forward == forward) else {
            continue;
        };
        let context = RefContext { default_kind: reference.default_kind, default_namespace: namespace };
        let key = format!("spec.{}", field.key.to_lowercase());
        let leads_there =
            |written: &&str| EntityRef::parse(written, context).is_ok_and(|read| read.to_string() == target);
        let written = names.0.values_of(slot, &key).filter(leads_there);
        found.extend(written.map(|written| (slot, field.key, written.to_owned())));
    }
}
