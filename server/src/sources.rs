//! What fetches entities from elsewhere, as the configuration says; and trying a source out.

use crate::{
    cli::{SourceCommand, SourceOptions},
    config::{self, Config},
};
use anyhow::{Result, bail};
use portico_connect::{
    git::GitReader,
    http::{Http, HttpError},
    providers::{self, Providers},
    reader::Reader,
};
use portico_portal::Sources;
use portico_settings::ConfigError;
use std::{path::Path, process::ExitCode, sync::Arc};

/// What the configuration lets the program read. Clones of git repositories are kept below the folder `data`.
pub(crate) fn sources(config: &Config, data: &Path) -> Result<Sources> {
    let (http, providers) = connect(config)?;
    for ignored in &providers.ignored {
        tracing::warn!("{ignored}: not supported by this version, and passed over");
    }
    let reader = Reader::new(http, Arc::clone(&config.catalog.integrations), config.reading.clone());
    let git =
        GitReader::new(data.join("git"), config.reading.clone(), Arc::clone(&config.catalog.integrations));
    Ok(Sources::new(reader, providers.list).with_git(git))
}

/// What reads and asks hosts for steps of templates.
pub(crate) fn reader(config: &Config) -> Reader {
    let http = http().unwrap_or_else(|error| Http::unusable(&error));
    Reader::new(http, Arc::clone(&config.catalog.integrations), config.reading.clone())
}

/// The client, which knows where the proxies are that the surroundings name.
fn http() -> Result<Http, HttpError> {
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let proxies: Vec<String> = names.into_iter().filter_map(|name| std::env::var(name).ok()).collect();
    Http::behind(&proxies)
}

fn connect(config: &Config) -> Result<(Http, Providers)> {
    // Without certificates of authorities there is still a catalog on disk to show.
    let http = http().unwrap_or_else(|error| {
        tracing::warn!("nothing can be read over the network: {error}");
        Http::unusable(&error)
    });
    let providers = providers::read(&config.providers, &config.catalog.integrations, &http);
    Ok((http, providers.map_err(wrong)?))
}

fn wrong(error: ConfigError) -> anyhow::Error {
    anyhow::Error::new(error).context("the configuration is wrong")
}

/// `portico source`.
pub(crate) fn source(options: &SourceOptions) -> Result<ExitCode> {
    let (config, _) = config::load(&options.config)?;
    let (_, providers) = connect(&config)?;
    match &options.command {
        SourceCommand::List => {
            for provider in &providers.list {
                let schedule = provider.schedule();
                println!("{}\tevery {} s", provider.name(), schedule.frequency.as_secs());
            }
            Ok(ExitCode::SUCCESS)
        }
        SourceCommand::Test { name } => {
            let known =
                || providers.list.iter().map(|provider| provider.name()).collect::<Vec<_>>().join(", ");
            let Some(provider) = providers.named(name) else {
                bail!("there is no source {name} below catalog.providers; there are: {}", known());
            };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let preview = runtime.block_on(providers::preview(&**provider, &config.catalog.kinds))?;
            print!("{}", preview.yaml());
            let refused = preview.entities.iter().filter(|entity| !entity.problems.is_empty()).count();
            eprintln!(
                "{}: {} entities, {refused} of them refused, {} left out",
                provider.name(),
                preview.entities.len(),
                preview.skipped_total
            );
            let is_clean = refused == 0 && preview.skipped_total == 0;
            Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
        }
    }
}
