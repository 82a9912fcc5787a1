//! The machine that runs the tasks of templates: what it is made of, and where it keeps what it needs.

use anyhow::{Context, Result};
use portico_connect::{
    actions::{Outside, add_completers},
    reader::Reader,
};
use portico_nunjucks::Environment;
use portico_portal::{
    Portal,
    create::{Completers, Creation, Machine, Parts, Registry, ScaffolderConfig, add_actions},
};
use portico_scaffolder::{actions, permit::Everything};
use portico_store::Store;
use portico_template::filters;
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Folder of the tasks' files in the data folder, or in the one that the configuration names.
const WORKSPACES: &str = "tasks";

/// Folder in the data folder in which commits are put together.
const PUSHES: &str = "pushes";

/// File of the key for secrets in the data folder.
const KEY: &str = "tasks.key";

/// What a machine is made of in this program.
pub struct Making<'a> {
    /// What the tasks are about.
    pub portal: &'a Arc<Portal>,
    /// Where they are remembered.
    pub store: Arc<dyn Store>,
    /// What asks the hosts that templates may talk to.
    pub reader: Reader,
    /// The section `proxy` of the configuration.
    pub proxy: &'a Value,
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
    let Making { portal, store, reader, proxy, config, data } = making;
    let language = language(&reader);
    let outside = Outside::new(reader, data.join(PUSHES), language.clone(), config.clone(), proxy);
    let outside = outside.context("the configuration is wrong")?;
    let mut registry = registry(&outside, &language);
    add_actions(&mut registry, portal);
    let mut completers = Completers::default();
    add_completers(&mut completers, &outside);
    let workspaces: PathBuf = match &config.working {
        Some(folder) => folder.join("portico-tasks"),
        None => data.join(WORKSPACES),
    };
    let machine = Machine::start(Parts {
        is_shared: store.is_shared(),
        store,
        registry,
        language,
        config,
        workspaces,
        key_file: data.join(KEY),
        permit: Arc::new(Everything),
    })
    .context("templates cannot be run")?;
    portal.create_with(Creation { machine: machine.clone(), completers });
    Ok(machine)
}

/// The language of golden paths, with the filters that know hosts.
pub(crate) fn language(reader: &Reader) -> Environment {
    let mut language = Environment::scaffolder();
    filters::add(&mut language, &reader.shared_integrations());
    language
}

/// Everything that steps can do, but for what needs the catalog.
pub(crate) fn registry(outside: &Outside, language: &Environment) -> Registry {
    let mut registry = Registry::default();
    actions::add_to(&mut registry, language);
    portico_connect::actions::add_to(&mut registry, outside);
    registry
}
