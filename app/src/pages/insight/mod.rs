//! The dashboards: the technology radar and the costs.
//!
//! They are made whole by the server (`made`); what makes them live is the insight (`crates/insight`), which also changes
//! them in place when the reader asks for something else.

#[cfg(feature = "ssr")]
pub(crate) mod made;

use super::made::{Made, made};
use crate::{paths, shell};
use leptos::prelude::*;

/// Any page of the costs.
#[component]
pub(crate) fn CostsPage() -> impl IntoView {
    made(Made { root: paths::COSTS, program: shell::INSIGHT, version: |_| 0 })
}

/// Any page of the technology radar.
#[component]
pub(crate) fn RadarPage() -> impl IntoView {
    made(Made { root: paths::RADAR, program: shell::INSIGHT, version: |_| 0 })
}

/// The tab of an entity's page that says what it costs.
#[component]
pub(crate) fn CostsTab() -> impl IntoView {
    made(Made { root: paths::CATALOG, program: shell::INSIGHT, version: |_| 0 })
}
