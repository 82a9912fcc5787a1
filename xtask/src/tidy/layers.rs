//! Which crate may depend on which. The tables below are the architecture; ARCHITECTURE.md tells it in words.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Severity, Violation};

/// The pure crates: no I/O, no clock, compiled for the browser as well.
pub(crate) const PURE: &[&str] = &[
    "portico-calendar",
    "portico-chart",
    "portico-cost",
    "portico-entity",
    "portico-form",
    "portico-graph",
    "portico-manifest",
    "portico-nunjucks",
    "portico-query",
    "portico-radar",
    "portico-scm",
    "portico-settings",
    "portico-template",
];

/// The crates from the ground up. An arrow points only to a line further up in this list.
const LAYERS: &[&[&str]] = &[
    &["portico-calendar"],
    &["portico-browser", "portico-chart", "portico-entity", "portico-manifest", "portico-settings"],
    &["portico-query", "portico-graph", "portico-nunjucks", "portico-radar", "portico-scm"],
    &["portico-cost", "portico-template"],
    &["portico-catalog", "portico-form", "portico-scaffolder"],
    &["portico-store", "portico-connect", "portico-search"],
    &["portico-portal"],
    &["portico-app"],
    &["portico-frontend", "portico-insight", "portico-server", "portico-studio"],
    &["xtask"],
];

/// What the pure crates must not see.
const IMPURE: &[&str] = &[
    "tokio",
    "axum",
    "sqlx",
    "notify",
    "walkdir",
    "leptos",
    "tempfile",
    "reqwest",
    "hyper",
    "tracing-subscriber",
];

/// Crates that belong to one place.
const HOMES: &[(&str, &[&str], &str)] = &[
    ("sqlx", &["portico-store"], "all SQL is in one crate, so that both databases are tested in one place"),
    (
        "tantivy",
        &["portico-search"],
        "one crate knows how texts are indexed, so that the index can be changed",
    ),
    ("notify", &["portico-catalog"], "only the catalog watches files"),
    ("globset", &["portico-catalog", "portico-scaffolder"], "only the catalog and tasks look for files"),
    (
        "reqwest",
        &["portico-connect"],
        "one crate reads from the network, so that limits and credentials have one home",
    ),
    ("axum", &["portico-server"], "one crate knows the web server, so that it can be changed"),
    ("utoipa", &["portico-server"], "the API is described where its routes are"),
    (
        "metrics",
        &["portico-server"],
        "figures are told where they are asked for; other crates know no Prometheus",
    ),
];

/// One crate of the workspace.
pub(super) struct Package {
    name: String,
    pub(super) manifest: PathBuf,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    optional: bool,
    for_tests: bool,
}

/// Reads the answer of `cargo metadata --no-deps`.
pub(super) fn packages(json: &str) -> Result<Vec<Package>> {
    let metadata: Value = serde_json::from_str(json).context("cargo metadata printed no JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata listed no packages")?;
    packages.iter().map(package).collect()
}

fn package(value: &Value) -> Result<Package> {
    let dependencies =
        value["dependencies"].as_array().context("a package without a list of dependencies")?;
    Ok(Package {
        name: text(&value["name"])?,
        manifest: text(&value["manifest_path"])?.into(),
        dependencies: dependencies.iter().map(dependency).collect::<Result<_>>()?,
    })
}

fn dependency(value: &Value) -> Result<Dependency> {
    Ok(Dependency {
        name: text(&value["name"])?,
        optional: value["optional"].as_bool().unwrap_or_default(),
        for_tests: value["kind"] == "dev",
    })
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("cargo metadata left out a name")
}

/// The arrows of one package that point the wrong way.
pub(super) fn check(package: &Package, path: &str, manifest: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    if layer(&package.name).is_none() {
        found.push(Violation {
            path: path.to_owned(),
            line: line_of(manifest, "name"),
            what: format!("`{}` has no layer", package.name),
            why: "every crate has its place in the order of dependencies",
            remedy: "put it into LAYERS in xtask/src/tidy/layers.rs, above what may depend on it",
            severity: Severity::Error,
        });
    }
    for dependency in &package.dependencies {
        if let Some((why, remedy)) = wrong(package, dependency) {
            found.push(Violation {
                path: path.to_owned(),
                line: line_of(manifest, &dependency.name),
                what: format!("`{}` depends on `{}`", package.name, dependency.name),
                why,
                remedy,
                severity: Severity::Error,
            });
        }
    }
    found
}

/// Why this arrow is wrong and what to do, if it is.
fn wrong(package: &Package, dependency: &Dependency) -> Option<(&'static str, &'static str)> {
    // Between our own crates tests count as well: the arrow would be as real for who reads them.
    if let (Some(own), Some(other)) = (layer(&package.name), layer(&dependency.name)) {
        return (other >= own).then_some((
            "dependencies point one way: entity → query, graph → catalog → store → portal → app → frontend, server",
            "move the shared part down to the lower crate, or let the upper one call it",
        ));
    }
    if dependency.for_tests || package.name == "xtask" {
        return None;
    }
    if PURE.contains(&package.name.as_str()) && IMPURE.contains(&dependency.name.as_str()) {
        return Some((
            "the pure crates do no I/O and run in the browser",
            "take what it reads as an argument, and do the reading in catalog, store or server",
        ));
    }
    if package.name == "portico-app" && dependency.name == "tokio" && !dependency.optional {
        return Some(("the app is compiled for the browser", "make it optional, under the feature `ssr`"));
    }
    let (_, homes, why) = HOMES.iter().find(|(name, _, _)| *name == dependency.name)?;
    let at_home = homes.contains(&package.name.as_str());
    (!at_home).then_some((*why, "call the crate that has it, through a function in the domain's words"))
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

/// The line on which a manifest names a key; the first line if it is written in some other way.
fn line_of(manifest: &str, key: &str) -> usize {
    let is_key = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    };
    manifest.lines().position(is_key).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_one(name: &str, dependency: &str, kind: Option<&str>, optional: bool) -> Option<String> {
        let json = serde_json::json!({ "packages": [{
            "name": name,
            "manifest_path": "/checkout/Cargo.toml",
            "dependencies": [{ "name": dependency, "optional": optional, "kind": kind }],
        }] });
        let packages = packages(&json.to_string()).unwrap();
        let manifest =
            format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependency}.workspace = true\n");
        let found = check(&packages[0], "Cargo.toml", &manifest);
        found.first().map(|violation| format!("{}: {}", violation.line, violation.what))
    }

    #[track_caller]
    fn allowed(name: &str, dependency: &str) {
        assert_eq!(check_one(name, dependency, None, false), None);
    }

    #[track_caller]
    fn refused(name: &str, dependency: &str) {
        let expected = format!("4: `{name}` depends on `{dependency}`");
        assert_eq!(check_one(name, dependency, None, false), Some(expected));
    }

    #[test]
    fn arrows_point_down() {
        allowed("portico-query", "portico-entity");
        allowed("portico-store", "portico-catalog");
        allowed("portico-server", "portico-app");
        refused("portico-entity", "portico-query");
        refused("portico-query", "portico-graph");
        refused("portico-catalog", "portico-store");
        refused("portico-portal", "portico-app");
        refused("portico-frontend", "portico-server");
    }

    #[test]
    fn tests_may_not_point_up_either() {
        assert!(check_one("portico-entity", "portico-catalog", Some("dev"), false).is_some());
    }

    #[test]
    fn pure_crates_stay_pure() {
        refused("portico-graph", "tokio");
        refused("portico-entity", "walkdir");
        allowed("portico-entity", "serde");
        assert_eq!(check_one("portico-query", "tempfile", Some("dev"), false), None);
    }

    #[test]
    fn some_crates_have_one_home() {
        allowed("portico-store", "sqlx");
        allowed("portico-catalog", "notify");
        allowed("portico-server", "axum");
        allowed("xtask", "walkdir");
        refused("portico-portal", "sqlx");
        refused("portico-app", "axum");
        refused("portico-server", "globset");
    }

    #[test]
    fn the_app_has_tokio_only_under_a_feature() {
        refused("portico-app", "tokio");
        assert_eq!(check_one("portico-app", "tokio", None, true), None);
    }

    #[test]
    fn a_crate_without_a_layer_is_named() {
        assert_eq!(
            check_one("portico-new", "serde", None, false).as_deref(),
            Some("2: `portico-new` has no layer")
        );
    }
}
