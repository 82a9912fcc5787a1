//! The programs that the build needs beside Cargo: which version, why, and how it gets into the tools folder.
//!
//! Each lives in a folder by name and version outside the checkout, so that a fresh clone finds it and two
//! versions never meet. Nothing is installed where the user's own programs are.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{self, note, seconds};
use crate::project::{Project, executable};

/// How long a ready-made program may take to download before we build it ourselves.
const QUICK_WAY: Duration = Duration::from_secs(90);

/// 0.22 asks for a newer Rust than ours.
const TRUNK: &str = "0.21.14";
const NEXTEST: &str = "0.9.151";
const DENY: &str = "0.20.2";

/// Whether a program that is already installed may be used.
#[derive(Clone, Copy, PartialEq)]
enum Accept {
    /// Its version takes part in the result: it must be the same.
    SameVersion,
    /// It only checks; any will do.
    AnyVersion,
}

/// A program installed by Cargo.
pub(crate) struct Tool {
    package: &'static str,
    binary: &'static str,
    version: String,
    reason: &'static str,
    features: &'static [&'static str],
    accept: Accept,
}

impl Tool {
    /// Bundles the browser's half.
    pub(crate) fn trunk() -> Self {
        Self {
            package: "trunk",
            binary: "trunk",
            version: TRUNK.to_owned(),
            reason: "bundles the browser's half",
            features: &[],
            accept: Accept::SameVersion,
        }
    }

    /// Writes the JavaScript around the WASM, in exactly the version that Cargo.lock names.
    pub(crate) fn wasm_bindgen(project: &Project) -> Result<Self> {
        Ok(Self {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: wasm_bindgen_version(project)?,
            reason: "writes the JavaScript around the WASM; must be the version in Cargo.lock",
            features: &[],
            accept: Accept::SameVersion,
        })
    }

    /// Runs the Rust tests.
    pub(crate) fn nextest() -> Self {
        Self {
            package: "cargo-nextest",
            binary: "cargo-nextest",
            version: NEXTEST.to_owned(),
            reason: "runs the Rust tests",
            // Its self-update would bring an HTTP client that we never use.
            features: &["--no-default-features", "--features", "default-no-update"],
            accept: Accept::AnyVersion,
        }
    }

    /// Checks licences and sources of the dependencies.
    pub(crate) fn deny() -> Self {
        Self {
            package: "cargo-deny",
            binary: "cargo-deny",
            version: DENY.to_owned(),
            reason: "checks licences and sources of the dependencies",
            features: &[],
            accept: Accept::AnyVersion,
        }
    }

    fn folder(&self, project: &Project) -> PathBuf {
        project.tools().join(format!("{}-{}", self.binary, self.version))
    }

    fn file(&self, project: &Project) -> PathBuf {
        self.folder(project).join("bin").join(executable(self.binary))
    }

    /// Installs it unless it is there. The quick way first; building it takes minutes.
    pub(crate) fn ensure(&self, project: &Project) -> Result<()> {
        if self.file(project).is_file() || self.is_installed_elsewhere(project) {
            return Ok(());
        }
        let started = Instant::now();
        note(&format!("installing {} {}: {}", self.package, self.version, self.reason));
        if !self.download(project)? {
            self.build(project)?;
        }
        if !self.file(project).is_file() {
            bail!("{} was installed but {} is not there", self.package, self.file(project).display());
        }
        note(&format!("{} {} is in place after {}", self.package, self.version, seconds(started.elapsed())));
        Ok(())
    }

    fn is_installed_elsewhere(&self, project: &Project) -> bool {
        if project.which(self.binary).is_none() {
            return false;
        }
        let version = process::probe(project.command(self.binary).arg("--version"));
        self.accept == Accept::AnyVersion && version.is_some()
            || version.is_some_and(|text| names_version(&text, &self.version))
    }

    /// `cargo binstall` fetches a ready-made program in seconds, where it is installed and its host answers.
    fn download(&self, project: &Project) -> Result<bool> {
        if project.which("cargo-binstall").is_none() {
            return Ok(false);
        }
        let mut command = self.cargo(project)?;
        command.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"]);
        command.arg(self.folder(project)).arg(format!("{}@{}", self.package, self.version));
        let fetched = process::run_within(&mut command, QUICK_WAY)? && self.file(project).is_file();
        if !fetched {
            note("no ready-made program could be fetched; building it");
        }
        Ok(fetched)
    }

    /// Builds it with the dependencies its author tested, or with current ones where those no longer resolve.
    fn build(&self, project: &Project) -> Result<()> {
        let built = self.install(project, &["--locked"]).or_else(|_| {
            note("that did not work with its own Cargo.lock; once more with current dependencies");
            self.install(project, &[])
        });
        built.with_context(|| format!("{} {} could not be installed", self.package, self.version))?;
        // The objects are only worth keeping while an interrupted build may go on.
        fs::remove_dir_all(self.objects(project)).context("removing the installation's temporary files")
    }

    fn install(&self, project: &Project, extra: &[&str]) -> Result<()> {
        let mut command = self.cargo(project)?;
        command
            .args(["install", self.package, "--version", &self.version, "--root"])
            .arg(self.folder(project));
        command.args(self.features).args(extra);
        process::run_compacted(&mut command)
    }

    /// Cargo outside the checkout: its `.cargo/config.toml` is not for tools.
    fn cargo(&self, project: &Project) -> Result<std::process::Command> {
        let folder = self.folder(project);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let mut command = project.command("cargo");
        command
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", self.objects(project))
            .env("CARGO_INCREMENTAL", "0");
        Ok(command)
    }

    fn objects(&self, project: &Project) -> PathBuf {
        project.cache.join("install").join(format!("{}-{}", self.binary, self.version))
    }
}

/// The folders to put in front of PATH, existing or not.
pub(crate) fn folders(project: &Project) -> Vec<PathBuf> {
    let mut tools = vec![Tool::trunk(), Tool::nextest(), Tool::deny()];
    // Without a readable Cargo.lock nothing builds anyway; the error appears where the tool is needed.
    tools.extend(Tool::wasm_bindgen(project));
    tools.iter().map(|tool| tool.folder(project).join("bin")).collect()
}

/// The version of wasm-bindgen in Cargo.lock; the command must be the same.
pub(crate) fn wasm_bindgen_version(project: &Project) -> Result<String> {
    let lock = fs::read_to_string(project.root.join("Cargo.lock")).context("reading Cargo.lock")?;
    locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen; run `cargo generate-lockfile`")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// Whether `--version`'s answer names this version, as a word: 0.2.13 is not 0.2.130.
fn names_version(answer: &str, version: &str) -> bool {
    answer.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
[[package]]
name = \"wasm-bindgen-macro\"
version = \"9.9.9\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
";

    #[test]
    fn the_lock_file_names_the_version_of_the_package_and_not_of_its_neighbour() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-macro").as_deref(), Some("9.9.9"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }

    #[test]
    fn a_version_is_a_whole_word() {
        assert!(names_version("wasm-bindgen 0.2.130\n", "0.2.130"));
        assert!(!names_version("wasm-bindgen 0.2.130", "0.2.13"));
    }
}
