//! `portico cost check`: bills are tried out before the portal takes them in.

mod bill;
mod report;

use crate::cli::{CostCheckOptions, ReportFormat};
use anyhow::{Context, Result};
use bill::{BadRows, Bill};
use portico_cost::read::Mapping;
use std::{fs, path::Path, process::ExitCode};

/// Reads bills, reports on stdout, and tells by the exit code whether all rows were good.
pub(crate) fn check(options: &CostCheckOptions) -> Result<ExitCode> {
    let mapping = options.mapping.as_deref().map_or_else(|| Ok(Mapping::auto()), mapping)?;
    let mut bad_rows = options.bad_rows.as_deref().map(BadRows::create).transpose()?;
    let mut bills = Vec::new();
    for file in &options.files {
        let bill = Bill::read(file, &mapping, bad_rows.as_mut())?;
        if options.format == ReportFormat::Text {
            report::say(&bill);
        }
        bills.push(bill);
    }
    if let Some(bad_rows) = bad_rows {
        bad_rows.finish()?;
    }
    match options.format {
        ReportFormat::Text => report::sum(&bills),
        ReportFormat::Json => report::json(&bills)?,
    }
    let is_good = bills.iter().all(Bill::is_good);
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A known mapping by its name, or the one in a file.
fn mapping(name: &Path) -> Result<Mapping> {
    if let Some(known) = name.to_str().and_then(|name| Mapping::named(name).ok()) {
        return Ok(known);
    }
    let text = fs::read_to_string(name).with_context(|| {
        let known = Mapping::NAMES.join(", ");
        format!("--mapping {}: it is none of auto, {known}, and no file that can be read", name.display())
    })?;
    serde_yaml::from_str(&text).with_context(|| format!("the mapping in {} is wrong", name.display()))
}
