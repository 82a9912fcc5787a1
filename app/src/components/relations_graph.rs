//! The picture of an entity between its neighbours. Drawn by the server, so it is there at once; every box is a link.

#[cfg(feature = "ssr")]
mod markup;

use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast as _;

/// A picture as its page shows it: markup from the server, so that drawing it costs the browser neither code nor time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Width and height.
    size: (u32, u32),
    /// What is inside of the drawing.
    markup: String,
}

/// A view and the picture that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pictured<V> {
    /// The view.
    pub(crate) view: V,
    /// The picture.
    pub(crate) picture: Picture,
}

/// The picture. Its text alternative is the lists beside it, which hold the same relations.
#[component]
pub(crate) fn RelationsGraph(picture: Picture, #[prop(into)] label: String) -> impl IntoView {
    let Picture { size: (width, height), markup } = picture;
    let picture_label = label.clone();
    let follow = follow_links();
    view! {
        <div class="graph" tabindex="0" role="region" aria-label=label on:click=follow>
            <svg
                class="graph-picture"
                viewBox=format!("0 0 {width} {height}")
                style=format!("--graph-width:{width}px")
                role="group"
                aria-label=picture_label
                inner_html=markup
            ></svg>
        </div>
    }
}

/// Leads to a clicked neighbour without loading the document anew. The router does that for HTML's links only.
fn follow_links() -> impl Fn(ev::MouseEvent) + Clone + 'static {
    let navigate = use_navigate();
    move |event: ev::MouseEvent| {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        if let Some(href) = link.and_then(|link| link.get_attribute("href")).filter(|_| plain) {
            event.prevent_default();
            navigate(&href, NavigateOptions::default());
        }
    }
}
