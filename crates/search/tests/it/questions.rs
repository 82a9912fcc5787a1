//! What is found, how it is counted, and what is said when nothing is.

use crate::world::{ask, component, index, keys};
use portico_search::{FACETS, Found, Request, Search};
use serde_json::{Value, json};

fn entity(kind: &str, name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut entity = json!({ "kind": kind, "metadata": { "name": name }, "spec": {} });
    change(&mut entity);
    entity
}

#[track_caller]
fn check(search: &Search, text: &str, expected: &[&str]) {
    let found: Vec<String> =
        keys(search, text).iter().map(|key| key.rsplit('/').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_name_outweighs_everything_else() {
    let search = index(&[
        component("payment-gateway", "Takes money"),
        component("ledger", "Books every payment. Payment after payment."),
        component("payment", "x"),
        component("prepayment-check", "x"),
    ]);
    check(&search, "payment", &["payment", "payment-gateway", "ledger"]);
    check(&search, "paymentgateway", &["payment-gateway"]);
    check(&search, "gateway payment", &["payment-gateway"]);
}

#[test]
fn what_is_on_its_way_out_comes_after_its_equal() {
    let old = entity("Component", "cart-one", |entity| entity["spec"]["lifecycle"] = "deprecated".into());
    let new = entity("Component", "cart-two", |entity| entity["spec"]["lifecycle"] = "production".into());
    check(&index(&[old, new]), "cart", &["cart-two", "cart-one"]);
}

#[test]
fn people_are_found_by_every_name_that_they_have() {
    let zoe = entity("User", "zk", |entity| {
        entity["spec"]["profile"] = json!({ "displayName": "Zoë Kraft", "email": "zoe.kraft@acorn.test" });
        entity["relations"] = json!([{ "type": "memberOf", "targetRef": "group:default/team-cart" }]);
    });
    let search = index(&[zoe, component("mail", "x")]);
    for text in ["zoe", "Zoë", "kraft zoë", "zoe.kraft@acorn.test", "krfat", "zk", "user kraft"] {
        check(&search, text, &["zk"]);
    }
    // Who is in a team is found by its name.
    check(&search, "team-cart", &["zk"]);
}

#[test]
fn typing_errors_count_only_where_nothing_is_written_like_that() {
    let search = index(&[component("card", "x"), component("cart", "x"), component("inventory", "x")]);
    check(&search, "cart", &["cart"]);
    check(&search, "carr", &["card", "cart"]);
    check(&search, "invnetroy", &["inventory"]);
    assert!(ask(&search, "carr").similar && !ask(&search, "cart").similar);
    // Three letters are too few to guess from.
    check(&search, "czx", &[]);
}

#[test]
fn when_nothing_is_found_the_nearest_is_proposed() {
    let search = index(&[component("inventory", "Counts the stock"), component("mail", "Sends")]);
    let found = ask(&search, "inventori qqqqqqqq");
    assert_eq!((found.total, found.similar), (0, false));
    assert_eq!(found.suggestion.as_deref(), Some("inventory"));
    assert_eq!(found.nearest.len(), 1);
    assert_eq!(found.nearest[0].key, "component:default/inventory");
    let nothing = ask(&search, "qqqqqqqq");
    assert!(nothing.nearest.is_empty() && nothing.suggestion.is_none());
}

fn narrowed(search: &Search, text: &str, facet: usize, value: &str) -> Found {
    let mut request = Request { text: text.into(), limit: 20, counts: true, ..Request::default() };
    request.hidden_kinds = vec!["location".into()];
    if !value.is_empty() {
        request.chosen[facet] = vec![value.into()];
    }
    search.find(&request).unwrap()
}

#[test]
fn facets_are_counted_under_all_other_choices() {
    let with = |kind: &str, name: &str, kind_type: &str| {
        entity(kind, name, |entity| {
            entity["spec"]["type"] = kind_type.into();
            entity["metadata"]["tags"] = json!(["go"]);
        })
    };
    let search = index(&[
        with("Component", "cart-a", "service"),
        with("Component", "cart-b", "website"),
        with("API", "cart-c", "openapi"),
        with("Location", "cart-d", "file"),
    ]);
    assert_eq!(FACETS[0], "kind");
    let all = narrowed(&search, "cart", 0, "");
    let count = |found: &Found, facet: usize, value: &str| {
        found.counts[facet].iter().find(|(other, _)| other == value).map_or(0, |(_, count)| *count)
    };
    assert_eq!((all.total, count(&all, 0, "component"), count(&all, 0, "location")), (3, 2, 1));
    assert_eq!((count(&all, 1, "service"), count(&all, 4, "go")), (1, 3));
    let components = narrowed(&search, "cart", 0, "component");
    assert_eq!((components.total, count(&components, 0, "api"), count(&components, 1, "openapi")), (2, 1, 0));
    assert_eq!(narrowed(&search, "cart", 0, "location").total, 1);
    // A choice that leaves nothing does not make the words wrong.
    let none = narrowed(&search, "cart", 1, "nonsense");
    assert_eq!((none.total, none.similar, none.nearest.len()), (0, false, 0));
}

#[test]
fn pages_are_pieces_of_one_list() {
    let all: Vec<Value> = (0..30).map(|number| component(&format!("cart-{number:02}"), "x")).collect();
    let search = index(&all);
    let page = |skip| {
        let request = Request { text: "cart".into(), skip, limit: 10, ..Request::default() };
        search.find(&request).unwrap().hits.into_iter().map(|hit| hit.key).collect::<Vec<_>>()
    };
    let together: std::collections::BTreeSet<String> =
        [page(0), page(10), page(20)].concat().into_iter().collect();
    assert_eq!(together.len(), 30);
    assert!(page(30).is_empty());
}
