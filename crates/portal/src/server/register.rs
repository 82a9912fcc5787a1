//! Registering for people: what an address would bring, and what it brought.

use super::{
    Portal, Preview, RegistryError,
    brief::{Brief, named, row, short},
    limits::FOUND,
};
use crate::{
    Caller,
    views::register::{FollowView, FoundRow, LookView, Owner, Standing, address},
};
use portico_entity::{Diagnostic, LocationRef};
use portico_query::Index;
use std::{collections::BTreeSet, time::Instant};

impl Portal {
    /// Reads an address and everything that it leads to, without keeping any of it.
    ///
    /// # Errors
    /// If the store fails. What is wrong with the address is in the answer.
    pub async fn look(&self, caller: Caller, target: &str) -> Result<LookView, RegistryError> {
        let readonly = self.is_readonly();
        let target = match address(target) {
            Ok(target) => target,
            Err((message, help)) => {
                let problem = Diagnostic::error("address", target.trim(), (0, 0), message).help(help);
                let target = target.trim().to_owned();
                return Ok(LookView { target, problems: vec![problem], readonly, ..LookView::default() });
            }
        };
        let location = LocationRef::new("url", &*target);
        let started = Instant::now();
        let preview = self.preview(caller, location.clone()).await?;
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let index = self.index();
        let (rows, more, locations) = found(&index, &preview);
        let problems: Vec<Diagnostic> = preview.problems.into_iter().map(told).collect();
        let own = format!("location:default/{}", location.entity_name());
        Ok(LookView {
            known: known(&index, &problems),
            problems,
            rows,
            more,
            // The Location that stands for the address itself leads nowhere else.
            locations: locations.into_iter().filter(|other| *other != own).count(),
            registered: preview.exists,
            is_partial: preview.is_partial,
            readonly,
            took_ms,
            target,
        })
    }

    /// What a registered address brought so far.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn followed(&self, caller: Caller, target: &str) -> Result<FollowView, RegistryError> {
        let location = LocationRef::new("url", target.trim());
        let registered = self.registered(caller, &location).await?;
        let (rows, more) = self.brought_by(&location, FOUND, |index, entity_ref| {
            let found = index.get(entity_ref).map(|document| row(index, document)).unwrap_or_default();
            let name = name(found.name.as_deref(), found.namespace.as_deref(), &found.label);
            FoundRow {
                owner: found.owners.into_iter().next().map(Owner::Known),
                entity_ref: found.entity_ref,
                kind: found.kind,
                label: found.label,
                name,
                description: found.description,
                standing: Standing::Here,
            }
        });
        let place = location.to_string();
        let entity_ref = registered.as_ref().map(|one| one.entity_ref.clone()).unwrap_or_default();
        let shown: BTreeSet<&str> = rows.iter().map(|row| row.entity_ref.as_str()).collect();
        let about = |problem: &&Diagnostic| {
            let entity = problem.entity_ref.as_deref().unwrap_or_default();
            problem.file == place
                || problem.file == location.target
                || entity == entity_ref
                || shown.contains(entity)
        };
        let problems: Vec<Diagnostic> = match registered {
            Some(_) => self.all_problems().iter().filter(about).cloned().map(told).collect(),
            None => Vec::new(),
        };
        Ok(FollowView {
            registered: registered.is_some(),
            known: known(&self.index(), &problems),
            problems,
            rows,
            more,
            target: location.target,
        })
    }
}

/// The rows of a preview, how many more there are, and the Locations that were followed.
fn found(index: &Index, preview: &Preview) -> (Vec<FoundRow>, usize, Vec<String>) {
    let coming: BTreeSet<&str> = preview.entities.iter().map(|(entity_ref, _)| entity_ref.as_str()).collect();
    let taken: BTreeSet<&str> = preview.taken.iter().map(String::as_str).collect();
    let (locations, others): (Vec<_>, Vec<_>) =
        preview.entities.iter().partition(|(entity_ref, _)| entity_ref.starts_with("location:"));
    let rows = others.iter().take(FOUND).filter_map(|(entity_ref, json)| {
        let brief: Brief<'_> = serde_json::from_str(json).ok()?;
        let owner = brief.related("ownedBy").next().map(|owner| match index.get(owner) {
            None if coming.contains(owner) => Owner::Coming(label_of(preview, owner)),
            _ => Owner::Known(named(index, owner)),
        });
        let standing = match (taken.contains(entity_ref.as_str()), index.get(entity_ref)) {
            (true, _) => Standing::Taken,
            (false, Some(_)) => Standing::Here,
            (false, None) => Standing::New,
        };
        let label = brief.label().to_owned();
        let plain = short(entity_ref);
        Some(FoundRow {
            name: (plain != label).then_some(plain),
            label,
            entity_ref: entity_ref.clone(),
            kind: brief.kind.to_string(),
            description: brief.metadata.description.as_deref().map(str::to_owned),
            owner,
            standing,
        })
    });
    let rows: Vec<FoundRow> = rows.collect();
    let more = others.len().saturating_sub(FOUND);
    (rows, more, locations.into_iter().map(|(entity_ref, _)| entity_ref.clone()).collect())
}

fn label_of(preview: &Preview, entity_ref: &str) -> String {
    let found = preview.entities.iter().find(|(other, _)| other == entity_ref);
    let brief = found.and_then(|(_, json)| serde_json::from_str::<Brief<'_>>(json).ok());
    brief.map_or_else(|| short(entity_ref), |brief| brief.label().to_owned())
}

fn name(name: Option<&str>, namespace: Option<&str>, label: &str) -> Option<String> {
    match (name, namespace) {
        (None, None) => None,
        (name, None) => name.map(str::to_owned),
        (name, Some(namespace)) => Some(format!("{namespace}/{}", name.unwrap_or(label))),
    }
}

/// The entities that problems are about which the catalog has.
fn known(index: &Index, problems: &[Diagnostic]) -> Vec<String> {
    let about = problems.iter().filter_map(|problem| problem.entity_ref.clone());
    about.filter(|about| index.get(about).is_some()).collect()
}

/// A problem as it is told beside the address that was given: without the Location that the catalog made up for it.
fn told(mut problem: Diagnostic) -> Diagnostic {
    problem.entity_ref = problem.entity_ref.filter(|about| !about.starts_with("location:default/generated-"));
    match problem.file.strip_prefix("url:") {
        Some(address) => Diagnostic { file: address.to_owned(), ..problem },
        None => problem,
    }
}
