//! Where things are: the checkout, the target folder, the cache of tools; and how a command is started so that
//! it finds them.

use std::env;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The checkout this run works on, and the environment its commands get.
pub(crate) struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where Cargo builds: `CARGO_TARGET_DIR`, in CI a folder that outlives the clone, else `target`.
    pub(crate) target: PathBuf,
    /// What outlives the clone: tools, and in CI the target folder.
    pub(crate) cache: PathBuf,
    /// Whether `CI=true`: warm target folder, no incremental files, Cargo.lock must be current.
    pub(crate) ci: bool,
    path: OsString,
}

impl Project {
    /// Finds the checkout and settles the environment.
    pub(crate) fn discover() -> Result<Self> {
        let root = find_root()?;
        let cache = cache_folder()?;
        let ci = env::var_os("CI").is_some_and(|value| value == "true" || value == "1");
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(set) => root.join(set),
            None if ci => cache.join("target"),
            None => root.join("target"),
        };
        let path = env::var_os("PATH").unwrap_or_default();
        let mut project = Self { root, target, cache, ci, path: path.clone() };
        let mut folders = crate::tools::folders(&project);
        // Its `wasm-opt` comes before the package's, which it calls.
        folders.push(project.end2end().join("bin"));
        folders.push(project.end2end().join("node_modules/.bin"));
        folders.extend(env::split_paths(&path));
        project.path =
            env::join_paths(folders).context("a folder of PATH has a character that PATH cannot hold")?;
        Ok(project)
    }

    /// The folder of the browser tests, whose packages also bring `wasm-opt`.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The folder of the tools, one folder each by name and version.
    pub(crate) fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The release program, whether or not it has been built.
    pub(crate) fn release_binary(&self) -> PathBuf {
        self.target.join("release").join(executable("portico"))
    }

    /// A path as people read it: relative to the checkout where it is inside.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// A command started in the checkout, with our tools first in PATH and one target folder for all.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path).env("CARGO_TARGET_DIR", &self.target);
        if self.ci {
            command.env("CARGO_INCREMENTAL", "0");
        }
        if env::var_os("CARGO_TERM_COLOR").is_none() && env::var_os("NO_COLOR").is_none() {
            let colour = if std::io::stderr().is_terminal() { "always" } else { "never" };
            command.env("CARGO_TERM_COLOR", colour);
        }
        command
    }

    /// Cargo with these arguments.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    /// The first executable file of this name in the extended PATH.
    pub(crate) fn which(&self, program: &str) -> Option<PathBuf> {
        let name = executable(program);
        env::split_paths(&self.path).map(|folder| folder.join(&name)).find(|path| path.is_file())
    }
}

/// The name of a program's file on this system.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// `cargo run` tells where this package is; a program started by hand looks upwards from where it stands.
/// The path at compile time is not used: with a target folder shared by clones it may be another clone's.
fn find_root() -> Result<PathBuf> {
    if let Some(package) = env::var_os("CARGO_MANIFEST_DIR")
        && let Some(root) = Path::new(&package).parent()
        && root.join("xtask").is_dir()
    {
        return Ok(root.to_owned());
    }
    let here = env::current_dir().context("the current folder cannot be read")?;
    match here.ancestors().find(|folder| folder.join("xtask/Cargo.toml").is_file()) {
        Some(root) => Ok(root.to_owned()),
        None => bail!("{} is not inside Portico's checkout; change into it and run again", here.display()),
    }
}

fn cache_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute()) {
        return Ok(folder.join("portico"));
    }
    let home =
        env::home_dir().context("no home folder; set XDG_CACHE_HOME to a folder for the build's tools")?;
    Ok(home.join(".cache/portico"))
}
