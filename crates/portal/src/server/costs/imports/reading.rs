//! Reading one file: on a thread of its own, piece by piece into the store.

use super::run::{RunError, Running, now_ms};
use crate::server::limits::{COST_BAD_ROWS_AT_ONCE, COST_PIECES};
use portico_connect::{
    bills::{Bill, Found, hex},
    reader::ReadError::Unreachable,
};
use portico_cost::{
    read::{self, BadRow, Limits, ReadError},
    settle,
    sources::Source,
};
use portico_store::{CostBadRow, CostFileEnd, NewCostChunk, NewCostFile, Store, StoreError};
use sha2::{Digest as _, Sha256};
use std::{
    fs::File,
    io::{self, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::mpsc;

/// Why a file was not taken in.
pub(super) enum Failure {
    /// It is wrong; others may be good.
    File(String),
    /// Nothing more can be done now.
    Run(RunError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Run(error.into())
    }
}

/// What the thread that reads hands over.
enum Piece {
    Chunk(NewCostChunk),
    Bad(Vec<CostBadRow>),
}

/// Reads a file into the store. If it cannot be read whole, nothing of it is there.
pub(super) async fn read(
    store: &Arc<dyn Store>,
    source: &Source,
    found: &Found,
    bill: &Bill,
    running: &Arc<Running>,
) -> Result<(), Failure> {
    let new = NewCostFile {
        source: source.id.clone(),
        path: found.path.clone(),
        mark: bill.mark.clone(),
        mapping: source.mapping.fingerprint(),
        modified_ms: bill.modified_ms,
    };
    let id = store.begin_cost_file(&new).await?;
    let read = pieces(store, source, bill, running, id).await;
    if !bill.place.is_as(&bill.mark) {
        // Whatever came of it: what was read may be half of the old and half of the new.
        store.forget_cost_file(id).await?;
        let said = format!("{} is being written; it is read again in a moment", found.path);
        return Err(Failure::Run(RunError::Fetch(Unreachable(said))));
    }
    match read {
        Ok(end) if store.finish_cost_file(id, &end).await? => Ok(()),
        // Another process leads, and began anew.
        Ok(_) => Err(Failure::Run(StoreError::NotLeading.into())),
        Err(failure) => {
            store.forget_cost_file(id).await?;
            Err(failure)
        }
    }
}

async fn pieces(
    store: &Arc<dyn Store>,
    source: &Source,
    bill: &Bill,
    running: &Arc<Running>,
    id: i64,
) -> Result<CostFileEnd, Failure> {
    // Few, so that reading waits for storing and memory stays bounded.
    let (hand_over, mut come) = mpsc::channel(COST_PIECES);
    let job = Job {
        path: bill.place.path().to_owned(),
        mapping: source.mapping.clone(),
        running: Arc::clone(running),
        hand_over,
    };
    let reading = tokio::task::spawn_blocking(move || job.read());
    let mut bad_rows = 0;
    while let Some(piece) = come.recv().await {
        match piece {
            Piece::Chunk(chunk) => store.add_cost_chunk(id, &chunk).await?,
            Piece::Bad(rows) => {
                store.add_cost_bad_rows(id, bad_rows, &rows).await?;
                bad_rows += i64::try_from(rows.len()).unwrap_or(i64::MAX);
            }
        }
    }
    match reading.await {
        Ok(outcome) => outcome,
        Err(_) => Err(Failure::File("reading it ended unexpectedly; the log says why".to_owned())),
    }
}

struct Job {
    path: PathBuf,
    mapping: read::Mapping,
    running: Arc<Running>,
    hand_over: mpsc::Sender<Piece>,
}

impl Job {
    fn read(self) -> Result<CostFileEnd, Failure> {
        let before = self.running.report();
        let mut input = Input::open(&self.path, &self.running).map_err(unreadable)?;
        let mut bad = BadRows { rows: Vec::new(), hand_over: &self.hand_over };
        let mut progress = |now: read::Progress| {
            self.running.update(|report| {
                report.rows = before.rows + now.rows;
                report.bad_rows = before.bad_rows + now.bad_rows;
                report.bytes = now.bytes;
            });
        };
        let mut sink = |chunk: portico_cost::Chunk| {
            let scopes = serde_json::to_string(&settle::scopes(&chunk)).unwrap_or_else(|_| "[]".to_owned());
            let new = NewCostChunk { month: chunk.month().to_string(), scopes, content: chunk.encode() };
            // Refused when nobody takes it any more: the store failed.
            match self.hand_over.blocking_send(Piece::Chunk(new)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        };
        let outcome =
            read::read(&mut input, &self.mapping, &Limits::default(), &mut progress, &mut sink, &mut |row| {
                bad.push(row)
            });
        bad.flush();
        let report = match outcome {
            Ok(report) => report,
            Err(_) if self.running.is_cancelled() => return Err(Failure::Run(RunError::Cancelled)),
            Err(ReadError::Stopped) => {
                return Err(Failure::Run(RunError::Broken("the store takes nothing more".to_owned())));
            }
            Err(error) => return Err(Failure::File(error.to_string())),
        };
        self.running.update(|now| {
            now.rows = before.rows + report.rows;
            now.bad_rows = before.bad_rows + report.bad_rows;
        });
        // What follows the last row, such as blanks behind a compressed file, is part of the content too.
        io::copy(&mut input, &mut io::sink()).map_err(unreadable)?;
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Ok(CostFileEnd {
            taken_ms: now_ms(),
            bytes: number(input.bytes),
            digest: hex(input.digest.finalize().as_slice()),
            good_rows: number(report.rows.saturating_sub(report.bad_rows)),
            bad_rows: number(report.bad_rows),
            report: serde_json::to_value(&report)
                .map_err(|error| Failure::Run(RunError::Broken(error.to_string())))?,
        })
    }
}

fn unreadable(error: io::Error) -> Failure {
    Failure::File(format!("it cannot be read: {error}"))
}

/// Bad rows on their way, several at a time.
struct BadRows<'a> {
    rows: Vec<CostBadRow>,
    hand_over: &'a mpsc::Sender<Piece>,
}

impl BadRows<'_> {
    fn push(&mut self, row: BadRow) {
        self.rows.push(CostBadRow {
            line: i64::try_from(row.line).unwrap_or(i64::MAX),
            column: row.column.unwrap_or_default(),
            value: row.value,
            reason: row.reason,
            text: row.row,
        });
        if self.rows.len() >= COST_BAD_ROWS_AT_ONCE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.rows.is_empty() {
            // Refused when the store failed; that is told elsewhere.
            let _ = self.hand_over.blocking_send(Piece::Bad(std::mem::take(&mut self.rows)));
        }
    }
}

/// A file whose content is hashed as it is read, until somebody ends the import.
struct Input {
    file: File,
    running: Arc<Running>,
    digest: Sha256,
    bytes: u64,
}

impl Input {
    fn open(path: &Path, running: &Arc<Running>) -> io::Result<Self> {
        Ok(Self { file: File::open(path)?, running: Arc::clone(running), digest: Sha256::new(), bytes: 0 })
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.running.is_cancelled() {
            return Err(io::Error::other("the import was ended"));
        }
        let count = self.file.read(buffer)?;
        self.digest.update(&buffer[..count]);
        self.bytes += u64::try_from(count).unwrap_or_default();
        Ok(count)
    }
}

/// The fingerprint of a file's content; none if it cannot be read.
pub(super) async fn digest_of(path: &Path, running: &Arc<Running>) -> Option<String> {
    let (path, running) = (path.to_owned(), Arc::clone(running));
    let hashing = tokio::task::spawn_blocking(move || {
        let mut input = Input::open(&path, &running).ok()?;
        let mut buffer = vec![0; 256 * 1024];
        while input.read(&mut buffer).ok()? > 0 {}
        Some(hex(input.digest.finalize().as_slice()))
    });
    hashing.await.ok().flatten()
}
