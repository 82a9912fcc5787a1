//! What was on the radar when.

use crate::{SMALL, radar, today};
use portico_radar::{Day, Moved, Order, Question, View};

#[track_caller]
fn check(at: &str, since: Option<&str>, expect: &[(&str, &str, Moved)]) {
    let radar = radar(SMALL);
    let day = |text: &str| Day::parse(text).unwrap();
    let edition = radar.on(day(at), since.map(day));
    let found: Vec<(&str, &str, Moved)> = edition
        .blips
        .iter()
        .map(|blip| (blip.entry.key.as_str(), radar.ring_name(blip.step.ring), blip.moved))
        .collect();
    assert_eq!(found, expect, "{at} {since:?}");
    let numbers: Vec<u32> = edition.blips.iter().map(|blip| blip.number).collect();
    assert_eq!(numbers, (1..=found.len() as u32).collect::<Vec<_>>());
}

#[test]
fn a_day_shows_what_was_said_until_then() {
    use Moved::{Down, New, Unchanged, Up};
    check("2020-01-01", None, &[]);
    let first = [("kafka", "Adopt", Unchanged), ("php", "Trial", Unchanged), ("rust", "Assess", Unchanged)];
    check("2024-11-01", None, &first);
    check("2025-04-30", None, &first);
    check(
        "2025-05-01",
        None,
        &[("kafka", "Adopt", Unchanged), ("rust", "Assess", Unchanged), ("php", "Hold", Down)],
    );
    check(
        "2026-11-21",
        None,
        &[
            ("kafka", "Adopt", Unchanged),
            ("agents", "Assess", New),
            ("rust", "Adopt", Up),
            ("php", "Hold", Down),
        ],
    );
    check(
        "2026-11-21",
        Some("2025-06-01"),
        &[
            ("kafka", "Adopt", Unchanged),
            ("agents", "Assess", New),
            ("rust", "Adopt", Up),
            ("php", "Hold", Unchanged),
        ],
    );
}

#[test]
fn editions_are_the_days_on_which_something_was_said() {
    let radar = radar(SMALL);
    let days: Vec<String> = radar.editions().iter().map(Day::to_string).collect();
    assert_eq!(days, ["2024-11-01", "2025-05-01", "2025-11-01", "2026-11-01"]);
    assert_eq!(radar.current(today()).to_string(), "2026-11-01");
    assert_eq!(radar.current(Day::parse("2025-10-31").unwrap()).to_string(), "2025-05-01");
    assert_eq!(radar.current(Day::parse("2000-01-01").unwrap()).to_string(), "2024-11-01");
    assert_eq!(radar.on(today(), None).gone[0].key, "gulp");
}

#[test]
fn hold_is_what_is_called_so_or_the_last() {
    let mut radar = radar(SMALL);
    assert_eq!([0, 1, 2, 3].map(|ring| radar.is_hold(ring)), [false, false, false, true]);
    radar.rings[3].id = "four".into();
    radar.rings[3].name = "Four".into();
    assert!(radar.is_hold(3) && !radar.is_hold(2));
    radar.rings[1].name = "On Hold".into();
    assert!(radar.is_hold(1) && !radar.is_hold(3));
}

#[track_caller]
fn check_question(pairs: &[(&str, &str)], expect: &[&str]) {
    let radar = radar(SMALL);
    let (question, mut notes) = Question::read(pairs.iter().copied());
    let question = question.fitting(&radar, &mut notes);
    let edition = question.edition(&radar, today());
    let fitting = edition.blips.iter().filter(|blip| question.fits(&radar, blip));
    assert_eq!(fitting.map(|blip| blip.entry.key.as_str()).collect::<Vec<_>>(), expect, "{pairs:?}");
    assert_eq!(notes, [""; 0]);
    let again = question.pairs();
    let again = Question::read(again.iter().map(|(key, value)| (*key, value.as_str())));
    assert_eq!(again, (question, vec![]));
}

#[test]
fn a_question_narrows() {
    check_question(&[], &["kafka", "agents", "rust", "php"]);
    check_question(&[("quadrant", "languages")], &["rust", "php"]);
    check_question(&[("ring", "adopt"), ("quadrant", "languages")], &["rust"]);
    check_question(&[("tag", "backend")], &["rust"]);
    check_question(&[("q", "SYSTEMS ever")], &["rust"]);
    check_question(&[("q", "hhvm")], &["php"]);
    check_question(&[("since", "2026-01-01")], &["agents", "rust"]);
    check_question(
        &[("at", "2025-11-01"), ("since", "2025-05-01"), ("view", "table"), ("sort", "-users")],
        &["rust"],
    );
}

#[test]
fn what_makes_no_sense_is_told_and_left_out() {
    let pairs =
        [("at", "soon"), ("view", "cake"), ("sort", "taste"), ("ring", "outer"), ("tag", "x"), ("utm", "y")];
    let (question, mut notes) = Question::read(pairs);
    let question = question.fitting(&radar(SMALL), &mut notes);
    assert_eq!(notes.len(), 5, "{notes:?}");
    assert_eq!(
        (question.ring.clone(), question.at, question.view, question.order),
        (None, None, View::Picture, Order::default())
    );
}
