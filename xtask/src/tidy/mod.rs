//! House rules that neither the compiler nor clippy knows: which crate may depend on which, and what must not
//! stand in a file. Each violation says where it is, what is wrong, why, and what to do.

mod layers;
mod text;

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{self, note};
use crate::project::Project;

pub(crate) use layers::PURE;

pub(crate) const HELP: &str = "\
usage: cargo xtask tidy

Checks over the workspace's manifests and all files that git does not ignore:
  - dependencies point one way: entity → query, graph → catalog → store → portal → app → frontend, server
  - pure crates do no I/O; SQL, file watching, and the web server each stay in their crate
  - no unfinished work, no ignored tests, no environment variables or SQL outside their place
  - files of at most 600 lines (a warning from 400), module documentation, no paths of one machine, no registry hosts";

/// Bigger files hold no text that a person wrote.
const LARGEST_FILE_BYTES: u64 = 2_000_000;

/// One rule broken in one place.
#[derive(Debug)]
struct Violation {
    path: String,
    line: usize,
    what: String,
    why: &'static str,
    remedy: &'static str,
    severity: Severity,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Severity {
    Error,
    Warning,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(formatter, "{}:{}: {word}: {}", self.path, self.line, self.what)?;
        writeln!(formatter, "    why: {}", self.why)?;
        write!(formatter, "    do:  {}", self.remedy)
    }
}

/// `cargo xtask tidy`.
pub(crate) fn run(project: &Project, _arguments: &[String]) -> Result<()> {
    check(project)
}

/// Prints every violation and fails if there is an error among them.
pub(crate) fn check(project: &Project) -> Result<()> {
    let mut violations = dependencies(project)?;
    let mut count = 0;
    for path in listed_files(project)? {
        let full = project.root.join(&path);
        // A listed file that is gone, a link to nowhere, a picture: nothing to read.
        let Ok(metadata) = fs::symlink_metadata(&full) else { continue };
        if !metadata.is_file() || metadata.len() > LARGEST_FILE_BYTES {
            continue;
        }
        if let Ok(content) = fs::read_to_string(&full) {
            count += 1;
            violations.extend(text::check(&path, &content));
        }
    }
    for violation in &violations {
        eprintln!("{violation}");
    }
    let errors = violations.iter().filter(|violation| violation.severity == Severity::Error).count();
    let warnings = violations.len() - errors;
    note(&format!("{count} files looked at: {errors} errors, {warnings} warnings"));
    if errors > 0 { bail!("{errors} house rules are broken; each says above what to do") } else { Ok(()) }
}

fn dependencies(project: &Project) -> Result<Vec<Violation>> {
    let json = process::output(&mut project.cargo(["metadata", "--no-deps", "--format-version", "1"]))?;
    let mut found = Vec::new();
    for package in layers::packages(&json)? {
        let manifest = fs::read_to_string(&package.manifest)
            .with_context(|| format!("reading {}", package.manifest.display()))?;
        let path = slashed(package.manifest.strip_prefix(&project.root).unwrap_or(&package.manifest));
        found.extend(layers::check(&package, &path, &manifest));
    }
    Ok(found)
}

/// Tracked files, and new ones that are not ignored, with `/` on every system.
fn listed_files(project: &Project) -> Result<Vec<String>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let list = process::output(project.command("git").args(arguments))?;
    Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
