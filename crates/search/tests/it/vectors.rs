//! The shared cases of the query API, and our own beside them.

use crate::world::Shelf;
use portico_search::{Changed, Document, Search, SearchError, api::Asked, of_entity};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Cases of the shared file that we answer otherwise, and why.
const EXCEPTIONS: [(&str, &str); 1] = [
    // "item" with kind=API: the original's engine makes the term optional next to a filter, and so counts the document
    // that has only the kind; it is then dropped from the page for its unsafe address. Here both must hold.
    ("sq-12", r#"{ "count": 15, "numberOfResults": 15 }"#),
];

fn cases(name: &str) -> Option<Vec<Value>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract/vectors");
    let path = folder.join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    Some(file["cases"].as_array().unwrap().clone())
}

/// What the shared file's fixture says in words.
fn items() -> Search {
    let shelf = Shelf::default();
    let put = |title: &str, text: &str, kind: &str, location: &str| {
        let fields = json!({ "title": title, "text": text, "kind": kind, "location": location });
        let fields: Map<String, Value> = fields.as_object().unwrap().clone();
        // In the order of their addresses, so that the unsafe one is last, as in the fixture.
        shelf.put_document(location, Document::of_fields(fields));
    };
    for n in 0..30 {
        let kind = if n % 2 == 1 { "Component" } else { "API" };
        let text = if n == 7 { "special pelican" } else { "" };
        put(&format!("Item {n}"), text, kind, &format!("/catalog/default/x/item-{n}"));
    }
    put("Bad link pelican", "", "API", "javascript:alert(1)");
    let search = Search::in_memory().unwrap();
    search.follow(&shelf, Changed::All).unwrap();
    search
}

#[test]
fn entities_become_documents_as_the_shared_cases_say() {
    let Some(cases) = cases("search.json") else { return };
    for case in cases {
        let mut fields = of_entity(&case["input"]).fields;
        match case["op"].as_str() {
            Some("documentOfEntity") => {
                fields.shift_remove("location");
                fields.shift_remove("authorization");
            }
            Some("indexedDocument") => {}
            _ => continue,
        }
        assert_eq!(Value::Object(fields), case["expect"], "{}", case["id"]);
    }
}

#[test]
fn questions_are_answered_as_the_shared_cases_say() {
    let Some(cases) = cases("search.json") else { return };
    let search = items();
    let mut failures = Vec::new();
    for case in cases.iter().filter(|case| case["op"] == "http") {
        let mut expected = case["expect"].clone();
        if let Some((_, ours)) = EXCEPTIONS.iter().find(|(id, _)| case["id"] == *id) {
            let ours: Map<String, Value> = serde_json::from_str(ours).unwrap();
            expected.as_object_mut().unwrap().extend(ours);
        }
        let found = summary(&answer(&search, case["request"]["path"].as_str().unwrap()), &expected);
        if found != expected {
            failures.push(format!("{} {}: {found}\n  expected {expected}", case["id"], case["why"]));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn answer(search: &Search, path: &str) -> Result<Value, SearchError> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.replace("%3D", "=")))
        .collect();
    Asked::read(&pairs)?.answer(search)
}

/// What the expectation speaks about, of an answer.
fn summary(answer: &Result<Value, SearchError>, expected: &Value) -> Value {
    let answer = match answer {
        Ok(answer) => answer,
        Err(SearchError::Input(_)) => return json!({ "status": 400, "errorName": "InputError" }),
        Err(SearchError::MissingIndex(_)) => {
            return json!({ "status": 500, "errorName": "MissingIndexError" });
        }
        Err(error) => panic!("{error}"),
    };
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let mut summary = json!({
        "status": 200,
        "bodyKeys": keys(answer),
        "count": answer["results"].as_array().unwrap().len(),
        "numberOfResults": answer["numberOfResults"],
    });
    for (name, key) in [("nextPage", "nextPageCursor"), ("previousPage", "previousPageCursor")] {
        if let Some(cursor) = answer[key].as_str() {
            use base64::Engine as _;
            let text = base64::engine::general_purpose::STANDARD.decode(cursor).unwrap();
            summary[name] = String::from_utf8(text).unwrap().into();
        }
    }
    if expected.get("first").is_some() {
        let first = &answer["results"][0];
        summary["first"] = json!({
            "keys": keys(first),
            "type": first["type"],
            "title": first["document"]["title"],
            "rank": first["rank"],
            "documentKeys": keys(&first["document"]),
            "highlightKeys": keys(&first["highlight"]),
        });
    }
    summary
}

#[test]
fn marks_are_told_with_tags_that_nobody_can_forge() {
    let search = items();
    let found = answer(&search, "/query?term=pelican").unwrap();
    let highlight = &found["results"][0]["highlight"];
    let (before, after) = (highlight["preTag"].as_str().unwrap(), highlight["postTag"].as_str().unwrap());
    assert_eq!(highlight["fields"], json!({ "text": format!("special {before}pelican{after}") }));
    assert_ne!(
        answer(&items(), "/query?term=pelican").unwrap()["results"][0]["highlight"]["preTag"],
        *before
    );
}

#[test]
fn filters_are_together_and_their_values_are_alternatives() {
    let search = items();
    let count = |path: &str| answer(&search, path).unwrap()["numberOfResults"].as_u64().unwrap();
    assert_eq!(count("/query?filters[kind]=component"), 15);
    assert_eq!(count("/query?filters[kind][]=component&filters[kind][]=API"), 31);
    assert_eq!(count("/query?filters[kind]=API&filters[owner]=nobody"), 0);
    assert_eq!(count("/query?term=item&pageCursor=OTk%3D"), 30);
}
