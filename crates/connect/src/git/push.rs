//! Commits that are made here and pushed: a whole tree as the first commit of a repository, or files on top of a branch.
//!
//! A commit is put together from what is given, not from a folder: no ignore file, attribute, filter or hook has a say.
//! The same files, author, message and time make the same commit, so that pushing it once more does nothing.

use super::{
    access::Access,
    command::{Call, CallError},
    limits::{FACT_BYTES, GitLimits, UNUSED_PUSH_TIME},
    said::remote_error,
};
use crate::{limits::SAID_CHARS, reader::ReadError};
use portico_scm::Secret;
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};
use url::Url;

/// Pushes commits. Cheap to clone.
#[derive(Clone, Debug)]
pub struct GitWriter {
    folder: PathBuf,
    limits: GitLimits,
}

/// A repository on a server that commits are pushed to.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Its address over http or https, without credentials.
    pub url: Url,
    /// The value of the header `Authorization` for this address, if it wants one.
    pub authorization: Option<Secret>,
}

/// A commit to be made.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Whole files; those that are in the branch already are replaced.
    pub files: Vec<CommitFile>,
    /// Name and address of its author.
    pub author: (String, String),
    /// Its message.
    pub message: String,
    /// When it was made, in seconds since 1970.
    pub time: u64,
}

/// A file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitFile {
    /// From the root of the repository, with `/` between segments.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// What is in it; of a link where it leads.
    pub content: Vec<u8>,
}

/// What a file of a commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file that cannot be run.
    Plain,
    /// A file that can be run.
    Executable,
    /// A symbolic link.
    Link,
}

/// What was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The commit that the branch leads to now.
    pub commit: String,
    /// Whether its files differ from what the branch had before.
    pub changes_something: bool,
}

/// Why a commit was not pushed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The branch has commits that this one does not build on.
    #[error("{0}")]
    Diverged(String),
    /// The server did not want it, for a rule that it has.
    #[error("{0}")]
    Rejected(String),
    /// It makes no sense: a branch that cannot be called so, a path that git does not take.
    #[error("{0}")]
    Wrong(String),
    /// The server could not be asked.
    #[error(transparent)]
    Remote(#[from] ReadError),
}

impl GitWriter {
    /// One that puts commits together in a folder, which belongs to it alone and is made when it is needed first.
    pub fn new(folder: PathBuf) -> Self {
        Self::with_limits(folder, GitLimits::default())
    }

    /// One with other limits.
    pub fn with_limits(folder: PathBuf, limits: GitLimits) -> Self {
        Self { folder, limits }
    }

    /// The commit that a branch leads to; none if there is no such branch.
    ///
    /// # Errors
    /// If the server does not answer.
    pub async fn head(&self, remote: &Remote, branch: &str) -> Result<Option<String>, PushError> {
        let work = self.open(remote).await?;
        work.check_branch(branch).await?;
        let reference = format!("refs/heads/{branch}");
        let arguments = ["ls-remote", "--quiet", "--end-of-options", &work.access.url, &reference];
        let output = work.remote(&arguments).run().await.map_err(|error| work.failed(error))?;
        let output = String::from_utf8_lossy(&output);
        let found = output.lines().filter_map(|line| line.split_once('\t'));
        Ok(found.filter(|(_, name)| *name == reference).map(|(commit, _)| commit.to_owned()).next())
    }

    /// Pushes a first commit: the branch must not be there, or be this very commit.
    ///
    /// # Errors
    /// If it could not be made or pushed.
    pub async fn publish(&self, remote: &Remote, branch: &str, commit: &Commit) -> Result<Pushed, PushError> {
        let work = self.open(remote).await?;
        work.check_branch(branch).await?;
        let made = work.commit(commit, None).await?;
        work.push(&made, branch).await?;
        Ok(Pushed { commit: made, changes_something: true })
    }

    /// Pushes a commit on top of the branch `base` to `branch`, which may be the same. If it would change nothing and
    /// `even_if_empty` is not set, nothing is pushed.
    ///
    /// # Errors
    /// If there is no branch `base`, or it could not be made or pushed.
    pub async fn extend(
        &self,
        remote: &Remote,
        base: &str,
        branch: &str,
        commit: &Commit,
        even_if_empty: bool,
    ) -> Result<Pushed, PushError> {
        let work = self.open(remote).await?;
        work.check_branch(base).await?;
        work.check_branch(branch).await?;
        let start = work.fetch(base).await?;
        let made = work.commit(commit, Some(&start)).await?;
        let changes_something = work.tree(&made).await? != work.tree(&start).await?;
        if !changes_something && !even_if_empty {
            return Ok(Pushed { commit: start, changes_something });
        }
        work.push(&made, branch).await?;
        Ok(Pushed { commit: made, changes_something })
    }

    async fn open(&self, remote: &Remote) -> Result<Work<'_>, PushError> {
        let url = &remote.url;
        let mut shown = url.clone();
        // Refused by addresses that cannot hold credentials at all.
        let _without = (shown.set_username(""), shown.set_password(None));
        let protocols = match url.scheme() {
            "https" => "https",
            "http" => "http",
            _ => {
                return Err(PushError::Wrong(format!(
                    "{shown} cannot be pushed to: only https:// and http:// can"
                )));
            }
        };
        let header = remote.authorization.as_ref().map(|value| {
            let key = format!("http.{}/.extraHeader", url.origin().ascii_serialization());
            (key, Secret::new(format!("Authorization: {}", value.expose())))
        });
        let access = Access { url: shown.into(), protocols, header, failure: "could not be pushed to" };
        let folder = self.scratch().await.map_err(|error| disk(&access, &error.to_string()))?;
        let work = Work { folder, access, limits: &self.limits };
        work.local(&["init", "--quiet", "--bare", "--template="])
            .run()
            .await
            .map_err(|error| work.failed(error))?;
        Ok(work)
    }

    /// A folder of its own for one push.
    async fn scratch(&self) -> std::io::Result<Scratch> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        tokio::fs::create_dir_all(&self.folder).await?;
        let base = tokio::fs::canonicalize(&self.folder).await?;
        remove_leftovers(&base).await;
        let name = format!("push-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = base.join(name);
        // Of an earlier process with this number, which ended early.
        let _nothing_there = tokio::fs::remove_dir_all(&path).await;
        tokio::fs::create_dir(&path).await?;
        Ok(Scratch { base, path })
    }
}

/// Removes what a process that ended early left behind.
async fn remove_leftovers(base: &Path) {
    let Ok(mut entries) = tokio::fs::read_dir(base).await else { return };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let is_ours = entry.file_name().to_string_lossy().starts_with("push-");
        let time = entry.metadata().await.and_then(|data| data.modified()).ok();
        let age = time.and_then(|time| SystemTime::now().duration_since(time).ok());
        if is_ours && age.is_some_and(|age| age > UNUSED_PUSH_TIME) {
            // What cannot be removed stays for the next time.
            let _stays = tokio::fs::remove_dir_all(entry.path()).await;
        }
    }
}

struct Scratch {
    base: PathBuf,
    path: PathBuf,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is a leftover, and goes later.
        let _stays = std::fs::remove_dir_all(&self.path);
    }
}

/// A repository on disk in which a commit is made, and the server that it goes to.
struct Work<'a> {
    folder: Scratch,
    access: Access,
    limits: &'a GitLimits,
}

impl Work<'_> {
    fn local(&self, arguments: &[&str]) -> Call<'_> {
        Call {
            folder: &self.folder.base,
            repository: Some(&self.folder.path),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            input: Vec::new(),
            access: None,
            output: FACT_BYTES,
            size: None,
            time: self.limits.answer_time,
        }
    }

    fn remote(&self, arguments: &[&str]) -> Call<'_> {
        Call { access: Some(&self.access), time: self.limits.fetch_time, ..self.local(arguments) }
    }

    fn failed(&self, error: CallError) -> PushError {
        remote_error(error, &self.access).into()
    }

    async fn check_branch(&self, branch: &str) -> Result<(), PushError> {
        let name = format!("refs/heads/{branch}");
        match self.local(&["check-ref-format", &name]).run().await {
            Ok(_) => Ok(()),
            Err(CallError::Said(_)) => Err(PushError::Wrong(format!(
                "No branch can be called `{}`",
                branch.chars().take(SAID_CHARS).collect::<String>()
            ))),
            Err(error) => Err(self.failed(error)),
        }
    }

    async fn fetch(&self, branch: &str) -> Result<String, PushError> {
        let refspec = format!("+refs/heads/{branch}:refs/portico/base");
        let arguments = [
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--end-of-options",
            &self.access.url,
            &refspec,
        ];
        let mut call = self.remote(&arguments);
        call.size = Some(self.limits.repository_bytes);
        call.run().await.map_err(|error| self.failed(error))?;
        self.one(&["rev-parse", "--verify", "refs/portico/base^{commit}"]).await
    }

    async fn tree(&self, commit: &str) -> Result<String, PushError> {
        self.one(&["rev-parse", "--verify", &format!("{commit}^{{tree}}")]).await
    }

    /// A line that git prints.
    async fn one(&self, arguments: &[&str]) -> Result<String, PushError> {
        let output = self.local(arguments).run().await.map_err(|error| self.failed(error))?;
        Ok(String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// Makes a commit, on top of another one if there is one, and says which it is.
    async fn commit(&self, commit: &Commit, parent: Option<&str>) -> Result<String, PushError> {
        let mut call = self.local(&["fast-import", "--quiet", "--done", "--date-format=raw"]);
        call.input = stream(commit, parent);
        call.time = self.limits.fetch_time;
        call.run().await.map_err(|error| match error {
            CallError::Said(text) => {
                let line =
                    text.lines().find(|line| line.starts_with("fatal:")).unwrap_or("git gave no reason");
                let line: String =
                    line.trim_start_matches("fatal:").trim().chars().take(SAID_CHARS).collect();
                PushError::Wrong(format!("No commit could be made of the files: {line}"))
            }
            other => self.failed(other),
        })?;
        self.one(&["rev-parse", "--verify", "refs/portico/new^{commit}"]).await
    }

    async fn push(&self, commit: &str, branch: &str) -> Result<(), PushError> {
        let refspec = format!("{commit}:refs/heads/{branch}");
        let arguments = ["push", "--quiet", "--no-verify", "--end-of-options", &self.access.url, &refspec];
        match self.remote(&arguments).run().await {
            Ok(_) => Ok(()),
            Err(CallError::Said(text)) => Err(self.refused(text, branch)),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// What the server said about a branch that it did not take.
    fn refused(&self, text: String, branch: &str) -> PushError {
        let place = &self.access.url;
        let Some(line) = text.lines().map(str::trim_start).find(|line| line.starts_with("! [")) else {
            return self.failed(CallError::Said(text));
        };
        let reason = line.rsplit_once('(').map_or(line, |(_, reason)| reason.trim_end_matches(')'));
        let reason: String = reason.chars().filter(|c| !c.is_control()).take(SAID_CHARS).collect();
        if line.starts_with("! [rejected]") {
            return PushError::Diverged(format!(
                "{place} has a branch {branch} already, with commits that this one does not build on ({reason})"
            ));
        }
        PushError::Rejected(format!("{place} did not take the branch {branch}: {reason}"))
    }
}

fn disk(access: &Access, what: &str) -> PushError {
    let text = format!("{} could not be pushed to: the folder for it cannot be used: {what}", access.url);
    ReadError::Failed(text).into()
}

/// The commit in the form that `git fast-import` reads.
fn stream(commit: &Commit, parent: Option<&str>) -> Vec<u8> {
    let person =
        |text: &str| text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect::<String>();
    let (name, email) = (person(&commit.author.0), person(&commit.author.1));
    let mut stream = Vec::new();
    let mut head = String::from("commit refs/portico/new\n");
    for who in ["author", "committer"] {
        // Writing to a text does not fail.
        let _done = writeln!(head, "{who} {} <{}> {} +0000", name.trim(), email.trim(), commit.time);
    }
    stream.extend_from_slice(head.as_bytes());
    data(&mut stream, commit.message.as_bytes());
    if let Some(parent) = parent {
        stream.extend_from_slice(format!("from {parent}\n").as_bytes());
    }
    for file in &commit.files {
        let mode = match file.kind {
            FileKind::Plain => "100644",
            FileKind::Executable => "100755",
            FileKind::Link => "120000",
        };
        stream.extend_from_slice(format!("M {mode} inline {}\n", quoted(&file.path)).as_bytes());
        data(&mut stream, &file.content);
    }
    stream.extend_from_slice(b"done\n");
    stream
}

fn data(stream: &mut Vec<u8>, bytes: &[u8]) {
    stream.extend_from_slice(format!("data {}\n", bytes.len()).as_bytes());
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
}

/// A path in quotes, as git reads it.
fn quoted(path: &str) -> String {
    let mut text = String::from("\"");
    for c in path.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::{Commit, CommitFile, FileKind, GitWriter, Remote, stream};
    use portico_scm::Secret;

    /// Everything that is said about how git is started.
    async fn told() -> (String, String) {
        let folder = tempfile::tempdir().unwrap();
        let writer = GitWriter::new(folder.path().to_owned());
        let url = url::Url::parse("https://me:pa55word@git.test/acme/shop.git").unwrap();
        let remote = Remote { url, authorization: Some(Secret::new("Basic s3cret")) };
        let work = writer.open(&remote).await.unwrap();
        let call = work.remote(&["push", &work.access.url, "x:refs/heads/main"]);
        let command = call.command();
        let command = command.as_std();
        let arguments = command.get_args().map(|one| one.to_string_lossy().into_owned());
        let variables =
            command.get_envs().filter_map(|(_, value)| Some(value?.to_string_lossy().into_owned()));
        (arguments.collect::<Vec<_>>().join(" "), variables.collect::<Vec<_>>().join(" "))
    }

    #[tokio::test]
    async fn credentials_are_no_arguments() {
        if std::process::Command::new("git").arg("--version").output().is_err() {
            println!("skipped: the program git is not installed here");
            return;
        }
        let (arguments, variables) = told().await;
        assert!(arguments.contains("https://git.test/acme/shop.git"), "{arguments}");
        assert!(!arguments.contains("s3cret") && !arguments.contains("pa55word"), "{arguments}");
        assert!(
            variables.contains("Authorization: Basic s3cret") && !variables.contains("pa55word"),
            "{variables}"
        );
    }

    #[test]
    fn the_same_files_make_the_same_commit() {
        let file =
            CommitFile { path: "a \"b\"\n".to_owned(), kind: FileKind::Executable, content: b"x\n".to_vec() };
        let commit = Commit {
            files: vec![file],
            author: ("Ada <x>\n".to_owned(), "ada@acme.test".to_owned()),
            message: "start\n\ndone".to_owned(),
            time: 1_700_000_000,
        };
        let expect = "commit refs/portico/new\nauthor Ada x <ada@acme.test> 1700000000 +0000\n\
                      committer Ada x <ada@acme.test> 1700000000 +0000\ndata 11\nstart\n\ndone\nfrom abc\n\
                      M 100755 inline \"a \\\"b\\\"\\n\"\ndata 2\nx\n\ndone\n";
        assert_eq!(String::from_utf8(stream(&commit, Some("abc"))).unwrap(), expect);
    }
}
