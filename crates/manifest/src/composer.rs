//! `composer.json`.

use crate::{
    Ecosystem,
    reading::{Collector, line_of},
    tables::json,
};

pub(crate) fn read(text: &str, all: &mut Collector) {
    let Some(root) = json(text, all) else { return };
    for list in ["require", "require-dev"] {
        let Some(value) = root.get(list) else { continue };
        let Some(packages) = value.as_object() else {
            // An empty list is how PHP writes an empty object.
            if value.as_array().is_none_or(|values| !values.is_empty()) {
                let line = line_of(text, &format!("\"{list}\""));
                all.broken(line, format!("{list} must be an object with a version for each name"));
            }
            continue;
        };
        for (name, version) in packages {
            let version = version.as_str().unwrap_or_default();
            match name.as_str() {
                "php" | "php-64bit" => all.platform("php", version),
                // Parts of PHP itself, and what the machine brings.
                name if !name.contains('/') => {}
                name => all.package(Ecosystem::Composer, name, version),
            }
        }
    }
    all.platform("php", "");
}
