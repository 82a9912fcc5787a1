//! What is told about imports: the same on pages, over HTTP, and by the command line.

use super::{
    Imports, ImportsError,
    run::{ImportReport, now_ms},
    settling::{newest, overlapping, settled},
};
use portico_cost::{
    Amount, Day, Total,
    settle::{Counting, Overlap, Settled},
    sources::{NewFiles, Source},
};
use portico_store::{CostChunk, CostFile, CostRun, StoreError};
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::{BTreeSet, HashMap},
    time::Instant,
};

/// All sources, and how taking in their bills goes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// In the order of the configuration.
    pub sources: Vec<SourceView>,
}

/// A source.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Where its files lie.
    pub target: String,
    /// What becomes of older files: `replace`, `add` or `latest`.
    pub new_files: &'static str,
    /// Seconds from one look to the next.
    pub frequency_seconds: u64,
    /// When it is looked at next, in milliseconds since 1970; none if that is not known to this process.
    pub next_ms: Option<i64>,
    /// The last looks, the latest first.
    pub runs: Vec<RunView>,
    /// Sums of what counts, by currency.
    pub totals: Vec<Total>,
    /// Bad rows in the files that count.
    pub bad_rows: i64,
    /// What is odd about what counts, and what to do: files that seem to tell the same twice.
    pub warnings: Vec<String>,
    /// Its files, by path.
    pub files: Vec<FileView>,
}

/// A look at a source.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// When it began, in milliseconds since 1970.
    pub started_ms: i64,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// `running`, `done`, `failed` or `cancelled`.
    pub state: &'static str,
    /// What it did.
    pub report: ImportReport,
    /// Why it came to nothing, or to less than it should.
    pub error: Option<String>,
}

/// A file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// Its id, for its bad rows.
    pub id: i64,
    /// Its path, address or key.
    pub path: String,
    /// Its size.
    pub bytes: i64,
    /// When it was written, in milliseconds since 1970.
    pub modified_ms: i64,
    /// When it was read.
    pub taken_ms: i64,
    /// When it was found to be gone; what it said goes on counting.
    pub gone_ms: Option<i64>,
    /// Rows that were understood.
    pub good_rows: i64,
    /// Rows that were not.
    pub bad_rows: i64,
    /// How much of it counts.
    pub counts: FileCounts,
    /// The paths of the files that say instead what does not count.
    pub superseded_by: BTreeSet<String>,
    /// What was said when it was read: mapping, totals, months, what was left out.
    pub report: Value,
}

/// How much of a file counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileCounts {
    /// All of it.
    All,
    /// Something of it.
    Partly,
    /// Nothing: newer files say it.
    Nothing,
    /// That is said when the look at its source has come to its end.
    Pending,
    /// Nothing yet: that look came to no good end, or another part of its delivery could not be read. What it would take
    /// the place of goes on counting.
    Waiting,
}

impl FileCounts {
    /// Whether something of the file is in the figures.
    pub fn is_in(self) -> bool {
        matches!(self, Self::All | Self::Partly)
    }
}

impl Imports {
    /// All sources with their files and their last looks.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn overview(&self) -> Result<Overview, ImportsError> {
        let mut sources = Vec::with_capacity(self.sources().len());
        for source in self.sources() {
            sources.push(self.told(source).await?);
        }
        Ok(Overview { sources })
    }

    /// One source.
    ///
    /// # Errors
    /// If there is no such source, or the store fails.
    pub async fn source(&self, id: &str) -> Result<SourceView, ImportsError> {
        let found = self.sources().iter().find(|source| source.id == id);
        self.told(found.ok_or_else(|| ImportsError::UnknownSource(id.to_owned()))?).await
    }

    async fn told(&self, source: &Source) -> Result<SourceView, ImportsError> {
        let store = &self.inner.parts.store;
        let files = store.cost_files(Some(&source.id)).await?;
        let chunks = store.cost_chunks(&source.id).await?;
        let runs = store.cost_runs(&source.id, crate::server::limits::COST_RUNS).await?;
        let mut runs: Vec<RunView> = runs.into_iter().map(run_view).collect();
        if let (Some(run), Some(running)) = (runs.first_mut(), &*self.running())
            && running.source == source.id
            && run.ended_ms.is_none()
        {
            // Fresher than what is stored.
            run.report = running.report();
        }
        let runs_now = runs.first().is_some_and(|run| run.ended_ms.is_none());
        let warnings = warnings(source, &files, &chunks)?;
        let files = file_views(source, &files, &chunks, runs_now)?;
        let counting = files.iter().filter(|file| file.counts.is_in());
        let whole = files.iter().filter(|file| file.counts == FileCounts::All);
        Ok(SourceView {
            id: source.id.clone(),
            title: source.title.clone(),
            target: source.target.shown(),
            new_files: match source.new_files {
                NewFiles::Replace => "replace",
                NewFiles::Add => "add",
                NewFiles::Latest => "latest",
            },
            frequency_seconds: source.frequency.as_secs(),
            next_ms: self.next_ms(&source.id),
            bad_rows: counting.map(|file| file.bad_rows).sum(),
            totals: Total::sums(whole.flat_map(FileView::totals)),
            warnings,
            runs,
            files,
        })
    }

    fn next_ms(&self, source: &str) -> Option<i64> {
        let due = *self.next().get(source)?;
        let wait = due.saturating_duration_since(Instant::now());
        Some(now_ms().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
    }
}

fn run_view(run: CostRun) -> RunView {
    RunView {
        started_ms: run.started_ms,
        ended_ms: run.ended_ms,
        state: run.state.word(),
        // One of another version says what it can.
        report: serde_json::from_value(run.progress).unwrap_or_default(),
        error: run.error,
    }
}

/// Files that add up although each seems to hold the month so far.
fn warnings(source: &Source, files: &[CostFile], chunks: &[CostChunk]) -> Result<Vec<String>, ImportsError> {
    let counting: Vec<CostChunk> = chunks.iter().filter(|chunk| chunk.counts.is_some()).cloned().collect();
    let name = |id: i64| {
        let path = files.iter().find(|file| file.id == id).map_or("", |file| file.file.path.as_str());
        path.rsplit('/').next().unwrap_or(path)
    };
    let told = |overlap: Overlap| {
        let more = match overlap.more {
            0 => String::new(),
            1 => ", and one more like them,".to_owned(),
            more => format!(", and {more} more like them,"),
        };
        format!(
            "{} and {}{more} both tell costs of account {} from {} on, and add up. If each of them holds the month so \
             far, write newFiles: latest into the source (costInsights.sources, id {}): then the newest counts alone.",
            name(overlap.one),
            name(overlap.other),
            if overlap.account.is_empty() { "(none)" } else { &overlap.account },
            Day::from_number(overlap.first_day),
            source.id,
        )
    };
    Ok(overlapping(source, files, &counting)?.into_iter().map(told).collect())
}

fn file_views(
    source: &Source,
    files: &[CostFile],
    chunks: &[CostChunk],
    runs_now: bool,
) -> Result<Vec<FileView>, ImportsError> {
    let paths: HashMap<i64, &str> = files.iter().map(|file| (file.id, file.file.path.as_str())).collect();
    let settled: HashMap<i64, Settled> = settled(source, files, chunks)?.into_iter().collect();
    let mut by_file: HashMap<i64, Vec<&CostChunk>> = HashMap::new();
    for chunk in chunks {
        by_file.entry(chunk.file).or_default().push(chunk);
    }
    let mut views = Vec::new();
    for file in newest(files) {
        let own = by_file.get(&file.id).map(Vec::as_slice).unwrap_or_default();
        let counts = counts(own, &settled, runs_now)?;
        let mut superseded_by = BTreeSet::new();
        // What counts is not superseded, whatever will be.
        for settled in own.iter().filter_map(|chunk| settled.get(&chunk.id)) {
            let names = settled.superseded_by.iter().filter_map(|id| paths.get(id));
            superseded_by.extend(names.filter(|_| counts != FileCounts::All).map(|path| (*path).to_owned()));
        }
        views.push(FileView {
            id: file.id,
            path: file.file.path.clone(),
            bytes: file.end.bytes,
            modified_ms: file.file.modified_ms,
            taken_ms: file.end.taken_ms,
            gone_ms: file.gone_ms,
            good_rows: file.end.good_rows,
            bad_rows: file.end.bad_rows,
            counts,
            superseded_by,
            report: file.end.report.clone(),
        });
    }
    Ok(views)
}

/// How much of a file counts now: what is stored says that. What is settled says what will count.
fn counts(
    chunks: &[&CostChunk],
    settled: &HashMap<i64, Settled>,
    runs_now: bool,
) -> Result<FileCounts, StoreError> {
    let will_count = |chunk: &&CostChunk| {
        settled.get(&chunk.id).is_some_and(|settled| settled.counting != Counting::Nothing)
    };
    let is_waiting = |chunk: &&CostChunk| chunk.counts.is_none() && chunk.has_content && will_count(chunk);
    if chunks.iter().any(is_waiting) {
        return Ok(if runs_now { FileCounts::Pending } else { FileCounts::Waiting });
    }
    let mut stored = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let counting: Option<Counting> = chunk.counts.as_deref().map(serde_json::from_str).transpose()?;
        stored.push(counting.unwrap_or(Counting::Nothing));
    }
    Ok(if stored.iter().all(|counting| *counting == Counting::Everything) {
        FileCounts::All
    } else if stored.iter().any(|counting| *counting != Counting::Nothing) {
        FileCounts::Partly
    } else {
        FileCounts::Nothing
    })
}

impl FileView {
    /// Its sums, by currency.
    pub fn totals(&self) -> Vec<Total> {
        let all = self.report["totals"].as_array();
        let total = |told: &Value| {
            let amount = |key: &str| Some(Amount::parse(told[key].as_str()?).ok()?.amount);
            Some(Total {
                currency: told["currency"].as_str()?.parse().ok()?,
                rows: told["rows"].as_u64()?,
                billed: amount("billed")?,
                effective: amount("effective")?,
            })
        };
        all.into_iter().flatten().filter_map(total).collect()
    }

    /// Texts in a list of what was told when it was read: `months`, or `identifiers`.
    pub fn list(&self, key: &str) -> Vec<String> {
        let all = self.report[key].as_array();
        all.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}
