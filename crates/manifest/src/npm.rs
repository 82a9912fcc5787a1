//! `package.json`.

use crate::{
    Ecosystem,
    reading::{Collector, line_of, quoted},
    tables::json,
};

/// Where packages stand.
const LISTS: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

pub(crate) fn read(text: &str, all: &mut Collector) {
    let Some(root) = json(text, all) else { return };
    for list in LISTS {
        let Some(value) = root.get(list) else { continue };
        let Some(packages) = value.as_object() else {
            let line = line_of(text, &format!("\"{list}\""));
            all.broken(line, format!("{list} must be an object with a version for each name"));
            continue;
        };
        for (name, version) in packages {
            let Some(version) = version.as_str() else {
                all.problem(
                    || line_of(text, &format!("\"{name}\"")),
                    || format!("The version of {} in {list} must be a text", quoted(name)),
                );
                // It is used, in whichever version.
                all.package(Ecosystem::Npm, name, "");
                continue;
            };
            let (name, version) = renamed(name, version);
            all.package(Ecosystem::Npm, name, version);
        }
    }
    if let Some(version) = root.get("engines").and_then(|engines| engines.get("node")?.as_str()) {
        all.platform("node", version);
    }
}

/// `"ui": "npm:react@18"` is react under another name.
fn renamed<'a>(name: &'a str, version: &'a str) -> (&'a str, &'a str) {
    let Some(real) = version.strip_prefix("npm:") else { return (name, version) };
    // The scope begins with the same sign that stands before the version.
    match real.rfind('@').filter(|at| *at > 0) {
        Some(at) => (&real[..at], &real[at + 1..]),
        None => (real, ""),
    }
}
