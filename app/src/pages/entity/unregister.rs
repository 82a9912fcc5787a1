//! Asks before a registration is removed, and lists what would leave with it.
//!
//! The question has an address of its own. Without JavaScript it is a part of the page; otherwise a modal dialog.

use super::Address;
use crate::{
    api,
    ask::ask,
    components::{entity_link::EntityLink, kind_badge::KindBadge},
    live::Live,
    orders, paths,
};
use leptos::{ev, form::ActionForm, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use portico_portal::views::{
    origin::{Leaving, LeavingView},
    register::entities,
};

#[component]
pub(super) fn UnregisterDialog(address: Address, entity_ref: String) -> impl IntoView {
    let leaving = ask(
        move || (address.clone(), Live::version()),
        |(Address { kind, namespace, name }, _)| api::load_leaving(kind, namespace, name),
    );
    leaving.show(0, move |view| {
        let entity_ref = entity_ref.clone();
        view! { <Dialog view entity_ref /> }.into_any()
    })
}

#[component]
fn Dialog(view: Option<LeavingView>, entity_ref: String) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let back = paths::entity(&entity_ref);
    // Rendered open, so that it is there without JavaScript; only a script can make it modal, once it is in the page.
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            request_animation_frame(move || make_modal(&dialog));
        }
    });
    let navigate = use_navigate();
    let away = back.clone();
    let cancelled = move |event: ev::Event| {
        event.prevent_default();
        navigate(&away, NavigateOptions::default());
    };
    view! {
        <dialog class="dialog" open aria-labelledby="unregister" node_ref=dialog on:cancel=cancelled>
            {match view {
                Some(view) => view! { <Question view back /> }.into_any(),
                None => view! { <NothingToRemove back /> }.into_any(),
            }}
        </dialog>
    }
}

fn make_modal(dialog: &web_sys::HtmlDialogElement) {
    if dialog.is_connected() && !dialog.matches(":modal").unwrap_or_default() {
        dialog.close();
        // A dialog that cannot be modal stays a part of the page.
        if dialog.show_modal().is_err() {
            dialog.show();
        }
    }
}

#[component]
fn Question(view: LeavingView, back: String) -> impl IntoView {
    let LeavingView { registration, entities: leaving, more } = view;
    let count = leaving.len() + more;
    let rows = leaving.into_iter().map(draw_row);
    let more = (more > 0).then(|| view! { <li class="leaving-more">{format!("and {more} more")}</li> });
    let action = ServerAction::<orders::Unregister>::new();
    let pending = action.pending();
    let failed = move || action.value().get().is_some_and(|outcome| outcome.is_err());
    view! {
        <h2 class="dialog-title" id="unregister">
            "Unregister this location?"
        </h2>
        <div class="dialog-body">
            <p>
                <code class="address-shown">{registration.target.clone()}</code>
            </p>
            <p>
                {match count {
                    0 => "No entity comes from it at present.".to_owned(),
                    1 => "1 entity leaves the catalog, unless something else lists it too:".to_owned(),
                    count => format!("{} leave the catalog, unless something else lists them too:", entities(count)),
                }}
            </p>
            {(count > 0).then(|| view! { <ul class="leaving">{rows.collect_view()} {more}</ul> })}
            <p class="dialog-note">"The files stay as they are, and so does the history. It can be registered again."</p>
            <p role="alert" class="confirm-failed">
                {move || failed().then_some("Portico could not do it just now. Nothing was removed; try again.")}
            </p>
        </div>
        <ActionForm action attr:class="dialog-foot">
            <input type="hidden" name="id" value=registration.id />
            <input type="hidden" name="target" value=registration.target />
            <a class="button" href=back autofocus>
                "Cancel"
            </a>
            <button class="button button-bad" type="submit" disabled=move || pending.get()>
                {move || if pending.get() { "Unregistering…" } else { "Unregister" }}
            </button>
        </ActionForm>
    }
}

#[component]
fn NothingToRemove(back: String) -> impl IntoView {
    view! {
        <h2 class="dialog-title" id="unregister">
            "There is nothing to unregister"
        </h2>
        <div class="dialog-body">
            <p>"This entity does not come from a registered location. The configuration names where it comes from."</p>
        </div>
        <div class="dialog-foot">
            <a class="button" href=back>
                "Back to the entity"
            </a>
        </div>
    }
}

fn draw_row(leaving: Leaving) -> impl IntoView {
    view! {
        <li class="leaving-row">
            <KindBadge kind=leaving.kind />
            <EntityLink named=leaving.entity />
        </li>
    }
}
