//! Locations in plain git repositories.

use crate::world::{World, component, component_with, documents, location};
use portico_catalog::{Delivery, Failure, RemoteFile, Root};
use portico_entity::LocationRef;
use serde_json::json;

const SHOP: &str = "https://git.acme.test/team/shop.git";
const A: &str = "component:default/a";
const B: &str = "component:default/b";

/// The location of a file in the repository at its branch `main`.
fn at(path: &str) -> String {
    format!("git:{SHOP}#main:{path}")
}

fn file(path: &str, text: &str) -> RemoteFile {
    RemoteFile::at(&LocationRef::new("git", format!("{SHOP}#main:{path}")), text.as_bytes())
}

fn fetched(world: &mut World, remote: &str, files: Vec<RemoteFile>) {
    let validator = Some("commit".to_owned());
    world.engine.deliver(remote, Delivery::Files { files, validator, skipped: vec![] });
    world.pass();
}

/// A world in which the repository is configured, before it was fetched.
fn world() -> World {
    let mut world = World::with(&json!({"locations": [{"type": "git", "target": format!("{SHOP}#main")}]}));
    let batch = world.pass();
    assert_eq!(batch.wanted, Some(vec![at("catalog-info.yaml")]), "it is asked for, with its usual path");
    world
}

#[test]
fn what_is_delivered_says_where_it_comes_from_but_not_where_it_is_looked_at() {
    let mut world = world();
    let own = at("catalog-info.yaml");
    fetched(&mut world, &own, vec![file("catalog-info.yaml", &component("a"))]);
    world.shows(&[A]).has_errors(&[]);
    let annotation = |name: &str| world.text(A, &format!("/metadata/annotations/backstage.io~1{name}"));
    assert_eq!(annotation("managed-by-location"), own);
    assert_eq!(annotation("managed-by-origin-location"), format!("git:{SHOP}#main"));
    for absent in ["view-url", "edit-url", "source-location"] {
        assert_eq!(annotation(absent), "", "{absent}");
    }
    assert_eq!(world.rows[A].file, format!("{SHOP}#main:catalog-info.yaml"));
    world.idle();
    world.restart();
    world.shows(&[A]);
    world.idle();
}

#[test]
fn one_pattern_leads_to_many_files() {
    let mut world =
        World::with(&json!({"locations": [{"type": "git", "target": format!("{SHOP}#main:**/c.yaml")}]}));
    world.pass();
    let files = || vec![file("x/c.yaml", &component("a")), file("y/c.yaml", &component("b"))];
    fetched(&mut world, &at("**/c.yaml"), files());
    world.shows(&[A, B]).has_errors(&[]);
    fetched(&mut world, &at("**/c.yaml"), files().into_iter().take(1).collect());
    world.shows(&[A]).has_errors(&[]);
}

#[test]
fn relative_targets_stay_in_the_repository_and_its_branch() {
    let mut world = world();
    let all = documents(&[
        location("beside", "  targets: [./svc/a.yaml, /b.yaml]\n"),
        location("typed", "  type: git\n  target: c.yaml\n"),
        location("other", "  target: 'https://git.acme.test/other.git#v1:d.yaml'\n"),
        location("web", "  type: url\n  target: https://web.test/e.yaml\n"),
    ]);
    world.engine.deliver(
        &at("catalog-info.yaml"),
        Delivery::Files { files: vec![file("catalog-info.yaml", &all)], validator: None, skipped: vec![] },
    );
    let wanted = world.pass().wanted.unwrap();
    let mut expect = vec![
        at("b.yaml"),
        at("c.yaml"),
        at("catalog-info.yaml"),
        at("svc/a.yaml"),
        "git:https://git.acme.test/other.git#v1:d.yaml".to_owned(),
        "url:https://web.test/e.yaml".to_owned(),
    ];
    expect.sort();
    assert_eq!(wanted, expect);
    // A file deeper in leads on from where it lies.
    world.engine.deliver(
        &at("svc/a.yaml"),
        Delivery::Files {
            files: vec![file("svc/a.yaml", &location("deep", "  target: ../f.yaml\n"))],
            validator: None,
            skipped: vec![],
        },
    );
    assert!(world.pass().wanted.unwrap().contains(&at("f.yaml")));
}

#[test]
fn files_and_addresses_may_lead_to_repositories() {
    let mut world = World::at(&["all.yaml"]);
    let spec = format!("  type: git\n  target: {SHOP}#main:svc/a.yaml\n");
    world.write("all.yaml", location("shop", &spec)).pass();
    fetched(&mut world, &at("svc/a.yaml"), vec![file("svc/a.yaml", &component("a"))]);
    world.shows(&[A, "location:default/shop"]).has_errors(&[]);
}

#[test]
fn a_repository_never_leads_to_the_disk() {
    let mut world = world();
    world.write("secret.yaml", component("a"));
    let target = world.absolute("secret.yaml");
    let text = location("all", &format!("  type: file\n  target: {target}\n"));
    fetched(&mut world, &at("catalog-info.yaml"), vec![file("catalog-info.yaml", &text)]);
    world.shows(&[]).has_errors(&[&format!("location-type {SHOP}#main:catalog-info.yaml:1")]);
}

#[test]
fn a_target_that_is_wrong_is_told_and_takes_nothing_away() {
    let mut world = World::at(&["all.yaml"]);
    let good = format!("  type: git\n  target: {SHOP}#main:a.yaml\n");
    world.write("all.yaml", location("shop", &good)).pass();
    fetched(&mut world, &at("a.yaml"), vec![file("a.yaml", &component("a"))]);
    for wrong in ["file:///srv/shop.git", "ext::evil", "https://me:hunter2@git.acme.test/x#main"] {
        world.write("all.yaml", location("shop", &format!("  type: git\n  target: '{wrong}'\n"))).pass();
        world.shows(&[A, "location:default/shop"]);
        let told = world.problem("location-target").message.clone();
        assert!(told.contains("no target in a git repository") && !told.contains("hunter2"), "{told}");
    }
    world.write("all.yaml", location("shop", &good)).pass();
    world.shows(&[A, "location:default/shop"]).has_errors(&[]);
}

#[test]
fn a_failure_is_told_and_what_was_read_stays() {
    let mut world = world();
    let own = at("catalog-info.yaml");
    fetched(&mut world, &own, vec![file("catalog-info.yaml", &component("a"))]);
    let failure = Failure { not_found: false, message: "it does not answer".into(), help: None };
    world.engine.deliver(&own, Delivery::Failed(failure));
    world.pass();
    world.shows(&[A]).has_errors(&[&format!("unreachable git:{SHOP}#main")]);
    world.engine.deliver(&own, Delivery::NotModified);
    world.pass();
    world.shows(&[A]).has_errors(&[]);
}

#[test]
fn placeholders_bring_in_what_was_fetched_with_the_file() {
    let mut world = world();
    let text = component_with("a", "  x:\n    $text: ./x.txt\n");
    let one = RemoteFile {
        inputs: [("./x.txt".to_owned(), Ok("hello".to_owned()))].into(),
        ..file("catalog-info.yaml", &text)
    };
    fetched(&mut world, &at("catalog-info.yaml"), vec![one]);
    assert_eq!(world.text(A, "/spec/x"), "hello");
}

#[test]
fn an_unknown_type_is_still_unknown() {
    let mut world = World::with(&json!({"locations": [{"type": "svn", "target": "x"}]}));
    world.pass();
    let problem = world.problem("location-type");
    assert_eq!(problem.message, "Locations of the type \"svn\" are not known");
    assert!(Root::new(LocationRef::new("git", SHOP)).entity_ref().starts_with("location:default/generated-"));
}
