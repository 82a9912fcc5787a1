//! The final form of an entity: what it says, what others say about it, and what is wrong with it.

use crate::{
    batch::{Batch, Shown},
    engine::{Engine, Record, Reference},
    names::{Name, Names},
};
use portico_entity::{Diagnostic, Severity, annotation, location};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// Version of what stitching makes of an entity. With another one, everything that is stored is stitched anew.
pub const FORM: i64 = 1;

/// Why an entity needs somebody's attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attention {
    /// Nothing lists it any more.
    Orphan,
    /// Its document has errors; what is shown may be an older state.
    Error,
    /// Nobody that exists owns it.
    NoOwner,
    /// It refers to something that does not exist.
    Dangling,
    /// It is deprecated, and others still build on it.
    DeprecatedInUse,
}

impl Attention {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Orphan, Self::Error, Self::NoOwner, Self::Dangling, Self::DeprecatedInUse];

    /// The word for it in addresses and in the index.
    pub fn word(self) -> &'static str {
        match self {
            Self::Orphan => "orphan",
            Self::Error => "error",
            Self::NoOwner => "no-owner",
            Self::Dangling => "dangling",
            Self::DeprecatedInUse => "deprecated-in-use",
        }
    }
}

/// All relations, in both directions, and which entities exist.
#[derive(Default)]
pub(crate) struct Graph {
    /// Source → (type, target) → how many references say so.
    edges: HashMap<Name, BTreeMap<(&'static str, Name), u32>>,
    existing: HashSet<Name>,
}

impl Graph {
    pub(crate) fn add(&mut self, source: Name, references: &[Reference]) {
        for reference in references {
            *self
                .edges
                .entry(source)
                .or_default()
                .entry((reference.forward, reference.target))
                .or_default() += 1;
            let back = self.edges.entry(reference.target).or_default();
            *back.entry((reference.reverse, source)).or_default() += 1;
        }
    }

    pub(crate) fn remove(&mut self, source: Name, references: &[Reference]) {
        for reference in references {
            self.take(source, (reference.forward, reference.target));
            self.take(reference.target, (reference.reverse, source));
        }
    }

    fn take(&mut self, source: Name, edge: (&'static str, Name)) {
        let Some(edges) = self.edges.get_mut(&source) else { return };
        if let Some(count) = edges.get_mut(&edge) {
            *count -= 1;
            if *count == 0 {
                edges.remove(&edge);
            }
        }
        if edges.is_empty() {
            self.edges.remove(&source);
        }
    }

    pub(crate) fn exists(&mut self, name: Name, exists: bool) {
        if exists {
            self.existing.insert(name);
        } else {
            self.existing.remove(&name);
        }
    }

    pub(crate) fn has(&self, name: Name) -> bool {
        self.existing.contains(&name)
    }

    /// Every entity that shares a relation with this one.
    pub(crate) fn neighbours(&self, name: Name) -> impl Iterator<Item = Name> + '_ {
        self.edges.get(&name).into_iter().flat_map(|edges| edges.keys().map(|(_, target)| *target))
    }

    fn from(&self, name: Name) -> impl Iterator<Item = (&'static str, Name)> + '_ {
        self.edges.get(&name).into_iter().flat_map(|edges| edges.keys().copied())
    }

    /// Relations in the order of the output: by type, then by the target's text.
    fn relations(&self, name: Name, names: &Names) -> Vec<Value> {
        let mut list: Vec<(&str, &str)> =
            self.from(name).map(|(kind, target)| (kind, names.text(target))).collect();
        list.sort_unstable();
        list.into_iter().map(|(kind, target)| json!({"type": kind, "targetRef": target})).collect()
    }
}

impl Engine {
    /// Brings the final form of each affected entity up to date and notes those that really changed. `fresh` holds
    /// the processed entities of this pass; others are taken from their last final form.
    pub(crate) fn stitch(
        &mut self,
        affected: &[Name],
        fresh: &BTreeMap<String, Arc<str>>,
        batch: &mut Batch,
    ) {
        let unique: BTreeSet<Name> = affected.iter().copied().collect();
        let news: Vec<(String, Shown)> =
            unique.into_par_iter().filter_map(|name| self.final_form(name, fresh)).collect();
        for (entity_ref, shown) in news {
            batch.shown.push((entity_ref.clone(), shown.clone()));
            if let Some(record) = self.records.get_mut(&entity_ref) {
                record.shown = Some(shown);
            }
        }
    }

    /// The final form of an entity, if it is another than the last one.
    fn final_form(&self, name: Name, fresh: &BTreeMap<String, Arc<str>>) -> Option<(String, Shown)> {
        let entity_ref = self.names.text(name).to_owned();
        let record = self.records.get(&entity_ref)?;
        let last = record.shown.as_ref();
        let processed = fresh.get(&entity_ref).or(last.map(|shown| &shown.json))?;
        let processed: Value = serde_json::from_str(processed).ok()?;
        let attention = self.attention(name, record, processed.get("kind").and_then(Value::as_str));
        let json = finish(processed, record, self.graph.relations(name, &self.names));
        let same = last.is_some_and(|shown| *shown.json == *json && shown.attention == attention);
        (!same).then(|| (entity_ref, Shown { json: json.into(), attention }))
    }

    fn attention(&self, name: Name, record: &Record, kind: Option<&str>) -> Vec<Attention> {
        let mut attention = Vec::new();
        if record.is_orphan() {
            attention.push(Attention::Orphan);
        }
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        if record.stale.is_some() || record.diagnostics.iter().any(is_error) {
            attention.push(Attention::Error);
        }
        const OWNED: [&str; 6] = ["Component", "API", "Resource", "System", "Domain", "Template"];
        let owned = self.graph.from(name).any(|(kind, owner)| kind == "ownedBy" && self.graph.has(owner));
        if !owned && kind.is_some_and(|kind| OWNED.contains(&kind)) {
            attention.push(Attention::NoOwner);
        }
        if record.references.iter().any(|reference| !self.graph.has(reference.target)) {
            attention.push(Attention::Dangling);
        }
        let in_use = |(kind, user): (&str, Name)| {
            matches!(kind, "dependencyOf" | "apiConsumedBy") && self.graph.has(user)
        };
        if record.deprecated && self.graph.from(name).any(in_use) {
            attention.push(Attention::DeprecatedInUse);
        }
        attention
    }
}

/// Puts relations, status, orphan flag and etag on a processed entity (or on an earlier final form of it).
fn finish(mut entity: Value, record: &Record, relations: Vec<Value>) -> String {
    if let Value::Object(root) = &mut entity {
        root.shift_remove("relations");
        root.shift_remove("status");
        if let Some(Value::Object(metadata)) = root.get_mut("metadata") {
            metadata.shift_remove("etag");
            metadata.insert("uid".into(), record.uid.clone().into());
            flag_orphan(metadata, record.orphan);
            clean_addresses(metadata);
        }
        root.insert("relations".into(), relations.into());
        let items: Vec<Value> = record.diagnostics.iter().filter_map(status_item).collect();
        if !items.is_empty() {
            root.insert("status".into(), json!({ "items": items }));
        }
    }
    let etag = location::sha1_hex(entity.to_string().as_bytes());
    if let Some(Value::Object(metadata)) = entity.get_mut("metadata") {
        metadata.insert("etag".into(), etag.into());
    }
    entity.to_string()
}

/// Marks orphans. An entity that is none may still carry its author's own mark, which stays.
fn flag_orphan(metadata: &mut Map<String, Value>, orphan: bool) {
    if orphan {
        let annotations = metadata.entry("annotations").or_insert_with(|| json!({}));
        if let Value::Object(annotations) = annotations {
            annotations.insert(annotation::ORPHAN.into(), "true".into());
        }
    }
}

/// Web addresses that would run a script in the reader's browser are replaced, as clients of the API expect.
fn clean_addresses(metadata: &mut Map<String, Value>) {
    const REJECTED: &str = "https://backstage.io/annotation-rejected-for-security-reasons";
    let Some(Value::Object(annotations)) = metadata.get_mut("annotations") else { return };
    for key in [annotation::VIEW_URL, annotation::EDIT_URL] {
        if let Some(address) = annotations.get_mut(key)
            && address.as_str().is_some_and(location::is_script)
        {
            *address = REJECTED.into();
        }
    }
}

fn status_item(diagnostic: &Diagnostic) -> Option<Value> {
    let class = diagnostic.class.as_deref()?;
    let place = diagnostic.place();
    let message = format!("{class}: {} ({place})", diagnostic.message);
    Some(json!({
        "type": "backstage.io/catalog-processing",
        "level": "error",
        "message": message,
        "error": { "name": class, "message": format!("{} ({place})", diagnostic.message) },
    }))
}
