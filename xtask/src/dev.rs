//! The development loop: look for changes twice a second, rebuild what changed, restart the server.
//!
//! Polling, because it needs no library and works in containers and on network folders. What does not compile
//! leaves the running server alone.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::inputs::{SERVER, SITE, fingerprint_of_times};
use crate::process::{self, heading, note, seconds};
use crate::project::{Project, executable};
use crate::setup::{self, Need};
use crate::site;

pub(crate) const HELP: &str = "\
usage: cargo xtask dev [-- arguments of `portico serve`]

Serves the demo company at http://127.0.0.1:7007 from a debug build and the site in target/dev-site; rebuilds
and restarts what a change touches until Ctrl-C. dist/ and the release program are left alone.";

const POLL: Duration = Duration::from_millis(500);
/// In `target`, not `dist`: a development site must never get into a release program.
const DEV_SITE: &str = "target/dev-site";

/// The last state that was built, and the server that runs from it.
struct Loop<'a> {
    project: &'a Project,
    extra: &'a [String],
    site: u64,
    server: u64,
    child: Option<Child>,
}

/// `cargo xtask dev`.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let extra = arguments.strip_prefix(&["--".to_owned()]).unwrap_or(arguments);
    setup::ensure(project, &[Need::WasmTarget, Need::Site, Need::Sources])?;
    let mut state = Loop { project, extra, site: 0, server: 0, child: None };
    // Ctrl-C reaches the server from the terminal as it reaches us; both end.
    loop {
        if let Err(error) = state.step() {
            eprintln!("error: {error:#}\n    waiting for the next change");
        }
        thread::sleep(POLL);
    }
}

impl Loop<'_> {
    /// Looks once, and acts if something changed. The new state is noted first: what failed to build is tried
    /// again at the next change, not at the next look.
    fn step(&mut self) -> Result<()> {
        let root = &self.project.root;
        let (site, server) = (fingerprint_of_times(root, SITE), fingerprint_of_times(root, SERVER));
        let (site_changed, server_changed) = (site != self.site, server != self.server);
        if !site_changed && !server_changed {
            return self.watch_server();
        }
        (self.site, self.server) = (site, server);
        let started = Instant::now();
        heading("change");
        if server_changed {
            process::run(&mut self.project.cargo(["build", "--package", "portico-server"]))?;
        }
        if site_changed {
            site::build_for_development(self.project, &root.join(DEV_SITE))?;
        }
        self.restart()?;
        note(&format!("ready after {}", seconds(started.elapsed())));
        Ok(())
    }

    fn restart(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            process::stop(&mut child)?;
        }
        let binary = self.project.target.join("debug").join(executable("portico"));
        let mut command = self.project.command(&binary.to_string_lossy());
        command.args(["serve", "--site", DEV_SITE, "--config", "examples/demo/portico.yaml"]);
        command.args(["--data", "target/dev-data"]).args(self.extra);
        self.child = Some(command.spawn().with_context(|| format!("starting {}", binary.display()))?);
        Ok(())
    }

    /// Says once when the server ended by itself.
    fn watch_server(&mut self) -> Result<()> {
        if let Some(child) = &mut self.child
            && let Some(status) = child.try_wait().context("asking whether the server still runs")?
        {
            self.child = None;
            note(&format!("the server ended ({status}); it starts again at the next change"));
        }
        Ok(())
    }
}

impl Drop for Loop<'_> {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Nobody is left to tell.
            let _ = process::stop(&mut child);
        }
    }
}
