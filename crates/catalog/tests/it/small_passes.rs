//! Small passes: only what was touched is looked at, and the outcome is that of a large one.

use crate::world::{World, component, component_with, documents, log};

const A: &str = "component:default/a";

/// A world in which `other.yaml` changed without anybody noticing: a large pass would see it.
fn with_a_change_unseen() -> World {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", component("a")).write("all/other.yaml", component("other")).pass();
    world.unseen(|world| {
        world.write("all/other.yaml", component_with("other", "  changed: true\n"));
    });
    world
}

#[track_caller]
fn was_small(world: &World) {
    assert!(
        world.value("component:default/other", "/spec/changed").is_null(),
        "only what was touched is read"
    );
}

#[test]
fn a_changed_entity_is_all_that_is_looked_at() {
    let mut world = with_a_change_unseen();
    world.write("all/a.yaml", component_with("a", "  x: 1\n"));
    let batch = world.pass();
    was_small(&world);
    assert_eq!(log(&batch), [format!("updated {A}")]);
    assert_eq!(world.value(A, "/spec/x"), 1);
    assert!(batch.watched.is_none() && batch.wanted.is_none());
}

#[test]
fn entities_that_come_and_go_within_a_file_are_too() {
    let mut world = with_a_change_unseen();
    world.write(
        "all/a.yaml",
        documents(&[component("b"), component_with("c", "  dependsOn: [component:a]\n")]),
    );
    let batch = world.pass();
    was_small(&world);
    assert_eq!(
        log(&batch),
        ["added component:default/b", "added component:default/c", &format!("removed {A}")]
    );
    assert!(world.warnings().iter().any(|one| one.starts_with("unknown-reference all/a.yaml")));
    world.write(
        "all/a.yaml",
        documents(&[component("a"), component_with("c", "  dependsOn: [component:a]\n")]),
    );
    world.pass();
    was_small(&world);
    assert_eq!(world.relations(A), ["dependencyOf component:default/c", "ownedBy group:default/team"]);
    let dangling = world.told().into_iter().filter(|one| one.contains("Component a")).count();
    assert_eq!(dangling, 0, "{:?}", world.told());
}

#[test]
fn a_file_that_breaks_or_a_name_that_another_has_needs_the_large_one() {
    for text in [component_with("a", "  x: [\n"), documents(&[component("a"), component("other")])] {
        let mut world = with_a_change_unseen();
        world.write("all/a.yaml", text).pass();
        assert_eq!(world.value("component:default/other", "/spec/changed"), true);
    }
}

#[test]
fn a_name_that_appears_in_two_files_at_once_needs_the_large_one() {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", component("a")).write("all/b.yaml", component("b")).pass();
    world.write("all/a.yaml", documents(&[component("a"), component("x")]));
    world.write("all/b.yaml", documents(&[component("b"), component("x")]));
    world.pass();
    assert_eq!(world.rows["component:default/x"].file, "all/a.yaml");
    assert_eq!(world.errors(), ["conflict all/b.yaml:10"]);
    world.idle();
}

#[test]
fn what_builds_and_editors_write_is_passed_over() {
    let mut world = with_a_change_unseen();
    world.write("all/.git/index.lock", "x").write("all/target/debug/x.yaml", component("x"));
    world.delete("all/.git/index.lock");
    world.pass();
    was_small(&world);
    world.write("all/unknown.txt", "x").delete("all/unknown.txt").pass();
    was_small(&world);
}

#[test]
fn a_new_file_needs_the_large_one() {
    let mut world = with_a_change_unseen();
    world.write("all/new.yaml", component("new")).pass();
    assert_eq!(world.value("component:default/other", "/spec/changed"), true);
}

#[test]
fn a_file_that_is_brought_in_touches_those_that_bring_it_in() {
    let mut world = with_a_change_unseen();
    world
        .write("all/a.yaml", component_with("a", "  x:\n    $text: x.txt\n"))
        .write("all/x.txt", "one")
        .pass();
    world.unseen(|world| {
        world.write("all/other.yaml", component("other"));
    });
    world.write("all/x.txt", "two").pass();
    assert_eq!(world.text(A, "/spec/x"), "two");
    assert_eq!(world.value("component:default/other", "/spec/changed"), true, "not read again");
}
