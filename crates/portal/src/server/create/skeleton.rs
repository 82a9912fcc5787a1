//! The files that a template starts from, as the preview needs them: those that its steps fetch from beside its own
//! file. What lies elsewhere is not fetched for a preview.

use super::WizardError;
use crate::{
    Caller,
    server::{
        Portal,
        limits::{SKELETON_BYTES, SKELETON_ENTRIES},
    },
};
use portico_entity::EntityRef;
use portico_template::{
    Template,
    tree::{Entry, EntryKind},
};
use serde_json::Value;
use std::{
    fs,
    path::{Component, Path, PathBuf},
};

/// Fetched trees by the address that a step gives, as it is written.
pub type Trees = Vec<(String, Vec<Entry>)>;

impl Portal {
    /// The trees that the steps of a template fetch from beside its file.
    ///
    /// # Errors
    /// If there is no such template, or it cannot be read.
    pub async fn skeleton(&self, caller: Caller, reference: &EntityRef) -> Result<Trees, WizardError> {
        let template = self.wizard(&caller, reference)?.template;
        Ok(self.trees(&template, &template).await)
    }

    /// The trees that `edited` would fetch if it stood where `stored` does.
    pub(super) async fn trees(&self, stored: &Template, edited: &Template) -> Trees {
        let Some(folder) = folder(stored) else { return Trees::new() };
        let addresses = addresses(edited);
        let read = move || {
            addresses
                .into_iter()
                .map(|url| {
                    let entries = read(&folder, &url);
                    (url, entries)
                })
                .collect()
        };
        // A thread that ends early has nothing to show.
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }

    /// Everything beside the file of a template, as a trial run gets it: paths and contents.
    pub(super) async fn beside(&self, stored: &Template) -> Vec<(String, Vec<u8>)> {
        let Some(folder) = folder(stored) else { return Vec::new() };
        let read = move || read(&folder, ".");
        let entries = tokio::task::spawn_blocking(read).await.unwrap_or_default();
        let files = entries.into_iter().filter_map(|entry| match entry.kind {
            EntryKind::File { bytes, .. } => Some((entry.path, bytes.to_vec())),
            _ => None,
        });
        files.collect()
    }
}

/// The template's file as it is written, if it is on this machine.
pub(super) fn source(template: &Template) -> Option<Vec<u8>> {
    let base = template.base_url()?;
    let file = Path::new(base.strip_prefix("file://")?);
    let is_small =
        fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() <= SKELETON_BYTES as u64);
    is_small.then(|| fs::read(file).ok()).flatten()
}

/// The folder of the template's file, if it is on this machine.
fn folder(template: &Template) -> Option<PathBuf> {
    let base = template.base_url()?;
    let file = Path::new(base.strip_prefix("file://")?);
    let folder = if file.is_dir() { Some(file) } else { file.parent() };
    folder.filter(|folder| folder.is_absolute())?.canonicalize().ok()
}

/// The relative addresses that steps fetch from, each once.
fn addresses(template: &Template) -> Vec<String> {
    let mut found = Vec::new();
    for step in template.steps.iter().filter(|step| step.action.starts_with("fetch:")) {
        let url = step.input.get("url").and_then(Value::as_str).unwrap_or_default();
        let is_plain = !url.is_empty() && !url.contains("://") && !url.contains("${{");
        if is_plain && !found.iter().any(|known| known == url) {
            found.push(url.to_owned());
        }
    }
    found
}

/// The file or the tree at a place beside the template's file; nothing for what lies outside of its folder.
fn read(folder: &Path, url: &str) -> Vec<Entry> {
    let relative = Path::new(url);
    let stays = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let top = folder.join(relative);
    let mut room = Room { entries: SKELETON_ENTRIES, bytes: SKELETON_BYTES };
    let mut entries = Vec::new();
    // Through links, too, nothing outside is read.
    let is_inside = top.canonicalize().is_ok_and(|real| real.starts_with(folder));
    if !stays || !is_inside {
        return entries;
    }
    if top.is_file() {
        let name = top.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        entries.extend(file(&top, name, &mut room));
    } else {
        walk(&top, "", &mut room, &mut entries);
    }
    entries
}

struct Room {
    entries: usize,
    bytes: usize,
}

fn walk(folder: &Path, below: &str, room: &mut Room, entries: &mut Vec<Entry>) {
    let Ok(found) = fs::read_dir(folder) else { return };
    let mut found: Vec<_> = found.filter_map(Result::ok).collect();
    found.sort_by_key(fs::DirEntry::file_name);
    for one in found {
        if room.entries == 0 {
            return;
        }
        room.entries -= 1;
        let name = one.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match one.file_type() {
            Ok(kind) if kind.is_dir() => {
                entries.push(Entry::folder(path.clone()));
                walk(&one.path(), &path, room, entries);
            }
            Ok(kind) if kind.is_file() => entries.extend(file(&one.path(), path, room)),
            Ok(kind) if kind.is_symlink() => {
                let to = fs::read_link(one.path()).map(|to| to.to_string_lossy().into_owned());
                entries.extend(to.ok().map(|to| Entry::link(path, to)));
            }
            _ => {}
        }
    }
}

fn file(place: &Path, path: String, room: &mut Room) -> Option<Entry> {
    let size = usize::try_from(fs::metadata(place).ok()?.len()).ok().filter(|size| *size <= room.bytes)?;
    room.bytes -= size;
    Some(Entry::file(path, fs::read(place).ok()?))
}

#[cfg(test)]
mod tests {
    use super::read;
    use std::fs;

    #[test]
    fn only_what_lies_beside_the_template_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        let own = top.join("own");
        fs::create_dir_all(own.join("skeleton/src")).unwrap();
        fs::write(own.join("skeleton/src/main.rs"), "fn main() {}").unwrap();
        fs::write(own.join("skeleton/.gitignore"), "target").unwrap();
        fs::write(top.join("secret.txt"), "s").unwrap();
        let paths =
            |url: &str| -> Vec<String> { read(&own, url).into_iter().map(|entry| entry.path).collect() };
        assert_eq!(paths("./skeleton"), [".gitignore", "src", "src/main.rs"]);
        assert_eq!(paths("skeleton/src/main.rs"), ["main.rs"]);
        for outside in ["../", "../secret.txt", "/etc", "skeleton/../../secret.txt", "nothing"] {
            assert!(paths(outside).is_empty(), "{outside}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&top, own.join("out")).unwrap();
            assert!(paths("out").is_empty());
        }
    }
}
