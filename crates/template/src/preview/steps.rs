//! The steps, played through.

use std::collections::BTreeSet;

use portico_nunjucks::{Environment, Scope};
use serde_json::{Map, Value, json};

use super::noting::{Origins, parameters};
use super::{Given, Item, Note, Notes, Workspace};
use crate::expr::{Context, Place, Turn, holds, render, turns};
use crate::glob::Glob;
use crate::limits::PREVIEW_TURNS;
use crate::skeleton::{Options, Skeleton};
use crate::spec::Step;
use crate::tree::{Entry, EntryKind, below, inside};
use crate::yaml;

/// The annotation that says which template made an entity.
const SOURCE_TEMPLATE: &str = "backstage.io/source-template";

struct Play<'a> {
    given: &'a Given<'a>,
    language: &'a Environment,
    context: Context,
    workspace: Workspace,
    notes: Notes,
    /// Turns that may still be played through.
    turns_left: usize,
}

pub(super) fn play(given: &Given<'_>, language: &Environment) -> (Workspace, Vec<Note>) {
    let mut play = Play {
        given,
        language,
        context: Context::new(given.parameters, given.user, "preview"),
        workspace: Workspace::default(),
        notes: Notes::default(),
        turns_left: PREVIEW_TURNS,
    };
    for step in given.steps {
        play.step(step);
    }
    (play.workspace, play.notes.0)
}

impl Play<'_> {
    fn step(&mut self, step: &Step) {
        if self.is_over(step) {
            return;
        }
        let mut warnings = Vec::new();
        let example = self.given.outputs.get(&step.action).cloned().unwrap_or_else(|| examples(&step.action));
        match &step.each {
            None => {
                let scope = self.context.scope(Place::Condition(None));
                if holds(self.language, step.condition.as_ref(), &scope, &mut warnings) {
                    self.turn(step, None);
                    self.context.add_step(&step.id, &example);
                }
            }
            Some(each) => {
                let scope = self.context.scope(Place::Input(None));
                match turns(self.language, each, &scope, &mut warnings) {
                    Ok(turns) => {
                        for (key, value) in &turns {
                            if self.is_over(step) {
                                break;
                            }
                            let turn = Turn { key, value };
                            let scope = self.context.scope(Place::Condition(Some(turn)));
                            if holds(self.language, step.condition.as_ref(), &scope, &mut warnings) {
                                self.turn(step, Some(turn));
                            }
                        }
                        let lists =
                            example.into_iter().map(|(name, value)| (name, json!(vec![value; turns.len()])));
                        self.context.add_step(&step.id, &lists.collect());
                    }
                    Err(error) => self.notes.add(&step.id, error.to_string()),
                }
            }
        }
        for warning in warnings {
            self.notes.add(&step.id, format!("{}: {}", warning.path, warning.message));
        }
    }

    /// Whether enough was played through; says so if it was.
    fn is_over(&mut self, step: &Step) -> bool {
        let is_over = self.turns_left == 0;
        if is_over {
            self.notes.add(&step.id, format!("the preview ends after {PREVIEW_TURNS} turns of steps"));
        }
        is_over
    }

    fn turn(&mut self, step: &Step, turn: Option<Turn<'_>>) {
        self.turns_left = self.turns_left.saturating_sub(1);
        let scope = self.context.scope(Place::Input(turn));
        let written = Value::Object(step.input.clone());
        let mut warnings = Vec::new();
        let input = render(self.language, &written, &scope, "input", &mut warnings).unwrap_or_default();
        for warning in warnings {
            self.notes.add(&step.id, format!("{}: {}", warning.path, warning.message));
        }
        let done = match step.action.as_str() {
            "fetch:template" => self.template(step, &input, &scope),
            "fetch:template:file" => self.template_file(step, &input, &scope),
            "fetch:plain" => self.plain(step, &input, &scope),
            "fetch:plain:file" => self.plain_file(step, &input, &scope),
            "catalog:write" => self.write_entity(step, &input, &scope),
            "fs:rename" => self.rename(&input),
            "fs:delete" => self.delete(&input),
            _ => Ok(()),
        };
        if let Err(message) = done {
            self.notes.add(&step.id, message);
        }
    }

    /// What a step fetches.
    fn tree(&self, input: &Value) -> Result<Vec<Entry>, String> {
        let url = text(input, "url").ok_or("it does not say what to fetch")?;
        let plain = |url: &str| url.trim_start_matches("./").trim_end_matches('/').to_owned();
        let found = self.given.trees.iter().find(|(known, _)| plain(known) == plain(url));
        match found {
            Some((_, entries)) if !entries.is_empty() => Ok(entries.clone()),
            Some(_) => Err(format!("there is nothing at {url}")),
            None => {
                Err(format!("what lies at {url} is fetched when the template runs, and not for a preview"))
            }
        }
    }

    fn template(&mut self, step: &Step, input: &Value, scope: &Scope) -> Result<(), String> {
        let entries = self.tree(input)?;
        let options = Options::read(input).map_err(|error| error.to_string())?;
        let origins = Origins::of(self.language, step.input.get("values"), scope);
        self.skeleton(step, &entries, options, &origins)
    }

    /// Renders entry by entry, so that one that cannot be rendered leaves the others.
    fn skeleton(
        &mut self,
        step: &Step,
        entries: &[Entry],
        options: Options,
        origins: &Origins,
    ) -> Result<(), String> {
        let skeleton = Skeleton::new(options, self.language);
        for entry in entries {
            let workspace = &self.workspace;
            match skeleton.tree(std::slice::from_ref(entry), &|path| workspace.has(path)) {
                Ok(rendered) => {
                    for one in rendered {
                        let reads = origins.behind(&one.reads);
                        self.put(step, one.entry.path, one.entry.kind, reads)?;
                    }
                }
                Err(error) => self.notes.add(&step.id, error.to_string()),
            }
        }
        Ok(())
    }

    /// A template of one file goes where `targetPath` says, whatever it was called.
    fn template_file(&mut self, step: &Step, input: &Value, scope: &Scope) -> Result<(), String> {
        let entry = self.tree(input)?.into_iter().find(|entry| matches!(entry.kind, EntryKind::File { .. }));
        let entry = entry.ok_or("what it fetches is no file")?;
        let target = target(input)?;
        let (folder, name) = target.rsplit_once('/').unwrap_or(("", &target));
        let mut options = Options::read(input).map_err(|error| error.to_string())?;
        folder.clone_into(&mut options.target);
        let origins = Origins::of(self.language, step.input.get("values"), scope);
        self.skeleton(step, &[Entry { path: name.to_owned(), kind: entry.kind }], options, &origins)
    }

    fn plain(&mut self, step: &Step, input: &Value, scope: &Scope) -> Result<(), String> {
        let reads = parameters(self.language, &Value::Object(step.input.clone()), scope);
        let target = target(input)?;
        for entry in self.tree(input)? {
            let Some(path) = inside(&entry.path) else { continue };
            self.put(step, below(&target, &path), entry.kind, reads.clone())?;
        }
        Ok(())
    }

    fn plain_file(&mut self, step: &Step, input: &Value, scope: &Scope) -> Result<(), String> {
        let entry = self.tree(input)?.into_iter().find(|entry| matches!(entry.kind, EntryKind::File { .. }));
        let entry = entry.ok_or("what it fetches is no file")?;
        let reads = parameters(self.language, &Value::Object(step.input.clone()), scope);
        self.put(step, target(input)?, entry.kind, reads)
    }

    fn write_entity(&mut self, step: &Step, input: &Value, scope: &Scope) -> Result<(), String> {
        let mut entity = input.get("entity").cloned().unwrap_or_default();
        let reads = parameters(self.language, &Value::Object(step.input.clone()), scope);
        let path = text(input, "filePath").unwrap_or("catalog-info.yaml");
        let path = inside(path).ok_or_else(|| format!("`{path}` leads out of the workspace"))?;
        let members = entity.as_object_mut().ok_or("`entity` must be an object")?;
        let metadata = members.entry("metadata").or_insert_with(|| json!({}));
        let metadata = metadata.as_object_mut().ok_or("`entity.metadata` must be an object")?;
        let annotations = metadata.entry("annotations").or_insert_with(|| json!({}));
        let annotations =
            annotations.as_object_mut().ok_or("`entity.metadata.annotations` must be an object")?;
        annotations.insert(SOURCE_TEMPLATE.to_owned(), self.given.template.into());
        let bytes = yaml::document(&entity).into_bytes();
        self.put(step, path, EntryKind::File { bytes: bytes.into(), executable: false }, reads)
    }

    fn put(
        &mut self,
        step: &Step,
        path: String,
        kind: EntryKind,
        reads: BTreeSet<String>,
    ) -> Result<(), String> {
        self.workspace.put(path, Item { kind, reads, step: step.id.clone() })
    }

    fn rename(&mut self, input: &Value) -> Result<(), String> {
        let files = input.get("files").and_then(Value::as_array).ok_or("`files` must be a list")?;
        for file in files {
            let (from, to) = (path(file, "from")?, path(file, "to")?);
            let overwrites = file.get("overwrite").and_then(Value::as_bool).unwrap_or_default();
            let moved: Vec<String> = self.below(&from);
            if moved.is_empty() {
                return Err(format!("there is no `{from}` to rename"));
            }
            if !overwrites && self.workspace.has(&to) {
                return Err(format!("`{to}` is there already"));
            }
            for old in moved {
                if let Some(item) = self.workspace.items.remove(&old) {
                    self.workspace.items.insert(format!("{to}{}", &old[from.len()..]), item);
                }
            }
        }
        Ok(())
    }

    /// The entries at a path and below it.
    fn below(&self, path: &str) -> Vec<String> {
        let is_it = |known: &&String| {
            known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.workspace.items.keys().filter(is_it).cloned().collect()
    }

    fn delete(&mut self, input: &Value) -> Result<(), String> {
        let files = input.get("files").and_then(Value::as_array).ok_or("`files` must be a list")?;
        for file in files.iter().filter_map(Value::as_str) {
            let glob = Glob::new(file)?;
            // What matches takes what is below it along.
            let gone: Vec<String> =
                self.workspace.items.keys().filter(|path| glob.matches(path)).cloned().collect();
            for path in gone.iter().flat_map(|path| self.below(path)).collect::<BTreeSet<_>>() {
                self.workspace.items.remove(&path);
            }
        }
        Ok(())
    }
}

fn text<'v>(input: &'v Value, key: &str) -> Option<&'v str> {
    input.get(key)?.as_str().filter(|text| !text.is_empty())
}

fn target(input: &Value) -> Result<String, String> {
    let path = text(input, "targetPath").unwrap_or_default();
    inside(path).ok_or_else(|| format!("`{path}` leads out of the workspace"))
}

fn path(file: &Value, key: &str) -> Result<String, String> {
    let path = text(file, key).ok_or_else(|| format!("`{key}` is missing"))?;
    inside(path).filter(|path| !path.is_empty()).ok_or_else(|| format!("`{path}` leads out of the workspace"))
}

/// Outputs as the actions that make repositories give them, for templates whose later steps read them.
fn examples(action: &str) -> Map<String, Value> {
    if !action.starts_with("publish:") && !action.contains(":repo:") {
        return Map::new();
    }
    let url = "https://example.com/repository";
    Map::from_iter([
        ("remoteUrl".to_owned(), url.into()),
        ("repoContentsUrl".to_owned(), format!("{url}/blob/main").into()),
    ])
}
