//! Finding by words: the operation of `rest/search.rs`.

use super::{
    parameters::{query, repeated},
    replies::Refusal,
    words::{Described, get, list, map, named, number, object, one_of, text},
};
use axum::http::StatusCode;
use portico_search::{
    api::TYPES,
    limits::{PAGE, PAGE_MOST, TEXT},
};
use serde_json::json;
use utoipa::openapi::{
    path::ParameterStyle,
    schema::{ObjectBuilder, SchemaType, Type},
};

pub(super) fn operations() -> Vec<Described> {
    let term = format!(
        "Words, at most {TEXT} characters. Every word must be found, as it is, as the beginning of a word of a name, \
         by its stem, or, where nothing is written like that, with one or two typing errors. Without words, \
         everything is found."
    );
    let filters = "Fields of documents and the values of which they must have one: `filters[kind]=API`, or \
                   `filters[kind][]=API` more than once. Case does not matter.";
    let result = json!({
        "type": TYPES[0],
        "document": {
            "title": "till",
            "text": "Takes money",
            "componentType": "service",
            "type": "service",
            "namespace": "default",
            "kind": "Component",
            "lifecycle": "production",
            "owner": "team-oak",
            "location": "/catalog/default/component/till",
        },
        "rank": 1,
        "highlight": { "preTag": "<5f1c>", "postTag": "</5f1c>", "fields": { "text": "Takes <5f1c>money</5f1c>" } },
    });
    let search = get("/query", "search", "Find documents by words")
        .note(
            "Parameters that are not known are passed over. Results whose address is neither relative nor http or \
             https are left out, but counted.",
        )
        .takes(query("term", &term, text()))
        .takes(repeated("types[]", "Types of documents. Without it, all.", json!([TYPES[0]])))
        .takes(query("filters", filters, map(text())).style(Some(ParameterStyle::DeepObject)))
        .takes(query(
            "pageLimit",
            "At most so many results.",
            number(1).maximum(Some(u32::try_from(PAGE_MOST).unwrap_or(u32::MAX))).default(Some(PAGE.into())),
        ))
        .takes(query("pageCursor", "The page: `nextPageCursor` or `previousPageCursor` of another.", text()))
        .answers(
            StatusCode::OK,
            "The results, best first.",
            named("SearchResults"),
            json!({ "results": [result], "nextPageCursor": "MQ==", "numberOfResults": 31 }),
        )
        .refuses(&[Refusal::Input, Refusal::MissingIndex]);
    vec![search]
}

/// The shapes of answers.
pub(super) fn schemas() -> [(&'static str, ObjectBuilder); 2] {
    let cursor =
        |page: &str| text().description(Some(format!("The {page} page; absent when there is none.")));
    let results = object()
        .property("results", list(named("SearchResult")))
        .property("nextPageCursor", cursor("next"))
        .property("previousPageCursor", cursor("previous"))
        .property("numberOfResults", number(0).description(Some("On all pages together.")))
        .required("results");
    let highlight = object()
        .property("preTag", text().description(Some("What marks begin with; another one at every start.")))
        .property("postTag", text().description(Some("What marks end with.")))
        .property(
            "fields",
            map(text()).description(Some("The fields in which words were found, with marks.")),
        );
    let anything = ObjectBuilder::new().schema_type(SchemaType::new(Type::Object));
    let result = object()
        .property("type", one_of(&TYPES))
        .property(
            "document",
            anything.description(Some("What is known of it, with `title`, `text` and `location`.")),
        )
        .property("rank", number(1).description(Some("Position among all results.")))
        .property("highlight", highlight)
        .required("type")
        .required("document");
    [("SearchResults", results), ("SearchResult", result)]
}
