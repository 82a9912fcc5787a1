//! Running git: without hooks, without anybody's configuration, without questions, and never for long.

use super::{
    access::Access,
    limits::{SAID_BYTES, SIZE_PAUSE},
};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    time::{sleep, timeout},
};

/// What of the surroundings would lead git elsewhere, or make it tell too much.
const REMOVED: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CURL_VERBOSE",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_PROXY_COMMAND",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
    "GIT_TRACE_CURL",
    "GIT_TRACE_PACKET",
    "GIT_TRACE_PACKFILE",
    "GIT_TRACE_SETUP",
    "GIT_WORK_TREE",
    "LANGUAGE",
    "XDG_CONFIG_HOME",
];

/// What is set instead of it.
const SET: &[(&str, &str)] = &[
    ("GIT_ASKPASS", ""),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PROTOCOL_FROM_USER", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
    ("SSH_ASKPASS", ""),
];

/// Settings that hold for every call; they travel in environment variables.
const SETTINGS: &[(&str, &str)] = &[
    // Large files are passed through, not held in memory.
    ("core.bigFileThreshold", "16m"),
    ("core.fsmonitor", "false"),
    ("core.sshCommand", "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ControlPath=none"),
    ("credential.helper", ""),
    ("fetch.unpackLimit", "1"),
    ("gc.auto", "0"),
    ("http.followRedirects", "false"),
    ("init.defaultBranch", "main"),
    ("maintenance.auto", "false"),
    ("pack.threads", "1"),
    ("protocol.version", "2"),
];

/// Why a call gave nothing.
#[derive(Debug)]
pub(super) enum CallError {
    /// There is no git.
    NotInstalled,
    /// It did not end in time.
    TooSlow(Duration),
    /// It printed more than it may, or the repository became larger than it may.
    TooMuch,
    /// It failed and said this.
    Said(String),
    /// It could not be started or talked to.
    Broken(std::io::Error),
}

/// One call.
pub(super) struct Call<'a> {
    /// Where git is started; no repository is looked for above it.
    pub(super) folder: &'a Path,
    /// The repository that it works on, if any.
    pub(super) repository: Option<&'a Path>,
    pub(super) arguments: Vec<String>,
    pub(super) input: Vec<u8>,
    /// The server that it may talk to; without one it may talk to none.
    pub(super) access: Option<&'a Access>,
    /// Most bytes that it may print.
    pub(super) output: usize,
    /// Most bytes that the repository may have while it runs.
    pub(super) size: Option<u64>,
    pub(super) time: Duration,
}

impl Call<'_> {
    /// What git printed.
    pub(super) async fn run(self) -> Result<Vec<u8>, CallError> {
        let time = self.time;
        timeout(time, self.run_inner()).await.unwrap_or(Err(CallError::TooSlow(time)))
    }

    async fn run_inner(self) -> Result<Vec<u8>, CallError> {
        let mut child = self.command().spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => CallError::NotInstalled,
            _ => CallError::Broken(error),
        })?;
        let group = Group::of(&child);
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let work = async {
            let give = async {
                if let Some(mut stdin) = stdin {
                    // A git that does not want to hear more says why on its way out.
                    let _ended_early = stdin.write_all(&self.input).await;
                }
                Ok(())
            };
            let say = async { Ok(said(stderr).await) };
            let ((), output, said) = tokio::try_join!(give, printed(stdout, self.output), say)?;
            let status = child.wait().await.map_err(CallError::Broken)?;
            if status.success() { Ok(output) } else { Err(CallError::Said(said)) }
        };
        let result = tokio::select! {
            result = work => result,
            () = self.grown() => Err(CallError::TooMuch),
        };
        if matches!(result, Ok(_) | Err(CallError::Said(_))) {
            group.ended();
        }
        result
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(self.folder).args(["-c", "core.hooksPath=/dev/null"]);
        if let Some(repository) = self.repository {
            command.arg("--git-dir").arg(repository);
        }
        command.args(&self.arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        REMOVED.iter().for_each(|name| {
            command.env_remove(name);
        });
        command.envs(SET.iter().copied());
        if !self.access.is_some_and(|access| access.url.starts_with("ssh:")) {
            // There may be a `.netrc` in the user's, with credentials that nobody configured here.
            command.env("HOME", self.folder);
        }
        let above: PathBuf = self.folder.parent().unwrap_or(self.folder).to_owned();
        command.env("GIT_CEILING_DIRECTORIES", above);
        command.env("GIT_ALLOW_PROTOCOL", self.access.map_or("", |access| access.protocols));
        let mut settings: Vec<(&str, &str)> = SETTINGS.to_vec();
        if let Some((key, header)) = self.access.and_then(|access| access.header.as_ref()) {
            settings.push((key, header.expose()));
        }
        // A server that sends nothing ends the helper too, should it outlive us.
        let patience = self.time.as_secs().max(1).to_string();
        settings.extend([("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", patience.as_str())]);
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (index, (key, value)) in settings.into_iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{index}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{index}"), value);
        }
        command
    }

    /// Ends when the repository is larger than it may be.
    async fn grown(&self) {
        loop {
            sleep(SIZE_PAUSE).await;
            if let (Some(most), Some(repository)) = (self.size, self.repository)
                && size_of(repository).await > most
            {
                return;
            }
        }
    }
}

/// How many bytes the files below a folder have.
pub(super) async fn size_of(folder: &Path) -> u64 {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || size_below(&folder)).await.unwrap_or_default()
}

fn size_below(folder: &Path) -> u64 {
    let mut total = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(data) if data.is_dir() => folders.push(entry.path()),
                Ok(data) => total += data.len(),
                Err(_) => {}
            }
        }
    }
    total
}

async fn printed(from: Option<impl AsyncRead + Unpin>, most: usize) -> Result<Vec<u8>, CallError> {
    let mut output = Vec::new();
    let Some(from) = from else { return Ok(output) };
    from.take(most as u64 + 1).read_to_end(&mut output).await.map_err(CallError::Broken)?;
    if output.len() > most { Err(CallError::TooMuch) } else { Ok(output) }
}

/// The beginning of what comes; the rest is taken as well, so that nobody waits for us.
async fn said(from: Option<impl AsyncRead + Unpin>) -> String {
    let mut output = Vec::new();
    if let Some(mut from) = from {
        // What cannot be read says nothing; the exit code does.
        let _cut = (&mut from).take(SAID_BYTES as u64).read_to_end(&mut output).await;
        let _rest = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    }
    String::from_utf8_lossy(&output).into_owned()
}

/// Git and the programs that it started: they end with it, however it ends.
struct Group {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
}

impl Group {
    #[cfg(unix)]
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self { leader: id.and_then(rustix::process::Pid::from_raw) }
    }

    #[cfg(not(unix))]
    fn of(_child: &Child) -> Self {
        Self {}
    }

    /// It ended by itself; its number may be another's now.
    fn ended(mut self) {
        #[cfg(unix)]
        {
            self.leader = None;
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(leader) = self.leader {
            // Who is gone already needs no end.
            let _gone = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}
