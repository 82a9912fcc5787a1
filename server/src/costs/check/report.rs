//! What people and programs read about bills.

use super::bill::Bill;
use anyhow::Result;
use portico_cost::{Month, Total, read::Report};
use serde_json::json;
use std::io::Write as _;

/// Names that are shown of a list.
const SHOWN: usize = 30;

/// Tells of one bill, as soon as it is read.
pub(super) fn say(bill: &Bill) {
    let mut text = match &bill.report {
        Err(reason) => format!("{}: not read: {reason}\n", bill.file),
        Ok(report) => about(&bill.file, report),
    };
    let mut list = |what: &str, names: Vec<&str>| {
        if !names.is_empty() {
            let more = names.len().saturating_sub(SHOWN);
            let names = names.get(..SHOWN).unwrap_or(&names).join(", ");
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            text += &format!("  {what}: {names}{more}\n");
        }
    };
    list("tags", bill.tags.iter().map(String::as_str).collect());
    list("further columns", bill.columns.iter().map(String::as_str).collect());
    if let Ok(report) = &bill.report {
        list(
            "left out, because they tell rows apart",
            report.identifiers.iter().map(String::as_str).collect(),
        );
        text += &notes(bill, report);
    }
    print(&text);
}

/// The first lines on a bill that was read.
fn about(file: &str, report: &Report) -> String {
    let months: Vec<String> = report.months.iter().map(Month::to_string).collect();
    let span = report.span.map(|span| format!(", days {} to {}", span.first, span.last)).unwrap_or_default();
    let mut text = format!("{file}: {}, {} rows{span}\n", report.mapping, report.rows);
    if !months.is_empty() {
        text += &format!("  billed in {}\n", months.join(", "));
    }
    for total in &report.totals {
        text += &format!(
            "  {}: billed {}, effective {}, {} rows\n",
            total.currency, total.billed, total.effective, total.rows
        );
    }
    text
}

/// What somebody should look at.
fn notes(bill: &Bill, report: &Report) -> String {
    let mut text = String::new();
    let mut note = |count: u64, what: &str| {
        if count > 0 {
            text += &format!("  note: {count} {what}\n");
        }
    };
    note(report.skipped_rows, "rows are skipped, as the mapping says");
    note(report.untagged_rows, "rows have tags that are not understood: they count without them");
    note(report.further_resources, "rows are of resources beyond the limit: they count as one resource");
    note(report.rounded, "amounts have more than 18 decimals: they are rounded");
    if report.bad_rows == 0 {
        return text;
    }
    let rows = if report.bad_rows == 1 { "row" } else { "rows" };
    text += &format!("  {} bad {rows}, whose costs are in no total\n", report.bad_rows);
    for bad in &bill.bad {
        let place =
            bad.column.as_ref().map(|column| format!(", {column} `{}`", bad.value)).unwrap_or_default();
        text += &format!("    line {}{place}: {}\n", bad.line, bad.reason);
    }
    let more = report.bad_rows - bill.bad.len() as u64;
    if more > 0 {
        text += &format!("    and {more} more: --bad-rows FILE writes all of them\n");
    }
    text
}

/// Tells of all of them, if there are several.
pub(super) fn sum(bills: &[Bill]) {
    if bills.len() < 2 {
        return;
    }
    let rows: u64 = reports(bills).map(|report| report.rows).sum();
    let bad: u64 = reports(bills).map(|report| report.bad_rows).sum();
    let failed = bills.iter().filter(|bill| bill.report.is_err()).count();
    let mut text = format!("{} files, {failed} not read; {rows} rows, {bad} of them bad\n", bills.len());
    for total in totals(bills) {
        text += &format!("  {}: billed {}, effective {}\n", total.currency, total.billed, total.effective);
    }
    print(&text);
}

fn reports(bills: &[Bill]) -> impl Iterator<Item = &Report> {
    bills.iter().filter_map(|bill| bill.report.as_ref().ok())
}

/// Sums of all bills by currency.
fn totals(bills: &[Bill]) -> Vec<Total> {
    Total::sums(reports(bills).flat_map(|report| report.totals.iter().copied()))
}

/// All of them as one JSON object.
pub(super) fn json(bills: &[Bill]) -> Result<()> {
    let files: Vec<_> = bills
        .iter()
        .map(|bill| {
            json!({
                "file": bill.file,
                "report": bill.report.as_ref().ok(),
                "error": bill.report.as_ref().err(),
                "tags": bill.tags,
                "columns": bill.columns,
                "badRows": bill.bad,
            })
        })
        .collect();
    let bad: u64 = reports(bills).map(|report| report.bad_rows).sum();
    let rows: u64 = reports(bills).map(|report| report.rows).sum();
    let all = json!({ "files": files, "rows": rows, "badRows": bad, "totals": totals(bills) });
    print(&(serde_json::to_string_pretty(&all)? + "\n"));
    Ok(())
}

fn print(text: &str) {
    // A reader that has seen enough (`| head`) is no failure.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
