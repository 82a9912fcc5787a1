//! Stories about radars: what is read, where blips lie, what the picture says.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod editions;
mod pictures;
mod placement;
mod reading;

use portico_radar::{Day, Radar, read};

/// The day on which all stories are told.
fn today() -> Day {
    Day::parse("2026-11-21").unwrap()
}

/// A radar whose file has nothing wrong with it.
#[track_caller]
fn radar(text: &str) -> Radar {
    let reading = read("radar.yaml", text, today());
    assert_eq!(reading.diagnostics, [], "a good file");
    reading.radar.unwrap()
}

/// A small radar with five editions.
const SMALL: &str = r##"
title: Small
quadrants:
  - {id: tools, name: Tools}
  - {id: languages, name: Languages}
  - {id: platforms, name: Platforms}
  - {id: ways, name: Ways of working}
rings:
  - {id: adopt, name: Adopt, color: "#176e3c"}
  - {id: trial, name: Trial}
  - {id: assess, name: Assess}
  - {id: hold, name: Hold, description: No new work}
entries:
  - key: rust
    title: Rust
    quadrant: languages
    url: https://www.rust-lang.org
    description: "Systems **and** services"
    tags: [backend]
    timeline:
      - {date: 2024-11-01, ringId: assess}
      - {date: 2026-11-01, ringId: adopt, moved: 1, description: Everywhere}
      - {date: 2025-11-01, ringId: trial, moved: 1}
  - key: php
    title: PHP
    quadrant: languages
    aliases: [hhvm]
    timeline:
      - {date: 2024-11-01, ringId: trial}
      - {date: 2025-05-01, ringId: hold, moved: -1}
  - key: kafka
    title: Kafka
    quadrant: platforms
    timeline: [{date: 2024-11-01, ringId: adopt}]
  - key: agents
    title: Coding agents
    quadrant: ways
    links: [{url: "https://example.test/agents", title: Our rules}]
    timeline: [{date: 2026-11-01, ringId: assess}]
  - key: gulp
    title: gulp
    quadrant: tools
    active: false
    timeline: [{date: 2024-11-01, ringId: hold}]
"##;
