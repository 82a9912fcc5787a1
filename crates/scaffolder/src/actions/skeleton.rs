//! Trees of files as templates: what `fetch:template` and its relatives do once the files are there.

use super::work::on_disk;
use crate::{
    action::{Failure, FailureKind, Step},
    workspace::Workspace,
};
use portico_nunjucks::Environment;
use portico_template::{
    skeleton::{Options, Skeleton, SkeletonError},
    tree::{Entry, EntryKind},
};
use serde_json::Value;
use std::{fs, io, path::Path};

/// Renders a tree into the workspace, as the input of a step says.
///
/// # Errors
/// If the input makes no sense, something cannot be rendered, or would be written elsewhere. Nothing is written unless
/// everything can be rendered.
pub async fn render_tree(step: &Step<'_>, language: &Environment, tree: Vec<Entry>) -> Result<(), Failure> {
    let (input, language) = (step.input.clone(), language.clone());
    let (written, all) = on_disk(step.workspace, move |workspace| {
        let skeleton = Skeleton::new(Options::read(&input).map_err(failure)?, &language);
        let taken = |path: &str| workspace.resolve(path).is_ok_and(|place| place.symlink_metadata().is_ok());
        let rendered = skeleton.tree(&tree, &taken).map_err(failure)?;
        for one in &rendered {
            put(workspace, &one.entry)?;
        }
        let files = rendered.iter().filter(|one| one.entry.kind != EntryKind::Folder).count();
        Ok((files, tree.iter().filter(|entry| entry.kind != EntryKind::Folder).count()))
    })
    .await?;
    let left_out = match all - written {
        0 => String::new(),
        some => format!("; {some} were left out: their names render to nothing, or they are there already"),
    };
    step.log.info(&format!("Wrote {written} files{left_out}"));
    Ok(())
}

/// Renders one file to the place that the input of a step names.
///
/// # Errors
/// As [`render_tree`].
pub async fn render_file(
    step: &Step<'_>,
    language: &Environment,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    let (input, language, name) = (step.input.clone(), language.clone(), name.to_owned());
    let target = step.text("targetPath").ok_or_else(|| Failure::input("`targetPath` is missing"))?.to_owned();
    let line = format!("Wrote {target}");
    let written = on_disk(step.workspace, move |workspace| {
        let replace = input.get("replace").and_then(Value::as_bool).unwrap_or_default();
        if !replace && workspace.resolve(&target)?.symlink_metadata().is_ok() {
            return Ok(false);
        }
        // The target is that of the file itself here, not of a folder.
        let mut options = input.clone();
        if let Some(options) = options.as_object_mut() {
            options.remove("targetPath");
            options.remove("templateFileExtension");
        }
        let skeleton = Skeleton::new(Options::read(&options).map_err(failure)?, &language);
        let content = skeleton.content(&name, &bytes, None).map_err(failure)?;
        workspace.write(&target, &content).map(|()| true)
    })
    .await?;
    step.log.info(if written {
        &line
    } else {
        "The file is there already and was kept; write `replace: true` to replace it"
    });
    Ok(())
}

/// Copies a tree into a folder of the workspace as it is, over what is there.
///
/// # Errors
/// If something would be written elsewhere, or cannot be written.
pub async fn copy_tree(step: &Step<'_>, target: &str, tree: Vec<Entry>) -> Result<(), Failure> {
    let target = target.to_owned();
    let count = on_disk(step.workspace, move |workspace| {
        workspace.resolve(&target)?;
        for entry in &tree {
            let path = format!("{}/{}", target.trim_end_matches('/'), entry.path);
            put(
                workspace,
                &Entry { path: path.trim_start_matches('/').to_owned(), kind: entry.kind.clone() },
            )?;
        }
        Ok(tree.iter().filter(|entry| entry.kind != EntryKind::Folder).count())
    })
    .await?;
    step.log.info(&format!("Copied {count} files"));
    Ok(())
}

/// Everything below a folder on the disk, links as links.
///
/// # Errors
/// If it is no folder, or there is more in it than is looked at.
pub fn tree_of(workspace: &Workspace, folder: &str) -> Result<Vec<Entry>, Failure> {
    use crate::walk::EntryKind as Found;
    let mut tree = Vec::new();
    let mut total = 0;
    for entry in workspace.entries(folder)? {
        let failed = |error: io::Error| Failure::other(format!("`{}` cannot be read: {error}", entry.path));
        let kind = match entry.kind {
            Found::Folder => EntryKind::Folder,
            Found::Link => {
                EntryKind::Link(fs::read_link(&entry.place).map_err(failed)?.to_string_lossy().into_owned())
            }
            kind => {
                total += fs::metadata(&entry.place).map_err(failed)?.len();
                if total > portico_template::limits::SKELETON_BYTES as u64 {
                    return Err(Failure::input(format!(
                        "`{folder}` has more in it than a template can be made of"
                    )));
                }
                let bytes = fs::read(&entry.place).map_err(failed)?.into();
                EntryKind::File { bytes, executable: kind == Found::Executable }
            }
        };
        tree.push(Entry { path: entry.path, kind });
    }
    Ok(tree)
}

/// Writes one entry.
fn put(workspace: &Workspace, entry: &Entry) -> Result<(), Failure> {
    let place = workspace.resolve(&entry.path)?;
    let failed = |error: io::Error| Failure::other(format!("`{}` cannot be written: {error}", entry.path));
    match &entry.kind {
        EntryKind::Folder => fs::create_dir_all(&place).map_err(failed),
        EntryKind::File { bytes, executable } => {
            workspace.write(&entry.path, bytes)?;
            set_executable(&place, *executable).map_err(failed)
        }
        EntryKind::Link(target) => {
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            // What was there is replaced: a link cannot be written over.
            if place.symlink_metadata().is_ok_and(|data| !data.is_dir()) {
                fs::remove_file(&place).map_err(failed)?;
            }
            link(target, &place).map_err(failed)
        }
    }
}

#[cfg(unix)]
fn link(target: &str, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

#[cfg(not(unix))]
fn link(_target: &str, _place: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(unix)]
fn set_executable(place: &Path, executable: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(place)?.permissions().mode();
    let wanted = if executable { mode | 0o111 } else { mode & !0o111 };
    if wanted == mode { Ok(()) } else { fs::set_permissions(place, fs::Permissions::from_mode(wanted)) }
}

#[cfg(not(unix))]
fn set_executable(_place: &Path, _executable: bool) -> io::Result<()> {
    Ok(())
}

fn failure(error: SkeletonError) -> Failure {
    let kind = match error {
        SkeletonError::Input(_) | SkeletonError::TooLarge { .. } => FailureKind::Input,
        SkeletonError::NotAllowed { .. } => FailureKind::NotAllowed,
        SkeletonError::Render { .. } => FailureKind::Render,
    };
    Failure::new(kind, error.to_string())
}
