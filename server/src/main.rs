//! `portico`: a developer portal in one program.

use clap::Parser;
use portico_server::{Cli, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    run(Cli::parse())
}
