//! `requirements.txt` and `pyproject.toml`.

use crate::{
    Ecosystem,
    reading::{Collector, line_of, quoted},
    tables::{toml, within},
};
use toml::{Table, Value};

pub(crate) fn requirements(text: &str, all: &mut Collector) {
    all.platform("python", "");
    let mut goes_on = false;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let is_rest = std::mem::replace(&mut goes_on, line.trim_end().ends_with('\\'));
        let line = without_comment(line).trim().trim_end_matches('\\').trim_end();
        // Options, other files, and addresses name no package.
        let is_other =
            line.starts_with('-') || line.contains("://") && !line.contains(" @ ") || is_path(line);
        if is_rest || line.is_empty() || is_other {
            continue;
        }
        match requirement(line) {
            Some((name, version)) => all.package(Ecosystem::Pypi, name, version),
            // A page of a web server, or what a merge left over.
            None if line.starts_with('<') => {
                all.broken(number, format!("{} is no requirement", quoted(line)))
            }
            None => {
                all.problem(|| number, || format!("{} is no requirement; write name==1.2", quoted(line)));
            }
        }
    }
}

/// A line up to its comment, which begins behind a blank or with the line.
fn without_comment(line: &str) -> &str {
    let is_comment = |at: &usize| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let comment = line.match_indices('#').map(|(at, _)| at).find(is_comment);
    comment.map_or(line, |at| &line[..at])
}

/// Whether a line leads to a folder or an archive on disk, as pip tells it from a name.
fn is_path(line: &str) -> bool {
    const ARCHIVES: [&str; 6] = [".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"];
    let what = line.split([' ', '\t', ';']).next().unwrap_or_default();
    let is_inner = what.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && !what.contains(['@', '=', '<', '>', '~', '!'])
        && (what.contains(['/', '\\']) || ARCHIVES.iter().any(|end| what.ends_with(end)));
    what.starts_with(['.', '/', '~', '\\']) || is_inner
}

pub(crate) fn pyproject(text: &str, all: &mut Collector) {
    let Some(root) = toml(text, all) else { return };
    let project = within(&root, &["project"]);
    let poetry = within(&root, &["tool", "poetry"]);
    if project.is_some() || poetry.is_some() {
        let wanted = project.and_then(|project| project.get("requires-python")?.as_str());
        all.platform("python", wanted.unwrap_or_default());
    }
    if let Some(project) = project {
        list(text, project.get("dependencies"), all);
        groups(text, within(project, &["optional-dependencies"]), all);
    }
    groups(text, within(&root, &["dependency-groups"]), all);
    if let Some(poetry) = poetry {
        for key in ["dependencies", "dev-dependencies"] {
            poetry_list(within(poetry, &[key]), all);
        }
        for group in within(poetry, &["group"]).into_iter().flat_map(Table::values) {
            poetry_list(group.as_table().and_then(|group| within(group, &["dependencies"])), all);
        }
    }
}

fn groups(text: &str, groups: Option<&Table>, all: &mut Collector) {
    for group in groups.into_iter().flat_map(Table::values) {
        list(text, Some(group), all);
    }
}

/// Requirements in a list; tables in it include other groups.
fn list(text: &str, value: Option<&Value>, all: &mut Collector) {
    for one in value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        match requirement(one) {
            Some((name, version)) => all.package(Ecosystem::Pypi, name, version),
            None => all.problem(
                || line_of(text, one),
                || format!("{} is no requirement; write name>=1.2", quoted(one)),
            ),
        }
    }
}

fn poetry_list(packages: Option<&Table>, all: &mut Collector) {
    for (name, value) in packages.into_iter().flatten() {
        let version =
            value.as_str().or_else(|| value.as_table()?.get("version")?.as_str()).unwrap_or_default();
        match name.as_str() {
            "python" => all.platform("python", version),
            name => all.package(Ecosystem::Pypi, name, version),
        }
    }
}

/// Name and version of `Django[argon2] >=5.0, <6 ; python_version > "3.10"`, and of `name @ https://…`.
fn requirement(text: &str) -> Option<(&str, &str)> {
    let text = text.split(';').next()?.trim();
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1.trim_start(),
        None => rest,
    };
    let rest = rest.split(" --").next().unwrap_or_default();
    let is_version = rest.is_empty() || rest.starts_with(['=', '<', '>', '~', '!', '(']);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && !name.ends_with(['-', '_', '.']);
    match (is_name, is_version) {
        (true, true) => Some((name, rest.trim_matches(['(', ')']).trim())),
        // From an address, whose version nobody says.
        (true, false) if rest.starts_with('@') => Some((name, "")),
        _ => None,
    }
}
