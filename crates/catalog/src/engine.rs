//! What the catalog knows, and what a pass over its sources changes.

use crate::{
    config::CatalogConfig,
    files,
    names::{Name, Names},
    read::{FileState, LocationSpec},
    stitch::{Attention, Graph},
};
use portico_entity::{Diagnostic, annotation, entity::annotations_of, relations};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The catalog's knowledge about its sources and entities. It is driven by passes, each of which is the only one at
/// its time; between passes nothing changes.
pub struct Engine {
    pub(crate) config: CatalogConfig,
    /// Paths below this folder are shown relative to it.
    pub(crate) base: PathBuf,
    pub(crate) new_uid: Box<dyn FnMut() -> String + Send + Sync>,
    pub(crate) names: Names,
    pub(crate) files: BTreeMap<PathBuf, FileState>,
    pub(crate) records: BTreeMap<String, Record>,
    pub(crate) graph: Graph,
    pub(crate) problems: Arc<Vec<Diagnostic>>,
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
    pub(crate) shown: Option<Shown>,
}

/// The final form of an entity, as it is shown.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) json: Arc<str>,
    pub(crate) attention: Vec<Attention>,
}

/// A reference that an entity states, with names as numbers.
pub(crate) struct Reference {
    pub(crate) target: Name,
    pub(crate) forward: &'static str,
    pub(crate) reverse: &'static str,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A reference that an entity states, and where it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedReference {
    /// Full reference of the target.
    pub target: String,
    /// Relation from the entity to the target.
    pub forward: Cow<'static, str>,
    /// Relation from the target back.
    pub reverse: Cow<'static, str>,
    /// Line, counted from 1.
    pub line: u32,
    /// Column, counted from 1.
    pub column: u32,
}

/// What is stored about an entity: everything that the engine needs to go on after a restart.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Identifier for the life of the entity.
    pub uid: String,
    /// Location reference of the file it is read from.
    pub location_key: String,
    /// The Location entity that lists it.
    pub parent: Option<String>,
    /// Path of its file as shown, empty for locations that the configuration names.
    pub file: String,
    /// Line on which its document begins.
    pub line: u32,
    /// Changes whenever anything that it is made of does.
    pub hash: String,
    /// Whether nothing lists it any more.
    pub orphan: bool,
    /// The document as written.
    pub source: String,
    /// The processed entity in JSON, without relations and status. When storing, `None` keeps what is stored.
    pub entity: Option<Arc<str>>,
    /// The references that the processed entity states.
    pub references: Vec<StatedReference>,
    /// What is wrong with the document.
    pub diagnostics: Vec<Diagnostic>,
    /// Line and column at which its file is broken, if that is why it is shown as it was before.
    pub stale: Option<(u32, u32)>,
}

/// How an entity changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Its content is another.
    Updated,
    /// It is gone.
    Removed,
}

/// One entry of the change log.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The entity.
    pub entity_ref: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The entity before, as it was shown.
    pub before: Option<Arc<str>>,
    /// The entity after.
    pub after: Option<Arc<str>>,
    /// The file that it comes from, as shown.
    pub file: String,
}

/// Everything that a pass changed: to be stored in one transaction, then shown.
#[derive(Default)]
pub struct Batch {
    /// Time of the pass, in milliseconds since 1970.
    pub at_ms: i64,
    /// Rows to write, new or changed.
    pub rows: Vec<Row>,
    /// References of rows to delete.
    pub removed: Vec<String>,
    /// Entries for the change log.
    pub changes: Vec<Change>,
    /// Entities whose final form is another: their JSON and what needs attention about them.
    pub shown: Vec<(String, Arc<str>, Vec<Attention>)>,
    /// Entities that are not shown any more.
    pub hidden: Vec<String>,
    /// Every problem there is now, by file and line.
    pub problems: Arc<Vec<Diagnostic>>,
    /// Folders to watch, and whether with everything below.
    pub watched: BTreeMap<PathBuf, bool>,
}

impl Batch {
    /// Whether there is anything to store or show, beyond the list of problems.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.removed.is_empty() && self.shown.is_empty() && self.hidden.is_empty()
    }
}

/// How far a pass has come, for whoever waits for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files known.
    pub files: usize,
    /// Entities that are shown.
    pub entities: usize,
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
            files: BTreeMap::new(),
            records: BTreeMap::new(),
            graph: Graph::default(),
            problems: Arc::default(),
        }
    }

    /// Takes up what was stored, before the first pass. Returns a batch that shows it all and stores nothing.
    pub fn restore(&mut self, rows: Vec<Row>) -> Batch {
        let mut affected = Vec::with_capacity(rows.len());
        let mut entities = BTreeMap::new();
        for row in rows {
            let Row { entity_ref, uid, location_key, parent, file, line, hash, orphan, .. } = row;
            let processed = row.entity.as_deref().and_then(peculiar);
            let references = self.references(&row.references);
            let name = self.names.number(&entity_ref);
            self.graph.add(name, &references);
            let record = Record {
                uid,
                location_key,
                parent,
                file,
                line,
                hash,
                orphan,
                references,
                diagnostics: row.diagnostics,
                location: processed.as_ref().and_then(LocationSpec::of),
                deprecated: processed.as_ref().is_some_and(is_deprecated),
                marked: processed.as_ref().is_some_and(is_marked),
                stale: row.stale,
                shown: None,
            };
            self.records.insert(entity_ref.clone(), record);
            if let Some(entity) = row.entity {
                self.graph.exists(name, true);
                affected.push(name);
                entities.insert(entity_ref, entity);
            }
        }
        let mut batch = Batch::default();
        self.stitch(&affected, &entities, &mut batch);
        self.survey(&[]);
        batch.problems = Arc::clone(&self.problems);
        batch
    }

    /// Figures for people who wait.
    pub fn progress(&self) -> Progress {
        let entities = self.records.values().filter(|record| record.shown.is_some()).count();
        Progress { files: self.files.len(), entities }
    }

    /// A path as it is shown: below the working folder, else below the folder of a root, whose name leads.
    pub(crate) fn shown_path(&self, path: &Path) -> String {
        let mut roots = self.config.roots.iter().map(|root| files::base_of(&root.location.target));
        let below_root = || roots.find_map(|root| path.strip_prefix(root.parent()?).ok());
        let short = path.strip_prefix(&self.base).ok().or_else(below_root);
        short.unwrap_or(path).to_string_lossy().into_owned()
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
