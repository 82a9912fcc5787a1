//! What the pictures look like, and that nothing of a file gets into them as markup.

use crate::{SMALL, radar, today};
use portico_radar::{Drawing, Question, data, picture, trail};

fn drawn(text: &str, pairs: &[(&str, &str)]) -> String {
    let radar = radar(text);
    let (question, _) = Question::read(pairs.iter().copied());
    let edition = question.edition(&radar, today());
    let only = question.quadrant.as_ref().and_then(|id| radar.quadrants.iter().position(|one| one.id == *id));
    let svg = picture(&Drawing {
        edition: &edition,
        fits: &|blip| question.fits(&radar, blip),
        href: &|blip| format!("/tech-radar/entry/{}", blip.entry.key),
        quadrant_href: &|quadrant| format!("?quadrant={}", radar.quadrants[quadrant].id),
        only,
    });
    svg.replace("><", ">\n<")
}

#[test]
fn the_picture_is_what_it_was() {
    insta::assert_snapshot!("picture", drawn(SMALL, &[]));
    insta::assert_snapshot!("one-quadrant", drawn(SMALL, &[("quadrant", "languages"), ("ring", "hold")]));
}

#[test]
fn the_way_of_an_entry_is_drawn_and_told() {
    let radar = radar(SMALL);
    let svg = trail(&radar, radar.entry("rust").unwrap(), today());
    assert!(svg.contains("aria-label=\"Rust: Nov 2024 Assess, Nov 2025 Trial, Nov 2026 Adopt\""), "{svg}");
    insta::assert_snapshot!("trail", svg.replace("><", ">\n<"));
}

#[test]
fn texts_of_a_file_are_no_markup() {
    let evil =
        SMALL.replace("Coding agents", "'<script>alert(1)</script>\"'").replace("name: Tools", "name: '<b>'");
    let svg = drawn(&evil, &[]);
    assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
    assert!(svg.contains("&lt;script&gt;"));
}

#[test]
fn clients_of_the_community_plugin_get_its_shape() {
    let value = data(&radar(SMALL));
    assert_eq!(value["rings"][0]["color"], "#176e3c");
    assert!(value["rings"].as_array().unwrap().iter().all(|ring| ring["color"].is_string()));
    let rust = &value["entries"][0];
    assert_eq!(
        rust["timeline"][0],
        serde_json::json!({"date": "2026-11-01", "ringId": "adopt", "moved": 1, "description": "Everywhere"})
    );
    assert_eq!((&rust["quadrant"], &rust["url"]), (&"languages".into(), &"https://www.rust-lang.org".into()));
    assert!(value["entries"].as_array().unwrap().iter().all(|entry| entry["key"] != "gulp"));
}
