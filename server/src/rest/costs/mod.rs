//! What things cost.

mod imports;
mod native;

pub(crate) use imports::imports_of;
pub(crate) use native::{none_but, told};

use super::{error::describe, reply::nothing};
use crate::{router::AppState, same_site};
use axum::{Router, middleware, routing::MethodRouter};

/// The routes, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    let routes = table().into_iter().fold(Router::new(), |routes, (path, methods)| {
        routes.route(path, methods.clone()).route(&format!("{path}/"), methods)
    });
    routes
        .method_not_allowed_fallback(nothing)
        // Anybody may ask for an import, but no other site in a reader's name.
        .layer(middleware::from_fn(same_site::guard))
        .layer(middleware::from_fn(describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    let mut table = native::table();
    table.extend(imports::table());
    table
}
