//! GitHub's GraphQL interface with two organisations, in pages of two.

use crate::providers_double::{http, serve};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use portico_connect::providers::{self, Emission, FetchError, Provider};
use portico_scm::Integrations;
use serde_json::{Value, json};
use std::sync::Arc;
use url::Url;

/// What it does instead of answering properly.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Good,
    /// An error in the answer, of a type, to questions of a name.
    Error(&'static str, &'static str),
    Circle,
}

/// The nodes behind the cursor, two at most.
fn page(nodes: &[Value], variables: &Value, mood: Mood) -> Value {
    let from: usize = variables["cursor"].as_str().map_or(0, |cursor| cursor.parse().unwrap());
    let most = variables["size"].as_u64().unwrap().min(2) as usize;
    let to = (from + most).min(nodes.len());
    let (more, to_show) = if mood == Mood::Circle { (true, 2) } else { (to < nodes.len(), to) };
    json!({"nodes": nodes[from..to], "pageInfo": {"hasNextPage": more, "endCursor": to_show.to_string()}})
}

async fn graphql(State(mood): State<Mood>, headers: HeaderMap, Json(question): Json<Value>) -> Response {
    if headers.get("authorization").is_none_or(|value| value != "Bearer t0ken") {
        return (StatusCode::UNAUTHORIZED, Json(json!({"message": "Bad credentials"}))).into_response();
    }
    let name = question["query"].as_str().unwrap().split(['(', ' ']).nth(1).unwrap();
    if let Mood::Error(at, kind) = mood
        && at == name
    {
        let answer =
            json!({"data": {"organization": null}, "errors": [{"type": kind, "message": "No, sorry"}]});
        return Json(answer).into_response();
    }
    let variables = &question["variables"];
    let login = |login: &str| json!({"login": login});
    let team = |slug: &str, parent: Value, members: &[&str]| {
        let nodes: Vec<_> = members.iter().take(1).map(|name| login(name)).collect();
        json!({
            "slug": slug, "combinedSlug": format!("{}/{slug}", variables["org"].as_str().unwrap()), "name": format!("Team {slug}"),
            "description": "", "avatarUrl": null, "editTeamUrl": null, "parentTeam": parent,
            "members": {"pageInfo": {"hasNextPage": members.len() > 1}, "nodes": nodes},
        })
    };
    let repository = |name: &str, more: Value| {
        let mut repository = json!({
            "name": name, "url": format!("https://github.example.com/acme/{name}"), "isArchived": false, "isFork": false,
            "visibility": "PRIVATE", "repositoryTopics": {"nodes": [{"topic": {"name": "shop"}}]},
            "defaultBranchRef": {"name": "main"}, "file": {"byteSize": 12},
        });
        for (key, value) in more.as_object().unwrap() {
            repository[key] = value.clone();
        }
        repository
    };
    let ann = json!({"login": "ann", "name": "Ann Lee", "bio": "Carts", "email": "ann@example.com", "avatarUrl": "https://example.com/ann.png"});
    let list = |nodes: &[Value]| page(nodes, variables, mood);
    let data = match (name, variables["org"].as_str().unwrap_or_default()) {
        ("people", "acme") => {
            json!({"organization": {"membersWithRole": list(&[ann, login("bo"), login("Cy")])}})
        }
        ("people", "other") => json!({"organization": {"membersWithRole": list(&[ann, login("dee")])}}),
        ("teams", "acme") => {
            let cart = team("cart", login("x"), &["ann", "bo", "Cy"]);
            let mut teams =
                [team("shop", json!(null), &[]), cart, team("pay", json!({"slug": "shop"}), &["bo"])];
            teams[1]["parentTeam"] = json!({"slug": "shop"});
            json!({"organization": {"teams": list(&teams)}})
        }
        ("teams", "other") => {
            json!({"organization": {"teams": list(&[team("cart", json!(null), &["ann"])])}})
        }
        ("members", "acme") => {
            json!({"organization": {"team": {"members": list(&[login("ann"), login("bo"), login("Cy")])}}})
        }
        ("repositories", _) if variables["owner"] == "acme" => {
            let none = json!({});
            let repositories = [
                repository("cart", none.clone()),
                repository("fork", json!({"isFork": true})),
                repository("old", json!({"isArchived": true})),
                repository("empty", json!({"defaultBranchRef": null, "file": null})),
                repository("bare", json!({"file": null})),
                repository("site", json!({"visibility": "PUBLIC", "repositoryTopics": {"nodes": []}})),
                repository("sandbox-1", json!({"file": {"byteSize": 0}})),
            ];
            json!({"repositoryOwner": {"repositories": list(&repositories)}})
        }
        ("repositories", _) => json!({"repositoryOwner": null}),
        _ => json!({"organization": null}),
    };
    Json(json!({"data": data})).into_response()
}

async fn hosts(mood: Mood, token: &str) -> Arc<Integrations> {
    let base = serve(Router::new().route("/api/graphql", post(graphql)).with_state(mood)).await;
    integrations(&base, token)
}

fn integrations(base: &Url, token: &str) -> Arc<Integrations> {
    let config = json!({"github": [{"host": "github.example.com", "apiBaseUrl": format!("{base}api/v3"), "token": token}]});
    Arc::new(Integrations::read(&config).unwrap())
}

fn provider(hosts: &Arc<Integrations>, kind: &str, config: Value) -> Arc<dyn Provider> {
    providers::read(&json!({ kind: config }), hosts, &http()).unwrap().list.remove(0)
}

async fn org(mood: Mood, token: &str, orgs: Value) -> Result<Emission, FetchError> {
    let config = json!({"id": "main", "githubUrl": "https://github.example.com", "orgs": orgs});
    providers::fetch(&*provider(&hosts(mood, token).await, "githubOrg", config)).await
}

fn found<'a>(emission: &'a Emission, kind: &str) -> Vec<(String, &'a Value)> {
    let of_kind = emission.entities.iter().filter(|emitted| emitted.entity["kind"] == kind);
    of_kind.map(|emitted| (emitted.location.to_string(), &emitted.entity)).collect()
}

#[tokio::test]
async fn an_organisation_becomes_people_and_teams() {
    let emission = org(Mood::Good, "t0ken", json!(["acme"])).await.unwrap();
    assert_eq!(emission.skipped, []);
    let ann = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "User",
        "metadata": {"name": "ann", "description": "Carts", "annotations": {"github.com/user-login": "ann"}},
        "spec": {
            "profile": {"displayName": "Ann Lee", "email": "ann@example.com", "picture": "https://example.com/ann.png"},
            "memberOf": ["group:default/cart"],
        },
    });
    let cart = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Group",
        "metadata": {"name": "cart", "annotations": {"github.com/team-slug": "acme/cart"}},
        "spec": {
            "type": "team", "profile": {"displayName": "Team cart"}, "children": [], "members": ["ann", "bo", "Cy"],
            "parent": "group:default/shop",
        },
    });
    let (people, teams) = (found(&emission, "User"), found(&emission, "Group"));
    assert_eq!((people.len(), teams.len()), (3, 3));
    assert_eq!(people[0], ("url:https://github.example.com/ann".to_owned(), &ann));
    assert_eq!(teams[1], ("url:https://github.example.com/orgs/acme/teams/cart".to_owned(), &cart));
    assert_eq!(teams[0].1["spec"]["children"], json!(["group:default/cart", "group:default/pay"]));
}

#[tokio::test]
async fn teams_of_several_organisations_have_namespaces() {
    let emission = org(Mood::Good, "t0ken", json!(["acme", "other"])).await.unwrap();
    let (people, teams) = (found(&emission, "User"), found(&emission, "Group"));
    assert_eq!((people.len(), teams.len()), (4, 4));
    assert_eq!(people[0].1["spec"]["memberOf"], json!(["group:acme/cart", "group:other/cart"]));
    assert_eq!(teams[3].1["metadata"]["namespace"], "other");
    assert_eq!(teams[3].1["spec"]["members"], json!(["default/ann"]));
}

#[tokio::test]
async fn failures_are_explained_and_give_no_part_of_the_list() {
    let check = async |mood, token, orgs, expect: &str| {
        let message = org(mood, token, orgs).await.unwrap_err().to_string();
        assert!(message.contains(expect), "{message}");
        assert!(!message.contains("t0ken") && !message.contains("wr0ng"), "{message}");
    };
    let acme = || json!(["acme"]);
    let refused = "refused with status 401 (\"Bad credentials\"); check the credentials and permissions of catalog.providers.githubOrg";
    check(Mood::Good, "wr0ng", acme(), refused).await;
    check(Mood::Good, "t0ken", json!(["acme", "gone"]), "found nothing").await;
    check(Mood::Circle, "t0ken", acme(), "its next page is the same page").await;
    check(Mood::Error("members", "FORBIDDEN"), "t0ken", acme(), "refused with status 200 (\"No, sorry\")")
        .await;
    check(Mood::Error("teams", "INSUFFICIENT_SCOPES"), "t0ken", acme(), "check the credentials").await;
    check(Mood::Error("teams", "RATE_LIMITED"), "t0ken", acme(), "too many requests").await;
    check(Mood::Error("people", "NOT_FOUND"), "t0ken", acme(), "(\"No, sorry\"); check the address").await;
    check(Mood::Error("people", "ODD"), "t0ken", acme(), "it holds an error (\"No, sorry\")").await;
}

async fn check_discovery(config: Value, expect: &[&str]) {
    let mut whole = json!({"organization": "acme", "host": "github.example.com"});
    for (key, value) in config.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let provider = provider(&hosts(Mood::Good, "t0ken").await, "github", json!({"shop": whole}));
    let emission = providers::fetch(&*provider).await.unwrap();
    let targets: Vec<_> =
        emission.entities.iter().map(|emitted| emitted.entity["spec"]["target"].as_str().unwrap()).collect();
    let expect: Vec<_> =
        expect.iter().map(|path| format!("https://github.example.com/acme/{path}")).collect();
    assert_eq!(targets, expect, "{config}");
}

#[tokio::test]
async fn catalog_files_are_discovered() {
    const FILE: &str = "blob/main/catalog-info.yaml";
    let of = |names: &[&str]| names.iter().map(|name| format!("{name}/{FILE}")).collect::<Vec<_>>();
    let check = async |config: Value, names: &[&str]| {
        let expect = of(names);
        check_discovery(config, &expect.iter().map(String::as_str).collect::<Vec<_>>()).await;
    };
    check(json!({}), &["cart", "fork", "bare", "site", "sandbox-1"]).await;
    check(json!({"validateLocationsExist": true}), &["cart", "fork", "site"]).await;
    check(
        json!({"filters": {"allowForks": false, "repository": "(?!sandbox).*"}}),
        &["cart", "bare", "site"],
    )
    .await;
    check(json!({"filters": {"repository": "ca|art"}}), &["cart"]).await;
    check(
        json!({"filters": {"topic": {"include": ["shop"]}, "allowArchived": true}}),
        &["cart", "fork", "old", "bare", "sandbox-1"],
    )
    .await;
    check(json!({"filters": {"topic": {"exclude": ["shop"]}}}), &["site"]).await;
    check(json!({"filters": {"visibility": ["public", "internal"]}}), &["site"]).await;
    let config = json!({"catalogPath": "/**/info.yaml", "filters": {"branch": "live", "repository": "cart"}});
    check_discovery(config, &["cart/blob/live/**/info.yaml"]).await;
}

#[tokio::test]
async fn a_discovered_location_names_its_file() {
    let config =
        json!({"organization": "acme", "host": "github.example.com", "filters": {"repository": "cart"}});
    let emission =
        providers::fetch(&*provider(&hosts(Mood::Good, "t0ken").await, "github", config)).await.unwrap();
    let emitted = &emission.entities[0];
    let location = "url:https://github.example.com/acme/cart/blob/main/catalog-info.yaml";
    assert_eq!(emitted.location.to_string(), location);
    assert_eq!(emitted.entity["spec"]["type"], "url");
    assert_eq!(emitted.entity["spec"]["presence"], "optional");
    assert_eq!(emitted.entity["metadata"]["annotations"]["backstage.io/managed-by-location"], location);
}

#[tokio::test]
async fn an_owner_that_is_not_there_is_an_error() {
    let config = json!({"organization": "gone", "host": "github.example.com"});
    let error =
        providers::fetch(&*provider(&hosts(Mood::Good, "t0ken").await, "github", config)).await.unwrap_err();
    assert!(matches!(error, FetchError::NotFound { .. }), "{error}");
}

#[track_caller]
fn check_config(kind: &str, config: Value, expect: &str) {
    let hosts = integrations(&Url::parse("https://example.com").unwrap(), "t");
    let error = providers::read(&json!({ kind: config }), &hosts, &http()).err().unwrap();
    assert_eq!(error.path, format!("catalog.providers.{expect}"), "{error}");
}

#[tokio::test]
async fn mistakes_in_the_configuration_name_their_place() {
    check_config("githubOrg", json!([{"id": "a", "orgs": []}]), "githubOrg[0].orgs");
    check_config("githubOrg", json!({"githubUrl": "x", "orgs": ["a"]}), "githubOrg.githubUrl");
    check_config(
        "githubOrg",
        json!({"githubUrl": "https://other.example.com", "orgs": ["a"]}),
        "githubOrg.githubUrl",
    );
    check_config("github", json!({"x": {"catalogPath": "/a"}}), "github.x.organization");
    check_config("github", json!({"organization": "a", "host": "x.example.com"}), "github.host");
    check_config(
        "github",
        json!({"organization": "a", "filters": {"repository": "("}}),
        "github.filters.repository",
    );
    let both = json!({"organization": "a", "catalogPath": "*/x.yaml", "validateLocationsExist": true});
    check_config("github", both, "github.validateLocationsExist");
}
