//! The gates: everything that CI runs, cheapest first, stopping at the first that fails.

mod tally;

use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{self, heading, seconds};
use crate::project::Project;
use crate::setup::{self, Need};
use crate::{release, tidy};
use tally::Tally;

pub(crate) const HELP: &str = "\
usage: cargo xtask test [--fast] [--only gate,gate,…]

Sets up what is missing, then runs the gates in this order and stops at the first that fails:
  fmt      rustfmt
  tidy     house rules that no other tool checks
  deny     licences, sources and versions of the dependencies
  clippy   lints, on the server's side and on the browser's
  docs     documentation builds without warnings
  nextest  the Rust tests
  wasm     the pure crates compile for the browser
  build    the site and the release program
  browser  the tests in a real browser, against the release program

  --fast   without build and browser
  --only   these gates alone, in the same order

The last line is `N passed, N failed`: tests by number, every other gate as one.
With CI=true, compiled objects are kept in ~/.cache/portico/target unless CARGO_TARGET_DIR is set.";

/// One gate: its name on the command line, what it needs installed, and how it is run.
struct Gate {
    name: &'static str,
    needs: &'static [Need],
    run: fn(&Run<'_>) -> Result<()>,
}

const GATES: &[Gate] = &[
    Gate { name: "fmt", needs: &[Need::Linters], run: fmt },
    Gate { name: "tidy", needs: &[], run: |run| tidy::check(run.project) },
    Gate { name: "deny", needs: &[Need::Sources, Need::Deny], run: deny },
    Gate { name: "clippy", needs: &[Need::Sources, Need::Linters, Need::WasmTarget], run: clippy },
    Gate { name: "docs", needs: &[Need::Sources], run: docs },
    Gate { name: "nextest", needs: &[Need::Sources, Need::Nextest], run: nextest },
    Gate { name: "wasm", needs: &[Need::Sources, Need::WasmTarget], run: wasm },
    Gate { name: "build", needs: &[Need::WasmTarget, Need::Site], run: build },
    Gate { name: "browser", needs: &[Need::WasmTarget, Need::Site, Need::Browser], run: browser },
];

/// The gates that `--fast` leaves out.
const SLOW: &[&str] = &["build", "browser"];

/// What the gates of one run share.
struct Run<'a> {
    project: &'a Project,
    /// Tests counted by the gate that is running.
    tests: Cell<Tally>,
    /// Whether this run has built the release program already.
    built: Cell<bool>,
}

enum Outcome {
    Passed(Duration),
    Failed(Duration),
    NotRun,
}

/// `cargo xtask test`.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let chosen = choose(arguments)?;
    heading("setup");
    let mut needs: Vec<Need> = Vec::new();
    for need in chosen.iter().flat_map(|gate| gate.needs) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    let started = Instant::now();
    setup::ensure(project, &needs)?;
    let setup_took = started.elapsed();

    let run = Run { project, tests: Cell::default(), built: Cell::new(false) };
    let (mut outcomes, mut total, mut failure) = (Vec::new(), Tally::default(), None);
    for gate in &chosen {
        if failure.is_some() {
            outcomes.push(Outcome::NotRun);
            continue;
        }
        heading(gate.name);
        let started = Instant::now();
        run.tests.set(Tally::default());
        let result = (gate.run)(&run);
        total += run.tests.get().or_one(result.is_ok());
        match result {
            Ok(()) => outcomes.push(Outcome::Passed(started.elapsed())),
            Err(error) => {
                eprintln!("\n{error:#}");
                outcomes.push(Outcome::Failed(started.elapsed()));
                failure = Some(gate.name);
            }
        }
    }
    summarise(setup_took, &chosen, &outcomes);
    println!("{total}");
    match failure {
        Some(name) => bail!("the gate `{name}` failed; `cargo xtask test --only {name}` runs it alone"),
        None => Ok(()),
    }
}

fn choose(arguments: &[String]) -> Result<Vec<&'static Gate>> {
    let mut gates: Vec<&Gate> = GATES.iter().collect();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--fast" => gates.retain(|gate| !SLOW.contains(&gate.name)),
            "--only" => {
                let list =
                    arguments.next().context("--only needs a list of gates, such as `--only fmt,clippy`")?;
                let names: Vec<&str> = list.split(',').map(str::trim).collect();
                if let Some(unknown) = names.iter().find(|name| GATES.iter().all(|gate| gate.name != **name))
                {
                    let known: Vec<&str> = GATES.iter().map(|gate| gate.name).collect();
                    bail!("there is no gate `{unknown}`; there are {}", known.join(", "));
                }
                gates.retain(|gate| names.contains(&gate.name));
            }
            other => bail!("`{other}` is not an option of test; `cargo xtask help test` lists them"),
        }
    }
    if gates.is_empty() {
        bail!("these options together leave no gate to run");
    }
    Ok(gates)
}

fn summarise(setup: Duration, gates: &[&Gate], outcomes: &[Outcome]) {
    heading("summary");
    println!("    {:<8} {:<8} {}", "setup", "done", seconds(setup));
    for (gate, outcome) in gates.iter().zip(outcomes) {
        let (word, time) = match outcome {
            Outcome::Passed(time) => ("passed", seconds(*time)),
            Outcome::Failed(time) => ("FAILED", seconds(*time)),
            Outcome::NotRun => ("not run", String::new()),
        };
        println!("    {:<8} {word:<8} {time}", gate.name);
    }
    println!();
}

fn fmt(run: &Run<'_>) -> Result<()> {
    process::run(&mut run.project.cargo(["fmt", "--all", "--check"]))
        .context("the formatting differs; `cargo fmt --all` sets it right")
}

fn deny(run: &Run<'_>) -> Result<()> {
    process::run(&mut run.project.cargo([
        "deny",
        "--offline",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))
}

/// The app's two halves exclude one another, so they are linted as they are built: apart.
fn clippy(run: &Run<'_>) -> Result<()> {
    let server =
        ["clippy", "--workspace", "--exclude", "portico-frontend", "--all-targets", "--", "-D", "warnings"];
    process::run(&mut run.project.cargo(server))?;
    let browser =
        ["clippy", "-p", "portico-frontend", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
    process::run(&mut run.project.cargo(browser))
}

fn docs(run: &Run<'_>) -> Result<()> {
    let arguments =
        ["doc", "--no-deps", "--workspace", "--exclude", "portico-frontend", "--document-private-items"];
    process::run(run.project.cargo(arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

fn nextest(run: &Run<'_>) -> Result<()> {
    let arguments = ["nextest", "run", "--workspace", "--exclude", "portico-frontend", "--no-fail-fast"];
    counted(run, &mut run.project.cargo(arguments))
}

fn wasm(run: &Run<'_>) -> Result<()> {
    let mut command = run.project.cargo(["build", "--target", "wasm32-unknown-unknown"]);
    command.args(tidy::PURE.iter().chain(&["portico-portal"]).flat_map(|name| ["--package", name]));
    process::run(&mut command)
}

fn build(run: &Run<'_>) -> Result<()> {
    release::build(run.project)?;
    run.built.set(true);
    Ok(())
}

fn browser(run: &Run<'_>) -> Result<()> {
    if !run.built.get() {
        build(run)?;
    }
    let tests = run.project.end2end().join("tests");
    // Some versions of Node call no test at all a success.
    let there = fs::read_dir(&tests).is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().ends_with(".test.mjs")))
    });
    if !there {
        bail!("{} has no *.test.mjs: there is nothing that proves the pages work", run.project.shown(&tests));
    }
    let chromium = setup::chromium(run.project).context("Chromium is gone since the set-up")?;
    let mut command = run.project.command("npm");
    command.args(["test", "--prefix", "end2end"]);
    command.env("PORTICO_BIN", run.project.release_binary()).env("CHROMIUM", chromium);
    counted(run, &mut command)?;
    if run.tests.get() == Tally::default() {
        bail!("the browser tests ended well but reported no test; see their output");
    }
    Ok(())
}

/// Runs tests, with their output shown and their closing lines counted.
fn counted(run: &Run<'_>, command: &mut std::process::Command) -> Result<()> {
    let mut tally = Tally::default();
    let result = process::run_watched(command, |line| tally += Tally::of_line(line));
    run.tests.set(tally);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Result<Vec<&'static str>> {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Ok(choose(&arguments)?.iter().map(|gate| gate.name).collect())
    }

    #[test]
    fn gates_are_chosen_by_name_and_keep_their_order() {
        assert_eq!(names(&[]).unwrap().len(), GATES.len());
        assert_eq!(names(&["--only", "clippy,fmt"]).unwrap(), ["fmt", "clippy"]);
        let fast = names(&["--fast"]).unwrap();
        assert!(fast.contains(&"nextest") && !fast.contains(&"build") && !fast.contains(&"browser"));
    }

    #[test]
    fn what_cannot_be_chosen_says_what_can() {
        assert!(names(&["--only", "fmr"]).unwrap_err().to_string().contains("nextest"));
        assert!(names(&["--only"]).is_err());
        assert!(names(&["--fast", "--only", "browser"]).is_err());
        assert!(names(&["--all"]).is_err());
    }

    #[test]
    fn the_help_names_every_gate() {
        for gate in GATES {
            assert!(HELP.contains(&format!("\n  {:<8} ", gate.name)), "{}", gate.name);
        }
    }
}
