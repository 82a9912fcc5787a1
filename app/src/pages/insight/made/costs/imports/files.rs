//! The files of a source: what each says, what counts of it, and what could not be read.

use super::words::{amount, grouped, months, name, size};
use crate::{paths, time};
use leptos::prelude::*;
use portico_portal::costs::imports::{CostBadRow, FileCounts, FileView, SourceView};
use std::collections::HashMap;

/// Files that are shown at once.
const FILES: usize = 30;
/// Files that are shown when all are wanted.
const ALL_FILES: usize = 2_000;

/// The files, the latest first.
#[component]
pub(super) fn Files(
    view: SourceView,
    bad_rows: HashMap<i64, Vec<CostBadRow>>,
    is_whole: bool,
    index: usize,
) -> impl IntoView {
    let SourceView { id, title, mut files, .. } = view;
    if files.is_empty() {
        return view! { <p class="card-body muted">"No file has been read yet."</p> }.into_any();
    }
    files.sort_by(|a, b| (b.modified_ms, &b.path).cmp(&(a.modified_ms, &a.path)));
    let most = if is_whole { ALL_FILES } else { FILES };
    let rest = files.len().saturating_sub(most);
    let all = format!("{}?files={}", paths::COST_IMPORTS, id);
    let more = (rest > 0 && !is_whole).then(|| {
        view! { <p class="card-foot"><a href=all>"Show " {grouped(rest)} " more files"</a></p> }
    });
    let cut = (rest > 0 && is_whole).then(|| {
        view! { <p class="card-foot">{grouped(rest)} " more; " <a href="/api/costs/imports">"the API"</a> " lists them all."</p> }
    });
    let bad = files.iter().filter(|file| file.bad_rows > 0);
    let bad = bad.map(|file| bad_part(file, bad_rows.get(&file.id).map(Vec::as_slice).unwrap_or_default()));
    let bad = bad.collect_view();
    let caption = format!("Files of {title}");
    let rows = files.iter().take(most).map(row).collect_view();
    let label = format!("files-{index}");
    let labelled = label.clone();
    view! {
        <div class="table-scroll" role="region" aria-labelledby=labelled tabindex="0">
            <table class="table import-files">
                <caption class="visually-hidden" id=label>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"File"</th>
                        <th scope="col">"Months"</th>
                        <th scope="col" class="number">"Rows"</th>
                        <th scope="col" class="number">"Bad"</th>
                        <th scope="col" class="number">"Billed"</th>
                        <th scope="col">"Counts"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more}
        {cut}
        {bad}
    }
    .into_any()
}

fn row(file: &FileView) -> AnyView {
    let (name, folder) = name(&file.path);
    let written = format!(
        "{}, written {}",
        size(u64::try_from(file.bytes).unwrap_or_default()),
        time::for_people(file.modified_ms)
    );
    let left_out = file.list("identifiers");
    let left_out = (!left_out.is_empty()).then(|| {
        let columns = left_out.join(", ");
        view! {
            <div class="muted import-note" title="They tell rows apart and not what they are for; without them, rows of the same thing come together">
                "Left out: " {columns}
            </div>
        }
    });
    let totals = file.totals();
    let totals = totals.iter().map(|total| {
        let (shown, exact) = amount(total);
        view! { <div><data value=exact.clone() title=exact>{shown}</data></div> }
    });
    let totals = view! { <div>{totals.collect_view()}</div> };
    let bad = match file.bad_rows {
        0 => view! { <span class="muted">"0"</span> }.into_any(),
        count => view! { <a href=format!("#bad-{}", file.id)>{grouped(count)}</a> }.into_any(),
    };
    view! {
        <tr>
            <td class="cell-name">
                <div class="import-name" title=file.path.clone()>{name.to_owned()}</div>
                <div class="muted import-note">{folder.to_owned()}</div>
                <div class="muted import-note">{written}</div>
                {left_out}
            </td>
            <td data-label="Months">{months(&file.list("months"))}</td>
            <td class="number" data-label="Rows">
                {grouped(file.good_rows + file.bad_rows)}
            </td>
            <td class="number" data-label="Bad">{bad}</td>
            <td class="number" data-label="Billed">{totals}</td>
            <td data-label="Counts">{counts(file)}</td>
        </tr>
    }
    .into_any()
}

fn counts(file: &FileView) -> AnyView {
    let waits = (file.counts == FileCounts::Waiting).then(|| {
        view! {
            <div class="muted import-note">
                "until all files of its delivery can be read; what it takes the place of counts until then"
            </div>
        }
    });
    let (class, label) = match file.counts {
        FileCounts::All => ("badge badge-ok", "counts"),
        FileCounts::Partly => ("badge badge-warn", "in part"),
        FileCounts::Nothing => ("badge", "superseded"),
        FileCounts::Pending => ("badge badge-info", "after this import"),
        FileCounts::Waiting => ("badge badge-warn", "not yet"),
    };
    let by = file.superseded_by.iter().next().map(|path| {
        let others = file.superseded_by.len() - 1;
        let more = (others > 0).then(|| format!(" and {}", grouped(others)));
        let short = name(path).0.to_owned();
        view! { <div class="muted import-note" title=path.clone()>"by " {short} {more}</div> }
    });
    let gone = file.gone_ms.map(|at_ms| {
        view! { <div class="muted import-note">"file gone since " {time::for_people(at_ms)}</div> }
    });
    view! {
        <div>
            <span class=class>{label}</span>
            {waits}
            {by}
            {gone}
        </div>
    }
    .into_any()
}

/// The bad rows of a file: the first ones, and all of them as a file.
fn bad_part(file: &FileView, rows: &[CostBadRow]) -> AnyView {
    let (short, _) = name(&file.path);
    let href = format!("/api/costs/imports/{}/bad-rows.csv", file.id);
    let summary = format!(
        "{} of {short} could not be read",
        super::words::count(u64::try_from(file.bad_rows).unwrap_or_default(), "row", "rows",)
    );
    let list = rows.iter().map(|row| {
        let column = if row.column.is_empty() { "–".to_owned() } else { row.column.clone() };
        view! {
            <tr>
                <td class="number" data-label="Line">{grouped(row.line)}</td>
                <td data-label="Column">{column}</td>
                <td data-label="Value">
                    <code>{row.value.clone()}</code>
                </td>
                <td data-label="What is wrong">{row.reason.clone()}</td>
            </tr>
        }
    });
    let list = list.collect_view();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="table-scroll" role="region" aria-label=format!("Bad rows of {short}") tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col" class="number">"Line"</th>
                            <th scope="col">"Column"</th>
                            <th scope="col">"Value"</th>
                            <th scope="col">"What is wrong"</th>
                        </tr>
                    </thead>
                    <tbody>{list}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <details class="import-bad" id=format!("bad-{}", file.id)>
            <summary>{summary}</summary>
            {table}
            <p>
                <a href=href download="">"Download them as CSV"</a>
                " "
                <span class="muted">"with their lines, reasons, and the rows as they are in the file"</span>
            </p>
        </details>
    }
    .into_any()
}
