//! What the site and the server are made of, and how a change in it is noticed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::WalkDir;

/// Everything the browser's half is made of.
pub(crate) const SITE: &[&str] = &[
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "app",
    "crates/browser",
    "crates/calendar",
    "crates/chart",
    "crates/entity",
    "crates/form",
    "crates/graph",
    "crates/insight",
    "crates/nunjucks",
    "crates/portal",
    "crates/query",
    "crates/scm",
    "crates/settings",
    "crates/studio",
    "crates/template",
    "end2end/bin",
    "end2end/package-lock.json",
    "frontend",
    "public",
    "rust-toolchain.toml",
    "style",
];

/// Everything the server is made of.
pub(crate) const SERVER: &[&str] = &[
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "crates",
    "migrations",
    "rust-toolchain.toml",
    "server",
];

/// A number that changes when a path or a byte under these paths changes. Paths that do not exist count too:
/// they change it when they appear.
pub(crate) fn fingerprint_of_contents(root: &Path, paths: &[&str]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in files(root, paths) {
        path.hash(&mut hasher);
        fs::read(root.join(&path)).with_context(|| format!("reading {}", path.display()))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// The same from times and sizes alone: cheap enough to ask twice a second.
pub(crate) fn fingerprint_of_times(root: &Path, paths: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in files(root, paths) {
        // A file that vanishes between listing and looking is a change like any other.
        if let Ok(metadata) = fs::metadata(root.join(&path)) {
            (&path, metadata.len(), metadata.modified().ok()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// The same of one file, zero if it cannot be read.
pub(crate) fn fingerprint_of_file(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    match fs::read(path) {
        Ok(bytes) => bytes.hash(&mut hasher),
        Err(_) => return 0,
    }
    hasher.finish()
}

/// The files under the paths, relative to the root and sorted, without editors' and tools' leftovers.
fn files(root: &Path, paths: &[&str]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = paths
        .iter()
        .flat_map(|path| {
            WalkDir::new(root.join(path)).into_iter().filter_entry(|entry| !is_leftover(entry.path()))
        })
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| entry.path().strip_prefix(root).map(Path::to_owned).ok())
        .collect();
    found.sort();
    found
}

fn is_leftover(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with('~') || name.ends_with(".swp") || name == "node_modules"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_and_a_new_file_change_the_fingerprint_and_a_leftover_does_not() {
        let root = std::env::temp_dir().join(format!("portico-xtask-inputs-{}", std::process::id()));
        fs::create_dir_all(root.join("app")).unwrap();
        fs::write(root.join("app/a.rs"), "one").unwrap();
        let of = || fingerprint_of_contents(&root, &["app", "absent"]).unwrap();
        let first = of();
        assert_eq!(first, of());
        fs::write(root.join("app/a.rs~"), "backup").unwrap();
        assert_eq!(first, of());
        fs::write(root.join("app/a.rs"), "two").unwrap();
        let second = of();
        assert_ne!(first, second);
        fs::write(root.join("app/b.rs"), "").unwrap();
        assert_ne!(second, of());
        fs::remove_dir_all(&root).unwrap();
    }
}
