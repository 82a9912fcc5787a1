//! What nothing lists any more: removed, or kept and flagged; and what stays because its source is out of reach.

use crate::world::{World, assert_empty, component, component_with, documents, location, log};
use portico_catalog::OrphanStrategy;
use std::fs;

const A: &str = "component:default/a";
const B: &str = "component:default/b";
const ORPHAN: &str = "/metadata/annotations/backstage.io~1orphan";

fn keeping(targets: &[&str]) -> World {
    let mut world = World::at(targets);
    world.restart_with(|config| config.orphan_strategy = OrphanStrategy::Keep);
    world
}

#[test]
fn an_entity_that_leaves_its_file_is_removed() {
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", documents(&[component("a"), component("b")])).pass();
    let batch = world.write("all/1.yaml", component("a")).pass();
    world.shows(&[A]).has_errors(&[]);
    assert!(batch.removed.contains(&B.to_owned()) && batch.hidden.contains(&B.to_owned()));
    assert!(!world.rows.contains_key(B));
    world.idle();
}

#[test]
fn with_keep_it_stays_and_is_flagged() {
    let mut world = keeping(&["all"]);
    world.write(
        "all/1.yaml",
        documents(&[component("a"), component_with("b", "  dependsOn: [component:a]\n")]),
    );
    world.pass();
    let uid = world.text(B, "/metadata/uid");
    let batch = world.write("all/1.yaml", component("a")).pass();
    assert_eq!(log(&batch), [format!("updated {B}")]);
    world.shows(&[A, B]).has_errors(&[]);
    assert_eq!(world.text(B, ORPHAN), "true");
    assert!(world.attention(B).contains(&"orphan"));
    assert!(
        world.warnings().iter().any(|one| one.starts_with("orphan all/1.yaml")),
        "{:?}",
        world.warnings()
    );
    assert!(world.relations(A).contains(&format!("dependencyOf {B}")), "its relations stay");
    world.idle();

    let shown = world.shown.clone();
    world.restart();
    assert_eq!(world.shown, shown);
    world.idle();
    assert!(!world.rows[B].source.is_empty(), "its text stays");

    // It is adopted again, by another file.
    let batch = world.write("all/2.yaml", component("b")).pass();
    assert_eq!(log(&batch), [format!("updated {B}")]);
    assert_eq!((world.text(B, "/metadata/uid"), world.text(B, ORPHAN)), (uid, String::new()));
    assert!(!world.attention(B).contains(&"orphan"));
    assert!(!world.warnings().iter().any(|one| one.starts_with("orphan")));
    world.idle();
}

#[test]
fn an_orphan_that_comes_back_as_it_was_is_as_it_was() {
    let mut world = keeping(&["all"]);
    let text = documents(&[component("a"), component("b")]);
    world.write("all/1.yaml", &text).pass();
    let shown = world.shown.clone();
    world.write("all/1.yaml", component("a")).pass();
    assert_ne!(world.shown, shown);
    let batch = world.write("all/1.yaml", &text).pass();
    assert_eq!(log(&batch), [format!("updated {B}")]);
    assert_eq!(world.shown, shown);
    world.idle();
}

#[test]
fn orphans_go_when_the_strategy_becomes_delete() {
    let mut world = keeping(&["all"]);
    world.write("all/1.yaml", documents(&[component("a"), component("b")])).pass();
    world.write("all/1.yaml", component("a")).pass();
    world.shows(&[A, B]);
    world.restart_with(|config| config.orphan_strategy = OrphanStrategy::Delete);
    let batch = world.pass();
    assert_eq!(log(&batch), [format!("removed {B}")]);
    world.shows(&[A]);
}

#[test]
fn with_a_location_goes_everything_it_lists() {
    let mut world = World::at(&["1.yaml"]);
    world.write("1.yaml", documents(&[location("two", "  target: ./2.yaml\n"), component("x")]));
    world.write("2.yaml", documents(&[location("three", "  target: ./3.yaml\n"), component("a")]));
    world.write("3.yaml", component("b")).pass();
    let batch = world.write("1.yaml", component("x")).pass();
    world.shows(&["component:default/x"]).has_errors(&[]);
    assert_eq!(batch.removed.len(), 4, "{:?}", batch.removed);
    world.idle();
}

#[test]
fn the_authors_own_mark_counts_as_well() {
    let mut world = World::at(&["a.yaml"]);
    let text = component("a").replace("name: a", "name: a\n  annotations: {backstage.io/orphan: \"true\"}");
    world.write("a.yaml", text).pass();
    assert_eq!(world.text(A, ORPHAN), "true");
    assert!(world.attention(A).contains(&"orphan"));
    world.restart();
    assert!(world.attention(A).contains(&"orphan"));
    world.write("a.yaml", component("a")).pass();
    assert_eq!(world.text(A, ORPHAN), "");
    assert!(!world.attention(A).contains(&"orphan"));
}

#[test]
fn a_root_that_is_not_configured_any_more_goes_at_once_with_everything() {
    #[track_caller]
    fn check(strategy: OrphanStrategy) {
        let mut world = World::at(&["1.yaml", "2"]);
        world.write("1.yaml", component("a"));
        world.write("2/all.yaml", location("more", "  target: ../3.yaml\n")).write("3.yaml", component("b"));
        world.pass();
        world.shows(&[A, B, "location:default/more"]);
        world.restart_with(|config| {
            config.roots.pop();
            config.orphan_strategy = strategy;
        });
        world.pass();
        world.shows(&[A]).has_errors(&[]);
        assert_eq!(world.rows.len(), 2);
        world.idle();
    }
    check(OrphanStrategy::Delete);
    check(OrphanStrategy::Keep);
}

#[test]
fn a_file_that_is_seen_to_be_deleted_takes_its_entities_with_it() {
    #[track_caller]
    fn check(target: &str) {
        let mut world = World::at(&["root.yaml"]);
        world.write("root.yaml", location("all", &format!("  target: {target}\n")));
        world.write("all/a.yaml", documents(&[component("a"), component("b")])).pass();
        let batch = world.delete("all/a.yaml").pass();
        assert_eq!(log(&batch), [format!("removed {A}"), format!("removed {B}")], "{target}");
        world.shows(&["location:default/all"]);
    }
    check("./all/a.yaml");
    check("./all/*.yaml");
    check("./all");
}

#[test]
fn sources_that_are_simply_gone_keep_everything() {
    #[track_caller]
    fn check(target: &str) {
        let mut world = World::at(&["root.yaml"]);
        world.write("root.yaml", location("all", &format!("  target: {target}\n")));
        world.write("all/a.yaml", documents(&[component("a"), component("b")])).pass();
        let before = (world.entity(A), world.entity(B));
        fs::rename(world.path("all"), world.path("away")).unwrap();
        world.pass();
        world.shows(&[A, B, "location:default/all"]).has_errors(&["not-found root.yaml:1"]);
        assert_eq!((world.entity(A), world.entity(B)), before, "{target}");
        world.idle();
        world.restart();
        world.idle();
        world.shows(&[A, B, "location:default/all"]).has_errors(&["not-found root.yaml:1"]);
        fs::rename(world.path("away"), world.path("all")).unwrap();
        world.pass();
        world.shows(&[A, B, "location:default/all"]).has_errors(&[]);
        assert_eq!((world.entity(A), world.entity(B)), before);
    }
    check("./all/a.yaml");
    check("./all/*.yaml");
    check("./all");
}

#[test]
fn a_source_that_is_gone_for_a_while_is_no_entry_in_the_log() {
    let mut world = World::at(&["root.yaml"]);
    world.write("root.yaml", location("all", "  target: ./all\n")).write("all/a.yaml", component("a")).pass();
    fs::rename(world.path("all"), world.path("away")).unwrap();
    assert_eq!(log(&world.pass()), [""; 0]);
    fs::rename(world.path("away"), world.path("all")).unwrap();
    assert_eq!(log(&world.pass()), [""; 0]);
    world.has_errors(&[]);
}

#[test]
fn after_a_deletion_a_second_pass_has_nothing_to_add() {
    #[track_caller]
    fn check(target: &str, file: &str) {
        let mut world = World::at(&[target]);
        world.write(file, component("a")).pass();
        world.delete(file).pass();
        world.shows(&[]);
        let told = world.told();
        world.idle();
        assert_eq!(world.told(), told);
    }
    check("a.yaml", "a.yaml");
    check("all", "all/a.yaml");
    check("all/*.yaml", "all/a.yaml");
}

#[test]
fn a_whole_folder_that_is_seen_to_go_keeps_everything() {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", component("a")).pass();
    // Its files are reported as deleted, as when a disk is taken away; but the folder is gone, too.
    world.delete("all/a.yaml");
    fs::remove_dir(world.path("all")).unwrap();
    world.pass();
    world.shows(&[A]);
    assert_eq!(world.errors().len(), 1, "{:?}", world.told());
    world.idle();
}

#[test]
fn a_restart_without_the_sources_keeps_all() {
    let mut world = World::at(&["all", "one.yaml"]);
    world.write("all/a.yaml", location("more", "  target: ../more.yaml\n")).write("one.yaml", component("b"));
    world.write("more.yaml", component("a")).pass();
    let names = [A, B, "location:default/more"];
    world.shows(&names);
    for file in ["all", "one.yaml", "more.yaml"] {
        fs::rename(world.path(file), world.path(&format!("away-{file}"))).unwrap();
    }
    world.restart();
    let batch = world.pass();
    assert_eq!(log(&batch), [""; 0]);
    world.shows(&names);
    assert!(world.errors().len() >= 2, "{:?}", world.told());
    world.idle();
    world.restart();
    world.idle();
    world.shows(&names);
    for file in ["all", "one.yaml", "more.yaml"] {
        fs::rename(world.path(&format!("away-{file}")), world.path(file)).unwrap();
    }
    world.pass();
    world.shows(&names).has_errors(&[]);
}

#[test]
fn a_restart_with_one_file_deleted_meanwhile_removes_its_entities() {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", component("a")).write("all/b.yaml", component("b")).pass();
    fs::remove_file(world.path("all/b.yaml")).unwrap();
    world.restart();
    world.shows(&[A, B]);
    let batch = world.pass();
    assert_eq!(log(&batch), [format!("removed {B}")]);
    assert!(batch.changes[0].before.is_some());
    world.shows(&[A]).has_errors(&[]);
}

#[test]
fn a_restart_finds_what_changed_meanwhile() {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", component("a")).write("all/b.yaml", component("b")).pass();
    let before = world.shown[A].json.clone();
    world.write("all/a.yaml", component("a").replace("service", "website"));
    world.restart();
    let batch = world.pass();
    assert_eq!(log(&batch), [format!("updated {A}")]);
    assert_eq!(batch.changes[0].before, Some(before));
    assert_eq!(world.text(A, "/spec/type"), "website");
}

#[test]
fn after_a_restart_a_deletion_is_still_seen() {
    let mut world = World::at(&["a.yaml"]);
    world.write("a.yaml", component("a")).pass();
    world.restart();
    assert_empty(&world.pass());
    world.delete("a.yaml").pass();
    world.shows(&[]);
}

#[test]
fn a_file_deleted_and_written_again_before_the_pass_is_only_changed() {
    let mut world = World::at(&["a.yaml"]);
    world.write("a.yaml", component("a")).pass();
    let uid = world.text(A, "/metadata/uid");
    world.delete("a.yaml").write("a.yaml", component("a").replace("service", "website")).pass();
    assert_eq!(world.text(A, "/spec/type"), "website");
    assert_eq!(world.text(A, "/metadata/uid"), uid);
}
