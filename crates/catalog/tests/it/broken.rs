//! A problem in one place: one clear message with its place, and everything else loads.

use crate::world::{World, component, component_with, document, documents};

/// A file with this content between two good files gives exactly one problem, and what `expect_shown` names.
#[track_caller]
fn check(text: impl AsRef<[u8]>, expect_error: &str, expect_words: &str, expect_shown: &[&str]) {
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", component("first")).write("all/3.yaml", component("last"));
    world.write("all/2.yaml", text).pass();
    let errors = world.errors();
    assert_eq!(errors, [expect_error], "all problems: {:#?}", world.told());
    let error = world.problems.iter().find(|one| format!("{} {}", one.code, one.place()) == errors[0]);
    let error = error.unwrap();
    assert!(error.message.contains(expect_words), "{expect_words:?} in {:?}", error.message);
    let warnings: Vec<_> =
        world.told().into_iter().filter(|one| one.starts_with("warning") && !one.contains("owner")).collect();
    assert_eq!(warnings, [""; 0], "one problem, one message");
    let mut shown = vec!["component:default/first", "component:default/last"];
    shown.extend(expect_shown);
    shown.sort_unstable();
    world.shows(&shown);
    world.idle();
}

/// A good document, the text, and another good document.
fn between(text: &str) -> String {
    documents(&[component("before"), text.to_owned(), component("behind")])
}

const NEIGHBOURS: &[&str] = &["component:default/before", "component:default/behind"];

#[test]
fn a_tab_in_the_indentation() {
    let text = between(&component("bad").replace("  name: bad", "\tname: bad"));
    check(text, "yaml-syntax all/2.yaml:13:1", "tab", NEIGHBOURS);
}

#[test]
fn a_key_that_stands_twice() {
    let text = between(&component("bad").replace("  type: service", "  type: service\n  type: website"));
    check(text, "duplicate-key all/2.yaml:16:3", "type", NEIGHBOURS);
}

#[test]
fn an_unknown_kind() {
    let text = between(&component("bad").replace("kind: Component", "kind: Componet"));
    check(text, "unknown-kind all/2.yaml:11:1", "Componet", NEIGHBOURS);
}

#[test]
fn a_field_that_is_missing() {
    let text = between(&component("bad").replace("  owner: team\n", ""));
    check(text, "missing-field all/2.yaml:14:1", "owner", NEIGHBOURS);
}

#[test]
fn a_field_with_a_wrong_value() {
    let text = between(&component("bad").replace("owner: team", "owner: [team]"));
    check(text, "wrong-type all/2.yaml:17:3", "owner", NEIGHBOURS);
}

#[test]
fn a_mapping_where_a_list_of_references_belongs() {
    let text = between(&component_with("bad", "  dependsOn: {}\n"));
    check(text, "wrong-type all/2.yaml:18:3", "dependsOn", NEIGHBOURS);
}

#[test]
fn a_number_where_a_reference_belongs() {
    let text = between(&component_with("bad", "  dependsOn: [1]\n"));
    check(text, "wrong-type all/2.yaml:18:15", "dependsOn", NEIGHBOURS);
}

#[test]
fn a_reference_that_is_none() {
    let text = between(&component_with("bad", "  system: \"a:b/\"\n"));
    check(text, "bad-reference all/2.yaml:18:3", "", NEIGHBOURS);
}

#[test]
fn a_file_of_two_megabytes() {
    let text = format!("{}# {}\n", component("bad"), "x".repeat(2 * 1024 * 1024));
    check(text, "file-too-large all/2.yaml:1:1", "", &[]);
}

#[test]
fn an_alias_bomb() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", component("first"));
    world.write("all/2.yaml", between(&format!("kind: Component\nmetadata: {{name: bad}}\n{bomb}"))).pass();
    world.shows(&["component:default/before", "component:default/behind", "component:default/first"]);
    assert_eq!(world.errors().len(), 1, "{:?}", world.told());
    let problem = world.problem("too-many-values");
    assert!(problem.file == "all/2.yaml" && problem.line > 11 && problem.column > 0, "{problem:?}");
}

#[test]
fn a_byte_that_is_no_utf8() {
    let mut text = between(&component("bad")).into_bytes();
    let at = text.windows(3).position(|window| window == b"bad").unwrap();
    text[at + 1] = 0xE9;
    check(text, "not-utf8 all/2.yaml:13:10", "UTF-8", NEIGHBOURS);
}

#[test]
fn a_bracket_that_is_never_closed() {
    let text = between(&component("bad").replace("owner: team", "owner: [team"));
    let mut world = World::at(&["all"]);
    world.write("all/2.yaml", text).pass();
    world.shows(NEIGHBOURS);
    assert_eq!(world.errors().len(), 1, "{:?}", world.told());
    assert!(world.errors()[0].starts_with("yaml-syntax all/2.yaml:1"), "{:?}", world.errors());
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_not_matter() {
    let mut world = World::at(&["all"]);
    let text = format!("\u{feff}{}", between(&component("good"))).replace('\n', "\r\n");
    world.write("all/2.yaml", text).pass();
    world.has_errors(&[]);
    world.shows(&["component:default/before", "component:default/behind", "component:default/good"]);
    assert_eq!(world.text("component:default/good", "/spec/lifecycle"), "production");
    assert_eq!(world.rows["component:default/good"].line, 10);
}

#[test]
fn with_windows_line_ends_and_a_byte_order_mark_places_are_right() {
    let bad = component("bad").replace("kind: Component", "kind: Componet");
    let text = format!("\u{feff}{}", between(&bad)).replace('\n', "\r\n");
    check(text, "unknown-kind all/2.yaml:11:1", "Componet", NEIGHBOURS);
    let text = format!("\u{feff}{}", component("bad").replace("apiVersion", "apiVersion: 1\r\napiVersion"));
    check(text, "duplicate-key all/2.yaml:2:1", "apiVersion", &[]);
}

#[test]
fn a_file_that_may_not_be_read_as_text_at_all() {
    check([0_u8, 159, 146, 150], "not-utf8 all/2.yaml:1:2", "", &[]);
}

#[test]
fn a_document_that_is_a_list_beside_good_ones() {
    let mut world = World::at(&["all.yaml"]);
    world.write("all.yaml", between("- 1\n- 2\n")).pass();
    world.shows(NEIGHBOURS);
    assert_eq!(world.errors().len(), 1, "{:?}", world.told());
    assert!(world.errors()[0].contains("all.yaml:10"), "{:?}", world.told());
}

#[test]
fn empty_documents_are_no_problem() {
    let mut world = World::at(&["all"]);
    world.write("all/1.yaml", format!("---\n---\n# nothing\n---\n{}---\n", component("a")));
    world.write("all/2.yaml", "").write("all/3.yaml", "# only a comment\n").pass();
    world.shows(&["component:default/a"]).has_errors(&[]);
}

#[test]
fn a_bad_document_without_a_name_shows_up_among_the_problems_only() {
    let bad = document("Component", "x", "  type: service\n").replace("  name: x", "  title: x");
    check(between(&bad), "not-an-entity all/2.yaml:12:1", "name", NEIGHBOURS);
}
