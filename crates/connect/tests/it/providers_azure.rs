//! Azure DevOps' code search, in pages of two.

use crate::providers_double::{http, serve};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use portico_connect::providers::{self, Emission, FetchError};
use portico_scm::Integrations;
use serde_json::{Value, json};
use std::sync::Arc;

/// How many files it says there are.
async fn search(State(count): State<usize>, headers: HeaderMap, Json(question): Json<Value>) -> Response {
    // `:t0ken` in Base64.
    if headers.get("authorization").is_none_or(|value| value != "Basic OnQwa2Vu") {
        return (StatusCode::NON_AUTHORITATIVE_INFORMATION, "<html>Sign in").into_response();
    }
    let text = question["searchText"].as_str().unwrap();
    let branch = question.pointer("/filters/Branch/0").and_then(Value::as_str).unwrap_or("main");
    assert!(text.starts_with("path:/") && text.ends_with(" repo:* proj:shop"), "{text}");
    let file = |repository: &str, path: &str| json!({"path": path, "project": {"name": "My Shop"}, "repository": {"name": repository}});
    let files = [
        file("cart", "/catalog-info.yaml"),
        file("pay", "/a & b/catalog-info.yaml"),
        file(branch, "/catalog-info.yaml"),
    ];
    let skip = question["$skip"].as_u64().unwrap() as usize;
    let page: Vec<_> = files.iter().skip(skip).take(2).collect();
    Json(json!({"count": count, "results": page})).into_response()
}

async fn fetch(count: usize, token: &str, more: Value) -> Result<Emission, FetchError> {
    let router = Router::new().route("/acme/_apis/search/codesearchresults", post(search)).with_state(count);
    let base = serve(router).await;
    let hosts = json!({"azure": [{
        "host": "azure.example.com", "apiBaseUrl": base.as_str().trim_end_matches('/'),
        "credentials": [{"personalAccessToken": token}],
    }]});
    let hosts = Arc::new(Integrations::read(&hosts).unwrap());
    let mut config = json!({"host": "azure.example.com", "organization": "acme", "project": "shop"});
    for (key, value) in more.as_object().unwrap() {
        config[key] = value.clone();
    }
    let read = providers::read(&json!({"azureDevOps": {"main": config}}), &hosts, &http()).unwrap();
    providers::fetch(&*read.list[0]).await
}

fn targets(emission: &Emission) -> Vec<&str> {
    emission.entities.iter().map(|emitted| emitted.entity["spec"]["target"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn catalog_files_are_found_by_the_code_search() {
    let emission = fetch(3, "t0ken", json!({})).await.unwrap();
    let base = "https://azure.example.com/acme/My%20Shop/_git";
    let expect = [
        format!("{base}/cart?path=/catalog-info.yaml"),
        format!("{base}/pay?path=/a%20%26%20b/catalog-info.yaml"),
        format!("{base}/main?path=/catalog-info.yaml"),
    ];
    assert_eq!(targets(&emission), expect);
    assert_eq!(emission.entities[0].entity["spec"]["presence"], "required");
    let emission = fetch(3, "t0ken", json!({"branch": "live", "path": "/other.yaml"})).await.unwrap();
    assert_eq!(targets(&emission)[2], format!("{base}/live?path=/catalog-info.yaml&version=GBlive"));
}

#[tokio::test]
async fn failures_are_explained_and_give_no_part_of_the_list() {
    let error = fetch(9, "t0ken", json!({})).await.unwrap_err();
    assert!(
        error.to_string().ends_with("it counts 9 files, but gave 3; narrow it with project or repository"),
        "{error}"
    );
    let error = fetch(3, "wr0ng", json!({})).await.unwrap_err();
    assert!(error.to_string().contains("refused with status 203; check the credentials"), "{error}");
    let error = fetch(3, "t0ken", json!({"organization": "gone"})).await.unwrap_err();
    assert!(matches!(error, FetchError::NotFound { .. }), "{error}");
}
