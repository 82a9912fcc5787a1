//! `portico impact`: what a change would concern, for a gate in a pipeline.

use super::{ChangeOption, impossible};
use crate::{
    cli::ImpactOptions,
    config::{self, Config},
    database::Database,
    paths,
};
use anyhow::{Context, Result, bail};
use portico_catalog::check;
use portico_portal::{Snapshot, views::impact::ImpactQuestion};
use std::{io::Write as _, path::Path, process::ExitCode};

/// Answers on stdout, and tells by the exit code whether anything is concerned.
pub(crate) fn impact(options: &ImpactOptions) -> Result<ExitCode> {
    let (config, working) = config::load(&options.config)?;
    let snapshot = match options.catalog.as_slice() {
        [] => stored(options, &config)?,
        paths => read(paths, config, &working),
    };
    let entity_ref = snapshot.find(&options.entity)?;
    let question = question(&snapshot, options, &entity_ref)?;
    let view = snapshot.impact(&question, options.limit).with_context(|| format!("{entity_ref} is gone"))?;
    let output = options.format.write(&view)?;
    // A reader that has seen enough (`| head`) is no failure.
    let _ = std::io::stdout().lock().write_all(output.as_bytes());
    let is_harmless = view.total == 0 && view.dangling_total == 0;
    Ok(if is_harmless { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn question(snapshot: &Snapshot, options: &ImpactOptions, entity_ref: &str) -> Result<ImpactQuestion> {
    let change = options.change.what();
    if let Some(message) = impossible(entity_ref, change) {
        bail!(message);
    }
    if options.to.is_some() && options.change != ChangeOption::Move {
        bail!("--to says who takes over; it needs --change move");
    }
    let found = |given: &Option<String>| given.as_ref().map(|text| snapshot.find(text)).transpose();
    Ok(ImpactQuestion {
        entity_ref: entity_ref.to_owned(),
        change,
        to: found(&options.to)?.unwrap_or_default(),
        owner: found(&options.owner)?.unwrap_or_default(),
        ..ImpactQuestion::default()
    })
}

/// The catalog of files, processed in memory.
fn read(paths: &[String], config: Config, working: &Path) -> Snapshot {
    let targets: Vec<String> = paths.iter().map(|path| paths::target(path, working, None)).collect();
    let (shown, problems) = check::entities(&targets, config.catalog, working);
    if problems > 0 {
        let problems = portico_portal::views::impact::count(problems, "problem", "problems");
        eprintln!("portico: {problems} in these files; `portico check` tells more");
    }
    Snapshot::of(shown.iter().map(|(entity_ref, shown)| (entity_ref.as_str(), shown)))
}

/// The catalog that a portal stored, which may be running.
fn stored(options: &ImpactOptions, config: &Config) -> Result<Snapshot> {
    let database = Database::of(options.database.as_ref().or(config.database.as_ref()), &options.data)?;
    let stored = database.stored()?;
    let shown =
        stored.rows.iter().filter_map(|(row, shown)| Some((row.entity_ref.as_str(), shown.as_ref()?)));
    Ok(Snapshot::of(shown))
}
