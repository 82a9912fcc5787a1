//! The radar as a whole: picture and legend, or table.

use super::{
    Board,
    filters::{filters, time, views},
    legend::legend,
    state::{diagnostics, freshness, radars},
    table::table,
};
use crate::{components::state::Empty, pages::made::Markup, time::ago};
use leptos::prelude::*;
use portico_radar::{Drawing, Edition, Moved, Question, View, picture, shape};

/// The page.
pub(super) fn page(board: &Board<'_>) -> Markup {
    let edition = board.question.edition(board.radar, board.today);
    let fitting = edition.blips.iter().filter(|blip| board.question.fits(board.radar, blip)).count();
    let title = board.shown.title.clone();
    let body = match (fitting, board.question.view) {
        (0, _) if board.question.is_narrowed() => nothing_fits(board),
        (_, View::Picture) => drawn(board, &edition),
        (_, View::Table) => table(board, &edition),
    };
    let entries = match (fitting, edition.blips.len()) {
        (1, 1) => "1 entry".to_owned(),
        (shown, all) if shown == all => format!("{all} entries"),
        (shown, all) => format!("{shown} of {all} entries"),
    };
    let read = board.shown.read_ms.filter(|_| board.shown.failure.is_none());
    let read = read.map(|at| format!(" · read {}", ago(board.now_ms, at))).unwrap_or_default();
    let note = format!("{} · {entries}{read}", edition.date.month_words());
    Markup::page(
        &title,
        view! {
            <div class="radar-page" data-insight="page">
                <div class="page-head">
                    <h1>{title.clone()}</h1>
                    <p class="page-note" role="status">
                        {note}
                    </p>
                    <div class="page-actions">{radars(board.all, &board.shown.id, board.question)} {views(board)}</div>
                </div>
                {freshness(board)}
                {filters(board)}
                {time(board)}
                {body}
                {gone(board, &edition)}
                {diagnostics(board.shown)}
            </div>
        },
    )
}

fn drawn(board: &Board<'_>, edition: &Edition<'_>) -> AnyView {
    let quadrants = &board.radar.quadrants;
    let only = board.question.quadrant.as_ref().and_then(|id| quadrants.iter().position(|one| one.id == *id));
    let svg = picture(&Drawing {
        edition,
        fits: &|blip| board.question.fits(board.radar, blip),
        href: &|blip| board.entry_href(&blip.entry.key),
        quadrant_href: &|quadrant| {
            board.href(|question| question.quadrant = quadrants.get(quadrant).map(|one| one.id.clone()))
        },
        only,
    });
    let class = if only.is_some() { "radar-board is-single" } else { "radar-board" };
    let whole = only.is_some().then(|| {
        let href = board.href(|question| question.quadrant = None);
        view! { <a class="button button-quiet radar-whole" href=href>"Show all quadrants"</a> }
    });
    view! {
        <a class="skip-picture" href="#radar-lists" target="_self">
            "Skip the picture"
        </a>
        <div class=class id="radar-board" data-insight="radar">
            <figure class="card radar-figure">
                {whole}
                <div class="radar-stage" id="radar-stage" inner_html=svg></div>
                <div class="radar-tip" id="radar-tip" data-keep="" aria-hidden="true"></div>
                {key(edition)}
            </figure>
            <div class="radar-lists" id="radar-lists" tabindex="-1">
                {legend(board, edition)}
            </div>
        </div>
    }
    .into_any()
}

/// What the shapes mean, and how many there are of each.
fn key(edition: &Edition<'_>) -> impl IntoView + use<> {
    let items = edition.counts().map(|(moved, count)| {
        let svg = format!(
            "<svg viewBox=\"-10 -10 20 20\" width=\"16\" height=\"16\" aria-hidden=\"true\">{}</svg>",
            shape(moved, 9.0)
        );
        let label = if moved == Moved::Unchanged { "Not moved" } else { moved.label() };
        view! {
            <li>
                <span class="radar-key-shape" inner_html=svg></span>
                {label}
                <span class="muted">{count}</span>
            </li>
        }
    });
    view! { <ul class="radar-key" aria-label="What the shapes mean">{items.into_iter().collect_view()}</ul> }
}

fn nothing_fits(board: &Board<'_>) -> AnyView {
    let all = board.href(|question| {
        let kept = question.clone();
        *question = Question { radar: kept.radar, view: kept.view, at: kept.at, ..Question::default() };
    });
    view! {
        <Empty title="No entry fits">
            <p>"Take away some of the choices, or look for other words."</p>
            <p class="state-actions">
                <a class="button" href=all>
                    "Show all entries"
                </a>
            </p>
        </Empty>
    }
    .into_any()
}

/// What is on the radar no more.
fn gone(board: &Board<'_>, edition: &Edition<'_>) -> Option<AnyView> {
    if edition.gone.is_empty() {
        return None;
    }
    let count = edition.gone.len();
    let items = edition.gone.iter().map(|entry| {
        let href = board.entry_href(&entry.key);
        view! { <li><a href=href>{entry.title.clone()}</a></li> }
    });
    let items = items.collect_view();
    Some(
        view! {
            <details class="radar-gone">
                <summary>{format!("No longer on the radar: {count}")}</summary>
                <ul>{items}</ul>
            </details>
        }
        .into_any(),
    )
}
