//! `portico check`: catalog files judged before they are merged.

mod github;
mod json;
mod sarif;
mod text;

use crate::{
    cli::{CheckOptions, Format},
    config, paths,
};
use anyhow::Result;
use portico_catalog::check::check as check_files;
use portico_entity::Severity;
use std::{io::Write as _, process::ExitCode};

/// Checks, reports on stdout, and tells by the exit code whether there are problems.
pub(crate) fn check(options: &CheckOptions) -> Result<ExitCode> {
    let (config, working) = config::load(&options.config)?;
    let absolute = |path: &String| paths::target(path, &working, None);
    let targets: Vec<String> = options.paths.iter().map(absolute).collect();
    let catalog: Vec<String> = options.catalog.iter().map(absolute).collect();
    let report = check_files(&targets, &catalog, config.catalog, &working);
    let output = match options.format {
        Format::Text => text::write(&report),
        Format::Json => json::write(&report)?,
        Format::Sarif => sarif::write(&report)?,
        Format::Github => github::write(&report),
    };
    let mut stdout = std::io::stdout().lock();
    // A reader that has seen enough (`| head`) is no failure.
    let _ = stdout.write_all(output.as_bytes());
    let warnings = if options.strict { report.count(Severity::Warning) } else { 0 };
    let failed = report.count(Severity::Error) + warnings > 0;
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
