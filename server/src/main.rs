//! `portico`: a developer portal in one program.

use clap::Parser;
use portico_server::{Cli, run};
use std::process::ExitCode;

/// The system's allocator keeps the memory of an import, and its threads wait for one another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    run(Cli::parse())
}
