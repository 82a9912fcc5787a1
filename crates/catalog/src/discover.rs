//! The first half of a pass: following Locations, and noting every document that claims to be an entity.

use crate::{
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

impl Engine {
    pub(crate) fn discover(&mut self, events: &FileEvents, pass: &mut Pass) {
        for root in self.config.roots.clone() {
            let entity_ref = format!("location:default/{}", root.location.entity_name());
            let key = root.location.to_string();
            let claim = Claim {
                location_key: key.clone(),
                parent: None,
                line: 0,
                hash: sha1_hex(key.as_bytes()),
                good: true,
                path: None,
            };
            pass.claims.entry(entity_ref.clone()).or_default().push(claim);
            pass.roots.insert(entity_ref.clone(), root.location.clone());
            let folder = files::base_of(&root.location.target);
            let origin = Origin { location: root.location.clone(), trusted: root.trusted, folder };
            let targets = vec![root.location.target.clone()];
            let spec = LocationSpec { kind: Some(root.location.kind), targets, optional: false };
            pass.queue.push_back(Step { entity_ref, spec, file: None, line: 0, origin, depth: 0 });
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

    /// Locations that nobody lists in this pass but that are kept because their own source could not be read.
    fn kept_locations(&self, pass: &Pass) -> Vec<Step> {
        let unclaimed = self.records.iter().filter(|(entity_ref, record)| {
            !pass.claims.contains_key(*entity_ref)
                && !pass.reached.contains_key(*entity_ref)
                && self.is_kept(entity_ref, record, pass)
        });
        unclaimed
            .filter_map(|(entity_ref, record)| {
                let origin = pass.reached.get(record.parent.as_ref()?)?.clone();
                let file = file_of(&record.location_key).map(Path::to_owned);
                let spec = record.location.clone()?;
                Some(Step { entity_ref: entity_ref.clone(), spec, file, line: record.line, origin, depth: 1 })
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
        let kind = step.spec.kind.clone().unwrap_or_else(|| "file".into());
        if kind != "file" {
            let message = format!("Locations of the type \"{kind}\" cannot be read by this version");
            let help = "Use type: file with the path of a file, folder or glob".to_owned();
            self.location_problem(&step, "location-type", message, Some(help), pass);
            return;
        }
        for target in step.spec.targets.clone() {
            self.follow_target(&step, &target, events, pass);
        }
    }

    fn follow_target(&mut self, step: &Step, target: &str, events: &FileEvents, pass: &mut Pass) {
        let absolute = match &step.file {
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
                    self.take_file(step, path, pass);
                }
            }
            Err(TargetError::Missing(_) | TargetError::NoMatch(_) | TargetError::EmptyFolder(_))
                if step.spec.optional => {}
            Err(error) => {
                // Files that were seen to be deleted take their entities with them.
                if !self.was_deleted(&error, &base, events) {
                    pass.unreadable.insert(step.entity_ref.clone());
                }
                let beside =
                    step.file.as_ref().and_then(|file| file.parent()).map(|folder| folder.join(target));
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
        match error {
            TargetError::Missing(path) => {
                let was_read = self.files.contains_key(path);
                was_read && events.deleted.contains(path) && path.parent().is_some_and(Path::exists)
            }
            TargetError::NoMatch(_) | TargetError::EmptyFolder(_) => {
                let mut deleted = events.deleted.iter();
                base.exists() && deleted.any(|path| path.starts_with(base) && self.files.contains_key(path))
            }
            _ => false,
        }
    }

    /// Reads those of the files that may have changed, all cores at once.
    fn read_stale(&mut self, files: &[PathBuf], origin: &Origin, folder: bool, pass: &mut Pass) {
        let is_stale = |path: &&PathBuf| {
            let known = self.files.get(*path);
            !pass.read.contains(*path)
                && !known.is_some_and(|file| file.folder == folder && file.is_fresh(path, origin))
        };
        let stale: Vec<&PathBuf> = files.iter().filter(is_stale).collect();
        let read: Vec<_> = stale
            .into_par_iter()
            .map(|path| {
                let shown = self.shown_path(path);
                let (file, outcomes) = read::read(&self.config, path, &shown, origin, folder);
                (path.clone(), file, self.news(&shown, outcomes))
            })
            .collect();
        for (path, file, news) in read {
            pass.outcomes.insert(path.clone(), news);
            self.files.insert(path, file);
        }
    }

    fn take_file(&mut self, step: &Step, path: PathBuf, pass: &mut Pass) {
        if !pass.read.insert(path.clone()) {
            return;
        }
        let Some(file) = self.files.get(&path) else { return };
        for (input, _) in &file.inputs {
            pass.watched.entry(input.parent().unwrap_or(input).to_owned()).or_default();
        }
        for document in &file.documents {
            let entity_ref = document.entity_ref.clone();
            if let Some(spec) = &document.location {
                pass.queue.push_back(Step {
                    entity_ref: entity_ref.clone(),
                    spec: spec.clone(),
                    file: Some(path.clone()),
                    line: document.line,
                    origin: step.origin.clone(),
                    depth: step.depth + 1,
                });
            }
            if pass.kept.contains(&entity_ref) {
                // Otherwise locations that lead to one another would hold each other for ever.
                continue;
            }
            pass.claims.entry(entity_ref).or_default().push(Claim {
                location_key: LocationRef::new("file", path.to_string_lossy()).to_string(),
                parent: Some(step.entity_ref.clone()),
                line: document.line,
                hash: document.hash.clone(),
                good: document.good,
                path: Some(path.clone()),
            });
        }
    }

    /// The outcomes that differ from what is known. What is as it was is not held until the end of the pass: an
    /// import is large enough without it.
    fn news(&self, shown: &str, outcomes: Vec<Outcome>) -> HashMap<String, Outcome> {
        let is_news = |entity_ref: &str, outcome: &Outcome| {
            self.records.get(entity_ref).is_none_or(|record| {
                record.hash != outcome.hash
                    || record.line != outcome.line
                    || record.file != shown
                    || record.orphan
            })
        };
        let named = outcomes.into_iter().filter_map(|outcome| Some((outcome.entity_ref.clone()?, outcome)));
        named.filter(|(entity_ref, outcome)| is_news(entity_ref, outcome)).collect()
    }

    fn location_problem(
        &self,
        step: &Step,
        code: &str,
        message: String,
        help: Option<String>,
        pass: &mut Pass,
    ) {
        let shown = match &step.file {
            Some(file) => self.shown_path(file),
            None => step.origin.location.to_string(),
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
