//! One bill and what came of it.

use anyhow::{Context, Result};
use portico_cost::{
    Chunk, Text,
    read::{BadRow, Limits, Mapping, Progress, Report, read},
};
use std::{
    collections::{BTreeSet, HashSet},
    fs::File,
    io::{self, BufWriter, IsTerminal as _, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

/// Bad rows that are shown; with `--bad-rows`, a file gets all.
const SHOWN: usize = 20;
/// Rows between two words on how far reading is.
const ROWS_BETWEEN: u64 = 1 << 18;

/// One bill and what came of it.
pub(super) struct Bill {
    /// The file.
    pub(super) file: String,
    /// What it had, or why it can't be read.
    pub(super) report: Result<Report, String>,
    /// The first of its bad rows.
    pub(super) bad: Vec<BadRow>,
    /// Keys of tags that rules can use.
    pub(super) tags: BTreeSet<String>,
    /// Further columns that rules can use.
    pub(super) columns: BTreeSet<String>,
}

impl Bill {
    /// Reads a file. That it is no bill is a finding; that it isn't there is an error.
    pub(super) fn read(file: &Path, mapping: &Mapping, mut all: Option<&mut BadRows>) -> Result<Self> {
        let name = file.display().to_string();
        let input = File::open(file).with_context(|| format!("{name} cannot be read"))?;
        let mut limits = Limits::default();
        if all.is_some() {
            limits.bad_rows = usize::MAX;
        }
        let (mut tags, mut columns, mut bad) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let mut sink = |chunk: Chunk| {
            gather(&chunk, &mut tags, &mut columns);
            ControlFlow::Continue(())
        };
        let mut failed = Ok(());
        let mut keep = |row: BadRow| {
            if let Some(all) = &mut all
                && failed.is_ok()
            {
                failed = all.put(&name, &row);
            }
            if bad.len() < SHOWN {
                bad.push(row);
            }
        };
        let report = read(input, mapping, &limits, &mut talker(&name), &mut sink, &mut keep);
        failed.context("bad rows cannot be written")?;
        if let Ok(report) = &report {
            // What was held for a tag until it turned out to tell rows apart.
            tags.retain(|key| !report.identifiers.contains(&format!("tag:{key}")));
            columns.retain(|name| !report.identifiers.contains(name));
        }
        Ok(Self { file: name, report: report.map_err(|error| error.to_string()), bad, tags, columns })
    }

    /// Whether all of it can be taken in.
    pub(super) fn is_good(&self) -> bool {
        self.report.as_ref().is_ok_and(|report| report.bad_rows == 0)
    }
}

/// Says on a terminal how far reading is.
fn talker(file: &str) -> impl FnMut(Progress) {
    let mut next = ROWS_BETWEEN;
    let is_seen = io::stderr().is_terminal();
    move |progress| {
        if is_seen && progress.rows >= next {
            next = progress.rows + ROWS_BETWEEN;
            eprintln!("{file}: {} rows, {} MB", progress.rows, progress.bytes >> 20);
        }
    }
}

/// Gathers the names of tags and of further columns.
fn gather(chunk: &Chunk, tags: &mut BTreeSet<String>, columns: &mut BTreeSet<String>) {
    for (names, is_tag) in [(&mut *tags, true), (&mut *columns, false)] {
        let pairs = chunk.items().iter().flat_map(|item| if is_tag { &item.tags } else { &item.columns });
        let keys: HashSet<Text> = pairs.map(|&(key, _)| key).collect();
        names.extend(keys.into_iter().map(|key| chunk.symbols().get(key).to_owned()));
    }
}

/// The file that gets all bad rows.
pub(super) struct BadRows {
    to: BufWriter<File>,
    path: PathBuf,
}

impl BadRows {
    /// A new file with its header.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
        let mut to = BufWriter::new(file);
        write!(to, "file,{}", BadRow::HEADER)?;
        Ok(Self { to, path: path.to_owned() })
    }

    fn put(&mut self, file: &str, row: &BadRow) -> io::Result<()> {
        write!(self.to, "\"{}\",{}", file.replace('"', "\"\""), row.csv())
    }

    /// All of it is on disk.
    pub(super) fn finish(mut self) -> Result<()> {
        self.to.flush().with_context(|| format!("{} cannot be written", self.path.display()))
    }
}
