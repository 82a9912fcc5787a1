//! `portico template test`: golden tests beside templates.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const TEMPLATE: &str = "apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: note}
spec:
  type: service
  parameters:
    - required: [name]
      properties: {name: {type: string, pattern: '^[a-z]+$'}, count: {type: integer}}
  steps:
    - id: fetch
      action: fetch:template
      input: {url: ./skeleton, values: {name: '${{ parameters.name }}', count: '${{ parameters.count }}'}}
  output:
    text: [{title: Done, content: '${{ parameters.name }} is there'}]
";

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

fn world(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("note/template.yaml", TEMPLATE),
            ("note/skeleton/${{ values.name }}.txt", "Hello ${{ values.name }}\n"),
        ],
    );
    write(folder.path(), files);
    folder
}

/// Runs it in a folder; the exit code and what it says on stdout and stderr.
fn portico(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    let output = command.current_dir(folder).args(["template", "test"]).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_comes_out_is_what_is_expected() {
    let good = [
        ("note/tests/plain/values.yaml", "name: cart\n"),
        ("note/tests/plain/expected/cart.txt", "Hello cart\n"),
        ("note/tests/plain/output.yaml", "text: [{title: Done, content: cart is there}]\n"),
    ];
    let world = world(&good);
    let (code, out, err) = portico(world.path(), &["note"]);
    assert_eq!((code, out.as_str()), (0, "note/plain: ok\n1 passed, 0 failed\n"), "{err}");
    let (code, out, _) = portico(world.path(), &[".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["passed"], &report["tests"][0]["name"]), (0, &1.into(), &"note/plain".into()));
}

#[test]
fn differences_name_the_file_and_the_line_and_are_taken_over_on_demand() {
    let world = world(&[
        ("note/tests/plain/values.yaml", "name: cart\n"),
        ("note/tests/plain/expected/cart.txt", "Hello shop\n"),
        ("note/tests/plain/expected/gone.txt", ""),
        ("note/tests/plain/output.yaml", "text: []\n"),
    ]);
    let (code, out, _) = portico(world.path(), &["note"]);
    assert_eq!(code, 1);
    for told in [
        "note/plain: FAILED",
        "cart.txt: line 1: expected `Hello shop`, got `Hello cart`",
        "gone.txt: is expected, but was not written",
        "output.yaml: expected",
        "0 passed, 1 failed",
    ] {
        assert!(out.contains(told), "{told}: {out}");
    }
    let (code, out, _) = portico(world.path(), &["note", "--update"]);
    assert_eq!((code, out.contains("updated, 3 files")), (0, true), "{out}");
    assert_eq!(portico(world.path(), &["note"]).0, 0);
    assert!(!world.path().join("note/tests/plain/expected/gone.txt").exists());
}

#[test]
fn a_failure_can_be_what_is_expected() {
    let broken = TEMPLATE.replace("fetch:template", "fs:renam");
    let world = world(&[
        ("note/tests/plain/values.yaml", "name: cart\n"),
        ("note/tests/plain/error.txt", "fs:renam\n"),
        ("broken/template.yaml", &broken),
        ("broken/tests/one/values.yaml", "name: cart\n"),
        ("broken/tests/one/error.txt", "no action called fs:renam\n"),
        ("broken/tests/two/values.yaml", "name: cart\n"),
    ]);
    let (code, out, _) = portico(world.path(), &["."]);
    assert_eq!(code, 1);
    for told in
        ["broken/one: ok", "broken/two: FAILED\n  it failed: ", "note/plain: FAILED\n  it should have failed"]
    {
        assert!(out.contains(told), "{told}: {out}");
    }
    let (code, out, _) = portico(world.path(), &[".", "--only", "broken/one"]);
    assert_eq!((code, out.as_str()), (0, "broken/one: ok\n1 passed, 0 failed\n"));
}

#[test]
fn values_must_fit_the_form_and_there_must_be_something_to_test() {
    let world = world(&[
        ("note/tests/one/values.yaml", "name: Cart\n"),
        ("note/tests/two/values.yaml", "- a\n"),
        ("note/tests/three/values.yaml", "{\n"),
        ("empty/template.yaml", TEMPLATE),
    ]);
    let (code, out, _) = portico(world.path(), &["note"]);
    assert_eq!(code, 1);
    for told in ["values.yaml does not fit the form: name", "must be a mapping", "is not valid YAML"] {
        assert!(out.contains(told), "{told}: {out}");
    }
    for (folder, told) in [
        ("empty", "there is no golden test"),
        ("none", "cannot be read"),
        ("note/tests", "has no template.yaml"),
    ] {
        let (code, _, err) = portico(world.path(), &[folder]);
        assert_eq!((code, err.contains(told)), (2, true), "{folder}: {err}");
    }
}

#[test]
fn the_golden_paths_of_the_demo_write_what_they_promise() {
    let templates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples/demo/templates");
    let (code, out, err) = portico(&templates, &["."]);
    assert_eq!(code, 0, "{out}{err}");
    let with_tests = fs::read_dir(&templates).unwrap().flatten();
    for template in with_tests.filter(|entry| entry.path().is_dir()) {
        let name = template.file_name().into_string().unwrap();
        assert!(out.contains(&format!("{name}/")), "{name} has no golden test: {out}");
    }
}
