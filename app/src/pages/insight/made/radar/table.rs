//! The radar as a table that can be put in order.

use super::{Board, legend::movement};
use leptos::prelude::*;
use portico_radar::{Blip, Edition, Moved, Order, View, paint};

/// What the columns are called, in the order of [`Order::WORDS`].
const COLUMNS: [&str; 7] = ["No.", "Technology", "Quadrant", "Ring", "Movement", "Last change", "Used by"];

/// The table.
pub(super) fn table(board: &Board<'_>, edition: &Edition<'_>) -> AnyView {
    let mut blips: Vec<&Blip<'_>> =
        edition.blips.iter().filter(|blip| board.question.fits(board.radar, blip)).collect();
    sort(board, &mut blips);
    let heads = COLUMNS.iter().enumerate().map(|(column, title)| head(board, column, title)).collect_view();
    let rows = blips.into_iter().map(|blip| row(board, blip)).collect_view();
    view! {
        <div class="card">
            <div class="table-scroll" role="region" aria-label="Entries" tabindex="0">
                <table class="table radar-table">
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn sort(board: &Board<'_>, blips: &mut [&Blip<'_>]) {
    let Order { column, descending } = board.question.order;
    let title = |blip: &Blip<'_>| blip.entry.title.to_lowercase();
    blips.sort_by(|one, other| {
        let order = match column {
            0 => one.number.cmp(&other.number),
            2 => board
                .radar
                .quadrant_name(one.entry.quadrant)
                .cmp(board.radar.quadrant_name(other.entry.quadrant)),
            3 => one.step.ring.cmp(&other.step.ring),
            4 => one.moved.cmp(&other.moved),
            5 => other.step.date.cmp(&one.step.date),
            6 => board.used_by(&other.entry.key).cmp(&board.used_by(&one.entry.key)),
            _ => std::cmp::Ordering::Equal,
        };
        let order = order.then_with(|| title(one).cmp(&title(other)));
        if descending { order.reverse() } else { order }
    });
}

fn head(board: &Board<'_>, column: usize, title: &'static str) -> impl IntoView + use<> {
    let order = board.question.order;
    let is_current = order.column == column;
    let descending = is_current && !order.descending;
    let href = board.href(|question| {
        question.order = Order { column, descending };
        question.view = View::Table;
    });
    let (sorted, mark) = match (is_current, order.descending) {
        (false, _) => (None, ""),
        (true, false) => (Some("ascending"), "▲"),
        (true, true) => (Some("descending"), "▼"),
    };
    view! {
        <th scope="col" aria-sort=sorted>
            <a class="sort" href=href>
                {title}
                <span class="sort-mark" aria-hidden="true">
                    {mark}
                </span>
            </a>
        </th>
    }
}

fn row(board: &Board<'_>, blip: &Blip<'_>) -> impl IntoView + use<> {
    let entry = blip.entry;
    let ring = blip.step.ring;
    let style = paint(board.radar.rings.get(ring)).trim_start_matches(';').to_owned();
    let used = board.used_by(&entry.key);
    let is_doubtful = used > 0 && board.radar.is_hold(ring);
    let moved = match blip.moved {
        Moved::Unchanged => view! { <span class="nothing">"—"</span> }.into_any(),
        moved => {
            let word = moved.label();
            view! { <span class="radar-moved">{movement(moved)} <span aria-hidden="true">{word}</span></span> }.into_any()
        }
    };
    view! {
        <tr>
            <td class="radar-cell-number">{blip.number}</td>
            <td>
                <a href=board.entry_href(&entry.key)>{entry.title.clone()}</a>
            </td>
            <td>{board.radar.quadrant_name(entry.quadrant).to_owned()}</td>
            <td>
                <span class="radar-ring-name">
                    <span class=format!("radar-dot radar-in-{ring}") style=style aria-hidden="true"></span>
                    {board.radar.ring_name(ring).to_owned()}
                </span>
            </td>
            <td>{moved}</td>
            <td>
                <time datetime=blip.step.date.to_string()>{blip.step.date.month_words()}</time>
            </td>
            <td class="radar-cell-number">
                {if is_doubtful {
                    view! { <span class="badge badge-warn">{format!("still {used}")}</span> }.into_any()
                } else {
                    used.into_any()
                }}
            </td>
        </tr>
    }
}
