//! What a template would write, from the values so far.
//!
//! The steps that touch nothing but the workspace are played through on trees in memory: `fetch:template`,
//! `fetch:template:file`, `fetch:plain`, `fetch:plain:file`, `catalog:write`, `fs:rename` and `fs:delete`, with `if` and
//! `each`. Steps that reach outside do nothing here; their outputs are examples. What cannot be shown is told, and the
//! rest goes on: while somebody fills in a form, most values are missing at first.
//!
//! ```text
//! let preview = Preview::of(&Given { steps: &template.steps, parameters: &values, trees: &trees, … });
//! let html = preview.html(&Shown { root: "refund-worker", chosen: Some("Cargo.toml"), marked: Some(&on_this_page) });
//! ```

mod html;
mod noting;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use portico_nunjucks::{Environment, Value as Term};
use portico_scm::Integrations;
use serde_json::{Map, Value};

use crate::filters;
use crate::limits::{PREVIEW_BYTES, PREVIEW_FILES, PREVIEW_NOTES};
use crate::skeleton::quick_limits;
use crate::spec::Step;
use crate::tree::{Entry, EntryKind};

pub use html::Shown;

/// Everything that a preview is made of.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The steps of the template.
    pub steps: &'a [Step],
    /// The values so far.
    pub parameters: &'a Map<String, Value>,
    /// What steps fetch, by the address as a step writes it: `./skeleton`. A tree of one file stands for that file.
    pub trees: &'a [(String, Vec<Entry>)],
    /// Who is looking: `{ref, entity}`.
    pub user: &'a Value,
    /// The reference of the template, which `catalog:write` notes.
    pub template: &'a str,
    /// Outputs of actions that are not played through, by action: examples.
    pub outputs: &'a BTreeMap<String, Map<String, Value>>,
    /// The hosts whose addresses `parseRepoUrl` understands.
    pub integrations: &'a Arc<Integrations>,
}

/// What a template would write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// The files, in the order of their paths.
    pub files: Vec<File>,
    /// What cannot be shown, and why.
    pub notes: Vec<Note>,
}

/// A file that a template would write.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// From the top of the workspace.
    pub path: String,
    /// What is in it.
    pub content: Content,
    /// Whether it can be run.
    pub executable: bool,
    /// The parameters that its name or its content come from, and their values.
    pub values: Vec<(String, Value)>,
    /// The step that wrote it.
    pub step: String,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(String),
    /// Something else, of so many bytes.
    Binary(usize),
    /// A link, and where it leads.
    Link(String),
}

/// Something that a preview cannot show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The id of the step that it is about.
    pub step: String,
    /// What it is.
    pub message: String,
}

/// What lies in the simulated workspace.
#[derive(Debug)]
struct Item {
    kind: EntryKind,
    reads: BTreeSet<String>,
    step: String,
}

/// A workspace that steps are played through in.
#[derive(Debug, Default)]
struct Workspace {
    items: BTreeMap<String, Item>,
    bytes: usize,
}

impl Preview {
    /// Plays the steps through.
    pub fn of(given: &Given<'_>) -> Self {
        let mut language = Environment::scaffolder().with_limits(quick_limits());
        filters::add(&mut language, given.integrations);
        // Nothing fails here: what would fail is told.
        language.global("always", Arc::new(|_| Ok(Term::Bool(true))));
        language.global("failure", Arc::new(|_| Ok(Term::Bool(false))));
        let (workspace, notes) = steps::play(given, &language);
        Self { files: workspace.files(given.parameters), notes }
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl Workspace {
    /// Puts something in; an error if there is no more room.
    fn put(&mut self, path: String, item: Item) -> Result<(), String> {
        if let EntryKind::File { bytes, .. } = &item.kind {
            self.bytes += bytes.len();
        }
        if self.bytes > PREVIEW_BYTES || self.items.len() >= PREVIEW_FILES {
            let megabytes = PREVIEW_BYTES / (1024 * 1024);
            return Err(format!(
                "a preview shows at most {PREVIEW_FILES} files and {megabytes} MB; the rest is left out"
            ));
        }
        self.items.insert(path, item);
        Ok(())
    }

    fn has(&self, path: &str) -> bool {
        self.items.contains_key(path)
    }

    fn files(self, parameters: &Map<String, Value>) -> Vec<File> {
        let items = self.items.into_iter();
        items.filter_map(|(path, item)| file(path, item, parameters)).collect()
    }
}

fn file(path: String, item: Item, parameters: &Map<String, Value>) -> Option<File> {
    let (content, executable) = match item.kind {
        EntryKind::Folder => return None,
        EntryKind::Link(target) => (Content::Link(target), false),
        EntryKind::File { bytes, executable } => match std::str::from_utf8(&bytes) {
            Ok(text) if !text.contains('\0') => (Content::Text(text.to_owned()), executable),
            _ => (Content::Binary(bytes.len()), executable),
        },
    };
    let values = item.reads.into_iter().filter_map(|name| {
        let value = parameters.get(&name)?.clone();
        Some((name, value))
    });
    Some(File { path, content, executable, values: values.collect(), step: item.step })
}

/// Notes that are not endless.
#[derive(Debug, Default)]
struct Notes(Vec<Note>);

impl Notes {
    fn add(&mut self, step: &str, message: impl Into<String>) {
        let note = Note { step: step.to_owned(), message: message.into() };
        if self.0.len() < PREVIEW_NOTES && !self.0.contains(&note) {
            self.0.push(note);
        }
    }
}
