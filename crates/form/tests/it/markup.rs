//! The HTML: labels, descriptions, errors; what people wrote is text.

use crate::world::{form, html, look, press};
use portico_form::html::{Labels, Look, prose};
use serde_json::json;

#[test]
fn every_control_has_a_label_and_what_is_wrong_is_tied_to_it() {
    let form = form(
        "required: [n]\nproperties: {n: {type: string, title: Name, description: 'A `short` one', ui:help: Think., ui:autofocus: true, ui:placeholder: cart}}",
    );
    let page = html(&form, &press(&form, &form.begin(&json!({})), &[], "next"));
    for part in [
        "<label class=\"form-label\" for=\"field-n\">Name</label>",
        "aria-describedby=\"field-n-error field-n-help\" aria-invalid=\"true\" required autofocus placeholder=\"cart\"",
        "id=\"field-n-error\"><span class=\"visually-hidden\">Error: </span>Enter a value.",
        "id=\"field-n-help\">A <code>short</code> one<br>Think.",
        "<a href=\"#field-n\">Name</a>: Enter a value.",
        "aria-current=\"step\"",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn what_people_write_is_text() {
    let evil = "<script>alert(1)</script>\"'>";
    let schema = json!({"title": evil, "description": evil, "properties": {
        evil: {"title": evil, "description": evil, "ui:help": evil, "ui:placeholder": evil, "type": "string"},
        "c": {"enum": [evil], "enumNames": [evil], "ui:widget": "radio"},
        "l": {"type": "array", "title": evil, "items": {"type": "string"}},
    }});
    let (form, _) = portico_form::Form::of(&[schema], crate::world::place());
    let state = form.begin(&json!({evil: evil, "l": [evil], "c": evil}));
    for page in [0, 1] {
        let labels = Labels { back: Some(evil.into()), review: Some(evil.into()), create: Some(evil.into()) };
        let look = Look { labels, template: evil, failure: Some(evil), ..look() };
        let page = form.html(&portico_form::State { page, ..state.clone() }, &look);
        assert!(!page.contains("<script") && !page.contains("\"'>"), "{page}");
    }
}

#[test]
fn prose_has_a_little_of_markdown() {
    assert_eq!(prose("a `b` **c** <i>"), "a <code>b</code> <strong>c</strong> &lt;i&gt;");
    assert_eq!(prose("[x](https://a.test/?b&c)"), "<a href=\"https://a.test/?b&amp;c\">x</a>");
    assert_eq!(prose("[x](javascript:alert) * ` [ é"), "[x](javascript:alert) * ` [ é");
}

#[test]
fn the_review_tells_values_as_readers_know_them() {
    let form = form(
        r#"
        properties:
          mode: {type: string, title: Mode, enum: [l, d], enumNames: [Light, Dark]}
          on: {type: boolean}
          tags: {type: array, items: {type: string}}
          pin: {type: string, ui:widget: password}
          hidden: {type: string, ui:backstage: {review: {show: false}}}
          masked: {type: string, ui:backstage: {review: {mask: '<some>'}}}
          empty: {type: string}
          o: {type: object, properties: {p: {type: integer, title: Port}}}
        "#,
    );
    let values = json!({"mode": "d", "on": true, "tags": ["a", "b"], "hidden": "h-value", "masked": "m-value", "o": {"p": 1}});
    let page = html(&form, &portico_form::State { page: 1, values, ..Default::default() });
    let list = &page[page.find("<dl").unwrap()..page.find("</dl>").unwrap()];
    for part in [
        "<dt>Mode</dt><dd>Dark</dd>",
        "<dd>Yes</dd>",
        "<dd>a, b</dd>",
        "<dt>pin</dt><dd>******</dd>",
        "<dd>&lt;some&gt;</dd>",
        "<dt>empty</dt><dd><span class=\"nothing\">Nothing</span></dd>",
        "<dt>Port</dt><dd>1</dd>",
    ] {
        assert!(list.contains(part), "{part}\n{list}");
    }
    assert!(!list.contains("h-value") && !list.contains("m-value"));
}

#[test]
fn buttons_are_called_what_the_template_says() {
    let form = form("[{properties: {}}, {properties: {}}]");
    let labels =
        Labels { back: Some("Zurück".into()), review: Some("Prüfen".into()), create: Some("Los".into()) };
    let look = Look { labels, ..look() };
    let at = |page| form.html(&portico_form::State { page, ..Default::default() }, &look);
    assert!(at(0).contains(">Next</button>") && !at(0).contains("Zurück"));
    assert!(at(1).contains(">Prüfen</button>") && at(1).contains(">Zurück</button>"));
    assert!(at(2).contains(">Los</button>"));
}
