//! The generic HTTP source against an inventory that pages, limits, fails and lies.

use crate::providers_double::{Script, http, serve};
use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use portico_connect::providers::{self, Emission, FetchError, Provider, preview};
use portico_entity::KindPolicy;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};
use url::Url;

/// A source of Groups named after `id`, with more settings.
fn source(url: &Url, more: Value) -> Arc<dyn Provider> {
    let mut config = json!({"url": url.as_str(), "entities": [{"kind": "Group", "name": "{{ id }}"}]});
    for (key, value) in more.as_object().unwrap() {
        config[key] = value.clone();
    }
    providers::read(&json!({"http": {"apps": config}}), &Arc::default(), &http()).unwrap().list.remove(0)
}

fn names(emission: &Emission) -> String {
    let names = emission.entities.iter().map(|emitted| emitted.entity["metadata"]["name"].as_str().unwrap());
    names.collect::<Vec<_>>().join(" ")
}

/// Seven rows behind every sort of paging; never more than three at once, whatever is asked for.
async fn pages(
    State(is_clamped): State<bool>,
    Query(query): Query<HashMap<String, String>>,
) -> impl IntoResponse {
    let number = |name: &str| query.get(name).map(|text| text.parse::<usize>().unwrap());
    let mut from = number("offset").or(number("cursor")).unwrap_or((number("page").unwrap_or(1) - 1) * 3);
    if is_clamped {
        from = from.min(6);
    }
    let to = (from + 3).min(7).max(from);
    let rows: Vec<_> = (from..to).map(|id| json!({"id": format!("r{id}")})).collect();
    let more = to < 7;
    let mut headers = HeaderMap::new();
    if more && query.contains_key("link") {
        let link = format!("</list?link=1&offset={to}>; rel=\"next\", </list>; rel=\"first\"");
        headers.insert(header::LINK, link.parse().unwrap());
    }
    let answer = json!({
        "asked": query,
        "rows": rows,
        "links": {"next": more.then(|| format!("list?offset={to}"))},
        "cursor": if more { to.to_string() } else { String::new() },
    });
    (headers, Json(answer))
}

async fn check_paging(is_clamped: bool, query: &str, paging: Value) {
    let base = serve(Router::new().route("/list", get(pages)).with_state(is_clamped)).await;
    let url = base.join(&format!("list{query}")).unwrap();
    let emission = providers::fetch(&*source(&url, json!({"paging": paging}))).await.unwrap();
    assert_eq!(names(&emission), "r0 r1 r2 r3 r4 r5 r6", "{paging}");
    assert_eq!(emission.entities[0].location.to_string(), format!("url:{}", base.join("list").unwrap()));
    assert_eq!(emission.skipped, []);
}

#[tokio::test]
async fn lists_are_read_to_their_end() {
    for is_clamped in [false, true] {
        check_paging(is_clamped, "", json!({"next": "links.next"})).await;
        check_paging(is_clamped, "?link=1", json!({"link": true})).await;
        check_paging(is_clamped, "", json!({"page": "page"})).await;
        check_paging(is_clamped, "", json!({"page": "page", "size": 100, "sizeParameter": "perPage"})).await;
        check_paging(is_clamped, "", json!({"offset": "offset", "size": 2, "sizeParameter": "limit"})).await;
        check_paging(is_clamped, "", json!({"cursor": "cursor", "parameter": "cursor"})).await;
    }
}

#[tokio::test]
async fn a_first_page_is_not_taken_for_the_list() {
    let base = serve(Router::new().route("/list", get(pages)).with_state(false)).await;
    let error = providers::fetch(&*source(&base.join("list?link=1").unwrap(), json!({}))).await.unwrap_err();
    assert!(matches!(error, FetchError::Incomplete { .. }), "{error}");
    assert!(error.to_string().ends_with("set paging: {link: true}"), "{error}");
}

#[tokio::test]
async fn a_list_that_names_itself_as_its_next_page_ends() {
    let script = Script::of([(200, "", r#"{"rows": [{"id": "a"}], "next": "/list"}"#)]);
    let url = script.url("list").await;
    let emission = providers::fetch(&*source(&url, json!({"paging": {"next": "next"}}))).await.unwrap();
    assert_eq!((names(&emission).as_str(), script.asked()), ("a", 1));
}

/// One answer after the other, the last one for ever; then either the names or the message.
async fn check_answers<const N: usize>(
    answers: [(u16, &'static str, &'static str); N],
    more: Value,
    expect: Result<&str, &str>,
    asked: usize,
) {
    let script = Script::of(answers);
    let url = script.url("list?token=hidden").await;
    let found = providers::fetch(&*source(&url, more)).await;
    match (found, expect) {
        (Ok(emission), Ok(expect)) => assert_eq!(names(&emission), expect, "{answers:?}"),
        (Err(error), Err(expect)) => {
            let message = error.to_string();
            assert!(message.contains(expect) && !message.contains("hidden"), "{answers:?}: {message}");
        }
        (Ok(emission), Err(_)) => assert_eq!(names(&emission), "an error", "{answers:?}"),
        (Err(error), Ok(expect)) => assert_eq!(error.to_string(), expect, "{answers:?}"),
    }
    assert_eq!(script.asked(), asked, "{answers:?}");
}

#[tokio::test]
async fn failures_are_explained_and_those_by_chance_forgiven() {
    const GOOD: (u16, &str, &str) = (200, "", r#"[{"id": "a"}]"#);
    let none = || json!({});
    check_answers([(500, "", ""), GOOD], none(), Ok("a"), 2).await;
    check_answers([(500, "", "")], none(), Err("answered with status 500"), 2).await;
    check_answers([(429, "retry-after: 0", ""), (503, "retry-after: 0", ""), GOOD], none(), Ok("a"), 3).await;
    check_answers(
        [(429, "retry-after: 0", "")],
        none(),
        Err("too many requests (it asks for a pause of 0 s)"),
        6,
    )
    .await;
    check_answers([(429, "retry-after: 7200", "")], none(), Err("a pause of 7200 s"), 1).await;
    check_answers([(403, "x-ratelimit-remaining: 0", "")], none(), Err("too many requests; it is asked"), 1)
        .await;
    let denied = r#"{"error": {"message": "token expired"}}"#;
    let told = "was refused with status 401 (\"token expired\"); check the credentials and permissions of catalog.providers.http.apps";
    check_answers([(401, "", denied)], none(), Err(told), 1).await;
    check_answers([(403, "", "")], none(), Err("refused with status 403;"), 1).await;
    check_answers([(404, "", "")], none(), Err("check the address of catalog.providers.http.apps"), 1).await;
    check_answers(
        [(302, "location: /other?token=hidden", "")],
        none(),
        Err("/other, which is not followed"),
        1,
    )
    .await;
    check_answers([(200, "", "<html>hello")], none(), Err("it is not JSON"), 1).await;
    check_answers([(200, "", r#"{"a": 1}"#)], none(), Err("a mapping without a list"), 1).await;
    check_answers([(200, "", "[]")], none(), Ok(""), 1).await;
    let unmapped = Err("none of its 2 rows could be mapped; row 1: name: there is no value for it");
    check_answers([(200, "", r#"[{"x": 1}, {}]"#)], none(), unmapped, 1).await;
    let elsewhere = r#"{"rows": [{"id": "a"}], "next": "http://evil.example.com/?token=hidden"}"#;
    let next = || json!({"paging": {"next": "next"}});
    check_answers(
        [(200, "", elsewhere)],
        next(),
        Err("next page is on another host, http://evil.example.com/,"),
        1,
    )
    .await;
}

#[tokio::test]
async fn a_failure_in_the_middle_gives_no_part_of_the_list() {
    let next = || json!({"paging": {"cursor": "cursor", "parameter": "at"}});
    let first = (200, "", r#"{"rows": [{"id": "a"}], "cursor": 2}"#);
    check_answers([first, (500, "", "")], next(), Err("status 500"), 3).await;
    check_answers([first, (200, "", "garbage")], next(), Err("it is not JSON"), 2).await;
}

#[tokio::test]
async fn a_list_without_end_is_given_up() {
    async fn endless(Query(query): Query<HashMap<String, String>>) -> Json<Value> {
        let at: u64 = query.get("at").map_or(0, |at| at.parse().unwrap());
        Json(json!({"rows": [], "cursor": at + 1}))
    }
    let base = serve(Router::new().route("/list", get(endless))).await;
    let paging = json!({"paging": {"cursor": "cursor", "parameter": "at"}});
    let error = providers::fetch(&*source(&base.join("list").unwrap(), paging)).await.unwrap_err();
    assert!(error.to_string().contains("21 pages in a row are empty"), "{error}");
}

#[tokio::test]
async fn who_is_slow_is_given_up() {
    let base =
        serve(Router::new().route("/list", get(|| async { std::future::pending::<()>().await }))).await;
    let url = base.join("list").unwrap();
    let error = providers::fetch(&*source(&url, json!({"schedule": {"timeout": "20ms"}}))).await.unwrap_err();
    assert!(matches!(&error, FetchError::TimedOut { provider, .. } if provider == "http:apps"), "{error}");
    let error = providers::fetch(&*source(&url, json!({"timeout": "20ms"}))).await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable(_)), "{error}");
}

#[tokio::test]
async fn credentials_and_bodies_are_sent() {
    async fn list(headers: HeaderMap, body: String) -> impl IntoResponse {
        let authorization = headers.get("authorization").and_then(|value| value.to_str().ok());
        match (authorization, body.as_str()) {
            (Some("Bearer s3cret"), "") => Ok(Json(json!([{"id": "bearer"}]))),
            (Some("Basic YW5uOnM6Mw=="), r#"{"query":"all"}"#) => Ok(Json(json!([{"id": "basic"}]))),
            _ => Err(StatusCode::UNAUTHORIZED),
        }
    }
    let base = serve(Router::new().route("/list", get(list).post(list))).await;
    let url = base.join("list").unwrap();
    let bearer = json!({"headers": {"Authorization": "Bearer s3cret"}});
    assert_eq!(names(&providers::fetch(&*source(&url, bearer)).await.unwrap()), "bearer");
    let basic = json!({"basicAuth": {"username": "ann", "password": "s:3"}, "body": {"query": "all"}});
    assert_eq!(names(&providers::fetch(&*source(&url, basic)).await.unwrap()), "basic");
}

#[tokio::test]
async fn a_preview_shows_what_would_become_of_the_rows() {
    let sheet = "Application;Cost Center;Owner\nCart;K 1;Team Cart\nPay;K 2;\n;K 3;Team Pay\n";
    let script = Script::of([(200, "content-type: text/csv", sheet)]);
    let more = json!({"delimiter": ";", "entities": [
        {"kind": "Component", "name": "{{ Application | slug }}", "labels": {"cost": "{{ Cost Center | slug }}"},
         "spec": {"type": "service", "lifecycle": "production", "owner": "group:{{ Owner | slug }}"}},
        {"kind": "Group", "if": "Owner", "name": "{{ Owner | slug }}", "spec": {"type": "team", "children": []}},
    ]});
    let url = script.url("sheet").await;
    let found = preview(&*source(&url, more), &KindPolicy::default()).await.unwrap();
    let problems: Vec<_> = found.entities.iter().map(|previewed| previewed.problems.len()).collect();
    assert_eq!(problems, [0, 0, 1, 0]);
    assert_eq!(found.skipped_total, 1);
    let expect = "\
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  labels:
    cost: k-1
  annotations:
    backstage.io/managed-by-location: url:URL
    backstage.io/managed-by-origin-location: url:URL
  namespace: default
spec:
  type: service
  lifecycle: production
  owner: group:team-cart
---
";
    let yaml = found.yaml().replace(url.as_str(), "URL");
    assert_eq!(&yaml[..expect.len()], expect);
    assert!(yaml.contains("\n---\n# not taken: spec"), "{yaml}");
    assert!(yaml.ends_with("# left out: row 3: name: there is no value for it\n"), "{yaml}");
}

#[track_caller]
fn check_config(providers: Value, expect: &str) {
    let found = providers::read(&providers, &Arc::default(), &http());
    let path = found.err().map_or("no error".to_owned(), |error| error.path);
    assert_eq!(path, format!("catalog.providers.{expect}"), "{providers}");
}

#[tokio::test]
async fn configurations_are_read_by_id_alone_or_as_lists() {
    let one = || json!({"url": "https://example.com/a", "entities": [{"kind": "Group", "name": "x"}]});
    let names = |providers: Value| {
        let read = providers::read(&providers, &Arc::default(), &http()).unwrap();
        let names: Vec<_> = read.list.iter().map(|provider| provider.name().to_owned()).collect();
        (names.join(" "), read.ignored)
    };
    assert_eq!(names(json!({"http": one()})).0, "http:default");
    assert_eq!(names(json!({"http": {"a": one(), "b": one()}})).0, "http:a http:b");
    let mut named = one();
    named["id"] = "c".into();
    assert_eq!(names(json!({"http": [one(), named]})).0, "http:default http:c");
    let (found, ignored) = names(json!({"okta": {}, "http": one()}));
    assert_eq!(
        (found.as_str(), ignored.as_slice()),
        ("http:default", ["catalog.providers.okta".to_owned()].as_slice())
    );
    let mut crons = one();
    crons["schedule"] = json!({"frequency": {"cron": "0 * * * *"}, "scope": "global"});
    assert!(
        names(json!({"http": crons})).1[0]
            .starts_with("catalog.providers.http.schedule.frequency: only durations")
    );
    assert_eq!(names(json!(null)).0, "");

    let config =
        json!({"http": {"a": one(), "b": one()}, "ldapOrg": {"b": {"target": "ldap://ldap.example.com"}}});
    let read = providers::read(&config, &Arc::default(), &http()).unwrap();
    let named = |name: &str| read.named(name).map(|provider| provider.name().to_owned());
    assert_eq!(named("ldapOrg:b").as_deref(), Some("ldapOrg:b"));
    assert_eq!((named("a").as_deref(), named("b"), named("c")), (Some("http:a"), None, None));

    check_config(json!({"http": [one(), one()]}), "http[1]");
    check_config(json!({"http": {"a": {"entities": []}}}), "http.a.url");
    check_config(json!({"http": {"a": {"url": "ftp://example.com", "entities": []}}}), "http.a.url");
    let wrong = |key: &str, value: Value| {
        let mut config = one();
        config[key] = value;
        json!({"http": {"a": config}})
    };
    for (key, value, path) in [
        ("entities", json!([]), "entities"),
        ("entities", json!([{"kind": "Group", "name": "{{ x | shout }}"}]), "entities[0].name"),
        ("itmes", json!("a"), "itmes"),
        ("items", json!("a..b"), "items"),
        ("format", json!("xml"), "format"),
        ("method", json!("DELETE"), "method"),
        ("headers", json!({"x": 1}), "headers.x"),
        ("basicAuth", json!({"username": "x", "pass": "y"}), "basicAuth.pass"),
        ("delimiter", json!("||"), "delimiter"),
        ("paging", json!({"next": "a", "link": true}), "paging"),
        ("paging", json!({"size": 5}), "paging"),
        ("paging", json!({"cursor": "a"}), "paging.parameter"),
        ("paging", json!({"page": "p", "size": 5}), "paging.sizeParameter"),
        ("paging", json!({"offset": "p", "start": 5}), "paging.start"),
        ("schedule", json!({"frequency": 5}), "schedule.frequency"),
        ("schedule", json!({"frequency": "0s"}), "schedule.frequency"),
        ("schedule", json!({"every": "5m"}), "schedule.every"),
    ] {
        check_config(wrong(key, value), &format!("http.a.{path}"));
    }
}
