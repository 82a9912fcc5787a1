//! What the server makes the pages under `/create` of: ordinary components, rendered to text.

mod actions;
mod gallery;
pub(crate) mod tasks;
mod wizard;

use super::Markup;
use crate::{api::server, pages::NotFoundState, query_string};
use leptos::prelude::*;

/// Answers for an address under `/create`.
pub(crate) async fn answer(path: &str, query: &str) -> Result<Markup, ServerFnError> {
    let parts: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .filter_map(|part| query_string::pairs(&part.replace('+', "%2B")).into_iter().next())
        .map(|(part, _)| part)
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).skip(1).collect();
    match parts.as_slice() {
        [] => {
            let filter = gallery::filter(query);
            let view = server::portal().catalog(server::caller(), &filter).await.map_err(server::failed)?;
            Ok(page("Create", view! { <gallery::Gallery view /> }))
        }
        ["actions"] => Ok(actions::answer(query)),
        ["tasks"] => tasks::tasks(query).await,
        ["tasks", id] => tasks::task(id, query).await,
        ["templates", namespace, name] => Ok(wizard::answer(namespace, name, query)),
        _ => Ok(Markup { status: 404, ..page("Not found", nothing("There is no such page")) }),
    }
}

/// A page that is as it should be.
fn page(title: &str, view: impl IntoView) -> Markup {
    Markup { status: 200, title: title.to_owned(), html: view.into_any().to_html() }
}

/// Instead of a page, for an address that leads nowhere.
fn nothing(title: &str) -> AnyView {
    view! { <NotFoundState title=title.to_owned() suggestion=String::new() /> }.into_any()
}
