//! Several processes on one PostgreSQL database.

use crate::{postgres::Server, program::Program, world::component};
use std::{fs, path::Path, time::Duration};

const A: &str = "/api/catalog/entities/by-name/component/default/a";

fn process(folder: &Path, database: &str, data: &str) -> Program {
    Program::with(folder, &["--database", database, "--data", data])
}

fn write(folder: &Path, file: &str, text: &str) {
    fs::create_dir_all(folder.join("catalog")).unwrap();
    fs::write(folder.join("catalog").join(file), text).unwrap();
}

#[test]
fn processes_on_one_database_show_the_same_and_take_over_from_one_another() {
    let Some(server) = Server::start() else { return };
    let database = server.database("shared");
    let world = tempfile::tempdir().unwrap();
    write(world.path(), "a.yaml", &component("a", ""));
    let first = process(world.path(), &database, "one");
    first.shows(A, "200 OK");
    let second = process(world.path(), &database, "two");
    second.shows(A, "200 OK");

    // What the leading one reads, the other shows.
    write(world.path(), "a.yaml", &component("a", "  round: second\n"));
    second.shows(A, "\"round\":\"second\"");
    first.shows(A, "\"round\":\"second\"");

    // What is asked of the other, the leading one does.
    let body = r#"{"type":"url","target":"https://web.invalid/none.yaml"}"#;
    let answer = second.send("POST", "/api/catalog/locations", body);
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    first.shows("/api/catalog/locations", "web.invalid");
    second.shows("/problems", "web.invalid");
    let id = answer.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = second.send("DELETE", &format!("/api/catalog/locations/{id}"), "");
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    assert!(!second.get("/problems").contains("web.invalid"), "it is gone when the answer comes");

    // The leading one ends without a word; the other goes on reading.
    first.kill();
    write(world.path(), "a.yaml", &component("a", "  round: third\n"));
    second.shows(A, "\"round\":\"third\"");
    let third = process(world.path(), &database, "three");
    third.shows(A, "\"round\":\"third\"");
}

#[test]
fn killed_at_any_moment_of_an_import_the_other_goes_on_without_loss() {
    let Some(server) = Server::start() else { return };
    let database = server.database("killed");
    let world = tempfile::tempdir().unwrap();
    for file in 0..10 {
        let many = (0..100).map(|number| component(&format!("c{file}-{number}"), "") + "---\n");
        write(world.path(), &format!("{file}.yaml"), &many.collect::<String>());
    }
    let mut last = process(world.path(), &database, "0");
    for (number, pause_ms) in [0, 50, 150, 400].into_iter().enumerate() {
        let next = process(world.path(), &database, &(number + 1).to_string());
        std::thread::sleep(Duration::from_millis(pause_ms));
        last.kill();
        last = next;
    }
    last.shows("/api/catalog/entity-facets?facet=kind", r#"{"value":"Component","count":1000}"#);
    let more = process(world.path(), &database, "more");
    more.shows("/api/catalog/entity-facets?facet=kind", r#"{"value":"Component","count":1000}"#);
}
