//! The demo company, in one command.

use anyhow::{Result, bail};

use crate::process::heading;
use crate::project::Project;
use crate::release;

pub(crate) const HELP: &str = "\
usage: cargo xtask demo [-- arguments of `portico serve`]

Sets up, builds, and serves the demo company of examples/demo at http://127.0.0.1:7007 until Ctrl-C.
Its database is in target/demo-data; delete that folder to begin anew.
Example: cargo xtask demo -- --listen 0.0.0.0:8080";

const CONFIG: &str = "examples/demo/portico.yaml";
const DATA: &str = "target/demo-data";

/// `cargo xtask demo`.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let extra = arguments.strip_prefix(&["--".to_owned()]).unwrap_or(arguments);
    if !project.root.join(CONFIG).is_file() {
        bail!("{CONFIG} is not there: the demo company's configuration is part of this repository");
    }
    let binary = release::build(project)?;
    heading("demo");
    if !extra.iter().any(|argument| argument.starts_with("--listen")) {
        println!("    open http://127.0.0.1:7007 (Ctrl-C stops it)");
    }
    let mut command = std::process::Command::new(binary);
    command.current_dir(&project.root).args(["serve", "--config", CONFIG, "--data", DATA]).args(extra);
    hand_over(&mut command)
}

/// The server takes this process' place, so that every signal, from the terminal or not, reaches it.
#[cfg(unix)]
fn hand_over(command: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    bail!("the server could not be started: {error}")
}

#[cfg(not(unix))]
fn hand_over(command: &mut std::process::Command) -> Result<()> {
    crate::process::run(command)
}
