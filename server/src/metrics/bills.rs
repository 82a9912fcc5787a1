//! How taking in bills goes.

use super::sheet::Sheet;
use portico_portal::{Portal, costs::imports::SourceView};

/// The figures of all sources of bills; nothing where there are none.
pub(super) async fn tell(portal: &Portal, sheet: &Sheet) {
    let Some(imports) = portal.imports().filter(|imports| !imports.sources().is_empty()) else { return };
    let sources = match imports.overview().await {
        Ok(overview) => overview.sources,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "imports of bills could not be counted");
            return;
        }
    };
    let each = |name, help, of: &dyn Fn(&SourceView) -> Option<f64>| {
        let values = sources.iter().filter_map(|source| Some((source.id.clone(), of(source)?)));
        sheet.gauges(name, help, "source", values.collect::<Vec<_>>());
    };
    let counting =
        |source: &SourceView| source.files.iter().filter(|file| file.counts.is_in()).count() as f64;
    each("portico_cost_files", "Files of bills that count, in whole or in part", &|source| {
        Some(counting(source))
    });
    each("portico_cost_bad_rows", "Rows of them that could not be read", &|source| {
        Some(source.bad_rows as f64)
    });
    each("portico_cost_import_running", "1 while an import of the source runs", &|source| {
        let is_running = source.runs.first().is_some_and(|run| run.ended_ms.is_none());
        Some(if is_running { 1.0 } else { 0.0 })
    });
    each("portico_cost_import_failing", "1 if the last import did not read everything", &|source| {
        let last = source.runs.iter().find(|run| run.ended_ms.is_some())?;
        Some(if last.state == "failed" { 1.0 } else { 0.0 })
    });
    each("portico_cost_import_seconds", "How long the last import took", &|source| {
        let (start, end) = source.runs.iter().find_map(|run| Some((run.started_ms, run.ended_ms?)))?;
        Some((end - start) as f64 / 1000.0)
    });
    each(
        "portico_cost_imported_timestamp_seconds",
        "When the last import that read everything ended",
        &|source| {
            let done = source.runs.iter().find(|run| run.state == "done")?;
            Some(done.ended_ms? as f64 / 1000.0)
        },
    );
}
