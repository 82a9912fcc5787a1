//! What the catalog knows, and what a pass over its sources changes.

use crate::{
    batch::{Batch, Progress, Row, Shown, StatedReference, Stored},
    config::{CatalogConfig, Root},
    discover::PROVIDER,
    files,
    names::{Name, Names},
    pass::file_of,
    process::Outcome,
    read::{LocationSpec, SourceState},
    remote::Remote,
    stitch::Graph,
};
use portico_entity::{Diagnostic, annotation, entity::annotations_of, relations};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
};

/// The catalog's knowledge about its sources and entities. It is driven by passes, each of which is the only one at
/// its time; between passes nothing changes.
pub struct Engine {
    pub(crate) config: CatalogConfig,
    /// Paths below this folder are shown relative to it.
    pub(crate) base: PathBuf,
    pub(crate) new_uid: Box<dyn FnMut() -> String + Send + Sync>,
    pub(crate) names: Names,
    /// Places that were registered while the program ran, beside those of the configuration.
    pub(crate) registered: Vec<Root>,
    /// Names of the providers, each of which is a remote.
    pub(crate) providers: Vec<String>,
    /// Every file that entities are read from, by what tells it from the others: its location, mostly.
    pub(crate) sources: BTreeMap<String, SourceState>,
    /// Everything that lies elsewhere, by its location.
    pub(crate) remotes: BTreeMap<String, Remote>,
    pub(crate) records: BTreeMap<String, Record>,
    pub(crate) graph: Graph,
    /// Every problem there is, by what it is found in.
    pub(crate) problems: BTreeMap<String, Vec<Diagnostic>>,
    /// Entities that more than one source claims.
    pub(crate) contested: HashSet<String>,
    /// Whether there was a large pass since the start.
    pub(crate) has_looked: bool,
    /// Whether the next pass must be a large one.
    pub(crate) look_at_all: bool,
    /// Remotes for which something came since the last pass.
    pub(crate) dirty_remotes: BTreeSet<String>,
    /// Remotes that must come whole, because what they said before was not kept.
    pub(crate) again: BTreeSet<String>,
    pub(crate) watched: BTreeMap<PathBuf, bool>,
    /// Locations that are not shown because they lead nowhere yet, as they will be shown.
    pub(crate) waiting: HashMap<String, Outcome>,
    /// Entities to take out in the next pass.
    pub(crate) forgotten: BTreeSet<String>,
}

/// One entity, whether or not it was ever good enough to be shown.
pub(crate) struct Record {
    pub(crate) uid: String,
    pub(crate) location_key: String,
    /// The Location entity that lists it; `None` for one that the configuration names.
    pub(crate) parent: Option<String>,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) hash: String,
    pub(crate) orphan: bool,
    pub(crate) references: Vec<Reference>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) location: Option<LocationSpec>,
    pub(crate) deprecated: bool,
    /// Whether the author marked it as an orphan.
    pub(crate) marked: bool,
    /// Where its file is broken, if that is why it is shown as it was before.
    pub(crate) stale: Option<(u32, u32)>,
    /// Whether it is a Location that nothing is known about yet.
    pub(crate) pending: bool,
    pub(crate) shown: Option<Shown>,
}

/// A reference that an entity states, with names as numbers.
pub(crate) struct Reference {
    pub(crate) target: Name,
    pub(crate) forward: &'static str,
    pub(crate) reverse: &'static str,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Engine {
    /// An engine that knows nothing yet. `base` shortens paths for display; `new_uid` makes identifiers.
    pub fn new(
        config: CatalogConfig,
        base: &Path,
        new_uid: Box<dyn FnMut() -> String + Send + Sync>,
    ) -> Self {
        Self {
            config,
            base: base.to_owned(),
            new_uid,
            names: Names::default(),
            registered: Vec::new(),
            providers: Vec::new(),
            sources: BTreeMap::new(),
            remotes: BTreeMap::new(),
            records: BTreeMap::new(),
            graph: Graph::default(),
            problems: BTreeMap::new(),
            contested: HashSet::new(),
            has_looked: false,
            look_at_all: true,
            dirty_remotes: BTreeSet::new(),
            again: BTreeSet::new(),
            watched: BTreeMap::new(),
            waiting: HashMap::new(),
            forgotten: BTreeSet::new(),
        }
    }

    /// Takes up what was stored, before the first pass. Returns a batch that shows it all and stores nothing.
    pub fn restore(&mut self, stored: Stored) -> Batch {
        let mut affected = Vec::new();
        let mut batch = Batch::default();
        for (row, shown) in stored.rows {
            let Row { entity_ref, uid, location_key, parent, file, line, hash, orphan, .. } = row;
            let peculiar = shown.as_ref().and_then(|shown| peculiar(&shown.json));
            let references = self.references(&row.references.unwrap_or_default());
            let name = self.names.number(&entity_ref);
            self.graph.add(name, &references);
            if let Some(shown) = &shown {
                self.graph.exists(name, true);
                affected.push(name);
                batch.shown.push((entity_ref.clone(), shown.clone()));
            }
            let record = Record {
                uid,
                location_key,
                parent,
                file,
                line,
                hash,
                orphan,
                references,
                pending: shown.is_none() && row.diagnostics.is_empty(),
                diagnostics: row.diagnostics,
                location: peculiar.as_ref().and_then(LocationSpec::of),
                deprecated: peculiar.as_ref().is_some_and(is_deprecated),
                marked: peculiar.as_ref().is_some_and(is_marked),
                stale: row.stale,
                shown,
            };
            self.records.insert(entity_ref, record);
        }
        self.restore_remotes(stored.remotes, stored.sources);
        if stored.outdated {
            batch.shown.clear();
            self.stitch(&affected, &BTreeMap::new(), &mut batch);
        }
        self.problems = stored.problems.into_iter().collect();
        batch.problems = self.problems.clone().into_iter().collect();
        batch
    }

    /// Says which places were registered while the program ran. The next pass follows them.
    pub fn set_registered(&mut self, roots: Vec<Root>) {
        self.look_at_all |= self.registered != roots;
        self.registered = roots;
    }

    /// Says which providers there are; each is a remote called `provider:` and its name.
    pub fn set_providers(&mut self, names: Vec<String>) {
        self.look_at_all |= self.providers != names;
        self.providers = names;
    }

    /// All places where chains of Locations begin; of two that are the same, the first.
    pub(crate) fn roots(&self) -> Vec<Root> {
        let mut seen = HashSet::new();
        let all = self.config.roots.iter().chain(&self.registered);
        all.filter(|root| seen.insert(root.entity_ref())).cloned().collect()
    }

    /// Whether a pass has anything to do that was delivered or asked for since the last one.
    pub fn has_work(&self) -> bool {
        self.look_at_all
            || !self.dirty_remotes.is_empty()
            || !self.again.is_empty()
            || !self.forgotten.is_empty()
    }

    /// Makes the next pass look at everything.
    pub fn look_at_all(&mut self) {
        self.look_at_all = true;
    }

    /// Takes an entity out, so that it comes back with another uid if something still lists it. Returns whether
    /// there was one; the next pass carries it out.
    pub fn forget(&mut self, entity_ref: &str) -> bool {
        let is_known = self.records.contains_key(entity_ref);
        if is_known {
            self.forgotten.insert(entity_ref.to_owned());
            self.look_at_all = true;
        }
        is_known
    }

    /// Every problem there is, by file and line.
    pub fn problems(&self) -> Vec<Diagnostic> {
        in_order(self.problems.values())
    }

    /// Figures for people who wait.
    pub fn progress(&self) -> Progress {
        let entities = self.records.values().filter(|record| record.shown.is_some()).count();
        let of = |is: fn(&Remote) -> bool| self.remotes.values().filter(|remote| is(remote)).count();
        Progress {
            files: self.sources.len(),
            entities,
            remotes: self.remotes.len(),
            waiting: of(|remote| !remote.read && remote.failure.is_none()),
            failing: of(|remote| remote.failure.is_some()),
        }
    }

    /// A path as it is shown: below the working folder, else below the folder of a root, whose name leads.
    pub(crate) fn shown_path(&self, path: &Path) -> String {
        let roots = self.config.roots.iter().filter(|root| root.location.kind == "file");
        let mut roots = roots.map(|root| files::base_of(&root.location.target));
        let below_root = || roots.find_map(|root| path.strip_prefix(root.parent()?).ok());
        let short = path.strip_prefix(&self.base).ok().or_else(below_root);
        short.unwrap_or(path).to_string_lossy().into_owned()
    }

    /// A source as it is shown.
    pub(crate) fn shown_source(&self, id: &str) -> String {
        match (file_of(id), id.split_once(':')) {
            (Some(path), _) => self.shown_path(path),
            (_, Some(("url" | "git", place))) => place.to_owned(),
            _ => id.strip_prefix(PROVIDER).unwrap_or(id).to_owned(),
        }
    }

    pub(crate) fn references(&mut self, stated: &[StatedReference]) -> Vec<Reference> {
        stated
            .iter()
            .filter_map(|reference| {
                Some(Reference {
                    target: self.names.number(&reference.target),
                    forward: known(&reference.forward)?,
                    reverse: known(&reference.reverse)?,
                    line: reference.line,
                    column: reference.column,
                })
            })
            .collect()
    }
}

/// The entity as a tree, if its text shows any sign of the few peculiarities that the engine remembers: most have
/// none, and are not worth taking apart when the program starts.
fn peculiar(json: &str) -> Option<Value> {
    let signs = ["\"Location\"", "\"location\"", annotation::ORPHAN];
    let is_deprecated =
        |rest: &str| rest.get(..10).is_some_and(|word| word.eq_ignore_ascii_case("deprecated"));
    let mut lifecycles = json.split("\"lifecycle\":\"").skip(1);
    let any = signs.into_iter().any(|sign| json.contains(sign)) || lifecycles.any(is_deprecated);
    if any { serde_json::from_str(json).ok() } else { None }
}

/// The static name of a relation type.
fn known(kind: &str) -> Option<&'static str> {
    relations::PAIRS.iter().flat_map(|(one, other)| [*one, *other]).find(|name| *name == kind)
}

impl Record {
    /// Whether nothing lists the entity any more, as far as the catalog or its author knows.
    pub(crate) fn is_orphan(&self) -> bool {
        self.orphan || self.marked
    }
}

/// Whether an entity's author marked it as an orphan.
pub(crate) fn is_marked(entity: &Value) -> bool {
    let mark = annotations_of(entity).and_then(|annotations| annotations.get(annotation::ORPHAN)?.as_str());
    mark == Some("true")
}

/// Whether an entity says that it should not be used any more.
pub(crate) fn is_deprecated(entity: &Value) -> bool {
    let lifecycle = entity.get("spec").and_then(|spec| spec.get("lifecycle")).and_then(Value::as_str);
    lifecycle.is_some_and(|lifecycle| lifecycle.eq_ignore_ascii_case("deprecated"))
}

/// Problems by file and line, each once.
pub fn in_order<'a>(lists: impl Iterator<Item = &'a Vec<Diagnostic>>) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = lists.flatten().cloned().collect();
    all.sort_by(|a, b| (&a.file, a.line, a.column, a.severity).cmp(&(&b.file, b.line, b.column, b.severity)));
    all.dedup();
    all
}
