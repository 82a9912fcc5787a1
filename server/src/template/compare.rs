//! What came out beside what was expected, in words that lead to the line.

use super::case::{Case, Expected};
use anyhow::{Context, Result};
use portico_scaffolder::tasks::Tried;
use serde_json::Value;
use std::{collections::BTreeSet, fs};

/// Problems that are told of one test.
const PROBLEMS: usize = 20;
/// Longest piece of a line that is quoted.
const QUOTED: usize = 100;

/// What is not as it should be.
pub(super) fn compare(case: &Case, tried: &Tried) -> Vec<String> {
    let expected = match case.expected() {
        Ok(expected) => expected,
        Err(error) => return vec![format!("{error:#}")],
    };
    let mut problems = match (&expected.error, &tried.error) {
        (Some(part), Some(error)) if error.message.contains(part.as_str()) => return Vec::new(),
        (Some(part), Some(error)) => {
            return vec![format!("it failed with \"{}\" and not with \"{part}\" (error.txt)", error.message)];
        }
        (Some(part), None) => return vec![format!("it should have failed with \"{part}\" (error.txt)")],
        (None, Some(error)) => return vec![format!("it failed: {}", error.message)],
        (None, None) => files(&expected, tried),
    };
    if let Some(output) = &expected.output
        && *output != Value::Object(tried.output.clone())
    {
        problems.push(format!("output.yaml: expected {output}, got {}", Value::Object(tried.output.clone())));
    }
    if problems.len() > PROBLEMS {
        let more = problems.len() - PROBLEMS;
        problems.truncate(PROBLEMS);
        problems.push(format!("and {more} more"));
    }
    problems
}

fn files(expected: &Expected, tried: &Tried) -> Vec<String> {
    let mut problems = Vec::new();
    for file in &tried.files {
        let Some((content, is_executable)) = expected.files.get(&file.path) else {
            problems.push(format!("{}: was written, but is not expected", file.path));
            continue;
        };
        if *content != file.content {
            problems.push(format!("{}: {}", file.path, difference(content, &file.content)));
        } else if *is_executable != file.is_executable {
            let not =
                if file.is_executable { "can be run, but should not" } else { "cannot be run, but should" };
            problems.push(format!("{}: {not}", file.path));
        }
    }
    let written: BTreeSet<&str> = tried.files.iter().map(|file| file.path.as_str()).collect();
    let missing = expected.files.keys().filter(|path| !written.contains(path.as_str()));
    problems.extend(missing.map(|path| format!("{path}: is expected, but was not written")));
    problems
}

/// Where two contents part.
fn difference(expected: &[u8], got: &[u8]) -> String {
    let (Ok(expected), Ok(got)) = (std::str::from_utf8(expected), std::str::from_utf8(got)) else {
        return format!("{} bytes expected, {} other ones written", expected.len(), got.len());
    };
    let (mut left, mut right) = (expected.split('\n'), got.split('\n'));
    let mut line = 0;
    loop {
        line += 1;
        match (left.next(), right.next()) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                return format!("line {line}: expected {}, got {}", quoted(one), quoted(other));
            }
            (Some(one), None) => return format!("line {line}: expected {}, got nothing", quoted(one)),
            (None, Some(other)) => return format!("line {line}: expected nothing, got {}", quoted(other)),
            (None, None) => return "is the same".to_owned(),
        }
    }
}

fn quoted(line: &str) -> String {
    let cut = line.char_indices().nth(QUOTED).map_or(line.len(), |(at, _)| at);
    let dots = if cut < line.len() { "…" } else { "" };
    format!("`{}{dots}`", &line[..cut])
}

/// Writes what came out as what is expected. Returns the number of files that changed.
pub(super) fn update(case: &Case, tried: &Tried) -> Result<usize> {
    let before = case.expected()?;
    let place = |name: &str| case.folder.join(name);
    let write = |name: &str, content: &[u8]| {
        let file = place(name);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        fs::write(&file, content).with_context(|| format!("{} cannot be written", file.display()))
    };
    if let Some(error) = &tried.error {
        if before.error.as_ref().is_some_and(|part| error.message.contains(part.as_str())) {
            return Ok(0);
        }
        write("error.txt", format!("{}\n", error.message).as_bytes())?;
        return Ok(1);
    }
    let written: BTreeSet<&str> = tried.files.iter().map(|file| file.path.as_str()).collect();
    let mut changed = 0;
    for path in before.files.keys().filter(|path| !written.contains(path.as_str())) {
        let file = place("expected").join(path);
        fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
        changed += 1;
    }
    for file in &tried.files {
        let same = (file.content.clone(), file.is_executable);
        if before.files.get(&file.path) == Some(&same) {
            continue;
        }
        write(&format!("expected/{}", file.path), &file.content)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = if file.is_executable { 0o755 } else { 0o644 };
            let file = place("expected").join(&file.path);
            fs::set_permissions(&file, fs::Permissions::from_mode(mode))
                .with_context(|| format!("{} cannot be changed", file.display()))?;
        }
        changed += 1;
    }
    if before.output.as_ref().is_some_and(|output| *output != Value::Object(tried.output.clone())) {
        write("output.yaml", serde_yaml::to_string(&tried.output)?.as_bytes())?;
        changed += 1;
    }
    if before.error.is_some() {
        fs::remove_file(place("error.txt")).context("error.txt cannot be removed")?;
        changed += 1;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_names_the_line() {
        let check = |expected: &str, got: &str, told: &str| {
            assert_eq!(difference(expected.as_bytes(), got.as_bytes()), told);
        };
        check("a\nb\n", "a\nc\n", "line 2: expected `b`, got `c`");
        check("a", "a\n", "line 2: expected nothing, got ``");
        check("a\nb", "a", "line 2: expected `b`, got nothing");
        let long = "x".repeat(200);
        assert!(difference(long.as_bytes(), b"").contains("…`, got ``"));
        assert_eq!(difference(&[0xff], b"abc"), "1 bytes expected, 3 other ones written");
    }
}
