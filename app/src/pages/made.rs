//! Pages that the server makes whole: put in as they are, they cost the browser's program nothing. What makes them live
//! are programs of their own, which are loaded for them alone: see [`crate::shell::Further`].

use crate::{api, ask::ask, components::page_title::PageTitle, frame::PageName, status::set_status};
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
    let taken = follow_steps();
    let address = Memo::new(move |before: Option<&(String, String, u32)>| {
        let (path, query) = (location.pathname.get(), location.search.get());
        // Once the reader is on the way to another page, its address asks nothing of this one.
        if !path.starts_with(root) {
            return before.cloned().unwrap_or_default();
        }
        let (_, _, turn) = before.cloned().unwrap_or_default();
        match taken.get_value() {
            None => (path, query, turn),
            // The program has changed the page in place.
            Some(known) if known == whole(&path, &query) => before.cloned().unwrap_or((path, query, turn)),
            // It shows something else than what was loaded last, even where that had this address.
            Some(_) => {
                taken.set_value(None);
                (path, query, turn.wrapping_add(1))
            }
        }
    });
    let about = move || {
        let (path, query, turn) = address.get();
        let version = version(&path);
        (path, query, turn, version)
    };
    let page = ask(about, |(path, query, ..)| api::load_made(path, query));
    on_cleanup(move || tell(program));
    page.show(8, move |Markup { status, title, html }| {
        if status == 200 {
            PageName::tell(&location.pathname.get_untracked(), &title);
        } else {
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

/// An address as its program tells it.
fn whole(path: &str, query: &str) -> String {
    match query.trim_start_matches('?') {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// Takes the steps of a program that changed the page in place, so that history and links know where the reader is. What
/// it gives is the address of the last of them.
fn follow_steps() -> StoredValue<Option<String>> {
    let taken = StoredValue::new(None);
    #[cfg(feature = "hydrate")]
    {
        let navigate = leptos_router::hooks::use_navigate();
        let event = leptos::ev::Custom::<web_sys::CustomEvent>::new("portico:went");
        let listener = window_event_listener(event, move |event| {
            let Some(told) = event.detail().as_string() else { return };
            let Some((how, address)) = told.split_once(' ') else { return };
            taken.set_value(Some(address.to_owned()));
            let replace = how == "replace";
            let options = leptos_router::NavigateOptions {
                resolve: false,
                replace,
                scroll: false,
                ..Default::default()
            };
            navigate(address, options);
        });
        on_cleanup(move || listener.remove());
    }
    taken
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
