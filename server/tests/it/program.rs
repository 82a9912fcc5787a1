//! The real program as a process of its own, ended with the test.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Program {
    child: Child,
    address: String,
}

impl Program {
    /// Serves the folder `catalog`, with what it stores in `data`.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::with(folder, &["--data", "data"])
    }

    /// Serves the folder `catalog`, with further arguments.
    pub(crate) fn with(folder: &Path, arguments: &[&str]) -> Self {
        Self::spawn(folder, arguments, &[])
    }

    /// Serves the folder `catalog` where some environment variables have other values.
    pub(crate) fn in_surroundings(folder: &Path, variables: &[(&str, &str)]) -> Self {
        Self::spawn(folder, &["--data", "data"], variables)
    }

    fn spawn(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_portico"))
            .envs(variables.iter().copied())
            .args(["serve", "--catalog", "catalog", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line =
            lines.find_map(|line| line.unwrap().strip_prefix("listening on http://").map(str::to_owned));
        // Keeps reading, so that the program never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: line.expect("the program says where it listens") }
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.send("GET", path, "")
    }

    /// Sends a request with a JSON body.
    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks until the answer holds the text.
    #[track_caller]
    pub(crate) fn shows(&self, path: &str, text: &str) {
        let started = Instant::now();
        while !self.get(path).contains(text) {
            assert!(started.elapsed() < PATIENCE, "{path} never showed {text:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
