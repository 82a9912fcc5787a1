//! Taking in bills: what the server starts, and `portico cost import`.

use crate::{
    cli::{CostImportOptions, ReportFormat},
    config::{self, Config},
    data,
    database::Database,
    sources,
};
use anyhow::{Context, Result, bail};
use portico_connect::{bills::Bills, reader::Reader};
use portico_cost::sources::Source;
use portico_portal::{
    Portal,
    costs::imports::{ImportReport, Imports, Parts, RunError, SourceView},
};
use portico_store::{PostgresStore, SqliteStore, Store};
use serde_json::json;
use std::{
    path::Path,
    process::ExitCode,
    sync::{Arc, Weak},
};

/// Folder of files that are being read, in the data folder.
const INCOMING: &str = "fetched";

/// What taking in bills is made of in this program.
pub struct Making<'a> {
    /// Whether it leads, and what is told of it.
    pub portal: &'a Arc<Portal>,
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// What asks web servers.
    pub reader: Reader,
    /// Where bills come from.
    pub sources: Vec<Source>,
    /// The data folder.
    pub data: &'a Path,
}

/// Starts taking in bills and gives it to the portal. Must be called within tokio's runtime.
pub fn start(making: Making<'_>) -> Imports {
    let Making { portal, store, reader, sources, data } = making;
    let leading: Weak<Portal> = Arc::downgrade(portal);
    let imports = Imports::new(Parts {
        store,
        sources,
        bills: Bills::new(reader, data.join(INCOMING)),
        leads: Box::new(move || leading.upgrade().is_some_and(|portal| portal.status().leads)),
    });
    portal.import_with(imports.clone());
    tokio::spawn(imports.clone().keep_up());
    imports
}

/// `portico cost import`.
pub(crate) fn import(options: &CostImportOptions) -> Result<ExitCode> {
    let (config, _) = config::load(&options.config)?;
    if config.cost_sources.is_empty() {
        bail!("no source of bills is configured; write one into costInsights.sources (see docs/costs.md)");
    }
    if let Some(id) = &options.source
        && !config.cost_sources.iter().any(|source| source.id == *id)
    {
        let known: Vec<_> = config.cost_sources.iter().map(|source| source.id.as_str()).collect();
        bail!("there is no source {id} below costInsights.sources; there are: {}", known.join(", "));
    }
    std::fs::create_dir_all(&options.data)
        .with_context(|| format!("the data folder {} cannot be made", options.data.display()))?;
    let database = Database::of(options.database.as_ref().or(config.database.as_ref()), &options.data)?;
    let _lock = matches!(database, Database::File(_)).then(|| data::lock(&options.data)).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(options, config, database))
}

async fn run(options: &CostImportOptions, config: Config, database: Database) -> Result<ExitCode> {
    let store: Arc<dyn Store> = match database {
        Database::File(file) => Arc::new(SqliteStore::open(&file).await?),
        Database::Server(address) => Arc::new(PostgresStore::open(&address).await?),
    };
    let Some(_leads) = store.lead().await? else {
        bail!("a server works on this database and imports by itself; ask it to: POST /api/costs/imports");
    };
    let reader = sources::reader(&config);
    let imports = Imports::new(Parts {
        store,
        sources: config.cost_sources,
        bills: Bills::new(reader, options.data.join(INCOMING)),
        leads: Box::new(|| true),
    });
    imports.clear().await?;
    let mut is_clean = true;
    let mut told = Vec::new();
    let wanted = |source: &&Source| options.source.as_ref().is_none_or(|id| source.id == *id);
    for source in imports.sources().iter().filter(wanted) {
        let outcome = imports.import(source).await;
        let view = imports.source(&source.id).await?;
        is_clean &= matches!(&outcome, Ok(report) if report.failed == 0 && report.bad_rows == 0);
        match options.format {
            ReportFormat::Text => print!("{}", text(&view, &outcome)),
            ReportFormat::Json => told.push(json!({
                "source": view,
                "report": outcome.as_ref().ok(),
                "error": outcome.as_ref().err().map(ToString::to_string),
            })),
        }
    }
    if options.format == ReportFormat::Json {
        println!("{}", json!({ "sources": told }));
    }
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What came of a source, for people.
fn text(view: &SourceView, outcome: &Result<ImportReport, RunError>) -> String {
    let mut lines = vec![format!("{} ({})", view.title, view.target)];
    match outcome {
        Ok(report) => {
            lines.push(format!(
                "  {} files, {} of them unchanged; {} rows read, {} of them bad",
                report.files, report.files_unchanged, report.rows, report.bad_rows
            ));
            let failures = report.failures.iter();
            lines.extend(failures.map(|failure| format!("  not read: {}: {}", failure.path, failure.reason)));
        }
        Err(error) => lines.push(format!("  failed: {error}")),
    }
    lines.extend(view.totals.iter().map(|total| {
        let (currency, billed, effective) = (total.currency, total.billed.exact(), total.effective.exact());
        format!("  counts: {currency} {billed} billed, {effective} effective, of {} rows", total.rows)
    }));
    lines.extend(view.warnings.iter().map(|warning| format!("  warning: {warning}")));
    for file in view.files.iter().filter(|file| !file.superseded_by.is_empty()) {
        let others = file.superseded_by.iter().cloned().collect::<Vec<_>>().join(", ");
        lines.push(format!("  superseded: {} by {others}", file.path));
    }
    lines.push(String::new());
    lines.join("\n")
}
