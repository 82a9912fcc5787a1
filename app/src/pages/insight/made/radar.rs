//! The pages of the technology radar, and the card of an entity.

use super::Asked;
use crate::{components::state::Empty, pages::made::Markup};
use leptos::prelude::*;
use portico_entity::Entity;
use portico_portal::Portal;

/// Answers for an address under `/tech-radar`.
pub(super) async fn answer(_asked: &Asked<'_>, rest: &[&str]) -> Markup {
    match rest {
        [] => Markup::page(
            "Tech radar",
            view! {
                <h1>"Tech radar"</h1>
                <Empty title="No radar yet">
                    <p>"Nothing says where a radar comes from."</p>
                </Empty>
            },
        ),
        _ => Markup::nothing("There is no such page"),
    }
}

/// What of the radar an entity uses; nothing if it uses nothing of it.
pub(super) fn card(_portal: &Portal, _entity: &Entity) -> String {
    String::new()
}
