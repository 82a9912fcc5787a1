//! What the server makes the dashboards of: ordinary components, rendered to text.

mod costs;
mod radar;

use crate::{
    pages::{made::Markup, notifications},
    query_string,
};
use portico_entity::{Entity, EntityRef};
use portico_portal::{Caller, Portal};

/// What a dashboard is asked.
pub(crate) struct Asked<'a> {
    /// Answers it.
    pub(crate) portal: &'a Portal,
    /// Who asks.
    pub(crate) caller: Caller,
    /// The path of the page's address.
    pub(crate) path: &'a str,
    /// Its query string.
    pub(crate) query: &'a str,
}

/// Answers for the address of a dashboard, or of an entity's tab that shows one.
pub(crate) async fn answer(asked: Asked<'_>) -> Markup {
    let parts = query_string::path(asked.path);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["cost-insights", rest @ ..] => costs::answer(&asked, rest).await,
        ["tech-radar", rest @ ..] => radar::answer(&asked, rest).await,
        ["notifications", rest @ ..] => notifications::made::answer(&asked, rest).await,
        ["catalog", namespace, kind, name, "costs"] => {
            costs::entity(&asked, &EntityRef::new(*kind, *namespace, *name)).await
        }
        _ => Markup::nothing("There is no such page"),
    }
}

/// What the dashboards know of an entity, as cards for its overview; nothing if they know nothing.
pub(crate) async fn cards(portal: &Portal, caller: Caller, entity: &Entity) -> String {
    radar::card(portal, entity) + &costs::card(portal, caller, entity).await
}
