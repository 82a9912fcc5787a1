//! A Microsoft Entra tenant with a few people, in pages of two, behind a sign-in.

use crate::providers_double::{http, serve};
use axum::{
    Form, Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use portico_connect::providers::{self, Emission, FetchError, Provider};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use url::Url;

type Parameters = Query<HashMap<String, String>>;

/// What the tenant was asked, and the path at which it fails.
#[derive(Clone, Default)]
struct Tenant {
    asked: Arc<Mutex<Vec<String>>>,
    broken: &'static str,
}

async fn token(Form(form): Form<HashMap<String, String>>) -> Response {
    let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let is_known = of("client_id") == "portico" && of("client_secret") == "s3cret";
    let is_whole = of("grant_type") == "client_credentials" && of("scope").ends_with("/.default");
    match is_known && is_whole {
        true => Json(json!({"access_token": "a-token", "expires_in": 3599})).into_response(),
        false => {
            let answer = json!({"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."});
            (StatusCode::BAD_REQUEST, Json(answer)).into_response()
        }
    }
}

async fn graph(
    State(tenant): State<Tenant>,
    Path(path): Path<String>,
    Query(query): Parameters,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    if headers.get("authorization").is_none_or(|value| value != "Bearer a-token") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let is_advanced = headers.contains_key("consistencylevel") && query.contains_key("$count");
    let filter = query.get("$filter").or(query.get("$search")).cloned().unwrap_or_default();
    tenant
        .asked
        .lock()
        .unwrap()
        .push(format!("{path} {filter}{}", if is_advanced { " advanced" } else { "" }));
    if path == tenant.broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let user = |id: &str, name: &str| json!({"@odata.type": "#microsoft.graph.user", "id": id, "displayName": name, "mail": format!("{id}@Example.com")});
    let list = match path.as_str() {
        "organization/t1" => return Json(json!({"id": "t1", "displayName": "Example Inc."})).into_response(),
        "users" => vec![
            user("ann", "Ann Lee"),
            user("bo", "Bo"),
            json!({"id": "room", "displayName": "Room 1", "mail": null}),
            user("cy", "Cy"),
        ],
        "groups" if filter.contains("Portal") => vec![json!({"id": "g2"}), json!({"id": "g3"})],
        "groups" => vec![
            json!({"id": "g1", "displayName": "Shop (all)", "mailNickname": "shop", "securityEnabled": true}),
            json!({"id": "g2", "displayName": "Team Cart", "mailNickname": "cart", "description": "Carts", "mail": "cart@example.com"}),
            json!({"id": "g3", "displayName": "Team Pay"}),
        ],
        "groups/g1/members" => vec![
            json!({"@odata.type": "#microsoft.graph.group", "id": "g2"}),
            json!({"@odata.type": "#microsoft.graph.device", "id": "d"}),
        ],
        "groups/g2/members" => vec![user("ann", "Ann Lee"), user("bo", "Bo"), user("gone", "Gone")],
        "groups/g3/members" => vec![user("bo", "Bo")],
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let skip: usize = query.get("$skiptoken").map_or(0, |skip| skip.parse().unwrap());
    let mut answer = json!({"value": list.iter().skip(skip).take(2).collect::<Vec<_>>()});
    if skip + 2 < list.len() {
        let host = headers["host"].to_str().unwrap();
        let filter: String = uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.starts_with("%24skip"))
            .collect::<Vec<_>>()
            .join("&");
        answer["@odata.nextLink"] =
            format!("http://{host}/v1.0/{path}?{filter}&%24skiptoken={}", skip + 2).into();
    }
    Json(answer).into_response()
}

async fn serve_tenant(tenant: &Tenant) -> Url {
    let router = Router::new().route("/t1/oauth2/v2.0/token", post(token)).route("/v1.0/{*path}", get(graph));
    serve(router.with_state(tenant.clone())).await
}

fn provider(base: &Url, more: Value) -> Arc<dyn Provider> {
    let mut config = json!({
        "target": base.join("v1.0/").unwrap().as_str(), "authority": base.as_str(),
        "tenantId": "t1", "clientId": "portico", "clientSecret": "s3cret",
    });
    for (key, value) in more.as_object().unwrap() {
        config[key] = value.clone();
    }
    let read =
        providers::read(&json!({"microsoftGraphOrg": {"main": config}}), &Arc::default(), &http()).unwrap();
    read.list.into_iter().next().unwrap()
}

fn entity<'a>(emission: &'a Emission, name: &str) -> &'a Value {
    let mut entities = emission.entities.iter().map(|emitted| &emitted.entity);
    entities.find(|entity| entity["metadata"]["name"] == name).unwrap()
}

#[tokio::test]
async fn a_tenant_becomes_people_and_groups() {
    let tenant = Tenant::default();
    let base = serve_tenant(&tenant).await;
    let provider = provider(
        &base,
        json!({"user": {"filter": "accountEnabled eq true"}, "group": {"search": "\"displayName:e\""}}),
    );
    assert_eq!(provider.name(), "microsoftGraphOrg:main");
    let emission = providers::fetch(&*provider).await.unwrap();
    assert_eq!(emission.entities.len(), 7);
    assert_eq!(
        emission.skipped[0].to_string(),
        "user room: has no displayName or no mail, of which its name is made"
    );
    let root = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Group",
        "metadata": {"name": "example_inc", "description": "Example Inc.", "annotations": {"graph.microsoft.com/tenant-id": "t1"}},
        "spec": {"type": "root", "profile": {"displayName": "Example Inc."}, "children": ["group:default/shop_all", "group:default/team_pay"]},
    });
    let made = emission.skipped.iter().map(|skipped| skipped.place.as_str()).collect::<Vec<_>>();
    assert_eq!(made, ["user room"]);
    let cart = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Group",
        "metadata": {"name": "cart", "description": "Carts", "annotations": {"graph.microsoft.com/group-id": "g2"}},
        "spec": {"type": "team", "profile": {"displayName": "Team Cart", "email": "cart@example.com"}, "children": [], "parent": "group:default/shop_all"},
    });
    assert_eq!((entity(&emission, "example_inc"), entity(&emission, "cart")), (&root, &cart));
    let bo = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "User",
        "metadata": {"name": "bo_example.com", "annotations": {"microsoft.com/email": "bo@Example.com", "graph.microsoft.com/user-id": "bo"}},
        "spec": {"profile": {"displayName": "Bo", "email": "bo@Example.com"}, "memberOf": [
            "group:default/cart", "group:default/example_inc", "group:default/shop_all", "group:default/team_pay",
        ]},
    });
    assert_eq!(entity(&emission, "bo_example.com"), &bo);
    assert_eq!(emission.entities[0].location.to_string(), "msgraph:main/t1");
    let asked = tenant.asked.lock().unwrap();
    assert!(asked.contains(&"users accountEnabled eq true".to_owned()), "{asked:?}");
    assert!(asked.contains(&"groups \"displayName:e\" advanced".to_owned()), "{asked:?}");
}

#[tokio::test]
async fn people_can_be_the_members_of_groups() {
    let tenant = Tenant::default();
    let base = serve_tenant(&tenant).await;
    let provider = provider(
        &base,
        json!({"userGroupMember": {"filter": "displayName eq 'Portal'"}, "queryMode": "advanced"}),
    );
    let emission = providers::fetch(&*provider).await.unwrap();
    let users = emission.entities.iter().filter(|emitted| emitted.entity["kind"] == "User");
    let names: Vec<_> = users.map(|emitted| emitted.entity["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["ann_example.com", "bo_example.com", "gone_example.com"]);
    assert!(!tenant.asked.lock().unwrap().iter().any(|asked| asked.starts_with("users")));
}

#[tokio::test]
async fn a_tenant_that_is_read_by_half_is_not_taken() {
    for broken in ["organization/t1", "users", "groups", "groups/g3/members"] {
        let base = serve_tenant(&Tenant { broken, ..Tenant::default() }).await;
        let error = providers::fetch(&*provider(&base, json!({}))).await.unwrap_err();
        assert!(matches!(error, FetchError::Failed { status: 500, .. }), "{broken}: {error}");
        assert!(error.to_string().contains(broken), "{error}");
    }
}

#[tokio::test]
async fn a_wrong_secret_is_explained() {
    let base = serve_tenant(&Tenant::default()).await;
    let error = providers::fetch(&*provider(&base, json!({"clientSecret": "wr0ng"}))).await.unwrap_err();
    let message = error.to_string();
    assert!(matches!(error, FetchError::Unauthorized { status: 400, .. }), "{message}");
    assert!(
        message.contains("AADSTS7000215") && message.contains("catalog.providers.microsoftGraphOrg.main"),
        "{message}"
    );
    assert!(!message.contains("wr0ng"), "{message}");
}

#[track_caller]
fn check_config(key: &str, value: Value, expect: &str) {
    let mut config = json!({"tenantId": "t", "clientId": "c", "clientSecret": "s", "user": {"filter": "x"}});
    config[key] = value;
    let error =
        providers::read(&json!({"microsoftGraphOrg": config}), &Arc::default(), &http()).err().unwrap();
    assert_eq!(error.path, format!("catalog.providers.microsoftGraphOrg.{expect}"));
}

#[tokio::test]
async fn mistakes_in_the_configuration_name_their_place() {
    check_config("tenantId", json!(null), "tenantId");
    check_config("clientSecret", json!(7), "clientSecret");
    check_config("target", json!("graph.microsoft.com"), "target");
    check_config("queryMode", json!("fast"), "queryMode");
    check_config("userGroupMember", json!({"filter": "y"}), "user.filter");
    let config = json!({"tenantId": "t", "clientId": "c", "clientSecret": "s", "user": {"loadPhotos": true}, "provider": 1});
    let ignored =
        providers::read(&json!({"microsoftGraphOrg": config}), &Arc::default(), &http()).unwrap().ignored;
    assert_eq!(ignored[0], "catalog.providers.microsoftGraphOrg.provider");
    assert!(ignored[1].starts_with("catalog.providers.microsoftGraphOrg.user.loadPhotos: "), "{ignored:?}");
}
