//! Installs what a fresh machine lacks, each command only what it needs.
//!
//! Expected to be there: git, rustup, a C compiler, and Node 20 for a small site and the browser tests.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::npm;
use crate::process::{self, note};
use crate::project::Project;
use crate::tools::Tool;

pub(crate) const HELP: &str = "\
usage: cargo xtask setup

Installs what the other commands need and is not there yet; they call it themselves.
  - the WebAssembly target of the toolchain, rustfmt and clippy
  - Trunk, wasm-bindgen, cargo-nextest, cargo-deny, in ~/.cache/portico/tools (XDG_CACHE_HOME is respected)
  - the npm packages of end2end (wasm-opt and the browser's driver)
  - Chromium for the browser tests, as root on Debian; set CHROMIUM=/path to use another

The first time takes ten to twenty minutes on two cores, the second time a second.";

const TARGET: &str = "wasm32-unknown-unknown";
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Something a command needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Need {
    /// The dependencies' sources, so that what follows can work offline.
    Sources,
    /// rustfmt and clippy.
    Linters,
    /// Rust's WebAssembly target.
    WasmTarget,
    /// Trunk, wasm-bindgen, and wasm-opt where there is Node.
    Site,
    /// cargo-nextest.
    Nextest,
    /// cargo-deny.
    Deny,
    /// npm packages and a browser.
    Browser,
}

/// `cargo xtask setup`.
pub(crate) fn run(project: &Project, _arguments: &[String]) -> Result<()> {
    use Need::{Browser, Deny, Linters, Nextest, Site, Sources, WasmTarget};
    ensure(project, &[Sources, Linters, WasmTarget, Site, Nextest, Deny, Browser])?;
    println!("everything is in place");
    Ok(())
}

/// Makes these available, quickly when they are.
pub(crate) fn ensure(project: &Project, needs: &[Need]) -> Result<()> {
    for need in needs {
        match need {
            Need::Sources => sources(project)?,
            Need::Linters => linters(project)?,
            Need::WasmTarget => wasm_target(project)?,
            Need::Site => site(project)?,
            Need::Nextest => Tool::nextest().ensure(project)?,
            Need::Deny => Tool::deny().ensure(project)?,
            Need::Browser => browser(project)?,
        }
    }
    Ok(())
}

/// Everything in Cargo.lock, for every platform: cargo-deny looks at all of it, and Trunk works offline.
fn sources(project: &Project) -> Result<()> {
    let mut command = project.cargo(["fetch", "--quiet"]);
    if project.ci {
        command.arg("--locked");
    }
    process::run(&mut command).context("the dependencies' sources could not be fetched")
}

fn linters(project: &Project) -> Result<()> {
    if ["cargo-fmt", "cargo-clippy"].iter().all(|name| project.which(name).is_some())
        && process::probe(&mut project.cargo(["clippy", "--version"])).is_some()
        && process::probe(&mut project.cargo(["fmt", "--version"])).is_some()
    {
        return Ok(());
    }
    note("installing rustfmt and clippy: the first gates of the tests");
    process::run(project.command("rustup").args(["component", "add", "rustfmt", "clippy"]))
}

fn wasm_target(project: &Project) -> Result<()> {
    let sysroot = process::output(project.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    note(&format!("installing Rust's target {TARGET}: the browser's half is WebAssembly"));
    process::run(project.command("rustup").args(["target", "add", TARGET])).context(
        "without this target the site cannot be built; CONTRIBUTING.md tells what to do without rustup",
    )
}

fn site(project: &Project) -> Result<()> {
    Tool::trunk().ensure(project)?;
    Tool::wasm_bindgen(project)?.ensure(project)?;
    if !npm::is_there(project) {
        note(
            "npm is not there: the site is built without wasm-opt, and larger; install Node 20 for the small one",
        );
        return Ok(());
    }
    if let Err(error) = npm::ensure(project) {
        note(&format!("{error:#}; the site is built without wasm-opt, and larger"));
    }
    Ok(())
}

fn browser(project: &Project) -> Result<()> {
    if !npm::is_there(project) {
        bail!(
            "the browser tests need Node 20 or newer with npm; install it, or run `cargo xtask test --fast`"
        );
    }
    npm::ensure(project)?;
    if chromium(project).is_some() {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").exists() || !is_root() {
        bail!(
            "the browser tests need Chromium: install it (Debian: `apt-get install chromium`), or set CHROMIUM to \
             the path of a Chromium or Chrome, or run `cargo xtask test --fast`"
        );
    }
    note("installing Chromium with apt-get: the browser tests drive it");
    let install = || {
        let mut command = project.command("apt-get");
        command.args(["install", "-y", "--no-install-recommends", "chromium"]);
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive"))
    };
    // A fresh image has no package lists.
    if install().is_err() {
        process::run(project.command("apt-get").arg("update"))?;
        install()?;
    }
    chromium(project)
        .map(|_| ())
        .context("Chromium was installed but is not in PATH; set CHROMIUM to its path")
}

/// The browser: `CHROMIUM`, else the first one in PATH.
pub(crate) fn chromium(project: &Project) -> Option<PathBuf> {
    match std::env::var_os("CHROMIUM") {
        Some(path) => Some(PathBuf::from(path)).filter(|path| path.is_file()),
        None => BROWSERS.iter().find_map(|name| project.which(name)),
    }
}

fn is_root() -> bool {
    process::probe(std::process::Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}
