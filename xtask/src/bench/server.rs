//! The server under measurement: our child, on a free port, ended by its own id.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::http::{self, Answer, Client};
use crate::process;

/// How often a page is asked for while waiting.
const RETRY: Duration = Duration::from_millis(5);

/// A running server.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    started: Instant,
}

impl Server {
    /// Starts it; its log goes to a file.
    pub(super) fn start(binary: &Path, catalog: &Path, data: &Path, log: &Path) -> Result<Self> {
        let address = free_address()?;
        let log = File::create(log).with_context(|| format!("writing {}", log.display()))?;
        let mut command = Command::new(binary);
        command.arg("serve").arg("--catalog").arg(catalog).arg("--data").arg(data);
        command.args(["--listen", &address.to_string()]);
        command.stdin(Stdio::null()).stdout(log.try_clone().context("sharing the log")?).stderr(log);
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("starting {}", binary.display()))?;
        Ok(Self { child, address, started })
    }

    /// Asks for a page until it says what is expected. The time since `from`, or since the start of the server.
    pub(super) fn wait_for(
        &mut self,
        path: &str,
        from: Option<Instant>,
        limit: Duration,
        expected: impl Fn(&Answer<'_>) -> bool,
    ) -> Result<Duration> {
        let from = from.unwrap_or(self.started);
        let request = http::get(path);
        let mut last = String::from("it did not answer");
        while from.elapsed() < limit {
            if let Some(status) = self.child.try_wait().context("asking whether the server still runs")? {
                bail!("the server ended ({status}); see server.log");
            }
            let asked = Client::connect(self.address).and_then(|mut client| {
                let answer = client.ask(&request)?;
                let seen = format!("status {}, {} bytes", answer.status, answer.body.len());
                Ok((answer.status == 200 && expected(&answer), seen))
            });
            match asked {
                Ok((true, _)) => return Ok(from.elapsed()),
                Ok((false, seen)) => last = seen,
                Err(error) => last = format!("{error:#}"),
            }
            std::thread::sleep(RETRY);
        }
        bail!("{path} did not show what was expected within {}; last: {last}", process::seconds(limit))
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A connection of its own.
    pub(super) fn client(&self) -> Result<Client> {
        Client::connect(self.address)
    }

    /// Resident memory now and at its highest, in megabytes, where the system tells.
    pub(super) fn memory_mb(&self) -> Option<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        Some((field_mb(&status, "VmRSS:")?, field_mb(&status, "VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = process::stop(&mut self.child) {
            eprintln!("the measured server (id {}) could not be ended: {error:#}", self.child.id());
        }
    }
}

/// A port that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    listener.local_addr().context("looking for a free port")
}

pub(super) fn field_mb(status: &str, field: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_systems_table() {
        let status = "Name:\tportico\nVmHWM:\t  250000 kB\nVmRSS:\t  125000 kB\n";
        assert_eq!(field_mb(status, "VmRSS:"), Some(128.0));
        assert_eq!(field_mb(status, "VmSwap:"), None);
    }
}
