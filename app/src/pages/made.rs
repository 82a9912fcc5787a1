//! Pages that the server makes whole: put in as they are, they cost the browser's program nothing. What makes them live
//! are programs of their own, which are loaded for them alone: see [`crate::shell::Further`].

use crate::{api, ask::ask, components::page_title::PageTitle, status::set_status};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

/// A page that the server made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markup {
    /// The status code.
    pub status: u16,
    /// What the tab shows.
    pub title: String,
    /// What the page shows.
    pub html: String,
}

#[cfg(feature = "ssr")]
impl Markup {
    /// A page that is as it should be.
    pub(crate) fn page(title: &str, view: impl IntoView) -> Self {
        Self { status: 200, title: title.to_owned(), html: view.into_any().to_html() }
    }

    /// Instead of a page, for an address that leads nowhere.
    pub(crate) fn nothing(title: &str) -> Self {
        use super::NotFoundState;
        let view = view! { <NotFoundState title=title.to_owned() suggestion=String::new() /> };
        Self { status: 404, ..Self::page("Not found", view) }
    }
}

/// Which pages the server makes for a place, and what makes them live.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    /// How the addresses start.
    pub(crate) root: &'static str,
    /// Name of the program.
    pub(crate) program: &'static str,
    /// Number of the state of what the page is about; the page is asked for anew when it changes.
    pub(crate) version: fn(&str) -> u64,
}

/// The page of the address, if that is one of these pages.
pub(crate) fn made(Made { root, program, version }: Made) -> AnyView {
    let location = use_location();
    let address = Memo::new(move |before: Option<&(String, String)>| {
        // Once the reader is on the way to another page, its address asks nothing of this one.
        let path = location.pathname.get();
        let here = path.starts_with(root).then(|| (path, location.search.get()));
        here.or_else(|| before.cloned()).unwrap_or_default()
    });
    let about = move || {
        let (path, query) = address.get();
        let version = version(&path);
        (path, query, version)
    };
    let page = ask(about, |(path, query, _)| api::load_made(path, query));
    on_cleanup(move || tell(program));
    page.show(8, move |Markup { status, title, html }| {
        if status != 200 {
            set_status(status);
        }
        // After the page is there.
        Effect::new(move || tell(program));
        view! {
            {(!title.is_empty()).then(|| view! { <PageTitle text=title /> })}
            <div class="page" inner_html=html></div>
        }
        .into_any()
    })
}

/// Says to a program that elements of its own came or went, once what is happening has happened.
pub(crate) fn tell(program: &'static str) {
    #[cfg(feature = "hydrate")]
    request_animation_frame(move || {
        if let Ok(event) = web_sys::Event::new(&format!("portico:{program}")) {
            // Nobody cancels it.
            let _ = document().dispatch_event(&event);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = program;
}
