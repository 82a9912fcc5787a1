//! What skeletons become, by the contract's vectors where they lie beside the repository, and by our own cases.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use portico_nunjucks::Environment;
use portico_scm::Integrations;
use portico_template::filters;
use portico_template::skeleton::{Options, Skeleton, SkeletonError};
use portico_template::tree::{Entry, EntryKind};
use serde_json::{Map, Value, json};

use crate::vectors;

fn language() -> Environment {
    let mut language = Environment::scaffolder();
    filters::add(&mut language, &Arc::new(Integrations::default()));
    language
}

fn tree(skeleton: &Value) -> Vec<Entry> {
    let entries = skeleton.as_object().into_iter().flatten();
    entries
        .map(|(path, content)| match content {
            Value::Null => Entry::folder(path.trim_end_matches('/')),
            Value::String(text) => Entry::file(path, text.clone().into_bytes()),
            content => {
                match (content["base64"].as_str(), content["symlink"].as_str(), content["text"].as_str()) {
                    (Some(bytes), ..) => Entry::file(path, BASE64_STANDARD.decode(bytes).expect("base64")),
                    (_, Some(target), _) => Entry::link(path, target),
                    (.., text) => {
                        let bytes = text.unwrap_or_default().as_bytes().into();
                        let executable = content["mode"].to_string().contains('7');
                        Entry { path: path.clone(), kind: EntryKind::File { bytes, executable } }
                    }
                }
            }
        })
        .collect()
}

fn run(skeleton: &Value, input: &Value, before: &Value) -> Result<Map<String, Value>, SkeletonError> {
    let mut workspace: Map<String, Value> = before.as_object().cloned().unwrap_or_default();
    let options = Options::read(input)?;
    let taken = |path: &str| before.get(path).is_some();
    for rendered in Skeleton::new(options, &language()).tree(&tree(skeleton), &taken)? {
        let shown = match rendered.entry.kind {
            EntryKind::Folder => continue,
            EntryKind::Link(target) => json!({ "symlink": target }),
            EntryKind::File { bytes, .. } => match std::str::from_utf8(&bytes) {
                Ok(text) if !text.contains('\0') => json!(text),
                _ => json!({ "base64": BASE64_STANDARD.encode(&bytes) }),
            },
        };
        workspace.insert(rendered.entry.path, shown);
    }
    Ok(workspace)
}

#[test]
fn skeletons_become_what_the_vectors_say() {
    let Some(vectors) = vectors("fetch-template.json") else { return };
    let mut failures = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let got = match run(&case["skeleton"], &case["input"], &case["workspaceBefore"]) {
            Ok(workspace) => json!({ "workspace": workspace }),
            Err(SkeletonError::Input(_) | SkeletonError::TooLarge { .. }) => json!({ "error": "InputError" }),
            Err(SkeletonError::NotAllowed { .. }) => json!({ "error": "NotAllowedError" }),
            Err(SkeletonError::Render { .. }) => json!({ "error": "TemplateRenderError" }),
        };
        if got != case["expect"] {
            failures.push(format!("{} {}: {got}, expected {}", case["id"], case["why"], case["expect"]));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_there_is_kept_and_what_is_read_is_told() {
    let skeleton =
        json!({ "a.txt": "new ${{ values.name }}", "${{ values.name }}/b.txt": "${{ values.port + 1 }}" });
    let input = json!({ "values": { "name": "cart", "port": 1 }, "targetPath": "./out" });
    let kept = run(&skeleton, &input, &json!({ "out/a.txt": "old" })).unwrap();
    assert_eq!(Value::Object(kept), json!({ "out/a.txt": "old", "out/cart/b.txt": "2" }));

    let options = Options::read(&input).unwrap();
    let rendered = Skeleton::new(options, &language()).tree(&tree(&skeleton), &|_| false).unwrap();
    let reads: Vec<Vec<&str>> = rendered.iter().map(|one| one.reads.paths().collect()).collect();
    assert_eq!(reads, [vec!["values.name"], vec!["values.name", "values.port"]]);
}

#[test]
fn errors_name_the_file_and_the_place() {
    let error =
        run(&json!({ "src/a.txt": "x\n ${{ values.a | nope }}" }), &json!({}), &json!({})).unwrap_err();
    assert_eq!(error.to_string(), "src/a.txt: line 2, column 17: there is no filter `nope`");
    let both = json!({ "copyWithoutTemplating": [], "templateFileExtension": true });
    assert!(matches!(Options::read(&both), Err(SkeletonError::Input(_))));
}

proptest::proptest! {
    #[test]
    fn nothing_leaves_the_target(name in "(\\$\\{\\{ values\\.[ab] \\}\\}|\\.\\.|\\.|/|[a-z]{1,3}){1,8}", a in "[./a-z]{0,6}", b in "\\PC{0,6}") {
        let input = json!({ "values": { "a": a, "b": b }, "targetPath": "out" });
        let options = Options::read(&input).expect("a good input");
        let skeleton = Skeleton::new(options, &language());
        if let Ok(Some(path)) = skeleton.path(&name, false, None) {
            proptest::prop_assert!(path.starts_with("out/"), "{}", path);
            proptest::prop_assert!(path.split('/').all(|segment| !matches!(segment, "" | "." | "..")), "{}", path);
        }
    }
}
