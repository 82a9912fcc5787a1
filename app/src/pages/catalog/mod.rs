//! The catalog: a table with facets. Its whole state is its address.

mod facets;
mod lists;
mod pager;
mod table;

use crate::{
    api,
    ask::ask,
    components::{
        icon::{Icon, IconName},
        page_title::PageTitle,
        reading::ReadingStrip,
        state::{Empty, Loading, Skeleton},
    },
    live::Live,
    paths, query_string,
};
use facets::Facets;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use lists::{Lists, NoPerson};
use pager::Pager;
use portico_portal::views::{
    catalog::CatalogView,
    filter::{CatalogFilter, List as WhoseList},
};
use table::Table;

/// The state in the address, and the way to another one.
#[derive(Clone, Copy)]
pub(crate) struct FilterState {
    pub(crate) current: Memo<CatalogFilter>,
    go: Callback<(CatalogFilter, bool)>,
}

impl FilterState {
    fn new() -> Self {
        let location = use_location();
        let current = Memo::new(move |_| query_string::filter(&location.search.get()));
        let navigate = use_navigate();
        let go = Callback::new(move |(filter, replace): (CatalogFilter, bool)| {
            navigate(
                &paths::catalog(&filter),
                NavigateOptions { replace, scroll: false, ..Default::default() },
            );
        });
        Self { current, go }
    }

    /// Goes to a state, as a step that the back button undoes.
    pub(crate) fn go(&self, filter: CatalogFilter) {
        self.go.run((filter, false));
    }

    /// Goes to a state in place of the current one: for every letter typed.
    fn adjust(&self, filter: CatalogFilter) {
        self.go.run((filter, true));
    }
}

/// The catalog page.
#[component]
pub(crate) fn CatalogPage() -> impl IntoView {
    let state = FilterState::new();
    let view = ask(
        move || (state.current.get(), Live::version()),
        |(filter, _)| api::load_catalog(paths::query(&filter)),
    );
    view! {
        <PageTitle text="Catalog" />
        <ReadingStrip />
        <div class="page">
            <div class="page-head">
                <h1>"Catalog"</h1>
                {view
                    .show_quietly(|view| {
                        view! { <p class="page-note" role="status">{summary(&view)}</p> }.into_any()
                    })}
                <a class="button page-action" href=paths::REGISTER>
                    <Icon name=IconName::Plus />
                    "Register"
                </a>
            </div>
            <form class="catalog" method="get" action=paths::CATALOG>
                {view
                    .show_quietly(move |view| view! { <Facets facets=view.facets state /> }.into_any())}
                <section class="card catalog-list" aria-label="Entities">
                    <TextFilter state />
                    {view.show(12, move |view| view! { <List view state /> }.into_any())}
                </section>
            </form>
        </div>
    }
}

fn summary(view: &CatalogView) -> String {
    match (view.found, view.total) {
        (found, total) if found == total => format!("{total} entities"),
        (found, total) => format!("{found} of {total} entities"),
    }
}

/// Filters while typing; as part of the form it also works with the Enter key alone.
#[component]
fn TextFilter(state: FilterState) -> impl IntoView {
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
            state.adjust(state.current.get_untracked().with_text(&field.value()));
        }
    };
    let escaped = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape"
            && let Some(field) = field.get()
        {
            event.prevent_default();
            field.set_value("");
            // A field that does not want to lose the focus keeps it.
            let _ = field.blur();
            state.adjust(state.current.get_untracked().with_text(""));
        }
    };
    let sort = move || {
        state
            .current
            .with(|filter| filter.pairs().into_iter().find(|(key, _)| *key == "sort").map(|(_, value)| value))
    };
    let chips = move || {
        let filter = state.current.get();
        filter
            .is_narrowed()
            .then(|| view! { <a class="button button-quiet" href=paths::CATALOG>"Clear filters"</a> })
    };
    view! {
        <div class="list-head">
            <Lists state />
            <label class="list-filter">
                <Icon name=IconName::Search />
                <span class="visually-hidden">"Filter this list"</span>
                <input
                    type="search"
                    name="text"
                    placeholder="Filter this list"
                    autocomplete="off"
                    data-hotkey="/"
                    value=state.current.get_untracked().text
                    node_ref=field
                    on:input=typed
                    on:keydown=escaped
                />
                <kbd aria-hidden="true">"/"</kbd>
            </label>
            {move || {
                let word = state.current.with(|filter| filter.list.word());
                (!word.is_empty()).then(|| view! { <input type="hidden" name="list" value=word /> })
            }}
            {move || sort().map(|sort| view! { <input type="hidden" name="sort" value=sort /> })}
            <button class="button plain-only" type="submit">
                "Apply"
            </button>
            {chips}
        </div>
    }
}

/// Whether anything but whose entities are shown is chosen.
fn has_more_than_a_list(filter: &CatalogFilter) -> bool {
    filter.listing(WhoseList::All).is_narrowed()
}

#[component]
fn List(view: CatalogView, state: FilterState) -> impl IntoView {
    let CatalogView { asked, rows, found, pages, page, loading, total, stars, .. } = view;
    let filter = state.current.get_untracked();
    let is_nobodys = stars.is_none() && filter.list != WhoseList::All;
    let content = match (rows.is_empty(), filter.is_narrowed(), loading) {
        (false, ..) => view! { <Table rows asked state stars /> }.into_any(),
        _ if is_nobodys => view! { <NoPerson /> }.into_any(),
        (true, _, true) => view! { <Skeleton rows=8 /> }.into_any(),
        (true, true, false) if filter.list != WhoseList::All && !has_more_than_a_list(&filter) => {
            view! { <lists::EmptyList list=filter.list /> }.into_any()
        }
        (true, true, false) => view! {
            <Empty title="Nothing matches">
                <p>{format!("None of the {total} entities has all that you asked for.")}</p>
                <p class="state-actions">
                    <a class="button" href=paths::CATALOG>
                        "Clear filters"
                    </a>
                </p>
            </Empty>
        }
        .into_any(),
        (true, false, false) => view! {
            <Empty title="The catalog is empty">
                <p>"Start Portico with " <code>"--catalog path/to/files"</code> ", register a repository, or look at the problems."</p>
                <p class="state-actions">
                    <a class="button" href=paths::REGISTER>
                        "Register a repository"
                    </a>
                    <a class="button" href=paths::PROBLEMS>
                        "Look at problems"
                    </a>
                </p>
            </Empty>
        }
        .into_any(),
    };
    view! {
        {loading.then(|| view! { <Loading /> })}
        {content}
        {(pages > 1).then(|| view! { <Pager filter page pages found /> })}
    }
}
