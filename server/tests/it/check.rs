//! `portico check` as a merge gate.

use crate::world::{SMALL, component};
use serde_json::Value;
use std::{fs, process::Command};
use tempfile::TempDir;

fn world(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Exit code, stdout, stderr.
fn check(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .arg("check")
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const BAD: &str = "apiVersion: backstage.io/v1alpha1\nkind: Componant\nmetadata:\n  name: lamp\nspec: {}\n";

#[test]
fn good_files_pass() {
    let world = world(SMALL);
    let (code, out, _) = check(&world, &["catalog"]);
    assert_eq!((code, out.as_str()), (0, "6 good entities in 2 files: 0 errors, 0 warnings\n"));
}

#[test]
fn references_are_resolved_against_a_catalog() {
    let world = world(SMALL);
    let (code, out, _) = check(&world, &["catalog/shop.yaml", "--catalog", "catalog"]);
    assert!(out.contains("catalog/shop.yaml:10:46: warning"), "{out}");
    assert!(out.contains("The owner team-oka does not exist"), "{out}");
    assert!(out.contains("help: Did you mean \"team-oak\"?"), "{out}");
    assert_eq!(code, 0, "a warning alone does not block");
    assert_eq!(check(&world, &["catalog/shop.yaml", "--catalog", "catalog", "--strict"]).0, 1);
}

#[test]
fn problems_fail_with_their_place_in_every_format() {
    let good = component("good", "");
    let world = world(&[("a.yaml", BAD), ("b.yaml", &good)]);
    let (code, out, _) = check(&world, &["a.yaml", "b.yaml"]);
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "a.yaml:2:1: error[unknown-kind]: The kind \"Componant\" is not known\n  help: Did you mean \
         \"Component\"?\n1 good entity in 2 files: 1 error, 0 warnings\n"
    );

    let (code, out, _) = check(&world, &["a.yaml", "--format", "json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &json["errors"], &json["diagnostics"][0]["line"]), (1, &1.into(), &2.into()));

    let (code, out, _) = check(&world, &["a.yaml", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&out).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((code, result["ruleId"].as_str()), (1, Some("unknown-kind")));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a.yaml");
    assert_eq!(place["region"]["startLine"], 2);

    let (code, out, _) = check(&world, &["a.yaml", "--format", "github"]);
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "::error file=a.yaml,line=2,col=1,title=unknown-kind::The kind \"Componant\" is not known%0ADid you mean \
         \"Component\"?\n"
    );
}

#[test]
fn wrong_use_is_told_apart_from_problems() {
    let world = world(&[("portico.yaml", "catalog: {rules: 1}\n"), ("a.yaml", BAD)]);
    let (code, _, err) = check(&world, &["a.yaml"]);
    assert_eq!(code, 2);
    assert!(err.contains("catalog.rules") && err.contains("must be a list"), "{err}");
    assert_eq!(check(&world, &[]).0, 2);
    assert_eq!(check(&world, &["a.yaml", "--format", "xml"]).0, 2);
}

#[test]
fn a_path_that_leads_nowhere_is_a_problem() {
    let world = world(&[]);
    let (code, out, _) = check(&world, &["none.yaml"]);
    assert_eq!(code, 1);
    assert!(out.contains("There is no file or folder") && out.contains("none.yaml"), "{out}");
}
