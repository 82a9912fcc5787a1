//! The first half of a large pass: following Locations, and noting every document that claims to be an entity.

use crate::{
    config::Root,
    engine::Engine,
    files::{self, TargetError, normal},
    limits::LOCATION_DEPTH,
    pass::{Claim, Pass, Step, file_of},
    process::Outcome,
    read::{self, LocationSpec, Origin},
    watch::FileEvents,
};
use portico_entity::{Diagnostic, LocationRef, location::sha1_hex};
use rayon::prelude::*;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// What a remote is called whose entities are made by a provider: this and the provider's name.
pub(crate) const PROVIDER: &str = "provider:";

impl Engine {
    pub(crate) fn discover(&mut self, events: &FileEvents, pass: &mut Pass) {
        for root in self.roots() {
            self.begin_at(&root, pass);
        }
        for name in self.providers.clone() {
            let remote = format!("{PROVIDER}{name}");
            let location = LocationRef::new("provider", &name);
            let origin = Origin { location, trusted: true, folder: PathBuf::new() };
            pass.reached.insert(remote.clone(), origin.clone());
            self.take_remote(&remote, &remote, &origin, 0, pass);
        }
        loop {
            while let Some(step) = pass.queue.pop_front() {
                self.follow(step, events, pass);
            }
            let kept: Vec<Step> = self.kept_locations(pass);
            if kept.is_empty() {
                return;
            }
            pass.kept.extend(kept.iter().map(|step| step.entity_ref.clone()));
            pass.queue.extend(kept);
        }
    }

    /// Claims the Location entity of a root, and follows it next.
    fn begin_at(&self, root: &Root, pass: &mut Pass) {
        let entity_ref = root.entity_ref();
        let key = root.location.to_string();
        let claim = Claim {
            location_key: key.clone(),
            parent: None,
            line: 0,
            hash: sha1_hex(key.as_bytes()),
            good: true,
        };
        pass.claims.entry(entity_ref.clone()).or_default().push(claim);
        pass.roots.insert(entity_ref.clone(), root.clone());
        let folder = match root.location.kind.as_str() {
            "file" => files::base_of(&root.location.target),
            _ => PathBuf::new(),
        };
        let origin = Origin { location: root.location.clone(), trusted: root.trusted, folder };
        let targets = vec![root.location.target.clone()];
        let kind = root.location.kind.clone();
        let spec = LocationSpec { kind: Some(kind.clone()), targets, optional: root.optional };
        pass.queue.push_back(Step { entity_ref, spec, from: From::Root(kind), line: 0, origin, depth: 0 });
    }

    /// Locations that nobody lists in this pass but that are kept because their own source could not be read.
    fn kept_locations(&self, pass: &Pass) -> Vec<Step> {
        let unclaimed = self.records.iter().filter(|(entity_ref, record)| {
            record.location.is_some()
                && !pass.claims.contains_key(*entity_ref)
                && !pass.reached.contains_key(*entity_ref)
                && self.is_kept(entity_ref, record, pass)
        });
        unclaimed
            .filter_map(|(entity_ref, record)| {
                let origin = pass.reached.get(record.parent.as_ref()?)?.clone();
                let from = From::of(&record.location_key);
                let spec = record.location.clone()?;
                Some(Step { entity_ref: entity_ref.clone(), spec, from, line: record.line, origin, depth: 1 })
            })
            .collect()
    }

    fn follow(&mut self, step: Step, events: &FileEvents, pass: &mut Pass) {
        if pass.reached.contains_key(&step.entity_ref) {
            return;
        }
        pass.reached.insert(step.entity_ref.clone(), step.origin.clone());
        if step.depth > LOCATION_DEPTH {
            let message = format!("More than {LOCATION_DEPTH} locations lead to one another here");
            self.location_problem(&step, "location-depth", message, None, pass);
            return;
        }
        let own = step.from.kind();
        let kind = step.spec.kind.clone().unwrap_or_else(|| own.to_owned());
        match kind.as_str() {
            "file" if own == "file" => {
                for target in step.spec.targets.clone() {
                    self.follow_files(&step, &target, events, pass);
                }
            }
            "url" => {
                for target in step.spec.targets.clone() {
                    self.follow_url(&step, &target, pass);
                }
            }
            "git" => {
                for target in step.spec.targets.clone() {
                    self.follow_git(&step, &target, pass);
                }
            }
            "file" => {
                let message = "A location that is not a file cannot lead to files".to_owned();
                let help = "Use type: url, or leave the type away and write the target relative to this file";
                self.location_problem(&step, "location-type", message, Some(help.into()), pass);
            }
            _ => {
                let message = format!("Locations of the type \"{kind}\" are not known");
                let help =
                    "Use type: file with the path of a file, folder or glob, or type: url with an address";
                self.location_problem(&step, "location-type", message, Some(help.into()), pass);
            }
        }
    }

    fn follow_files(&mut self, step: &Step, target: &str, events: &FileEvents, pass: &mut Pass) {
        let file = match &step.from {
            From::File(file) => Some(file),
            _ => None,
        };
        let absolute = match file {
            // As in the format that we read: only a target that begins with a dot is relative to its file.
            Some(file) if target.starts_with('.') => file.parent().unwrap_or(file).join(target),
            Some(_) => self.base.join(target),
            None => PathBuf::from(target),
        };
        let absolute = normal(&absolute).to_string_lossy().into_owned();
        let base = files::base_of(&absolute);
        let below =
            base != files::normal(Path::new(&absolute)).parent().unwrap_or(&base) || absolute.contains('*');
        let recursive = pass.watched.entry(base.clone()).or_default();
        *recursive |= below || Path::new(&absolute).is_dir();
        match files::find(&absolute) {
            Ok(found) => {
                self.read_stale(&found.files, &step.origin, found.folder, pass);
                for path in found.files {
                    self.take_source(&step.entity_ref, &step.origin, step.depth, id_of(&path), pass);
                }
            }
            Err(TargetError::Missing(_) | TargetError::NoMatch(_) | TargetError::EmptyFolder(_))
                if step.spec.optional => {}
            Err(error) => {
                // Files that were seen to be deleted take their entities with them.
                if !self.was_deleted(&error, &base, events) {
                    pass.unreadable.insert(step.entity_ref.clone());
                }
                let beside = file.and_then(|file| file.parent()).map(|folder| folder.join(target));
                let help = match beside.filter(|beside| !target.starts_with('.') && beside.exists()) {
                    Some(_) => format!("Write ./{target}: only then it is looked for beside this file"),
                    None => "Check the path".to_owned(),
                };
                self.location_problem(step, "not-found", error.to_string(), Some(help), pass);
            }
        }
    }

    /// Whether a target leads nowhere because its files were seen to be deleted just now, while their folder is
    /// still there. Files that are gone without that (a disk that is not mounted) are not treated as deleted.
    fn was_deleted(&self, error: &TargetError, base: &Path, events: &FileEvents) -> bool {
        let was_read = |path: &Path| self.sources.contains_key(&id_of(path));
        match error {
            TargetError::Missing(path) => {
                was_read(path) && events.deleted.contains(path) && path.parent().is_some_and(Path::exists)
            }
            TargetError::NoMatch(_) | TargetError::EmptyFolder(_) => {
                let mut deleted = events.deleted.iter();
                base.exists() && deleted.any(|path| path.starts_with(base) && was_read(path))
            }
            _ => false,
        }
    }

    /// Reads those of the files that may have changed, all cores at once.
    pub(crate) fn read_stale(&mut self, files: &[PathBuf], origin: &Origin, folder: bool, pass: &mut Pass) {
        let is_stale = |path: &&PathBuf| {
            let id = id_of(path);
            let known = self.sources.get(&id);
            !pass.read.contains(&id)
                && !known.is_some_and(|file| file.folder == folder && file.is_fresh(path, origin))
        };
        let stale: Vec<&PathBuf> = files.iter().filter(is_stale).collect();
        let read: Vec<_> = stale
            .into_par_iter()
            .map(|path| {
                let shown = self.shown_path(path);
                let (file, outcomes) = read::read_file(&self.config, path, &shown, origin, folder);
                (id_of(path), file, self.news(&shown, outcomes))
            })
            .collect();
        for (id, file, news) in read {
            pass.outcomes.insert(id.clone(), news);
            self.sources.insert(id, file);
        }
    }

    /// Notes what a source claims, and where its Locations lead.
    pub(crate) fn take_source(
        &mut self,
        parent: &str,
        origin: &Origin,
        depth: usize,
        id: String,
        pass: &mut Pass,
    ) {
        if pass.read.contains(&id) {
            return;
        }
        let Some(source) = self.sources.get_mut(&id) else { return };
        if source.parent != parent {
            source.parent = parent.to_owned();
            if source.remote.is_some() {
                pass.fresh_sources.insert(id.clone());
            }
        }
        for (input, _) in &source.inputs {
            pass.watched.entry(input.parent().unwrap_or(input).to_owned()).or_default();
        }
        for document in &source.documents {
            let entity_ref = document.entity_ref.clone();
            if let Some(spec) = &document.location {
                // What a provider lists stands for itself.
                let origin = match source.direct {
                    true => Origin {
                        location: LocationRef::parse(&source.location).unwrap_or(origin.location.clone()),
                        trusted: false,
                        folder: PathBuf::new(),
                    },
                    false => origin.clone(),
                };
                pass.queue.push_back(Step {
                    entity_ref: entity_ref.clone(),
                    spec: spec.clone(),
                    from: if source.direct { From::Provider } else { From::of(&id) },
                    line: document.line,
                    origin,
                    depth: depth + 1,
                });
            }
            if pass.kept.contains(&entity_ref) {
                // Otherwise locations that lead to one another would hold each other for ever.
                continue;
            }
            pass.claims.entry(entity_ref).or_default().push(Claim {
                location_key: id.clone(),
                parent: Some(parent.to_owned()),
                line: document.line,
                hash: document.hash.clone(),
                good: document.good,
            });
        }
        pass.read.insert(id);
    }

    /// The outcomes that differ from what is known. What is as it was is not held until the end of the pass: an
    /// import is large enough without it.
    pub(crate) fn news(&self, shown: &str, outcomes: Vec<Outcome>) -> HashMap<String, Outcome> {
        let is_news = |entity_ref: &str, outcome: &Outcome| {
            self.records.get(entity_ref).is_none_or(|record| {
                record.hash != outcome.hash
                    || record.line != outcome.line
                    || record.file != shown
                    || record.orphan
                    || record.pending
                    || record.shown.is_none()
            })
        };
        let named = outcomes.into_iter().filter_map(|outcome| Some((outcome.entity_ref.clone()?, outcome)));
        named.filter(|(entity_ref, outcome)| is_news(entity_ref, outcome)).collect()
    }

    pub(crate) fn location_problem(
        &self,
        step: &Step,
        code: &str,
        message: String,
        help: Option<String>,
        pass: &mut Pass,
    ) {
        let shown = match &step.from {
            From::File(file) => self.shown_path(file),
            From::Url(place) | From::Git(place) => place.clone(),
            From::Root(_) | From::Provider => step.origin.location.to_string(),
        };
        let mut diagnostic = Diagnostic::error(code, &shown, (step.line, 0), message).about(&step.entity_ref);
        if code == "not-found" {
            diagnostic.class = Some("NotFoundError".into());
        }
        diagnostic.help = help;
        if code != "not-found" {
            pass.unreadable.insert(step.entity_ref.clone());
        }
        pass.problems.entry(step.entity_ref.clone()).or_default().push(diagnostic);
    }
}

/// What a Location was read from: it decides what its targets mean.
#[derive(Clone, Debug)]
pub(crate) enum From {
    /// The configuration or a registration, of this type.
    Root(String),
    File(PathBuf),
    Url(String),
    /// A target in a git repository.
    Git(String),
    Provider,
}

impl From {
    /// By the identifier of the source that a Location stands in.
    fn of(id: &str) -> Self {
        match (file_of(id), id.split_once(':')) {
            (Some(path), _) => Self::File(path.to_owned()),
            (_, Some(("url", url))) => Self::Url(url.to_owned()),
            (_, Some(("git", target))) => Self::Git(target.to_owned()),
            _ => Self::Provider,
        }
    }

    fn kind(&self) -> &str {
        match self {
            Self::Root(kind) => kind,
            Self::File(_) => "file",
            Self::Git(_) => "git",
            Self::Url(_) | Self::Provider => "url",
        }
    }
}

/// The identifier of a file on disk.
pub(crate) fn id_of(path: &Path) -> String {
    LocationRef::new("file", path.to_string_lossy()).to_string()
}
