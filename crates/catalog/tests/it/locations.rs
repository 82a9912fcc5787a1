//! Location entities: where they lead, and what happens where they lead nowhere.

use crate::world::{World, component, documents, location};

#[test]
fn target_and_targets_are_followed_and_dots_mean_beside_the_file() {
    let mut world = World::at(&["top/root.yaml"]);
    let spec = "  target: ./a.yaml\n  targets: [./deep/b.yaml, ../c.yaml, from-base.yaml]\n";
    world.write("top/root.yaml", location("all", spec));
    world.write("top/a.yaml", component("a")).write("top/deep/b.yaml", component("b"));
    world.write("c.yaml", component("c")).write("from-base.yaml", component("d"));
    world.pass();
    let all = [
        "component:default/a",
        "component:default/b",
        "component:default/c",
        "component:default/d",
        "location:default/all",
    ];
    world.shows(&all).has_errors(&[]);
    world.idle();
}

#[test]
fn locations_lead_to_locations() {
    let mut world = World::at(&["1.yaml"]);
    world.write("1.yaml", location("one", "  target: ./deep/2.yaml\n"));
    world.write("deep/2.yaml", location("two", "  target: ./*/3.yaml\n"));
    world.write("deep/er/3.yaml", component("a"));
    world.pass();
    world.shows(&["component:default/a", "location:default/one", "location:default/two"]).has_errors(&[]);
    world.write("deep/2.yaml", "");
    world.pass();
    world.shows(&["location:default/one"]).has_errors(&[]);
}

#[test]
fn a_cycle_of_locations_ends() {
    let mut world = World::at(&["1.yaml"]);
    world.write("1.yaml", documents(&[location("one", "  target: ./2.yaml\n"), component("a")]));
    world.write("2.yaml", documents(&[location("two", "  targets: [./1.yaml, ./2.yaml]\n"), component("b")]));
    world.pass();
    let all = ["component:default/a", "component:default/b", "location:default/one", "location:default/two"];
    world.shows(&all).has_errors(&[]);
    world.idle();
    world.restart();
    world.idle();
    world.shows(&all);
}

#[test]
fn a_missing_target_is_an_error_where_the_location_stands() {
    let mut world = World::at(&["root.yaml"]);
    let text = documents(&[component("a"), location("all", "  target: ./none.yaml\n")]);
    world.write("root.yaml", text).pass();
    // It has never been followed with success.
    world.shows(&["component:default/a"]).has_errors(&["not-found root.yaml:10"]);
    assert!(world.problem("not-found").message.contains("none.yaml"));
    world.idle();
    world.write("none.yaml", component("b")).pass();
    world.shows(&["component:default/a", "component:default/b", "location:default/all"]).has_errors(&[]);
    world.idle();
}

#[test]
fn a_missing_optional_target_is_none() {
    let mut world = World::at(&["root.yaml"]);
    let spec = "  presence: optional\n  targets: [./none.yaml, ./*.yml]\n";
    world.write("root.yaml", location("all", spec)).pass();
    world.shows(&["location:default/all"]).has_errors(&[]);
    world.write("none.yaml", component("b")).pass();
    world.shows(&["component:default/b", "location:default/all"]).has_errors(&[]);
}

#[test]
fn one_missing_target_does_not_hinder_the_others() {
    let mut world = World::at(&["root.yaml"]);
    world.write("root.yaml", location("all", "  targets: [./none.yaml, ./a.yaml]\n"));
    world.write("a.yaml", component("a")).pass();
    world.has_errors(&["not-found root.yaml:1"]);
    assert!(world.names().contains(&"component:default/a"));
    world.idle();
}

#[test]
fn whoever_forgot_the_dot_is_told() {
    let mut world = World::at(&["top/root.yaml"]);
    world.write("top/root.yaml", location("all", "  target: a.yaml\n"));
    world.write("top/a.yaml", component("a")).pass();
    world.shows(&[]).has_errors(&["not-found top/root.yaml:1"]);
    assert!(world.problem("not-found").help.as_ref().unwrap().contains("./a.yaml"));
}

#[test]
fn a_root_that_leads_nowhere_is_an_error_and_not_shown() {
    let mut world = World::at(&["none", "a.yaml"]);
    world.write("a.yaml", component("a")).pass();
    world.shows(&["component:default/a"]);
    assert_eq!(world.errors().len(), 1, "{:?}", world.told());
    assert!(!world.shown.contains_key(&world.root("none")));
    assert!(world.shown.contains_key(&world.root("a.yaml")));
    world.idle();
    world.write("none/b.yaml", component("b")).pass();
    world.shows(&["component:default/a", "component:default/b"]).has_errors(&[]);
    assert!(world.shown.contains_key(&world.root("none")));
}

#[test]
fn a_location_that_was_good_keeps_what_it_led_to() {
    let mut world = World::at(&["root.yaml"]);
    world.write("root.yaml", location("all", "  target: ./deep\n")).write("deep/a.yaml", component("a"));
    world.pass();
    // A disk that is not there any more: nobody saw files being deleted.
    world.unseen(|world| {
        world.rename("deep", "elsewhere");
    });
    world.pass();
    world.shows(&["component:default/a", "location:default/all"]).has_errors(&["not-found root.yaml:1"]);
    assert_eq!(world.attention("location:default/all"), ["error"]);
    assert_eq!(world.status("location:default/all").len(), 1);
    world.idle();
    world.unseen(|world| {
        world.rename("elsewhere", "deep");
    });
    world.pass();
    world.shows(&["component:default/a", "location:default/all"]).has_errors(&[]);
    assert_eq!(world.attention("location:default/all"), [""; 0]);
    assert_eq!(world.status("location:default/all"), [""; 0]);
}

#[test]
fn a_location_with_another_target_drops_what_it_led_to() {
    let mut world = World::at(&["root.yaml"]);
    world.write("root.yaml", location("all", "  target: ./a.yaml\n"));
    world.write("a.yaml", component("a")).write("b.yaml", component("b")).pass();
    world.write("root.yaml", location("all", "  target: ./b.yaml\n")).pass();
    world.shows(&["component:default/b", "location:default/all"]).has_errors(&[]);
}
