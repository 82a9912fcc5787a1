//! Costs: a year of a large bill is made up, written compressed, imported by the program, read, and asked about.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::import::{self, Imported};
use super::measure::Figure;
use super::{number, report};
use crate::process::{self, heading, note};
use crate::project::Project;
use crate::release;

const ROWS: u64 = 5_000_000;
const SEED: u64 = 7;
/// What five million rows may take; other numbers of rows in proportion.
const SECONDS: f64 = 60.0;
const MEGABYTES: f64 = 300.0;
/// Milliseconds that a question may take.
const QUESTION: f64 = 50.0;
const EXAMPLE: &str = "year";

struct Options {
    rows: u64,
    seed: u64,
    build: bool,
    keep: Option<PathBuf>,
}

/// `cargo xtask bench cost`.
pub(super) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    heading("bench cost");
    if options.build {
        process::run(&mut project.cargo([
            "build",
            "--release",
            "--package",
            "portico-cost",
            "--example",
            EXAMPLE,
        ]))?;
    }
    let program = project.release_binary().with_file_name("examples").join(EXAMPLE);
    if !program.is_file() {
        bail!("{} is not there; run without --no-build", program.display());
    }
    let server = if options.build { release::build(project)? } else { project.release_binary() };
    if !server.is_file() {
        bail!("{} is not there; run without --no-build", server.display());
    }
    let folder = project.root.join("target/bench");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let bills = options.keep.clone().unwrap_or_else(|| folder.join("bills"));
    note(&format!("{} rows in {}", options.rows, project.shown(&bills)));
    let written =
        told(&program, &["write", &path(&bills)?, &options.rows.to_string(), &options.seed.to_string()])?;
    note("importing");
    let data = folder.join("import");
    let imported = import::import(&server, &bills, &data)?;
    fs::remove_dir_all(&data).with_context(|| format!("removing {}", data.display()))?;
    note("reading");
    let stored = folder.join("year.chunks");
    let read = told(&program, &["read", &path(&bills)?, &path(&stored)?])?;
    note("asking");
    let asked = told(&program, &["ask", &path(&stored)?])?;
    fs::remove_file(&stored).with_context(|| format!("removing {}", stored.display()))?;
    let of_import =
        [("rows", &imported.rows), ("billed", &imported.billed), ("effective", &imported.effective)];
    for (figure, imported) in of_import {
        let (written, read) = (shown(&written, figure), shown(&read, figure));
        if written != read || written != imported {
            bail!("{figure}: {written} were written, {imported} imported, and {read} read");
        }
    }
    println!("\n{}", report::figures(&figures(&options, &imported, &read, &asked)));
    println!("slowest of {} questions: {}", shown(&asked, "questions"), shown(&asked, "slowest"));
    if options.keep.is_none() {
        fs::remove_dir_all(&bills).with_context(|| format!("removing {}", bills.display()))?;
    }
    Ok(())
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options { rows: ROWS, seed: SEED, build: true, keep: None };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut word = |what: &str| arguments.next().with_context(|| format!("{argument} needs a {what}"));
        match argument.as_str() {
            "--rows" => options.rows = number(argument, word("number")?)?,
            "--seed" => options.seed = number(argument, word("number")?)?,
            "--keep" => options.keep = Some(word("folder")?.into()),
            "--no-build" => options.build = false,
            other => bail!("`{other}` is not an option of bench cost; `cargo xtask help bench` lists them"),
        }
    }
    if !(1_000..=1_000_000_000).contains(&options.rows) {
        bail!("--rows must be between 1000 and 1000000000");
    }
    Ok(options)
}

fn path(file: &Path) -> Result<String> {
    file.to_str().map(str::to_owned).with_context(|| format!("{} is no UTF-8", file.display()))
}

/// Runs the example and gives the figures that it prints, by their names.
fn told(program: &Path, arguments: &[&str]) -> Result<HashMap<String, String>> {
    let printed = process::output(Command::new(program).args(arguments))?;
    let figures = printed.lines().filter_map(|line| line.split_once(' '));
    Ok(figures.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn shown<'a>(told: &'a HashMap<String, String>, name: &str) -> &'a str {
    told.get(name).map_or("–", String::as_str)
}

fn figures(
    options: &Options,
    imported: &Imported,
    read: &HashMap<String, String>,
    asked: &HashMap<String, String>,
) -> Vec<Figure> {
    let of = |told: &HashMap<String, String>, name: &str| told.get(name)?.parse::<f64>().ok();
    let (value, asked) = (|name| of(read, name), |name| of(asked, name));
    let part = options.rows as f64 / ROWS as f64;
    vec![
        Figure { name: "import", value: Some(imported.seconds), budget: Some(SECONDS * part), unit: "s" },
        Figure { name: "import, memory", value: imported.peak_mb, budget: Some(MEGABYTES), unit: "MB" },
        Figure { name: "import, database", value: Some(imported.database_mb), budget: None, unit: "MB" },
        Figure { name: "reading", value: value("seconds"), budget: Some(SECONDS * part), unit: "s" },
        Figure {
            name: "reading, processor",
            value: value("cpu_seconds"),
            budget: Some(SECONDS * part),
            unit: "s",
        },
        Figure { name: "memory, highest", value: value("peak_mb"), budget: Some(MEGABYTES), unit: "MB" },
        Figure { name: "as it is stored", value: value("stored_mb"), budget: None, unit: "MB" },
        Figure { name: "chunks", value: value("chunks"), budget: None, unit: "" },
        Figure { name: "days of items", value: asked("cells"), budget: None, unit: "" },
        Figure { name: "ledger, making it", value: asked("ledger_seconds"), budget: None, unit: "s" },
        Figure { name: "ledger, memory", value: asked("ledger_mb"), budget: None, unit: "MB" },
        Figure { name: "allocation", value: asked("allocated_ms"), budget: None, unit: "ms" },
        Figure { name: "slowest question", value: asked("slowest_ms"), budget: Some(QUESTION), unit: "ms" },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options> {
        options(&arguments.iter().map(|&argument| argument.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_have_defaults_and_limits() {
        assert_eq!(parse(&[]).unwrap().rows, ROWS);
        let options = parse(&["--rows", "2000", "--keep", "year", "--no-build"]).unwrap();
        assert_eq!((options.rows, options.build, options.keep), (2000, false, Some("year".into())));
        for wrong in [&["--rows", "5"][..], &["--rows"], &["--seed", "x"], &["catalog"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
