//! The repositories: bare folders, and what git says about them.

use anyhow::{Context, Result, bail};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::process::Command;

/// Most repositories that it takes.
const REPOSITORIES: usize = 1_000;
/// Longest name of an owner, a repository or a branch.
const NAME_CHARS: usize = 100;

/// All repositories.
#[derive(Clone)]
pub(super) struct Repositories {
    root: PathBuf,
}

/// One that is there.
#[derive(Clone)]
pub(super) struct Repository {
    pub(super) owner: String,
    pub(super) name: String,
    folder: PathBuf,
}

/// Why one was not made.
pub(super) enum Refused {
    /// It is there already.
    Exists,
    /// It cannot be called so, or there are too many.
    Name(&'static str),
    /// Something went wrong.
    Failed(anyhow::Error),
}

/// Whether there is a git.
pub(super) fn version() -> Result<()> {
    let asked = std::process::Command::new("git").arg("--version").stdout(Stdio::null()).status();
    if asked.context("git is not installed")?.success() { Ok(()) } else { bail!("git does not start") }
}

/// A token that nobody can guess.
pub(super) fn token() -> Result<String> {
    let mut bytes = [0_u8; 24];
    let file = std::fs::File::open("/dev/urandom").context("there is no source of chance")?;
    std::io::Read::read_exact(&mut &file, &mut bytes).context("there is no source of chance")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Repositories {
    /// Those below a folder.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let root = folder.join("repositories");
        std::fs::create_dir_all(&root).with_context(|| format!("{} cannot be made", root.display()))?;
        Ok(Self { root: root.canonicalize().context("the demo's repositories")? })
    }

    /// The folder of all of them.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The repository of this name, with or without `.git` at its end.
    pub(super) fn find(&self, owner: &str, name: &str) -> Option<Repository> {
        let name = name.strip_suffix(".git").unwrap_or(name);
        if !is_name(owner) || !is_name(name) {
            return None;
        }
        let folder = self.root.join(owner).join(format!("{name}.git"));
        let found = Repository { owner: owner.to_owned(), name: name.to_owned(), folder };
        found.folder.is_dir().then_some(found)
    }

    /// All of them, by name.
    pub(super) fn all(&self) -> Vec<Repository> {
        let folders = |folder: &Path| -> Vec<String> {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            let mut names: Vec<_> =
                entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            names
        };
        let owners = folders(&self.root).into_iter();
        let all = owners.flat_map(|owner| {
            let names = folders(&self.root.join(&owner)).into_iter();
            names.map(|name| (owner.clone(), name)).collect::<Vec<_>>()
        });
        all.filter_map(|(owner, name)| self.find(&owner, &name)).collect()
    }

    /// Makes an empty one.
    pub(super) async fn create(&self, owner: &str, name: &str, branch: &str) -> Result<Repository, Refused> {
        if !is_name(owner) || !is_name(name) || !is_name(branch) {
            return Err(Refused::Name("Letters, digits, `-`, `_` and `.` are allowed, and 100 of them"));
        }
        if self.find(owner, name).is_some() {
            return Err(Refused::Exists);
        }
        if self.all().len() >= REPOSITORIES {
            return Err(Refused::Name("The demo has as many repositories as it takes"));
        }
        let folder = self.root.join(owner).join(format!("{name}.git"));
        let made = Repository { owner: owner.to_owned(), name: name.to_owned(), folder };
        let init = async {
            tokio::fs::create_dir_all(&made.folder).await.context("making its folder")?;
            let head = format!("--initial-branch={branch}");
            made.git(&["init", "--bare", "--quiet", "--template=", &head]).await?;
            made.git(&["config", "http.receivepack", "true"]).await
        };
        match init.await {
            Ok(_) => Ok(made),
            Err(error) => {
                // Half a repository would be in the way of the next attempt.
                let _ = tokio::fs::remove_dir_all(&made.folder).await;
                Err(Refused::Failed(error))
            }
        }
    }
}

impl Repository {
    /// Runs git in it, and takes what it says.
    pub(super) async fn git(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let mut command = alone(Command::new("git"));
        let output =
            command.arg("-C").arg(&self.folder).args(arguments).output().await.context("starting git")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("git {} said: {}", arguments.first().unwrap_or(&""), said.trim());
        }
        Ok(output.stdout)
    }

    /// The branch that is shown first.
    pub(super) async fn default_branch(&self) -> String {
        let head = self.git(&["symbolic-ref", "--short", "HEAD"]).await.unwrap_or_default();
        String::from_utf8_lossy(&head).trim().to_owned()
    }

    /// The commit that a branch, a tag or a hash means; nothing if it means none.
    pub(super) async fn commit(&self, reference: &str) -> Option<String> {
        if !is_name(reference) {
            return None;
        }
        let name = format!("{reference}^{{commit}}");
        let hash = self.git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name]).await.ok()?;
        Some(String::from_utf8_lossy(&hash).trim().to_owned())
    }

    /// All branches.
    pub(super) async fn branches(&self) -> Vec<String> {
        let names = self.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads"]).await;
        String::from_utf8_lossy(&names.unwrap_or_default()).lines().map(str::to_owned).collect()
    }

    /// The paths of all files at a commit.
    pub(super) async fn files(&self, commit: &str) -> Vec<String> {
        let names = self.git(&["ls-tree", "-r", "-z", "--name-only", commit]).await.unwrap_or_default();
        let names = String::from_utf8_lossy(&names).into_owned();
        names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// What a file holds at a commit; nothing if it is not there.
    pub(super) async fn file(&self, commit: &str, path: &str) -> Option<Vec<u8>> {
        self.git(&["cat-file", "blob", &format!("{commit}:{path}")]).await.ok()
    }
}

/// Git without anybody's configuration.
pub(super) fn alone(mut command: Command) -> Command {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("LC_ALL", "C");
    command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    command.kill_on_drop(true);
    command
}

/// Whether something can be the name of a folder, and means nothing else to git or to the disk.
pub(super) fn is_name(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    letters && (1..=NAME_CHARS).contains(&name.len()) && !name.starts_with(['.', '-']) && !name.contains("..")
}

#[cfg(test)]
mod tests {
    use super::{Refused, Repositories, is_name};

    #[test]
    fn names_lead_nowhere_else() {
        assert!(is_name("refund-worker") && is_name("a.b_c"));
        for wrong in ["", ".", "..", "../x", "a/b", "a..b", ".git", "-rf", "a b", "é", "a\0"] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_repository_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let all = Repositories::open(folder.path()).unwrap();
        let made = all.create("fernway", "cart", "main").await.ok().unwrap();
        assert_eq!(made.default_branch().await, "main");
        assert_eq!(made.commit("main").await, None, "there is nothing in it");
        assert!(matches!(all.create("fernway", "cart", "main").await, Err(Refused::Exists)));
        assert!(matches!(all.create("..", "cart", "main").await, Err(Refused::Name(_))));
        assert_eq!(all.all().len(), 1);
        assert!(all.find("fernway", "cart.git").is_some() && all.find("fernway", "../cart").is_none());
    }
}
