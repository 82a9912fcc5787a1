//! Which kinds may come from where.

use crate::world::{World, component, documents, group, location, system};
use serde_json::json;

#[test]
fn without_rules_three_kinds_are_allowed() {
    let mut world = World::with(&json!({"locations": [{"type": "file", "target": "all.yaml"}]}));
    world.write("all.yaml", documents(&[component("a"), group("team"), system("shop")])).pass();
    world
        .shows(&["component:default/a"])
        .has_errors(&["not-allowed all.yaml:11:1", "not-allowed all.yaml:19:1"]);
    assert!(!world.rows.contains_key("group:default/team"));
    world.idle();
}

#[test]
fn places_named_on_the_command_line_may_hold_everything() {
    let mut world = World::at(&["all.yaml"]);
    world.write("all.yaml", documents(&[component("a"), group("team"), system("shop")])).pass();
    world.shows(&["component:default/a", "group:default/team", "system:default/shop"]).has_errors(&[]);
}

#[test]
fn the_rules_of_a_location_hold_for_what_it_leads_to_and_for_no_other() {
    let mut world = World::with(&json!({"locations": [
        {"type": "file", "target": "org.yaml", "rules": [{"allow": ["Group"]}]},
        {"type": "file", "target": "other.yaml"},
    ]}));
    world.write("org.yaml", location("deep", "  target: ./deep.yaml\n")).write("deep.yaml", group("team"));
    world.write("other.yaml", group("other")).pass();
    world.shows(&["group:default/team", "location:default/deep"]).has_errors(&["not-allowed other.yaml:2:1"]);
}

#[test]
fn changed_rules_take_effect_at_the_next_start() {
    let mut world = World::with(&json!({
        "rules": [{"allow": ["Component", "Group"]}],
        "locations": [{"type": "file", "target": "all.yaml"}],
    }));
    world.write("all.yaml", documents(&[component("a"), group("team")])).pass();
    world.shows(&["component:default/a", "group:default/team"]);
    world.restart_with(|config| config.rules = portico_catalog::RuleSet::default());
    world.pass();
    world.shows(&["component:default/a"]).has_errors(&["not-allowed all.yaml:11:1"]);
    world.idle();
}

#[test]
fn a_kind_that_the_rules_name_is_a_kind() {
    let mut world = World::with(&json!({
        "rules": [{"allow": ["Component", "Robot"]}],
        "locations": [{"type": "file", "target": "all.yaml"}],
    }));
    world
        .write("all.yaml", documents(&[component("a"), component("r").replace("Component", "Robot")]))
        .pass();
    world.shows(&["component:default/a", "robot:default/r"]).has_errors(&[]);
}

#[test]
fn a_refused_document_does_not_stand_in_the_way_of_an_allowed_one() {
    let mut world = World::with(&json!({"locations": [
        {"type": "file", "target": "1.yaml"},
        {"type": "file", "target": "2.yaml", "rules": [{"allow": ["Group"]}]},
    ]}));
    world.write("1.yaml", group("team")).write("2.yaml", group("team")).pass();
    world.shows(&["group:default/team"]).has_errors(&["not-allowed 1.yaml:2:1"]);
    assert_eq!(world.rows["group:default/team"].file, "2.yaml");
    world.idle();
}
