//! What `portico check` says about files that are not in the catalog yet.

use crate::world::{World, component, component_with, documents, group};
use portico_catalog::{CatalogConfig, check};
use portico_entity::Severity;

/// Checks `targets` against `catalog` and compares `files`, `entities` and the problems as `code file:line:column`.
#[track_caller]
fn check_it(world: &World, targets: &[&str], catalog: &[&str], expect: (usize, usize, &[&str])) {
    let absolute = |targets: &[&str]| targets.iter().map(|target| world.absolute(target)).collect::<Vec<_>>();
    let config = CatalogConfig::default();
    let report = check::check(&absolute(targets), &absolute(catalog), config, &world.path(""));
    let problems: Vec<_> =
        report.diagnostics.iter().map(|one| format!("{} {}", one.code, one.place())).collect();
    let problems: Vec<_> = problems.iter().map(String::as_str).collect();
    assert_eq!((report.files, report.entities, problems.as_slice()), expect, "{:#?}", report.diagnostics);
    let counted: usize = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|severity| report.count(severity))
        .sum();
    assert_eq!(counted, report.diagnostics.len());
}

fn world() -> World {
    let mut world = World::at(&[]);
    world.write("all/a.yaml", component_with("a", "  dependsOn: [component:b]\n"));
    world.write("all/b.yaml", documents(&[component("b"), component("c").replace("kind: C", "kind: X")]));
    world.write("org.yaml", documents(&[group("team"), "kind: [\n".into()]));
    world
}

#[test]
fn files_are_counted_and_problems_have_their_place() {
    check_it(&world(), &["all"], &[], (2, 2, &["unknown-kind all/b.yaml:11:1"]));
    check_it(&world(), &["all/a.yaml"], &[], (1, 1, &[]));
}

#[test]
fn with_a_catalog_references_are_judged_too_and_its_own_problems_are_not_told() {
    check_it(&world(), &["all"], &["org.yaml"], (2, 2, &["unknown-kind all/b.yaml:11:1"]));
    check_it(&world(), &["all/a.yaml"], &["org.yaml"], (1, 1, &["unknown-reference all/a.yaml:9:15"]));
}

#[test]
fn a_file_that_the_catalog_brings_in_as_well_is_still_checked() {
    check_it(&world(), &["all/b.yaml"], &["all", "org.yaml"], (1, 1, &["unknown-kind all/b.yaml:11:1"]));
}

#[test]
fn a_target_that_is_not_there_is_told() {
    let world = world();
    let report = check::check(&[world.absolute("none.yaml")], &[], CatalogConfig::default(), &world.path(""));
    assert_eq!((report.files, report.entities, report.count(Severity::Error)), (0, 0, 1));
    assert_eq!(report.diagnostics[0].code, "not-found");
}

#[test]
fn every_kind_may_be_checked() {
    check_it(&world(), &["org.yaml"], &[], (1, 1, &["yaml-syntax org.yaml:10:1"]));
}

#[test]
fn a_conflict_with_the_catalog_is_told() {
    let mut world = world();
    world.write("new.yaml", component("a"));
    check_it(&world, &["new.yaml"], &[], (1, 1, &[]));
    let catalog = ["all", "org.yaml"].map(|target| world.absolute(target));
    let targets = [world.absolute("new.yaml")];
    let report = check::check(&targets, &catalog, CatalogConfig::default(), &world.path(""));
    assert!(report.diagnostics.iter().any(|one| one.code == "conflict"), "{:#?}", report.diagnostics);
}
