//! The star of an entity. It belongs to a form that stands once on every page, so that it works inside of other forms
//! and without JavaScript; with it, the star answers at once.

use crate::{
    components::icon::{Icon, IconName},
    orders, paths,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

/// The identifier of the form that stars belong to.
const FORM: &str = "stars";

/// What the reader starred and unstarred since the page was loaded.
#[derive(Clone, Copy)]
pub(crate) struct Stars(RwSignal<Vec<(String, bool)>>);

impl Stars {
    /// Puts them into context.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(Vec::new())));
    }

    fn get(self, entity_ref: &str) -> Option<bool> {
        self.0.with(|stars| stars.iter().find(|(known, _)| known == entity_ref).map(|(_, on)| *on))
    }

    fn set(self, entity_ref: &str, on: bool) {
        self.0.update(|stars| {
            stars.retain(|(known, _)| known != entity_ref);
            stars.push((entity_ref.to_owned(), on));
        });
    }
}

/// The form that stars belong to. It leads back to the page on which it is.
#[component]
pub(crate) fn StarForm() -> impl IntoView {
    let location = use_location();
    let back = move || match location.search.get().trim_start_matches('?') {
        "" => location.pathname.get(),
        search => format!("{}?{search}", location.pathname.get()),
    };
    view! {
        <form id=FORM method="post" action=orders::STAR hidden>
            <input type="hidden" name="back" value=back />
        </form>
    }
}

/// A star: a switch for somebody, and for a guest the way to say who they are.
#[component]
pub(crate) fn Star(
    entity_ref: String,
    /// What the entity is called.
    label: String,
    /// Whether the server says that it is starred; nothing for a guest.
    starred: Option<bool>,
) -> impl IntoView {
    let title = format!("Star {label}");
    let Some(starred) = starred else {
        return view! {
            <a class="star" href=paths::who("", &paths::entity(&entity_ref)) title="Say who you are, and keep it at hand">
                <Icon name=IconName::Star />
                <span class="visually-hidden">{title}</span>
            </a>
        }
        .into_any();
    };
    let stars: Stars = expect_context();
    let known = entity_ref.clone();
    let on = Memo::new(move |_| stars.get(&known).unwrap_or(starred));
    let sent = entity_ref.clone();
    let clicked = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let now = !on.get_untracked();
        stars.set(&sent, now);
        let entity_ref = sent.clone();
        spawn_local(async move {
            let (star, unstar) =
                if now { (entity_ref.clone(), String::new()) } else { (String::new(), entity_ref.clone()) };
            // What could not be kept is not shown as if it were.
            if orders::star(star, unstar, String::new()).await.is_err() {
                stars.set(&entity_ref, !now);
            }
        });
    };
    view! {
        <button
            class="star"
            type="submit"
            form=FORM
            name=move || if on.get() { "unstar" } else { "star" }
            value=entity_ref
            title=move || if on.get() { "Starred: it is on your first page" } else { "Keep it on your first page" }
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=clicked
        >
            <Icon name=IconName::Star />
            <span class="visually-hidden">{title}</span>
        </button>
    }
    .into_any()
}
