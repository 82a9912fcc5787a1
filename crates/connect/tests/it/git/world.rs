//! A real repository, the server that hands it out on the loopback interface, and a reader of it.

pub use super::server::Mood;
use super::server::{Memory, router};
use portico_connect::{
    git::{GitLimits, GitReader},
    reader::{Allow, Answer, Found, ReadError},
};
use portico_scm::{GitTarget, Integrations};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;

pub struct World {
    folder: TempDir,
    /// Host and port.
    pub host: String,
    memory: Arc<Mutex<Memory>>,
    pub limits: GitLimits,
}

impl World {
    /// A server with the repository `shop.git`, in which nothing is; none, with the reason, where there is no git.
    pub async fn new() -> Option<Self> {
        if Command::new("git").arg("http-backend").output().is_err() {
            println!("skipped: the program git is not installed here");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let memory = Arc::new(Mutex::new(Memory::default()));
        let server = router(folder.path().join("srv"), Arc::clone(&memory));
        let url = crate::providers_double::serve(server).await;
        let host = format!("127.0.0.1:{}", url.port().unwrap());
        let limits = GitLimits::default();
        let world = Self { folder, host, memory, limits };
        std::fs::create_dir_all(world.work()).unwrap();
        world.git(&["init", "--quiet", "-b", "main"]);
        world.git(&["config", "uploadpack.allowFilter", "true"]);
        Some(world)
    }

    /// Where people work on the repository.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("srv").join("shop.git")
    }

    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("data").join("git")
    }

    /// The clones on disk.
    pub fn clones(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.cache()).into_iter().flatten();
        folder.map(|entry| entry.unwrap().path()).collect()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        git_in(&self.work(), arguments)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.work().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits everything. Returns the commit.
    pub fn commit(&self) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "change"]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub fn mood(&self, mood: Mood) {
        self.memory.lock().unwrap().mood = mood;
    }

    /// The questions since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.memory.lock().unwrap().asked)
    }

    pub fn url(&self) -> String {
        format!("http://{}/shop.git", self.host)
    }

    /// The target with this after `#`.
    pub fn target(&self, rest: &str) -> GitTarget {
        GitTarget::parse(&format!("{}#{rest}", self.url())).unwrap()
    }

    pub fn reader(&self) -> GitReader {
        self.reader_with(&json!({}))
    }

    pub fn reader_with(&self, integrations: &Value) -> GitReader {
        let allow = Allow::read(&json!({"allow": [{"host": self.host}]})).unwrap();
        let integrations = Arc::new(Integrations::read(integrations).unwrap());
        GitReader::with_limits(self.cache(), allow, integrations, self.limits.clone())
    }
}

pub fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@acme.test"])
        .args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The files of an answer as `address content`, and its etag.
#[track_caller]
pub fn new(answer: Result<Answer<Found>, ReadError>) -> (Vec<String>, String) {
    let Ok(Answer::New(found)) = answer else { panic!("nothing new: {answer:?}") };
    let line = |url: &str, bytes: &[u8]| format!("{url} {}", String::from_utf8_lossy(bytes).trim());
    let files = found.files.iter().map(|file| line(file.url.rsplit_once('#').unwrap().1, &file.bytes));
    (files.collect(), found.etag.unwrap())
}
