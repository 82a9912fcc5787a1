//! A PostgreSQL server for tests, made from the programs that are installed. It has its own folder and port, depends on
//! nothing else in these tests, and ends with its owner: when that is dropped, and also when its process is killed.

use std::{
    fs::{self, File},
    io,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const USER: &str = "portico";
const PASSWORD: &str = "not-a-secret";
const START: Duration = Duration::from_secs(60);

/// A running server.
pub struct Server {
    programs: PathBuf,
    port: u16,
    /// The shell that started it, and stops it as soon as nothing can be written to it any more.
    shell: Child,
    _folder: TempDir,
}

impl Server {
    /// Starts a server, or says why that cannot be done here.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: postgres, initdb and psql are not installed");
            return None;
        };
        let Some(prefix) = unprivileged() else {
            println!("skipped: PostgreSQL does not run as root, and setpriv, or a user for it, is not there");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if let Some((_, owner)) = &prefix {
            std::os::unix::fs::chown(folder.path(), Some(owner.user), Some(owner.group)).unwrap();
        }
        let prefix = prefix.map(|(prefix, _)| prefix).unwrap_or_default();
        let (data, log) = (folder.path().join("data"), folder.path().join("log"));
        let password = folder.path().join("password");
        fs::write(&password, PASSWORD).unwrap();
        let made = command(&prefix, &programs.join("initdb"))
            .args(["--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C"])
            // Without the thousands of rounds of a better method, which take long in a program that is not optimised.
            .args(["--auth=password", "--username", USER, "--pwfile"])
            .arg(&password)
            .arg("--pgdata")
            .arg(&data)
            .current_dir(folder.path())
            .output();
        succeeded("initdb", &made.unwrap());
        // Another process may take the port in the moment before the server does.
        let started = (0..5).find_map(|_| {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let shell = serve(&prefix, &programs, &data, &log, port);
            Some((port, ready(&data, shell)?))
        });
        assert!(started.is_some(), "the server does not start: {}", fs::read_to_string(log).unwrap());
        let (port, shell) = started.unwrap();
        Some(Self { programs, port, shell, _folder: folder })
    }

    /// Makes a database and returns its address.
    pub fn database(&self, name: &str) -> String {
        self.run("postgres", &format!("create database \"{name}\""));
        self.address(name)
    }

    /// The address of a database, whether it is there or not.
    pub fn address(&self, name: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{name}", self.port)
    }

    /// Runs a statement, and returns its answer: a line per row, columns with `|` between.
    pub fn run(&self, database: &str, statement: &str) -> String {
        let answer = Command::new(self.programs.join("psql"))
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"])
            .args(["--command", statement, &self.address(database)])
            .output()
            .unwrap();
        succeeded(statement, &answer);
        String::from_utf8(answer.stdout).unwrap().trim_end().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// Starts the server under a shell that stops it at the end of its own input, and ends when the server does.
fn serve(prefix: &[String], programs: &Path, data: &Path, log: &Path, port: u16) -> Child {
    let script = "exec 3<&0; \"$@\" 3<&- & server=$!
                  (read -r end; kill -INT \"$server\") <&3 & reader=$!
                  wait \"$server\"; kill \"$reader\"";
    let log = File::options().create(true).append(true).open(log).unwrap();
    command(prefix, Path::new("/bin/sh"))
        .args(["-c", script, "sh"])
        .arg(programs.join("postgres"))
        .arg("-D")
        .arg(data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
        // What is written need not outlive the test, and nobody else is to find this server.
        .args(["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off"])
        .args(["-c", "shared_buffers=32MB", "-c", "max_connections=50"])
        .current_dir(data)
        .stdin(Stdio::piped())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// Waits until the server says in its file that it takes connections. Returns its shell, or nothing if it ended.
fn ready(data: &Path, mut shell: Child) -> Option<Child> {
    let until = Instant::now() + START;
    while Instant::now() < until && shell.try_wait().unwrap().is_none() {
        let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        if state.lines().any(|line| line.trim() == "ready") {
            return Some(shell);
        }
        thread::sleep(Duration::from_millis(10));
    }
    drop(shell.stdin.take());
    let _ = shell.wait();
    None
}

/// Where the server's programs are: on the path, or where distributions keep them off it.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // What is on the path may be a link; its neighbours are where it leads.
    let on_path = std::env::split_paths(&path)
        .filter_map(|folder| fs::canonicalize(folder.join("postgres")).ok())
        .filter_map(|program| Some(program.parent()?.to_owned()));
    let mut kept: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    kept.sort();
    let asked = Command::new("pg_config").arg("--bindir").output().ok();
    let asked = asked.and_then(|answer| String::from_utf8(answer.stdout).ok());
    let asked = asked.map(|folder| PathBuf::from(folder.trim()));
    let is_whole =
        |folder: &PathBuf| ["postgres", "initdb", "psql"].iter().all(|name| folder.join(name).is_file());
    on_path.chain(kept.into_iter().rev()).chain(asked).find(is_whole)
}

struct Owner {
    user: u32,
    group: u32,
}

/// How to run a program as somebody else, and who that is: nothing if we are not root, none if there is no way.
#[expect(clippy::option_option, reason = "three answers, each used once")]
fn unprivileged() -> Option<Option<(Vec<String>, Owner)>> {
    if id(&["-u"])? != 0 {
        return Some(None);
    }
    let user = ["postgres", "nobody"].into_iter().find(|user| id(&["-u", user]).is_some())?;
    let owner = Owner { user: id(&["-u", user])?, group: id(&["-g", user])? };
    Command::new("setpriv").arg("--version").output().ok()?;
    let prefix = [
        "setpriv".to_owned(),
        format!("--reuid={}", owner.user),
        format!("--regid={}", owner.group),
        "--clear-groups".to_owned(),
    ];
    Some(Some((prefix.into(), owner)))
}

fn id(arguments: &[&str]) -> Option<u32> {
    let answer: io::Result<Output> = Command::new("id").args(arguments).output();
    String::from_utf8(answer.ok()?.stdout).ok()?.trim().parse().ok()
}

fn command(prefix: &[String], program: &Path) -> Command {
    match prefix {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    }
}

#[track_caller]
fn succeeded(what: &str, answer: &Output) {
    assert!(answer.status.success(), "{what}: {}", String::from_utf8_lossy(&answer.stderr));
}
