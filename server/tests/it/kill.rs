//! The process is killed without warning and started again.

use crate::{program::Program, world::component};
use std::{fs, process::Command, time::Duration};

#[test]
fn killed_at_any_moment_of_an_import_it_goes_on_without_loss() {
    let world = tempfile::tempdir().unwrap();
    fs::create_dir(world.path().join("catalog")).unwrap();
    for file in 0..10 {
        let text: String =
            (0..40).map(|number| component(&format!("c{file}-{number}"), "") + "---\n").collect();
        fs::write(world.path().join(format!("catalog/{file}.yaml")), text).unwrap();
    }
    // Before, during and after the first pass.
    for pause_ms in [0, 20, 60, 120, 250] {
        let program = Program::start(world.path());
        std::thread::sleep(Duration::from_millis(pause_ms));
        program.kill();
    }
    let program = Program::start(world.path());
    program.shows("/catalog", "400 entities");
    let page = program.get("/catalog/default/component/c7-7");
    assert!(page.contains("component:default/c7-7"), "{page}");
}

#[test]
fn after_a_kill_the_catalog_is_there_even_if_its_sources_are_gone() {
    let world = tempfile::tempdir().unwrap();
    let catalog = world.path().join("catalog");
    fs::create_dir(&catalog).unwrap();
    fs::write(catalog.join("a.yaml"), component("lamp", "")).unwrap();
    let program = Program::start(world.path());
    program.shows("/catalog/default/component/lamp", "team-oak");
    program.kill();
    fs::remove_dir_all(&catalog).unwrap();

    let program = Program::start(world.path());
    program.shows("/.backstage/health/v1/readiness", "\"ok\"");
    program.shows("/catalog/default/component/lamp", "team-oak");
    program.shows("/problems", "There is no file or folder");
    program.kill();

    fs::create_dir(&catalog).unwrap();
    fs::write(catalog.join("a.yaml"), component("lamp", "  system: light\n")).unwrap();
    let program = Program::start(world.path());
    program.shows("/catalog/default/component/lamp", "system:default/light");
}

#[test]
fn without_certificates_the_catalog_on_disk_is_served_all_the_same() {
    let world = tempfile::tempdir().unwrap();
    fs::create_dir(world.path().join("catalog")).unwrap();
    fs::write(world.path().join("catalog/a.yaml"), component("lamp", "")).unwrap();
    let none = world.path().join("none");
    let none = none.to_str().unwrap();
    let program = Program::in_surroundings(world.path(), &[("SSL_CERT_FILE", none), ("SSL_CERT_DIR", none)]);
    program.shows("/catalog/default/component/lamp", "team-oak");
    let body = r#"{"type":"url","target":"https://github.com/acorn/till/blob/main/catalog-info.yaml"}"#;
    let answer = program.send("POST", "/api/catalog/locations?dryRun=true", body);
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("certificates"), "{answer}");
}

#[test]
fn two_programs_do_not_share_a_data_folder() {
    let world = tempfile::tempdir().unwrap();
    fs::create_dir(world.path().join("catalog")).unwrap();
    let first = Program::start(world.path());
    let second = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["serve", "--catalog", "catalog", "--data", "data", "--listen", "127.0.0.1:0"])
        .current_dir(world.path())
        .output()
        .unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{said}");
    assert!(said.contains("another Portico uses the data folder") && said.contains("--data"), "{said}");
    first.kill();
    // The folder is free again, however the first one ended.
    Program::start(world.path()).shows("/healthz", "ok");
}

/// The template of a task that is killed in its middle: a file, a wait, and a look at the file.
const PATH: &str = r#"{"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template", "metadata": {"name": "path"},
 "spec": {"type": "service", "steps": [
  {"id": "write", "action": "catalog:write", "input": {"entity": {"apiVersion": "backstage.io/v1alpha1",
    "kind": "Component", "metadata": {"name": "made"}, "spec": {"type": "service"}}}},
  {"id": "wait", "action": "debug:wait", "input": {"milliseconds": 1500}},
  {"id": "look", "action": "debug:log", "input": {"listWorkspace": "with-contents"}}]}}"#;

#[test]
fn a_task_whose_process_was_killed_goes_on_where_it_was() {
    let world = tempfile::tempdir().unwrap();
    fs::create_dir(world.path().join("catalog")).unwrap();
    fs::write(world.path().join("catalog/path.yaml"), PATH).unwrap();
    let program = Program::start(world.path());
    program.shows("/catalog/default/template/path", "path");
    let answer = program.send("POST", "/api/scaffolder/v2/tasks", r#"{"templateRef": "path", "values": {}}"#);
    let id = answer.split("{\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let events = format!("/api/scaffolder/v2/tasks/{id}/events");
    program.shows(&events, "\"stepId\":\"wait\"");
    program.kill();

    let program = Program::start(world.path());
    program.shows(&events, "\"type\":\"recovered\"");
    program.shows(&format!("/api/scaffolder/v2/tasks/{id}"), "\"status\":\"completed\"");
    let told = program.get(&events);
    assert_eq!(
        told.matches("Beginning step write").count() + told.matches("Beginning step catalog:write").count(),
        1,
        "{told}"
    );
    assert!(told.contains("name: made"), "the file is still there: {told}");
    assert!(!world.path().join("data/tasks").join(&id).exists(), "and gone when the task is over");
}
