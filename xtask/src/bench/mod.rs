//! Measures what users and programs feel: ingesting, starting, memory, questions under load, a page, a changed file.
//! Prints figures beside the budgets; it never fails on a slow machine.

mod change;
mod cost;
mod generate;
mod http;
mod import;
mod load;
mod measure;
mod questions;
mod report;
mod server;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::{heading, note};
use crate::project::Project;
use crate::release;
use generate::World;

pub(crate) const HELP: &str = "\
usage: cargo xtask bench [catalog] [--entities N] [--seed N] [--seconds N] [--json FILE] [--no-build | --binary FILE]
       cargo xtask bench cost [--rows N] [--seed N] [--keep FOLDER] [--no-build]

Writes a catalog of N entities (10000; 100 to 200000) to target/bench, starts the release program on it, and
prints beside their budgets: how long it takes to ingest and to start again, memory, throughput and times of the
API's questions with one connection and with sixteen, time to the first byte of /catalog, how long a changed file
takes to appear, and how long somebody who reads meanwhile has to wait at most.

  --seed N       another catalog; the same number gives the same files
  --seconds N    how long each question is asked (3; 1 to 60)
  --json FILE    the figures as JSON, too
  --no-build     measure the release program as it is
  --binary FILE  measure another program

bench cost makes up a year of a bill of N rows (5000000) for 10000 resources in several compressed files, and prints
how long the release program takes to import it and how much memory, the same of reading alone, and how long the slowest
question of a dashboard takes.

  --keep FOLDER  keep the files of the bill there";

const DEFAULT_ENTITIES: usize = 10_000;
const DEFAULT_SEED: u64 = 7;
const DEFAULT_SECONDS: u64 = 3;

struct Options {
    entities: usize,
    seed: u64,
    seconds: u64,
    json: Option<PathBuf>,
    program: Program,
}

/// What is measured.
#[derive(Debug, PartialEq)]
enum Program {
    Build,
    AsItIs,
    Other(PathBuf),
}

/// `cargo xtask bench`.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    if let Some((first, rest)) = arguments.split_first()
        && first == "cost"
    {
        return cost::run(project, rest);
    }
    let options = options(arguments)?;
    let binary = match &options.program {
        Program::Build => release::build(project)?,
        Program::AsItIs => project.release_binary(),
        Program::Other(binary) => binary.clone(),
    };
    if !binary.is_file() {
        bail!("{} is not there; run without --no-build and --binary", binary.display());
    }
    heading("bench");
    let folder = project.root.join("target/bench");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("removing the files of the last measurement")?;
    }
    let world = World::generate(options.entities, options.seed);
    let catalog = folder.join("catalog");
    world.write(&catalog)?;
    note(&format!("{} in {}", world.summary(), project.shown(&catalog)));
    let measured = measure::all(&binary, &world, &catalog, &folder.join("data"), options.seconds)?;
    println!("\n{}", report::table(&measured));
    if let Some(file) = &options.json {
        let json = report::json(&measured, options.entities, options.seed);
        fs::write(file, format!("{json:#}\n")).with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        entities: DEFAULT_ENTITIES,
        seed: DEFAULT_SEED,
        seconds: DEFAULT_SECONDS,
        json: None,
        program: Program::Build,
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut word = |what: &str| arguments.next().with_context(|| format!("{argument} needs a {what}"));
        match argument.as_str() {
            "catalog" => {}
            "--entities" => {
                let entities = number(argument, word("number")?)?;
                options.entities = usize::try_from(entities).context("--entities is too large")?;
            }
            "--seed" => options.seed = number(argument, word("number")?)?,
            "--seconds" => options.seconds = number(argument, word("number")?)?,
            "--json" => options.json = Some(word("file")?.into()),
            "--no-build" => options.program = Program::AsItIs,
            "--binary" => options.program = Program::Other(word("file")?.into()),
            other => bail!("`{other}` is not an option of bench; `cargo xtask help bench` lists them"),
        }
    }
    if !(100..=200_000).contains(&options.entities) {
        bail!("--entities must be between 100 and 200000");
    }
    if !(1..=60).contains(&options.seconds) {
        bail!("--seconds must be between 1 and 60");
    }
    Ok(options)
}

fn number(option: &str, text: &str) -> Result<u64> {
    text.parse().with_context(|| format!("{option} needs a number, not `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options> {
        options(&arguments.iter().map(|&argument| argument.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_have_defaults_and_limits() {
        assert_eq!(parse(&[]).unwrap().entities, 10_000);
        assert_eq!(parse(&["catalog", "--entities", "500"]).unwrap().entities, 500);
        assert_eq!(parse(&["--no-build"]).unwrap().program, Program::AsItIs);
        assert_eq!(parse(&["--binary", "p"]).unwrap().program, Program::Other("p".into()));
        assert_eq!(parse(&["--json", "f", "--seconds", "1"]).unwrap().json, Some("f".into()));
        for wrong in [
            &["--entities", "5"][..],
            &["--entities"],
            &["--entities", "many"],
            &["--seconds", "0"],
            &["--json"],
            &["pages"],
        ] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
