//! The npm packages of `end2end`: wasm-opt for the build, the browser's driver for the tests.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::inputs::fingerprint_of_file;
use crate::process::{self, note, seconds};
use crate::project::Project;

/// Whether `npm` can be started.
pub(crate) fn is_there(project: &Project) -> bool {
    process::probe(project.command("npm").arg("--version")).is_some()
}

/// Whether `wasm-opt` can be run, with Node: ours, which calls that of our packages.
pub(crate) fn has_wasm_opt(project: &Project) -> bool {
    process::probe(project.command("wasm-opt").arg("--version")).is_some()
}

/// Installs exactly what the lock file says, unless that was done before.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    let lock = format!("{:016x}", fingerprint_of_file(&project.end2end().join("package-lock.json")));
    let stamp = project.end2end().join("node_modules/.portico-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    let started = Instant::now();
    note("installing the npm packages of end2end: wasm-opt, and the driver of the browser tests");
    let mut command = project.command("npm");
    command.current_dir(project.end2end()).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::run(&mut command)?;
    fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))?;
    note(&format!("npm packages are in place after {}", seconds(started.elapsed())));
    Ok(())
}
