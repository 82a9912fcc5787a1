//! The picture's frame: what listens, and what moves it. The picture itself is markup from the server, in which every
//! box is a link, so that it leads somewhere before any script runs.

use super::{export, stage::Stage};
use leptos::prelude::*;
use portico_portal::views::graph::GraphView;

#[component]
pub(super) fn Picture(view: GraphView, picture: String, title: String, stage: Stage) -> impl IntoView {
    let exports = export::menu(&view.question, &view.roots);
    stage.show(&view);
    // Sizes are small and not negative.
    let (width, height) = (view.width.ceil() as u32, view.height.ceil() as u32);
    let label = title.clone();
    view! {
        <div class="graph-tools">
            <div class="graph-zoom" role="group" aria-label="Zoom">
                <button class="button button-icon" type="button" aria-label="Zoom out" on:click=move |_| stage.zoom(0.8)>
                    "−"
                </button>
                <button class="button button-icon" type="button" aria-label="Zoom in" on:click=move |_| stage.zoom(1.25)>
                    "+"
                </button>
                <button class="button" type="button" on:click=move |_| stage.fit()>
                    "Fit"
                </button>
            </div>
            {exports}
        </div>
        <div
            class="graph-canvas"
            tabindex="0"
            role="group"
            aria-label=label
            aria-describedby="graph-keys"
            on:pointerdown=move |event| stage.press(&event)
            on:pointermove=move |event| stage.drag(&event)
            on:pointerup=move |event| stage.release(&event)
            on:pointercancel=move |event| stage.release(&event)
            on:dragstart=move |event| event.prevent_default()
            on:wheel=move |event| stage.wheel(&event)
            on:click=move |event| stage.click(&event)
            on:dblclick=move |_| stage.open()
            on:keydown=move |event| stage.key(&event)
            on:focusin=move |event| stage.focused(&event)
        >
            <svg
                class="graph-stage"
                width=width.to_string()
                height=height.to_string()
                viewBox=format!("0 0 {width} {height}")
                role="group"
                aria-label=title
                inner_html=picture
            >
            </svg>
        </div>
        <p class="visually-hidden" id="graph-keys">
            "Arrow keys go from box to box, or move the picture while no box has the focus. Enter opens an entity. E shows more of its neighbours, C collapses it, R starts there, H hides it. Plus, minus and zero zoom."
        </p>
    }
}
