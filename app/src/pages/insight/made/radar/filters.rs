//! What the radar is narrowed by: a form that works without JavaScript and follows live with it.

use super::Board;
use crate::paths;
use leptos::prelude::*;
use portico_radar::{Day, View};

/// How far apart the names of editions lie, in hundredths of the line.
const ROOM: f64 = 9.0;

/// The form, and the way through time.
pub(super) fn filters(board: &Board<'_>) -> impl IntoView + use<> {
    let question = board.question;
    let kept = question.pairs().into_iter().filter(|(key, _)| matches!(*key, "radar" | "view" | "sort"));
    let kept = kept.map(|(key, value)| view! { <input type="hidden" name=key value=value /> }).collect_view();
    let at = question.at.map(|day| day.to_string()).unwrap_or_default();
    let of = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    let quadrants = board.radar.quadrants.iter().map(|one| of(&one.id, &one.name)).collect();
    let rings = board.radar.rings.iter().map(|one| of(&one.id, &one.name)).collect();
    let tags: Vec<_> = board
        .radar
        .tags()
        .into_iter()
        .map(|(tag, count)| (tag.clone(), format!("{tag} ({count})")))
        .collect();
    let editions = board.radar.editions();
    let since: Vec<_> = editions.iter().rev().map(|day| (day.to_string(), day.month_words())).collect();
    let has_tags = !tags.is_empty();
    let clear = question.is_narrowed().then(|| {
        let href = board.href(|question| {
            let kept = question.clone();
            *question = portico_radar::Question {
                radar: kept.radar,
                view: kept.view,
                at: kept.at,
                order: kept.order,
                ..portico_radar::Question::default()
            };
        });
        view! { <a class="button button-quiet" href=href>"Clear filters"</a> }
    });
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    view! {
        <form class="radar-filters" action=paths::RADAR method="get" role="search" aria-label="Entries" data-live="">
            {kept}
            <input type="hidden" name="at" value=at id="radar-at" />
            <label class="field radar-find">
                <span class="field-label">"Find"</span>
                <input
                    type="search"
                    name="q"
                    id="radar-q"
                    value=question.words.clone()
                    autocomplete="off"
                    placeholder="Name, tag, words …"
                />
            </label>
            {choice("Quadrant", "quadrant", "All quadrants", quadrants, question.quadrant.clone())}
            {choice("Ring", "ring", "All rings", rings, question.ring.clone())}
            {has_tags.then(|| choice("Tag", "tag", "All tags", tags, question.tag.clone()))}
            {choice("Changed since", "since", "Any time", since, day(question.since))}
            <div class="radar-filter-actions">
                <noscript>
                    <button class="button">"Show"</button>
                </noscript>
                {clear}
            </div>
        </form>
    }
}

fn choice(
    label: &'static str,
    name: &'static str,
    all: &'static str,
    options: Vec<(String, String)>,
    chosen: Option<String>,
) -> AnyView {
    let is_known = chosen.as_ref().is_none_or(|chosen| options.iter().any(|(value, _)| value == chosen));
    let other = chosen.clone().filter(|_| !is_known);
    let other =
        other.map(|value| view! { <option value=value.clone() selected=true>{value.clone()}</option> });
    let options = options.into_iter().map(|(value, text)| {
        let is_chosen = chosen.as_deref() == Some(&value);
        view! { <option value=value selected=is_chosen>{text}</option> }
    });
    let options = options.collect_view();
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            <select name=name id=format!("radar-{name}")>
                <option value="">{all}</option>
                {other}
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// The editions along a line. With JavaScript, the radar's part puts a slider and a button to play above it.
pub(super) fn time(board: &Board<'_>) -> Option<AnyView> {
    let editions = board.radar.editions();
    let (first, last) = (*editions.first()?, *editions.last()?);
    if editions.len() < 2 {
        return None;
    }
    let shown = board.question.at.unwrap_or_else(|| board.radar.current(board.today));
    let here = editions.iter().rev().find(|day| **day <= shown).copied();
    let span = (last.number() - first.number()).max(1) as f64;
    let current = board.radar.current(board.today);
    let place = |day: &Day| (day.number() - first.number()) as f64 / span * 100.0;
    // Names that would lie on one another are there for the pointer and screen readers; the newest come first.
    let mut free = f64::MAX;
    let mut roomy: Vec<Day> = Vec::new();
    for day in editions.iter().rev() {
        if free - place(day) >= ROOM {
            free = place(day);
            roomy.push(*day);
        }
    }
    let stops = editions.iter().map(|day| {
        let at = place(day);
        let href = board.href(|question| question.at = (*day != current).then_some(*day));
        let is_here = here == Some(*day);
        let class = if roomy.contains(day) { "radar-stop" } else { "radar-stop is-tight" };
        view! {
            <li class=class style=format!("--at:{at:.2}%")>
                <a
                    href=href
                    id=format!("edition-{day}")
                    data-day=if *day == current { String::new() } else { day.to_string() }
                    aria-current=is_here.then_some("date")
                >
                    <span class="radar-stop-name">{day.month_words()}</span>
                </a>
            </li>
        }
    });
    let stops = stops.collect_view();
    Some(
        view! {
            <nav class="radar-time" id="radar-time" aria-label="Editions" data-insight="radar-time">
                <div class="radar-slider" id="radar-slider" data-keep=""></div>
                <ol class="radar-stops">{stops}</ol>
            </nav>
        }
        .into_any(),
    )
}

/// Picture or table.
pub(super) fn views(board: &Board<'_>) -> impl IntoView + use<> {
    let link = |view: View, label: &'static str| {
        let href = board.href(|question| question.view = view);
        let current = (board.question.view == view).then_some("true");
        view! { <a class="segment" href=href aria-current=current>{label}</a> }
    };
    let (picture, table) = (link(View::Picture, "Radar"), link(View::Table, "Table"));
    view! { <nav class="segments" aria-label="View">{picture} {table}</nav> }
}
