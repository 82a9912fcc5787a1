//! States of the radar's page: no radar, one that cannot be read, one that is old, one with problems.

use super::{Board, address};
use crate::{
    components::{card::Card, code::CodeView, diagnostics::DiagnosticList, state::Empty},
    pages::made::Markup,
    time::ago,
};
use leptos::prelude::*;
use portico_entity::Severity;
use portico_portal::ShownRadar;
use portico_radar::Question;
use std::sync::Arc;

/// What to write to have a radar.
const CONFIG: &str = "techRadar:
  radars:
    - id: main
      title: Our radar
      target: ./radar.yaml   # a file, an address, or a file in a repository";

/// What a radar looks like.
const EXAMPLE: &str = "title: Our radar
quadrants:
  - {id: techniques, name: Techniques}
  - {id: tools, name: Tools}
  - {id: platforms, name: Platforms}
  - {id: languages, name: Languages}
rings:
  - {id: adopt, name: Adopt}
  - {id: trial, name: Trial}
  - {id: assess, name: Assess}
  - {id: hold, name: Hold}
entries:
  - key: rust
    title: Rust
    quadrant: languages
    description: For what must be fast and right.
    timeline:
      - {date: 2026-05-01, ringId: adopt}
      - {date: 2025-11-01, ringId: trial}";

/// Nothing is configured.
pub(super) fn none() -> Markup {
    Markup::page(
        "Tech radar",
        view! {
            <div class="page-head">
                <h1>"Tech radar"</h1>
            </div>
            <Empty title="No radar yet">
                <p>
                    "A radar says which technologies your organisation adopts, tries, assesses and holds. Write it as a file, name the file in the configuration, and it is here, tied to the components that use each technology."
                </p>
                <CodeView text=CONFIG.to_owned() first_line=1 diagnostics=Vec::new() label="Configuration" />
                <CodeView text=EXAMPLE.to_owned() first_line=1 diagnostics=Vec::new() label="radar.yaml" />
                <p>
                    "The community plugin's JSON and Zalando's format are read, too. Check a file with "
                    <code>"portico radar check radar.yaml"</code> "."
                </p>
            </Empty>
        },
    )
}

/// A radar whose file was never read, or is none.
pub(super) fn unreadable(
    shown: &ShownRadar,
    all: &[Arc<ShownRadar>],
    question: &Question,
    now_ms: i64,
) -> Markup {
    let title = shown.title.clone();
    let is_waiting = shown.failure.is_none() && shown.read_ms.is_none();
    let what = if is_waiting { "This radar is being read" } else { "This radar cannot be read" };
    let why = shown.failure.as_ref().map(|(since, why)| {
        let text = format!("{why} — since {}.", ago(now_ms, *since));
        view! { <p>{text}</p> }
    });
    let target = shown.target.clone();
    Markup::page(
        &title,
        view! {
            <div class="radar-page" data-insight="page">
                <div class="page-head">
                    <h1>{title.clone()}</h1>
                    {radars(all, &shown.id, question)}
                </div>
                <Empty title=what>
                    <p>"Its file is " <code>{target}</code> ". It is read again by itself."</p>
                    {why}
                </Empty>
                {diagnostics(shown)}
            </div>
        },
    )
}

/// Links to all radars, if there are several.
pub(super) fn radars(all: &[Arc<ShownRadar>], current: &str, question: &Question) -> Option<AnyView> {
    if all.len() < 2 {
        return None;
    }
    let links = all.iter().enumerate().map(|(index, one)| {
        // Quadrants, rings and tags of one radar mean nothing in another.
        let radar = if index == 0 { String::new() } else { one.id.clone() };
        let href = address(&Question { radar, view: question.view, ..Question::default() });
        let here = (one.id == current).then_some("true");
        view! { <a class="segment" href=href aria-current=here>{one.title.clone()}</a> }
    });
    let links = links.collect_view();
    Some(view! { <nav class="segments" aria-label="Radars">{links}</nav> }.into_any())
}

/// When it was read, and that it cannot be read any more.
pub(super) fn freshness(board: &Board<'_>) -> impl IntoView + use<> {
    let failed = board.shown.failure.as_ref().map(|(since, why)| {
        let read = board.shown.read_ms.map_or_else(|| "earlier".to_owned(), |at| ago(board.now_ms, at));
        let text =
            format!("Last read {read}; reading it has failed since {}: {why}", ago(board.now_ms, *since));
        view! { <p class="notice notice-warn" role="status">{text}</p> }
    });
    let notes = board.notes.iter().map(|note| view! { <p class="notice notice-info">{note.clone()}</p> });
    let notes = notes.collect_view();
    let is_past = board.question.at.is_some_and(|at| at < board.radar.current(board.today));
    let past = is_past.then(|| {
        let now = board.href(|question| question.at = None);
        let when = board.question.at.map(|at| at.words()).unwrap_or_default();
        view! {
            <p class="notice notice-info">
                {format!("This is the radar as it was on {when}. ")} <a href=now>"Show it as it is now"</a>
            </p>
        }
    });
    view! {
        {failed}
        {notes}
        {past}
    }
}

/// What is wrong with the file.
pub(super) fn diagnostics(shown: &ShownRadar) -> Option<AnyView> {
    if shown.diagnostics.is_empty() {
        return None;
    }
    let list = shown.diagnostics.clone();
    let errors = list.iter().filter(|one| one.severity == Severity::Error).count();
    let tone = if errors > 0 { "card-bad" } else { "" };
    let count = list.len().to_string();
    Some(
        view! {
            <Card title="Problems of the file" id="radar-problems" count=count class=tone>
                <DiagnosticList diagnostics=list show_file=true known=Vec::new() />
            </Card>
        }
        .into_any(),
    )
}
