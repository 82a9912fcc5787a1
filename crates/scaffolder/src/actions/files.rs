//! `fs:delete`, `fs:rename` and `fs:readdir`.

use super::work::on_disk;
use crate::{
    action::{Definition, Example, Failure, FailureKind, Later, Output, Repeat, Step},
    function::Run,
    schema::{flag, list, object, text, texts},
    walk::{Entry, EntryKind},
    workspace::Workspace,
};
use globset::{GlobBuilder, GlobMatcher};
use serde_json::{Value, json};
use std::{fs, io, path::Path};

pub(super) fn actions() -> Vec<(Definition, Run<()>)> {
    vec![(delete_definition(), delete), (rename_definition(), rename), (readdir_definition(), readdir)]
}

fn delete_definition() -> Definition {
    Definition {
        id: "fs:delete".to_owned(),
        description: "Deletes files and folders of the workspace.".to_owned(),
        examples: vec![Example::new(
            "Delete a file, and everything that a pattern matches",
            r#"
steps:
  - id: clean
    action: fs:delete
    input:
      files:
        - file1.txt
        - "**/*.bak"
"#,
        )],
        input: object(vec![
            texts(
                "files",
                "Paths and patterns (`*`, `**`, `?`, `{a,b}`). Names that begin with a dot are matched, too.",
            )
            .required(),
        ]),
        output: object(Vec::new()),
        dry_run: true,
        repeat: Repeat::Safe,
    }
}

fn delete<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let files = texts_of(step.input, "files")?;
        let deleted = on_disk(step.workspace, move |workspace| {
            let mut deleted = Vec::new();
            for file in &files {
                delete_one(workspace, file, &mut deleted)?;
            }
            Ok(deleted)
        })
        .await?;
        deleted.iter().for_each(|path| step.log.info(&format!("Deleted {path}")));
        if deleted.is_empty() {
            step.log.warn("Nothing matched; nothing was deleted");
        }
        Ok(Output::new())
    })
}

fn delete_one(workspace: &Workspace, file: &str, deleted: &mut Vec<String>) -> Result<(), Failure> {
    let own = |place: &Path| workspace.relative(place);
    if file.starts_with('/') {
        // Refuses it, with the reason.
        workspace.resolve(file)?;
    }
    if !file.contains(['*', '?', '{', '[']) {
        // A link is deleted itself, wherever it leads: only the way to it has to stay inside.
        // With `/` at its end, a link would be followed.
        let file = file.trim_end_matches('/');
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let place = match name {
            "" | "." | ".." => workspace.resolve(file)?,
            name => workspace.resolve(folder)?.join(name),
        };
        if place == workspace.root() {
            return Err(Failure::not_allowed(format!(
                "`{file}` is the workspace itself; name what is in it"
            )));
        }
        if place.symlink_metadata().is_ok() {
            remove(&place).map_err(|error| failed("deleted", file, &error))?;
            deleted.push(own(&place));
        }
        return Ok(());
    }
    let pattern = pattern(workspace, file)?;
    for entry in workspace.entries("")? {
        // What lay in a folder that is gone already is gone with it.
        if pattern.is_match(&entry.path) && entry.place.symlink_metadata().is_ok() {
            remove(&entry.place).map_err(|error| failed("deleted", &entry.path, &error))?;
            deleted.push(entry.path);
        }
    }
    Ok(())
}

/// A pattern of paths below the workspace.
fn pattern(workspace: &Workspace, text: &str) -> Result<GlobMatcher, Failure> {
    // The part before the first special character says whether it leads out.
    let plain = &text[..text.find(['*', '?', '{', '[']).unwrap_or(text.len())];
    workspace.resolve(plain)?;
    if text.split('/').any(|part| part == "..") {
        return Err(Failure::not_allowed(format!("`{text}` has `..` in it, which patterns must not have")));
    }
    let inside = text.trim_start_matches("./");
    let built = GlobBuilder::new(inside).literal_separator(true).empty_alternates(true).build();
    built
        .map(|glob| glob.compile_matcher())
        .map_err(|error| Failure::input(format!("`{text}` is no pattern: {}", error.kind())))
}

fn remove(place: &Path) -> io::Result<()> {
    if place.symlink_metadata()?.is_dir() { fs::remove_dir_all(place) } else { fs::remove_file(place) }
}

fn rename_definition() -> Definition {
    Definition {
        id: "fs:rename".to_owned(),
        description: "Renames or moves files and folders of the workspace.".to_owned(),
        examples: vec![Example::new(
            "Give a file and a folder other names",
            r#"
steps:
  - id: rename
    action: fs:rename
    input:
      files:
        - from: README.template.md
          to: README.md
          overwrite: true
        - from: src/example
          to: src/${{ parameters.name }}
"#,
        )],
        input: object(vec![
            list(
                "files",
                "What to rename.",
                vec![
                    text("from", "The path of what is there.").required(),
                    text("to", "The path that it gets.").required(),
                    flag("overwrite", "Whether it takes the place of something that is there already.")
                        .or(false),
                ],
            )
            .required(),
        ]),
        output: object(Vec::new()),
        dry_run: true,
        // Once moved, there is nothing to move; the definition of "done" is checked below.
        repeat: Repeat::Workspace,
    }
}

fn rename<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let files = step.input.get("files").and_then(Value::as_array).cloned().unwrap_or_default();
        for (index, file) in files.iter().enumerate() {
            let mark = format!("renamed.{index}");
            if step.checkpoints.get(&mark).is_some() {
                continue;
            }
            let path = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (from, to) = (path("from"), path("to"));
            let overwrite = file.get("overwrite").and_then(Value::as_bool).unwrap_or_default();
            let line = format!("Renamed {from} to {to}");
            // Whether it was moved just before an interruption is to be seen: it is there, and no longer here.
            let was_interrupted = step.checkpoints.get(&format!("{mark}.begun")).is_some();
            step.checkpoints.put(&format!("{mark}.begun"), true.into()).await?;
            on_disk(step.workspace, move |workspace| {
                move_one(workspace, &from, &to, overwrite, was_interrupted)
            })
            .await?;
            step.checkpoints.put(&mark, true.into()).await?;
            step.log.info(&line);
        }
        Ok(Output::new())
    })
}

fn move_one(
    workspace: &Workspace,
    from: &str,
    to: &str,
    overwrite: bool,
    was_interrupted: bool,
) -> Result<(), Failure> {
    let (source, target) = (workspace.resolve(from)?, workspace.resolve(to)?);
    let there = target.symlink_metadata().is_ok();
    if source.symlink_metadata().is_err() {
        if was_interrupted && there {
            return Ok(());
        }
        return Err(Failure::new(
            FailureKind::NotFound,
            format!("There is no `{from}` in the workspace to rename"),
        ));
    }
    if source == workspace.root() || target == workspace.root() {
        return Err(Failure::not_allowed(
            "The workspace itself cannot be renamed, and nothing can take its place",
        ));
    }
    if source == target {
        return Ok(());
    }
    if target.starts_with(&source) {
        return Err(Failure::input(format!("`{from}` cannot be moved to `{to}`, which lies in it")));
    }
    if there && !overwrite {
        return Err(Failure::new(
            FailureKind::Conflict,
            format!(
                "`{from}` cannot be renamed to `{to}`: that is there already; write `overwrite: true` to replace it"
            ),
        ));
    }
    let moved = || -> io::Result<()> {
        if there {
            remove(&target)?;
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(&source, &target)
    };
    moved().map_err(|error| failed("renamed", from, &error))
}

fn readdir_definition() -> Definition {
    let entry = || {
        vec![
            text("name", "Name of the file or folder."),
            text("path", "Its path in the workspace."),
            text("fullPath", "Its path on the disk of the task, for other actions."),
        ]
    };
    Definition {
        id: "fs:readdir".to_owned(),
        description: "Lists the files and folders in folders of the workspace.".to_owned(),
        examples: vec![Example::new(
            "List everything below a folder",
            r#"
steps:
  - id: list
    action: fs:readdir
    input:
      paths: [src]
      recursive: true
"#,
        )],
        input: object(vec![
            texts("paths", "Folders of the workspace.").required(),
            flag("recursive", "Whether folders in them are looked into.").or(false),
        ]),
        output: object(vec![
            list("files", "The files and links.", entry()),
            list("folders", "The folders.", entry()),
        ]),
        dry_run: true,
        repeat: Repeat::Safe,
    }
}

fn readdir<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let paths = texts_of(step.input, "paths")?;
        let is_deep = step.flag("recursive").unwrap_or_default();
        let found = on_disk(step.workspace, move |workspace| {
            let mut found = Vec::new();
            for path in &paths {
                let entries = if is_deep { workspace.entries(path) } else { workspace.children(path) }?;
                found.extend(entries.into_iter().map(|entry| (entry.kind, told(workspace, &entry))));
            }
            Ok(found)
        })
        .await?;
        let (folders, files): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(kind, _)| *kind == EntryKind::Folder);
        let values =
            |list: Vec<(EntryKind, Value)>| list.into_iter().map(|(_, told)| told).collect::<Value>();
        Ok(Output::from_iter([("files".to_owned(), values(files)), ("folders".to_owned(), values(folders))]))
    })
}

fn told(workspace: &Workspace, entry: &Entry) -> Value {
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    json!({"name": name, "path": workspace.relative(&entry.place), "fullPath": entry.place.to_string_lossy()})
}

/// A list of texts of the input.
fn texts_of(input: &Value, key: &str) -> Result<Vec<String>, Failure> {
    let list = input.get(key).and_then(Value::as_array);
    let texts = list.and_then(|list| list.iter().map(|one| one.as_str().map(str::to_owned)).collect());
    texts.ok_or_else(|| Failure::input(format!("`{key}` must be a list of paths")))
}

fn failed(what: &str, path: &str, error: &io::Error) -> Failure {
    Failure::other(format!("`{path}` in the workspace cannot be {what}: {error}"))
}
