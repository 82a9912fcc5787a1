//! Two sources for one entity: one stands, the other is told; and what happens when the first one goes.

use crate::world::{World, assert_empty, component, documents, location, log};

const A: &str = "component:default/a";

/// `a` from two files; the first in order stands.
fn world() -> World {
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", documents(&[component("x"), component("a")]));
    world.write("all/2.yaml", component("a").replace("service", "website"));
    world
}

#[test]
fn the_first_source_stands_and_both_are_told() {
    let mut world = world();
    world.pass();
    assert_eq!(world.text(A, "/spec/type"), "service");
    world.has_errors(&["conflict all/2.yaml:1"]);
    let warnings: Vec<_> = world.warnings().into_iter().filter(|one| one.starts_with("conflict")).collect();
    assert_eq!(warnings, ["conflict all/1.yaml:10"]);
    let told = world.told();
    assert!(
        told.iter().any(|one| one.starts_with("error conflict") && one.contains("all/1.yaml:10")),
        "{told:?}"
    );
    assert_eq!(world.attention(A).iter().filter(|word| **word == "error").count(), 0, "the winner is good");
    world.idle();
    world.restart();
    world.idle();
    world.has_errors(&["conflict all/2.yaml:1"]);
}

#[test]
fn whoever_was_first_in_time_stands() {
    let mut world = World::at(&["all"]);
    world.write("all/2.yaml", component("a").replace("service", "website")).pass();
    world.write("all/1.yaml", component("a")).pass();
    assert_eq!(world.text(A, "/spec/type"), "website");
    world.has_errors(&["conflict all/1.yaml:1"]);
    world.restart();
    world.pass();
    assert_eq!(world.text(A, "/spec/type"), "website");
    world.has_errors(&["conflict all/1.yaml:1"]);
    world.write("all/1.yaml", component("a").replace("service", "library")).pass();
    assert_eq!(world.text(A, "/spec/type"), "website", "the loser does not count, whatever it says");
}

#[test]
fn when_the_winner_goes_the_other_takes_over_in_the_same_pass() {
    let mut world = world();
    world.pass();
    let uid = world.text(A, "/metadata/uid");
    let batch = world.write("all/1.yaml", component("x")).pass();
    assert_eq!(log(&batch), [format!("updated {A}")]);
    assert_eq!(world.text(A, "/spec/type"), "website");
    assert_eq!(world.text(A, "/metadata/uid"), uid);
    assert_eq!(world.rows[A].file, "all/2.yaml");
    world.has_errors(&[]);
    world.idle();
    world.restart();
    world.idle();
}

#[test]
fn when_the_file_of_the_winner_is_deleted_the_other_takes_over() {
    let mut world = world();
    world.pass();
    let batch = world.delete("all/1.yaml").pass();
    assert_eq!(log(&batch), ["removed component:default/x".to_owned(), format!("updated {A}")]);
    assert_eq!(world.text(A, "/spec/type"), "website");
    world.shows(&[A]).has_errors(&[]);
}

#[test]
fn when_the_winner_is_renamed_the_other_takes_over() {
    let mut world = world();
    world.pass();
    world.write("all/1.yaml", documents(&[component("x"), component("b")])).pass();
    world.shows(&[A, "component:default/b", "component:default/x"]).has_errors(&[]);
    assert_eq!(world.text(A, "/spec/type"), "website");
}

#[test]
fn when_the_loser_goes_nothing_changes() {
    let mut world = world();
    world.pass();
    let shown = world.shown.clone();
    let batch = world.delete("all/2.yaml").pass();
    assert_empty(&batch);
    assert_eq!(world.shown, shown);
    world.has_errors(&[]);
    assert!(world.warnings().iter().all(|one| !one.starts_with("conflict")));
}

#[test]
fn a_good_document_is_preferred_to_a_bad_one_when_both_are_new() {
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", component("a").replace("  owner: team\n", ""));
    world.write("all/2.yaml", component("a")).pass();
    world.shows(&[A]);
    assert_eq!(world.rows[A].file, "all/2.yaml");
    world.idle();
}

#[test]
fn a_winner_that_turns_bad_keeps_its_last_good_state() {
    let mut world = world();
    world.pass();
    let text = documents(&[component("x"), component("a").replace("  owner: team\n", "")]);
    world.write("all/1.yaml", text).pass();
    assert_eq!(world.text(A, "/spec/type"), "service");
    assert!(world.attention(A).contains(&"error"));
    world.idle();
}

#[test]
fn a_winner_whose_file_breaks_stands_too() {
    let mut world = world();
    world.pass();
    world.write("all/1.yaml", documents(&[component("x"), "kind: [\n".into()])).pass();
    assert_eq!(world.text(A, "/spec/type"), "service");
    assert_eq!(world.rows[A].file, "all/1.yaml");
    world.idle();
}

#[test]
fn a_renamed_file_keeps_its_entities() {
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", component("a")).write("all/0.yaml", component("x")).pass();
    let uid = world.text(A, "/metadata/uid");
    let batch = world.rename("all/1.yaml", "all/deep/9.yaml").pass();
    assert_eq!(world.text(A, "/metadata/uid"), uid);
    assert_eq!(world.rows[A].file, "all/deep/9.yaml");
    assert!(
        world.text(A, "/metadata/annotations/backstage.io~1managed-by-location").ends_with("/deep/9.yaml")
    );
    assert!(!log(&batch).iter().any(|one| !one.starts_with("updated")), "{:?}", log(&batch));
    world.has_errors(&[]);
    world.idle();
    // While the program is not running, too.
    world.rename("all/deep/9.yaml", "all/8.yaml");
    world.restart();
    world.pass();
    assert_eq!(world.text(A, "/metadata/uid"), uid);
    world.has_errors(&[]);
}

#[test]
fn an_entity_that_moves_to_another_file_keeps_its_uid() {
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", documents(&[component("a"), component("b")]));
    world.write("all/2.yaml", component("c")).pass();
    let uid = world.text(A, "/metadata/uid");
    world
        .write("all/1.yaml", component("b"))
        .write("all/2.yaml", documents(&[component("c"), component("a")]));
    world.pass();
    assert_eq!(world.text(A, "/metadata/uid"), uid);
    assert_eq!(world.rows[A].file, "all/2.yaml");
    world.has_errors(&[]);
}

#[test]
fn two_locations_of_the_same_name_conflict_as_well() {
    let mut world = World::at(&["1.yaml", "2.yaml"]);
    world.write("1.yaml", location("all", "  target: ./a.yaml\n"));
    world.write("2.yaml", location("all", "  target: ./b.yaml\n"));
    world.write("a.yaml", component("a")).write("b.yaml", component("b")).pass();
    world.has_errors(&["conflict 2.yaml:1"]);
    // What the refused Location lists is not in the catalog: the Location is not.
    world.shows(&[A, "location:default/all"]);
    world.idle();
    world.delete("1.yaml").pass();
    world.shows(&["component:default/b", "location:default/all"]);
}
