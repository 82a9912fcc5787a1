//! Lists: adding, taking away and moving entries without JavaScript.

use crate::world::{form, press, problems};
use serde_json::json;

#[test]
fn entries_are_added_taken_away_and_moved() {
    let form = form("properties: {l: {type: array, maxItems: 3, items: {type: string}}}");
    let state = press(&form, &form.begin(&json!({})), &[], "add:/l");
    let state = press(&form, &state, &[("f./l/0", "a")], "add:/l");
    let state = press(&form, &state, &[("f./l/1", "b")], "add:/l");
    let state = press(&form, &state, &[("f./l/2", "c")], "add:/l");
    assert_eq!(state.values, json!({"l": ["a", "b", "c"]}), "no more than possible");
    let state = press(&form, &state, &[], "up:/l/2");
    assert_eq!(state.values, json!({"l": ["a", "c", "b"]}));
    let state = press(&form, &state, &[], "down:/l/0");
    let state = press(&form, &state, &[], "remove:/l/1");
    assert_eq!(state.values, json!({"l": ["c", "b"]}));
    for nonsense in ["remove:/l/9", "up:/l/0", "down:/l/1", "remove:/l/x", "add:/q", "remove:", "up:l"] {
        assert_eq!(press(&form, &state, &[], nonsense).values, state.values, "{nonsense}");
    }
}

#[test]
fn fixed_entries_stay_where_they_are() {
    let form = form(
        "properties: {l: {type: array, items: [{type: string, title: First}, {type: integer}], additionalItems: {type: boolean}}}",
    );
    let begin = form.begin(&json!({}));
    assert_eq!(begin.values, json!({"l": ["", null]}));
    let state = press(&form, &begin, &[("f./l/0", "a"), ("f./l/1", "2")], "add:/l");
    assert_eq!(state.values, json!({"l": ["a", 2, false]}));
    assert_eq!(press(&form, &state, &[], "remove:/l/0").values, state.values);
    assert_eq!(press(&form, &state, &[], "remove:/l/2").values, json!({"l": ["a", 2]}));
}

#[test]
fn lists_say_how_many_are_needed() {
    let form = form(
        "required: [l]\nproperties: {l: {type: array, minItems: 1, items: {type: object, required: [n], properties: {n: {type: string}}}}}",
    );
    let begin = form.begin(&json!({}));
    assert_eq!(problems(&form, &begin), ["/l/0/n: Enter a value."]);
    let form = crate::world::form("properties: {l: {type: array, uniqueItems: true, items: {type: string}}}");
    let state = form.begin(&json!({"l": ["a", "a"]}));
    assert_eq!(problems(&form, &state), ["/l: Two entries are the same. Change or remove one of them."]);
}
