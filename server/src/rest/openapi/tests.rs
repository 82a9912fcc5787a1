//! The document against the tables of routes, and against itself.

use super::{CATALOG, COSTS, EVENTS, INSIGHTS, NOTIFICATIONS, RADAR, SCAFFOLDER, SEARCH, Scope, document};
use crate::{
    rest::{Webhooks, catalog, cost_insights, costs, notifications, radar, scaffolder, search, webhooks},
    router::AppState,
    site::SiteFiles,
};
use axum::{Router, body::Body, extract::Request, http::header};
use portico_catalog::CatalogConfig;
use portico_connect::{
    http::Http,
    reader::{Allow, Reader},
};
use portico_portal::{Portal, Settings, Sources};
use portico_store::SqliteStore;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};
use tower::ServiceExt;

fn written(scope: Scope) -> Value {
    serde_json::to_value(document(scope)).expect("JSON")
}

/// Method and path of everything that the document describes.
fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("operations").keys();
        methods.map(move |method| (method.to_uppercase(), path.clone()))
    });
    operations.collect()
}

async fn state(folder: &Path) -> AppState {
    let catalog = CatalogConfig::default();
    let allow = Allow::read(&Value::Null).expect("nothing is allowed");
    let reader = Reader::new(Http::direct().expect("a client"), Arc::clone(&catalog.integrations), allow);
    let settings = Settings {
        title: String::new(),
        organization: String::new(),
        catalog,
        base: PathBuf::new(),
        sources: Sources::new(reader, Vec::new()),
        history: None,
        search: None,
    };
    let store = SqliteStore::open(&folder.join("test.sqlite")).await.expect("a store");
    let portal = Portal::start(settings, Arc::new(store)).await.expect("a portal").portal;
    AppState { portal, files: Arc::new(SiteFiles::open(None)), webhooks: Arc::new(Webhooks::default()) }
}

/// Method and path of everything in the tables of routes. A route names its methods when it is asked with another one.
async fn routed() -> BTreeSet<(String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let state = state(folder.path()).await;
    let mut found = BTreeSet::new();
    for (mount, table) in [
        (CATALOG, catalog::table()),
        (COSTS, costs::table()),
        (INSIGHTS, cost_insights::table()),
        (SEARCH, search::table()),
        (EVENTS, webhooks::table()),
        (SCAFFOLDER, scaffolder::table()),
        (RADAR, radar::table()),
        (NOTIFICATIONS, notifications::table()),
    ] {
        for (path, methods) in table {
            let router = Router::new().route(path, methods).with_state(state.clone());
            let odd = Request::builder().method("BREW").uri(path).body(Body::empty()).expect("a request");
            let answer = router.oneshot(odd).await.expect("an answer");
            let allowed = answer.headers()[header::ALLOW].to_str().expect("text").to_owned();
            // HEAD comes with GET and is described by it.
            let methods = allowed.split(',').filter(|method| *method != "HEAD");
            found.extend(methods.map(|method| (method.to_owned(), format!("{mount}{path}"))));
        }
    }
    found
}

#[tokio::test]
async fn what_is_routed_is_described_and_nothing_else() {
    let routed = routed().await;
    assert!(routed.contains(&("DELETE".to_owned(), "/api/catalog/locations/{id}".to_owned())));
    assert_eq!(described(&written(Scope::Whole)), routed);
    let catalog = routed.into_iter().filter(|(_, path)| path.starts_with(CATALOG)).collect();
    assert_eq!(described(&written(Scope::Catalog)), catalog);
}

#[test]
fn operations_have_names_of_their_own_and_all_their_path_parameters() {
    let document = written(Scope::Whole);
    let mut names = BTreeSet::new();
    for (method, path) in described(&document) {
        let operation = &document["paths"][&path][method.to_lowercase()];
        let name = operation["operationId"].as_str().expect("a name");
        assert!(names.insert(name.to_owned()), "{name} twice");
        assert!(name.chars().all(|letter| letter.is_ascii_alphanumeric()), "{name}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let resolved = parameters.iter().map(|one| match one["$ref"].as_str() {
            Some(address) => document.pointer(&address[1..]).expect("resolves"),
            None => one,
        });
        let in_path: Vec<_> = resolved.filter(|one| one["in"] == "path").collect();
        assert!(in_path.iter().all(|one| one["required"] == true), "{name}");
        let found: BTreeSet<_> = in_path.iter().map(|one| one["name"].as_str().expect("a name")).collect();
        let braced = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        assert_eq!(found, braced.collect(), "{name}");
        assert!(!operation["responses"].as_object().expect("replies").is_empty(), "{name}");
    }
}

/// Every value in a document, with what leads to it.
fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&'a str, &'a Value)) {
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            visit(key, value);
            walk(value, visit);
        }),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = written(Scope::Whole);
    let mut used = BTreeSet::new();
    walk(&document, &mut |key, value| {
        if key == "$ref" {
            let address = value.as_str().expect("an address");
            assert!(document.pointer(&address[1..]).is_some(), "{address} leads nowhere");
            used.insert(address.to_owned());
        }
    });
    for sort in ["schemas", "parameters", "responses"] {
        for name in document["components"][sort].as_object().expect("components").keys() {
            assert!(used.contains(&format!("#/components/{sort}/{name}")), "{name} is not used");
        }
    }
}

#[test]
fn the_document_reads_like_this() {
    let mut document = written(Scope::Whole);
    assert_eq!(document["info"]["version"].take(), env!("CARGO_PKG_VERSION"));
    insta::assert_json_snapshot!("openapi", document);
}
