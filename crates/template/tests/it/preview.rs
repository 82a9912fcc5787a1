//! What a preview shows of a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use portico_scm::Integrations;
use portico_template::Step;
use portico_template::preview::{Content, Given, Preview, Shown};
use portico_template::tree::Entry;
use serde_json::{Value, json};

fn preview(steps: &Value, parameters: &Value) -> Preview {
    let steps: Vec<Step> =
        steps.as_array().expect("a list").iter().enumerate().map(|(at, step)| Step::of(step, at)).collect();
    let skeleton = vec![
        Entry::folder("src"),
        Entry::file("src/main.rs", *b"fn main() {}\n"),
        Entry::file("Cargo.toml", *b"name = \"${{ values.name }}\"\n"),
        Entry::file("deploy/values.yaml", *b"ns: ${{ values.ns }}\nby: ${{ values.owner.team }}\n"),
        Entry::file("${{ 'db.sql' if values.db }}", *b"create"),
        Entry::file("logo.png", vec![0, 1, 2]),
        Entry::file("broken.txt", *b"${{ values.name | nope }}"),
    ];
    let trees = vec![
        ("./skeleton".to_owned(), skeleton),
        ("./one.txt".to_owned(), vec![Entry::file("one.txt", *b"1 ${{ values.a }}")]),
    ];
    Preview::of(&Given {
        steps: &steps,
        parameters: parameters.as_object().expect("an object"),
        trees: &trees,
        user: &json!({ "ref": "user:default/ada" }),
        template: "template:default/rust",
        outputs: &BTreeMap::new(),
        integrations: &Arc::new(Integrations::default()),
    })
}

fn text<'p>(preview: &'p Preview, path: &str) -> &'p str {
    match preview.file(path).map(|file| &file.content) {
        Some(Content::Text(text)) => text,
        _ => "no text",
    }
}

fn steps() -> Value {
    json!([
        { "id": "fetch", "action": "fetch:template", "input": { "url": "skeleton/", "values": {
            "name": "${{ parameters.name }}", "ns": "${{ parameters.namespace }}", "db": "${{ parameters.db }}",
            "owner": { "team": "${{ parameters.owner | upper }}" },
        } } },
        { "id": "more", "action": "fetch:template:file", "if": "${{ parameters.db }}", "input": {
            "url": "./one.txt", "targetPath": "docs/one.txt", "values": { "a": "${{ user.ref }}" } } },
        { "id": "each", "action": "fetch:plain:file", "each": ["a", "b"], "input": {
            "url": "./one.txt", "targetPath": "copies/${{ each.value }}.txt" } },
        { "id": "publish", "action": "publish:github", "input": { "repoUrl": "${{ parameters.repoUrl }}" } },
        { "id": "far", "action": "fetch:plain", "input": { "url": "https://github.com/a/b/tree/main" } },
        { "id": "entity", "action": "catalog:write", "input": { "entity": {
            "kind": "Component", "metadata": { "name": "${{ parameters.name }}" } } } },
        { "id": "move", "action": "fs:rename", "input": { "files": [{ "from": "src", "to": "source" }] } },
        { "id": "gone", "action": "fs:delete", "input": { "files": ["*.png"] } },
    ])
}

#[test]
fn files_are_shown_with_what_they_come_from() {
    let preview =
        preview(&steps(), &json!({ "name": "cart", "namespace": "pay", "owner": "team", "db": false }));
    let paths: Vec<&str> = preview.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "Cargo.toml",
            "catalog-info.yaml",
            "copies/a.txt",
            "copies/b.txt",
            "deploy/values.yaml",
            "source/main.rs"
        ]
    );
    assert_eq!(text(&preview, "Cargo.toml"), "name = \"cart\"\n");
    assert_eq!(text(&preview, "deploy/values.yaml"), "ns: pay\nby: TEAM\n");
    assert!(
        text(&preview, "catalog-info.yaml").contains("backstage.io/source-template: template:default/rust")
    );
    let values = |path: &str| preview.file(path).unwrap().values.clone();
    assert_eq!(values("Cargo.toml"), [("name".to_owned(), json!("cart"))]);
    assert_eq!(
        values("deploy/values.yaml"),
        [("namespace".to_owned(), json!("pay")), ("owner".to_owned(), json!("team"))]
    );
    assert_eq!(values("catalog-info.yaml"), [("name".to_owned(), json!("cart"))]);
    assert_eq!(values("source/main.rs"), []);
    let notes: Vec<String> =
        preview.notes.iter().map(|note| format!("{}: {}", note.step, note.message)).collect();
    assert_eq!(
        notes,
        [
            "fetch: broken.txt: line 1, column 19: there is no filter `nope`",
            "far: what lies at https://github.com/a/b/tree/main is fetched when the template runs, and not for a preview",
        ]
    );
}

#[test]
fn conditions_are_followed() {
    let preview = preview(&steps(), &json!({ "name": "cart", "db": true }));
    assert_eq!(text(&preview, "db.sql"), "create");
    assert_eq!(text(&preview, "docs/one.txt"), "1 user:default/ada");
    // Nothing is entered yet for these; the files are there nevertheless.
    assert_eq!(text(&preview, "deploy/values.yaml"), "ns: \nby: \n");
}

#[test]
fn a_preview_of_many_turns_ends_and_says_so() {
    let many: Vec<usize> = (0..900).collect();
    let step = |id: &str| {
        json!({
            "id": id, "action": "fetch:template", "each": "${{ parameters.many }}",
            "input": {"url": "./skeleton", "targetPath": "./${{ each.value }}", "values": {}},
        })
    };
    let preview = preview(&json!([step("first"), step("second")]), &json!({"many": many}));
    let ends: Vec<&str> = preview
        .notes
        .iter()
        .filter(|note| note.message.contains("ends after"))
        .map(|note| note.step.as_str())
        .collect();
    assert_eq!(ends, ["second"]);
}

#[test]
fn the_markup_is_a_tree_with_a_viewer() {
    let preview = preview(&steps(), &json!({ "name": "<cart>", "namespace": "pay", "owner": "team" }));
    let marked = ["namespace".to_owned(), "owner".to_owned()];
    let shown = Shown { root: "cart", chosen: Some("Cargo.toml"), marked: Some(&marked) };
    let html = preview.html(&shown);
    assert!(html.contains("<p>cart/</p><ul>"), "{html}");
    assert!(html.contains("<button type=\"button\" data-preview-file=\"Cargo.toml\" aria-pressed=\"true\">Cargo.toml</button></li>"));
    assert!(html.contains("<span>deploy/</span><ul><li><span aria-hidden=\"true\">│  └─ </span>"));
    assert!(html.contains("← 2 values"));
    assert!(html.contains("name = &quot;&lt;cart&gt;&quot;"));
    assert!(!html.contains("<cart>"));
    assert!(Preview::default().html(&Shown::default()).contains("No files yet"));
}
