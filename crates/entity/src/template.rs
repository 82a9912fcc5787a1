//! What a Template's `spec` must look like beyond its plain fields. Keys that are not named here are kept unseen.

use crate::{
    Path,
    validate::{Check, describe},
};
use serde_json::{Map, Value};

pub(crate) fn check(check: &mut Check, spec: &Map<String, Value>) {
    let at = Path::of("spec");
    steps(check, spec.get("steps"), &at.key("steps"));
    parameters(check, spec.get("parameters"), &at.key("parameters"));
    output(check, spec.get("output"), &at.key("output"));
    let secrets = check.mapping(spec.get("secrets"), &at.key("secrets"));
    for (key, value) in secrets {
        if key == "schema" {
            check.mapping(Some(value), &at.key("secrets").key("schema"));
        }
    }
    presentation(check, spec.get("presentation"), &at.key("presentation"));
    for key in ["formDecorators", "EXPERIMENTAL_formDecorators"] {
        for (index, decorator) in check.list(spec.get(key), &at.key(key)).iter().enumerate() {
            let path = at.key(key).index(index);
            let pairs = check.mapping(Some(decorator), &path);
            required_text(check, &pairs, "id", &path);
            for (_, input) in pairs.iter().filter(|(key, _)| *key == "input") {
                check.mapping(Some(input), &path.key("input"));
            }
        }
    }
    let recovery = check.mapping(spec.get("EXPERIMENTAL_recovery"), &at.key("EXPERIMENTAL_recovery"));
    for (_, strategy) in recovery.into_iter().filter(|(key, _)| *key == "EXPERIMENTAL_strategy") {
        text(check, strategy, at.key("EXPERIMENTAL_recovery").key("EXPERIMENTAL_strategy"));
    }
}

fn steps(check: &mut Check, steps: Option<&Value>, at: &Path) {
    for (index, step) in check.list(steps, at).iter().enumerate() {
        let path = at.index(index);
        let pairs = check.mapping(Some(step), &path);
        if step.is_object() {
            required_text(check, &pairs, "action", &path);
        }
        for (key, value) in pairs {
            let path = path.key(key);
            match key.as_str() {
                "id" | "name" => text(check, value, path),
                "input" => drop(check.mapping(Some(value), &path)),
                "if" if !value.is_string() && !value.is_boolean() => {
                    let message =
                        format!("{path} is {}, but must be an expression or a boolean", describe(value));
                    check.wrong("wrong-type", path, message);
                }
                "backstage:permissions" => permissions(check, value, &path),
                _ => {}
            }
        }
    }
}

fn parameters(check: &mut Check, parameters: Option<&Value>, at: &Path) {
    match parameters {
        Some(Value::Array(pages)) => {
            for (index, page) in pages.iter().enumerate() {
                page_of(check, page, &at.index(index));
            }
        }
        Some(page) => page_of(check, page, at),
        None => {}
    }
}

fn page_of(check: &mut Check, page: &Value, at: &Path) {
    for (key, value) in check.mapping(Some(page), at) {
        if key == "backstage:permissions" {
            permissions(check, value, &at.key(key));
        }
    }
}

fn permissions(check: &mut Check, permissions: &Value, at: &Path) {
    for (key, value) in check.mapping(Some(permissions), at) {
        if key == "tags" {
            for (index, tag) in check.list(Some(value), &at.key(key)).iter().enumerate() {
                text(check, tag, at.key(key).index(index));
            }
        }
    }
}

fn output(check: &mut Check, output: Option<&Value>, at: &Path) {
    for (key, value) in check.mapping(output, at) {
        let path = at.key(key);
        let texts: &[&str] = match key.as_str() {
            "links" => &["title", "url", "entityRef", "icon"],
            "text" => &["title", "content", "icon"],
            _ => {
                text(check, value, path);
                continue;
            }
        };
        for (index, item) in check.list(Some(value), &path).iter().enumerate() {
            let path = path.index(index);
            for (key, value) in check.mapping(Some(item), &path) {
                if texts.contains(&key.as_str()) {
                    check.optional_text(Some(value), path.key(key));
                } else if key == "default" && !value.is_boolean() {
                    let message =
                        format!("{} is {}, but must be true or false", path.key(key), describe(value));
                    check.wrong("wrong-type", path.key(key), message);
                }
            }
        }
    }
}

fn presentation(check: &mut Check, presentation: Option<&Value>, at: &Path) {
    for (key, value) in check.mapping(presentation, at) {
        if key == "buttonLabels" {
            for (label, value) in check.mapping(Some(value), &at.key(key)) {
                if ["backButtonText", "createButtonText", "reviewButtonText"].contains(&label.as_str()) {
                    text(check, value, at.key(key).key(label));
                }
            }
        }
    }
}

fn required_text(check: &mut Check, pairs: &[(&String, &Value)], key: &str, at: &Path) {
    match pairs.iter().find(|(name, _)| *name == key) {
        Some((_, value)) => text(check, value, at.key(key)),
        None => {
            check.wrong("missing-field", at.clone(), format!("{at} has no {key}"));
        }
    }
}

fn text(check: &mut Check, value: &Value, path: Path) {
    if !value.is_string() {
        let message = format!("{path} is {}, but must be a text", describe(value));
        check.wrong("wrong-type", path, message);
    }
}
