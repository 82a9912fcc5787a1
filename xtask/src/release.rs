//! The release program: one file with the site in it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::{self, heading, note};
use crate::project::Project;
use crate::site;

pub(crate) const HELP: &str = "\
usage: cargo xtask build

Builds the site, then the release program that carries it: target/release/portico.";

/// `cargo xtask build`.
pub(crate) fn run(project: &Project, _arguments: &[String]) -> Result<()> {
    build(project).map(|_| ())
}

/// Builds the site and the program, and says where it is.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    site::build(project)?;
    heading("program");
    process::run(&mut project.cargo([
        "build",
        "--release",
        "--package",
        "portico-server",
        "--features",
        "embed-site",
    ]))?;
    let binary = project.release_binary();
    let bytes = fs::metadata(&binary).with_context(|| format!("{} was not built", binary.display()))?.len();
    note(&format!("{} ({:.1} MB)", project.shown(&binary), bytes as f64 / 1e6));
    Ok(binary)
}
