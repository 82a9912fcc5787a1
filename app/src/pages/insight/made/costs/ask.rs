//! What the pages of costs ask the portal.

use super::{super::Asked, origin::Origin};
use crate::pages::create::made::tasks::now_ms;
use leptos::logging;
use portico_cost::{
    dashboard::{Attention, Dashboard},
    question::Question,
};
use portico_portal::{Portal, PortalError};

/// Whether something says where bills come from.
pub(super) fn has_sources(portal: &Portal) -> bool {
    portal.imports().is_some_and(|imports| !imports.sources().is_empty())
}

/// Everything that a page shows.
pub(super) struct Told {
    /// The answer.
    pub(super) dashboard: Dashboard,
    /// Alerts that somebody decided about.
    pub(super) decided: Vec<Attention>,
    /// Where the figures come from.
    pub(super) origin: Origin,
}

/// The answer to a question; nothing before there are any costs.
pub(super) async fn answer(
    asked: &Asked<'_>,
    question: &Question,
    notes: Vec<String>,
) -> Result<Option<Told>, PortalError> {
    let portal = asked.portal;
    let dashboard = portal.costs(asked.caller.clone(), question, notes).await?;
    if dashboard.through.is_none() {
        return Ok(None);
    }
    let mut decided = portal.cost_alerts(asked.caller.clone(), question.entity.as_deref()).await?;
    decided.retain(|alert| alert.decision.is_some());
    Ok(Some(Told { dashboard, decided, origin: origin(portal).await }))
}

/// Where the figures come from.
async fn origin(portal: &Portal) -> Origin {
    let sources = match portal.imports() {
        Some(imports) => imports.freshness().await,
        None => Ok(Vec::new()),
    };
    let sources = sources.unwrap_or_else(|error| {
        // The figures are in memory: they are shown all the same.
        logging::error!("how fresh the costs are is not known: {error}");
        Vec::new()
    });
    Origin::of(&sources, now_ms())
}
