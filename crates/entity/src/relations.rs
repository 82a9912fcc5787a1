//! The relations that an entity states, in both directions.

use crate::{
    EntityRef, Path, Problem, RefContext,
    entity::reference_of,
    kinds::{self, Reference, SORTED_LISTS},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// A directed, typed connection between two entities, by full lower-case references.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Where it starts.
    pub source: String,
    /// Its type, such as `dependsOn`.
    pub kind: String,
    /// Where it ends; need not exist.
    pub target: String,
}

/// The pairs of relation types: (stated first, its reverse).
pub const PAIRS: &[(&str, &str)] = &[
    ("ownedBy", "ownerOf"),
    ("partOf", "hasPart"),
    ("providesApi", "apiProvidedBy"),
    ("consumesApi", "apiConsumedBy"),
    ("dependsOn", "dependencyOf"),
    ("childOf", "parentOf"),
    ("memberOf", "hasMember"),
];

/// The relation type that says the same from the other end.
pub fn reverse_of(kind: &str) -> Option<&'static str> {
    PAIRS.iter().find_map(|(one, other)| match kind {
        kind if kind == *one => Some(*other),
        kind if kind == *other => Some(*one),
        _ => None,
    })
}

/// All relations that a valid entity states, each with its reverse, without duplicates, sorted. A reference that
/// cannot be read is a problem at its place, and the entity must not be taken.
pub fn stated(entity: &Value) -> (BTreeSet<Edge>, Vec<Problem>) {
    let mut edges = BTreeSet::new();
    let mut problems = Vec::new();
    each_reference(entity, |reference, path, target| match target {
        Ok(target) => {
            let Some(source) = reference_of(entity).map(|own| own.to_string()) else { return };
            let target = target.to_string();
            edges.insert(Edge {
                source: target.clone(),
                kind: reference.reverse.into(),
                target: source.clone(),
            });
            edges.insert(Edge { source, kind: reference.forward.into(), target });
        }
        Err(problem) => problems.push(Problem { path, ..problem }),
    });
    (edges, problems)
}

/// Calls `visit` for every reference that the entity holds: what it means, where it stands, and what it refers to.
pub fn each_reference(entity: &Value, mut visit: impl FnMut(&Reference, Path, Result<EntityRef, Problem>)) {
    let Some(own) = reference_of(entity) else { return };
    let Some(kind) = kinds::kind_named(&own.kind) else { return };
    for field in kind.fields {
        let Some(reference) = field.reference else { continue };
        let Some(value) = entity.get("spec").and_then(|spec| spec.get(field.key)) else { continue };
        let context =
            RefContext { default_kind: reference.default_kind, default_namespace: Some(&own.namespace) };
        let path = Path::of("spec").key(field.key);
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    visit(&reference, path.index(index), read(item, context));
                }
            }
            Value::Null => {}
            value => visit(&reference, path.clone(), read(value, context)),
        }
    }
}

fn read(value: &Value, context: RefContext<'_>) -> Result<EntityRef, Problem> {
    let wrong = |message: String| Problem::input("bad-reference", Path::root(), message);
    let text = value.as_str().ok_or_else(|| wrong("A reference must be a text".into()))?;
    EntityRef::parse(text, context).map_err(|error| wrong(format!("This is no reference: {error}")))
}

/// Brings the lists whose order carries no meaning into the stored order, if all their items are texts.
pub fn sort_lists(entity: &mut Value) {
    let Some(spec) = entity.get_mut("spec").and_then(Value::as_object_mut) else { return };
    for key in SORTED_LISTS {
        if let Some(Value::Array(items)) = spec.get_mut(*key)
            && items.iter().all(Value::is_string)
        {
            items.sort_by(|a, b| units(a).cmp(units(b)));
        }
    }
}

fn units(value: &Value) -> impl Iterator<Item = u16> {
    value.as_str().unwrap_or_default().encode_utf16()
}
