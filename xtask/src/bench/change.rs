//! A changed file: how long until its entity is answered anew, and what those who read meanwhile notice.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use super::generate::World;
use super::http::{self, Client};
use super::server::Server;

const ROUNDS: usize = 5;
const LIMIT: Duration = Duration::from_secs(30);
/// Between two looks at the changed entity.
const RETRY: Duration = Duration::from_millis(2);
/// How long is read before the change, to know what is usual.
const QUIET: Duration = Duration::from_millis(500);
const READ: &str =
    "/api/catalog/entities/by-query?filter=kind%3Dcomponent&orderField=metadata.name%2Casc&limit=20";

/// What changes cost.
pub(super) struct Change {
    /// From writing the file to the new answer, sorted.
    pub(super) visible: Vec<Duration>,
    /// The longest that a reader waited for a page while nothing changed, and while something did.
    pub(super) longest_quiet: Duration,
    pub(super) longest: Duration,
}

impl Change {
    /// The time in the middle.
    pub(super) fn median(&self) -> Option<Duration> {
        self.visible.get(self.visible.len() / 2).copied()
    }
}

/// Changes one entity's file several times while one connection reads without a pause.
pub(super) fn measure(server: &Server, world: &World, catalog: &Path) -> Result<Change> {
    let longest_quiet = while_reading(server, || {
        thread::sleep(QUIET);
        Ok(())
    })?;
    let mut visible = Vec::with_capacity(ROUNDS);
    let longest = while_reading(server, || {
        let mut client = server.client()?;
        for round in 0..ROUNDS {
            visible.push(once(&mut client, world, catalog, round)?);
        }
        Ok(())
    })?;
    visible.sort_unstable();
    Ok(Change { visible, longest_quiet: longest_quiet.1, longest: longest.1 })
}

/// From writing the file to the new title in the answer.
fn once(client: &mut Client, world: &World, catalog: &Path, round: usize) -> Result<Duration> {
    let marker = format!("Changed{round}x{}", std::process::id());
    let (name, path, content) = world.changed(catalog, &marker);
    let request = http::get(&format!("/api/catalog/entities/by-name/component/default/{name}"));
    let from = Instant::now();
    fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    while from.elapsed() < LIMIT {
        let answer = client.ask(&request)?;
        if answer.status == 200 && answer.contains(&marker) {
            return Ok(from.elapsed());
        }
        thread::sleep(RETRY);
    }
    bail!("{name} did not change within {} s", LIMIT.as_secs())
}

/// Does something while a connection reads pages; the longest that one of them took.
fn while_reading<T>(server: &Server, action: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let mut reader = server.client()?;
    let request = http::get(READ);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reading = scope.spawn(|| -> Result<Duration> {
            let mut longest = Duration::ZERO;
            while !over.load(Ordering::Relaxed) {
                let sent = Instant::now();
                let status = reader.ask(&request)?.status;
                if status != 200 {
                    bail!("{READ} answered {status}");
                }
                longest = longest.max(sent.elapsed());
            }
            Ok(longest)
        });
        let done = action();
        over.store(true, Ordering::Relaxed);
        let longest = reading.join().map_err(|_| anyhow!("the reader panicked"))?;
        Ok((done?, longest?))
    })
}
