//! What the portal's own pages ask of the index, and cursors of other makers.

use portico_query::{Cursor, Direction, Index, Order, PageRequest, Slots};
use serde_json::{Value, json};

use crate::world::index_of;

fn index() -> Index {
    index_of(&[
        json!({"kind": "Component", "metadata": {"name": "cart", "title": "Shopping Cart", "tags": ["Java"]}, "spec": {"tier": "Gold"}}),
        json!({"kind": "Component", "metadata": {"name": "shop", "description": "Sells carts"}, "spec": {"tier": "gold"}}),
        json!({"kind": "Component", "metadata": {"name": "old"}, "spec": {}}),
        json!({"kind": "User", "metadata": {"name": "ada", "title": "Zed"}, "spec": {"tier": "Gold"}}),
    ])
}

fn names(index: &Index, slots: impl IntoIterator<Item = u32>) -> Vec<&str> {
    let name = |slot| index.document(slot).unwrap().entity_ref.rsplit('/').next().unwrap();
    slots.into_iter().map(name).collect()
}

#[track_caller]
fn check_text(text: &str, expect: &[&str]) {
    let index = index();
    let mut found = names(&index, index.text_match(text));
    found.sort_unstable();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn every_word_must_occur_in_any_case() {
    check_text("", &["ada", "cart", "old", "shop"]);
    check_text("CART", &["cart", "shop"]);
    check_text(" shop  java ", &["cart"]);
    check_text("cart zed", &[]);
    check_text("%", &[]);
}

#[test]
fn of_a_text_a_few_words_count_however_long_it_is() {
    let many = |words: usize| {
        (0..words)
            .map(|number| format!("c{} ", "art".chars().take(number % 4).collect::<String>()))
            .collect::<String>()
    };
    check_text(&many(30_000), &["cart", "shop"]);
    let unlike: String = ('a'..='m').map(|letter| format!("{letter}{letter} ")).collect();
    check_text(&format!("{unlike} cart"), &[]);
    let beyond = format!("cart {} zebra", " ".repeat(portico_query::limits::TEXT_CHARS));
    check_text(&beyond, &["cart", "shop"]);
}

#[test]
fn facets_keep_spellings_apart_and_respect_the_set() {
    let index = index();
    let counts = |within: &Slots| index.facet_counts("SPEC.tier", within);
    let count = |value: &str, count| (value.to_owned(), count);
    assert_eq!(counts(index.slots()), [count("Gold", 2), count("gold", 1)]);
    let user: Slots = index.slot("user:default/ada").into_iter().collect();
    assert_eq!(counts(&user), [count("Gold", 1)]);
    assert_eq!(counts(&Slots::new()), []);
}

#[track_caller]
fn check_page(key: &str, direction: Direction, offset: usize, expect: &[&str]) {
    let index = index();
    let order = Order { key: key.to_owned(), direction };
    assert_eq!(names(&index, index.page(index.slots(), &order, offset, 3)), expect);
}

#[test]
fn pages_put_what_lacks_the_key_last() {
    check_page("metadata.title", Direction::Ascending, 0, &["cart", "ada", "old"]);
    check_page("metadata.title", Direction::Descending, 0, &["ada", "cart", "old"]);
    check_page("metadata.title", Direction::Descending, 3, &["shop"]);
    check_page("spec.none", Direction::Ascending, 1, &["old", "shop", "ada"]);
    check_page("spec.tier", Direction::Descending, 0, &["cart", "shop", "ada"]);
}

/// Cursors of older servers hold a `filter` instead of a `query`.
#[test]
fn legacy_cursors_are_continued() {
    let legacy = json!({
        "orderFields": [{"field": "metadata.name", "order": "asc"}],
        "orderFieldValues": ["ada", "zzz"], "isPrevious": false, "totalItems": 3,
        "filter": {"allOf": [
            {"anyOf": [{"key": "kind", "values": ["component"]}, {"key": "nope"}]},
            {"not": {"key": "metadata.name", "values": ["old", "x"]}},
        ]},
    });
    let page = PageRequest::parse(&[("cursor".to_owned(), encoded(&legacy))]).unwrap().answer(&index(), None);
    let name =
        |item: &std::sync::Arc<str>| serde_json::from_str::<Value>(item).unwrap()["metadata"]["name"].clone();
    assert_eq!(page.items.iter().map(name).collect::<Vec<_>>(), ["cart", "shop"]);
    assert_eq!(page.total_items, 3);
}

#[track_caller]
fn check_malformed(change: impl Fn(&mut Value)) {
    let mut cursor = json!({"orderFields": [], "orderFieldValues": ["u"], "isPrevious": false});
    assert!(Cursor::decode(&encoded(&cursor)).is_ok());
    change(&mut cursor);
    assert_eq!(Cursor::decode(&encoded(&cursor)).unwrap_err().name(), "InputError", "{cursor}");
}

#[test]
fn malformed_cursors_are_refused() {
    check_malformed(|cursor| cursor["isPrevious"] = json!("no"));
    check_malformed(|cursor| cursor["orderFieldValues"] = json!([]));
    check_malformed(|cursor| cursor["orderFieldValues"] = json!(["a", "b"]));
    check_malformed(|cursor| cursor["orderFields"] = json!([{"field": "a", "order": "up"}]));
    check_malformed(|cursor| cursor["query"] = json!("kind"));
    check_malformed(|cursor| cursor["filter"] = json!({"key": 1}));
    check_malformed(|cursor| *cursor = json!(null));
}

/// What the caller may not see is not in the page, not counted, and not in the cursor.
#[test]
fn visibility_restricts_without_a_trace() {
    let index = index();
    let visible: Slots =
        ["component:default/cart", "user:default/ada"].iter().filter_map(|r| index.slot(r)).collect();
    let request = PageRequest::parse(&[("limit".to_owned(), "1".to_owned())]).unwrap();
    let page = request.answer(&index, Some(&visible));
    assert_eq!(page.total_items, 2);
    assert_eq!(Cursor::decode(&page.next_cursor.unwrap()).unwrap().query, None);
    assert_eq!(
        index.by_name("component", "default", "old", Some(&visible)).unwrap_err().name(),
        "NotFoundError"
    );
}

fn encoded(cursor: &Value) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(cursor.to_string())
}
