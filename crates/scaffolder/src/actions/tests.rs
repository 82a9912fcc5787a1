//! Every action of the workspace, in one.

use super::add_to;
use crate::{
    FailureKind, Registry, Step, Workspace,
    action::{Checkpoints, Failure, Later, Log, Output},
};
use portico_nunjucks::Environment;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

#[derive(Default)]
struct Notes {
    lines: Mutex<Vec<String>>,
    marks: Mutex<BTreeMap<String, Value>>,
}

impl Log for Notes {
    fn info(&self, line: &str) {
        self.lines.lock().unwrap().push(line.to_owned());
    }

    fn warn(&self, line: &str) {
        self.lines.lock().unwrap().push(format!("warning: {line}"));
    }
}

impl Checkpoints for Notes {
    fn get(&self, name: &str) -> Option<Value> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn put<'a>(&'a self, name: &'a str, value: Value) -> Later<'a, Result<(), Failure>> {
        self.marks.lock().unwrap().insert(name.to_owned(), value);
        Box::pin(async { Ok(()) })
    }
}

struct World {
    _folder: tempfile::TempDir,
    workspace: Workspace,
    registry: Registry,
    notes: Notes,
}

impl World {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::open(&folder.path().join("task")).unwrap();
        for (path, content) in files {
            workspace.write(path, content.as_bytes()).unwrap();
        }
        let mut registry = Registry::default();
        add_to(&mut registry, &Environment::scaffolder());
        Self { _folder: folder, workspace, registry, notes: Notes::default() }
    }

    async fn run(&self, action: &str, input: Value) -> Result<Output, Failure> {
        let step = Step {
            task_id: "t1",
            step_id: "s1",
            input: &input,
            parameters: &Map::new(),
            workspace: &self.workspace,
            secrets: &BTreeMap::new(),
            user: None,
            user_entity: None,
            template: Some("template:default/shop"),
            base_url: None,
            is_dry_run: false,
            log: &self.notes,
            checkpoints: &self.notes,
        };
        self.registry.get(action).unwrap().run(step).await
    }

    fn files(&self) -> Vec<String> {
        self.workspace.entries("").unwrap().into_iter().map(|entry| entry.path).collect()
    }

    fn log(&self) -> String {
        self.notes.lines.lock().unwrap().join("\n")
    }
}

#[tokio::test]
async fn a_message_and_the_workspace_are_logged() {
    let world = World::with(&[("a/b.txt", "hello"), (".env", "x")]);
    world.run("debug:log", json!({"message": "Hi", "listWorkspace": "with-contents"})).await.unwrap();
    let (input, told) = (world.log(), "\nHi\nWorkspace:\n  - .env:\n\nx\n\n  - a/b.txt:\n\nhello\n");
    assert!(input.starts_with("{\n  \"message\": \"Hi\"") && input.ends_with(told), "{input}");
    let world = World::with(&[("a/b.txt", "hello")]);
    world.run("debug:log", json!({"listWorkspace": true})).await.unwrap();
    assert!(world.log().ends_with("}\nWorkspace:\n  - a/b.txt"), "{}", world.log());
}

#[tokio::test]
async fn waiting_has_an_end() {
    let world = World::with(&[]);
    world.run("debug:wait", json!({"milliseconds": 1})).await.unwrap();
    for input in [json!({"minutes": 9, "seconds": 61}), json!({"seconds": -1})] {
        assert_eq!(world.run("debug:wait", input).await.unwrap_err().kind, FailureKind::Input);
    }
}

#[tokio::test]
async fn patterns_delete_files_with_dots_too() {
    let world = World::with(&[
        ("a.bak", ""),
        (".x.bak", ""),
        ("d/.e/y.bak", ""),
        ("keep.txt", ""),
        ("gone/z", ""),
        ("one", ""),
    ]);
    world.run("fs:delete", json!({"files": ["**/*.bak", "gone", "./one", "nothing"]})).await.unwrap();
    assert_eq!(world.files(), ["d", "d/.e", "keep.txt"]);
    assert!(world.log().contains("Deleted d/.e/y.bak"), "{}", world.log());
    for path in ["../x", "../*", "/etc/*", "/x", ".", "a/../../*", "[", "d/.."] {
        let kind = world.run("fs:delete", json!({"files": [path]})).await.map_err(|failure| failure.kind);
        assert!(matches!(kind, Err(FailureKind::NotAllowed | FailureKind::Input)), "{path}: {kind:?}");
    }
    std::os::unix::fs::symlink("/etc", world.workspace.root().join("etc")).unwrap();
    world.run("fs:delete", json!({"files": ["etc"]})).await.unwrap();
    assert!(!world.files().contains(&"etc".to_owned()));
    // With `/` at the end, too, the link goes and not what it leads to.
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("kept"), "").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), world.workspace.root().join("out")).unwrap();
    world.run("fs:delete", json!({"files": ["out/"]})).await.unwrap();
    assert!(elsewhere.path().join("kept").exists() && !world.files().contains(&"out".to_owned()));
}

#[tokio::test]
async fn files_get_other_names() {
    let world = World::with(&[("a", "1"), ("b", "2"), ("d/x", "3")]);
    let taken = world.run("fs:rename", json!({"files": [{"from": "a", "to": "b"}]})).await.unwrap_err();
    assert_eq!(taken.kind, FailureKind::Conflict);
    assert!(taken.message.contains("`a`") && taken.message.contains("overwrite: true"), "{taken}");
    let world = World::with(&[("a", "1"), ("b", "2"), ("d/x", "3")]);
    let files = json!([{"from": "a", "to": "b", "overwrite": true}, {"from": "d", "to": "e/f"}]);
    world.run("fs:rename", json!({"files": files})).await.unwrap();
    assert_eq!(world.files(), ["b", "e", "e/f", "e/f/x"]);
    assert_eq!(world.workspace.read("b").unwrap(), b"1");
    // Run again after an interruption, it does nothing twice.
    world.run("fs:rename", json!({"files": files})).await.unwrap();
    assert_eq!(world.files(), ["b", "e", "e/f", "e/f/x"]);
}

#[tokio::test]
async fn a_rename_that_was_interrupted_after_it_happened_goes_on() {
    let world = World::with(&[("new", "1")]);
    let input = json!({"files": [{"from": "old", "to": "new"}]});
    assert_eq!(world.run("fs:rename", input.clone()).await.unwrap_err().kind, FailureKind::NotFound);
    world.run("fs:rename", input).await.unwrap();
}

#[tokio::test]
async fn paths_of_renames_stay_inside() {
    for (from, to) in [("../a", "b"), ("a", "../b"), ("a", "/b"), (".", "b"), ("d", "d/e")] {
        let world = World::with(&[("a", ""), ("d/x", "")]);
        let failure = world.run("fs:rename", json!({"files": [{"from": from, "to": to}]})).await.unwrap_err();
        assert!(
            matches!(failure.kind, FailureKind::NotAllowed | FailureKind::Input),
            "{from} {to}: {failure}"
        );
    }
}

#[tokio::test]
async fn folders_are_listed() {
    let world = World::with(&[("src/a.rs", ""), ("src/in/b.rs", "")]);
    let output = world.run("fs:readdir", json!({"paths": ["src"]})).await.unwrap();
    assert_eq!(output["files"][0]["name"], "a.rs");
    assert_eq!(output["files"][0]["path"], "src/a.rs");
    assert_eq!(output["folders"].as_array().unwrap().len(), 1);
    let output = world.run("fs:readdir", json!({"paths": ["src"], "recursive": true})).await.unwrap();
    assert_eq!(output["files"][1]["path"], "src/in/b.rs");
    assert!(output["files"][1]["fullPath"].as_str().unwrap().starts_with('/'));
    let outside = world.run("fs:readdir", json!({"paths": [".."]})).await.unwrap_err();
    assert_eq!(outside.kind, FailureKind::NotAllowed);
}

#[tokio::test]
async fn an_entity_is_written_with_its_template() {
    let world = World::with(&[]);
    let entity = json!({"kind": "Component", "metadata": {"name": "no", "labels": {"on": "yes"}}, "spec": {"v": "1.0"}});
    world.run("catalog:write", json!({"entity": entity})).await.unwrap();
    let text = String::from_utf8(world.workspace.read("catalog-info.yaml").unwrap()).unwrap();
    let expect = "kind: Component\nmetadata:\n  name: 'no'\n  labels:\n    'on': 'yes'\n  annotations:\n    \
                  backstage.io/source-template: template:default/shop\nspec:\n  v: '1.0'\n";
    assert_eq!(text, expect);
    world.run("catalog:write", json!({"entity": {}, "filePath": "x/y.yaml"})).await.unwrap();
    assert!(world.files().contains(&"x/y.yaml".to_owned()));
    let outside =
        world.run("catalog:write", json!({"entity": {}, "filePath": "../y.yaml"})).await.unwrap_err();
    assert_eq!(outside.kind, FailureKind::NotAllowed);
    let wrong = world.run("catalog:write", json!({"entity": {"metadata": 1}})).await.unwrap_err();
    assert!(wrong.message.contains("entity.metadata"), "{wrong}");
}

#[tokio::test]
async fn templates_in_the_workspace_are_rendered() {
    let world = World::with(&[
        ("t/${{ values.name }}.txt", "Hello ${{ values.name }}"),
        ("t/kept", "new"),
        ("out/kept", "old"),
    ]);
    std::os::unix::fs::symlink("kept", world.workspace.root().join("t/link")).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(world.workspace.root().join("t/${{ values.name }}.txt"), mode).unwrap();
    let input = json!({"sourcePath": "t", "targetPath": "out", "values": {"name": "shop"}});
    world.run("workspace:template", input).await.unwrap();
    assert_eq!(world.workspace.read("out/shop.txt").unwrap(), b"Hello shop");
    assert_eq!(world.workspace.read("out/kept").unwrap(), b"old");
    let found = world.workspace.entries("out").unwrap();
    let kinds: Vec<_> = found.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
    use crate::walk::EntryKind;
    assert_eq!(
        kinds,
        [("kept", EntryKind::File), ("link", EntryKind::Link), ("shop.txt", EntryKind::Executable)]
    );
    let itself = json!({"sourcePath": "t", "targetPath": "."});
    assert_eq!(world.run("workspace:template", itself).await.unwrap_err().kind, FailureKind::Input);
    let wrong = json!({"sourcePath": "t", "targetPath": "out2", "values": {}, "copyWithoutTemplating": "x"});
    assert_eq!(world.run("workspace:template", wrong).await.unwrap_err().kind, FailureKind::Input);
    let file =
        json!({"sourcePath": "t/${{ values.name }}.txt", "targetPath": "one/a.txt", "values": {"name": "x"}});
    world.run("workspace:template:file", file).await.unwrap();
    assert_eq!(world.workspace.read("one/a.txt").unwrap(), b"Hello x");
    let world = World::with(&[("t/a", "${{ values.x | nosuch }}")]);
    let failure =
        world.run("workspace:template", json!({"sourcePath": "t", "targetPath": "o"})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Render);
    assert!(failure.message.starts_with("a: "), "{failure}");
}

#[tokio::test]
async fn files_are_written_and_changed_once() {
    let world = World::with(&[
        ("a.txt", "x NAME NAME"),
        ("p.json", "{\n    \"a\": [1],\n    \"b\": {\"c\": 1}\n}"),
        ("c.yaml", "a: 1\nl: [x]\n"),
    ]);
    let run = async |name: &str, input: Value| world.run(&format!("roadiehq:utils:{name}"), input).await;
    let text = |path: &str| String::from_utf8(world.workspace.read(path).unwrap()).unwrap();
    run("fs:write", json!({"path": "n/e/w", "content": "hi"})).await.unwrap();
    assert_eq!(text("n/e/w"), "hi");
    for _ in 0..2 {
        run("fs:append", json!({"path": "log", "content": "line\n"})).await.unwrap();
    }
    assert_eq!(text("log"), "line\n");
    let files = json!([
        {"file": "a.txt", "find": "NAME", "replaceWith": "NAMES"},
        {"file": "a.txt", "find": "^(x) ", "replaceWith": "$1-", "matchRegex": true},
    ]);
    run("fs:replace", json!({"files": files})).await.unwrap();
    assert_eq!(text("a.txt"), "x-NAMES NAMES");
    let bad = json!({"files": [{"file": "a.txt", "find": "(", "replaceWith": "", "matchRegex": true}]});
    assert_eq!(run("fs:replace", bad).await.unwrap_err().kind, FailureKind::Input);
    let merge = json!({"path": "p.json", "content": "{\"a\": [2], \"b\": {\"d\": 2}}", "mergeArrays": true});
    for _ in 0..2 {
        run("json:merge", merge.clone()).await.unwrap();
    }
    let expect = "{\n    \"a\": [\n        1,\n        2\n    ],\n    \"b\": {\n        \"c\": 1,\n        \"d\": 2\n    }\n}\n";
    assert_eq!(text("p.json"), expect);
    let world = World::with(&[("c.yaml", "a: 1\nl: [x]\n")]);
    let run = async |name: &str, input: Value| world.run(&format!("roadiehq:utils:{name}"), input).await;
    run("yaml:merge", json!({"path": "c.yaml", "content": {"l": ["z"], "on": "no"}})).await.unwrap();
    assert_eq!(world.workspace.read("c.yaml").unwrap(), b"a: 1\nl:\n- z\n'on': 'no'\n");
    let parsed = run("fs:parse", json!({"path": "c.yaml", "parser": "yaml"})).await.unwrap();
    assert_eq!(parsed["content"], json!({"a": 1, "l": ["z"], "on": "no"}));
    let many = run("fs:write", json!({"path": "m", "content": "a: 1\n---\nb: 2\n"})).await;
    assert_eq!(many.unwrap()["path"], "m");
    let parsed = run("fs:parse", json!({"path": "m", "parser": "multiyaml"})).await.unwrap();
    assert_eq!(parsed["content"], json!([{"a": 1}, {"b": 2}]));
    let serialized = run("serialize:json", json!({"data": {"a": 1}, "space": 2})).await.unwrap();
    assert_eq!(serialized["serialized"], "{\n  \"a\": 1\n}");
    assert_eq!(run("serialize:yaml", json!({"data": ["no"]})).await.unwrap()["serialized"], "- 'no'\n");
    run("sleep", json!({"amount": 0})).await.unwrap();
    assert_eq!(run("sleep", json!({"amount": 601})).await.unwrap_err().kind, FailureKind::Input);
    for (name, input) in [
        ("fs:write", json!({"path": "../x", "content": ""})),
        ("fs:append", json!({"path": "/x", "content": ""})),
        ("json:merge", json!({"path": "../x", "content": {}})),
        ("fs:parse", json!({"path": "../x"})),
    ] {
        assert_eq!(run(name, input).await.unwrap_err().kind, FailureKind::NotAllowed, "{name}");
    }
}

#[test]
fn definitions_are_whole() {
    let mut registry = Registry::default();
    add_to(&mut registry, &Environment::scaffolder());
    for definition in registry.definitions() {
        assert!(!definition.description.is_empty() && !definition.examples.is_empty(), "{}", definition.id);
        for example in &definition.examples {
            let yaml: Value = serde_yaml::from_str(&example.example).unwrap();
            assert!(
                yaml["steps"].as_array().unwrap().iter().any(|step| step["action"] == definition.id.as_str()),
                "{}",
                definition.id
            );
        }
    }
}
