//! Rendering pages and answering their questions.

use crate::{live, rest::caller, router::AppState};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use percent_encoding::percent_decode_str;
use portico_app::{
    shell::{THEME_COOKIE, ThemeChoice, shell},
    status::SetStatus,
};
use portico_entity::EntityRef;
use portico_portal::Caller;
use std::sync::Arc;

/// Renders the page of an address, whole.
pub(crate) async fn page(State(state): State<AppState>, request: Request<Body>) -> Response {
    let theme = theme(request.headers());
    let caller = caller::caller(request.headers());
    let visited = visited(request.uri().path()).map(|entity| (caller.clone(), entity));
    let context = state.clone();
    let portal = Arc::clone(&state.portal);
    // Before anything is asked: what changes from now on is news to the page.
    let moment = live::moment(*portal.versions().borrow());
    let unread = portal.unread(&caller).await;
    let render = leptos_axum::render_app_async_with_context(
        move || provide(&context, theme, caller.clone()),
        move || shell(&state.files.site, theme, &moment, unread),
    );
    let mut response = render(request).await.into_response();
    if let Some((caller, entity)) = visited
        && response.status() == StatusCode::OK
        && caller.person().is_some()
    {
        // The page does not wait until it is remembered that it was looked at.
        tokio::spawn(async move {
            if let Err(error) = portal.visited(caller, &entity).await {
                tracing::error!(%error, "a visit cannot be remembered");
            }
        });
    }
    // The page says what is in the catalog now; only the browser's own history may keep it.
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
    response
}

/// The entity whose page has this address.
fn visited(path: &str) -> Option<EntityRef> {
    let decode = |part: &str| percent_decode_str(part).decode_utf8().ok().map(|part| part.into_owned());
    let mut parts = path.strip_prefix("/catalog/")?.split('/');
    let (namespace, kind, name) = (decode(parts.next()?)?, decode(parts.next()?)?, decode(parts.next()?)?);
    Some(EntityRef::new(&*kind, &*namespace, &*name))
}

/// Answers a question of a page that is alive.
pub(crate) async fn question(State(state): State<AppState>, request: Request<Body>) -> Response {
    let caller = caller::caller(request.headers());
    let context = move || provide(&state, ThemeChoice::Auto, caller.clone());
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}

/// Everything that the application finds in context.
fn provide(state: &AppState, theme: ThemeChoice, caller: Caller) {
    provide_context(Arc::clone(&state.portal));
    provide_context(caller);
    provide_context(theme);
    let options: Option<ResponseOptions> = use_context();
    provide_context(SetStatus(Arc::new(move |code| {
        if let (Some(options), Ok(code)) = (&options, StatusCode::from_u16(code)) {
            options.set_status(code);
        }
    })));
}

/// The theme that the reader chose, from their cookie.
fn theme(headers: &HeaderMap) -> ThemeChoice {
    caller::cookie(headers, THEME_COOKIE).map(ThemeChoice::of).unwrap_or_default()
}
