//! The top bar: where the reader is, and the search. The field is a form like any other; where the page is alive, it
//! opens the command palette.

use super::person::PersonMenu;
use crate::{
    components::icon::{Icon, IconName},
    frame::palette::PaletteState,
    paths, query_string,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::Location,
};
use portico_entity::kinds;
use portico_portal::views::search::SearchFilter;

#[component]
pub(super) fn TopBar() -> impl IntoView {
    let location = use_location();
    let told = PageName::begun(&location);
    let crumbs = move || {
        let path = location.pathname.get();
        let mut crumbs = crumbs(&path);
        let last = crumbs.len() - 1;
        if let Some(name) = told.of(&path) {
            crumbs[last].0 = name;
        }
        crumbs
            .into_iter()
            .enumerate()
            .map(|(index, (label, href))| match href {
                Some(href) if index != last => view! { <li><a href=href>{label}</a></li> }.into_any(),
                _ => view! { <li aria-current=(index == last).then_some("page")>{label}</li> }.into_any(),
            })
            .collect_view()
    };
    let navigate = use_navigate();
    let field = NodeRef::<leptos::html::Input>::new();
    let search = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = field.get().map(|field| field.value()).unwrap_or_default();
        navigate(&paths::search(&SearchFilter::default().with_text(&text)), NavigateOptions::default());
    };
    // Focus alone opens nothing: whoever walks through the page by keyboard passes by.
    let open = move || {
        if let (Some(palette), Some(field)) = (PaletteState::find(), field.get()) {
            let text = field.value();
            field.set_value("");
            palette.open(&text);
        }
    };
    view! {
        <div class="top">
            <nav class="crumbs" aria-label="Breadcrumb">
                <ol>{crumbs}</ol>
            </nav>
            <form class="top-search" role="search" action=paths::SEARCH method="get" on:submit=search>
                <Icon name=IconName::Search />
                <input
                    type="search"
                    name="query"
                    placeholder="Search or go to …"
                    aria-label="Search"
                    aria-keyshortcuts="Control+K Meta+K"
                    autocomplete="off"
                    node_ref=field
                    on:click=move |_| open()
                    on:input=move |_| open()
                />
                <kbd aria-hidden="true">"Ctrl K"</kbd>
            </form>
            <a class="top-bell" href=paths::NOTIFICATIONS>
                <Icon name=IconName::Bell />
                <span class="visually-hidden">"Notifications"</span>
            </a>
            <PersonMenu />
        </div>
    }
}

/// What the page calls what it is about, where its address does not say that.
#[derive(Clone, Copy)]
pub(crate) struct PageName(RwSignal<(String, String)>);

impl PageName {
    /// Makes it known to the frame and to pages.
    pub(super) fn provide() {
        provide_context(Self(RwSignal::default()));
    }

    /// What is known before any page has told something.
    fn begun(location: &Location) -> Self {
        let told: Self = use_context().unwrap_or_else(|| Self(RwSignal::default()));
        let path = location.pathname.get_untracked();
        if let Some(name) =
            path.strip_prefix(ENTRY).and_then(|key| first(key, &location.search.get_untracked()))
        {
            told.0.set((path, name));
        }
        told
    }

    /// A page says what it is called.
    pub(crate) fn tell(path: &str, name: &str) {
        if has_name(path)
            && let Some(Self(told)) = use_context()
        {
            told.set((path.to_owned(), name.to_owned()));
        }
    }

    fn of(self, path: &str) -> Option<String> {
        self.0.with(|(of, name)| (has_name(path) && of == path && !name.is_empty()).then(|| name.clone()))
    }
}

/// While the page is put together on the server, the frame is written before the page that could tell it.
#[cfg(feature = "ssr")]
fn first(key: &str, query: &str) -> Option<String> {
    let portal: std::sync::Arc<portico_portal::Portal> = use_context()?;
    let radar = query_string::pairs(query).into_iter().find(|(name, _)| name == "radar");
    let shown = portal.radar(&radar.map(|(_, id)| id).unwrap_or_default())?;
    let key = decode(key.trim_end_matches('/'));
    Some(shown.radar.as_ref()?.entry(&key)?.title.clone())
}

/// In the browser, the frame is there already.
#[cfg(not(feature = "ssr"))]
fn first(_key: &str, _query: &str) -> Option<String> {
    document().query_selector(".crumbs [aria-current]").ok()??.text_content()
}

/// Where pages begin whose address holds a key and not a name.
const ENTRY: &str = "/tech-radar/entry/";

fn has_name(path: &str) -> bool {
    path.starts_with(ENTRY)
}

/// The way to a page: labels, and addresses for all but the last.
fn crumbs(path: &str) -> Vec<(String, Option<String>)> {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).map(decode);
    let Some(first) = parts.next() else { return vec![("Home".to_owned(), None)] };
    let rest: Vec<String> = parts.collect();
    match (first.as_str(), rest.as_slice()) {
        ("catalog", [_, kind, name, ..]) => vec![
            ("Catalog".to_owned(), Some(paths::CATALOG.to_owned())),
            (kinds::spelling(kind).to_owned(), Some(paths::catalog_with("kind", kind))),
            (name.clone(), None),
        ],
        ("catalog", _) => vec![("Catalog".to_owned(), None)],
        ("catalog-import", _) => {
            vec![("Catalog".to_owned(), Some(paths::CATALOG.to_owned())), ("Register".to_owned(), None)]
        }
        ("create", rest) => created(rest),
        ("explore", _) => vec![("Explore".to_owned(), None)],
        ("catalog-graph", _) => {
            vec![("Catalog".to_owned(), Some(paths::CATALOG.to_owned())), ("Relations".to_owned(), None)]
        }
        ("tech-radar", rest) => insight("Tech radar", paths::RADAR, rest),
        ("cost-insights", rest) => insight("Costs", paths::COSTS, rest),
        ("notifications", rest) => insight("Notifications", paths::NOTIFICATIONS, rest),
        ("search", _) => vec![("Search".to_owned(), None)],
        ("problems", _) => vec![("Problems".to_owned(), None)],
        _ => vec![("Home".to_owned(), Some(paths::HOME.to_owned())), ("Not found".to_owned(), None)],
    }
}

/// The way to a page under `/create`.
fn created(rest: &[String]) -> Vec<(String, Option<String>)> {
    let create = ("Create".to_owned(), Some(paths::CREATE.to_owned()));
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    match rest.as_slice() {
        ["tasks"] => vec![("Tasks".to_owned(), None)],
        ["tasks", id, ..] => {
            let short: String = id.chars().take(8).collect();
            vec![("Tasks".to_owned(), Some(paths::TASKS.to_owned())), (short, None)]
        }
        ["templates", _, name, ..] => vec![create, ((*name).to_owned(), None)],
        ["actions"] => vec![create, ("Actions".to_owned(), None)],
        ["edit"] => vec![create, ("Editor".to_owned(), None)],
        _ => vec![create],
    }
}

/// The way to a page of a dashboard: what comes after its root names the thing last.
fn insight(label: &str, root: &str, rest: &[String]) -> Vec<(String, Option<String>)> {
    let mut crumbs = vec![(label.to_owned(), Some(root.to_owned()))];
    let mut chars = rest.last().map(|last| last.chars()).into_iter().flatten();
    if let Some(first) = chars.next() {
        crumbs.push((first.to_uppercase().chain(chars).collect(), None));
    }
    crumbs
}

fn decode(part: &str) -> String {
    query_string::pairs(&part.replace('+', "%2B"))
        .into_iter()
        .map(|(part, _)| part)
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::crumbs;

    #[track_caller]
    fn check(path: &str, labels: &[&str]) {
        let crumbs = crumbs(path);
        assert_eq!(crumbs.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), labels, "{path}");
    }

    #[test]
    fn crumbs_name_the_way() {
        check("/", &["Home"]);
        check("/catalog", &["Catalog"]);
        check("/catalog/default/api/cart%20api/source", &["Catalog", "API", "cart api"]);
        check("/catalog-import", &["Catalog", "Register"]);
        check("/explore", &["Explore"]);
        check("/tech-radar", &["Tech radar"]);
        check("/tech-radar/entry/rust", &["Tech radar", "Rust"]);
        check("/cost-insights/imports", &["Costs", "Imports"]);
        check("/catalog-graph", &["Catalog", "Relations"]);
        check("/notifications", &["Notifications"]);
        check("/notifications/settings", &["Notifications", "Settings"]);
        check("/problems", &["Problems"]);
        check("/search", &["Search"]);
        check("/create", &["Create"]);
        check("/create/templates/default/rust%20service", &["Create", "rust service"]);
        check("/create/tasks/0a1b2c3d-ffff", &["Tasks", "0a1b2c3d"]);
        check("/create/actions", &["Create", "Actions"]);
        check("/nowhere", &["Home", "Not found"]);
    }
}
