//! Sources that lie elsewhere. The engine asks for them and is given what came; it does not fetch anything itself.

use crate::{
    engine::Engine,
    limits::{EMPTIED, PLACEHOLDERS},
    read::{DocumentState, Origin, SourceState, Stamp},
};
use portico_entity::{
    Diagnostic, LocationRef,
    location::sha1_hex,
    yaml::{self, Content, Node},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A file that was fetched, or an entity that a provider made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteFile {
    /// What tells it from all others; for a file, its location.
    pub id: String,
    /// Where people find it. Entities say that they come from here.
    pub location: String,
    /// Whether a provider made it. Rules do not apply to what it says, and its origin is its location.
    pub direct: bool,
    /// What is in it: YAML, as in a file on disk.
    pub bytes: Vec<u8>,
    /// The texts that its placeholders bring in, by what is written there; or why there is none.
    pub inputs: BTreeMap<String, Result<String, String>>,
}

/// What came of asking for a remote.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// Everything that it consists of now.
    Files {
        /// The files, in any order.
        files: Vec<RemoteFile>,
        /// What to send along the next time, so that an unchanged remote says so.
        validator: Option<String>,
        /// What was left out, for people.
        skipped: Vec<Skipped>,
    },
    /// It is as it was when it was delivered last.
    NotModified,
    /// It could not be read. What it was before stays.
    Failed(Failure),
}

/// Something in a remote that no entity could be made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// What it is, such as `row 12`.
    pub place: String,
    /// Why, and what to do.
    pub message: String,
}

/// Why a remote could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Whether it said that there is nothing, and not that something went wrong.
    pub not_found: bool,
    /// What went wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Failure {
    /// Whether it says the same but for numbers: "ask again in 41 s" is no news after "ask again in 56 s".
    fn is_like(&self, other: &Self) -> bool {
        let words =
            |failure: &Self| failure.message.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
        self.not_found == other.not_found && words(self) == words(other)
    }
}

/// A remote as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteRow {
    /// Its location reference.
    pub location: String,
    /// Whether it was ever read with success.
    pub read: bool,
    /// Why it could not be read the last time.
    pub failure: Option<Failure>,
    /// What to send along the next time.
    pub validator: Option<String>,
}

/// A file of a remote as it is stored: what is remembered of it, in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// What tells it from all others.
    pub id: String,
    /// Location reference of the remote that it belongs to.
    pub remote: String,
    /// What was in it.
    pub state: String,
}

/// What is known about a remote.
#[derive(Debug, Default)]
pub(crate) struct Remote {
    /// Whether it was ever read with success.
    pub(crate) read: bool,
    /// Its files, by their identifiers.
    pub(crate) files: BTreeSet<String>,
    pub(crate) failure: Option<Failure>,
    pub(crate) validator: Option<String>,
    /// Whether anything was delivered since the start.
    pub(crate) delivered: bool,
    /// What was left out of the last delivery.
    pub(crate) skipped: Vec<Skipped>,
    /// Files that came and were not taken in yet.
    pub(crate) fresh: BTreeMap<String, RemoteFile>,
    /// Whether it was asked for again although it may not have changed.
    pub(crate) awaited_whole: bool,
    /// Who leads to it, as of the last large pass.
    pub(crate) parent: String,
    pub(crate) origin: Option<Origin>,
}

/// The stored form of a [`SourceState`].
#[derive(Serialize, Deserialize)]
struct StoredSource {
    location: String,
    direct: bool,
    digest: String,
    parent: String,
    origin: Origin,
    documents: Vec<DocumentState>,
    diagnostics: Vec<Diagnostic>,
    broken: bool,
}

impl Engine {
    /// Takes what came of asking for a remote. It has its effect in the next pass. A delivery for something that
    /// nothing leads to any more is passed over.
    pub fn deliver(&mut self, remote: &str, delivery: Delivery) {
        let Some(known) = self.remotes.get_mut(remote) else { return };
        match delivery {
            Delivery::NotModified if known.read => {
                if known.failure.take().is_some() {
                    self.look_at_all = true;
                    self.dirty_remotes.insert(remote.to_owned());
                }
            }
            // Whoever says so knows more than we do; everything must come.
            Delivery::NotModified => {
                known.awaited_whole = true;
                self.again.insert(remote.to_owned());
            }
            Delivery::Failed(failure) => {
                if !known.failure.as_ref().is_some_and(|before| before.is_like(&failure)) {
                    known.failure = Some(failure);
                    self.look_at_all = true;
                    self.dirty_remotes.insert(remote.to_owned());
                }
            }
            // A system that lost its data answers like one that never had any; people and teams must not go with it.
            Delivery::Files { files, .. } if files.is_empty() && known.files.len() >= EMPTIED => {
                let count = known.files.len();
                let failure = Failure {
                    not_found: false,
                    message: format!("The list is empty now; it had {count} entries before, which stay"),
                    help: Some("If that is right, take the source out of the configuration".to_owned()),
                };
                self.deliver(remote, Delivery::Failed(failure));
            }
            Delivery::Files { files, validator, skipped } => {
                let told_before = self.problems.contains_key(&format!("remote {remote}"));
                let is_news = !std::mem::replace(&mut known.delivered, true) && told_before;
                self.look_at_all |= is_news || known.skipped != skipped;
                known.skipped = skipped;
                let is_first = !std::mem::replace(&mut known.read, true);
                let had_failed = known.failure.take().is_some();
                let whole = std::mem::take(&mut known.awaited_whole);
                self.look_at_all |= is_first || had_failed || whole;
                known.validator = validator;
                known.files = files.iter().map(|file| file.id.clone()).collect();
                for file in files {
                    let known_digest = self.sources.get(&file.id).map(|source| source.digest.as_str());
                    if whole || known_digest != Some(file.digest().as_str()) {
                        known.fresh.insert(file.id.clone(), file);
                    }
                }
                self.dirty_remotes.insert(remote.to_owned());
            }
        }
    }

    /// Asks for everything that a remote consists of, because something in it is needed that was not kept.
    pub(crate) fn ask_again(&mut self, remote: &str) {
        if let Some(known) = self.remotes.get_mut(remote) {
            known.awaited_whole = true;
            self.again.insert(remote.to_owned());
        }
    }

    /// What to send along when a remote is asked the next time.
    pub fn validator(&self, remote: &str) -> Option<&str> {
        self.remotes.get(remote)?.validator.as_deref()
    }

    /// Whether a remote was ever read with success.
    pub fn was_read(&self, remote: &str) -> bool {
        self.remotes.get(remote).is_some_and(|remote| remote.read)
    }

    /// The validators of all remotes, for whoever fetches them.
    pub fn validators(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.remotes.iter().map(|(location, remote)| (location.as_str(), remote.validator.as_deref()))
    }

    /// The remotes whose text must come again to see an entity afresh: those from the entity up to its root.
    pub fn remotes_of(&self, entity_ref: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut current = entity_ref.to_owned();
        for _ in 0..crate::limits::ANCESTORS {
            let Some(record) = self.records.get(&current) else { break };
            if let Some(source) = self.sources.get(&record.location_key)
                && let Some(remote) = &source.remote
            {
                found.push(remote.clone());
            }
            match &record.parent {
                Some(parent) => current = parent.clone(),
                None => break,
            }
        }
        // A Location that is asked for by itself leads to remotes of its own.
        let below = self.remotes.iter().filter(|(_, remote)| remote.parent == entity_ref);
        found.extend(below.map(|(location, _)| location.clone()));
        found.sort();
        found.dedup();
        found
    }

    /// Takes up what was stored about remotes.
    pub(crate) fn restore_remotes(&mut self, remotes: Vec<RemoteRow>, sources: Vec<SourceRow>) {
        for RemoteRow { location, read, failure, validator } in remotes {
            self.remotes.insert(location, Remote { read, failure, validator, ..Remote::default() });
        }
        for row in sources {
            let Some(remote) = self.remotes.get_mut(&row.remote) else { continue };
            let Ok(stored) = serde_json::from_str::<StoredSource>(&row.state) else {
                // Of another version: it is read again.
                remote.read = false;
                remote.validator = None;
                continue;
            };
            remote.files.insert(row.id.clone());
            self.sources.insert(row.id, stored.into_state(row.remote));
        }
    }

    /// The stored form of a remote.
    pub(crate) fn remote_row(&self, location: &str) -> Option<RemoteRow> {
        let remote = self.remotes.get(location)?;
        Some(RemoteRow {
            location: location.to_owned(),
            read: remote.read,
            failure: remote.failure.clone(),
            validator: remote.validator.clone(),
        })
    }

    /// The stored form of a file of a remote.
    pub(crate) fn source_row(&self, id: &str) -> Option<SourceRow> {
        let source = self.sources.get(id)?;
        let stored = StoredSource {
            location: source.location.clone(),
            direct: source.direct,
            digest: source.digest.clone(),
            parent: source.parent.clone(),
            origin: source.origin.clone(),
            documents: source.documents.clone(),
            diagnostics: source.diagnostics.clone(),
            broken: source.broken,
        };
        let state = serde_json::to_string(&stored).ok()?;
        Some(SourceRow { id: id.to_owned(), remote: source.remote.clone()?, state })
    }
}

impl StoredSource {
    fn into_state(self, remote: String) -> SourceState {
        SourceState {
            remote: Some(remote),
            location: self.location,
            direct: self.direct,
            digest: self.digest,
            stamp: Stamp::UNKNOWN,
            inputs: Vec::new(),
            parent: self.parent,
            origin: self.origin,
            folder: false,
            documents: self.documents,
            diagnostics: self.diagnostics,
            broken: self.broken,
        }
    }
}

impl RemoteFile {
    /// A file at a location, without placeholders.
    pub fn at(location: &LocationRef, bytes: impl Into<Vec<u8>>) -> Self {
        let location = location.to_string();
        Self { id: location.clone(), location, bytes: bytes.into(), ..Self::default() }
    }

    /// Changes whenever anything in it does.
    pub(crate) fn digest(&self) -> String {
        let mut material = self.bytes.clone();
        for (target, input) in &self.inputs {
            let (Ok(text) | Err(text)) = input;
            material.extend_from_slice(target.as_bytes());
            material.push(0);
            material.extend_from_slice(text.as_bytes());
            material.push(u8::from(input.is_ok()));
        }
        material.extend_from_slice(self.location.as_bytes());
        sha1_hex(&material)
    }
}

/// What the placeholders in a catalog file bring in, as it is written there: whoever fetches the file fetches that
/// too. Of a document that is no YAML, nothing.
pub fn placeholder_targets(bytes: &[u8]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for document in yaml::read(bytes).unwrap_or_default() {
        if let Ok(root) = &document.root {
            collect(root, &mut found);
        }
    }
    found.into_iter().take(PLACEHOLDERS).collect()
}

fn collect(node: &Node, found: &mut BTreeSet<String>) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| collect(item, found)),
        Content::Mapping(entries) => {
            if let [(key, value)] = entries.as_slice()
                && matches!(key.text.as_str(), "$text" | "$json" | "$yaml")
                && let Content::Text(target) = &value.content
            {
                found.insert(target.clone());
                return;
            }
            entries.iter().for_each(|(_, value)| collect(value, found));
        }
        _ => {}
    }
}
