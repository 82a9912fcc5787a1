// What is done with arbitrary bytes: the first says which parser gets the rest.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_query::{ByRefsRequest, FacetsRequest, Index, ListRequest, PageRequest, Predicate};
use serde_json::{Value, json};
use std::sync::OnceLock;

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::new();
        for (number, name) in ["cart", "till", "Größe"].into_iter().enumerate() {
            let entity = json!({
                "kind": "Component",
                "metadata": {"name": name, "uid": number.to_string(), "tags": ["java", "é"]},
                "spec": {"type": "service", "n": 1.5, "empty": null},
            });
            index.upsert(&entity, entity.to_string().into(), &[]).expect("an entity");
        }
        index
    })
}

/// Gives bytes to a parser and what it understood to the index.
pub fn request(bytes: &[u8]) {
    let Some((what, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest).into_owned();
    let pair = |name: &str| vec![(name.to_owned(), text.clone())];
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    match what % 6 {
        0 => {
            for name in ["filter", "fields", "order", "after", "limit", "offset"] {
                if let Ok(request) = ListRequest::parse(&pair(name)) {
                    let listing = request.answer(index(), None);
                    listing.to_json();
                    listing.link("/entities", &pair(name));
                }
            }
        }
        1 => {
            let names =
                ["filter", "cursor", "orderField", "fullTextFilterTerm", "fullTextFilterFields", "limit"];
            for name in names {
                page(PageRequest::parse(&pair(name)));
            }
        }
        2 => {
            page(PageRequest::parse_post(&[], &body));
            page(PageRequest::parse_post(&[], &json!({ "query": body })));
        }
        3 => {
            for parse in [Predicate::parse, Predicate::parse_query] {
                if let Ok(predicate) = parse(&body) {
                    let again = parse(&predicate.to_json());
                    assert_eq!(again.as_ref(), Ok(&predicate), "what is written is read as the same");
                    portico_query::matches(&predicate, &json!({"kind": "Component"}));
                    index().evaluate(&predicate);
                }
            }
        }
        4 => {
            if let Ok(request) = FacetsRequest::parse_post(&[], &body) {
                request.answer(index(), None).to_json();
            }
            if let Ok(request) = ByRefsRequest::parse(&[], &body) {
                request.answer(index(), None).to_json();
            }
        }
        _ => {
            // A cursor that somebody put together by hand, in either request.
            let cursor = STANDARD.encode(&text);
            page(PageRequest::parse(&[("cursor".to_owned(), cursor.clone())]));
            page(PageRequest::parse_post(&[], &json!({ "cursor": cursor })));
        }
    }
}

fn page(parsed: Result<PageRequest, portico_query::QueryError>) {
    if let Ok(request) = parsed {
        request.answer(index(), None).to_json();
    }
}
