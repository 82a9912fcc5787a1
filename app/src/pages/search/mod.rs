//! The search: words, what they are narrowed by, and what was found. Its whole state is its address.

mod facets;
mod hit;

use crate::{
    api,
    ask::ask,
    components::{
        entity_link::EntityLinks,
        icon::{Icon, IconName},
        kind_badge::KindBadge,
        page_title::PageTitle,
        state::Empty,
    },
    live::Live,
    paths, query_string,
};
use hit::Hits;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use portico_portal::views::{
    Named,
    search::{FoundView, SearchFilter, SearchView},
};

/// The state in the address, and the way to another one.
#[derive(Clone, Copy)]
struct State {
    current: Memo<SearchFilter>,
    go: Callback<(SearchFilter, bool)>,
}

impl State {
    fn new() -> Self {
        let location = use_location();
        let current = Memo::new(move |_| query_string::search(&location.search.get()));
        let navigate = use_navigate();
        let go = Callback::new(move |(filter, replace): (SearchFilter, bool)| {
            let options = NavigateOptions { replace, scroll: false, ..Default::default() };
            navigate(&paths::search(&filter), options);
        });
        Self { current, go }
    }
}

/// The search page.
#[component]
pub(crate) fn SearchPage() -> impl IntoView {
    let state = State::new();
    let view = ask(
        move || (state.current.get(), Live::version()),
        |(filter, _)| api::load_search(paths::search_query(&filter)),
    );
    let title = move || {
        let text = state.current.with(|filter| filter.text.clone());
        let title = if text.is_empty() { "Search".to_owned() } else { format!("{text} · Search") };
        view! { <PageTitle text=title /> }
    };
    view! {
        {title}
        <div class="page">
            <div class="page-head">
                <h1>"Search"</h1>
                {view
                    .show_quietly(move |view| {
                        let summary = summary(&view, &state.current.get_untracked());
                        view! { <p class="page-note" role="status">{summary}</p> }.into_any()
                    })}
            </div>
            <form class="catalog" method="get" action=paths::SEARCH role="search" aria-label="Everything">
                {view.show_quietly(move |view| facets::view(view.facets, state))}
                <section class="card catalog-list" aria-label="Results">
                    <Words state />
                    {view
                        .show_with(
                            8,
                            move || state.current.get(),
                            |view, filter| view! { <Results view filter /> }.into_any(),
                        )}
                </section>
            </form>
        </div>
    }
}

fn summary(view: &SearchView, filter: &SearchFilter) -> String {
    match view.found {
        _ if filter.text.is_empty() && !filter.is_narrowed() => String::new(),
        0 => "Nothing found".to_owned(),
        1 => "1 result".to_owned(),
        found => format!("{found} results"),
    }
}

/// Searches while typing; as part of the form it also works with the Enter key alone.
#[component]
fn Words(state: State) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    // The field follows the address (back button, links), but never while somebody types in it.
    Effect::new(move || {
        let text = state.current.with(|filter| filter.text.clone());
        if let Some(field) = field.get()
            && field.value().trim() != text
        {
            field.set_value(&text);
        }
    });
    let typed = move |_| {
        if let Some(field) = field.get() {
            state.go.run((state.current.get_untracked().with_text(&field.value()), true));
        }
    };
    let clear = move || {
        let filter = state.current.get();
        filter.is_narrowed().then(|| {
            view! { <a class="button button-quiet" href=paths::search(&filter.cleared())>"Clear filters"</a> }
        })
    };
    view! {
        <div class="list-head">
            <label class="list-filter search-words">
                <Icon name=IconName::Search />
                <span class="visually-hidden">"Search for"</span>
                <input
                    type="search"
                    name="query"
                    placeholder="Names, words, operations, people"
                    autocomplete="off"
                    maxlength="100"
                    data-hotkey="/"
                    value=state.current.get_untracked().text
                    node_ref=field
                    on:input=typed
                />
                <kbd aria-hidden="true">"/"</kbd>
            </label>
            <button class="button plain-only" type="submit">
                "Search"
            </button>
            {clear}
        </div>
    }
}

#[component]
fn Results(view: SearchView, filter: SearchFilter) -> impl IntoView {
    let building = view.building.map(|(done, total)| {
        let progress = if total == 0 {
            "The search index is being prepared.".to_owned()
        } else {
            format!("The search index is being prepared: {done} of {total} entities are in it.")
        };
        view! {
            <p class="notice notice-info" role="status">
                <span class="spinner" aria-hidden="true"></span>
                {progress}
                " Not everything is found yet."
            </p>
        }
    });
    let asked = !filter.text.is_empty() || filter.is_narrowed();
    let content = match (asked, view.hits.is_empty(), view.failed) {
        (_, _, true) => failed(),
        (false, ..) => start(),
        (true, true, _) => nothing(view, &filter),
        (true, false, _) => view! { <Hits view filter /> }.into_any(),
    };
    (building, content)
}

/// Before anything was asked.
fn start() -> AnyView {
    view! {
        <Empty title="What are you looking for?">
            <p>
                "A name or its beginning, words of a description, an operation of an API, a tag, a person. A letter \
                too many or too few is forgiven."
            </p>
        </Empty>
    }
    .into_any()
}

fn failed() -> AnyView {
    view! {
        <Empty title="The search index could not be read">
            <p>"The server's log says why. The catalog's own filter does not need the index."</p>
            <p class="state-actions">
                <a class="button" href=paths::CATALOG>
                    "Filter the catalog"
                </a>
            </p>
        </Empty>
    }
    .into_any()
}

/// Nothing was found: what comes nearest.
fn nothing(view: SearchView, filter: &SearchFilter) -> AnyView {
    let SearchView { suggestion, nearest, found, .. } = view;
    let reason = match (found > 0, filter.is_narrowed()) {
        (true, _) => "There are no results on this page.",
        (false, true) => "Nothing has these words and all that you chose.",
        (false, false) => "Nothing has all of these words, or words written like them.",
    };
    let suggestion = suggestion.map(|text| {
        let href = paths::search(&filter.with_text(&text));
        view! { <p class="search-suggestion">"Did you mean " <a href=href>{text}</a> "?"</p> }
    });
    let clear = filter.is_narrowed().then(|| {
        view! { <a class="button" href=paths::search(&filter.cleared())>"Clear filters"</a> }
    });
    view! {
        <Empty title="Nothing found">
            <p>{reason}</p>
            {suggestion}
            <p class="state-actions">
                {clear} <a class="button" href=paths::CATALOG>"Look through the catalog"</a>
            </p>
        </Empty>
        {near(nearest)}
    }
    .into_any()
}

fn near(nearest: Vec<FoundView>) -> AnyView {
    if nearest.is_empty() {
        return ().into_any();
    }
    let rows = nearest.into_iter().map(|FoundView { entity_ref, kind, label, detail }| {
        let names = vec![Named { entity_ref, label, exists: true }];
        view! {
            <li>
                <KindBadge kind />
                <EntityLinks names />
                <span class="search-detail">{detail}</span>
            </li>
        }
    });
    view! {
        <section class="search-nearest" aria-labelledby="nearest">
            <h2 id="nearest">"What comes nearest"</h2>
            <ul>{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}
