//! What the reader is told, and what they want to be told.
//!
//! The pages are made whole by the server (`made`); the insight (`crates/insight`) changes them in place.

#[cfg(feature = "ssr")]
pub(crate) mod made;

use super::made::{Made, made};
use crate::{paths, shell};
use leptos::prelude::*;

/// Any page of the notifications.
#[component]
pub(crate) fn NotificationsPage() -> impl IntoView {
    made(Made { root: paths::NOTIFICATIONS, program: shell::INSIGHT, version: |_| 0 })
}
