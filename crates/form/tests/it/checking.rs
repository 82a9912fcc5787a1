//! Checking values against schemas.

use portico_form::check::{check, check_pages};
use serde_json::{Value, json};

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// Each line of `expect` is `property: message`, or `fault: …`.
#[track_caller]
fn wrong(schema: &str, value: Value, expect: &[&str]) {
    let schema = yaml(schema);
    let found = check(&schema, &schema, &value);
    let mut lines: Vec<String> =
        found.violations.iter().map(|one| format!("{}: {}", one.property(), one.message)).collect();
    lines.extend(found.faults.iter().map(|fault| format!("fault: {fault}")));
    assert_eq!(lines, expect, "{schema} {value}");
}

#[test]
fn each_keyword_says_what_it_asks_for() {
    wrong("{type: string}", json!(1), &["instance: is not of a type(s) string"]);
    wrong("{type: [string, 'null']}", json!(1), &["instance: is not of a type(s) string,null"]);
    wrong("{type: [string, 'null']}", json!(null), &[]);
    wrong("{type: integer}", json!(1.5), &["instance: is not of a type(s) integer"]);
    wrong("{type: integer}", json!(2.0), &[]);
    wrong("{enum: [a, 1, true]}", json!("b"), &["instance: is not one of enum values: a,1,true"]);
    wrong("{enum: [1]}", json!(1.0), &[]);
    wrong("{const: x}", json!("y"), &["instance: does not exactly match expected constant: \"x\""]);
    wrong("{minLength: 2}", json!("ö"), &["instance: does not meet minimum length of 2"]);
    wrong("{maxLength: 1}", json!("öö"), &["instance: does not meet maximum length of 1"]);
    wrong("{pattern: '^a/'}", json!("b"), &["instance: does not match pattern \"^a/\""]);
    wrong("{format: email}", json!("b"), &["instance: does not conform to the \"email\" format"]);
    wrong("{minimum: 1}", json!(0), &["instance: must be greater than or equal to 1"]);
    wrong("{exclusiveMaximum: 1}", json!(1), &["instance: must be strictly less than 1"]);
    wrong("{multipleOf: 0.1}", json!(0.35), &["instance: is not a multiple of (divisible by) 0.1"]);
    wrong("{multipleOf: 0.1}", json!(0.3), &[]);
    wrong("{minItems: 1}", json!([]), &["instance: does not meet minimum length of 1"]);
    wrong("{uniqueItems: true}", json!([1, 1.0]), &["instance: contains duplicate item"]);
    wrong("{items: {type: string}}", json!(["a", 1]), &["instance[1]: is not of a type(s) string"]);
    wrong(
        "{items: [{type: string}], additionalItems: false}",
        json!([1, 2]),
        &["instance[0]: is not of a type(s) string", "instance: additional items not permitted"],
    );
    wrong("{contains: {const: 1}}", json!([2]), &["instance: must contain an item matching given schema"]);
    wrong("{required: [a]}", json!({}), &["instance: requires property \"a\""]);
    wrong(
        "{properties: {a: {}}, additionalProperties: false}",
        json!({"a": 1, "b": 2}),
        &["instance: is not allowed to have the additional property \"b\""],
    );
    wrong("{minProperties: 1}", json!({}), &["instance: does not meet minimum property length of 1"]);
    wrong(
        "{properties: {'a.b': {type: string}}}",
        json!({"a.b": 1}),
        &["instance[\"a.b\"]: is not of a type(s) string"],
    );
}

#[test]
fn schemas_are_combined() {
    wrong("{not: {type: string}}", json!("a"), &["instance: is of prohibited type [subschema 0]"]);
    wrong(
        "{anyOf: [{type: string}, {title: B, type: 'null'}]}",
        json!(1),
        &["instance: is not any of [subschema 0],\"B\""],
    );
    wrong(
        "{oneOf: [{type: integer}, {minimum: 2}]}",
        json!(3),
        &["instance: is not exactly one from [subschema 0],[subschema 1]"],
    );
    wrong("{oneOf: [{type: integer}, {minimum: 2}]}", json!(1), &[]);
    wrong(
        "{allOf: [{minimum: 2}, {maximum: 3}]}",
        json!(1),
        &[
            "instance: does not match allOf schema [subschema 0] with 1 error[s]:",
            "instance: must be greater than or equal to 2",
        ],
    );
    let conditional =
        "{if: {properties: {a: {const: 1}}, required: [a]}, then: {required: [b]}, else: {required: [c]}}";
    wrong(conditional, json!({"a": 1}), &["instance: requires property \"b\""]);
    wrong(conditional, json!({}), &["instance: requires property \"c\""]);
    wrong(
        "{dependencies: {a: [b]}}",
        json!({"a": 1}),
        &["instance: property b not found, required by instance.a"],
    );
    wrong("{dependencies: {a: {required: [c]}}}", json!({"a": 1}), &["instance: requires property \"c\""]);
    wrong("{dependencies: {a: [b]}}", json!({}), &[]);
}

#[test]
fn references_lead_into_the_page() {
    let schema = "{definitions: {'a b': {type: string}}, properties: {x: {$ref: '#/definitions/a%20b'}}}";
    wrong(schema, json!({"x": 1}), &["instance.x: is not of a type(s) string"]);
    wrong(
        "{$ref: 'https://example.test/x'}",
        json!(1),
        &[
            "fault: the reference \"https://example.test/x\" leads nowhere; only references into the same page, such \
           as \"#/definitions/name\", can be followed",
        ],
    );
    wrong(
        "{$ref: '#'}",
        json!(1),
        &["fault: the form is nested too deeply or leads back to itself; a part of it was not checked"],
    );
}

#[test]
fn a_pattern_that_cannot_be_used_is_told_and_does_not_stop_the_rest() {
    let schema = yaml("{properties: {a: {pattern: '('}, b: {type: string}}}");
    let found = check(&schema, &schema, &json!({"a": "x", "b": 1}));
    assert_eq!(found.violations.len(), 1);
    assert!(found.faults[0].starts_with("the pattern \"(\" cannot be used"), "{:?}", found.faults);
}

#[test]
fn every_page_sees_all_values_and_secrets_are_not_among_them() {
    let pages = [
        yaml("{required: [name], properties: {name: {type: string, minLength: 2}}}"),
        yaml(
            "{required: [token], properties: {token: {type: string, 'ui:field': Secret}, on: {type: boolean}}}",
        ),
    ];
    let found = check_pages(&pages, &json!({"name": "c", "on": "no"}));
    let told: Vec<_> = found.violations.iter().map(|one| (one.property(), one.name)).collect();
    assert_eq!(told, [("instance.name".to_owned(), "minLength")]);
    let found = check_pages(&pages, &json!({"name": "cart", "on": "no"}));
    assert_eq!(found.violations[0].property(), "instance.on");
    let found = check_pages(&pages, &json!({"name": "c"}));
    let json = found.violations[0].to_json();
    assert_eq!(json["path"], json!(["name"]));
    assert_eq!(json["stack"], "instance.name does not meet minimum length of 2");
    assert_eq!(json["argument"], 2);
    assert_eq!(json["schema"]["minLength"], 2);
}
