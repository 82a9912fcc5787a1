//! Predicates against one document in memory.

use portico_query::{Predicate, matches};
use serde_json::json;

use crate::vectors::{run, same};

#[test]
fn predicates_follow_the_vectors() {
    run("predicates.json", |file, case| {
        let predicate = Predicate::parse(&case["predicate"]);
        if case["expect"]["invalid"] == json!(true) {
            return same("is refused", &predicate.is_err(), &true);
        }
        let predicate = predicate.map_err(|error| error.to_string())?;
        same("matches", &json!(matches(&predicate, &file["document"])), &case["expect"]["matches"])?;
        let read_again = Predicate::parse(&predicate.to_json()).map_err(|error| error.to_string())?;
        same("survives JSON", &read_again, &predicate)
    });
}

#[test]
fn messages_name_the_place() {
    let predicate = json!({"$all": [{"kind": "a"}, {"spec.type": {"$in": [null]}}]});
    let message = Predicate::parse_query(&predicate).unwrap_err().to_string();
    assert!(message.contains("query.$all[1].spec.type.$in"), "{message}");
}

#[test]
fn nesting_has_a_limit() {
    let mut predicate = json!({"kind": "a"});
    for _ in 0..100 {
        predicate = json!({ "$not": predicate });
    }
    assert_eq!(Predicate::parse_query(&predicate).unwrap_err().name(), "InputError");
}
