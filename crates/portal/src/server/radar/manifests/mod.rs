//! Dependency manifests: who uses what without saying so in the catalog.
//!
//! The process that leads reads them where the sources of components lie, on a schedule; what it finds is stored, with the
//! time since when. The others show what is stored. Radars say which packages mean which of their entries.

mod bound;
mod fetch;
mod hosts;
mod place;
mod settle;
mod watch;

pub use bound::PackageUse;
pub(super) use bound::{Bound, Spans, join};
pub(super) use watch::watch;

use super::{super::Portal, ShownRadar};
use portico_entity::Diagnostic;
use portico_radar::Packages;
use portico_store::KeptManifests;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock},
};
use tokio::sync::Notify;

/// What stands for the place of a component whose annotation makes no sense.
const NOWHERE: &str = "?";

/// What a radar sees, and what it was made of: the version of what is known, and the radar's packages.
type BoundOf = (u64, Arc<Packages>, Arc<Bound>);

/// What is known of manifests, and what of it radars see.
#[derive(Default)]
pub(super) struct Manifests {
    known: RwLock<Arc<Known>>,
    /// By radar.
    bound: Mutex<HashMap<String, BoundOf>>,
    /// Entities whose manifests somebody wants read now.
    hurried: Mutex<BTreeSet<String>>,
    woken: Notify,
}

/// What is known of all components' manifests.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Grows with every change.
    pub(super) version: u64,
    by_entity: BTreeMap<String, Arc<KeptManifests>>,
    problems: BTreeMap<String, Vec<Diagnostic>>,
}

impl Known {
    fn of(version: u64, by_entity: BTreeMap<String, Arc<KeptManifests>>) -> Self {
        let mut problems: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for kept in by_entity.values().filter(|kept| kept.error.is_some() || kept.problems.len() > 2) {
            // Components of one place have the same problems.
            let about = if kept.place == NOWHERE { &kept.entity_ref } else { &kept.place };
            problems.entry(format!("manifests:{about}")).or_insert_with(|| wrong(kept, about));
        }
        Self { version, by_entity, problems }
    }
}

/// What is wrong with the manifests of a component.
fn wrong(kept: &KeptManifests, about: &str) -> Vec<Diagnostic> {
    // What cannot be read back was written by another version; the next look writes it anew.
    let mut list: Vec<Diagnostic> = serde_json::from_str(&kept.problems).unwrap_or_default();
    if let Some(why) = &kept.error {
        let file = about.strip_prefix("url:").or(about.strip_prefix("file:")).unwrap_or(about);
        let file = file.split('#').next().unwrap_or(file);
        let mut unreadable = Diagnostic::warning("manifests-unreadable", file, (0, 0), why.clone());
        unreadable.entity_ref = Some(kept.entity_ref.clone());
        list.push(unreadable.help(
            "Correct backstage.io/source-location or portico.dev/manifests of the component; what was read before still counts",
        ));
    }
    list
}

impl Portal {
    /// What manifests say about the entries of a radar. Made anew when one of both is another; who asks meanwhile waits.
    pub(super) fn bound(&self, shown: &ShownRadar) -> Arc<Bound> {
        let known = self.known_manifests();
        let mut all = self.radars.manifests.bound.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((version, packages, bound)) = all.get(&shown.id)
            && *version == known.version
            && Arc::ptr_eq(packages, &shown.packages)
        {
            return Arc::clone(bound);
        }
        let bound = Arc::new(Bound::of(&known, &shown.packages));
        all.insert(shown.id.clone(), (known.version, Arc::clone(&shown.packages), Arc::clone(&bound)));
        bound
    }

    pub(super) fn known_manifests(&self) -> Arc<Known> {
        Arc::clone(&self.radars.manifests.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has the manifests of an entity read as soon as possible.
    pub(in super::super) fn hurry_manifests(&self, entity_ref: &str) {
        let manifests = &self.radars.manifests;
        manifests.hurried.lock().unwrap_or_else(PoisonError::into_inner).insert(entity_ref.to_owned());
        manifests.woken.notify_one();
    }

    /// What is wrong with manifests, by place.
    pub(super) fn manifest_problems(&self) -> Vec<(String, Vec<Diagnostic>)> {
        self.known_manifests().problems.iter().map(|(about, list)| (about.clone(), list.clone())).collect()
    }

    /// Makes visible what is known now.
    fn show_manifests(&self, by_entity: BTreeMap<String, Arc<KeptManifests>>) {
        let before = self.known_manifests();
        let known = Known::of(before.version + 1, by_entity);
        let gone = before.problems.keys().filter(|about| !known.problems.contains_key(*about));
        let mut problems: Vec<_> = gone.map(|about| (about.clone(), Vec::new())).collect();
        problems.extend(known.problems.iter().map(|(about, list)| (about.clone(), list.clone())));
        *self.radars.manifests.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
        self.change_problems(|all| all.update(&problems));
        self.version.send_modify(|version| *version += 1);
    }
}
