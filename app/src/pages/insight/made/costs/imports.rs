//! The page about imports: where bills come from, how taking them in goes, and what each file says.

mod files;
mod source;
mod words;

use super::super::Asked;
use crate::{components::state::Empty, pages::made::Markup, paths, query_string, time};
use leptos::prelude::*;
use portico_portal::costs::imports::{CostBadRow, Imports, ImportsError, Overview, SourceView};
use source::SourceCard;
use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

/// How often the page asks anew while something is running, in milliseconds.
const REFRESH_MS: u32 = 2_000;
/// How long it waits for what was asked for to begin.
const PATIENCE_MS: i64 = 60_000;
/// Files of each source of which bad rows are shown at once.
const BAD_FILES: usize = 3;
/// Bad rows of a file that are shown at once.
const BAD_ROWS: usize = 5;

/// The shortest configuration that brings bills in, and two more.
const EXAMPLE: &str = "costInsights:
  sources:
    - id: aws
      target: ./bills/*.csv.gz         # FOCUS, Azure or AWS CUR: recognised by its columns
    - id: cloud
      title: Cloud
      target: s3://acme-billing/focus/
      region: eu-central-1
      accessKeyId: ${BILLING_KEY_ID}
      secretAccessKey: ${BILLING_KEY}
      schedule: 6h
    - id: azure
      target: azblob://acmebilling/exports/daily/
      sasToken: ${BILLING_SAS}";

/// What the address says besides.
#[derive(Default)]
struct Address {
    /// When an import was asked for here.
    since_ms: Option<i64>,
    /// The source all of whose files are shown.
    all_of: Option<String>,
}

/// What is shown of a source.
struct Shown {
    view: SourceView,
    bad_rows: HashMap<i64, Vec<CostBadRow>>,
    is_whole: bool,
}

/// Answers for `/cost-insights/imports`.
pub(super) async fn answer(asked: &Asked<'_>) -> Markup {
    let address = address(asked.query);
    let Some(imports) = asked.portal.imports() else { return Markup::page("Imports", view! { <Nothing /> }) };
    match gather(imports, &address).await {
        Ok(sources) if sources.is_empty() => Markup::page("Imports", view! { <Nothing /> }),
        Ok(sources) => Markup::page("Imports", page(sources, &address, now_ms())),
        Err(error) => {
            let view = view! {
                <h1>"Imports"</h1>
                <Empty title="Portico cannot say how imports go">
                    <p>{error.to_string()} ". Its log says more. Try again in a moment."</p>
                </Empty>
            };
            Markup { status: 500, ..Markup::page("Imports", view) }
        }
    }
}

fn address(query: &str) -> Address {
    let mut address = Address::default();
    for (key, value) in query_string::pairs(query) {
        match key.as_str() {
            "since" => address.since_ms = value.parse().ok(),
            "files" => address.all_of = Some(value),
            _ => {}
        }
    }
    address
}

async fn gather(imports: &Imports, address: &Address) -> Result<Vec<Shown>, ImportsError> {
    let Overview { sources } = imports.overview().await?;
    let mut shown = Vec::with_capacity(sources.len());
    for view in sources {
        let mut bad_rows = HashMap::new();
        for file in view.files.iter().filter(|file| file.bad_rows > 0).take(BAD_FILES) {
            let mut rows = imports.bad_rows(file.id, 0).await?;
            rows.truncate(BAD_ROWS);
            bad_rows.insert(file.id, rows);
        }
        let is_whole = address.all_of.as_ref() == Some(&view.id);
        shown.push(Shown { view, bad_rows, is_whole });
    }
    Ok(shown)
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <h1>"Imports"</h1>
        <Empty title="Nothing says where bills come from">
            <p>
                "Portico reads what clouds export: files in the format FOCUS, Azure's and AWS's own exports, and any other CSV or JSON that a mapping describes. They may lie in a folder, at an address, or in an object store. Put this into its configuration:"
            </p>
            <pre class="code"><code>{EXAMPLE}</code></pre>
        </Empty>
    }
}

fn page(sources: Vec<Shown>, address: &Address, now_ms: i64) -> impl IntoView + use<> {
    let is_running = |shown: &Shown| shown.view.runs.first().is_some_and(|run| run.ended_ms.is_none());
    // Wanted, and not begun yet.
    let is_awaited = address.since_ms.is_some_and(|since_ms| {
        let has_begun = |shown: &Shown| shown.view.runs.first().is_some_and(|run| run.started_ms >= since_ms);
        now_ms - since_ms < PATIENCE_MS && !sources.iter().any(has_begun)
    });
    let is_live = is_awaited || sources.iter().any(is_running);
    let refresh = is_live.then(|| REFRESH_MS.to_string());
    let follow = is_live.then(|| {
        view! {
            <noscript>
                <meta http-equiv="refresh" content="3" />
            </noscript>
        }
    });
    let awaited = is_awaited.then(|| {
        view! {
            <p class="notice notice-info" role="status">
                <span class="spinner" aria-hidden="true"></span>
                "An import was asked for and begins in a moment."
            </p>
        }
    });
    let count = sources.len();
    let cards = sources
        .into_iter()
        .enumerate()
        .map(|(index, shown)| view! { <SourceCard shown=shown index=index now_ms=now_ms /> })
        .collect_view();
    let about = match count {
        1 => "One source of bills".to_owned(),
        count => format!("{count} sources of bills"),
    };
    view! {
        <div class="imports" data-insight="page" data-refresh=refresh>
            {follow}
            <div class="page-head">
                <div>
                    <h1>"Imports"</h1>
                    <p class="muted">{about} ". Seen at " {time::for_people(now_ms)} "."</p>
                </div>
                <div class="page-actions">
                    <a class="button" href=paths::COSTS>"Costs"</a>
                    {source::order("", "import", "Import all now", "button button-primary")}
                </div>
            </div>
            {awaited}
            {cards}
        </div>
    }
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
