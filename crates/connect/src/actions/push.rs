//! What is in the workspace, as a commit on a server.

use super::{
    failure,
    host::Host,
    limits::{COMMIT_BYTES, COMMIT_FILES},
};
use crate::git::{Commit, CommitFile, FileKind};
use portico_scaffolder::{Failure, Step, Workspace, walk::EntryKind};
use serde_json::Value;
use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

/// Pushes the files of the step as the first commit of a repository. Says which commit it is.
pub(super) async fn publish(
    host: &Host,
    step: &Step<'_>,
    address: &str,
    branch: &str,
) -> Result<String, Failure> {
    let remote = host.remote(address)?;
    let commit = commit(host, step, "gitCommitMessage", "").await?;
    step.log.info(&format!("Pushing {} files to {}, branch {branch}", commit.files.len(), remote.url));
    let pushed = host.outside.inner.git.publish(&remote, branch, &commit).await;
    let pushed = pushed.map_err(|error| failure::push(&error))?;
    step.log.info(&format!("Pushed the commit {}", pushed.commit));
    Ok(pushed.commit)
}

/// The branch that a new repository gets.
pub(super) fn branch_of<'a>(host: &'a Host, step: &'a Step<'_>) -> &'a str {
    step.text("defaultBranch").unwrap_or(&host.outside.inner.config.default_branch)
}

/// The commit that a step describes: the files below `sourcePath`, put below the folder `below` of the repository. Its
/// time is noted, so that repeating the step makes the same commit.
pub(super) async fn commit(
    host: &Host,
    step: &Step<'_>,
    message: &str,
    below: &str,
) -> Result<Commit, Failure> {
    let config = &host.outside.inner.config;
    let files = files(step.workspace, step.text("sourcePath").unwrap_or("."), below).await?;
    if files.is_empty() {
        return Err(Failure::input(
            "There is no file in the workspace, or below `sourcePath`, that could be pushed",
        ));
    }
    if step.flag("signCommit").unwrap_or_default() {
        step.log.warn("`signCommit` is not supported: the commit is not signed");
    }
    let author = |key: &str, usual: &str| step.text(key).unwrap_or(usual).to_owned();
    Ok(Commit {
        files,
        author: (
            author("gitAuthorName", &config.author.name),
            author("gitAuthorEmail", &config.author.email),
        ),
        message: author(message, &config.commit_message),
        time: time(step).await?,
    })
}

/// When the commit of this step was made first.
async fn time(step: &Step<'_>) -> Result<u64, Failure> {
    if let Some(time) = step.checkpoints.get("commit.time").as_ref().and_then(Value::as_u64) {
        return Ok(time);
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    step.checkpoints.put("commit.time", now.into()).await?;
    Ok(now)
}

/// Everything below a folder of the workspace but what belongs to git.
pub(super) async fn files(
    workspace: &Workspace,
    folder: &str,
    below: &str,
) -> Result<Vec<CommitFile>, Failure> {
    let (workspace, folder) = (workspace.clone(), folder.to_owned());
    let below =
        below.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect::<Vec<_>>();
    if below.iter().any(|part| part == "..") {
        return Err(Failure::not_allowed(
            "`targetPath` leads out of the repository: it must not have `..` in it",
        ));
    }
    let work = move || read(&workspace, &folder, &below);
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Failure::other("Reading the workspace ended unexpectedly"))?
}

fn read(workspace: &Workspace, folder: &str, below: &[String]) -> Result<Vec<CommitFile>, Failure> {
    let mut found = Vec::new();
    let mut total = 0;
    for entry in workspace.entries(folder)? {
        let is_gits = |part: &str| part.eq_ignore_ascii_case(".git");
        if entry.path.split('/').any(is_gits) || entry.kind == EntryKind::Folder {
            continue;
        }
        let failed =
            |error: std::io::Error| Failure::other(format!("`{}` cannot be read: {error}", entry.path));
        let (kind, content) = match entry.kind {
            EntryKind::Link => {
                let target = fs::read_link(&entry.place).map_err(failed)?;
                (FileKind::Link, target.to_string_lossy().into_owned().into_bytes())
            }
            kind => {
                total += fs::metadata(&entry.place).map_err(failed)?.len();
                if total > COMMIT_BYTES {
                    break;
                }
                let kind = if kind == EntryKind::Executable { FileKind::Executable } else { FileKind::Plain };
                (kind, fs::read(&entry.place).map_err(failed)?)
            }
        };
        let parts = below.iter().map(String::as_str).chain([entry.path.as_str()]);
        found.push(CommitFile { path: parts.collect::<Vec<_>>().join("/"), kind, content });
        if found.len() > COMMIT_FILES {
            break;
        }
    }
    if total > COMMIT_BYTES || found.len() > COMMIT_FILES {
        return Err(Failure::input(format!(
            "There is more to push than {COMMIT_FILES} files and {} MB; delete what need not be there, or name a \
             `sourcePath`",
            COMMIT_BYTES / (1024 * 1024)
        )));
    }
    Ok(found)
}
