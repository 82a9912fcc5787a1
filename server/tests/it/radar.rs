//! The technology radar: its pages without JavaScript, its API, where it is read from, and `portico radar check`.

use crate::{
    web::Web,
    world::{World, component},
};
use serde_json::{Value, json};
use std::{process::Command, sync::Arc};

const RADAR: &str = "
title: Acorn radar
quadrants:
  - {id: techniques, name: Techniques}
  - {id: tools, name: Tools}
  - {id: platforms, name: Platforms}
  - {id: languages, name: Languages}
rings:
  - {id: adopt, name: Adopt}
  - {id: trial, name: Trial}
  - {id: assess, name: Assess}
  - {id: hold, name: Hold}
entries:
  - key: rust
    title: Rust
    quadrant: languages
    description: \"Fast **and** right <script>alert(1)</script>\"
    tags: [backend]
    timeline:
      - {date: 2026-05-01, ringId: adopt, description: Everywhere}
      - {date: 2025-05-01, ringId: trial}
  - key: php
    title: PHP
    quadrant: languages
    timeline:
      - {date: 2026-05-01, ringId: hold}
      - {date: 2025-05-01, ringId: trial}
  - key: postgresql
    title: PostgreSQL
    quadrant: platforms
    aliases: [postgres]
    timeline: [{date: 2025-05-01, ringId: adopt}]
  - key: agents
    title: Agents
    quadrant: techniques
    timeline: [{date: 2026-05-01, ringId: assess}]
";

const DATABASE: &str = "apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: ledger, tags: [postgres]}
spec: {type: database, owner: team-oak}
";

/// A component with lines of metadata and of its specification.
fn tagged(name: &str, metadata: &str, spec: &str) -> String {
    component(name, spec).replace("spec:\n", &format!("  {metadata}\nspec:\n"))
}

async fn world() -> World {
    let till = tagged("till", "tags: [rust]", "  dependsOn: [resource:ledger]\n");
    let shelf = tagged("shelf", "annotations: {portico.dev/tech: \"PHP, Agents\"}", "");
    let scale = tagged("scale", "title: The scale", "  language: Rust\n");
    let all = [till, shelf, scale, DATABASE.to_owned()].join("---\n");
    World::new(&[("catalog/all.yaml", all.as_str()), ("radar.yaml", RADAR)]).await
}

async fn with_radar() -> World {
    let world = world().await;
    world.follow_radars(&json!({"url": "radar.yaml"})).await;
    read(&world).await;
    world
}

async fn read(world: &World) {
    let portal = world.portal();
    world.until("the radar is read", || portal.radar("").is_some_and(|radar| radar.radar.is_some())).await;
}

#[tokio::test]
async fn the_first_answer_holds_the_picture_and_its_lists() {
    let world = with_radar().await;
    let page = world.get("/tech-radar").await.is(200);
    let at = page.body.find("<svg class=\"radar-picture\"").expect("a picture");
    let picture = &page.body[at..at + page.body[at..].find("</svg>").expect("its end")];
    for href in ["rust", "php", "postgresql", "agents"] {
        assert!(picture.contains(&format!("href=\"/tech-radar/entry/{href}\"")), "{picture}");
    }
    assert!(
        picture
            .contains("aria-label=\"Acorn radar, May 2026: 4 entries, 2 Adopt, 0 Trial, 1 Assess, 1 Hold\"")
    );
    assert!(picture.contains(", Hold, moved out\""), "{picture}");
    page.shows(&["Acorn radar", "May 2026 · 4 entries", "Languages", "PHP", "still used by 1 component"]);
}

#[tokio::test]
async fn the_address_narrows_moves_and_orders() {
    let world = with_radar().await;
    let page = async |query: &str| world.get(&format!("/tech-radar?{query}")).await.is(200);
    page("quadrant=languages&ring=adopt").await.shows(&["1 of 4 entries", "Show all quadrants"]);
    page("at=2025-06-01")
        .await
        .shows(&["This is the radar as it was on 1 Jun 2025", "3 entries"])
        .hides(&["Agents"]);
    page("since=2025-05-01").await.shows(&["3 of 4 entries"]);
    page("q=everywhere").await.shows(&["1 of 4 entries"]);
    page("q=nothing").await.shows(&["No entry fits", "Show all entries"]);
    page("ring=outer&at=soon&view=cake").await.shows(&[
        "There is no ring outer",
        "at=soon is no date",
        "view=cake",
    ]);
    let table = page("view=table&sort=-users").await;
    assert!(table.body.contains("aria-sort=\"descending\""));
    table.shows(&["Technology", "Used by", "Last change", "still 1"]);
    world.get("/tech-radar/entry/cobol").await.is(404);
    world.get("/tech-radar/else").await.is(404);
}

#[tokio::test]
async fn an_entry_tells_its_history_and_who_uses_it() {
    let world = with_radar().await;
    let page = world.get("/tech-radar/entry/rust").await.is(200);
    assert!(page.body.contains("<strong>and</strong>") && !page.body.contains("<script>alert"));
    assert!(page.body.contains("aria-label=\"Rust: May 2025 Trial, May 2026 Adopt\""));
    page.shows(&[
        "Rust",
        "Adopt",
        "Moved in",
        "Everywhere",
        "till",
        "The scale",
        "language Rust",
        "No component began",
    ]);
    let page = world.get("/tech-radar/entry/postgresql").await.is(200);
    page.shows(&["till", "through", "ledger", "Also in 1 other"]);
    let page = world.get("/tech-radar/entry/php").await.is(200);
    page.shows(&["Still used by 1 component, although it is on hold", "annotation PHP"]);
    world.get("/tech-radar/entry/agents").await.is(200).shows(&["Nobody has described it yet"]);
}

#[tokio::test]
async fn an_entity_says_where_its_technologies_stand() {
    let world = with_radar().await;
    world.get("/catalog/default/component/shelf").await.is(200).shows(&[
        "Technologies",
        "PHP",
        "1 technology on hold",
    ]);
    world.get("/catalog/default/component/scale").await.is(200).shows(&["Technologies", "Rust"]);
    world.get("/catalog/default/group/team-oak").await.hides(&["Technologies"]);
}

#[tokio::test]
async fn use_that_moves_is_told() {
    let world = with_radar().await;
    // What happens within minutes of the catalog's beginning counts as its beginning; the counts follow at once.
    let count =
        async || world.get("/api/tech-radar/entries/rust/users").await.is(200).json()["components"].clone();
    assert_eq!(count().await, 2);
    world.write("catalog/more.yaml", &tagged("scanner", "tags: [rust]", ""));
    world.until("it is there", || world.portal().index().get("component:default/scanner").is_some()).await;
    assert_eq!(count().await, 3);
}

#[tokio::test]
async fn how_use_moved_is_found_out_once_for_each_radar() {
    let world = world().await;
    world.write("other.yaml", &RADAR.replace("Acorn radar", "Oak radar"));
    let radars = json!([{"id": "acorn", "target": "radar.yaml"}, {"id": "oak", "target": "other.yaml"}]);
    world.follow_radars(&json!({ "radars": radars, "manifests": false })).await;
    let portal = world.portal();
    let is_read = |id: &str| portal.radar(id).is_some_and(|radar| radar.radar.is_some());
    world.until("both are read", || is_read("acorn") && is_read("oak")).await;
    let (acorn, oak) = (portal.radar("acorn").unwrap(), portal.radar("oak").unwrap());
    let (one, same, other) =
        tokio::join!(portal.radar_moves(&acorn), portal.radar_moves(&acorn), portal.radar_moves(&oak));
    assert!(Arc::ptr_eq(&one, &same), "who asks meanwhile gets the same");
    assert!(Arc::ptr_eq(&one, &portal.radar_moves(&acorn).await), "another radar does not push it out");
    assert!(!Arc::ptr_eq(&one, &other));
    // Other words for the same catalog are another answer.
    world.write("radar.yaml", &RADAR.replace("aliases: [postgres]", "aliases: [pg]"));
    let is_new = || portal.radar("acorn").is_some_and(|radar| !Arc::ptr_eq(&radar.words, &acorn.words));
    world.until("it is read anew", is_new).await;
    assert!(!Arc::ptr_eq(&one, &portal.radar_moves(&portal.radar("acorn").unwrap()).await));
    assert!(Arc::ptr_eq(&other, &portal.radar_moves(&oak).await));
}

#[tokio::test]
async fn an_entrys_page_is_called_by_its_title() {
    let world = with_radar().await;
    for (key, title) in [("php", "PHP"), ("postgresql", "PostgreSQL")] {
        let page = world.get(&format!("/tech-radar/entry/{key}")).await.is(200);
        let crumbs = page.body.split("class=\"crumbs\"").nth(1).unwrap().split("</nav>").next().unwrap();
        assert!(crumbs.contains(&format!("aria-current=\"page\">{title}")), "{crumbs}");
    }
    world.get("/tech-radar/entry/cobol?radar=none").await.is(404);
}

#[tokio::test]
async fn programs_get_the_shape_that_they_know() {
    let world = with_radar().await;
    let data = world.get("/api/tech-radar/data").await.is(200).json();
    assert_eq!(data["title"], "Acorn radar");
    assert_eq!(data["entries"][0]["timeline"][0]["ringId"], "adopt");
    assert_eq!(data["entries"].as_array().map(Vec::len), Some(4));
    let radars = world.get("/api/tech-radar/radars").await.is(200).json();
    assert_eq!((&radars[0]["id"], &radars[0]["entries"]), (&json!("radar"), &json!(4)));
    assert_eq!(radars[0]["editions"], json!(["2025-05-01", "2026-05-01"]));
    let users = world.get("/api/tech-radar/entries/postgresql/users").await.is(200).json();
    let found: Vec<_> =
        users["items"].as_array().unwrap().iter().map(|one| (&one["entityRef"], &one["by"])).collect();
    assert_eq!(
        found,
        [
            (&json!("component:default/till"), &json!("dependency")),
            (&json!("resource:default/ledger"), &json!("tag")),
        ]
    );
    for missing in ["/data?id=other", "/entries/cobol/users", "/entries/rust/users?id=other"] {
        let answer = world.get(&format!("/api/tech-radar{missing}")).await.is(404).json();
        assert_eq!(answer["error"]["name"], "NotFoundError");
    }
}

#[tokio::test]
async fn without_a_radar_the_page_says_how_to_have_one() {
    let world = world().await;
    world.get("/tech-radar").await.is(200).shows(&["No radar yet", "techRadar :", "portico radar check"]);
    world.get("/api/tech-radar/data").await.is(404);
    assert_eq!(world.get("/api/tech-radar/radars").await.is(200).json(), json!([]));
}

#[tokio::test]
async fn a_file_is_followed_and_what_is_wrong_with_it_is_a_problem() {
    let world = with_radar().await;
    world.write("radar.yaml", &RADAR.replace("quadrant: techniques", "quadrant: technik"));
    world.until("it is read", || !world.portal().radar("").unwrap().diagnostics.is_empty()).await;
    let page = world.get("/tech-radar").await.is(200);
    page.shows(&["3 entries", "Problems of the file", "radar.yaml:35:15", "Known here are: techniques"]);
    world.get("/problems").await.is(200).shows(&["unknown-quadrant", "radar.yaml"]);
    world.write("radar.yaml", RADAR);
    world.until("it is mended", || world.portal().radar("").unwrap().diagnostics.is_empty()).await;
    world.get("/problems").await.hides(&["unknown-quadrant"]);
    // What is no radar any more takes nothing away.
    world.write("radar.yaml", "rings: [\n");
    world.until("it is refused", || world.portal().radar("").unwrap().failure.is_some()).await;
    world.get("/tech-radar").await.is(200).shows(&["4 entries", "What was read is no radar: line "]);
    world.write("radar.yaml", RADAR);
    world.until("it is good again", || world.portal().radar("").unwrap().failure.is_none()).await;
    std::fs::remove_file(world.path("radar.yaml")).unwrap();
    world.until("it is missed", || world.portal().radar("").unwrap().failure.is_some()).await;
    world.get("/tech-radar").await.is(200).shows(&[
        "4 entries",
        "reading it has failed since",
        "cannot be read",
    ]);
}

#[tokio::test]
async fn several_radars_come_from_addresses_and_survive_a_restart_without_network() {
    let web = Web::start().await;
    web.put("a.yaml", RADAR);
    web.put("b.yaml", RADAR.replace("Acorn radar", "Oak radar"));
    let section = json!({"radars": [
        {"id": "acorn", "target": web.url("a.yaml")},
        {"id": "oak", "title": "Oaks", "target": web.url("b.yaml")},
        {"id": "gone", "target": web.url("gone.yaml")},
    ]});
    let world = World::configured(&json!({}), &web.reading(), &json!({})).await;
    world.follow_radars(&section).await;
    let all_tried = || {
        let radars = world.portal().radars();
        radars.iter().all(|radar| radar.radar.is_some() || radar.failure.is_some())
    };
    world.until("all are asked for", all_tried).await;
    world.get("/tech-radar").await.is(200).shows(&["Acorn radar", "Oaks"]);
    world.get("/tech-radar?radar=oak").await.is(200).shows(&["Oaks", "4 entries"]);
    world.get("/tech-radar?radar=pine").await.is(200).shows(&["There is no radar pine"]);
    world.get("/tech-radar?radar=gone").await.is(200).shows(&["This radar cannot be read", "gone.yaml"]);
    // Now nothing can be read any more, and what was read is there all the same.
    let world = world.restarted().await;
    world.follow_radars(&section).await;
    world.get("/tech-radar?radar=oak").await.is(200).shows(&["Oaks", "4 entries"]);
    world.until("it is missed", || world.portal().radar("oak").unwrap().failure.is_some()).await;
    world.get("/tech-radar?radar=oak").await.is(200).shows(&[
        "Last read",
        "reading it has failed since",
        "4 entries",
    ]);
    assert_eq!(web.answers("b.yaml"), [200]);
}

/// Exit code and stdout of `portico radar check`.
fn check(world: &World, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["radar", "check"])
        .args(arguments)
        .current_dir(world.path(""))
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn a_merge_with_a_bad_radar_can_be_blocked() {
    let world = world().await;
    assert_eq!(
        check(&world, &["radar.yaml"]),
        (0, "4 good entries in 1 file: 0 errors, 0 warnings\n".to_owned())
    );
    world.write("bad.yaml", &RADAR.replace("ringId: hold", "ringId: holt"));
    let (code, out) = check(&world, &["radar.yaml", "bad.yaml"]);
    assert_eq!(code, 1);
    assert!(out.contains("bad.yaml:26:36: error[unknown-ring]: "), "{out}");
    assert!(out.contains("help: Did you mean \"hold\"?"), "{out}");
    let (code, out) = check(&world, &["bad.yaml", "--format", "json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &json["errors"], &json["diagnostics"][0]["line"]), (1, &json!(1), &json!(26)));
    world.write("odd.yaml", &RADAR.replace("title: Agents", ""));
    assert_eq!(check(&world, &["odd.yaml"]).0, 0, "a warning alone does not block");
    assert_eq!(check(&world, &["odd.yaml", "--strict"]).0, 1);
    assert_eq!(check(&world, &["nosuch.yaml"]).0, 2);
}
