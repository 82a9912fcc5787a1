//! The pages under `/create`: templates, the wizard, tasks, actions, the editor.
//!
//! They are made whole by the server and put in as they are, so that they cost the browser's program nothing; what makes
//! them live is the studio (`crates/studio`), which is loaded for them alone. `made` has what the server makes them of.

#[cfg(feature = "ssr")]
pub(crate) mod made;

use crate::{
    api, ask::ask, components::page_title::PageTitle, live::Live, paths, shell::STUDIO_EVENT,
    status::set_status,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

/// A page that the server made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markup {
    /// The status code.
    pub(crate) status: u16,
    /// What the tab shows.
    pub(crate) title: String,
    /// What the page shows.
    pub(crate) html: String,
}

/// Any page under `/create`.
#[component]
pub(crate) fn CreatePage() -> impl IntoView {
    let location = use_location();
    let address = Memo::new(move |before: Option<&(String, String)>| {
        // Once the reader is on the way to another page, its address asks nothing of this one.
        let path = location.pathname.get();
        let here = path.starts_with(paths::CREATE).then(|| (path, location.search.get()));
        here.or_else(|| before.cloned()).unwrap_or_default()
    });
    let about = move || {
        let (path, query) = address.get();
        // What somebody is working in does not change under their hands; lists of the catalog do.
        let version = if path == paths::CREATE { Live::version() } else { 0 };
        (path, query, version)
    };
    let page = ask(about, |(path, query, _)| api::load_create(path, query));
    on_cleanup(tell_studio);
    page.show(8, |Markup { status, title, html }| {
        if status != 200 {
            set_status(status);
        }
        // After the page is there.
        Effect::new(tell_studio);
        view! {
            <PageTitle text=title />
            <div class="page" inner_html=html></div>
        }
        .into_any()
    })
}

/// Says that elements of the studio came or went, once what is happening has happened.
fn tell_studio() {
    #[cfg(feature = "hydrate")]
    request_animation_frame(|| {
        if let Ok(event) = web_sys::Event::new(STUDIO_EVENT) {
            // Nobody cancels it.
            let _ = document().dispatch_event(&event);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = STUDIO_EVENT;
}
