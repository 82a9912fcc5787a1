//! Real templates of public repositories: all of them have a form.

use crate::world::place;
use portico_form::{Form, State};
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn real_templates_have_forms_or_say_what_is_not_known() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/templates");
    let Ok(files) = std::fs::read_dir(&folder) else {
        return eprintln!("skipped: {} is not there", folder.display());
    };
    let mut count = 0;
    for file in files {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let template: Value = serde_yaml::from_str(&text).unwrap();
        let pages = match &template["spec"]["parameters"] {
            Value::Array(pages) => pages.clone(),
            Value::Null => Vec::new(),
            page => vec![page.clone()],
        };
        let (form, faults) = Form::of(&pages, place());
        assert!(faults.is_empty(), "{}: {faults:?}", path.display());
        let begin = form.begin(&json!({}));
        for page in 0..=form.review() {
            let state = State { page, ..begin.clone() };
            let html = crate::world::html(&form, &state);
            for field in form.fields(page, &state.values, &state.chosen) {
                assert!(field.note.is_none() || html.contains("own access"), "{}: {field:?}", path.display());
                assert!(html.contains(&field.id()), "{}: {}", path.display(), field.pointer);
            }
        }
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn a_schema_that_is_an_alternative_of_itself_ends() {
    let page = serde_json::json!({
        "oneOf": [{ "$ref": "#/definitions/x" }],
        "definitions": { "x": { "title": "t", "oneOf": [{ "$ref": "#/definitions/x" }] } }
    });
    let (form, _) = Form::of(&[page], place());
    let _ = form.read(&[]);
}
