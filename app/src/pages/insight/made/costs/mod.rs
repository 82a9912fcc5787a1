//! The costs' pages, and the tab of an entity.

mod anomalies;
mod attention;
mod budgets;
mod change;
mod comparison;
mod controls;
mod entity;
mod forecast;
mod imports;
mod links;
mod live;
mod money;
mod origin;
mod page;
mod picture;
mod states;
#[cfg(test)]
mod tests;
mod tiles;
mod units;
mod words;

use super::Asked;
use crate::{components::state::Empty, pages::made::Markup};
use leptos::prelude::*;
use portico_entity::EntityRef;

/// Answers for an address under `/cost-insights`.
pub(super) async fn answer(asked: &Asked<'_>, rest: &[&str]) -> Markup {
    match rest {
        [] => Markup::page(
            "Costs",
            view! {
                <h1>"Costs"</h1>
                <Empty title="No costs yet">
                    <p>"Nothing says where bills come from."</p>
                </Empty>
            },
        ),
        ["imports"] => imports::answer(asked).await,
        _ => Markup::nothing("There is no such page"),
    }
}

/// What an entity costs.
pub(super) async fn entity(_asked: &Asked<'_>, _entity: &EntityRef) -> Markup {
    Markup::nothing("There is no such tab")
}
