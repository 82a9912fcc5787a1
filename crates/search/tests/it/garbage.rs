//! Any text is a question, and none is an error.

use crate::world::{ask, component, index};
use portico_search::{Request, Search, api::Asked, of_entity};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::LazyLock};

static INDEX: LazyLock<Search> = LazyLock::new(|| {
    index(&[
        component("cart-service", "Holds what a shopper picked"),
        component("payment-gateway", "Speaks to the acquirers; takes the money"),
        component("order-router", "Chooses the warehouse that ships"),
        json!({ "kind": "User", "metadata": { "name": "zoë" }, "spec": { "profile": { "displayName": "Ζωή 李" } } }),
    ])
});

fn found(text: &str) -> (bool, BTreeSet<String>) {
    let found = ask(&INDEX, text);
    (found.similar, found.hits.into_iter().map(|hit| hit.key).collect())
}

proptest! {
    #[test]
    fn any_text_is_answered(text in any::<String>(), skip in any::<usize>(), limit in 0_usize..200) {
        let request = Request { text, skip, limit, counts: true, ..Request::default() };
        let found = INDEX.find(&request).unwrap();
        for hit in &found.hits {
            let text = hit.document["text"].as_str().unwrap_or_default();
            let whole: String = found.marks.whole(text).into_iter().map(|piece| piece.text).collect();
            prop_assert_eq!(whole, text);
        }
    }

    #[test]
    fn any_text_can_be_marked(asked in any::<String>(), text in any::<String>()) {
        let marks = ask(&INDEX, &asked).marks;
        let whole: String = marks.whole(&text).into_iter().map(|piece| piece.text).collect();
        prop_assert_eq!(&whole, &text);
        let _ = marks.passage(&text.repeat(20));
    }

    #[test]
    fn signs_of_query_languages_are_only_signs(words in proptest::collection::vec(select(vec![
        "cart", "AND", "OR", "NOT", "+", "-", "\"", "(", ")", "*", "~2", "name:", "[a TO b]", "\\", "^9", "/re/",
    ]), 0..8)) {
        let _ = found(&words.join(" "));
    }

    #[test]
    fn another_word_never_finds_more(words in proptest::collection::vec(select(vec![
        "cart", "service", "payment", "money", "warehouse", "ships", "component", "zoe", "holds",
    ]), 1..4), other in select(vec!["gateway", "shopper", "order", "default"])) {
        let (similar, fewer) = found(&format!("{} {other} ", words.join(" ")));
        let (_, more) = found(&format!("{} ", words.join(" ")));
        if !similar && !fewer.is_empty() {
            prop_assert!(fewer.is_subset(&more), "{fewer:?} {more:?}");
        }
    }

    #[test]
    fn any_parameters_are_read_or_refused(pairs in proptest::collection::vec((any::<String>(), any::<String>()), 0..4),
        name in select(vec!["term", "types[]", "filters[", "filters[a][0]", "pageLimit", "pageCursor"]), value in any::<String>()) {
        let mut pairs = pairs;
        pairs.push((name.to_owned(), value));
        if let Ok(asked) = Asked::read(&pairs) {
            let _ = asked.answer(&INDEX);
        }
    }

    #[test]
    fn any_entity_and_any_definition_is_a_document(kind in any::<String>(), text in any::<String>(),
        format in select(vec!["openapi", "asyncapi", "graphql", "grpc", "x"])) {
        let entity = json!({
            "kind": kind, "metadata": { "name": text, "tags": [1, text], "links": [text, { "title": text }] },
            "spec": { "type": format, "definition": text, "profile": text }, "relations": [{ "type": "ownedBy" }, 7],
        });
        let _ = of_entity(&entity);
        let _ = of_entity(&Value::String(text));
    }
}
