//! Reading a catalog file, and remembering what was in it.

use crate::{
    config::CatalogConfig,
    inputs::{Delivered, Inputs, OnDisk},
    limits::DIAGNOSTICS_PER_FILE,
    process::{Context, Outcome, process},
    remote::RemoteFile,
};
use portico_entity::{
    Diagnostic, LocationRef, kinds, suggest,
    yaml::{self, Content, YamlError},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The registration that started the chain to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    pub(crate) location: LocationRef,
    /// Whether its kinds are beyond the rules (it was named on the command line).
    pub(crate) trusted: bool,
    /// Placeholders may bring in files from here and below.
    pub(crate) folder: PathBuf,
}

/// What tells that a file may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(Option<(SystemTime, u64)>);

impl Stamp {
    /// The stamp of no file: whatever is there has changed.
    pub(crate) const UNKNOWN: Self = Self(None);

    pub(crate) fn of(path: &Path) -> Self {
        Self(std::fs::metadata(path).ok().and_then(|data| Some((data.modified().ok()?, data.len()))))
    }
}

/// What was in a file when it was last read.
#[derive(Clone)]
pub(crate) struct SourceState {
    /// The remote that it belongs to; none for a file on disk.
    pub(crate) remote: Option<String>,
    /// Location reference that its entities say they come from.
    pub(crate) location: String,
    /// Whether a provider made it.
    pub(crate) direct: bool,
    /// Tells whether a remote file is another; empty for one on disk.
    pub(crate) digest: String,
    pub(crate) stamp: Stamp,
    pub(crate) inputs: Vec<(PathBuf, Stamp)>,
    /// The Location that led to it in the last large pass.
    pub(crate) parent: String,
    pub(crate) origin: Origin,
    pub(crate) folder: bool,
    /// The documents that claim to be an entity.
    pub(crate) documents: Vec<DocumentState>,
    /// Problems that belong to no entity.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether something in the file could not be read, so that what came from it earlier is kept.
    pub(crate) broken: bool,
}

/// A document that claims to be an entity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DocumentState {
    pub(crate) entity_ref: String,
    pub(crate) line: u32,
    pub(crate) hash: String,
    pub(crate) good: bool,
    /// For a Location: where it leads.
    pub(crate) location: Option<LocationSpec>,
    /// What is wrong with it, for when another source has the entity.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Where a Location entity leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LocationSpec {
    pub(crate) kind: Option<String>,
    pub(crate) targets: Vec<String>,
    pub(crate) optional: bool,
}

impl LocationSpec {
    /// Reads the `spec` of a Location entity; `target` comes before `targets`.
    pub(crate) fn of(entity: &Value) -> Option<Self> {
        if !entity.get("kind")?.as_str()?.eq_ignore_ascii_case("location") {
            return None;
        }
        let spec = entity.get("spec")?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let mut targets: Vec<String> = spec.get("target").and_then(text).into_iter().collect();
        if let Some(more) = spec.get("targets").and_then(Value::as_array) {
            targets.extend(more.iter().filter_map(text));
        }
        let kind = spec.get("type").and_then(text);
        let optional = spec.get("presence").and_then(Value::as_str) == Some("optional");
        Some(Self { kind, targets, optional })
    }
}

impl SourceState {
    /// Whether a file on disk, and all that its placeholders bring in, are as they were.
    pub(crate) fn is_fresh(&self, path: &Path, origin: &Origin) -> bool {
        self.stamp != Stamp::UNKNOWN
            && self.stamp == Stamp::of(path)
            && self.origin == *origin
            && self.inputs.iter().all(|(input, stamp)| *stamp == Stamp::of(input))
    }

    fn new(location: String, origin: &Origin) -> Self {
        Self {
            remote: None,
            location,
            direct: false,
            digest: String::new(),
            stamp: Stamp::UNKNOWN,
            inputs: Vec::new(),
            parent: String::new(),
            origin: origin.clone(),
            folder: false,
            documents: Vec::new(),
            diagnostics: Vec::new(),
            broken: false,
        }
    }
}

/// Reads a file on disk: its state to remember, and what became of each document.
pub(crate) fn read_file(
    config: &CatalogConfig,
    path: &Path,
    shown: &str,
    origin: &Origin,
    folder: bool,
) -> (SourceState, Vec<Outcome>) {
    let location = LocationRef::new("file", path.to_string_lossy()).to_string();
    let mut source = SourceState { stamp: Stamp::of(path), folder, ..SourceState::new(location, origin) };
    let documents = match std::fs::read(path) {
        Ok(bytes) => yaml::read(&bytes),
        Err(error) => Err(unreadable(&error)),
    };
    let mut inputs = OnDisk::new(path, &origin.folder);
    let outcomes = understand(config, &mut source, documents, shown, &mut inputs);
    source.inputs = inputs.seen;
    (source, outcomes)
}

/// Reads a file of a remote.
pub(crate) fn read_remote(
    config: &CatalogConfig,
    remote: &str,
    file: &RemoteFile,
    shown: &str,
    origin: &Origin,
) -> (SourceState, Vec<Outcome>) {
    let mut source = SourceState {
        remote: Some(remote.to_owned()),
        direct: file.direct,
        digest: file.digest(),
        ..SourceState::new(file.location.clone(), origin)
    };
    let outcomes =
        understand(config, &mut source, yaml::read(&file.bytes), shown, &mut Delivered(&file.inputs));
    (source, outcomes)
}

/// Takes a file's documents apart.
fn understand(
    config: &CatalogConfig,
    source: &mut SourceState,
    documents: Result<Vec<yaml::Document>, YamlError>,
    shown: &str,
    inputs: &mut dyn Inputs,
) -> Vec<Outcome> {
    let documents = match documents {
        Ok(documents) => documents,
        Err(error) => {
            source.broken = true;
            source.diagnostics.push(diagnostic(&error, shown));
            return Vec::new();
        }
    };
    if source.folder && !documents.is_empty() && documents.iter().all(is_foreign) {
        return Vec::new();
    }
    let mut outcomes = Vec::new();
    for mut document in documents {
        if source.folder && is_of_another_tool(&document, config) {
            continue;
        }
        let root = std::mem::replace(&mut document.root, Err(YamlError::default()));
        match root {
            Err(error) => {
                source.broken = true;
                source.diagnostics.push(diagnostic(&error, shown));
            }
            Ok(root) => {
                let mut context = Context {
                    config,
                    shown,
                    location: &source.location,
                    direct: source.direct,
                    origin: &source.origin,
                    inputs: &mut *inputs,
                };
                outcomes.push(process(document, &root, &mut context));
            }
        }
    }
    remember(source, &mut outcomes, shown);
    source.diagnostics.truncate(DIAGNOSTICS_PER_FILE);
    outcomes
}

/// Whether a document is no entity and does not try to be: a folder holds other YAML files too.
fn is_foreign(document: &yaml::Document) -> bool {
    let Ok(root) = &document.root else { return false };
    match &root.content {
        Content::Mapping(_) => {
            let looks = |key: &str| root.get(key).is_some();
            !["apiVersion", "kind", "metadata"].into_iter().any(looks)
        }
        _ => true,
    }
}

/// Whether a document is of the same form but belongs to another tool, such as a Kubernetes manifest: its version is
/// of another family, and its kind is neither ours nor a slip of the pen for one of ours.
fn is_of_another_tool(document: &yaml::Document, config: &CatalogConfig) -> bool {
    let Ok(root) = &document.root else { return false };
    let text = |key: &str| match root.get(key).map(|node| &node.content) {
        Some(Content::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let (Some(version), Some(kind)) = (text("apiVersion"), text("kind")) else { return false };
    let ours = version.split('/').next().is_some_and(|family| family.ends_with("backstage.io"));
    let known = kinds::KINDS.iter().map(|kind| kind.name);
    let near = known.clone().any(|known| known.eq_ignore_ascii_case(kind))
        || suggest::nearest(kind, known).is_some();
    !ours && !near && !config.kinds.allows(kind)
}

/// Notes the documents that claim an entity, and the problems of those that don't. Of two that claim the same, the
/// later one counts.
fn remember(file: &mut SourceState, outcomes: &mut Vec<Outcome>, shown: &str) {
    let mut last: HashMap<String, usize> = HashMap::new();
    for (index, outcome) in outcomes.iter().enumerate() {
        if let Some(entity_ref) = &outcome.entity_ref {
            last.insert(entity_ref.clone(), index);
        }
    }
    let mut index = 0;
    let later_lines: HashMap<String, u32> =
        last.iter().map(|(entity_ref, index)| (entity_ref.clone(), outcomes[*index].line)).collect();
    outcomes.retain_mut(|outcome| {
        index += 1;
        match &outcome.entity_ref {
            None => {
                file.diagnostics.append(&mut outcome.diagnostics);
                false
            }
            Some(entity_ref) if last.get(entity_ref) != Some(&(index - 1)) => {
                let later = later_lines.get(entity_ref).copied().unwrap_or_default();
                let message = format!("{entity_ref} stands a second time in this file, on line {later}");
                let mut diagnostic =
                    Diagnostic::warning("duplicate-entity", shown, (outcome.line, 1), message);
                diagnostic.help = Some("Only the last one counts; remove or rename one of them".into());
                file.diagnostics.push(diagnostic.about(entity_ref));
                false
            }
            Some(_) => true,
        }
    });
    file.documents = outcomes.iter().map(DocumentState::of).collect();
}

impl DocumentState {
    fn of(outcome: &Outcome) -> Self {
        Self {
            entity_ref: outcome.entity_ref.clone().unwrap_or_default(),
            line: outcome.line,
            hash: outcome.hash.clone(),
            good: outcome.good.is_some(),
            diagnostics: outcome.diagnostics.clone(),
            location: outcome.good.as_ref().and_then(|good| good.location.clone()),
        }
    }
}

fn diagnostic(error: &YamlError, shown: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(error.code, shown, (error.line, error.column), &error.message);
    diagnostic.help.clone_from(&error.help);
    diagnostic
}

fn unreadable(error: &std::io::Error) -> YamlError {
    let help = "Check that the program may read the file".to_owned();
    YamlError {
        code: "unreadable",
        message: format!("This file cannot be read: {error}"),
        help: Some(help),
        ..YamlError::default()
    }
}
