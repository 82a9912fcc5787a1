//! The description of the HTTP API in OpenAPI 3.1: `/openapi.json` for all of it, `/api/catalog/openapi.json` for the
//! catalog alone, both with the paths as they are asked for.
//!
//! It is written with utoipa's builders beside the handlers, not on them. That it says neither more nor less than what
//! is routed is tested against the tables of routes.

mod bodies;
mod costs;
mod entities;
mod impact;
mod imports;
mod locations;
mod notifications;
mod parameters;
mod radar;
mod registry;
mod replies;
mod scaffolder;
mod schemas;
mod search;
mod words;

#[cfg(test)]
mod tests;

use super::error::ApiError;
use crate::router::AppState;
use axum::{
    http::header,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use std::sync::LazyLock;
use utoipa::openapi::{
    ComponentsBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, ServerBuilder,
    tag::{Tag, TagBuilder},
};
use words::Described;

/// Where the catalog's routes are mounted.
const CATALOG: &str = "/api/catalog";
/// Where the routes about costs are mounted.
const COSTS: &str = "/api/costs";
/// Where the calls of Cost Insights are.
const INSIGHTS: &str = "/api/cost-insights";
/// Where the routes for messages of hosts are mounted.
const EVENTS: &str = "/api/events";
/// Where the routes of notifications are mounted.
const NOTIFICATIONS: &str = "/api/notifications";
/// Where the routes of templates and tasks are mounted.
const SCAFFOLDER: &str = "/api/scaffolder";
/// Where the routes of the technology radars are mounted.
const RADAR: &str = "/api/tech-radar";
/// Where the routes of the search are mounted.
const SEARCH: &str = "/api/search";

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scope {
    /// Everything that programs can ask.
    Whole,
    /// The catalog alone, as its clients expect it.
    Catalog,
}

/// Operations of one area, under one heading.
struct Area {
    mount: &'static str,
    tag: &'static str,
    meaning: &'static str,
    operations: Vec<Described>,
}

type Written = LazyLock<Result<String, String>>;
static WHOLE: Written = LazyLock::new(|| written(Scope::Whole));
static OF_CATALOG: Written = LazyLock::new(|| written(Scope::Catalog));

/// The route among those of the catalog.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![("/openapi.json", get(of_catalog))]
}

/// `GET /openapi.json`.
pub(crate) async fn whole() -> Result<Response, ApiError> {
    reply(&WHOLE)
}

async fn of_catalog() -> Result<Response, ApiError> {
    reply(&OF_CATALOG)
}

fn reply(document: &'static Written) -> Result<Response, ApiError> {
    match &**document {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json; charset=utf-8"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            Ok((headers, text.as_str()).into_response())
        }
        Err(error) => {
            tracing::error!(error, "the description of the API cannot be written");
            Err(ApiError::Internal)
        }
    }
}

fn written(scope: Scope) -> Result<String, String> {
    document(scope).to_json().map_err(|error| error.to_string())
}

fn areas(scope: Scope) -> Vec<Area> {
    let area = |mount, tag, meaning, operations| Area { mount, tag, meaning, operations };
    let mut areas = vec![
        area(CATALOG, "Entities", "Reading the catalog.", entities::operations()),
        area(CATALOG, "Registry", "What leads to entities, and reading it again.", registry::operations()),
        area(CATALOG, "Locations", "Registering places to read from.", locations::operations()),
        area(CATALOG, "History", "What changed.", registry::history()),
        area(CATALOG, "Impact", "What a change would concern.", impact::operations()),
        area(CATALOG, "Description", "This document.", registry::document()),
    ];
    if scope == Scope::Whole {
        areas.push(area(SEARCH, "Search", "Finding by words.", search::operations()));
        areas.push(area(
            SCAFFOLDER,
            "Templates",
            "Templates, their tasks and actions.",
            scaffolder::operations(),
        ));
        areas.push(area(RADAR, "Tech radar", "Technologies, and who uses them.", radar::operations()));
        areas.push(area(COSTS, "Costs", "What things cost, and whose costs are whose.", costs::operations()));
        areas.push(area(INSIGHTS, "Cost Insights", "What clients of that plugin ask.", costs::insights()));
        areas.push(area(COSTS, "Imports", "Taking in bills.", imports::operations()));
        areas.push(area(
            NOTIFICATIONS,
            "Notifications",
            "What people are told.",
            notifications::operations(),
        ));
        areas.push(area(EVENTS, "Events", "Messages of source-control hosts.", registry::webhooks()));
    }
    areas
}

fn document(scope: Scope) -> OpenApi {
    let mut paths = Paths::new();
    let mut tags: Vec<Tag> = Vec::new();
    for Area { mount, tag, meaning, operations } in areas(scope) {
        tags.push(TagBuilder::new().name(tag).description(Some(meaning)).build());
        for described in operations {
            let (path, method) = (format!("{mount}{}", described.path), described.method.clone());
            paths.add_path_operation(path, vec![method], described.under(tag));
        }
    }
    let components = replies::add(parameters::add(schemas::add(ComponentsBuilder::new())));
    OpenApiBuilder::new()
        .info(info(scope))
        .servers(Some([ServerBuilder::new().url("/").build()]))
        .paths(paths)
        .components(Some(components.build()))
        .tags(Some(tags))
        .build()
}

fn info(scope: Scope) -> Info {
    let (title, about) = match scope {
        Scope::Whole => ("Portico", "What programs can ask this portal."),
        Scope::Catalog => ("Portico: catalog", "The catalog, as clients of Backstage know it."),
    };
    let description = format!(
        "{about}\n\nParameters that are not known are refused, and so are known ones that are empty. A slash at the \
         end of a path of the catalog makes no difference. What is no route is 404 without a body."
    );
    InfoBuilder::new()
        .title(title)
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        // Without an identifier: Swagger UI would make it a link to another host.
        .license(Some(LicenseBuilder::new().name("Apache-2.0").build()))
        .build()
}
