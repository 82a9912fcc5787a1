//! Measures what users feel: starting, a page, memory, a changed file. Prints figures beside the budgets; it
//! never fails on a slow machine.

mod generate;
mod http;
mod measure;
mod server;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process::{heading, note};
use crate::project::Project;
use crate::release;
use generate::World;

pub(crate) const HELP: &str = "\
usage: cargo xtask bench [catalog] [--entities N] [--seed N] [--no-build]

Writes a catalog of N entities (10000; 100 to 200000) to target/bench, starts the release program on it, and
prints beside their budgets: cold and warm start, time to the first byte of /catalog, memory, and how long a
changed file takes to appear.

  --seed N    another catalog; the same number gives the same files
  --no-build  measure the release program as it is";

const DEFAULT_ENTITIES: usize = 10_000;
const DEFAULT_SEED: u64 = 7;

struct Options {
    entities: usize,
    seed: u64,
    build: bool,
}

/// `cargo xtask bench`.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    let binary = if options.build { release::build(project)? } else { project.release_binary() };
    if !binary.is_file() {
        bail!("{} is not there; run without --no-build", binary.display());
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
    let figures = measure::all(&binary, &world, &catalog, &folder.join("data"))?;
    println!("\n{}", measure::table(&figures));
    Ok(())
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options { entities: DEFAULT_ENTITIES, seed: DEFAULT_SEED, build: true };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<u64> {
            let text = arguments.next().with_context(|| format!("{argument} needs a number"))?;
            text.parse().with_context(|| format!("{argument} needs a number, not `{text}`"))
        };
        match argument.as_str() {
            "catalog" => {}
            "--entities" => {
                options.entities = usize::try_from(number()?).context("--entities is too large")?
            }
            "--seed" => options.seed = number()?,
            "--no-build" => options.build = false,
            other => bail!("`{other}` is not an option of bench; `cargo xtask help bench` lists them"),
        }
    }
    if !(100..=200_000).contains(&options.entities) {
        bail!("--entities must be between 100 and 200000");
    }
    Ok(options)
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
        assert!(!parse(&["--no-build"]).unwrap().build);
        for wrong in [&["--entities", "5"][..], &["--entities"], &["--entities", "many"], &["pages"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
