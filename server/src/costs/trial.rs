//! `portico cost test`: which rule would take which cost of some bills, without a portal.

use crate::{
    cli::{CostTestOptions, ReportFormat},
    config::{self, Config},
    database::Database,
    paths,
};
use anyhow::{Context, Result};
use portico_catalog::check;
use portico_cost::{
    Amount, Chunk, Currency,
    allocation::{Explanation, Sample, allocate, explain},
    estate::Estate,
    ledger::{Ledger, LedgerBuilder},
    metrics::Metrics,
    read::{Limits, Mapping, read},
};
use portico_portal::costs::estate_of;
use std::{
    fs::File,
    io::Write as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

/// Samples of what nobody has that are told.
const SAMPLES: usize = 10;

/// Tells on stdout which rule takes what; exit code 1 if something has no owner.
pub(crate) fn test(options: &CostTestOptions) -> Result<ExitCode> {
    let (config, working) = config::load(&options.config)?;
    let ledger = ledger(&options.files)?;
    let rules = Arc::clone(&config.costs.rules);
    let estate = estate(options, config, &working)?;
    let told = explain(&ledger, &allocate(&ledger, Arc::new(estate), rules, &Metrics::default()));
    let text = match options.format {
        ReportFormat::Text => text(&told),
        ReportFormat::Json => format!("{}\n", serde_json::to_string_pretty(&told)?),
    };
    // A reader that has seen enough (`| head`) is no failure.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(if told.unallocated_items == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What all files say together.
fn ledger(files: &[PathBuf]) -> Result<Ledger> {
    let mut builder = LedgerBuilder::new();
    for file in files {
        let name = file.display();
        let input = File::open(file).with_context(|| format!("{name} cannot be read"))?;
        let mut sink = |chunk: Chunk| {
            builder.add(&chunk);
            ControlFlow::Continue(())
        };
        let report = read(input, &Mapping::auto(), &Limits::default(), &mut |_| {}, &mut sink, &mut |_| {});
        let report = report.with_context(|| format!("{name} is no bill that Portico knows"))?;
        if report.bad_rows > 0 {
            eprintln!(
                "portico: {name}: {} bad rows are left out; `portico cost check` names them",
                report.bad_rows
            );
        }
    }
    Ok(builder.finish())
}

/// The catalog of the files that are named, else the one that a portal stored.
fn estate(options: &CostTestOptions, config: Config, working: &Path) -> Result<Estate> {
    if !options.catalog.is_empty() {
        let targets: Vec<String> =
            options.catalog.iter().map(|path| paths::target(path, working, None)).collect();
        let (shown, _) = check::entities(&targets, config.catalog, working);
        return Ok(estate_of(shown.iter().map(|(entity_ref, shown)| (entity_ref.as_str(), &*shown.json))));
    }
    let database = Database::of(options.database.as_ref().or(config.database.as_ref()), &options.data)?;
    let stored = database.stored()?;
    let rows = stored.rows.iter();
    let shown = rows.filter_map(|(row, shown)| Some((row.entity_ref.as_str(), &*shown.as_ref()?.json)));
    Ok(estate_of(shown))
}

/// The explanation for people.
fn text(told: &Explanation) -> String {
    let mut lines = vec![format!("{} items, {}", told.items, amounts(&told.total))];
    for (number, rule) in (1..).zip(&told.rules).filter(|(_, rule)| rule.items > 0 || !rule.is_default) {
        let unknown = match rule.unknown_items {
            0 => String::new(),
            count => format!(", {count} of them name nothing in the catalog"),
        };
        lines.push(format!(
            "{number:>4}. {}: {} items, {}{unknown}",
            rule.name,
            rule.items,
            amounts(&rule.total)
        ));
        lines.extend(rule.samples.iter().take(3).map(|sample| format!("        {}", line(sample))));
    }
    lines.extend(told.warnings.iter().map(|warning| format!("warning: {warning}")));
    lines.push(format!("allocated: {}", amounts(&told.allocated)));
    lines.push(format!("without an owner: {} items, {}", told.unallocated_items, amounts(&told.unallocated)));
    for name in &told.unknown {
        lines.push(format!(
            "  not in the catalog: {} ({}, {} items, {})",
            name.named,
            name.looked_at,
            name.items,
            amounts(&name.total)
        ));
    }
    lines.extend(told.without.iter().take(SAMPLES).map(|sample| format!("  {}", line(sample))));
    lines.join("\n") + "\n"
}

fn line(sample: &Sample) -> String {
    let Sample { item, service, currency, total, outcome, .. } = sample;
    format!("{item} ({service}) {currency} {} → {outcome}", total.rounded(2))
}

fn amounts(list: &[(Currency, Amount)]) -> String {
    match list {
        [] => "nothing".to_owned(),
        list => {
            list.iter().map(|(of, amount)| format!("{of} {}", amount.exact())).collect::<Vec<_>>().join(", ")
        }
    }
}
