//! Which entries of a radar the packages of components mean, now and before.

use super::Known;
use portico_manifest::Ecosystem;
use portico_radar::Packages;
use portico_store::KeptPackage;
use std::{cmp::Reverse, collections::BTreeMap};

/// Why a manifest says that a component uses something: `package.json: react ^18.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageUse {
    /// The file, by its path from the component's folder.
    pub file: String,
    /// Where the package comes from, as a word.
    pub ecosystem: String,
    /// The package.
    pub name: String,
    /// Which versions are wanted; empty if the file does not say.
    pub version: String,
}

impl PackageUse {
    /// The whole reason in one line.
    pub fn words(&self) -> String {
        let Self { file, name, version, .. } = self;
        if version.is_empty() { format!("{file}: {name}") } else { format!("{file}: {name} {version}") }
    }
}

/// A time from a moment to another one, or until now.
type Span = (i64, Option<i64>);

/// How a component's use of an entry went.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Spans {
    /// When its manifests were read first: what was found then did not begin then.
    pub(in super::super) first_ms: i64,
    /// When it used the entry, in order and without overlaps.
    pub(in super::super) list: Vec<Span>,
}

/// The use of a radar's entries by what manifests say, by key and entity.
#[derive(Debug, Default)]
pub(in super::super) struct Bound {
    pub(in super::super) uses: BTreeMap<String, BTreeMap<String, PackageUse>>,
    pub(in super::super) spans: BTreeMap<String, BTreeMap<String, Spans>>,
    /// Since when manifests are read.
    pub(in super::super) since_ms: Option<i64>,
}

impl Bound {
    /// What is known, as a radar sees it.
    pub(super) fn of(known: &Known, packages: &Packages) -> Self {
        let mut bound = Self::default();
        for kept in known.by_entity.values() {
            let first_ms = kept.first_ms.unwrap_or_default();
            bound.since_ms = [bound.since_ms, kept.first_ms].into_iter().flatten().min();
            for one in &kept.packages {
                let Ok(ecosystem) = one.ecosystem.parse::<Ecosystem>() else { continue };
                for key in packages.keys(ecosystem, &one.name) {
                    bound.take_in(&kept.entity_ref, key, first_ms, one);
                }
            }
        }
        let spans = bound.spans.values_mut().flat_map(BTreeMap::values_mut);
        spans.for_each(|spans| join(&mut spans.list));
        bound
    }

    fn take_in(&mut self, entity_ref: &str, key: &str, first_ms: i64, one: &KeptPackage) {
        let spans = self.spans.entry(key.to_owned()).or_default().entry(entity_ref.to_owned()).or_default();
        spans.first_ms = first_ms;
        spans.list.push((one.since_ms, one.until_ms));
        if one.until_ms.is_some() {
            return;
        }
        let found = PackageUse {
            file: one.file.clone(),
            ecosystem: one.ecosystem.clone(),
            name: one.name.clone(),
            version: one.version.clone(),
        };
        let uses = self.uses.entry(key.to_owned()).or_default();
        // Of several packages the one that says most: with a version, and the shortest name, which is the main one.
        let worth = |one: &PackageUse| {
            (Reverse(one.version.is_empty()), Reverse(one.name.len()), Reverse(one.file.clone()))
        };
        match uses.get_mut(entity_ref) {
            Some(before) if worth(before) >= worth(&found) => {}
            Some(before) => *before = found,
            None => drop(uses.insert(entity_ref.to_owned(), found)),
        }
    }
}

/// Puts times together that touch or overlap.
pub(in super::super) fn join(spans: &mut Vec<Span>) {
    spans.sort_unstable_by_key(|(since, _)| *since);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for (since, until) in spans.drain(..) {
        match joined.last_mut() {
            Some((_, last)) if last.is_none_or(|last| since <= last) => {
                *last = match (*last, until) {
                    (Some(last), Some(until)) => Some(last.max(until)),
                    _ => None,
                };
            }
            _ => joined.push((since, until)),
        }
    }
    *spans = joined;
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn use_goes_on_while_any_package_says_so() {
        let mut list = vec![(5, Some(9)), (1, Some(5)), (20, None), (12, Some(14)), (13, Some(13))];
        join(&mut list);
        assert_eq!(list, [(1, Some(9)), (12, Some(14)), (20, None)]);
    }
}
