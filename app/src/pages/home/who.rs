//! "Who are you?": without sign-in, the reader picks themselves once.

use crate::{
    api,
    ask::ask,
    components::{
        avatar::Avatar,
        card::Card,
        icon::{Icon, IconName},
        state::Empty,
        team::count,
    },
    frame::person::PERSON,
    live::Live,
    paths, query_string,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use portico_portal::views::people::{PeopleView, PersonCard};

/// The question: a form that seeks people, and their names as buttons.
#[component]
pub(super) fn WhoAreYou() -> impl IntoView {
    let search = use_location().search;
    let text = Memo::new(move |_| query_string::value(&search.get(), "who"));
    let back = Memo::new(move |_| paths::own_page(&query_string::value(&search.get(), "back")));
    let people = ask(move || (text.get(), Live::version()), |(text, _)| api::load_people(text));
    view! {
        <Card title="Who are you?" id="who" class="who">
            <div class="card-body">
                <p class="who-why">
                    "Say it once, and this page shows your teams, what you own, what you starred, and where you were. "
                    "There is no password: this device remembers it for a year, and you can change it at any time."
                </p>
                <div class="who-ask">
                    <Field text back />
                    {people.show_quietly(|view| draw_note(&view))}
                </div>
                {people
                    .show_with(
                        0,
                        move || (text.get_untracked(), back.get()),
                        |view, (text, back)| view! { <Found view text back /> }.into_any(),
                    )}
            </div>
        </Card>
    }
}

#[component]
fn Field(text: Memo<String>, back: Memo<String>) -> impl IntoView {
    let navigate = use_navigate();
    let field = NodeRef::<leptos::html::Input>::new();
    let typed = move |_| {
        if let Some(field) = field.get_untracked() {
            let to = paths::who(field.value().trim(), &back.get_untracked());
            navigate(&to, NavigateOptions { replace: true, scroll: false, ..Default::default() });
        }
    };
    view! {
        <form class="who-form" role="search" method="get" action=paths::HOME on:submit=|event| event.prevent_default()>
            <label class="list-filter">
                <Icon name=IconName::Search />
                <span class="visually-hidden">"Your name or e-mail address"</span>
                <input
                    type="search"
                    name="who"
                    placeholder="Your name or e-mail address"
                    autocomplete="name"
                    spellcheck="false"
                    data-hotkey="/"
                    value=text.get_untracked()
                    node_ref=field
                    on:input=typed
                />
            </label>
            <input type="hidden" name="back" value=move || back.get() />
            <button class="button plain-only" type="submit">
                "Search"
            </button>
        </form>
    }
}

/// How many there are, or how many were found.
fn draw_note(view: &PeopleView) -> AnyView {
    let PeopleView { people, more, total } = view;
    let note = match (people.len(), more) {
        (0, _) => format!("{} in the catalog.", count(*total, "person is", "people are")),
        (found, 0) => format!("{found} found."),
        (found, more) => format!("The best {found} of {}. Type more to narrow them down.", found + more),
    };
    view! {
        <p class="who-note" role="status">
            {note}
        </p>
    }
    .into_any()
}

#[component]
fn Found(view: PeopleView, text: String, back: String) -> impl IntoView {
    let people = view.people;
    let found = people.len();
    let nobody = (!text.is_empty() && found == 0).then(|| {
        let href = paths::catalog_with("kind", "user");
        view! {
            <Empty title=format!("Nobody fits \u{201c}{text}\u{201d}")>
                <p>
                    "Try a part of the name. People are Users in the catalog: " <a href=href>"see all of them"</a> "."
                </p>
            </Empty>
        }
    });
    view! {
        {nobody}
        <form class="who-people" method="post" action=PERSON aria-label="People">
            <input type="hidden" name="back" value=back />
            {people.into_iter().map(draw_person).collect_view()}
        </form>
    }
}

fn draw_person(person: PersonCard) -> impl IntoView {
    let PersonCard { user, about, picture, teams } = person;
    let teams: Vec<String> = teams.into_iter().map(|team| team.label).collect();
    let about = if teams.is_empty() { about.unwrap_or_default() } else { teams.join(", ") };
    view! {
        <button class="who-person" type="submit" name="person" value=user.entity_ref>
            <Avatar name=user.label.clone() picture />
            <span class="person-text">
                <span class="person-name">
                    <span class="visually-hidden">"I am "</span>
                    {user.label}
                </span>
                <span class="person-about">{about}</span>
            </span>
        </button>
    }
}
