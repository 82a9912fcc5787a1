//! One file, many files, folders and globs; what is written on each entity.

use crate::world::{World, component, component_with, document, documents, group};
use serde_json::json;

#[test]
fn every_document_of_a_file_becomes_an_entity() {
    let mut world = World::at(&["all.yaml"]);
    world.write("all.yaml", documents(&[component("a"), component("b"), group("team")]));
    world.pass();
    world.shows(&["component:default/a", "component:default/b", "group:default/team"]).has_errors(&[]);
    assert_eq!(world.warnings(), [""; 0]);
    assert_eq!(world.rows["component:default/b"].line, 10);
    assert_eq!(world.rows["component:default/b"].file, "all.yaml");
    world.idle();
}

#[test]
fn a_folder_brings_in_all_its_yaml_files_and_passes_over_foreign_ones() {
    let mut world = World::at(&["catalog"]);
    world.write("catalog/a.yaml", component("a"));
    world.write("catalog/deep/er/b.yml", component("b"));
    world.write("catalog/readme.md", "# no catalog file");
    world.write("catalog/compose.yaml", "services:\n  web:\n    image: nginx\n");
    world.write("catalog/list.yaml", "- 1\n- 2\n");
    world.write("catalog/skeleton/c.yaml", component("c"));
    world.write("catalog/.git/d.yaml", component("d"));
    world.pass();
    world.shows(&["component:default/a", "component:default/b"]).has_errors(&[]);
    world.write("catalog/new.yaml", component("new")).pass();
    world.shows(&["component:default/a", "component:default/b", "component:default/new"]);
}

#[test]
fn a_glob_brings_in_what_matches() {
    let mut world = World::at(&["services/*/catalog-info.yaml"]);
    world.write("services/a/catalog-info.yaml", component("a"));
    world.write("services/b/catalog-info.yaml", component("b"));
    world.write("services/b/other.yaml", component("c"));
    world.write("services/b/deep/catalog-info.yaml", component("d"));
    world.pass();
    world.shows(&["component:default/a", "component:default/b"]).has_errors(&[]);
    world.write("services/e/catalog-info.yaml", component("e")).pass();
    world.shows(&["component:default/a", "component:default/b", "component:default/e"]);
}

#[test]
fn a_file_that_is_named_must_hold_an_entity_even_if_it_looks_foreign() {
    let mut world = World::at(&["compose.yaml"]);
    world.write("compose.yaml", "services:\n  web:\n    image: nginx\n").pass();
    world.shows(&[]);
    assert_eq!(world.errors().len(), 1, "{:?}", world.told());
    assert!(world.errors()[0].contains("compose.yaml:1"), "{:?}", world.errors());
}

#[test]
fn the_namespace_defaults_and_the_case_of_names_does_not_matter_in_references() {
    let mut world = World::at(&["all.yaml"]);
    let other = component("Upper").replace("name: Upper", "name: Upper\n  namespace: team-a");
    world.write("all.yaml", documents(&[component("a"), other]));
    world.pass();
    world.shows(&["component:default/a", "component:team-a/upper"]);
    assert_eq!(world.text("component:default/a", "/metadata/namespace"), "default");
    assert_eq!(world.text("component:team-a/upper", "/metadata/namespace"), "team-a");
    assert_eq!(world.text("component:team-a/upper", "/metadata/name"), "Upper");
}

#[test]
fn every_entity_says_where_it_comes_from() {
    let mut world = World::at(&["root.yaml"]);
    let pretending = component("a").replace(
        "name: a",
        "name: a\n  annotations:\n    backstage.io/managed-by-location: url:https://elsewhere.test\n    mine: \"1\"",
    );
    world.write("root.yaml", document("Location", "more", "  target: ./more.yaml\n"));
    world.write("more.yaml", pretending);
    world.pass();
    let annotations = world.value("component:default/a", "/metadata/annotations");
    let file = |file: &str| format!("file:{}", world.absolute(file));
    assert_eq!(annotations["backstage.io/managed-by-location"], json!(file("more.yaml")));
    assert_eq!(annotations["backstage.io/managed-by-origin-location"], json!(file("root.yaml")));
    assert_eq!(annotations["mine"], json!("1"));
    let root = world.value(&world.root("root.yaml"), "/metadata/annotations");
    assert_eq!(root["backstage.io/managed-by-location"], json!(file("root.yaml")));
}

#[test]
fn lists_without_order_are_sorted() {
    let mut world = World::at(&["a.yaml"]);
    let text = component_with("a", "  dependsOn: [resource:z, component:b]\n  providesApis: [y, x]\n");
    world.write("a.yaml", text).pass();
    let entity = world.entity("component:default/a");
    assert_eq!(entity["spec"]["dependsOn"], json!(["component:b", "resource:z"]));
    assert_eq!(entity["spec"]["providesApis"], json!(["x", "y"]));
}

#[test]
fn a_file_that_two_locations_reach_is_read_once() {
    let mut world = World::at(&["all", "all/a.yaml"]);
    world.write("all/a.yaml", component("a")).write("all/b.yaml", component("b"));
    world.pass();
    world.shows(&["component:default/a", "component:default/b"]).has_errors(&[]);
    world.idle();
    world.restart();
    world.idle();
}

#[test]
fn of_two_documents_with_one_name_in_a_file_the_later_counts() {
    let mut world = World::at(&["all.yaml"]);
    let (first, second) = (component("a"), component("a").replace("service", "website"));
    world.write("all.yaml", documents(&[first.clone(), component("b"), second]));
    world.pass();
    world.shows(&["component:default/a", "component:default/b"]).has_errors(&[]);
    assert_eq!(world.text("component:default/a", "/spec/type"), "website");
    let problem = world.problem("duplicate-entity");
    assert_eq!((problem.file.as_str(), problem.line), ("all.yaml", 1));
    assert!(problem.message.contains("line 19"), "{}", problem.message);
    world.idle();
    world.write("all.yaml", documents(&[first, component("b")])).pass();
    assert_eq!(world.text("component:default/a", "/spec/type"), "service");
    assert!(world.problems.iter().all(|problem| problem.code != "duplicate-entity"));
}

#[test]
fn the_folders_to_watch_are_named() {
    let mut world = World::at(&["one/a.yaml", "folder", "glob/*/b.yaml"]);
    let text = component("a").replace("name: a", "name: a\n  description:\n    $text: texts/about.md");
    world.write("one/a.yaml", text).write("one/texts/about.md", "About");
    world.write("folder/x.yaml", component("x")).write("glob/c/b.yaml", component("b"));
    let watched = world.pass().watched.expect("a first look says what to watch");
    let is = |folder: &str| watched.get(&world.path(folder)).copied();
    assert_eq!(is("one"), Some(false));
    assert_eq!(is("one/texts"), Some(false));
    assert_eq!(is("folder"), Some(true));
    assert_eq!(is("glob"), Some(true));
}
