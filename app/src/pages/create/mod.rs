//! The pages under `/create`: templates, the wizard, tasks, actions, the editor.
//!
//! They are made whole by the server (`made`); what makes them live is the studio (`crates/studio`).

#[cfg(feature = "ssr")]
pub(crate) mod made;

use super::made::{Made, made};
use crate::{live::Live, paths, shell};
use leptos::prelude::*;

/// Any page under `/create`.
#[component]
pub(crate) fn CreatePage() -> impl IntoView {
    // What somebody is working in does not change under their hands; lists of the catalog do.
    let version = |path: &str| if path == paths::CREATE { Live::version() } else { 0 };
    made(Made { root: paths::CREATE, program: shell::STUDIO, version })
}
