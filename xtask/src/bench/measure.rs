//! The measurements in their order, and their budgets.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::change;
use super::generate::World;
use super::http::{self, Answer};
use super::load::{self, Load, Times};
use super::questions::{self, Budget};
use super::server::Server;
use crate::process::note;

const INGEST_LIMIT: Duration = Duration::from_secs(600);
const CHANGE_LIMIT: Duration = Duration::from_secs(30);
const CONNECTIONS: [usize; 2] = [1, 16];
const PAGES: usize = 200;
const PAGES_BEFORE: usize = 20;
const PAGE: &str = "/catalog";
const READY: &str = "/.backstage/health/v1/readiness";
/// Everything that the search has: what is not indexed yet is missing in it.
const INDEXED: &str = "/api/search/query?pageLimit=1";
const COUNT: &str = "/api/catalog/entities/by-query?limit=0";
/// Beside the folder of the data.
const LOG: &str = "server.log";

/// Everything that was measured.
pub(super) struct Measured {
    pub(super) figures: Vec<Figure>,
    pub(super) answers: Vec<Answered>,
}

/// One figure beside its budget, in the same unit.
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) value: Option<f64>,
    pub(super) budget: Option<f64>,
    pub(super) unit: &'static str,
}

/// One question at every number of connections.
pub(super) struct Answered {
    pub(super) name: &'static str,
    pub(super) budget: Budget,
    pub(super) loads: Vec<Load>,
}

/// What a catalog of this size may take: seconds to ingest and to start warm, and megabytes.
fn budgets(entities: usize) -> [f64; 3] {
    if entities > 10_000 { [30.0, 2.0, 600.0] } else { [5.0, 1.0, 150.0] }
}

/// Measures everything on one catalog, with the server started twice; `seconds` for every load.
pub(super) fn all(
    binary: &Path,
    world: &World,
    catalog: &Path,
    data: &Path,
    seconds: u64,
) -> Result<Measured> {
    fs::create_dir_all(data).with_context(|| format!("making {}", data.display()))?;
    let log = data.with_file_name(LOG);
    let total = world.counts.total();
    let holds_all = |answer: &Answer<'_>| count(answer) >= total as u64;

    note("ingest");
    let mut server = Server::start(binary, catalog, data, &log)?;
    let ingest = server.wait_for(READY, None, INGEST_LIMIT, |answer| answer.status == 200)?;
    server.wait_for(COUNT, None, INGEST_LIMIT, holds_all)?;
    let memory_ingested = server.memory_mb();
    let indexed = server.wait_for(INDEXED, None, INGEST_LIMIT, |answer| found(answer) >= total as u64)?;
    let memory_indexed = server.memory_mb();
    drop(server);

    note("warm start");
    let mut server = Server::start(binary, catalog, data, &log)?;
    let warm = server.wait_for(COUNT, None, INGEST_LIMIT, holds_all)?;
    server.wait_for(READY, None, INGEST_LIMIT, |answer| answer.status == 200)?;
    let memory_warm = server.memory_mb();

    let answers = asked(&server, world, Duration::from_secs(seconds))?;
    let memory_asked = server.memory_mb();
    note(&format!("{PAGES} requests of {PAGE}"));
    let pages = first_bytes(&server)?;
    note("a changed file");
    let change = change::measure(&server, world, catalog)?;
    let to_page = change_to_page(&mut server, world, catalog)?;

    let [most_ingest, most_warm, most_memory] = budgets(total);
    let seconds = |name, time: Option<Duration>, budget| Figure {
        name,
        value: time.map(|time| time.as_secs_f64()),
        budget,
        unit: "s",
    };
    let milliseconds = |name, value, budget| Figure { name, value: Some(value), budget, unit: "ms" };
    let memory = |name, value: Option<f64>, budget| Figure { name, value, budget, unit: "MB" };
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    Ok(Measured {
        figures: vec![
            seconds("ingest", Some(ingest), Some(most_ingest)),
            seconds("search index, from the start", Some(indexed), Some(60.0)),
            seconds("warm start", Some(warm), Some(most_warm)),
            memory("memory after ingest", memory_ingested.map(|(now, _)| now), None),
            memory("memory, highest of ingest", memory_ingested.map(|(_, highest)| highest), None),
            memory("memory after indexing", memory_indexed.map(|(now, _)| now), None),
            memory("memory, highest of indexing", memory_indexed.map(|(_, highest)| highest), None),
            memory("memory after warm start", memory_warm.map(|(now, _)| now), Some(most_memory)),
            memory("memory after all questions", memory_asked.map(|(now, _)| now), Some(most_memory)),
            milliseconds("first byte of a page, p50", pages.p50, None),
            milliseconds("first byte of a page, p95", pages.p95, Some(30.0)),
            seconds("changed file to API, median", change.median(), Some(1.0)),
            seconds("changed file to API, longest", change.visible.last().copied(), None),
            seconds("changed file to page", Some(to_page), Some(1.0)),
            milliseconds("longest read, quiet", ms(change.longest_quiet), None),
            milliseconds("longest read during change", ms(change.longest), None),
        ],
        answers,
    })
}

/// Every question, with one connection and with many.
fn asked(server: &Server, world: &World, duration: Duration) -> Result<Vec<Answered>> {
    let questions = questions::all(world, &mut server.client()?)?;
    let each = questions.into_iter().map(|question| {
        note(question.name);
        let loads = CONNECTIONS.into_iter().map(|connections| {
            load::run(server.address(), &question.requests, connections, duration)
                .with_context(|| format!("asking \"{}\"", question.name))
        });
        Ok(Answered { name: question.name, budget: question.budget, loads: loads.collect::<Result<_>>()? })
    });
    each.collect()
}

/// Times to the first byte over one connection.
fn first_bytes(server: &Server) -> Result<Times> {
    let mut client = server.client()?;
    let request = http::get(PAGE);
    let mut times = Vec::with_capacity(PAGES);
    for round in 0..PAGES_BEFORE + PAGES {
        let started = Instant::now();
        client.send(&request)?;
        client.first_byte()?;
        let took = started.elapsed();
        let status = client.receive()?.status;
        if status != 200 {
            bail!("{PAGE} answered {status}");
        }
        if round >= PAGES_BEFORE {
            times.push(took);
        }
    }
    Times::of(&mut times).context("no page was answered")
}

/// From writing a file to the new title on the entity's page.
fn change_to_page(server: &mut Server, world: &World, catalog: &Path) -> Result<Duration> {
    let marker = format!("Renamed{}", std::process::id());
    let (name, path, content) = world.changed(catalog, &marker);
    let page = format!("{PAGE}/default/component/{name}");
    let from = Instant::now();
    fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    server.wait_for(&page, Some(from), CHANGE_LIMIT, |answer| answer.contains(&marker))
}

/// How many results a search says that there are.
fn found(answer: &Answer<'_>) -> u64 {
    serde_json::from_slice::<Value>(answer.body)
        .ok()
        .and_then(|page| page["numberOfResults"].as_u64())
        .unwrap_or_default()
}

/// How many entities a page says that there are.
fn count(answer: &Answer<'_>) -> u64 {
    serde_json::from_slice::<Value>(answer.body)
        .ok()
        .and_then(|page| page["totalItems"].as_u64())
        .unwrap_or_default()
}
