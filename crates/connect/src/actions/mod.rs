//! What steps of templates do outside: they fetch, ask, make repositories, and push to them.
//!
//! Everything goes through one policy: a host is asked only if it has an integration, or `backend.reading.allow` or
//! `proxy.endpoints` names it; every redirect is judged anew; credentials go to the origin of their integration alone,
//! in headers and git's environment, and are in no message.

mod azure;
mod bitbucket;
mod branch;
mod call;
mod complete;
mod endpoints;
mod failure;
mod fetch;
mod host;
mod http;
pub mod limits;
mod made;
mod push;
mod shared;

mod gitea;
mod github;
mod gitlab;

pub use complete::add_completers;

use crate::{
    git::{GitReader, GitWriter},
    reader::Reader,
};
use endpoints::Endpoints;
use portico_nunjucks::Environment;
use portico_scaffolder::{Registry, ScaffolderConfig};
use portico_settings::ConfigError;
use serde_json::Value;
use std::{path::PathBuf, sync::Arc};

/// What actions ask the outside with. Cheap to clone.
#[derive(Clone)]
pub struct Outside {
    inner: Arc<Inner>,
}

struct Inner {
    reader: Reader,
    git: GitWriter,
    clones: GitReader,
    config: ScaffolderConfig,
    language: Environment,
    endpoints: Endpoints,
}

impl Outside {
    /// Actions that read and ask with a reader's client and credentials, put commits together in `folder`, which belongs
    /// to them alone, render in a language, commit as the configuration says, and know the services of its section `proxy`.
    ///
    /// # Errors
    /// For values that cannot be meant, with their path.
    pub fn new(
        reader: Reader,
        folder: PathBuf,
        language: Environment,
        config: ScaffolderConfig,
        proxy: &Value,
    ) -> Result<Self, ConfigError> {
        let endpoints = Endpoints::read(proxy)?;
        let allow = reader.allowed().clone();
        let clones = GitReader::new(folder.join("clones"), allow, reader.shared_integrations());
        let git = GitWriter::new(folder);
        Ok(Self { inner: Arc::new(Inner { reader, git, clones, config, language, endpoints }) })
    }
}

/// Adds the actions to those that templates can use.
pub fn add_to(registry: &mut Registry, outside: &Outside) {
    let families = [
        fetch::actions(),
        http::actions(),
        github::actions(),
        gitlab::actions(),
        gitea::actions(),
        azure::actions(),
        bitbucket::actions(),
    ];
    families.into_iter().for_each(|family| registry.add_all(outside, family));
}
