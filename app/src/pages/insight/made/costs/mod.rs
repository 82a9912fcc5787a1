//! The costs' pages, and the tab of an entity.

mod anomalies;
mod ask;
mod attention;
mod budgets;
mod change;
mod comparison;
mod controls;
mod daily;
mod entity;
mod forecast;
mod imports;
mod links;
mod live;
mod money;
mod origin;
mod page;
mod picture;
mod rules;
mod states;
#[cfg(test)]
mod tests;
mod tiles;
mod units;
mod words;

use super::Asked;
use crate::{api::server::failed, components::state::Failed, pages::made::Markup, query_string};
use leptos::{logging, prelude::*};
use links::Place;
use portico_cost::question::Question;
use portico_entity::{Entity, EntityRef};
use portico_portal::{Caller, Portal, PortalError};

/// Answers for an address under `/cost-insights`.
pub(super) async fn answer(asked: &Asked<'_>, rest: &[&str]) -> Markup {
    match rest {
        [] => dashboard(asked).await,
        ["imports"] => imports::answer(asked).await,
        ["rules"] => rules::answer(asked).await,
        _ => Markup::nothing("There is no such page"),
    }
}

/// Everything that costs.
async fn dashboard(asked: &Asked<'_>) -> Markup {
    if !ask::has_sources(asked.portal) {
        return bare(states::no_sources());
    }
    let pairs = query_string::pairs(asked.query);
    let (question, notes) = Question::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    match ask::answer(asked, &question, notes).await {
        Ok(Some(told)) => Markup::page("Costs", page::page(&Place::dashboard(), &told)),
        Ok(None) => bare(states::no_costs()),
        Err(error) => broken(error),
    }
}

/// Internals are logged here and never sent.
fn broken(error: PortalError) -> Markup {
    Markup { status: 500, ..bare(view! { <Failed error=failed(error) /> }.into_any()) }
}

/// A page with a heading and a state.
fn bare(state: AnyView) -> Markup {
    Markup::page("Costs", view! { <div class="page-head"><h1>"Costs"</h1></div> {state} })
}

/// What an entity costs.
pub(super) async fn entity(asked: &Asked<'_>, entity: &EntityRef) -> Markup {
    if !asked.portal.tells_costs_of(&entity.kind) {
        return Markup::nothing("There is no such tab");
    }
    let entity_ref = entity.to_string();
    let pairs = query_string::pairs(asked.query);
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let (question, notes) = Question::read_for(&entity_ref, pairs);
    let view = match ask::answer(asked, &question, notes).await {
        Ok(Some(told)) => page::tab(&Place::entity(&entity_ref), &told),
        Ok(None) => states::no_costs(),
        Err(error) => return broken(error),
    };
    // The page around it has the entity's title.
    Markup::page("", view)
}

/// What an entity costs, for its overview; nothing for what costs nothing.
pub(super) async fn card(portal: &Portal, caller: Caller, entity: &Entity) -> String {
    let reference = entity.reference();
    if !portal.tells_costs_of(&reference.kind) {
        return String::new();
    }
    let entity_ref = reference.to_string();
    match portal.costs(caller, &Question::of(&entity_ref), Vec::new()).await {
        Ok(dashboard) => entity::card(&entity_ref, &dashboard),
        Err(error) => {
            logging::error!("the costs of {entity_ref} are not known: {error}");
            String::new()
        }
    }
}
