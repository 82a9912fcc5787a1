//! Sources that lie elsewhere: asked for, delivered, failing, and taken up again.

use crate::world::{World, component, component_with, documents, location};
use portico_catalog::{Delivery, OrphanStrategy, RemoteFile, Root, Skipped};
use portico_entity::LocationRef;
use serde_json::json;

const SHOP: &str = "https://github.com/acme/shop/blob/main/catalog-info.yaml";
const READ: &str = "https://github.com/acme/shop/tree/main/catalog-info.yaml";
const A: &str = "component:default/a";
const B: &str = "component:default/b";

/// A world in which the address above is configured, before it was fetched.
fn world() -> World {
    let mut world = World::with(&json!({"locations": [{"type": "url", "target": SHOP}]}));
    let batch = world.pass();
    assert_eq!(batch.wanted, Some(vec![format!("url:{READ}")]), "it is asked for");
    world
}

/// The Location that stands for it.
fn root() -> String {
    format!("location:default/{}", LocationRef::new("url", SHOP).entity_name())
}

#[test]
fn what_is_delivered_is_shown_and_says_where_it_comes_from() {
    let mut world = world();
    world.shows(&[]).has_errors(&[]);
    assert!(!world.shown.contains_key(&root()), "nothing is known about it yet");
    let two = documents(&[component("a"), component("b")]);
    world.fetched(READ, &[(READ, two)]).pass();
    world.shows(&[A, B]).has_errors(&[]);
    assert!(world.shown.contains_key(&root()));
    let annotation = |name: &str| world.text(A, &format!("/metadata/annotations/backstage.io~1{name}"));
    assert_eq!(annotation("managed-by-location"), format!("url:{READ}"));
    assert_eq!(annotation("managed-by-origin-location"), format!("url:{SHOP}"));
    assert_eq!(annotation("view-url"), READ);
    assert_eq!(annotation("edit-url"), "https://github.com/acme/shop/edit/main/catalog-info.yaml");
    assert_eq!(annotation("source-location"), "url:https://github.com/acme/shop/tree/main/");
    assert_eq!(world.rows[A].file, READ);
    world.idle();
}

#[test]
fn a_failure_is_told_and_what_was_read_stays() {
    let mut world = world();
    world.failed(READ, true).pass();
    world.shows(&[]).has_errors(&[&format!("not-found url:{SHOP}")]);
    assert!(!world.shown.contains_key(&root()), "it never led anywhere");
    world.fetched(READ, &[(READ, component("a"))]).pass();
    world.shows(&[A]).has_errors(&[]);
    for not_found in [false, true] {
        world.failed(READ, not_found).pass();
        world.shows(&[A]);
        assert_eq!(world.errors().len(), 1, "{:?}", world.told());
        assert_eq!(world.status(&root()).len(), 1);
        world.idle();
    }
    world.restart();
    world.shows(&[A]);
    assert_eq!(world.errors().len(), 1, "a restart knows the failure");
    world.idle();
    world.engine.deliver(&format!("url:{READ}"), Delivery::NotModified);
    world.pass();
    world.shows(&[A]).has_errors(&[]);
    world.idle();
}

#[test]
fn a_location_within_a_file_tells_its_failure_without_its_text() {
    let mut world = world();
    let more = "https://github.com/acme/shop/tree/main/more/one.yaml";
    let all = || location("all", "  target: ./more/one.yaml\n");
    world.fetched(READ, &[(READ, all())]).pass();
    world.fetched(more, &[(more, component("a"))]).pass();
    world.shows(&[A, "location:default/all"]);
    world.failed(more, true);
    let batch = world.pass();
    assert_eq!(batch.again, Vec::<String>::new(), "nothing has to come again for that");
    world.shows(&[A, "location:default/all"]).has_errors(&[&format!("not-found {READ}:1")]);
    world.idle();
    world.fetched(more, &[(more, component("a"))]).pass();
    world.has_errors(&[]);
    world.idle();
}

#[test]
fn a_location_that_led_nowhere_before_a_restart_is_shown_when_it_leads_somewhere() {
    let mut world = world();
    let more = "https://github.com/acme/shop/tree/main/more/one.yaml";
    let all = || location("all", "  target: ./more/one.yaml\n");
    world.fetched(READ, &[(READ, all())]).pass();
    world.failed(more, true).pass();
    world.shows(&[]);
    world.restart();
    world.idle();
    world.fetched(more, &[(more, component("a"))]);
    assert_eq!(world.pass().again, [format!("url:{READ}")], "its text was not kept");
    world.fetched(READ, &[(READ, all())]);
    assert_eq!(world.pass().again, Vec::<String>::new());
    world.shows(&[A, "location:default/all"]).has_errors(&[]);
}

#[test]
fn of_two_locations_that_lead_to_the_same_the_first_may_go() {
    let mut world = World::at(&["all.yaml"]);
    let address = "https://web.test/a.yaml";
    let spec = format!("  type: url\n  target: {address}\n");
    world.write("all.yaml", documents(&[location("one", &spec), location("two", &spec)])).pass();
    world.fetched(address, &[(address, component("a"))]).pass();
    world.shows(&[A, "location:default/one", "location:default/two"]);
    world.write("all.yaml", location("two", &spec));
    assert_eq!(world.pass().again, Vec::<String>::new());
    world.shows(&[A, "location:default/two"]);
    world.idle();
}

#[test]
fn a_failure_that_counts_seconds_is_no_news() {
    let mut world = world();
    let failed = |seconds: u32| {
        let message = format!("ask again in {seconds} s");
        Delivery::Failed(portico_catalog::Failure { not_found: false, message, help: None })
    };
    world.engine.deliver(&format!("url:{READ}"), failed(60));
    world.pass();
    world.engine.deliver(&format!("url:{READ}"), failed(41));
    assert!(!world.engine.has_work());
    world.idle();
}

#[test]
fn what_broke_elsewhere_and_is_then_deleted_goes() {
    let mut world = world();
    let two = |second: &str| documents(&[component("a"), second.to_owned()]);
    world.fetched(READ, &[(READ, two(&component("b")))]).pass();
    world.fetched(READ, &[(READ, two(&component_with("b", "  x: [\n")))]).pass();
    world.shows(&[A, B]);
    world.fetched(READ, &[(READ, component("a"))]).pass();
    world.shows(&[A]).has_errors(&[]);
    world.idle();
}

#[test]
fn an_optional_one_may_be_missing() {
    let mut world = World::at(&["all.yaml"]);
    let spec = "  type: url\n  presence: optional\n  target: https://web.test/none.yaml\n";
    world.write("all.yaml", location("web", spec)).pass();
    world.shows(&[]);
    world.failed("https://web.test/none.yaml", true).pass();
    world.shows(&["location:default/web"]).has_errors(&[]);
    world.fetched("https://web.test/none.yaml", &[("https://web.test/none.yaml", component("a"))]).pass();
    world.shows(&[A, "location:default/web"]);
    world.failed("https://web.test/none.yaml", true).pass();
    world.shows(&["location:default/web"]).has_errors(&[]);
}

#[test]
fn relative_targets_follow_the_rules_of_their_host() {
    let mut world = world();
    let more = "https://github.com/acme/shop/tree/main/more/one.yaml";
    let all = location("all", "  target: ./more/one.yaml\n");
    world.fetched(READ, &[(READ, all)]);
    let batch = world.pass();
    assert_eq!(batch.wanted, Some(vec![format!("url:{READ}"), format!("url:{more}")]));
    world.fetched(more, &[(more, component("a"))]).pass();
    world.shows(&[A, "location:default/all"]).has_errors(&[]);
}

#[test]
fn an_address_never_leads_to_the_disk() {
    let mut world = world();
    world.write("secret.yaml", component("a"));
    let target = world.absolute("secret.yaml");
    world.fetched(READ, &[(READ, location("all", &format!("  type: file\n  target: {target}\n")))]).pass();
    world.shows(&[]).has_errors(&[&format!("location-type {READ}:1")]);
}

#[test]
fn placeholders_bring_in_what_was_fetched_with_the_file() {
    let mut world = world();
    let text = component_with("a", "  x:\n    $text: ./x.txt\n");
    assert_eq!(portico_catalog::placeholder_targets(text.as_bytes()), ["./x.txt"]);
    let file = |input: Result<&str, &str>| RemoteFile {
        inputs: [("./x.txt".to_owned(), input.map(Into::into).map_err(Into::into))].into(),
        ..RemoteFile::at(&LocationRef::new("url", READ), text.as_bytes())
    };
    let deliver = |world: &mut World, input| {
        let files = vec![file(input)];
        world
            .engine
            .deliver(&format!("url:{READ}"), Delivery::Files { files, validator: None, skipped: vec![] });
        world.pass();
    };
    deliver(&mut world, Ok("one"));
    assert_eq!(world.text(A, "/spec/x"), "one");
    deliver(&mut world, Ok("two"));
    assert_eq!(world.text(A, "/spec/x"), "two");
    deliver(&mut world, Err("it is not there"));
    assert_eq!(world.text(A, "/spec/x"), "two", "the last good state stays");
    assert!(world.told().iter().any(|one| one.contains("it is not there")), "{:?}", world.told());
}

#[test]
fn a_restart_remembers_remotes_without_asking() {
    let mut world = world();
    world.fetched(READ, &[(READ, documents(&[component("a"), component_with("b", "  bad: [\n")]))]).pass();
    world.shows(&[A]);
    let told = world.told();
    world.restart();
    world.shows(&[A]);
    world.idle();
    assert_eq!(world.told(), told);
    let validators: Vec<_> = world.engine.validators().collect();
    assert_eq!(validators, [(format!("url:{READ}").as_str(), Some("\"1\""))]);
    // What is unchanged says so, and that is enough.
    world.engine.deliver(&format!("url:{READ}"), Delivery::NotModified);
    world.idle();
}

#[test]
fn an_entity_that_two_addresses_claim_passes_to_the_second_when_the_first_goes() {
    let other = "https://github.com/acme/other/tree/main/catalog-info.yaml";
    let mut world = world();
    world.fetched(READ, &[(READ, component_with("a", "  from: first\n"))]).pass();
    let second = Root::new(LocationRef::new("url", other));
    world.engine.set_registered(vec![second]);
    world.pass();
    world.fetched(other, &[(other, component_with("a", "  from: second\n"))]).pass();
    assert_eq!(world.text(A, "/spec/from"), "first");
    assert_eq!(world.errors(), [format!("conflict {other}:1")]);
    world.restart();
    world.engine.set_registered(vec![Root::new(LocationRef::new("url", other))]);
    world.idle();
    assert_eq!(world.errors(), [format!("conflict {other}:1")], "a restart knows who lost");
    world.fetched(READ, &[(READ, component("b"))]);
    let batch = world.pass();
    // The text of the loser was not kept: it is asked for, and until it comes the old state stands.
    assert_eq!(batch.again, [format!("url:{other}")]);
    world.fetched(other, &[(other, component_with("a", "  from: second\n"))]).pass();
    assert_eq!(world.text(A, "/spec/from"), "second");
    world.has_errors(&[]);
}

#[test]
fn what_leads_nowhere_any_more_is_dropped() {
    let mut world = world();
    world.fetched(READ, &[(READ, component("a"))]).pass();
    world.restart_with(|config| config.roots.clear());
    let batch = world.pass();
    world.shows(&[]);
    assert_eq!(batch.dropped_remotes, [format!("url:{READ}")]);
    assert_eq!(batch.dropped_sources, [format!("url:{READ}")]);
    assert_eq!(batch.wanted, Some(vec![]));
}

fn made(name: &str, more: &str) -> RemoteFile {
    RemoteFile {
        id: format!("provider:apps/component:default/{name}"),
        location: "url:https://inventory.test/apps".into(),
        direct: true,
        bytes: component_with(name, more).into_bytes(),
        ..RemoteFile::default()
    }
}

#[test]
fn a_provider_adds_changes_and_removes() {
    let mut world = World::at(&[]);
    world.engine.set_providers(vec!["apps".into()]);
    let batch = world.pass();
    assert_eq!(batch.wanted, Some(vec!["provider:apps".to_owned()]));
    let deliver = |world: &mut World, files: Vec<RemoteFile>| {
        world.engine.deliver("provider:apps", Delivery::Files { files, validator: None, skipped: vec![] });
        world.pass();
    };
    deliver(&mut world, vec![made("a", ""), made("b", "")]);
    world.shows(&[A, B]);
    let origin = world.text(A, "/metadata/annotations/backstage.io~1managed-by-origin-location");
    assert_eq!(origin, "url:https://inventory.test/apps", "it stands for itself");
    deliver(&mut world, vec![made("a", "  x: 1\n"), made("b", ""), made("c", "")]);
    world.shows(&[A, B, "component:default/c"]);
    assert_eq!(world.value(A, "/spec/x"), 1);
    deliver(&mut world, vec![made("a", "  x: 1\n"), made("c", "")]);
    world.shows(&[A, "component:default/c"]);
    world.idle();
    world.restart();
    world.engine.set_providers(vec!["apps".into()]);
    world.idle();
    world.restart();
    world.config.orphan_strategy = OrphanStrategy::Keep;
    world.restart();
    world.engine.set_providers(vec![]);
    world.pass();
    world.shows(&[]);
}

#[test]
fn a_provider_that_lists_locations_leads_on() {
    let mut world = World::with(&json!({"rules": [{"allow": ["Component"]}]}));
    world.engine.set_providers(vec!["github".into()]);
    world.pass();
    let listed = RemoteFile {
        id: "provider:github/location:default/x".into(),
        location: format!("url:{SHOP}"),
        direct: true,
        bytes: location("x", &format!("  type: url\n  target: {SHOP}\n")).into_bytes(),
        ..RemoteFile::default()
    };
    world.engine.deliver(
        "provider:github",
        Delivery::Files { files: vec![listed], validator: None, skipped: vec![] },
    );
    let batch = world.pass();
    assert!(batch.wanted.is_some_and(|wanted| wanted.contains(&format!("url:{READ}"))));
    let both = documents(&[component("a"), crate::world::group("team")]);
    world.fetched(READ, &[(READ, both)]).pass();
    world.shows(&[A, "location:default/x"]);
    assert_eq!(world.errors().len(), 1, "the rules hold for what it leads to: {:?}", world.told());
}

#[test]
fn a_forgotten_entity_comes_back_with_another_uid_while_it_is_listed() {
    let mut world = world();
    world.fetched(READ, &[(READ, component("a"))]).pass();
    let uid = world.rows[A].uid.clone();
    assert!(world.engine.forget(A) && !world.engine.forget("component:default/never"));
    world.pass();
    // Its text has to come again.
    world.shows(&[]);
    world.fetched(READ, &[(READ, component("a"))]).pass();
    world.shows(&[A]);
    assert_ne!(world.rows[A].uid, uid);
}

#[test]
fn the_remotes_behind_an_entity_are_known() {
    let mut world = world();
    world.fetched(READ, &[(READ, component("a"))]).pass();
    assert_eq!(world.engine.remotes_of(A), [format!("url:{READ}")]);
    assert_eq!(world.engine.remotes_of(&root()), [format!("url:{READ}")]);
    assert_eq!(world.engine.remotes_of("component:default/none"), Vec::<String>::new());
}

#[test]
fn what_a_provider_left_out_is_told() {
    let mut world = World::at(&[]);
    world.engine.set_providers(vec!["apps".into()]);
    world.pass();
    let deliver = |world: &mut World, skipped: Vec<Skipped>| {
        let files = vec![made("a", "")];
        world.engine.deliver("provider:apps", Delivery::Files { files, validator: None, skipped });
        world.pass();
    };
    let row = Skipped { place: "row 3".into(), message: "it has no name".into() };
    deliver(&mut world, vec![row]);
    assert!(world.told().contains(&"warning skipped apps: row 3 was left out: it has no name".to_owned()));
    world.restart();
    world.engine.set_providers(vec!["apps".into()]);
    world.idle();
    assert_eq!(world.told().len(), 2, "{:?}", world.told());
    deliver(&mut world, vec![]);
    assert_eq!(world.told().len(), 1, "{:?}", world.told());
}

#[test]
fn a_list_that_is_suddenly_empty_is_not_believed() {
    let mut world = World::at(&[]);
    world.engine.set_providers(vec!["apps".into()]);
    world.pass();
    let deliver = |world: &mut World, names: &[&str]| {
        let files = names.iter().map(|name| made(name, "")).collect();
        world.engine.deliver("provider:apps", Delivery::Files { files, validator: None, skipped: vec![] });
        world.pass();
    };
    deliver(&mut world, &["a", "b", "c", "d", "e"]);
    deliver(&mut world, &[]);
    assert_eq!(world.names().len(), 5);
    assert!(world.errors().iter().any(|one| one.contains("unreachable")), "{:?}", world.told());
    deliver(&mut world, &["a"]);
    world.shows(&[A]).has_errors(&[]);
    deliver(&mut world, &[]);
    world.shows(&[]);
}
