//! What the radar says about the technologies of an entity, for its overview.

use super::{entry_address, legend::movement};
use crate::components::card::Card;
use leptos::prelude::*;
use portico_entity::Entity;
use portico_portal::{Portal, Standing};

/// The card; nothing if the entity uses nothing of the radar.
pub(in super::super) fn card(portal: &Portal, entity: &Entity) -> String {
    let standings = portal.standings(&entity.reference().to_string().to_lowercase());
    if standings.is_empty() {
        return String::new();
    }
    let first = portal.radars().first().map(|radar| radar.id.clone()).unwrap_or_default();
    let count = standings.len().to_string();
    let held = standings.iter().filter(|one| one.on_hold).count();
    let note = (held > 0).then(|| {
        let things = if held == 1 { "technology" } else { "technologies" };
        view! { <span class="badge badge-warn">{format!("{held} {things} on hold")}</span> }.into_any()
    });
    let items = standings.into_iter().map(|one| item(one, &first)).collect_view();
    let aside = note.unwrap_or_else(|| ().into_any());
    view! {
        <Card title="Technologies" id="radar-card" count=count aside=aside>
            <ul class="radar-standings">{items}</ul>
        </Card>
    }
    .into_any()
    .to_html()
}

fn item(one: Standing, first: &str) -> impl IntoView + use<> {
    let radar = if one.radar == first { "" } else { one.radar.as_str() };
    let href = entry_address(radar, &one.key);
    let (ring, name) = one.ring;
    let class = if one.on_hold { "radar-ring-name is-doubtful" } else { "radar-ring-name" };
    view! {
        <li>
            <span class="radar-tech">
                <a href=href>{one.title}</a>
                {one.package.map(|package| view! { <code class="radar-package">{package.words()}</code> })}
            </span>
            <span class=class>
                <span class=format!("radar-dot radar-in-{ring}") aria-hidden="true"></span>
                {name}
                {movement(one.moved)}
            </span>
        </li>
    }
}
