//! Each kind of field: how it is shown, and how its text becomes a value.

use crate::world::{form, html, press, problems};
use portico_form::State;
use serde_json::{Value, json};

/// Types a text into the field `x`; what it becomes, and what is wrong with it.
#[track_caller]
fn check(schema: &str, typed: &str, value: Value, wrong: &[&str]) {
    let form = form(&format!("{{properties: {{x: {schema}}}}}"));
    let state = press(&form, &form.begin(&json!({})), &[("f./x", typed)], "stay");
    assert_eq!(state.values.get("x").cloned().unwrap_or_default(), value, "{schema} {typed}");
    assert_eq!(problems(&form, &state), wrong, "{schema} {typed}");
}

#[test]
fn texts_become_values() {
    check("{type: string}", "a", json!("a"), &[]);
    check("{type: string}", "", json!(null), &[]);
    check("{type: string, ui:emptyValue: none}", "", json!("none"), &[]);
    check("{type: string, ui:widget: textarea}", "a\r\nb", json!("a\nb"), &[]);
    check(
        "{type: string, format: email}",
        "a",
        json!("a"),
        &["/x: Enter an e-mail address, such as name@example.com."],
    );
    check("{type: string, format: date-time}", "2026-11-21T12:30", json!("2026-11-21T12:30:00Z"), &[]);
    check("{type: string, format: date-time}", "2026-11-21T12:30:15", json!("2026-11-21T12:30:15Z"), &[]);
    check("{type: string, format: time}", "12:30", json!("12:30:00"), &[]);
    check(
        "{type: string, pattern: '^[a-z]+$'}",
        "A",
        json!("A"),
        &["/x: The value must match the pattern ^[a-z]+$."],
    );
    check(
        "{type: string, pattern: '^[a-z]+$', errorMessage: Small letters only.}",
        "A",
        json!("A"),
        &["/x: Small letters only."],
    );
    check("{type: string, minLength: 3}", "ab", json!("ab"), &["/x: Enter at least 3 letters."]);
    check("{type: string, maxLength: 1}", "ab", json!("ab"), &["/x: Enter at most 1 letter; these are 2."]);
}

#[test]
fn numbers_become_values_and_what_is_none_stays_to_be_corrected() {
    check("{type: integer}", " 3 ", json!(3), &[]);
    check("{type: number}", "3.5", json!(3.5), &[]);
    check("{type: number}", "+1e3", json!(1000.0), &[]);
    check("{type: integer}", "3.5", json!(3.5), &["/x: Enter a whole number."]);
    check("{type: number}", "three", json!("three"), &["/x: Enter a number."]);
    check("{type: number}", "", json!(null), &[]);
    check("{type: integer, minimum: 1, maximum: 12}", "13", json!(13), &["/x: Enter 12 or less."]);
    check(
        "{type: integer, ui:widget: updown, exclusiveMinimum: 0}",
        "0",
        json!(0),
        &["/x: Enter more than 0."],
    );
    check("{type: number, multipleOf: 0.5}", "0.7", json!(0.7), &["/x: Enter a multiple of 0.5."]);
}

#[test]
fn what_can_only_be_read_stays_whatever_is_sent() {
    for schema in [
        "{type: string, enum: [a, b], default: a, readOnly: true}",
        "{type: string, enum: [a, b], default: a, ui:readonly: true, ui:widget: radio}",
        "{type: string, default: a, ui:readonly: true}",
        "{type: string, default: a, ui:disabled: true}",
    ] {
        check(schema, "b", json!("a"), &[]);
    }
    let form = form("{properties: {x: {type: string, enum: [a, b], default: a, ui:readonly: true}}}");
    let html = html(&form, &form.begin(&json!({})));
    let select = &html[html.find("<select").unwrap()..];
    assert!(select[..select.find('>').unwrap()].contains(" disabled"), "{select}");
}

#[test]
fn choices_keep_the_type_of_their_values() {
    check("{type: integer, enum: [1, 2]}", "2", json!(2), &[]);
    check("{type: string, enum: [a, b], enumNames: [A, B]}", "b", json!("b"), &[]);
    check("{type: string, enum: [a, b]}", "c", json!(null), &[]);
    check("{type: boolean, ui:widget: radio}", "false", json!(false), &[]);
    check("{type: boolean}", "true", json!(true), &[]);
    check(
        "{type: boolean, const: true, default: false}",
        "false",
        json!(false),
        &["/x: Tick this box to go on."],
    );
    check("{oneOf: [{const: 1, title: One}, {const: two}]}", "1", json!(1), &[]);
    check("{type: [string, 'null']}", "a", json!("a"), &[]);
    check("{$ref: '#/properties/y', title: X}", "a", json!("a"), &[]);
}

#[test]
fn several_values_are_checked() {
    let form =
        form("{required: [t], properties: {t: {type: array, uniqueItems: true, items: {enum: [a, b, c]}}}}");
    let begin = form.begin(&json!({}));
    assert_eq!(problems(&form, &begin), ["/t: Choose at least one."]);
    let mut sent = crate::world::sent(&html(&form, &begin), &[], "stay");
    sent.extend(crate::world::pairs(&[("f./t", "c"), ("f./t", "a"), ("f./t", "z")]));
    let state = form.read(&sent);
    assert_eq!(state.values, json!({"t": ["a", "c"]}));
    assert!(problems(&form, &state).is_empty());
    // Taking all away asks again.
    let state = form.read(&crate::world::pairs(&[("p", "1"), ("formData", r#"{"t":["a"]}"#), ("f./t", "")]));
    assert_eq!(state.values, json!({}));
}

#[test]
fn objects_are_groups_and_further_members_are_lines() {
    let form = form(
        "properties: {o: {type: object, required: [a], properties: {a: {type: string}}, additionalProperties: {type: integer}}}",
    );
    let state = press(&form, &form.begin(&json!({})), &[("f./o", "n=1\r\nb = 2\r\n\r\na=3")], "stay");
    assert_eq!(state.values, json!({"o": {"n": 1, "b": 2}}));
    assert_eq!(problems(&form, &state), ["/o/a: Enter a value."]);
}

#[test]
fn defaults_are_filled_in_once() {
    let form = form(
        "properties: {a: {type: string, default: x}, o: {type: object, default: {p: 1}, properties: {p: {type: integer, default: 2}, q: {type: integer, default: 3}}}, l: {type: array, minItems: 2, items: {type: string, default: e}}}",
    );
    let begin = form.begin(&json!({}));
    assert_eq!(begin.values, json!({"a": "x", "o": {"p": 1, "q": 3}, "l": ["e", "e"]}));
    let state = press(&form, &begin, &[("f./a", "")], "stay");
    assert_eq!(state.values["a"], json!(null), "what was emptied stays empty");
    assert_eq!(form.read(&state.query()).values, state.values, "also after a reload");
    assert_eq!(form.begin(&json!({"a": "given"})).values["a"], "given");
}

#[test]
fn what_cannot_be_shown_as_meant_says_so() {
    let form = form("properties: {x: {type: string, ui:field: Fancy, ui:widget: sparkle}}");
    let page = html(&form, &State::default());
    assert!(page.contains("\u{201c}sparkle\u{201d} is not known here"), "{page}");
    let (_, faults) = portico_form::Form::of(
        &[crate::world::yaml("properties: {x: {pattern: '(', ui:field: Fancy, $ref: '#/nowhere'}}")],
        crate::world::place(),
    );
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults.iter().all(|fault| fault.starts_with("page 1: ")), "{faults:?}");
}

#[test]
fn flags_and_hidden_fields_are_not_shown() {
    let form = form(
        "required: [b]\nproperties: {a: {backstage:featureFlag: on}, b: {backstage:featureFlag: off}, c: {type: string, ui:widget: hidden, default: kept}}",
    );
    let begin = form.begin(&json!({}));
    let page = html(&form, &begin);
    assert!(page.contains("f./a") && !page.contains("f./b") && !page.contains("f./c"), "{page}");
    assert!(problems(&form, &begin).is_empty());
    assert_eq!(press(&form, &begin, &[], "next").values["c"], "kept");
}

#[test]
fn the_order_is_the_authors() {
    let form = form("ui:order: [c, '*', a]\nproperties: {a: {}, b: {}, c: {}}");
    let fields = form.fields(0, &json!({}), &portico_form::Chosen::new());
    let names: Vec<&str> = fields.iter().map(|field| field.pointer.as_str()).collect();
    assert_eq!(names, ["/c", "/b", "/a"]);
}
