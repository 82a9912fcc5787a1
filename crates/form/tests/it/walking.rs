//! From page to page, to the review, and back; secrets.

use crate::world::{form, html, pairs, press};
use portico_form::{Secrets, Told};
use serde_json::json;

const TWO: &str = r#"
- {title: About, required: [name], properties: {name: {type: string}}}
- {title: Where, properties: {port: {type: integer, minimum: 1}, token: {type: string, title: Token, ui:field: Secret}, pin: {type: string, ui:widget: password, minLength: 4}}, required: [token]}
"#;

#[test]
fn pages_are_passed_when_they_are_right() {
    let form = form(TWO);
    let begin = form.begin(&json!({}));
    let stuck = press(&form, &begin, &[], "next");
    assert_eq!((stuck.page, &stuck.told), (0, &Told::All));
    assert!(html(&form, &stuck).contains("aria-invalid=\"true\" required"));
    let second = press(&form, &stuck, &[("f./name", "cart")], "next");
    assert_eq!((second.page, &second.told), (1, &Told::Nothing));
    let back = press(&form, &second, &[("f./port", "0")], "back");
    assert_eq!(
        (back.page, &back.values),
        (0, &json!({"name": "cart", "port": 0})),
        "going back keeps what is wrong"
    );
    let leap = press(&form, &back, &[], "page:3");
    assert_eq!((leap.page, &leap.told), (1, &Told::All), "a leap stops where something is wrong");
    let review = press(&form, &leap, &[("f./port", "80")], "next");
    assert_eq!(review.page, form.review());
    assert_eq!(press(&form, &review, &[], "page:1").page, 0);
    assert_eq!(press(&form, &review, &[], "back").page, 1);
    assert_eq!(form.read(&review.query()), review, "the address holds it all");
}

#[test]
fn secrets_are_in_no_address() {
    let form = form(TWO);
    let state = form.read(&pairs(&[
        ("p", "2"),
        ("formData", r#"{"name":"cart","token":"t0p","pin":"1234"}"#),
        ("f./token", "t0p"),
        ("f./pin", "1234"),
        ("go", "next"),
    ]));
    assert_eq!((state.page, &state.values), (2, &json!({"name": "cart"})));
    let page = html(&form, &state);
    assert!(
        page.contains("name=\"s./token\"") && page.contains("name=\"s./pin\"") && !page.contains("t0p"),
        "{page}"
    );
    let check = |list: &[(&str, &str)]| -> Vec<String> {
        let secrets: Secrets = pairs(list).into_iter().collect();
        form.check_secrets(&state, &secrets)
            .into_iter()
            .map(|one| format!("{}: {}", one.pointer, one.message))
            .collect()
    };
    assert_eq!(check(&[]), ["/token: Enter a value."]);
    assert_eq!(check(&[("/token", "x"), ("/pin", "12")]), ["/pin: Enter at least 4 letters."]);
    assert!(check(&[("/token", "x"), ("/pin", "1234"), ("/name", "")]).is_empty());
    let secrets: Secrets = pairs(&[("/token", "x"), ("/pin", "1234")]).into_iter().collect();
    let finished = form.finish(&state, &secrets);
    assert_eq!(finished.values, json!({"name": "cart", "pin": "1234"}));
    assert_eq!(finished.secrets, pairs(&[("token", "x")]));
}

#[test]
fn secrets_that_only_the_template_names_are_asked_for() {
    let schema = crate::world::yaml(
        "required: [key]\nproperties: {token: {type: string}, key: {type: string, title: Key, minLength: 3}}",
    );
    let form = form(TWO).with_secrets(Some(&schema));
    let state = form.begin(&json!({"name": "cart"}));
    let review = portico_form::State { page: form.review(), ..state };
    let page = html(&form, &review);
    assert!(page.contains(">Key</label>") && page.matches("type=\"password\"").count() == 3, "{page}");
    let names: Vec<String> =
        form.secrets(&review.values, &review.chosen).into_iter().map(|field| field.pointer).collect();
    let key = names.last().unwrap().clone();
    let mut secrets: Secrets = [("/token".to_owned(), "x".to_owned()), (key.clone(), "ab".to_owned())].into();
    let problems = form.check_secrets(&review, &secrets);
    assert_eq!((problems.len(), &problems[0].pointer), (1, &key), "{problems:?}");
    secrets.insert(key, "abc".to_owned());
    assert!(form.check_secrets(&review, &secrets).is_empty());
    let mut names: Vec<String> =
        form.finish(&review, &secrets).secrets.into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(names, ["key", "token"]);
}

#[test]
fn addresses_from_elsewhere_are_taken_as_far_as_they_make_sense() {
    let form = form(TWO);
    for query in [
        &[("formData", "{")][..],
        &[("formData", "[1]")],
        &[("page", "99")],
        &[("page", "0"), ("formData", "null")],
        &[("p", "x")],
        &[("p", "1"), ("o.", "77"), ("f./name/deep", "x")],
    ] {
        let state = form.read(&pairs(query));
        assert!(state.page <= form.review() && state.values.is_object(), "{query:?}");
        html(&form, &state);
    }
    assert_eq!(
        form.read(&pairs(&[("formData", r#"{"name":"n","extra":1}"#)])).values,
        json!({"name": "n", "extra": 1})
    );
}
