//! What expressions in a tree become, by the contract's vectors where they lie beside the repository.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

mod filters;
mod skeleton;

use portico_nunjucks::{Environment, Scope};
use portico_template::expr::{Place, Turn, holds, looks_beyond_failure, output, render, turns};
use portico_template::{
    Template,
    expr::{Context, EachError},
};
use serde_json::{Map, Value, json};
use std::{fs, path::PathBuf};

/// Filters that are given to the language by the scaffolder; tested where they are made.
const GIVEN: [&str; 4] = ["parseRepoUrl", "parseEntityRef", "pick", "projectSlug"];

#[test]
fn trees_are_rendered_as_the_vectors_say() {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract/vectors/templating.json");
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped: {} is not here", file.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).expect("vector files are JSON");
    let (language, scope) = (Environment::scaffolder(), Scope::of(&vectors["context"]));
    let mut failures = Vec::new();
    for case in vectors["cases"].as_array().expect("vector files have cases") {
        if GIVEN.iter().any(|filter| case["input"].to_string().contains(filter)) {
            continue;
        }
        let got = render(&language, &case["input"], &scope, "", &mut Vec::new());
        let expect = &case["expect"];
        let is_right = match &got {
            None => expect["dropped"] == true,
            Some(Value::Null) if expect["nan"] == true => true,
            Some(Value::Number(got)) => expect["value"].as_f64() == got.as_f64(),
            Some(got) => same(got, &expect["value"]),
        };
        if !is_right {
            failures.push(format!("{}: {} gives {got:?}, expected {expect}", case["id"], case["input"]));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// Whether two values are the same to JavaScript, which knows one kind of number.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

fn context() -> Context {
    let parameters = json!({ "name": "cart", "list": ["a", "b"], "empty": [], "map": { "k": 1 } });
    let parameters = parameters.as_object().cloned().unwrap_or_default();
    let mut context = Context::new(&parameters, &json!({ "ref": "user:default/ada" }), "t-1")
        .with_environment(json!({ "region": "eu" }), json!({ "KEY": "k" }))
        .with_secrets(json!({ "TOKEN": "s3" }));
    context.add_step("one", &Map::from_iter([("v".to_owned(), json!(3))]));
    context
}

#[track_caller]
fn check(text: &str, place: Place<'_>, expect: Option<Value>) {
    let mut warnings = Vec::new();
    let got = render(&Environment::scaffolder(), &json!(text), &context().scope(place), "x", &mut warnings);
    assert_eq!(got, expect, "{text} {warnings:?}");
    assert_eq!(warnings, []);
}

#[test]
fn each_place_sees_what_it_may() {
    let value = json!("v");
    let turn = Some(Turn { key: "0", value: &value });
    for place in [Place::Input(None), Place::Condition(None), Place::Output] {
        check(
            "${{ parameters.name }} ${{ steps.one.output.v }} ${{ user.ref }}",
            place,
            Some(json!("cart 3 user:default/ada")),
        );
        check("${{ context.task.id }}/${{ environment.parameters.region }}", place, Some(json!("t-1/eu")));
        check("${{ each.value }}", place, None);
    }
    for (place, sees) in [
        (Place::Input(None), true),
        (Place::Input(turn), true),
        (Place::Condition(turn), true),
        (Place::Condition(None), false),
        (Place::Output, false),
    ] {
        check("${{ secrets.TOKEN }}", place, sees.then(|| json!("s3")));
        check("${{ environment.secrets.KEY }}", place, sees.then(|| json!("k")));
    }
    check("${{ each.key }}=${{ each.value }}", Place::Input(turn), Some(json!("0=v")));
}

#[test]
fn what_cannot_be_rendered_stays_and_is_told() {
    let mut warnings = Vec::new();
    let tree =
        json!({ "a": ["fine ${{ parameters.name }}", "${{ parameters.x | nosuch }}"], "${{ k }}": "{% if" });
    let scope = context().scope(Place::Input(None));
    let got = render(&Environment::scaffolder(), &tree, &scope, "input", &mut warnings);
    let expect = json!({ "a": ["fine cart", "${{ parameters.x | nosuch }}"], "${{ k }}": "{% if" });
    assert_eq!(got, Some(expect));
    let paths: Vec<_> = warnings.iter().map(|warning| warning.path.as_str()).collect();
    assert_eq!(paths, ["input.a[1]", "input.${{ k }}"]);
    assert!(warnings[0].message.contains("nosuch"), "{warnings:?}");
}

#[test]
fn conditions_are_true_as_in_javascript_but_for_empty_lists() {
    let scope = context().scope(Place::Condition(None));
    let check = |condition: Value, expect: bool| {
        let got = holds(&Environment::scaffolder(), Some(&condition), &scope, &mut Vec::new());
        assert_eq!(got, expect, "{condition}");
    };
    for yes in [
        json!(true),
        json!("false"),
        json!("0"),
        json!("${{ parameters.map }}"),
        json!("${{ x | nosuch }}"),
        json!(1),
    ] {
        check(yes, true);
    }
    for no in [
        json!(false),
        json!(""),
        json!("${{ parameters.empty }}"),
        json!("${{ nope }}"),
        json!(0),
        json!(null),
        json!([]),
    ] {
        check(no, false);
    }
    assert!(holds(&Environment::scaffolder(), None, &scope, &mut Vec::new()));
}

#[test]
fn an_if_that_calls_always_or_failure_looks_beyond_a_failure() {
    let check = |text: &str, expect: bool| {
        assert_eq!(looks_beyond_failure(Some(&json!(text))), expect, "{text}");
    };
    check("${{ always() }}", true);
    check("${{ parameters.on and failure ( ) }}", true);
    check("${{ not failure() }}", true);
    check("always()", false);
    check("${{ parameters.always }}", false);
    check("${{ parameters.always() }}", false);
    check("${{ not_always() }}", false);
    assert!(!looks_beyond_failure(Some(&json!(true))));
}

#[test]
fn a_step_is_repeated_over_lists_and_mappings() {
    let scope = context().scope(Place::Input(None));
    let of = |each: Value| turns(&Environment::scaffolder(), &each, &scope, &mut Vec::new());
    let list = vec![("0".to_owned(), json!("a")), ("1".to_owned(), json!("b"))];
    assert_eq!(of(json!("${{ parameters.list }}")), Ok(list));
    assert_eq!(of(json!("${{ parameters.map }}")), Ok(vec![("k".to_owned(), json!(1))]));
    assert_eq!(
        of(json!(["${{ parameters.name }}", 2])),
        Ok(vec![("0".to_owned(), json!("cart")), ("1".to_owned(), json!(2))])
    );
    assert_eq!(of(json!("${{ parameters.nope }}")), Err(EachError::Nothing("nothing")));
    assert_eq!(of(json!("abc")), Err(EachError::Nothing("a text")));
    assert_eq!(of(json!(vec![1; 1001])), Err(EachError::TooMany(1001)));
}

#[test]
fn items_of_the_output_are_left_out_by_their_if() {
    let written = json!({
        "links": [
            { "title": "a", "url": "https://x/${{ parameters.name }}", "if": "${{ parameters.name }}" },
            { "title": "b", "if": "${{ parameters.empty }}" },
            { "title": "c", "if": "${{ parameters.nope }}" },
            { "title": "d", "if": false },
            { "title": "e", "url": "${{ parameters.nope }}", "if": true }
        ],
        "text": "${{ parameters.list }}", "n": "${{ steps.one.output.v }}", "gone": "${{ nope }}"
    });
    let mut warnings = Vec::new();
    let scope = context().scope(Place::Output);
    let written = written.as_object().cloned().unwrap_or_default();
    let got = output(&Environment::scaffolder(), &written, &scope, &mut warnings);
    let expect = json!({
        "links": [{ "title": "a", "url": "https://x/cart" }, { "title": "e" }], "text": ["a", "b"], "n": 3
    });
    assert_eq!(Value::Object(got), expect);
}

/// A file of the contract's vectors; none, with a word about it, where they do not lie beside the repository.
fn vectors(name: &str) -> Option<Value> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract/vectors").join(name);
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped: {} is not here", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("vector files are JSON"))
}

#[test]
fn entities_are_read_as_the_vectors_say() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/contract/vectors/template-entities.json");
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped: {} is not here", file.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).expect("vector files are JSON");
    for case in vectors["cases"].as_array().expect("vector files have cases") {
        let read = Template::read(&case["entity"]);
        assert_eq!(read.is_ok(), case["expect"]["handled"] == true, "{}: {read:?}", case["id"]);
        if let Ok(template) = read {
            let steps = case["entity"]["spec"]["steps"].as_array().map_or(0, Vec::len);
            assert_eq!(template.steps.len(), steps, "{}", case["id"]);
        }
    }
}
