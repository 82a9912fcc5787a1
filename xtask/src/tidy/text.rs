//! What must not stand in a file, line by line.
//!
//! The words looked for are put together with `concat!`, so that this file does not find itself.

use super::{Severity, Violation};

const MOST_LINES: usize = 600;
const MANY_LINES: usize = 400;

/// A text that must not be in files of some kind.
struct Rule {
    /// Whether the file is looked at.
    applies: fn(&str) -> bool,
    /// Whether the line breaks the rule, and with which text.
    finds: fn(&str) -> Option<&'static str>,
    why: &'static str,
    remedy: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        applies: is_source,
        finds: |line| {
            let marks = [
                concat!("TO", "DO"),
                concat!("FIX", "ME"),
                concat!("to", "do!"),
                concat!("unimple", "mented!"),
            ];
            marks.into_iter().find(|mark| has_word(line, mark))
        },
        why: "what is in the repository is finished; what is not has an issue",
        remedy: "finish it, or take it out and write an issue",
    },
    Rule {
        applies: is_rust,
        finds: |line| found(line, &[concat!("#[ig", "nore")]),
        why: "a test that does not run proves nothing",
        remedy: "make it run, without network and clock, or delete it",
    },
    Rule {
        applies: |path| {
            is_rust(path) && !is_under(path, &["server/", "xtask/", "examples/"]) && !path.contains("/tests/")
        },
        finds: |line| {
            found(line, &[concat!("env::", "var(",), concat!("env::", "var_os("), concat!("env::", "vars")])
        },
        why: "environment variables are read in one place, the server",
        remedy: "take the value as an argument; server reads it with the configuration",
    },
    Rule {
        applies: |path| is_rust(path) && !is_under(path, &["crates/store/"]),
        finds: |line| found(line, &[concat!("sqlx::", "query")]),
        why: "all SQL is in crates/store, so that both databases are tested in one place",
        remedy: "write a method in crates/store and call it",
    },
    Rule {
        applies: |_| true,
        finds: machine_path,
        why: "a path of one machine is wrong on every other",
        remedy: "use a relative path, an argument, or a folder that the tests make themselves",
    },
    Rule {
        applies: |_| true,
        finds: |line| {
            let hosts = [
                concat!("registry.", "npmjs.org"),
                concat!("index.", "crates.io"),
                concat!("static.", "crates.io"),
                concat!("registry.", "yarnpkg.com"),
            ];
            found(line, &hosts)
        },
        why: "who builds this chooses the registry, possibly a mirror",
        remedy: "leave the host out; for npm, omit-lockfile-registry-resolved=true in .npmrc and lock again",
    },
    Rule {
        applies: |path| path.ends_with("package-lock.json"),
        finds: |line| found(line, &[concat!("\"resol", "ved\"")]),
        why: "who builds this chooses the registry, possibly a mirror",
        remedy: "set omit-lockfile-registry-resolved=true in .npmrc and lock again",
    },
];

/// Everything in one file that breaks a rule.
pub(super) fn check(path: &str, content: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| (rule.applies)(path)).collect();
    for (index, line) in content.lines().enumerate() {
        for rule in &rules {
            if let Some(text) = (rule.finds)(line) {
                violations.push(Violation {
                    path: path.to_owned(),
                    line: index + 1,
                    what: format!("`{text}`"),
                    why: rule.why,
                    remedy: rule.remedy,
                    severity: Severity::Error,
                });
            }
        }
    }
    violations.extend(size(path, content));
    violations.extend(documentation(path, content));
    violations
}

fn size(path: &str, content: &str) -> Option<Violation> {
    let lines = content.lines().count();
    if !is_rust(path) || lines <= MANY_LINES {
        return None;
    }
    let severity = if lines > MOST_LINES { Severity::Error } else { Severity::Warning };
    Some(Violation {
        path: path.to_owned(),
        line: lines,
        what: format!("{lines} lines, of {MOST_LINES} at most and {MANY_LINES} at best"),
        why: "a file fits one idea",
        remedy: "split it by area; tests may move into a file beside it",
        severity,
    })
}

fn documentation(path: &str, content: &str) -> Option<Violation> {
    let is_crate = path.ends_with("src/lib.rs") || path.ends_with("src/main.rs");
    if !is_crate || content.starts_with("//!") {
        return None;
    }
    Some(Violation {
        path: path.to_owned(),
        line: 1,
        what: "does not begin with `//!`".to_owned(),
        why: "a crate says what it is and what it refuses to do",
        remedy: "begin with a paragraph of `//!`",
        severity: Severity::Error,
    })
}

fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

fn is_source(path: &str) -> bool {
    [".rs", ".css", ".js", ".mjs"].iter().any(|ending| path.ends_with(ending))
}

fn is_under(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

fn found(line: &str, texts: &[&'static str]) -> Option<&'static str> {
    texts.iter().find(|text| line.contains(**text)).copied()
}

/// Whether the text stands alone: not as the end or the middle of a longer word.
fn has_word(line: &str, word: &str) -> bool {
    let in_word = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(start, _)| {
        let after = &line[start + word.len()..];
        !line[..start].ends_with(in_word) && (word.ends_with('!') || !after.starts_with(in_word))
    })
}

/// A path that begins at the root of one machine's file system. The middle of a URL or of a longer path is not.
fn machine_path(line: &str) -> Option<&'static str> {
    let folders = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/")];
    let continues = |character: char| character.is_alphanumeric() || "._-~/}*)]$".contains(character);
    folders.into_iter().find(|folder| {
        line.match_indices(folder).any(|(start, _)| {
            let before = &line[..start];
            !before.ends_with(continues) || before.ends_with("file://")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(path: &str, content: &str) {
        assert_eq!(check(path, content).len(), 1, "{path}: {content}");
    }

    #[track_caller]
    fn allowed(path: &str, content: &str) {
        let found = check(path, content);
        assert!(found.is_empty(), "{path}: {found:?}");
    }

    #[test]
    fn unfinished_work_is_found_in_sources_as_a_word() {
        refused("app/src/a.rs", concat!("// TO", "DO: later"));
        refused("style/a.css", concat!("/* FIX", "ME */"));
        refused("app/src/a.rs", concat!("    to", "do!(\"later\")"));
        allowed("app/src/a.rs", concat!("const TO", "DOS: &str = \"todo\";"));
        allowed("docs/a.md", concat!("TO", "DO lists are imported"));
    }

    #[test]
    fn some_calls_stay_in_their_place() {
        let variable = concat!("std::env::", "var(\"HOME\")");
        refused("crates/catalog/src/a.rs", variable);
        allowed("server/src/config.rs", variable);
        allowed("crates/catalog/tests/it/main.rs", variable);
        allowed("crates/catalog/src/a.rs", "env!(\"CARGO_PKG_VERSION\")");
        let query = concat!("sqlx::", "query(\"select 1\")");
        refused("crates/portal/src/a.rs", query);
        allowed("crates/store/src/a.rs", query);
        refused("app/src/a.rs", concat!("#[ig", "nore = \"slow\"]"));
    }

    #[test]
    fn paths_of_one_machine_are_found_and_addresses_are_not() {
        refused("README.md", concat!("cd /ho", "me/ada/portico"));
        refused("a.json", concat!("\"file:///wo", "rk/a\""));
        allowed("a.yaml", concat!("url: https://example.com/ho", "me/page"));
        allowed("a.md", concat!("docs/ro", "ot/a"));
    }

    #[test]
    fn registries_are_left_to_who_builds() {
        refused("end2end/.npmrc", concat!("registry=https://registry.", "npmjs.org/"));
        refused("end2end/package-lock.json", concat!("\"resol", "ved\": \"x\""));
        allowed("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"");
    }

    #[test]
    fn files_have_a_size_and_crates_a_first_paragraph() {
        let lines = |count: usize| "//! a\n".repeat(count);
        allowed("app/src/a.rs", &lines(400));
        assert_eq!(check("app/src/a.rs", &lines(401))[0].severity, Severity::Warning);
        assert_eq!(check("app/src/a.rs", &lines(601))[0].severity, Severity::Error);
        allowed("a.md", &lines(900));
        refused("app/src/lib.rs", "use x;\n");
        allowed("app/src/lib.rs", "//! The pages.\n");
    }
}
