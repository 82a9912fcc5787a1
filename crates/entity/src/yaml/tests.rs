use super::{Document, read};
use serde_json::{Value, json};

fn values(text: &str) -> Vec<Value> {
    let documents = read(text.as_bytes()).expect("the file is small");
    documents.iter().map(|document| document.root.as_ref().expect("good YAML").to_value()).collect()
}

#[track_caller]
fn check(text: &str, expect: Value) {
    assert_eq!(values(text), vec![expect], "{text}");
}

#[track_caller]
fn check_error(bytes: &[u8], code: &str, place: (u32, u32)) -> Vec<Document> {
    let documents = read(bytes).expect("the file is small");
    let errors: Vec<_> = documents.iter().filter_map(|document| document.root.as_ref().err()).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!((errors[0].code, (errors[0].line, errors[0].column)), (code, place), "{:?}", errors[0]);
    documents
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    check(
        "a: 017\nb: 0o17\nc: 0x1F\nd: 1_000\ne: yes\nf: True\ng: 2024-01-31\nh: ~\ni: 1e3\nj: .5\nk: '7'\nl: .inf\nm: -3\nn: 1.\no: 1e\np: +4\n",
        json!({"a": 17, "b": 15, "c": 31, "d": "1_000", "e": "yes", "f": true, "g": "2024-01-31", "h": null,
               "i": 1000, "j": 0.5, "k": "7", "l": null, "m": -3, "n": 1, "o": "1e", "p": 4}),
    );
    check("!!str 12", json!("12"));
    check("!acme 12", json!(12));
}

#[test]
fn yaml_1_1_is_read_by_its_own_rules_when_declared() {
    check(
        "%YAML 1.1\n---\na: yes\nb: 017\nc: 1_000\nbase: &b {k: 1, z: 1}\nd:\n  <<: *b\n  z: 2\n",
        json!({"a": true, "b": 15, "c": 1000, "base": {"k": 1, "z": 1}, "d": {"z": 2, "k": 1}}),
    );
}

#[test]
fn merge_keys_are_plain_keys_otherwise() {
    check("base: &b {k: 1}\nd:\n  <<: *b\n", json!({"base": {"k": 1}, "d": {"<<": {"k": 1}}}));
}

#[test]
fn documents_are_split_and_empty_ones_left_out() {
    assert_eq!(
        values("---\n---\na: 1\n---\nnull\n---\n# only a comment\n--- \nb: 2\n...\n"),
        vec![json!({"a": 1}), json!({"b": 2})]
    );
    assert_eq!(values(""), Vec::<Value>::new());
    assert_eq!(
        values("text: |\n  a\n  --- b\n---\nx: 1"),
        vec![json!({"text": "a\n--- b\n"}), json!({"x": 1})]
    );
    assert_eq!(values("\u{feff}a: 1\r\n---\r\nb: 2\r\n"), vec![json!({"a": 1}), json!({"b": 2})]);
}

#[test]
fn a_document_knows_its_text_and_line() {
    let documents = read(b"# head\na: 1\n---\n\nb: 2\nc: 3\n").expect("small");
    assert_eq!((documents[1].text.as_str(), documents[1].line), ("b: 2\nc: 3", 5));
    let node = documents[1].root.as_ref().expect("good").get("c").expect("c").clone();
    assert_eq!((node.line, node.column), (6, 4));
}

#[test]
fn one_broken_document_leaves_its_neighbours_alone() {
    let documents = check_error(b"a: 1\n---\nkind: [oops\n---\nb: 2\n", "yaml-syntax", (4, 1));
    assert_eq!(documents.len(), 3);
    assert_eq!(documents.iter().filter(|document| document.root.is_ok()).count(), 2);
}

#[test]
fn each_defect_is_named_with_its_place() {
    check_error(b"a:\n\tb: 1\n", "yaml-syntax", (2, 1));
    check_error(b"x: 1\n---\na: b\nmetadata:\n  name: c\n\tspec: 1\n", "yaml-syntax", (6, 1));
    check_error(b"a: 1\nb: 2\na: 3\n", "duplicate-key", (3, 1));
    check_error(b"a: 1\nb: caf\xE9\n", "not-utf8", (2, 7));
    check_error(b"a: *nowhere\n", "yaml-syntax", (1, 4));
    check_error(b"a: 1\nb: \0x\n", "control-character", (2, 4));
    check_error(b"? [a]\n: 1\n", "yaml-syntax", (1, 3));
}

#[test]
fn an_alias_bomb_is_defused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = level - 1;
        let items = vec![format!("*a{before}"); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let documents = read(text.as_bytes()).expect("small");
    let error = documents[0].root.as_ref().expect_err("a bomb");
    assert_eq!(error.code, "too-many-values");
    assert!(error.line >= 5, "{error:?}");
}

#[test]
fn deep_nesting_is_refused() {
    let text = "[".repeat(2000) + &"]".repeat(2000);
    let documents = read(text.as_bytes()).expect("small");
    assert_eq!(documents[0].root.as_ref().expect_err("too deep").code, "too-deep");
}

#[test]
fn a_large_file_is_refused_as_a_whole() {
    let error = read(&vec![b' '; 2 * 1024 * 1024]).expect_err("2 MB");
    assert_eq!((error.code, error.line), ("file-too-large", 1));
    assert!(error.message.contains("2.0 MB"), "{error}");
}
