//! Whatever a template and an address say: nothing panics, and what a page sends unchanged changes nothing.

use crate::world::{html, place, sent};
use portico_form::{Form, State, check::check};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words that mean something in schemas, values that mean something to them, and nonsense.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..20).prop_map(Value::from),
        prop_oneof![Just(0.5), Just(1e300), Just(-0.0)].prop_map(Value::from),
        prop::sample::select(vec![
            "a",
            "b",
            "",
            "string",
            "number",
            "integer",
            "boolean",
            "array",
            "object",
            "null",
            "#",
            "#/properties/a",
            "textarea",
            "radio",
            "checkboxes",
            "hidden",
            "password",
            "EntityPicker",
            "OwnerPicker",
            "RepoUrlPicker",
            "EntityTagsPicker",
            "MultiEntityPicker",
            "CatalogPicker",
            "Secret",
            "^a+$",
            "(",
            "*",
            "date-time",
            "email",
            "github.com?owner=a",
            "${{ parameters.a }}",
            "é\r\n<&\"'>",
            "~/",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "a",
        "b",
        "c",
        "a/b~",
        "properties",
        "type",
        "items",
        "enum",
        "const",
        "default",
        "required",
        "oneOf",
        "anyOf",
        "allOf",
        "if",
        "then",
        "else",
        "not",
        "dependencies",
        "$ref",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minLength",
        "pattern",
        "format",
        "title",
        "description",
        "ui:widget",
        "ui:field",
        "ui:options",
        "ui:order",
        "ui:disabled",
        "enumNames",
        "additionalProperties",
        "additionalItems",
        "catalogFilter",
        "allowedHosts",
        "minimum",
        "multipleOf",
    ])
    .prop_map(str::to_owned)
}

fn schema() -> impl Strategy<Value = Value> {
    let field = prop::collection::vec((key(), value()), 0..6)
        .prop_map(|pairs| Value::Object(pairs.into_iter().collect()));
    let typed =
        (prop::sample::select(vec!["string", "number", "integer", "boolean", "array", "object"]), field)
            .prop_map(|(of_type, mut field)| {
                field["type"] = of_type.into();
                field
            });
    let page = prop::collection::vec((key(), typed), 1..5);
    (page, prop::collection::vec((key(), value()), 0..3)).prop_map(|(properties, further)| {
        let mut page: Map<String, Value> = further.into_iter().collect();
        page.insert("properties".into(), Value::Object(properties.into_iter().collect()));
        Value::Object(page)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_schema_and_no_value_panics(schema in schema(), values in value(), pointer in "[/a-c0-9~]{0,8}", go in "(next|back|page:2|add:|remove:|up:|down:)[/a-c0-9]{0,5}") {
        check(&schema, &schema, &values);
        let (form, _) = Form::of(&[schema.clone(), schema], place());
        let begin = form.begin(&values);
        for page in 0..=2 {
            let state = State { page, ..begin.clone() };
            form.check(page, &state);
            form.questions(&state);
            html(&form, &state);
        }
        let pairs = [("p", "1"), ("formData", &*values.to_string()), (&*format!("f.{pointer}"), "x"), (&*format!("o.{pointer}"), "1"), (&*format!("c.{pointer}"), "0"), ("go", &*go)];
        let state = form.read(&crate::world::pairs(&pairs));
        html(&form, &state);
        form.finished(&state.values, &state.chosen);
    }

    #[test]
    fn what_a_page_sends_unchanged_changes_nothing(schema in schema(), values in value()) {
        let (form, _) = Form::of(&[schema], place());
        let begin = form.begin(&values);
        // The first time, empty fields and typed numbers may settle; from then on nothing moves.
        let first = form.read(&sent(&html(&form, &begin), &[], "stay"));
        let second = form.read(&sent(&html(&form, &first), &[], "stay"));
        let third = form.read(&sent(&html(&form, &second), &[], "stay"));
        prop_assert_eq!(&third.values, &second.values);
        prop_assert_eq!(form.read(&second.query()).values, second.values);
    }
}

#[test]
fn schemas_that_lead_to_themselves_end() {
    for schema in [
        json!({"$ref": "#"}),
        json!({"properties": {"a": {"$ref": "#"}}}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"properties": {"a": {"type": "array", "minItems": 1, "items": {"$ref": "#"}}}}),
        json!({"oneOf": [{"$ref": "#"}, {"$ref": "#"}]}),
        json!({"allOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]}),
        json!({"properties": {"a": {"$ref": "#/properties/b"}, "b": {"$ref": "#/properties/a"}}}),
    ] {
        let (form, _) = Form::of(&[schema], place());
        let begin = form.begin(&json!({}));
        html(&form, &begin);
        form.check(0, &begin);
        form.finished(&begin.values, &begin.chosen);
    }
}
