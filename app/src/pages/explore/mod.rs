//! Explore: the software as a map, the organisation as a tree. The whole state is the address.

mod map;
mod teams;

use crate::{
    api,
    ask::ask,
    components::{
        icon::{Icon, IconName},
        page_title::PageTitle,
        reading::ReadingStrip,
    },
    live::Live,
    paths, query_string,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use map::Map;
use portico_portal::views::explore::ExploreFilter;
use teams::Teams;

/// The state in the address, and the way to another one.
#[derive(Clone, Copy)]
struct State {
    current: Memo<ExploreFilter>,
    go: Callback<(ExploreFilter, bool)>,
}

impl State {
    fn new() -> Self {
        let search = use_location().search;
        let current = Memo::new(move |_| query_string::explore(&search.get()));
        let navigate = use_navigate();
        let go = Callback::new(move |(filter, replace): (ExploreFilter, bool)| {
            let options = NavigateOptions { replace, scroll: false, ..Default::default() };
            navigate(&paths::explore(&filter), options);
        });
        Self { current, go }
    }

    /// Goes to the current state with a change.
    fn change(self, replace: bool, change: impl FnOnce(&mut ExploreFilter)) {
        let mut next = self.current.get_untracked();
        change(&mut next);
        self.go.run((next, replace));
    }
}

/// The explore page.
#[component]
pub(crate) fn ExplorePage() -> impl IntoView {
    let state = State::new();
    let is_teams = Memo::new(move |_| state.current.with(|filter| filter.teams));
    view! {
        <PageTitle text="Explore" />
        <ReadingStrip />
        <div class="page">
            <div class="page-head">
                <h1>"Explore"</h1>
                <Views is_teams />
            </div>
            {move || match is_teams.get() {
                true => view! { <TeamsPart state /> }.into_any(),
                false => view! { <MapPart state /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Views(is_teams: Memo<bool>) -> impl IntoView {
    let link = move |label: &'static str, teams: bool| {
        let href = paths::explore(&ExploreFilter { teams, ..ExploreFilter::default() });
        view! {
            <a class="segment" href=href aria-current=move || (is_teams.get() == teams).then_some("page")>
                {label}
            </a>
        }
    };
    view! {
        <nav class="segments page-action" aria-label="What to explore">
            {link("Software", false)}
            {link("Teams", true)}
        </nav>
    }
}

#[component]
fn MapPart(state: State) -> impl IntoView {
    let view = ask(
        move || (state.current.get(), Live::version()),
        |(filter, _)| api::load_map(paths::explore_query(&filter)),
    );
    let choices = move || view.show_quietly(move |view| view! { <map::Choices view state /> }.into_any());
    view! {
        <Filters state label="Filter the map" choices=choices().into_any() />
        {view.show(12, move |view| view! { <Map view filter=state.current.get_untracked() /> }.into_any())}
    }
}

#[component]
fn TeamsPart(state: State) -> impl IntoView {
    let view = ask(
        move || (state.current.get(), Live::version()),
        |(filter, _)| api::load_teams(paths::explore_query(&filter)),
    );
    view! {
        <Filters state label="Filter the teams" choices=().into_any() />
        {view.show(12, move |view| view! { <Teams view filter=state.current.get_untracked() /> }.into_any())}
    }
}

/// The form that narrows: it works while typing, and with a button without JavaScript.
#[component]
fn Filters(state: State, label: &'static str, choices: AnyView) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    // The field follows the address, but never while somebody types in it.
    Effect::new(move || {
        let text = state.current.with(|filter| filter.text.clone());
        if let Some(field) = field.get()
            && field.value().trim() != text
        {
            field.set_value(&text);
        }
    });
    let typed = move |_| {
        if let Some(field) = field.get_untracked() {
            state.change(true, |filter| filter.text = field.value().trim().to_owned());
        }
    };
    let filter = state.current.get_untracked();
    let hidden = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value /> })
    };
    let clear = move || {
        let filter = state.current.get();
        let cleared = ExploreFilter { teams: filter.teams, ..ExploreFilter::default() };
        (filter != cleared).then(|| {
            view! { <a class="button button-quiet" href=paths::explore(&cleared)>"Show everything"</a> }
        })
    };
    view! {
        <form class="explore-filters" method="get" action=paths::EXPLORE on:submit=|event| event.prevent_default()>
            {hidden("view", if filter.teams { "teams".to_owned() } else { String::new() })}
            {hidden("within", filter.within)}
            <label class="list-filter">
                <Icon name=IconName::Search />
                <span class="visually-hidden">{label}</span>
                <input
                    type="search"
                    name="text"
                    placeholder=label
                    autocomplete="off"
                    data-hotkey="/"
                    value=filter.text
                    node_ref=field
                    on:input=typed
                />
                <kbd aria-hidden="true">"/"</kbd>
            </label>
            {choices}
            <button class="button plain-only" type="submit">
                "Apply"
            </button>
            {clear}
        </form>
    }
}
