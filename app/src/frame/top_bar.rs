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
};
use portico_entity::kinds;
use portico_portal::views::search::SearchFilter;

#[component]
pub(super) fn TopBar() -> impl IntoView {
    let location = use_location();
    let crumbs = move || {
        let crumbs = crumbs(&location.pathname.get());
        let last = crumbs.len() - 1;
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
