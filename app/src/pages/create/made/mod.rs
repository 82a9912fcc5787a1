//! What the server makes the pages under `/create` of: ordinary components, rendered to text.

mod actions;
pub(crate) mod editor;
mod gallery;
pub(crate) mod tasks;
mod wizard;

use crate::{
    api::server,
    pages::{NotFoundState, made::Markup},
    query_string,
};
use leptos::prelude::*;

/// Answers for an address under `/create`.
pub(crate) async fn answer(path: &str, query: &str) -> Result<Markup, ServerFnError> {
    let parts = query_string::path(path);
    let parts: Vec<&str> = parts.iter().map(String::as_str).skip(1).collect();
    match parts.as_slice() {
        [] => {
            let filter = gallery::filter(query);
            let view = server::portal().catalog(server::caller(), &filter).await.map_err(server::failed)?;
            Ok(Markup::page("Create", view! { <gallery::Gallery view /> }))
        }
        ["actions"] => Ok(actions::answer(query)),
        ["edit"] => Ok(editor::choice()),
        ["edit", namespace, name] => editor::answer(namespace, name, query).await,
        ["tasks"] => tasks::tasks(query).await,
        ["tasks", id] => tasks::task(id, query).await,
        ["templates", namespace, name] => Ok(wizard::answer(namespace, name, query)),
        _ => Ok(Markup::nothing("There is no such page")),
    }
}

/// Instead of a page, for an address that leads nowhere.
fn nothing(title: &str) -> AnyView {
    view! { <NotFoundState title=title.to_owned() suggestion=String::new() /> }.into_any()
}
