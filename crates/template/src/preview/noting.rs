//! Which parameters a value of a step comes from.

use std::collections::{BTreeMap, BTreeSet};

use portico_nunjucks::{Environment, Reads, Scope};
use serde_json::Value;

use crate::limits::DEPTH;

/// The parameters that the texts of a tree read.
pub(super) fn parameters(language: &Environment, tree: &Value, scope: &Scope) -> BTreeSet<String> {
    let mut reads = Reads::new();
    walk(language, tree, scope, &mut reads, 0);
    reads.paths().filter_map(parameter).collect()
}

fn walk(language: &Environment, tree: &Value, scope: &Scope, reads: &mut Reads, level: usize) {
    match tree {
        _ if level > DEPTH => {}
        Value::String(text) if text.contains("${{") || text.contains("{%") => {
            // What cannot be rendered is told where it is rendered.
            let _ = language.compile(text).and_then(|template| template.evaluate_noting(scope, reads));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(language, item, scope, reads, level + 1)),
        Value::Object(members) => {
            members.values().for_each(|member| walk(language, member, scope, reads, level + 1));
        }
        _ => {}
    }
}

/// `parameters.name.first` as `name`.
fn parameter(path: &str) -> Option<String> {
    let rest = path.strip_prefix("parameters.")?;
    Some(rest.split('.').next().unwrap_or(rest).to_owned())
}

/// The parameters behind each of the values that a step gives to a skeleton.
pub(super) struct Origins {
    of: BTreeMap<String, BTreeSet<String>>,
    all: BTreeSet<String>,
}

impl Origins {
    /// From the values as they are written.
    pub(super) fn of(language: &Environment, values: Option<&Value>, scope: &Scope) -> Self {
        let of: BTreeMap<_, _> = match values {
            Some(Value::Object(members)) => members
                .iter()
                .map(|(name, value)| (name.clone(), parameters(language, value, scope)))
                .collect(),
            _ => BTreeMap::new(),
        };
        let all = values.map(|values| parameters(language, values, scope)).unwrap_or_default();
        Self { of, all }
    }

    /// The parameters behind what a file read: `values.name`.
    pub(super) fn behind(&self, reads: &Reads) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for path in reads.paths() {
            let (top, rest) = path.split_once('.').unwrap_or((path, ""));
            if top != "values" && top != "cookiecutter" {
                continue;
            }
            let name = rest.split('.').next().unwrap_or_default();
            // Who reads the values as a whole reads all of them; so does who gives them as a whole.
            let behind = if rest.is_empty() { Some(&self.all) } else { self.of.get(name) };
            match behind {
                Some(behind) => found.extend(behind.iter().cloned()),
                None if self.of.is_empty() => found.extend(self.all.iter().cloned()),
                None => {}
            }
        }
        found
    }
}
