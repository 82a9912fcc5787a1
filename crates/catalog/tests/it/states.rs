//! The life of an entity: its uid and etag, its last good state, and the log of its changes.

use crate::world::{World, assert_empty, component, documents, group, location, log};

const A: &str = "component:default/a";

/// A component with a mistake on line 7.
fn bad(name: &str) -> String {
    component(name).replace("lifecycle: production", "lifecycle: [production]")
}

fn world(text: &str) -> World {
    let mut world = World::at(&["all"]);
    world.write("all/team.yaml", group("team")).write("all/a.yaml", text).pass();
    world
}

#[test]
fn the_etag_changes_with_the_content_and_only_then() {
    let mut world = world(&component("a"));
    let first = world.text(A, "/metadata/etag");
    assert_eq!(first.len(), 40);
    world.write("all/a.yaml", component("a").replace("service", "website")).pass();
    let second = world.text(A, "/metadata/etag");
    assert_ne!(first, second);
    world.write("all/a.yaml", format!("# moved down\n---\n{}", component("a"))).pass();
    assert_eq!(world.text(A, "/metadata/etag"), first);
    world.restart();
    assert_eq!(world.text(A, "/metadata/etag"), first);
}

#[test]
fn the_uid_stays_over_updates_and_restarts() {
    let mut world = world(&component("a"));
    let uid = world.text(A, "/metadata/uid");
    assert_eq!(world.rows[A].uid, uid);
    world.write("all/a.yaml", component("a").replace("service", "website")).pass();
    assert_eq!(world.text(A, "/metadata/uid"), uid);
    world.restart();
    assert_eq!(world.text(A, "/metadata/uid"), uid);
    world.write("all/a.yaml", component("a")).pass();
    assert_eq!(world.text(A, "/metadata/uid"), uid);
    world.delete("all/a.yaml").pass();
    world.write("all/a.yaml", component("a")).pass();
    assert_ne!(world.text(A, "/metadata/uid"), uid, "one that comes back is another");
}

#[test]
fn every_entity_has_a_uid_of_its_own() {
    let mut world = world(&documents(&[component("a"), component("b"), component("c")]));
    let uids: std::collections::BTreeSet<_> = world.rows.values().map(|row| row.uid.clone()).collect();
    assert_eq!(uids.len(), world.rows.len());
    world.restart();
    world.write("all/d.yaml", component("d")).pass();
    assert!(!uids.contains(&world.text("component:default/d", "/metadata/uid")));
}

#[test]
fn a_bad_document_keeps_the_last_good_state_until_it_is_repaired() {
    let mut world = world(&component("a"));
    let bad = bad("a").replace("service", "website");
    let batch = world.write("all/a.yaml", &bad).pass();
    assert_eq!(log(&batch), ["updated component:default/a"; 0], "its content is as it was");
    world.has_errors(&["wrong-type all/a.yaml:7:3"]);
    assert_eq!(world.text(A, "/spec/type"), "service");
    assert_eq!(world.attention(A), ["error"]);
    let status = world.value(A, "/status/items/0");
    assert_eq!(status["type"], "backstage.io/catalog-processing");
    assert_eq!(status["level"], "error");
    assert_eq!(status["error"]["name"], "InputError");
    assert!(status["message"].as_str().unwrap().contains("all/a.yaml:7:3"), "{status}");
    assert_eq!(world.rows[A].source.trim(), bad.trim(), "its author sees the text as it is now");
    world.idle();

    let shown = world.shown.clone();
    world.restart();
    assert_eq!(world.shown, shown);
    world.has_errors(&["wrong-type all/a.yaml:7:3"]);
    world.idle();
    assert_eq!(world.shown, shown);

    let batch = world.write("all/a.yaml", component("a").replace("service", "website")).pass();
    assert_eq!(log(&batch), ["updated component:default/a"]);
    world.has_errors(&[]);
    assert_eq!(world.text(A, "/spec/type"), "website");
    assert_eq!(world.attention(A), [""; 0]);
    assert_eq!(world.status(A), [""; 0]);
}

#[test]
fn repairing_to_the_same_content_takes_the_error_away() {
    let mut world = world(&component("a"));
    let before = world.shown.clone();
    world.write("all/a.yaml", bad("a")).pass();
    assert_ne!(world.shown, before);
    let batch = world.write("all/a.yaml", component("a")).pass();
    assert_eq!(world.shown, before);
    world.has_errors(&[]);
    assert_eq!(log(&batch), [""; 0], "its content is what it was all the time");
}

#[test]
fn a_document_that_never_was_good_is_not_shown_but_takes_its_place_when_repaired() {
    let mut world = world(&bad("a"));
    world.shows(&["group:default/team"]).has_errors(&["wrong-type all/a.yaml:7:3"]);
    assert!(world.rows.contains_key(A), "people can see its text");
    world.idle();
    world.restart();
    world.shows(&["group:default/team"]).has_errors(&["wrong-type all/a.yaml:7:3"]);
    world.idle();
    let batch = world.write("all/a.yaml", component("a")).pass();
    assert_eq!(log(&batch), ["added component:default/a"]);
    world.shows(&[A, "group:default/team"]).has_errors(&[]);
}

#[test]
fn a_bad_document_that_is_deleted_leaves_no_error() {
    let mut world = world(&bad("a"));
    let batch = world.delete("all/a.yaml").pass();
    assert_eq!(log(&batch), [""; 0]);
    world.shows(&["group:default/team"]).has_errors(&[]);
    assert!(!world.rows.contains_key(A));
}

#[test]
fn an_unreadable_document_keeps_everything_that_came_from_its_file() {
    let mut world = world(&documents(&[component("a"), component("b")]));
    let broken = documents(&[component("a").replace("  name: a", "\tname: a"), component("b")]);
    world.write("all/a.yaml", &broken).pass();
    world.shows(&[A, "component:default/b", "group:default/team"]);
    world.has_errors(&["yaml-syntax all/a.yaml:4:1"]);
    world.idle();
    // The good neighbour can still change.
    world.write("all/a.yaml", broken.replace("service", "website")).pass();
    assert_eq!(world.text("component:default/b", "/spec/type"), "website");
    assert_eq!(world.text(A, "/spec/type"), "service");
    world.restart();
    world.pass();
    world.shows(&[A, "component:default/b", "group:default/team"]);
    world.idle();
    // Once the file is readable again, what is not in it goes.
    world.write("all/a.yaml", component("b")).pass();
    world.shows(&["component:default/b", "group:default/team"]).has_errors(&[]);
}

#[test]
fn an_entity_that_is_kept_because_its_file_broke_says_so() {
    let mut world = world(&component("a"));
    let before = world.shown.clone();
    world.write("all/a.yaml", "kind: [\n").pass();
    assert_eq!(world.attention(A), ["error"]);
    world.idle();
    let shown = world.shown.clone();
    world.restart();
    assert_eq!(world.shown, shown);
    world.idle();
    assert_eq!(world.shown, shown);
    world.write("all/a.yaml", component("a")).pass();
    assert_eq!(world.shown, before);
    world.has_errors(&[]);
    assert_eq!(world.warnings(), [""; 0]);
}

#[test]
fn a_broken_file_that_is_gone_leaves_nothing_for_a_second_pass() {
    let mut world = World::at(&["root.yaml"]);
    world.write("root.yaml", location("all", "  target: ./a.yaml\n"));
    world.write("a.yaml", documents(&[component("a"), "kind: [\n".into()])).pass();
    std::fs::remove_file(world.path("a.yaml")).unwrap();
    world.pass();
    world.shows(&[A, "location:default/all"]).has_errors(&["not-found root.yaml:1"]);
    world.idle();
}

#[test]
fn the_change_log_tells_what_was_added_updated_and_removed() {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", documents(&[component("a"), component("b")]));
    let batch = world.pass();
    assert_eq!(log(&batch), ["added component:default/a", "added component:default/b"]);
    let entry = batch.changes.iter().find(|change| change.entity_ref == A).unwrap();
    assert_eq!((entry.before.as_deref(), entry.file.as_str()), (None, "all/a.yaml"));
    assert_eq!(entry.after.as_ref(), Some(&world.shown[A].json));

    let old = world.shown[A].json.clone();
    let text = documents(&[component("a").replace("service", "website"), component("b")]);
    let batch = world.write("all/a.yaml", text).pass();
    assert_eq!(log(&batch), ["updated component:default/a"]);
    assert_eq!(batch.changes[0].before, Some(old));
    assert_eq!(batch.changes[0].after.as_ref(), Some(&world.shown[A].json));

    let old = world.shown[A].json.clone();
    let batch = world.write("all/a.yaml", component("b")).pass();
    assert_eq!(log(&batch), ["removed component:default/a"]);
    assert_eq!((batch.changes[0].before.as_ref(), batch.changes[0].after.as_ref()), (Some(&old), None));
}

#[test]
fn moving_down_in_its_file_is_no_change() {
    let mut world = world(&documents(&[component("a"), component("b")]));
    let shown = world.shown.clone();
    let batch =
        world.write("all/a.yaml", documents(&[component("new"), component("a"), component("b")])).pass();
    assert_eq!(log(&batch), ["added component:default/new"]);
    assert_eq!(world.rows[A].line, 10);
    assert_eq!(world.shown[A], shown[A]);
    world.idle();
}

#[test]
fn comments_and_spaces_are_no_change() {
    let mut world = world(&documents(&[component("a"), component("b")]));
    let text = documents(&[component("a"), component("b")]);
    let text = format!("# a comment\n{}", text.replace("type: service", "type:   service # so it is"));
    let batch = world.write("all/a.yaml", text).pass();
    assert_eq!(log(&batch), [""; 0]);
    assert_eq!(batch.shown.len(), 0);
    world.idle();
    world.restart();
    world.idle();
}

#[test]
fn a_world_that_does_not_change_changes_nothing() {
    let mut world = world(&documents(&[component("a"), component("b")]));
    world.idle();
    let shown = world.shown.clone();
    world.restart();
    assert_eq!(world.shown, shown);
    world.idle();
    // Touched, but as it was.
    world.write("all/a.yaml", documents(&[component("a"), component("b")]));
    assert_empty(&world.pass());
}
