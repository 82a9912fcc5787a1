//! The questions that pages ask. Thin: each calls the portal, which answers the same question for the HTTP API.
//!
//! Only reads, so all are GET; each has an address of its own that does not depend on where the program was built.

use crate::{
    ask::{Binary, Packed},
    components::relations_graph::Pictured,
    pages::{graph::Drawn, made::Markup},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use portico_portal::views::{
    Frame, Reading,
    catalog::CatalogView,
    entity::{DefinitionView, EntityView, SourceView},
    explore::{MapView, TeamsView},
    history::HistoryView,
    home::HomeView,
    impact::ImpactView,
    origin::{LeavingView, OriginView},
    people::{PeopleView, ProfileView},
    problems::ProblemsView,
    register::{FollowView, LookView},
    search::{FoundView, SearchView},
};

#[cfg(feature = "ssr")]
pub(crate) mod server {
    use crate::ask::Packed;
    pub(crate) use crate::components::relations_graph::Picture;
    use leptos::prelude::{ServerFnError, expect_context, use_context};
    use portico_entity::EntityRef;
    use portico_portal::Portal;
    use std::{error::Error, sync::Arc};

    pub(crate) use portico_portal::Caller;
    pub(crate) use std::convert::Infallible as Never;

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

    /// An answer ready for its way.
    pub(crate) fn pack<T: serde::Serialize, E: Error>(
        answer: Result<T, E>,
    ) -> Result<Packed<T>, ServerFnError> {
        Packed::of(&answer.map_err(failed)?).map_err(failed)
    }

    pub(crate) fn reference(kind: &str, namespace: &str, name: &str) -> EntityRef {
        EntityRef::new(kind, namespace, name)
    }
}

/// What every page shows around its content.
#[server(prefix = "/ui", endpoint = "frame", input = GetUrl, output = Binary)]
pub async fn load_frame() -> Result<Packed<Frame>, ServerFnError> {
    server::pack(Ok::<_, server::Never>(server::portal().frame(server::caller()).await))
}

/// The first page.
#[server(prefix = "/ui", endpoint = "home", input = GetUrl, output = Binary)]
pub async fn load_home() -> Result<Packed<HomeView>, ServerFnError> {
    let mut view = server::portal().home(server::caller()).await;
    if let Ok(HomeView { mine: Some(mine), .. }) = &mut view {
        let (portal, caller) = (server::portal(), server::caller());
        mine.cards = crate::notified::my_notifications(&portal, &caller).await;
        mine.cards += &crate::created::my_tasks(&portal, &caller).await;
    }
    server::pack(view)
}

/// A page of the catalog; `query` is the query string of its address.
#[server(prefix = "/ui", endpoint = "catalog", input = GetUrl, output = Binary)]
pub async fn load_catalog(query: String) -> Result<Packed<CatalogView>, ServerFnError> {
    let filter = crate::query_string::filter(&query);
    server::pack(server::portal().catalog(server::caller(), &filter).await)
}

/// A page of the search; `query` is the query string of its address.
#[server(prefix = "/ui", endpoint = "search", input = GetUrl, output = Binary)]
pub async fn load_search(query: String) -> Result<Packed<SearchView>, ServerFnError> {
    let filter = crate::query_string::search(&query);
    server::pack(Ok::<_, server::Never>(server::portal().search(server::caller(), &filter)))
}

/// What somebody most likely means who has typed this much.
#[server(prefix = "/ui", endpoint = "find", input = GetUrl, output = Binary)]
pub async fn load_found(text: String) -> Result<Packed<Vec<FoundView>>, ServerFnError> {
    server::pack(Ok::<_, server::Never>(server::portal().find(server::caller(), &text)))
}

/// An entity, or nothing if there is no such entity.
#[server(prefix = "/ui", endpoint = "entity", input = GetUrl, output = Binary)]
pub async fn load_entity(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Packed<Option<Pictured<EntityView>>>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    let portal = server::portal();
    let mut view = portal.entity(server::caller(), &reference);
    if let Ok(Some(view)) = &mut view {
        view.cards = crate::pages::insight::made::cards(&portal, server::caller(), &view.entity).await;
    }
    let drawn = |view: EntityView| Pictured { picture: server::Picture::of(&view.graph), view };
    server::pack(view.map(|view| view.map(drawn)))
}

/// The document of an entity as it was written, if it has one.
#[server(prefix = "/ui", endpoint = "source", input = GetUrl, output = Binary)]
pub async fn load_source(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Packed<Option<SourceView>>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::pack(server::portal().source(server::caller(), &reference).await)
}

/// The definition of an API, if it has one.
#[server(prefix = "/ui", endpoint = "definition", input = GetUrl, output = Binary)]
pub async fn load_definition(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Packed<Option<DefinitionView>>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::pack(server::portal().definition(server::caller(), &reference))
}

/// All problems, or those of one severity (`error`, `warning`, `info`).
#[server(prefix = "/ui", endpoint = "problems", input = GetUrl, output = Binary)]
pub async fn load_problems(severity: String) -> Result<Packed<ProblemsView>, ServerFnError> {
    use portico_entity::Severity;
    let known = [Severity::Error, Severity::Warning, Severity::Info];
    let only = known.into_iter().find(|known| known.word() == severity);
    server::pack(Ok::<_, server::Never>(server::portal().problems(server::caller(), only)))
}

/// How far the sources elsewhere have been read.
#[server(prefix = "/ui", endpoint = "reading", input = GetUrl, output = Binary)]
pub async fn load_reading() -> Result<Packed<Reading>, ServerFnError> {
    server::pack(Ok::<_, server::Never>(server::portal().reading()))
}

/// Whether the configuration forbids to register anything.
#[server(prefix = "/ui", endpoint = "readonly", input = GetUrl, output = Binary)]
pub async fn load_readonly() -> Result<Packed<bool>, ServerFnError> {
    server::pack(Ok::<_, server::Never>(server::portal().is_readonly()))
}

/// What an address would bring into the catalog. Keeps nothing.
#[server(prefix = "/ui", endpoint = "look", input = GetUrl, output = Binary)]
pub async fn load_look(target: String) -> Result<Packed<LookView>, ServerFnError> {
    server::pack(server::portal().look(server::caller(), &target).await)
}

/// What a registered address brought so far.
#[server(prefix = "/ui", endpoint = "followed", input = GetUrl, output = Binary)]
pub async fn load_followed(target: String) -> Result<Packed<FollowView>, ServerFnError> {
    server::pack(server::portal().followed(server::caller(), &target).await)
}

/// Where an entity comes from.
#[server(prefix = "/ui", endpoint = "origin", input = GetUrl, output = Binary)]
pub async fn load_origin(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Packed<OriginView>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::pack(server::portal().origin(server::caller(), &reference).await)
}

/// What would leave with the registration that an entity comes from; nothing if there is none.
#[server(prefix = "/ui", endpoint = "leaving", input = GetUrl, output = Binary)]
pub async fn load_leaving(
    kind: String,
    namespace: String,
    name: String,
) -> Result<Packed<Option<LeavingView>>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::pack(server::portal().leaving(server::caller(), &reference).await)
}

/// A part of the history of an entity: the newest, or what is older than a position.
#[server(prefix = "/ui", endpoint = "history", input = GetUrl, output = Binary)]
pub async fn load_history(
    kind: String,
    namespace: String,
    name: String,
    #[server(default)] before: String,
) -> Result<Packed<HistoryView>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    let before = before.parse().ok();
    server::pack(server::portal().history_of(server::caller(), &reference, before).await)
}

/// People whose name fits some words.
#[server(prefix = "/ui", endpoint = "people", input = GetUrl, output = Binary)]
pub async fn load_people(#[server(default)] text: String) -> Result<Packed<PeopleView>, ServerFnError> {
    server::pack(Ok::<_, server::Never>(server::portal().people(server::caller(), &text)))
}

/// What the page of a group or a user shows beside the facts; nothing for other entities.
#[server(prefix = "/ui", endpoint = "profile", input = GetUrl, output = Binary)]
pub async fn load_profile(
    kind: String,
    namespace: String,
    name: String,
    #[server(default)] with_all: bool,
) -> Result<Packed<Option<ProfileView>>, ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::pack(Ok::<_, server::Never>(server::portal().profile(server::caller(), &reference, with_all)))
}

/// The map of the software; `query` is the query string of its address.
#[server(prefix = "/ui", endpoint = "map", input = GetUrl, output = Binary)]
pub async fn load_map(#[server(default)] query: String) -> Result<Packed<MapView>, ServerFnError> {
    let filter = crate::query_string::explore(&query);
    server::pack(Ok::<_, server::Never>(server::portal().map(server::caller(), &filter)))
}

/// The tree of the groups; `query` is the query string of its address.
#[server(prefix = "/ui", endpoint = "teams", input = GetUrl, output = Binary)]
pub async fn load_teams(#[server(default)] query: String) -> Result<Packed<TeamsView>, ServerFnError> {
    let filter = crate::query_string::explore(&query);
    server::pack(Ok::<_, server::Never>(server::portal().teams(server::caller(), &filter)))
}

/// What a change to an entity would concern; `query` is the query string of the page's address.
#[server(prefix = "/ui", endpoint = "impact", input = GetUrl, output = Binary)]
pub async fn load_impact(
    entity_ref: String,
    query: String,
) -> Result<Packed<Option<Pictured<ImpactView>>>, ServerFnError> {
    let question = crate::query_string::impact(&entity_ref, &query);
    let view = server::portal().impact(server::caller(), &question);
    let picture = |view: &ImpactView| view.picture.as_ref().map(server::Picture::of).unwrap_or_default();
    let drawn = view.map(|view| Pictured { picture: picture(&view), view });
    server::pack(Ok::<_, server::Never>(drawn))
}

/// A graph of relations; `query` is the query string of its address. Without a first entity in it, `root` is the one.
#[server(prefix = "/ui", endpoint = "graph", input = GetUrl, output = Binary)]
pub async fn load_graph(
    #[server(default)] root: String,
    #[server(default)] query: String,
) -> Result<Packed<Drawn>, ServerFnError> {
    let (mut question, notes) = crate::query_string::graph(&query);
    if question.roots.is_empty() && !root.is_empty() {
        question.roots.push(root.to_lowercase());
    }
    let view = server::portal().graph(server::caller(), &question, notes);
    server::pack(Ok::<_, server::Never>(crate::pages::graph::markup::drawn(view, &root)))
}

/// A page that the server makes, by the path and the query string of its address.
#[server(prefix = "/ui", endpoint = "made", input = GetUrl, output = Binary)]
pub async fn load_made(
    path: String,
    #[server(default)] query: String,
) -> Result<Packed<Markup>, ServerFnError> {
    use crate::pages::{create, insight};
    let made = if path.starts_with(crate::paths::CREATE) {
        create::made::answer(&path, &query).await?
    } else {
        let portal = server::portal();
        let asked = insight::made::Asked {
            portal: &portal,
            caller: server::caller(),
            path: &path,
            query: query.trim_start_matches('?'),
        };
        insight::made::answer(asked).await
    };
    server::pack(Ok::<_, server::Never>(made))
}
