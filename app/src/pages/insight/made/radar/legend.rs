//! The list beside the picture: every entry by quadrant and ring, with its number.

use super::Board;
use leptos::prelude::*;
use portico_radar::{Blip, Edition, Moved, paint, reading_order};

/// The entries of each quadrant, in the order in which they are numbered.
pub(super) fn legend(board: &Board<'_>, edition: &Edition<'_>) -> impl IntoView + use<> {
    let order = reading_order(board.radar.quadrants.len());
    let chosen = board.question.quadrant.as_ref();
    let shown = order.into_iter().filter(|quadrant| {
        chosen.is_none() || board.radar.quadrants.get(*quadrant).map(|one| &one.id) == chosen
    });
    shown.map(|quadrant| section(board, edition, quadrant)).collect_view()
}

fn section(board: &Board<'_>, edition: &Edition<'_>, quadrant: usize) -> AnyView {
    let name = board.radar.quadrant_name(quadrant).to_owned();
    let id = format!("quadrant-{quadrant}");
    let mut count = 0;
    let rings = (0..board.radar.rings.len()).filter_map(|ring| {
        let blips: Vec<&Blip<'_>> =
            edition.within(quadrant, ring).filter(|blip| board.question.fits(board.radar, blip)).collect();
        count += blips.len();
        (!blips.is_empty()).then(|| of_ring(board, ring, &blips))
    });
    let rings = rings.collect::<Vec<_>>();
    let is_empty = rings.is_empty();
    let label = id.clone();
    view! {
        <section class=format!("radar-legend radar-legend-{quadrant}") aria-labelledby=label>
            <h2 id=id class="radar-legend-title">
                {name}
                <span class="radar-legend-count">{count}</span>
            </h2>
            {rings}
            {is_empty.then(|| view! { <p class="muted">"Nothing here fits."</p> })}
        </section>
    }
    .into_any()
}

fn of_ring(board: &Board<'_>, ring: usize, blips: &[&Blip<'_>]) -> AnyView {
    let name = board.radar.ring_name(ring).to_owned();
    let about = board.radar.rings.get(ring).and_then(|ring| ring.description.clone());
    let style = paint(board.radar.rings.get(ring)).trim_start_matches(';').to_owned();
    let items = blips.iter().map(|blip| item(board, blip)).collect_view();
    view! {
        <h3 class="radar-legend-ring" title=about>
            <span class=format!("radar-dot radar-in-{ring}") style=style aria-hidden="true"></span>
            {name}
        </h3>
        <ol class="radar-entries">{items}</ol>
    }
    .into_any()
}

fn item(board: &Board<'_>, blip: &Blip<'_>) -> AnyView {
    let entry = blip.entry;
    let href = board.entry_href(&entry.key);
    let used = board.used_by(&entry.key);
    let is_doubtful = used > 0 && board.radar.is_hold(blip.step.ring);
    let use_class = if is_doubtful { "radar-use is-doubtful" } else { "radar-use" };
    let components = if used == 1 { "component" } else { "components" };
    let said = if is_doubtful { "still used by" } else { "used by" };
    view! {
        <li>
            <a class="radar-entry" id=format!("entry-{}", entry.key) href=href data-key=entry.key.clone()>
                <span class="radar-number">{blip.number}</span>
                <span class="radar-entry-title">{entry.title.clone()}</span>
                {movement(blip.moved)}
                {(used > 0)
                    .then(|| {
                        view! {
                            <span class=use_class title=format!("{said} {used} {components}")>
                                <span aria-hidden="true">{used}</span>
                                <span class="visually-hidden">{format!(", {said} {used} {components}")}</span>
                            </span>
                        }
                    })}
            </a>
        </li>
    }
    .into_any()
}

/// The sign of a movement, and its word for who cannot see it. What did not move needs no sign.
pub(super) fn movement(moved: Moved) -> Option<AnyView> {
    (moved != Moved::Unchanged).then(|| {
        let class = format!("radar-sign is-{}", moved.word());
        view! {
            <span class=class title=moved.label()>
                <span aria-hidden="true">{moved.sign()}</span>
                <span class="visually-hidden">{format!(", {}", moved.label().to_lowercase())}</span>
            </span>
        }
        .into_any()
    })
}
