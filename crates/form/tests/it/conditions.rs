//! Fields that come and go.

use crate::world::{form, html, press, problems};
use portico_form::{Chosen, Form};
use serde_json::{Value, json};

fn names(form: &Form, values: &Value) -> Vec<String> {
    form.fields(0, values, &Chosen::new()).iter().map(|field| field.pointer.clone()).collect()
}

#[test]
fn dependencies_bring_fields() {
    let form = form(
        r#"
        properties: {kind: {type: string, enum: [db, queue]}, name: {type: string}}
        dependencies:
          name: [kind]
          kind:
            oneOf:
              - properties: {kind: {enum: [db]}, size: {type: integer, default: 10}}
                required: [size]
              - properties: {kind: {const: queue}, topic: {type: string}}
                required: [topic]
        "#,
    );
    assert_eq!(names(&form, &json!({})), ["/kind", "/name"]);
    assert_eq!(names(&form, &json!({"kind": "db"})), ["/kind", "/name", "/size"]);
    let state = press(&form, &form.begin(&json!({})), &[("f./kind", "db")], "stay");
    assert_eq!(state.values, json!({"kind": "db", "size": 10}), "a new field begins with its default");
    let state = press(&form, &state, &[("f./kind", "queue")], "next");
    assert_eq!((state.page, problems(&form, &state)), (0, vec!["/topic: Enter a value.".to_owned()]));
    let state = press(&form, &state, &[("f./topic", "t")], "next");
    assert_eq!(state.page, 1);
    // What was taken away again is not part of the result.
    assert_eq!(form.finished(&state.values, &state.chosen), json!({"kind": "queue", "topic": "t"}));
    let state = press(&form, &form.begin(&json!({})), &[("f./name", "n")], "next");
    assert_eq!(problems(&form, &state), ["/kind: Choose one."]);
}

#[test]
fn if_then_else_and_all_of_decide() {
    let form = form(
        r#"
        properties: {cloud: {type: boolean, default: false}}
        allOf:
          - if: {properties: {cloud: {const: true}}}
            then: {properties: {region: {type: string}}, required: [region]}
            else: {properties: {rack: {type: string}}}
        "#,
    );
    assert_eq!(names(&form, &json!({"cloud": true})), ["/cloud", "/region"]);
    assert_eq!(names(&form, &json!({"cloud": false})), ["/cloud", "/rack"]);
    let state = press(&form, &form.begin(&json!({})), &[("f./cloud", "true")], "next");
    assert_eq!(problems(&form, &state), ["/region: Enter a value."]);
}

#[test]
fn conditions_work_within_objects_and_entries() {
    let form = form(
        r##"
        definitions:
          item:
            type: object
            properties: {deep: {type: boolean}}
            if: {properties: {deep: {const: true}}, required: [deep]}
            then: {properties: {depth: {type: integer, minimum: 1}}, required: [depth]}
        properties: {list: {type: array, items: {$ref: "#/definitions/item"}}}
        "##,
    );
    let state = press(&form, &form.begin(&json!({"list": [{"deep": true}, {"deep": false}]})), &[], "next");
    assert_eq!(problems(&form, &state), ["/list/0/depth: Enter a number."]);
    assert!(html(&form, &state).contains("f./list/0/depth"));
    assert!(!html(&form, &state).contains("f./list/1/depth"));
}

#[test]
fn alternatives_of_a_page_are_chosen() {
    let form = form(
        r#"
        properties: {name: {type: string}}
        oneOf:
          - {title: New, properties: {how: {const: new, type: string, ui:widget: hidden}, template: {type: string, default: t}}, required: [template]}
          - {title: Existing, properties: {how: {const: old, type: string, ui:widget: hidden}, repo: {type: string}}, required: [repo]}
        "#,
    );
    let begin = form.begin(&json!({}));
    assert_eq!(begin.values, json!({"how": "new", "template": "t"}));
    let state = press(&form, &begin, &[("o.", "1")], "stay");
    assert_eq!(state.values, json!({"how": "old"}));
    assert!(html(&form, &state).contains("f./repo"));
    assert_eq!(problems(&form, &state), ["/repo: Enter a value."]);
    assert_eq!(form.read(&state.query()).values, state.values);
}

#[test]
fn alternatives_of_a_value_are_chosen() {
    let form = form(
        "properties: {x: {title: X, anyOf: [{title: Text, type: string}, {title: Number, type: integer}]}}",
    );
    let begin = form.begin(&json!({"x": 3}));
    let page = html(&form, &begin);
    assert!(page.contains("<option value=\"1\" selected>Number"), "{page}");
    let state = press(&form, &begin, &[("o./x", "0")], "stay");
    let state = press(&form, &state, &[("f./x", "three")], "next");
    assert_eq!((state.page, &state.values), (1, &json!({"x": "three"})));
}

#[test]
fn what_only_the_whole_forbids_is_told_too() {
    let form =
        form("properties: {a: {type: string}, b: {type: string}}\nanyOf: [{required: [a]}, {required: [b]}]");
    let state = press(&form, &form.begin(&json!({})), &[], "next");
    assert_eq!(state.page, 0);
    assert_eq!(
        problems(&form, &state),
        [": These values do not fit together. Check them against the description."]
    );
    assert_eq!(press(&form, &state, &[("f./b", "x")], "next").page, 1);
}

#[test]
fn a_condition_can_be_taken_back() {
    let form = form(
        r#"
        required: [size]
        properties: {size: {type: string, enum: [s, l], ui:widget: radio}}
        dependencies:
          size:
            oneOf:
              - properties: {size: {const: s}}
              - properties: {size: {const: l}, reason: {type: string, minLength: 5}}
                required: [reason]
        "#,
    );
    let state = press(&form, &form.begin(&json!({})), &[("f./size", "l")], "stay");
    let state = press(&form, &state, &[("f./reason", "why")], "next");
    assert_eq!(problems(&form, &state), ["/reason: Enter at least 5 letters."]);
    let state = press(&form, &state, &[("f./size", "s")], "stay");
    assert!(!html(&form, &state).contains("f./reason"));
    assert_eq!(press(&form, &state, &[], "next").page, 1);
}
