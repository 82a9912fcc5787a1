//! A folder of catalog files, an engine that looks at it, and a store that keeps what the engine says.

use portico_catalog::{
    Batch, CatalogConfig, Change, ChangeKind, Delivery, Engine, Failure, FileEvents, RemoteFile, RemoteRow,
    Row, Shown, SourceRow, Stored, in_order,
};
use portico_entity::{Diagnostic, LocationRef, Severity};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;

pub struct World {
    folder: TempDir,
    pub config: CatalogConfig,
    pub engine: Engine,
    pub rows: BTreeMap<String, Row>,
    pub shown: BTreeMap<String, Shown>,
    pub problems: Vec<Diagnostic>,
    told: BTreeMap<String, Vec<Diagnostic>>,
    remotes: BTreeMap<String, RemoteRow>,
    sources: BTreeMap<String, SourceRow>,
    events: FileEvents,
    uids: Arc<AtomicU64>,
    at_ms: i64,
}

impl World {
    /// A world whose operator named these targets; all kinds are allowed.
    pub fn at(targets: &[&str]) -> Self {
        let mut world = Self::with(&json!({}));
        for target in targets {
            let target = world.absolute(target);
            world.config.add_root(target);
        }
        world.engine = world.new_engine();
        world
    }

    /// A world with this `catalog` section.
    pub fn with(section: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().to_owned();
        let absolute = |target: &str| base.join(target).to_string_lossy().into_owned();
        let config = CatalogConfig::read(section, absolute).unwrap();
        let uids = Arc::new(AtomicU64::new(0));
        let engine = Engine::new(config.clone(), &base, Box::new(|| panic!("replaced below")));
        let (rows, shown) = (BTreeMap::new(), BTreeMap::new());
        let (remotes, sources, told) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (problems, events) = (Vec::new(), FileEvents::default());
        let mut world = Self {
            folder,
            config,
            engine,
            rows,
            shown,
            problems,
            told,
            remotes,
            sources,
            events,
            uids,
            at_ms: 0,
        };
        world.engine = world.new_engine();
        world
    }

    fn new_engine(&self) -> Engine {
        let uids = Arc::clone(&self.uids);
        let uid = move || format!("uid-{}", uids.fetch_add(1, Ordering::Relaxed) + 1);
        Engine::new(self.config.clone(), self.folder.path(), Box::new(uid))
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub fn absolute(&self, file: &str) -> String {
        self.path(file).to_string_lossy().into_owned()
    }

    // ---- what people do with files

    pub fn write(&mut self, file: &str, text: impl AsRef<[u8]>) -> &mut Self {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.events.deleted.remove(&path);
        self.events.changed.insert(path);
        self
    }

    /// Deletes a file while the program watches.
    pub fn delete(&mut self, file: &str) -> &mut Self {
        let path = self.path(file);
        fs::remove_file(&path).unwrap();
        self.events.changed.remove(&path);
        self.events.deleted.insert(path);
        self
    }

    /// Renames a file or folder while the program watches: for a folder, each file in it is named.
    pub fn rename(&mut self, from: &str, to: &str) -> &mut Self {
        let (from, to) = (self.path(from), self.path(to));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(&from, &to).unwrap();
        self.events.changed.remove(&from);
        self.events.deleted.insert(from);
        self.events.changed.insert(to);
        self
    }

    /// Something happens to the files that the program does not see.
    pub fn unseen(&mut self, change: impl FnOnce(&mut Self)) -> &mut Self {
        let before = self.events.clone();
        change(self);
        self.events = before;
        self
    }

    // ---- what the program does

    /// One pass, stored and shown.
    pub fn pass(&mut self) -> Batch {
        self.at_ms += 1000;
        let events = std::mem::take(&mut self.events);
        let batch = self.engine.pass(&events, self.at_ms);
        assert_eq!(batch.at_ms, self.at_ms);
        self.store(&batch);
        self.show(&batch);
        batch
    }

    /// One pass that must change nothing.
    #[track_caller]
    pub fn idle(&mut self) {
        let batch = self.pass();
        assert_empty(&batch);
    }

    /// The program ends and starts again: what is shown is what was stored. No pass yet.
    pub fn restart(&mut self) {
        self.events = FileEvents::default();
        let stored = self.stored();
        self.engine = self.new_engine();
        self.shown.clear();
        self.told.clear();
        let batch = self.engine.restore(stored);
        assert!(batch.rows.is_empty() && batch.removed.is_empty() && batch.changes.is_empty());
        self.show(&batch);
    }

    /// What another program would show that takes up what is stored: before its first pass, and in that pass.
    pub fn reborn(&self) -> (Batch, Batch) {
        let mut engine = self.new_engine();
        let restored = engine.restore(self.stored());
        (restored, engine.pass(&FileEvents::default(), self.at_ms))
    }

    fn stored(&self) -> Stored {
        let rows = self.rows.values().map(|row| (row.clone(), self.shown.get(&row.entity_ref).cloned()));
        Stored {
            rows: rows.collect(),
            problems: self.told.clone().into_iter().collect(),
            remotes: self.remotes.values().cloned().collect(),
            sources: self.sources.values().cloned().collect(),
            outdated: false,
        }
    }

    // ---- what comes from elsewhere

    /// Somebody fetched an address: these are its files, by address.
    pub fn fetched(&mut self, address: &str, files: &[(&str, String)]) -> &mut Self {
        let files =
            files.iter().map(|(at, text)| RemoteFile::at(&LocationRef::new("url", *at), text.as_bytes()));
        let delivery =
            Delivery::Files { files: files.collect(), validator: Some("\"1\"".into()), skipped: vec![] };
        self.engine.deliver(&format!("url:{address}"), delivery);
        self
    }

    /// Somebody tried to fetch an address.
    pub fn failed(&mut self, address: &str, not_found: bool) -> &mut Self {
        let failure = Failure { not_found, message: format!("{address} answered badly"), help: None };
        self.engine.deliver(&format!("url:{address}"), Delivery::Failed(failure));
        self
    }

    /// The program starts again with another configuration.
    pub fn restart_with(&mut self, change: impl FnOnce(&mut CatalogConfig)) {
        change(&mut self.config);
        self.restart();
    }

    /// As documented at `Row`: no entity keeps the stored one and what it states, no source keeps the stored one.
    fn store(&mut self, batch: &Batch) {
        for entity_ref in &batch.removed {
            assert!(self.rows.remove(entity_ref).is_some(), "{entity_ref} is removed, but never was stored");
        }
        for row in &batch.rows {
            let mut row = row.clone();
            if let Some(stored) = self.rows.remove(&row.entity_ref) {
                row.references = row.references.or(stored.references);
                if row.source.is_empty() {
                    row.source = stored.source;
                }
            }
            self.rows.insert(row.entity_ref.clone(), row);
        }
        for location in &batch.dropped_remotes {
            self.remotes.remove(location);
        }
        for id in &batch.dropped_sources {
            self.sources.remove(id);
        }
        self.remotes.extend(batch.remotes.iter().map(|row| (row.location.clone(), row.clone())));
        self.sources.extend(batch.sources.iter().map(|row| (row.id.clone(), row.clone())));
    }

    fn show(&mut self, batch: &Batch) {
        for entity_ref in &batch.hidden {
            assert!(self.shown.remove(entity_ref).is_some(), "{entity_ref} is hidden, but was not shown");
        }
        for (entity_ref, shown) in &batch.shown {
            assert_ne!(self.shown.get(entity_ref), Some(shown), "{entity_ref} is shown again unchanged");
            self.shown.insert(entity_ref.clone(), shown.clone());
        }
        for (owner, problems) in &batch.problems {
            assert_ne!(self.told.get(owner), Some(problems), "{owner} has the same problems again");
            match problems.is_empty() {
                true => self.told.remove(owner),
                false => self.told.insert(owner.clone(), problems.clone()),
            };
        }
        self.problems = in_order(self.told.values());
    }

    // ---- what people see

    /// All entities that are shown, without the Locations that the configuration names.
    pub fn names(&self) -> Vec<&str> {
        let names = self.shown.keys().map(String::as_str);
        names.filter(|name| !name.starts_with("location:default/generated-")).collect()
    }

    /// Exactly these are shown, besides the Locations that the configuration names.
    #[track_caller]
    pub fn shows(&self, expect: &[&str]) -> &Self {
        assert_eq!(self.names(), expect, "problems: {:#?}", self.told());
        self
    }

    #[track_caller]
    pub fn entity(&self, entity_ref: &str) -> Value {
        let Some(Shown { json, .. }) = self.shown.get(entity_ref) else {
            panic!("{entity_ref} is not shown; shown are {:?}; problems: {:#?}", self.names(), self.told())
        };
        serde_json::from_str(json).unwrap()
    }

    /// A value in an entity, by JSON pointer.
    #[track_caller]
    pub fn value(&self, entity_ref: &str, pointer: &str) -> Value {
        self.entity(entity_ref).pointer(pointer).cloned().unwrap_or_default()
    }

    #[track_caller]
    pub fn text(&self, entity_ref: &str, pointer: &str) -> String {
        self.value(entity_ref, pointer).as_str().unwrap_or_default().to_owned()
    }

    /// The relations of an entity as `type target`.
    #[track_caller]
    pub fn relations(&self, entity_ref: &str) -> Vec<String> {
        let list = self.value(entity_ref, "/relations");
        let text = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
        list.as_array()
            .unwrap()
            .iter()
            .map(|item| format!("{} {}", text(item, "type"), text(item, "targetRef")))
            .collect()
    }

    #[track_caller]
    pub fn attention(&self, entity_ref: &str) -> Vec<&'static str> {
        let Some(Shown { attention, .. }) = self.shown.get(entity_ref) else {
            panic!("{entity_ref} is not shown")
        };
        attention.iter().map(|word| word.word()).collect()
    }

    /// The messages in the status of an entity.
    #[track_caller]
    pub fn status(&self, entity_ref: &str) -> Vec<String> {
        let items = self.value(entity_ref, "/status/items");
        let items = items.as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Every problem as `severity code file:line:column: message`.
    pub fn told(&self) -> Vec<String> {
        self.problems
            .iter()
            .map(|one| format!("{} {} {}: {}", one.severity, one.code, one.place(), one.message))
            .collect()
    }

    /// The errors as `code file:line:column`.
    pub fn errors(&self) -> Vec<String> {
        self.of(Severity::Error)
    }

    /// The warnings as `code file:line:column`.
    pub fn warnings(&self) -> Vec<String> {
        self.of(Severity::Warning)
    }

    fn of(&self, severity: Severity) -> Vec<String> {
        let ours = self.problems.iter().filter(|one| one.severity == severity);
        ours.map(|one| format!("{} {}", one.code, one.place())).collect()
    }

    /// The only problem with this code.
    #[track_caller]
    pub fn problem(&self, code: &str) -> &Diagnostic {
        let found: Vec<_> = self.problems.iter().filter(|one| one.code == code).collect();
        assert_eq!(found.len(), 1, "{code} in {:#?}", self.told());
        found[0]
    }

    #[track_caller]
    pub fn has_errors(&self, expect: &[&str]) -> &Self {
        assert_eq!(self.errors(), expect, "all problems: {:#?}", self.told());
        self
    }

    /// The reference of the Location that the configuration names at this target.
    pub fn root(&self, target: &str) -> String {
        let absolute = self.absolute(target);
        let root = self.config.roots.iter().find(|root| root.location.target == absolute).unwrap();
        format!("location:default/{}", root.location.entity_name())
    }
}

#[track_caller]
pub fn assert_empty(batch: &Batch) {
    let rows: Vec<_> = batch.rows.iter().map(|row| &row.entity_ref).collect();
    let shown: Vec<_> = batch.shown.iter().map(|(entity_ref, _)| entity_ref).collect();
    assert!(
        batch.is_empty() && batch.changes.is_empty(),
        "rows {rows:?}, removed {:?}, shown {shown:?}, hidden {:?}, changes {:?}",
        batch.removed,
        batch.hidden,
        log(batch)
    );
}

/// The change log of a batch as `kind reference`, without Locations that the configuration names.
pub fn log(batch: &Batch) -> Vec<String> {
    let word = |change: &Change| match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Updated => "updated",
        ChangeKind::Removed => "removed",
    };
    let ours =
        batch.changes.iter().filter(|change| !change.entity_ref.starts_with("location:default/generated-"));
    let mut log: Vec<_> = ours.map(|change| format!("{} {}", word(change), change.entity_ref)).collect();
    log.sort();
    log
}

// ---- documents; each has its name on line 4

pub fn component(name: &str) -> String {
    component_with(name, "")
}

/// A component with more lines in its `spec`, which begins on line 5; the first of `more` is line 9.
pub fn component_with(name: &str, more: &str) -> String {
    let spec = "  type: service\n  lifecycle: production\n  owner: team\n";
    document("Component", name, &format!("{spec}{more}"))
}

pub fn group(name: &str) -> String {
    document("Group", name, "  type: team\n  children: []\n")
}

pub fn system(name: &str) -> String {
    document("System", name, "  owner: team\n")
}

pub fn location(name: &str, spec: &str) -> String {
    document("Location", name, spec)
}

pub fn document(kind: &str, name: &str, spec: &str) -> String {
    format!("apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n{spec}")
}

pub fn documents(all: &[String]) -> String {
    all.join("---\n")
}
