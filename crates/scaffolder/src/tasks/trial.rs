//! Trial runs: a task that changes nothing outside of a folder that is thrown away.

use super::{
    NewEvent, StepChange, TaskError, events,
    machine::{Machine, TaskProblem},
};
use crate::{
    action::Later,
    limits::{LINES, TRIAL, TRIAL_BYTES, TRIAL_FILES},
    redact::Redactor,
    runner::{Interrupted, Job, Journal, now_ms},
    walk::EntryKind,
    workspace::Workspace,
};
use portico_template::TaskSpec;
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    fs, io,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What the task would do.
    pub spec: TaskSpec,
    /// What must not be told to anyone.
    pub secrets: BTreeMap<String, String>,
    /// Files beside the template: path and content.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Tried {
    /// What was told, in order.
    pub log: Vec<NewEvent>,
    /// What the task would tell in the end.
    pub output: Map<String, Value>,
    /// Why it would fail.
    pub error: Option<TaskError>,
    /// What is in the workspace.
    pub files: Vec<TriedFile>,
}

/// A file that a trial made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedFile {
    /// Its path in the workspace.
    pub path: String,
    /// Whether it can be run.
    pub is_executable: bool,
    /// What is in it.
    pub content: Vec<u8>,
}

/// Keeps what happens in memory.
#[derive(Default)]
struct Memory {
    log: Mutex<Vec<NewEvent>>,
    known: Mutex<BTreeMap<(usize, String), Value>>,
    redactor: Redactor,
}

impl Memory {
    fn log(&self) -> MutexGuard<'_, Vec<NewEvent>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, event: NewEvent) {
        let mut log = self.log();
        if log.len() < LINES {
            log.push(event);
        }
    }
}

impl Journal for Memory {
    fn line(&self, step: Option<&str>, text: &str) {
        self.add(events::line(now_ms(), &self.redactor.text(text), step));
    }

    fn note(&self, _: StepChange, event: NewEvent) -> Later<'_, Result<(), Interrupted>> {
        self.add(event);
        Box::pin(async { Ok(()) })
    }

    fn checkpoint<'a>(
        &'a self,
        step: usize,
        name: &'a str,
        value: Value,
    ) -> Later<'a, Result<(), Interrupted>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert((step, name.to_owned()), value);
        Box::pin(async { Ok(()) })
    }

    fn known(&self, step: usize, name: &str) -> Option<Value> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(step, name.to_owned())).cloned()
    }

    fn redactor(&self) -> &Redactor {
        &self.redactor
    }
}

impl Machine {
    /// Runs a task without consequences: actions that cannot be tried are skipped and give an example of their output.
    /// The files beside the template are what relative addresses lead to.
    ///
    /// # Errors
    /// If it is too large, or there is no place for its files.
    pub async fn try_out(&self, trial: Trial) -> Result<Tried, TaskProblem> {
        let inner = &self.inner;
        let bytes: u64 = trial.files.iter().map(|(_, content)| content.len() as u64).sum();
        if trial.files.len() > TRIAL_FILES || bytes > TRIAL_BYTES {
            return Err(TaskProblem::TooLarge(format!(
                "a trial run is given at most {TRIAL_FILES} files with at most {} MB",
                TRIAL_BYTES / (1024 * 1024)
            )));
        }
        let closed = |_| TaskProblem::Conflict("the server is stopping".to_owned());
        let _permit = inner.trials.acquire().await.map_err(closed)?;
        let id = uuid::Uuid::new_v4().to_string();
        let folder = Folder(std::env::temp_dir().join(format!("portico-trial-{id}")));
        let place = |error: io::Error| {
            TaskProblem::Conflict(format!("a trial run has no place for its files: {error}"))
        };
        let workspace = Workspace::open(&folder.0.join("workspace")).map_err(place)?;
        let beside = Workspace::open(&folder.0.join("template")).map_err(place)?;
        for (path, content) in &trial.files {
            beside.write(path, content).map_err(|failure| TaskProblem::Conflict(failure.message))?;
        }
        let mut spec = trial.spec;
        if let Some(info) = &mut spec.template_info {
            info.base_url = Some(format!("file://{}/template.yaml", beside.root().display()));
        }
        let hidden = inner.config.environment.secrets.values().chain(trial.secrets.values());
        let journal = Memory { redactor: Redactor::new(hidden.map(String::as_str)), ..Memory::default() };
        let job = Job {
            id: &id,
            spec: &spec,
            secrets: &trial.secrets,
            workspace: &workspace,
            is_dry_run: true,
            before: Vec::new(),
            is_rebuilding: false,
            journal: &journal,
        };
        let (output, error) = match tokio::time::timeout(TRIAL, inner.runner.run(&job)).await {
            Ok(Ok(ended)) => (ended.output, ended.error),
            Ok(Err(interrupted)) => (Map::new(), Some(failed(interrupted.to_string()))),
            Err(_) => {
                (Map::new(), Some(failed(format!("the trial run took longer than {} s", TRIAL.as_secs()))))
            }
        };
        let files = match &error {
            None => files(&workspace)?,
            Some(_) => Vec::new(),
        };
        let log = std::mem::take(&mut *journal.log());
        Ok(Tried { log, output, error, files })
    }
}

fn failed(message: String) -> TaskError {
    TaskError { name: "Error".to_owned(), message }
}

/// What is in the workspace, by path.
fn files(workspace: &Workspace) -> Result<Vec<TriedFile>, TaskProblem> {
    let unreadable = |failure: crate::Failure| TaskProblem::Conflict(failure.message);
    let (mut files, mut bytes) = (Vec::new(), 0);
    for entry in workspace.entries("").map_err(unreadable)? {
        let is_executable = entry.kind == EntryKind::Executable;
        if !is_executable && entry.kind != EntryKind::File {
            continue;
        }
        let content = workspace.read(&entry.path).map_err(unreadable)?;
        bytes += content.len() as u64;
        if files.len() >= TRIAL_FILES || bytes > TRIAL_BYTES {
            let most = TRIAL_BYTES / (1024 * 1024);
            return Err(TaskProblem::TooLarge(format!(
                "the trial run made more than {TRIAL_FILES} files or {most} MB; it cannot be shown"
            )));
        }
        files.push(TriedFile { path: entry.path, is_executable, content });
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// A folder that goes when it is dropped.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "the files of a trial run cannot be removed");
        }
    }
}
