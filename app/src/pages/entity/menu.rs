//! What can be done with an entity: have it read again, and take its registration away.

use super::Address;
use crate::{
    api,
    ask::ask,
    components::icon::{Icon, IconName},
    live::Live,
    orders, paths,
};
use leptos::{ev, prelude::*};
use portico_portal::views::origin::OriginView;
use wasm_bindgen::JsCast as _;

/// That a refresh was asked for, and what the page showed then.
#[derive(Clone, Copy)]
pub(super) struct Refreshing {
    /// The entity and its etag at that moment.
    asked: RwSignal<Option<(Address, String)>>,
}

impl Refreshing {
    pub(super) fn new() -> Self {
        Self { asked: RwSignal::new(None) }
    }
}

/// A button that opens a menu. Native `details`, so that it works without JavaScript.
#[component]
pub(super) fn EntityMenu(
    address: Address,
    entity_ref: String,
    etag: String,
    refreshing: Refreshing,
) -> impl IntoView {
    let asked = address.clone();
    let origin = ask(
        move || (asked.clone(), Live::version()),
        |(Address { kind, namespace, name }, _)| api::load_origin(kind, namespace, name),
    );
    let menu = NodeRef::<leptos::html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let escaped = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            let summary = menu.get_untracked().and_then(|menu| menu.query_selector("summary").ok().flatten());
            if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<web_sys::HtmlElement>().ok())
            {
                // Focus that cannot be moved stays where it was.
                let _ = summary.focus();
            }
        }
    };
    let left = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if menu.get_untracked().is_some_and(|menu| to.is_some() && !menu.contains(to.as_ref())) {
            close();
        }
    };
    close_on_click_elsewhere(menu);
    let action = ServerAction::<orders::Refresh>::new();
    let Address { kind, namespace, name } = address.clone();
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Address { kind, namespace, name } = address.clone();
        refreshing.asked.set(Some((address.clone(), etag.clone())));
        action.dispatch(orders::Refresh { kind, namespace, name, plain: false });
        close();
    };
    let what_if = (!entity_ref.starts_with("location:")).then(|| {
        view! {
            <a class="menu-item" href=paths::entity_tab(&entity_ref, paths::IMPACT_TAB)>
                <Icon name=IconName::Spark />
                <span>
                    "What if…" <span class="menu-help">"Whom a change would concern"</span>
                </span>
            </a>
        }
    });
    view! {
        <details class="menu" node_ref=menu on:keydown=escaped on:focusout=left>
            <summary class="button button-icon">
                <Icon name=IconName::More />
                <span class="visually-hidden">"Actions"</span>
            </summary>
            <div class="menu-panel">
                <form method="post" action=orders::REFRESH on:submit=submitted>
                    <input type="hidden" name="kind" value=kind />
                    <input type="hidden" name="namespace" value=namespace />
                    <input type="hidden" name="name" value=name />
                    <input type="hidden" name="plain" value="true" />
                    <button class="menu-item" type="submit">
                        <Icon name=IconName::Refresh />
                        <span>
                            "Refresh" <span class="menu-help">"Read its sources again now"</span>
                        </span>
                    </button>
                </form>
                {what_if}
                {origin
                    .show_quietly(move |origin| {
                        view! { <Leave origin entity_ref=entity_ref.clone() /> }.into_any()
                    })}
            </div>
        </details>
    }
}

/// The way out of the catalog; or where that way is.
#[component]
fn Leave(origin: OriginView, entity_ref: String) -> impl IntoView {
    let OriginView { origin, registration, readonly } = origin;
    match (registration, readonly) {
        (Some(_), false) => {
            let href = paths::entity_tab(&entity_ref, paths::UNREGISTER_TAB);
            view! {
                <a class="menu-item menu-item-bad" href=href>
                    <Icon name=IconName::Remove />
                    <span>
                        "Unregister…" <span class="menu-help">"Shows first what would leave"</span>
                    </span>
                </a>
            }
            .into_any()
        }
        (Some(_), true) => view! {
            <p class="menu-note">"The catalog is read-only, so it cannot be unregistered here."</p>
        }
        .into_any(),
        (None, _) if origin.is_empty() => ().into_any(),
        (None, _) => view! {
            <p class="menu-note">
                "It was not registered here, so it cannot be unregistered here. The configuration names where it comes from: "
                <code>{origin}</code>
            </p>
        }
        .into_any(),
    }
}

/// A click outside puts the menu away.
fn close_on_click_elsewhere(menu: NodeRef<leptos::html::Details>) {
    Effect::new(move || {
        let listener = window_event_listener(ev::pointerdown, move |event| {
            let place = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            if let Some(menu) = menu.get_untracked()
                && !menu.contains(place.as_ref())
            {
                menu.set_open(false);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// What became of a refresh. `was_asked` says that a plain form asked for one.
#[component]
pub(super) fn RefreshNote(
    address: Address,
    etag: String,
    refreshing: Refreshing,
    was_asked: bool,
) -> impl IntoView {
    // Another entity was not asked for.
    let before = move || refreshing.asked.get().filter(|(asked, _)| *asked == address).map(|(_, etag)| etag);
    let words = move || match before() {
        Some(before) if before != etag => Some(("notice notice-ok", "Refreshed: this is the new state.")),
        Some(_) => Some((
            "notice notice-info",
            "Asked for. Its sources are read again now; when something is new, this page shows it by itself.",
        )),
        None if was_asked => Some((
            "notice notice-info",
            "Asked for. Its sources are read again now; load this page again to see what is new.",
        )),
        None => None,
    };
    let dismissed = move |_| refreshing.asked.set(None);
    view! {
        <div class="page-notice" role="status">
            {move || {
                words()
                    .map(|(tone, words)| {
                        view! {
                            <p class=tone>
                                <span>{words}</span>
                                {(!was_asked)
                                    .then(|| {
                                        view! {
                                            <button class="notice-close" type="button" on:click=dismissed>
                                                "Dismiss"
                                            </button>
                                        }
                                    })}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
