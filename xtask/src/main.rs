//! `cargo xtask`: the only automation of this repository.
//!
//! It sets up what a fresh machine lacks, builds the site and the program, runs the checks that CI runs, and
//! measures. It refuses to know anything about the domain: it starts programs and reads files.

mod bench;
mod demo;
mod dev;
mod inputs;
mod npm;
mod process;
mod project;
mod release;
mod setup;
mod site;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};
use project::Project;

/// One command: how it is called, what it does, and its own page of help.
struct Task {
    name: &'static str,
    summary: &'static str,
    help: &'static str,
    run: fn(&Project, &[String]) -> Result<()>,
}

/// Every command, in the order a newcomer meets them.
const TASKS: &[Task] = &[
    Task { name: "demo", summary: "build, then serve the demo company", help: demo::HELP, run: demo::run },
    Task { name: "test", summary: "everything that CI runs", help: test::HELP, run: test::run },
    Task { name: "dev", summary: "rebuild and restart on every change", help: dev::HELP, run: dev::run },
    Task {
        name: "build",
        summary: "the release program with the site in it",
        help: release::HELP,
        run: release::run,
    },
    Task {
        name: "site",
        summary: "the browser's half, compressed, into dist/",
        help: site::HELP,
        run: site::run,
    },
    Task { name: "tidy", summary: "house rules that no other tool checks", help: tidy::HELP, run: tidy::run },
    Task { name: "bench", summary: "start-up, page and memory figures", help: bench::HELP, run: bench::run },
    Task {
        name: "setup",
        summary: "install what the other commands need",
        help: setup::HELP,
        run: setup::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", overview());
        return Ok(());
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        match rest.first() {
            Some(topic) => println!("{}", task(topic)?.help),
            None => print!("{}", overview()),
        }
        return Ok(());
    }
    let task = task(name)?;
    // Everything after `--` belongs to the program that the command starts.
    let own = rest.split(|argument| argument == "--").next().unwrap_or_default();
    if own.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{}", task.help);
        return Ok(());
    }
    (task.run)(&Project::discover()?, rest)
}

fn task(name: &str) -> Result<&'static Task> {
    match TASKS.iter().find(|task| task.name == name) {
        Some(task) => Ok(task),
        None => bail!("there is no command `{name}`; `cargo xtask help` lists them"),
    }
}

fn overview() -> String {
    let mut text = String::from("Portico's automation\n\nusage: cargo xtask <command> [options]\n\n");
    for task in TASKS {
        text.push_str(&format!("  {:<7} {}\n", task.name, task.summary));
    }
    text.push_str("\n`cargo xtask help <command>` says more.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_of_help_that_begins_with_its_usage() {
        for task in TASKS {
            assert!(task.help.starts_with(&format!("usage: cargo xtask {}", task.name)), "{}", task.name);
            assert!(overview().contains(task.name));
        }
    }

    #[test]
    fn an_unknown_command_names_the_way_out() {
        let error = dispatch(&["frobnicate".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("cargo xtask help"), "{error}");
    }
}
