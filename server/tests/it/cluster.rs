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

#[test]
fn bills_are_taken_in_by_one_and_told_by_all() {
    let Some(server) = Server::start() else { return };
    let database = server.database("bills");
    let world = tempfile::tempdir().unwrap();
    write(world.path(), "a.yaml", &component("a", ""));
    fs::create_dir(world.path().join("bills")).unwrap();
    let config = "costInsights: {sources: [{id: aws, target: ./bills}]}\n";
    fs::write(world.path().join("portico.yaml"), config).unwrap();
    let put = |name: &str, cost: &str| {
        let bill = crate::bills::bill(&[("2025-10-01", "x", cost)]);
        fs::write(world.path().join("bills").join(name), bill).unwrap();
    };
    put("1.csv", "1.5");
    let first = process(world.path(), &database, "one");
    first.shows("/api/costs/imports", "\"billed\":\"1.5\"");
    let second = process(world.path(), &database, "two");
    second.shows("/api/costs/imports", "\"billed\":\"1.5\"");

    // What is asked of the other, the leading one does.
    put("2.csv", "2");
    let answer = second.send("POST", "/api/costs/imports", "");
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    second.shows("/api/costs/imports", "\"billed\":\"3.5\"");

    // The leading one ends without a word; the other goes on taking in.
    first.kill();
    put("3.csv", "4");
    second.shows("/metrics", "portico_catalog_leads 1");
    second.send("POST", "/api/costs/imports", "");
    second.shows("/api/costs/imports", "\"billed\":\"7.5\"");
}

const PATH: &str = r#"{"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template", "metadata": {"name": "path"},
 "spec": {"type": "service", "steps": [
  {"id": "wait", "action": "debug:wait", "input": {"milliseconds": 2000}},
  {"id": "say", "action": "debug:log", "input": {"message": "done by ${{ context.task.id }}"}}]}}"#;

const QUICK: &str = "scaffolder: {concurrentTasksLimit: 2, taskRecovery: {staleTimeout: 3s}}\n";

#[test]
fn processes_share_tasks_and_go_on_with_those_of_one_that_died() {
    let Some(server) = Server::start() else { return };
    let database = server.database("tasks");
    let world = tempfile::tempdir().unwrap();
    write(world.path(), "path.yaml", PATH);
    fs::write(world.path().join("portico.yaml"), QUICK).unwrap();
    let first = process(world.path(), &database, "one");
    first.shows("/catalog/default/template/path", "path");
    let second = process(world.path(), &database, "two");
    second.shows("/catalog/default/template/path", "path");
    let body = r#"{"templateRef": "path", "values": {}}"#;
    for _ in 0..8 {
        assert!(first.send("POST", "/api/scaffolder/v2/tasks", body).starts_with("HTTP/1.1 201"));
    }
    // Each may run two at once, so both have something to do; one of them dies in the middle of it.
    second.shows("/metrics", "scaffolder_running_tasks 2");
    first.kill();
    second.shows("/api/scaffolder/v2/tasks?status=completed", "\"totalTasks\":8");
    second.shows("/metrics", "scaffolder_tasks{status=\"processing\"} 0");
    let tasks = second.get("/api/scaffolder/v2/tasks");
    // Steps have ids, too, but short ones.
    let ids = tasks.split("{\"id\":\"").filter_map(|task| task.split('"').next()).filter(|id| id.len() == 36);
    for id in ids {
        let events = second.get(&format!("/api/scaffolder/v2/tasks/{id}/events"));
        assert_eq!(events.matches(&format!("done by {id}")).count(), 2, "input and message, once: {events}");
    }
}
