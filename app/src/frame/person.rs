//! Who the reader says they are, at the end of the top bar.

use super::FrameAnswer;
use crate::{
    components::{
        avatar::Avatar,
        icon::{Icon, IconName},
    },
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_portal::views::{Frame, people::Me};

/// The address that saying who one is is sent to.
pub(crate) const PERSON: &str = "/ui/person";

/// A menu for somebody; for a guest, the way to say who they are.
#[component]
pub(super) fn PersonMenu() -> impl IntoView {
    let FrameAnswer(frame) = expect_context();
    let (path, search) = (use_location().pathname, use_location().search);
    let here = move || {
        let (path, search) = (path.get(), search.get());
        let search = search.trim_start_matches('?');
        // The question itself is no page to come back to.
        if search.is_empty() || search.starts_with("who=") { path } else { format!("{path}?{search}") }
    };
    frame.show_quietly(move |Frame { me, has_people, .. }| match me {
        Some(me) => draw_menu(me, here).into_any(),
        None if !has_people => ().into_any(),
        None => view! {
            <a class="top-person" href=move || paths::who("", &here())>
                <Icon name=IconName::Person />
                <span class="top-person-name">"Who are you?"</span>
            </a>
        }
        .into_any(),
    })
}

fn draw_menu(me: Me, here: impl Fn() -> String + Copy + Send + Sync + 'static) -> impl IntoView {
    let Me { user, .. } = me;
    let menu = NodeRef::<leptos::html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    Effect::new(move || {
        here();
        close();
    });
    let escaped = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    let page = user.exists.then(|| {
        view! {
            <a class="menu-item" href=paths::entity(&user.entity_ref)>
                <Icon name=IconName::Person />
                "My page"
            </a>
        }
    });
    let gone = (!user.exists).then(|| {
        view! { <p class="menu-note">"This person is not in the catalog any more. Choose another one."</p> }
    });
    view! {
        <details class="menu" node_ref=menu on:keydown=escaped>
            <summary class="top-person">
                <Avatar name=user.label.clone() />
                <span class="top-person-name">{user.label}</span>
                <span class="visually-hidden">": your menu"</span>
            </summary>
            <div class="menu-panel">
                {page}
                <a class="menu-item" href=move || paths::who("", &here())>
                    <Icon name=IconName::People />
                    <span>
                        "I am somebody else" <span class="menu-help">"Choose who you are"</span>
                    </span>
                </a>
                <form method="post" action=PERSON>
                    <input type="hidden" name="back" value=here />
                    <button class="menu-item" type="submit" name="person" value="">
                        <Icon name=IconName::Remove />
                        <span>
                            "Forget me" <span class="menu-help">"On this device; stars and visits are kept"</span>
                        </span>
                    </button>
                </form>
                {gone}
            </div>
        </details>
    }
}
