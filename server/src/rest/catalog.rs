//! Reading the catalog: lists, pages, single entities, many by reference, facets.

use super::{
    body::JsonBody,
    caller::Asked,
    error::{ApiError, describe},
    history, impact,
    limits::MAX_BODY_BYTES,
    locations, openapi,
    query::Pairs,
    registry,
    reply::{json, nothing},
};
use crate::router::AppState;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, State, rejection::PathRejection},
    http::{HeaderValue, header},
    middleware,
    response::Response,
    routing::{MethodRouter, get, post},
};
use portico_query::{ByRefsRequest, FacetsRequest, ListRequest, PageRequest};

/// Where the list is, for its `Link` header: relative to where these routes are mounted.
const ENTITIES: &str = "/entities";

type Reply = Result<Response, ApiError>;

/// The routes, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    let routes = table().into_iter().fold(Router::new(), |routes, (path, methods)| {
        routes.route(path, methods.clone()).route(&format!("{path}/"), methods)
    });
    // A method that a path does not know is no route.
    routes
        .method_not_allowed_fallback(nothing)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    let mut table = vec![
        (ENTITIES, get(list)),
        ("/entities/by-query", get(page).post(posted_page)),
        ("/entities/by-uid/{uid}", get(by_uid).delete(registry::forget)),
        ("/entities/by-name/{kind}/{namespace}/{name}", get(by_name)),
        ("/entities/by-refs", post(by_refs)),
        ("/entity-facets", get(facets).post(posted_facets)),
    ];
    table.extend(registry::table());
    table.extend(locations::table());
    table.extend(history::table());
    table.extend(impact::table());
    table.extend(openapi::table());
    table
}

async fn list(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    let request = ListRequest::parse(&pairs)?;
    let listing = request.answer(&state.portal.index(), asked.visible().as_ref());
    let mut response = json(listing.to_json());
    // The link is form-encoded, hence always fit for a header.
    if let Some(link) = listing.link(ENTITIES, &pairs).and_then(|link| HeaderValue::try_from(link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

async fn page(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    Ok(answered_page(&state, asked, &PageRequest::parse(&pairs)?))
}

async fn posted_page(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    JsonBody(body): JsonBody,
) -> Reply {
    Ok(answered_page(&state, asked, &PageRequest::parse_post(&pairs, &body)?))
}

fn answered_page(state: &AppState, asked: Asked, request: &PageRequest) -> Response {
    // The catalog is let go of before the answer is written.
    let page = request.answer(&state.portal.index(), asked.visible().as_ref());
    json(page.to_json())
}

async fn by_uid(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<String>, PathRejection>,
) -> Reply {
    let Path(uid) = path?;
    no_parameters(&pairs)?;
    Ok(json(state.portal.index().by_uid(&uid, asked.visible().as_ref())?.json.to_string()))
}

async fn by_name(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Reply {
    let Path((kind, namespace, name)) = path?;
    no_parameters(&pairs)?;
    let index = state.portal.index();
    let found = index.by_name(&kind, &namespace, &name, asked.visible().as_ref())?;
    Ok(json(found.json.to_string()))
}

async fn by_refs(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    JsonBody(body): JsonBody,
) -> Reply {
    let request = ByRefsRequest::parse(&pairs, &body)?;
    let found = request.answer(&state.portal.index(), asked.visible().as_ref());
    Ok(json(found.to_json()))
}

async fn facets(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    Ok(answered_facets(&state, asked, &FacetsRequest::parse(&pairs)?))
}

async fn posted_facets(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    JsonBody(body): JsonBody,
) -> Reply {
    Ok(answered_facets(&state, asked, &FacetsRequest::parse_post(&pairs, &body)?))
}

fn answered_facets(state: &AppState, asked: Asked, request: &FacetsRequest) -> Response {
    let facets = request.answer(&state.portal.index(), asked.visible().as_ref());
    json(facets.to_json().to_string())
}

/// Refuses a query string where none is known.
pub(super) fn no_parameters(pairs: &[(String, String)]) -> Result<(), ApiError> {
    match pairs {
        [] => Ok(()),
        [(name, _), ..] => {
            Err(ApiError::Input(format!("unknown query parameter \"{name}\"; none is known here")))
        }
    }
}
