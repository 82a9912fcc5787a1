//! `Cargo.toml`.

use crate::{
    Ecosystem,
    reading::{Collector, line_of, quoted},
    tables::{toml, within},
};
use toml::{Table, Value};

/// Where packages stand, also below `target.*`.
const LISTS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

pub(crate) fn read(text: &str, all: &mut Collector) {
    let Some(root) = toml(text, all) else { return };
    let of_package = |key| root.get("package")?.as_table()?.get(key)?.as_str();
    if root.contains_key("package") || root.contains_key("workspace") {
        all.platform("rust", of_package("rust-version").unwrap_or_default());
    }
    lists(text, &root, all);
    for target in root.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values) {
        if let Some(target) = target.as_table() {
            lists(text, target, all);
        }
    }
    if let Some(packages) = within(&root, &["workspace", "dependencies"]) {
        list(text, "workspace.dependencies", packages, all);
    }
}

fn lists(text: &str, table: &Table, all: &mut Collector) {
    for key in LISTS {
        match table.get(key) {
            Some(Value::Table(packages)) => list(text, key, packages, all),
            Some(_) => all.broken(line_of(text, key), format!("{key} must be a table")),
            None => {}
        }
    }
}

fn list(text: &str, of: &str, packages: &Table, all: &mut Collector) {
    for (name, value) in packages {
        match value {
            Value::String(version) => all.package(Ecosystem::Cargo, name, version),
            Value::Table(about) => {
                let said = |key| about.get(key).and_then(Value::as_str);
                all.package(
                    Ecosystem::Cargo,
                    said("package").unwrap_or(name),
                    said("version").unwrap_or_default(),
                );
            }
            _ => {
                all.problem(
                    || line_of(text, name),
                    || format!("{} in {of} must be a version or a table", quoted(name)),
                );
                // It is used, in whichever version.
                all.package(Ecosystem::Cargo, name, "");
            }
        }
    }
}
