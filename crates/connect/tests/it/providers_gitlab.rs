//! A GitLab server with a few groups, in pages of two behind `Link` headers.

use crate::providers_double::{http, serve};
use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use portico_connect::providers::{self, Emission, FetchError};
use portico_scm::Integrations;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

#[derive(Clone, Default)]
struct Server {
    asked: Arc<Mutex<Vec<String>>>,
    broken: &'static str,
}

fn project(id: u64, path: &str, more: Value) -> Value {
    let mut project = json!({
        "id": id, "path_with_namespace": path, "web_url": format!("https://gitlab.example.com/{path}"), "default_branch": "main",
    });
    for (key, value) in more.as_object().unwrap() {
        project[key] = value.clone();
    }
    project
}

fn group(id: u64, path: &str, parent: Option<u64>) -> Value {
    json!({"id": id, "full_path": path, "name": path.rsplit('/').next(), "description": "", "parent_id": parent, "avatar_url": null})
}

fn user(id: u64, name: &str, more: Value) -> Value {
    let mut user = json!({
        "id": id, "username": name, "name": name.to_uppercase(), "state": "active", "avatar_url": null,
        "web_url": format!("https://gitlab.example.com/{name}"),
    });
    for (key, value) in more.as_object().unwrap() {
        user[key] = value.clone();
    }
    user
}

async fn answer(
    State(server): State<Server>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    if headers.get("authorization").is_none_or(|value| value != "Bearer t0ken") {
        return (StatusCode::UNAUTHORIZED, Json(json!({"message": "401 Unauthorized"}))).into_response();
    }
    let path = uri.path().trim_start_matches("/api/v4/");
    server.asked.lock().unwrap().push(format!("{path}?{}", uri.query().unwrap_or_default()));
    if path == server.broken {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let none = || json!({});
    let list = match path {
        "groups/acme/projects" | "projects" => vec![
            project(1, "acme/shop/cart", none()),
            project(2, "acme/shop/fork", json!({"forked_from_project": {"id": 1}})),
            project(3, "acme/old", json!({"default_branch": null})),
            project(4, "acme/without-file", none()),
            project(5, "acme/secret", none()),
        ],
        "projects/1/repository/files/catalog-info.yaml"
        | "projects/2/repository/files/catalog-info.yaml"
        | "projects/3/repository/files/catalog-info.yaml" => {
            let is_known = query["ref"] == if path.starts_with("projects/3/") { "trunk" } else { "main" };
            return if is_known { StatusCode::OK } else { StatusCode::NOT_FOUND }.into_response();
        }
        "projects/1/repository/files/docs%2Finfo.yaml" if query["ref"] == "live" => {
            return StatusCode::OK.into_response();
        }
        "projects/5/repository/files/catalog-info.yaml" => return StatusCode::FORBIDDEN.into_response(),
        "groups/acme/descendant_groups" => vec![
            group(11, "acme/shop", Some(10)),
            group(12, "acme/shop/cart", Some(11)),
            group(13, "acme/ops", Some(10)),
        ],
        "groups/11/members" => vec![user(21, "ann", none())],
        "groups/12/members" => {
            vec![user(21, "ann", none()), user(22, "bo", none()), user(24, "robot", none())]
        }
        "groups/13/members" | "groups/13/members/all" => vec![],
        "groups/11/members/all" | "groups/12/members/all" => vec![user(22, "bo", none())],
        "users" => vec![
            user(21, "ann", json!({"email": "ann@example.com"})),
            user(22, "bo", json!({"public_email": "bo@example.com"})),
            user(23, "cy", json!({"state": "blocked"})),
            user(24, "robot", json!({"bot": true})),
        ],
        _ => return (StatusCode::NOT_FOUND, Json(json!({"message": "404 Not Found"}))).into_response(),
    };
    let from: usize = query.get("page").map_or(0, |page| page.parse().unwrap());
    let page: Vec<_> = list.iter().skip(from).take(2).collect();
    let mut headers = HeaderMap::new();
    if from + 2 < list.len() {
        let others: Vec<_> =
            uri.query().unwrap().split('&').filter(|pair| !pair.starts_with("page=")).collect();
        let link = format!("<{}?{}&page={}>; rel=\"next\"", uri.path(), others.join("&"), from + 2);
        headers.insert("link", link.parse().unwrap());
    }
    (headers, Json(page)).into_response()
}

async fn fetch(server: &Server, token: &str, more: Value) -> Result<Emission, FetchError> {
    let base = serve(Router::new().fallback(answer).with_state(server.clone())).await;
    let hosts = json!({"gitlab": [{"host": "gitlab.example.com", "apiBaseUrl": format!("{base}api/v4"), "baseUrl": "https://gitlab.example.com", "token": token}]});
    let mut config = json!({"host": "gitlab.example.com", "group": "acme"});
    for (key, value) in more.as_object().unwrap() {
        config[key] = value.clone();
    }
    let hosts = Arc::new(Integrations::read(&hosts).unwrap());
    let read = providers::read(&json!({"gitlab": {"main": config}}), &hosts, &http()).unwrap();
    assert_eq!((read.list[0].name(), read.ignored.len()), ("gitlab:main", 0));
    providers::fetch(&*read.list[0]).await
}

async fn check_discovery(more: Value, expect: &[&str]) {
    let emission = fetch(&Server::default(), "t0ken", more.clone()).await.unwrap();
    let targets: Vec<_> =
        emission.entities.iter().map(|emitted| emitted.entity["spec"]["target"].as_str().unwrap()).collect();
    let expect: Vec<_> =
        expect.iter().map(|path| format!("https://gitlab.example.com/acme/{path}")).collect();
    assert_eq!(targets, expect, "{more}");
}

#[tokio::test]
async fn catalog_files_are_discovered_where_they_are() {
    let (cart, fork) = ("shop/cart/-/blob/main/catalog-info.yaml", "shop/fork/-/blob/main/catalog-info.yaml");
    let old = "old/-/blob/trunk/catalog-info.yaml";
    check_discovery(json!({}), &[cart, fork]).await;
    check_discovery(json!({"fallbackBranch": "trunk"}), &[cart, fork, old]).await;
    check_discovery(json!({"skipForkedRepos": true}), &[cart]).await;
    check_discovery(json!({"projectPattern": "^acme/(?!shop/f)"}), &[cart]).await;
    check_discovery(
        json!({"groupPattern": ["^acme/shop$", "^none$"], "excludeRepos": ["acme/shop/cart"]}),
        &[fork],
    )
    .await;
    check_discovery(
        json!({"branch": "live", "entityFilename": "docs/info.yaml"}),
        &["shop/cart/-/blob/live/docs/info.yaml"],
    )
    .await;
    check_discovery(json!({"group": null}), &[cart, fork]).await;
}

#[tokio::test]
async fn what_is_asked_and_what_is_left_out() {
    let server = Server::default();
    let emission = fetch(&server, "t0ken", json!({"membership": true, "topics": ["a", "b"]})).await.unwrap();
    let skipped: Vec<_> = emission.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(skipped, ["acme/secret: its files must not be read with these credentials"]);
    let first = server.asked.lock().unwrap()[0].clone();
    let expect = "archived=false&membership=true&topic=a%2Cb&simple=true&include_subgroups=true&per_page=100";
    assert_eq!(first, format!("groups/acme/projects?{expect}"));
}

#[tokio::test]
async fn groups_and_people_are_read_when_that_is_wanted() {
    let emission = fetch(&Server::default(), "t0ken", json!({"orgEnabled": true})).await.unwrap();
    let of_kind = |kind: &str| {
        emission.entities.iter().filter(|emitted| emitted.entity["kind"] == kind).cloned().collect::<Vec<_>>()
    };
    let (groups, users) = (of_kind("Group"), of_kind("User"));
    assert_eq!((groups.len(), users.len(), of_kind("Location").len()), (3, 2, 2));
    let cart = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Group",
        "metadata": {"name": "shop-cart", "annotations": {"gitlab.example.com/team-path": "acme/shop/cart"}},
        "spec": {"type": "team", "profile": {"displayName": "cart"}, "children": [], "parent": "group:default/shop"},
    });
    let ann = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "User",
        "metadata": {"name": "ann", "annotations": {"gitlab.example.com/user-login": "https://gitlab.example.com/ann"}},
        "spec": {
            "profile": {"displayName": "ANN", "email": "ann@example.com"},
            "memberOf": ["group:default/shop", "group:default/shop-cart"],
        },
    });
    assert_eq!((&groups[1].entity, &users[0].entity), (&cart, &ann));
    assert_eq!(groups[1].location.to_string(), "url:https://gitlab.example.com/acme/shop/cart");
    assert_eq!(users[1].entity["spec"]["profile"]["email"], "bo@example.com");

    let more =
        json!({"orgEnabled": true, "allowInherited": true, "userPattern": "^bo@", "groupPattern": "shop"});
    let emission = fetch(&Server::default(), "t0ken", more).await.unwrap();
    let users: Vec<_> = emission.entities.iter().filter(|emitted| emitted.entity["kind"] == "User").collect();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].entity["spec"]["memberOf"], json!(["group:default/shop", "group:default/shop-cart"]));
}

#[tokio::test]
async fn a_server_that_is_read_by_half_is_not_taken() {
    for broken in [
        "groups/acme/projects",
        "projects/2/repository/files/catalog-info.yaml",
        "users",
        "groups/12/members",
    ] {
        let error = fetch(&Server { broken, ..Server::default() }, "t0ken", json!({"orgEnabled": true}))
            .await
            .unwrap_err();
        assert!(matches!(error, FetchError::Failed { status: 502, .. }), "{broken}: {error}");
    }
    let error = fetch(&Server::default(), "wr0ng", json!({})).await.unwrap_err();
    assert!(error.to_string().contains("(\"401 Unauthorized\"); check the credentials"), "{error}");
    let error = fetch(&Server::default(), "t0ken", json!({"group": "gone"})).await.unwrap_err();
    assert!(matches!(error, FetchError::NotFound { .. }), "{error}");
}

#[tokio::test]
async fn people_of_the_public_host_need_a_group() {
    let read = |config: Value| providers::read(&json!({"gitlab": {"x": config}}), &Arc::default(), &http());
    assert_eq!(read(json!({"orgEnabled": true})).err().unwrap().path, "catalog.providers.gitlab.x.group");
    assert_eq!(
        read(json!({"projectPattern": "("})).err().unwrap().path,
        "catalog.providers.gitlab.x.projectPattern"
    );
    assert_eq!(read(json!({"useSearch": true})).unwrap().ignored, ["catalog.providers.gitlab.x.useSearch"]);
}
