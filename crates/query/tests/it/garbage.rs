//! Whatever a client sends: it is answered or refused, never a panic, and what was understood says the same again.
//!
//! The fuzz target in `fuzz/` runs [`request`] too, on bytes that it makes by itself.

#[path = "../../fuzz/request.rs"]
mod request;

use proptest::prelude::*;
use request::request;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        request(&bytes);
    }

    #[test]
    fn nearly_requests(
        what in 0..6_u8,
        text in r#"(kind|metadata\.tags|,|=|==|%|\{"\$(all|any|not|in)":|\[|\]|\{|\}|"[a-z.]{0,4}"|:|[0-9]|é| ){0,12}"#,
    ) {
        let mut bytes = vec![what];
        bytes.extend(text.bytes());
        request(&bytes);
    }

    #[test]
    fn nearly_cursors(
        fields in prop::collection::vec(("[a-z.]{0,6}", "asc|desc|up"), 0..3),
        values in prop::collection::vec(prop::option::of("[a-z]{0,4}"), 0..4),
        previous: bool,
        total in any::<i64>(),
        term in ".{0,6}",
    ) {
        let fields: Vec<_> =
            fields.iter().map(|(field, order)| serde_json::json!({"field": field, "order": order})).collect();
        let cursor = serde_json::json!({
            "orderFields": fields,
            "orderFieldValues": values,
            "firstSortFieldValues": values,
            "isPrevious": previous,
            "totalItems": total,
            "fullTextFilter": {"term": term},
        });
        let mut bytes = vec![5];
        bytes.extend(cursor.to_string().bytes());
        request(&bytes);
    }
}
