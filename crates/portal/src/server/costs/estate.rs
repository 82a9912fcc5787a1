//! The catalog as costs see it.

use super::super::{Portal, brief::short};
use portico_cost::estate::{Estate, EstateBuilder, Said};
use serde::Deserialize;
use std::{borrow::Cow, collections::HashMap, sync::Arc};

/// The kinds that costs can be of, in lower case.
const KINDS: [&str; 7] = ["component", "system", "domain", "resource", "api", "group", "user"];

/// What is read of an entity; everything else of its JSON is skipped.
#[derive(Deserialize)]
struct Read<'a> {
    #[serde(borrow)]
    metadata: Metadata<'a>,
    #[serde(borrow, default)]
    spec: Spec<'a>,
    #[serde(borrow, default)]
    relations: Vec<Relation<'a>>,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    annotations: HashMap<Cow<'a, str>, Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
struct Spec<'a> {
    #[serde(borrow, default)]
    profile: Option<Profile<'a>>,
}

#[derive(Default, Deserialize)]
struct Profile<'a> {
    #[serde(borrow, default, rename = "displayName")]
    display_name: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Relation<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, rename = "targetRef")]
    target: Cow<'a, str>,
}

impl Portal {
    /// The catalog's entities, as far as costs are concerned. Takes as long as reading their JSON.
    pub(super) fn estate(&self) -> Estate {
        // The texts are shared: readers of the index wait for no more than gathering them.
        let documents: Vec<(Arc<str>, Arc<str>)> = {
            let index = self.index();
            let wanted =
                |reference: &str| reference.split(':').next().is_some_and(|kind| KINDS.contains(&kind));
            let documents = index.iter().filter(|document| wanted(&document.entity_ref));
            documents.map(|document| (Arc::clone(&document.entity_ref), Arc::clone(&document.json))).collect()
        };
        estate_of(documents.iter().map(|(reference, json)| (&**reference, &**json)))
    }
}

/// The estate of entities by their full references, each as JSON.
pub fn estate_of<'a>(entities: impl IntoIterator<Item = (&'a str, &'a str)>) -> Estate {
    let mut builder = EstateBuilder::new();
    for (reference, json) in entities {
        if let Ok(read) = serde_json::from_str::<Read<'_>>(json) {
            add(&mut builder, reference, &read);
        }
    }
    builder.finish()
}

fn add(builder: &mut EstateBuilder, reference: &str, read: &Read<'_>) {
    let related = |wanted: &'static str| {
        read.relations
            .iter()
            .filter(move |relation| relation.kind == wanted)
            .map(|relation| &*relation.target)
    };
    let is_group = reference.starts_with("group:");
    let wholes = related(if is_group { "childOf" } else { "partOf" });
    let display = read.spec.profile.as_ref().and_then(|profile| profile.display_name.as_deref());
    let label = display.or(read.metadata.title.as_deref()).filter(|label| !label.is_empty());
    builder.add(&Said {
        reference,
        label: &label.map_or_else(|| short(reference), str::to_owned),
        owner: related("ownedBy").next(),
        wholes: wholes.collect(),
        // What the catalog notes by itself says nothing of accounts and resources.
        annotations: (read.metadata.annotations.iter())
            .filter(|(key, _)| !key.starts_with("backstage.io/managed-by"))
            .map(|(_, value)| &**value)
            .collect(),
    });
}
