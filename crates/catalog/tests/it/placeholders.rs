//! Values that stand in files of their own.

use crate::world::{World, document};
use serde_json::json;

const API: &str = "api:default/a";

fn api(definition: &str) -> String {
    let spec = "  type: openapi\n  lifecycle: production\n  owner: team\n  definition:\n";
    document("API", "a", &format!("{spec}    {definition}\n"))
}

#[test]
fn text_json_and_yaml_are_brought_in() {
    let mut world = World::at(&["all"]);
    let more = "  x: {$json: sub/x.json}\n  y: [{$yaml: ./sub/y.yml}]\n";
    world.write("all/a.yaml", format!("{}{more}", api("$text: ./sub/api.txt")));
    world.write("all/sub/api.txt", "openapi: 3\n").write("all/sub/x.json", "{\"k\": [1]}");
    world.write("all/sub/y.yml", "k: true\n").pass();
    world.has_errors(&[]);
    assert_eq!(world.value(API, "/spec/definition"), json!("openapi: 3\n"));
    assert_eq!(world.value(API, "/spec/x"), json!({"k": [1]}));
    assert_eq!(world.value(API, "/spec/y"), json!([{"k": true}]));
    world.idle();
    world.restart();
    world.idle();
}

#[test]
fn a_changed_included_file_is_noticed() {
    let mut world = World::at(&["all/a.yaml"]);
    world.write("all/a.yaml", api("$text: ./api.txt")).write("all/api.txt", "old").pass();
    let before = world.entity(API);
    world.write("all/api.txt", "new").pass();
    let after = world.entity(API);
    assert_eq!(after["spec"]["definition"], "new");
    assert_ne!(before["metadata"]["etag"], after["metadata"]["etag"]);
    assert_eq!(before["metadata"]["uid"], after["metadata"]["uid"]);
    // Nobody tells, but its length is another.
    world.unseen(|world| {
        world.write("all/api.txt", "newer");
    });
    world.pass();
    assert_eq!(world.text(API, "/spec/definition"), "newer");
    // Nor while the program is not running.
    world.write("all/api.txt", "newest");
    world.restart();
    world.pass();
    assert_eq!(world.text(API, "/spec/definition"), "newest");
}

#[test]
fn a_missing_file_is_an_error_at_its_place_and_can_appear_later() {
    let mut world = World::at(&["a.yaml"]);
    world.write("a.yaml", api("$text: ./api.txt")).pass();
    world.shows(&[]).has_errors(&["bad-placeholder a.yaml:10:5"]);
    assert!(world.problem("bad-placeholder").message.contains("api.txt"));
    world.write("api.txt", "here").pass();
    world.shows(&[API]).has_errors(&[]);
    // It goes away again: the last good state stays.
    world.delete("api.txt").pass();
    world.shows(&[API]).has_errors(&["bad-placeholder a.yaml:10:5"]);
    assert_eq!(world.text(API, "/spec/definition"), "here");
    world.write("api.txt", "again").pass();
    world.has_errors(&[]);
    assert_eq!(world.text(API, "/spec/definition"), "again");
}

#[test]
fn files_outside_the_folder_of_the_origin_are_not_brought_in() {
    #[track_caller]
    fn check(definition: &str, expect: &str) {
        let mut world = World::at(&["all/a.yaml"]);
        world.write("secret.txt", "secret").write("all/a.yaml", api(definition)).pass();
        world.shows(&[]).has_errors(&["bad-placeholder all/a.yaml:10:5"]);
        assert!(world.problem("bad-placeholder").message.contains(expect), "{:?}", world.told());
        world.idle();
    }
    check("$text: ../secret.txt", "outside");
    check("$text: /etc/hostname", "outside");
    check("$text: ./sub/../../secret.txt", "outside");
    check("$text: https://git.test/x.txt", "web address");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_outside_is_not_followed() {
    let mut world = World::at(&["all/a.yaml"]);
    world.write("secret.txt", "secret").write("all/a.yaml", api("$text: ./link.txt"));
    std::os::unix::fs::symlink(world.path("secret.txt"), world.path("all/link.txt")).unwrap();
    world.pass();
    world.shows(&[]).has_errors(&["bad-placeholder all/a.yaml:10:5"]);
}

#[test]
fn what_cannot_be_parsed_is_an_error_at_its_place() {
    let mut world = World::at(&["all/a.yaml"]);
    world.write("all/a.yaml", api("$json: ./x.json")).write("all/x.json", "{").pass();
    world.shows(&[]).has_errors(&["bad-placeholder all/a.yaml:10:5"]);
    world.write("all/x.json", "\"a text\"").pass();
    world.has_errors(&[]);
}
