//! Relations: stated at one end, shown at both; what needs attention because of them.

use crate::world::{World, component, component_with, documents, group, log, system};

const A: &str = "component:default/a";
const B: &str = "component:default/b";

#[test]
fn relations_are_shown_at_both_ends() {
    let mut world = World::at(&["all.yaml"]);
    let a = component_with("a", "  system: shop\n  dependsOn: [component:b]\n");
    world.write("all.yaml", documents(&[a, component("b"), group("team"), system("shop")])).pass();
    let expect =
        ["dependsOn component:default/b", "ownedBy group:default/team", "partOf system:default/shop"];
    assert_eq!(world.relations(A), expect);
    assert_eq!(world.relations(B), [format!("dependencyOf {A}"), "ownedBy group:default/team".into()]);
    let owned = [format!("ownerOf {A}"), format!("ownerOf {B}"), "ownerOf system:default/shop".into()];
    assert_eq!(world.relations("group:default/team"), owned);
    assert_eq!(world.warnings(), [""; 0]);
}

#[test]
fn a_target_appears_later_and_goes_away_again() {
    let mut world = World::at(&["all"]);
    world.write("all/team.yaml", group("team"));
    world.write("all/a.yaml", component_with("a", "  dependsOn: [component:b]\n")).pass();
    assert_eq!(world.relations(A)[0], "dependsOn component:default/b");
    assert_eq!(world.attention(A), ["dangling"]);
    assert_eq!(world.warnings(), ["unknown-reference all/a.yaml:9:15"]);

    let batch = world.write("all/b.yaml", component("b")).pass();
    assert_eq!(log(&batch), ["added component:default/b"], "a changed relation is no entry in the log");
    assert_eq!(world.relations(B)[0], format!("dependencyOf {A}"));
    assert_eq!(world.attention(A), [""; 0]);
    assert_eq!(world.warnings(), [""; 0]);

    let batch = world.delete("all/b.yaml").pass();
    assert_eq!(log(&batch), ["removed component:default/b"]);
    assert_eq!(world.attention(A), ["dangling"]);
    assert_eq!(world.warnings(), ["unknown-reference all/a.yaml:9:15"]);
}

#[test]
fn a_relation_goes_when_its_source_does_not_state_it_any_more() {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", component_with("a", "  dependsOn: [component:b]\n"));
    world.write("all/b.yaml", component("b")).pass();
    assert!(world.relations(B).contains(&format!("dependencyOf {A}")));
    let before = world.entity(B);
    let batch = world.write("all/a.yaml", component("a")).pass();
    assert_eq!(log(&batch), ["updated component:default/a"]);
    assert!(!world.relations(B).contains(&format!("dependencyOf {A}")));
    assert_ne!(before["metadata"]["etag"], world.entity(B)["metadata"]["etag"]);
    world.write("all/a.yaml", component_with("a", "  dependsOn: [component:b]\n")).pass();
    assert_eq!(before["metadata"]["etag"], world.entity(B)["metadata"]["etag"]);
    world.delete("all/a.yaml").pass();
    assert!(!world.relations(B).contains(&format!("dependencyOf {A}")));
}

#[test]
fn a_relation_stated_from_both_ends_is_one_until_neither_states_it() {
    let mut world = World::at(&["all"]);
    let a = component_with("a", "  dependsOn: [component:b, b, component:default/b]\n");
    let b = component_with("b", "  dependencyOf: [component:a]\n");
    world.write("all/a.yaml", a.replace("[component:b, b,", "[component:b,")).write("all/b.yaml", b).pass();
    assert_eq!(world.relations(A).iter().filter(|one| one.starts_with("dependsOn")).count(), 1);
    assert_eq!(world.relations(B).iter().filter(|one| one.starts_with("dependencyOf")).count(), 1);
    world.write("all/b.yaml", component("b")).pass();
    assert_eq!(world.relations(A)[0], format!("dependsOn {B}"));
    world.write("all/a.yaml", component("a")).pass();
    assert_eq!(world.relations(A), ["ownedBy group:default/team"]);
    assert_eq!(world.relations(B), ["ownedBy group:default/team"]);
}

#[test]
fn an_entity_may_depend_on_itself() {
    let mut world = World::at(&["a.yaml"]);
    world.write("a.yaml", component_with("a", "  dependsOn: [component:a]\n")).pass();
    let own = [format!("dependencyOf {A}"), format!("dependsOn {A}"), "ownedBy group:default/team".into()];
    assert_eq!(world.relations(A), own);
    world.idle();
    world.write("a.yaml", component("a")).pass();
    assert_eq!(world.relations(A), ["ownedBy group:default/team"]);
}

#[test]
fn whoever_misspells_a_reference_is_shown_the_near_name() {
    let mut world = World::at(&["all"]);
    world.write("all/team.yaml", documents(&[group("team"), component("payments")]));
    world.write("all/a.yaml", component_with("a", "  dependsOn: [component:paymnets]\n")).pass();
    let problem = world.problem("unknown-reference");
    assert_eq!((problem.file.as_str(), problem.line, problem.column), ("all/a.yaml", 9, 15));
    assert!(problem.message.contains("Component") && problem.message.contains("paymnets"), "{problem:?}");
    assert!(problem.help.as_ref().unwrap().contains("payments"), "{problem:?}");
    assert_eq!(problem.entity_ref.as_deref(), Some(A));
}

#[test]
fn entities_without_an_owner_need_attention() {
    let mut world = World::at(&["all"]);
    world.write("all/a.yaml", component("a")).pass();
    assert_eq!(world.attention(A), ["no-owner", "dangling"]);
    world.write("all/team.yaml", group("team")).pass();
    assert_eq!(world.attention(A), [""; 0]);
    assert_eq!(world.attention("group:default/team"), [""; 0], "groups need no owner");
    world.delete("all/team.yaml").pass();
    assert_eq!(world.attention(A), ["no-owner", "dangling"]);
    world.restart();
    assert_eq!(world.attention(A), ["no-owner", "dangling"]);
}

#[test]
fn what_is_deprecated_and_still_used_needs_attention() {
    let mut world = World::at(&["all"]);
    world
        .write("all/b.yaml", documents(&[group("team"), component("b").replace("production", "deprecated")]));
    world.pass();
    assert_eq!(world.attention(B), [""; 0], "nobody uses it");
    world.write("all/a.yaml", component_with("a", "  dependsOn: [component:b]\n")).pass();
    assert_eq!(world.attention(B), ["deprecated-in-use"]);
    assert_eq!(world.warnings(), ["deprecated-use all/a.yaml:9:15"]);
    world.restart();
    assert_eq!(world.attention(B), ["deprecated-in-use"]);
    assert_eq!(world.warnings(), ["deprecated-use all/a.yaml:9:15"]);
    world.write("all/b.yaml", documents(&[group("team"), component("b")])).pass();
    assert_eq!(world.attention(B), [""; 0]);
    assert_eq!(world.warnings(), [""; 0]);
    world
        .write("all/b.yaml", documents(&[group("team"), component("b").replace("production", "Deprecated")]));
    world.pass();
    assert_eq!(world.attention(B), ["deprecated-in-use"]);
    world.delete("all/a.yaml").pass();
    assert_eq!(world.attention(B), [""; 0]);
}
