//! What is wrong with a file is told with its place, and costs nothing else.

use crate::{SMALL, radar, today};
use portico_radar::{Day, Moved, data, read};
use serde_json::json;

/// Codes and places of what is wrong.
fn wrong(text: &str) -> (usize, Vec<(String, u32, u32)>) {
    let reading = read("radar.yaml", text, today());
    let found = reading.diagnostics.iter();
    let found = found.map(|one| {
        assert!(one.help.as_ref().is_some_and(|help| !help.is_empty()), "{one} says what to do");
        (one.code.clone(), one.line, one.column)
    });
    let found = found.collect();
    (reading.radar.map_or(0, |radar| radar.entries.len()), found)
}

/// What is wrong when one line of the small radar is another.
#[track_caller]
fn check(from: &str, to: &str, entries: usize, expect: &[(&str, u32, u32)]) {
    assert_eq!(SMALL.matches(from).count(), 1, "{from}");
    let (count, found) = wrong(&SMALL.replace(from, to));
    let found: Vec<(&str, u32, u32)> =
        found.iter().map(|(code, line, column)| (code.as_str(), *line, *column)).collect();
    assert_eq!((count, found.as_slice()), (entries, expect), "{to}");
}

#[test]
fn json_and_yaml_are_the_same() {
    let from_yaml = radar(SMALL);
    let text = serde_json::to_string_pretty(&data(&from_yaml)).unwrap().replace("  ", "\t");
    let from_json = read("radar.json", &text, today());
    assert_eq!(from_json.diagnostics, []);
    assert_eq!(data(&from_json.radar.unwrap()), data(&from_yaml));
}

#[test]
fn one_bad_entry_costs_no_other() {
    check("quadrant: ways", "quadrant: way", 4, &[("unknown-quadrant", 37, 15)]);
    check("[{date: 2024-11-01, ringId: adopt}]", "[]", 4, &[("empty-timeline", 34, 15)]);
    check("key: kafka", "key: rust", 4, &[("duplicate-key", 31, 5)]);
    check("title: Kafka", "", 5, &[("missing-field", 31, 5)]);
    check("  - key: kafka\n    title: Kafka", "  - title: Kafka", 4, &[("missing-field", 31, 5)]);
    check(
        "  - key: kafka\n    title: Kafka",
        "  - 7\n  - key: kafka\n    title: Kafka",
        5,
        &[("wrong-type", 31, 5)],
    );
}

#[test]
fn one_bad_step_costs_no_other() {
    check("date: 2025-11-01", "date: 2025-11-31", 5, &[("wrong-date", 23, 16)]);
    check(
        "date: 2025-11-01",
        "date: 2027-01-01",
        5,
        &[("moved-contradicts", 23, 9), ("future-date", 23, 16)],
    );
    check("ringId: trial, moved: 1}", "ringId: tral, moved: 1}", 5, &[("unknown-ring", 23, 36)]);
    check("moved: -1", "moved: 7", 5, &[("wrong-moved", 30, 49)]);
    check("moved: -1", "moved: 1", 5, &[("moved-contradicts", 30, 9)]);
    check("date: 2025-05-01", "date: 2024-11-01", 5, &[("duplicate-date", 29, 9)]);
}

#[test]
fn addresses_that_do_harm_are_left_out() {
    check("https://www.rust-lang.org", "javascript:alert(1)", 5, &[("unsafe-link", 17, 10)]);
    check("\"https://example.test/agents\"", "\"//evil.test\"", 5, &[("unsafe-link", 38, 19)]);
    assert_eq!(radar(&SMALL.replace("https://www.rust-lang.org", "'#'")).entries[0].url, None);
}

#[test]
fn quadrants_and_rings_are_checked() {
    check(
        "  - {id: ways, name: Ways of working}\n",
        "",
        4,
        &[("too-few-quadrants", 4, 3), ("unknown-quadrant", 36, 15)],
    );
    check(
        "  - {id: ways, name: Ways of working}\n",
        "  - {id: ways}\n  - {id: five, name: Five}\n",
        5,
        &[("too-many-quadrants", 8, 5)],
    );
    check("\"#176e3c\"", "expression(alert(1))", 5, &[("wrong-color", 9, 37)]);
    check(
        "{id: trial, name: Trial}",
        "{id: adopt, name: Trial}",
        5,
        &[("duplicate-key", 10, 5), ("unknown-ring", 23, 36), ("unknown-ring", 29, 36)],
    );
}

#[test]
fn what_is_no_radar_says_so() {
    for (text, code) in [
        ("", "not-one-document"),
        ("- 1", "no-radar"),
        ("a: [", "yaml-syntax"),
        ("{\"entries\": [}", "json-syntax"),
        ("title: x", "missing-field"),
    ] {
        let (entries, found) = wrong(text);
        assert_eq!((entries, found[0].0.as_str()), (0, code), "{text}");
    }
    let large = " ".repeat(portico_radar::limits::FILE_BYTES + 1);
    assert_eq!(wrong(&large).1[0].0, "file-too-large");
}

/// The picture of what Zalando publishes: indexes, labels, and no names.
#[test]
fn zalandos_format_is_read() {
    let text = json!({"date": "2026.09", "entries": [
        {"quadrant": 3, "ring": 0, "label": "AWS", "active": true, "moved": 0, "link": "https://aws.example"},
        {"quadrant": 0, "ring": 3, "label": "C++", "active": true, "moved": -1, "link": "../languages/cpp.html"},
        {"quadrant": 1, "ring": 1, "label": "Kafka", "active": false, "moved": 2},
        {"quadrant": 4, "ring": 0, "label": "Nowhere", "active": true, "moved": 0},
        {"quadrant": 0, "ring": 0, "label": "aws", "active": true, "moved": 1},
    ]});
    let reading = read("config.json", &text.to_string(), today());
    let radar = reading.radar.unwrap();
    let keys: Vec<&str> = radar.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["aws", "cplusplus", "kafka"]);
    assert_eq!(
        radar.rings.iter().map(|ring| ring.name.as_str()).collect::<Vec<_>>(),
        ["Adopt", "Trial", "Assess", "Hold"]
    );
    assert_eq!(radar.editions(), [Day::parse("2026-09-01").unwrap()]);
    let edition = radar.on(today(), None);
    let moved: Vec<(&str, Moved)> =
        edition.blips.iter().map(|blip| (blip.entry.key.as_str(), blip.moved)).collect();
    assert_eq!(moved, [("aws", Moved::Unchanged), ("cplusplus", Moved::Down)]);
    let mut codes: Vec<&str> = reading.diagnostics.iter().map(|one| one.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["duplicate-key", "unknown-quadrant", "unnamed-quadrants", "unsafe-link"]);
}

#[test]
fn zalandos_names_and_colours_are_kept() {
    let text = "
date: \"2026-09\"
quadrants: [{name: Languages}, {name: Infrastructure}, {name: Datastores}, {name: Data Management}]
rings: [{name: ADOPT, color: \"#5ba300\"}, {name: HOLD, color: nonsense}]
entries:
  - {label: Rust, quadrant: 0, ring: 0, moved: 2}
";
    let reading = read("config.yaml", text, today());
    let radar = reading.radar.unwrap();
    assert_eq!((radar.quadrant_name(0), radar.ring_name(1)), ("Languages", "HOLD"));
    assert_eq!(radar.rings[0].color.map(|color| color.to_string()).as_deref(), Some("#5ba300"));
    assert_eq!(radar.on(today(), None).blips[0].moved, Moved::New);
    assert_eq!(reading.diagnostics.len(), 1, "{:?}", reading.diagnostics);
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "\\PC{0,200}") {
        let _ = read("x", &text, today());
    }

    /// What is cut off, doubled or changed anywhere.
    #[test]
    fn nothing_of_a_broken_radar_panics(at in 0..SMALL.len(), with in "[-a-z0-9:{}\\[\\]\"#\n ]{0,6}") {
        if SMALL.is_char_boundary(at) {
            let _ = read("x", &format!("{}{with}{}", &SMALL[..at], &SMALL[at..]), today());
            let _ = read("x", &SMALL[..at], today());
        }
    }
}
