//! Every address that the program answers, in one table.

use crate::{
    costs, create, graph_file, insight, live,
    metrics::Metrics,
    notifications, pages, person,
    rest::{self, Webhooks},
    same_site,
    site::SiteFiles,
    swagger, theme,
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use portico_portal::Portal;
use std::sync::Arc;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, SizeAbove},
    },
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};

/// Replies up to this size are not compressed: it would take longer than it saves.
const SMALL_BYTES: u64 = 4 * 1024;

/// What all routes share.
#[derive(Clone)]
pub struct AppState {
    /// Answers the questions.
    pub portal: Arc<Portal>,
    /// The built site.
    pub files: Arc<SiteFiles>,
    /// Who may tell that something changed elsewhere.
    pub webhooks: Arc<Webhooks>,
}

/// All routes.
pub fn router(state: AppState) -> Router {
    // Rendering spawns its loading on tokio. Fails only if that was said before, as in a second router's tests.
    let _ = any_spawner::Executor::init_tokio();
    // For programs that watch over this one. Not logged: they ask often, and "not yet" is no failure.
    let health = Router::new()
        .route("/healthz", get(liveness))
        .route("/.backstage/health/v1/liveness", get(liveness))
        .route("/.backstage/health/v1/readiness", get(readiness));
    let metrics = Metrics::of(&state.portal);
    // What pages ask, and what they ask to be done.
    let ui = Router::new()
        .route("/ui/live", get(live::events))
        .route("/ui/theme", post(theme::choose))
        .route("/ui/person", post(person::choose))
        .route("/ui/graph.svg", get(graph_file::answer))
        .merge(costs::orders::routes())
        .merge(create::routes())
        .merge(notifications::routes())
        .route("/ui/insight", get(insight::page))
        .route("/ui/cost-alert", post(costs::alert::decide))
        .route("/ui/{question}", get(pages::question).post(pages::question))
        .layer(middleware::from_fn(same_site::guard));
    Router::new()
        .merge(ui)
        .route("/pkg/{file}", get(hashed_file))
        .route("/favicon.svg", get(favicon))
        .route("/robots.txt", get(robots))
        // What the API is, for programs and for people.
        .route("/openapi.json", get(rest::openapi::whole))
        .merge(swagger::routes())
        // The catalog's HTTP API; what else is asked of an API gets no page.
        .nest("/api/catalog", rest::catalog::routes())
        .nest("/api/costs", rest::costs::routes())
        .nest("/api/cost-insights", rest::cost_insights::routes())
        .merge(rest::notifications::routes("/api/notifications"))
        .nest("/api/search", rest::search::routes())
        .nest("/api/events", rest::webhooks::routes())
        .nest("/api/scaffolder", rest::scaffolder::routes())
        .nest("/api/tech-radar", rest::radar::routes())
        .route("/api/{*rest}", any(rest::nothing))
        // Everything else is a page, if only the one that says that there is none.
        .fallback_service(get(pages::page).with_state(state.clone()))
        .layer(compression())
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("x-frame-options", "SAMEORIGIN"))
        .layer(header("referrer-policy", "strict-origin-when-cross-origin"))
        .layer(CatchPanicLayer::new())
        // Together: every layer of a router costs each request an allocation.
        .layer((metrics.counting(), TraceLayer::new_for_http()))
        .merge(health)
        .merge(metrics.routes())
        .with_state(state)
}

/// What fits into the first packets of a connection anyway travels as it is.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = DefaultPredicate::new().and(SizeAbove::new(SMALL_BYTES));
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it)
}

fn header(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    let name = HeaderName::from_static(name);
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn liveness() -> Response {
    axum::Json(serde_json::json!({ "status": "ok" })).into_response()
}

/// Ready once every source has been looked at; until then, what was stored earlier is served all the same.
async fn readiness(State(state): State<AppState>) -> Response {
    let status = state.portal.status();
    match (status.ready, status.store_error) {
        (true, None) => axum::Json(serde_json::json!({ "status": "ok" })).into_response(),
        (_, problem) => {
            let message = problem.unwrap_or_else(|| "the catalog's sources are being read".to_owned());
            let body = serde_json::json!({ "status": "error", "message": message });
            (StatusCode::SERVICE_UNAVAILABLE, axum::Json(body)).into_response()
        }
    }
}

async fn hashed_file(
    State(state): State<AppState>,
    Path(file): Path<String>,
    accepted: HeaderMap,
) -> Response {
    state.files.respond(&file, &accepted, true)
}

async fn favicon(State(state): State<AppState>, accepted: HeaderMap) -> Response {
    state.files.respond("favicon.svg", &accepted, false)
}

async fn robots(State(state): State<AppState>, accepted: HeaderMap) -> Response {
    state.files.respond("robots.txt", &accepted, false)
}
