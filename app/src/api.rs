//! The questions that pages ask. Thin: each calls the portal, which answers the same question for the HTTP API.
//!
//! Only reads, so all are GET; each has an address of its own that does not depend on where the program was built.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use portico_portal::views::{
    Frame, Reading,
    catalog::CatalogView,
    entity::{DefinitionView, EntityView, SourceView},
    history::HistoryView,
    home::HomeView,
    origin::{LeavingView, OriginView},
    problems::ProblemsView,
    register::{FollowView, LookView},
};

#[cfg(feature = "ssr")]
pub(crate) mod server {
    use leptos::prelude::{ServerFnError, expect_context, use_context};
    use portico_entity::EntityRef;
    use portico_portal::Portal;
    use std::{error::Error, sync::Arc};

    pub(crate) use portico_portal::Caller;

    pub(crate) fn portal() -> Arc<Portal> {
        expect_context()
    }

    /// Who asks.
    pub(crate) fn caller() -> Caller {
        use_context().unwrap_or_default()
    }

    /// Internals are logged here and never sent.
    pub(crate) fn failed(error: impl Error) -> ServerFnError {
        leptos::logging::error!("{error}: {:?}", error.source());
        ServerFnError::ServerError("Portico could not answer; its log says why".to_owned())
    }

    pub(crate) fn reference(kind: &str, namespace: &str, name: &str) -> EntityRef {
        EntityRef::new(kind, namespace, name)
    }
}

/// What every page shows around its content.
#[server(prefix = "/ui", endpoint = "frame", input = GetUrl)]
pub async fn load_frame() -> Result<Frame, ServerFnError> {
    Ok(server::portal().frame(server::caller()).await)
}

/// The first page.
#[server(prefix = "/ui", endpoint = "home", input = GetUrl)]
pub async fn load_home() -> Result<HomeView, ServerFnError> {
    server::portal().home(server::caller()).await.map_err(server::failed)
}

/// A page of the catalog; `query` is the query string of its address.
#[server(prefix = "/ui", endpoint = "catalog", input = GetUrl)]
pub async fn load_catalog(query: String) -> Result<CatalogView, ServerFnError> {
    let filter = crate::query_string::filter(&query);
    server::portal().catalog(server::caller(), &filter).await.map_err(server::failed)
}

/// An entity, or nothing if there is no such entity.
#[server(prefix = "/ui", endpoint = "entity", input = GetUrl)]
pub async fn load_entity(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Option<EntityView>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::portal().entity(server::caller(), &reference).map_err(server::failed)
}

/// The document of an entity as it was written, if it has one.
#[server(prefix = "/ui", endpoint = "source", input = GetUrl)]
pub async fn load_source(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Option<SourceView>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::portal().source(server::caller(), &reference).await.map_err(server::failed)
}

/// The definition of an API, if it has one.
#[server(prefix = "/ui", endpoint = "definition", input = GetUrl)]
pub async fn load_definition(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Option<DefinitionView>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::portal().definition(server::caller(), &reference).map_err(server::failed)
}

/// All problems, or those of one severity (`error`, `warning`, `info`).
#[server(prefix = "/ui", endpoint = "problems", input = GetUrl)]
pub async fn load_problems(severity: String) -> Result<ProblemsView, ServerFnError> {
    use portico_entity::Severity;
    let known = [Severity::Error, Severity::Warning, Severity::Info];
    let only = known.into_iter().find(|known| known.word() == severity);
    Ok(server::portal().problems(server::caller(), only))
}

/// How far the sources elsewhere have been read.
#[server(prefix = "/ui", endpoint = "reading", input = GetUrl)]
pub async fn load_reading() -> Result<Reading, ServerFnError> {
    Ok(server::portal().reading())
}

/// Whether the configuration forbids to register anything.
#[server(prefix = "/ui", endpoint = "readonly", input = GetUrl)]
pub async fn load_readonly() -> Result<bool, ServerFnError> {
    Ok(server::portal().is_readonly())
}

/// What an address would bring into the catalog. Keeps nothing.
#[server(prefix = "/ui", endpoint = "look", input = GetUrl)]
pub async fn load_look(target: String) -> Result<LookView, ServerFnError> {
    server::portal().look(server::caller(), &target).await.map_err(server::failed)
}

/// What a registered address brought so far.
#[server(prefix = "/ui", endpoint = "followed", input = GetUrl)]
pub async fn load_followed(target: String) -> Result<FollowView, ServerFnError> {
    server::portal().followed(server::caller(), &target).await.map_err(server::failed)
}

/// Where an entity comes from.
#[server(prefix = "/ui", endpoint = "origin", input = GetUrl)]
pub async fn load_origin(kind: String, namespace: String, name: String) -> Result<OriginView, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::portal().origin(server::caller(), &reference).await.map_err(server::failed)
}

/// What would leave with the registration that an entity comes from; nothing if there is none.
#[server(prefix = "/ui", endpoint = "leaving", input = GetUrl)]
pub async fn load_leaving(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Option<LeavingView>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::portal().leaving(server::caller(), &reference).await.map_err(server::failed)
}

/// A part of the history of an entity: the newest, or what is older than a position.
#[server(prefix = "/ui", endpoint = "history", input = GetUrl)]
pub async fn load_history(
    kind: String,
    namespace: String,
    name: String,
    #[server(default)] before: String,
) -> Result<HistoryView, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    let before = before.parse().ok();
    server::portal().history_of(server::caller(), &reference, before).await.map_err(server::failed)
}
