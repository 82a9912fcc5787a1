//! The machine that runs the tasks of templates: what it is made of, and where it keeps what it needs.

use anyhow::{Context, Result};
use portico_nunjucks::Environment;
use portico_portal::{
    Portal,
    create::{Completers, Creation, Machine, Parts, Registry, ScaffolderConfig},
};
use portico_scaffolder::{actions, permit::Everything};
use portico_scm::Integrations;
use portico_store::Store;
use portico_template::filters;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Folder of the tasks' files in the data folder, or in the one that the configuration names.
const WORKSPACES: &str = "tasks";

/// File of the key for secrets in the data folder.
const KEY: &str = "tasks.key";

/// What a machine is made of in this program.
pub struct Making<'a> {
    /// What the tasks are about.
    pub portal: &'a Arc<Portal>,
    /// Where they are remembered.
    pub store: Arc<dyn Store>,
    /// The hosts that templates may talk to.
    pub integrations: &'a Arc<Integrations>,
    /// How tasks are run.
    pub config: ScaffolderConfig,
    /// The data folder.
    pub data: &'a Path,
}

/// Starts the machine and gives it to the portal. Must be called within tokio's runtime.
///
/// # Errors
/// If there is no place for the tasks' files, or no key for their secrets.
pub fn start(making: Making<'_>) -> Result<Machine> {
    let Making { portal, store, integrations, config, data } = making;
    let mut language = Environment::scaffolder();
    filters::add(&mut language, integrations);
    let workspaces: PathBuf = match &config.working {
        Some(folder) => folder.join("portico-tasks"),
        None => data.join(WORKSPACES),
    };
    let machine = Machine::start(Parts {
        is_shared: store.is_shared(),
        store,
        registry: registry(),
        language,
        config,
        workspaces,
        key_file: data.join(KEY),
        permit: Arc::new(Everything),
    })
    .context("templates cannot be run")?;
    portal.create_with(Creation { machine: machine.clone(), completers: Completers::default() });
    Ok(machine)
}

/// Everything that steps can do.
fn registry() -> Registry {
    let mut registry = Registry::default();
    actions::add_to(&mut registry);
    registry
}
