//! `pom.xml`.

use crate::{
    Ecosystem,
    limits::{NAME_CHARS, PROPERTY_STEPS},
    reading::Collector,
    xml::{Met, walk},
};
use std::collections::HashMap;

/// An artifact that is being read.
#[derive(Default)]
struct Artifact {
    group: String,
    name: String,
    version: String,
}

pub(crate) fn read(text: &str, all: &mut Collector) {
    let mut properties: HashMap<String, String> = HashMap::new();
    // One that is longer than a name stands for nothing that is kept, and every artifact that uses it would copy it.
    let keep = |properties: &mut HashMap<String, String>, name: String, value: &str| {
        if value.len() <= NAME_CHARS {
            properties.insert(name, value.to_owned());
        }
    };
    let mut artifacts: Vec<Artifact> = Vec::new();
    let (mut current, mut is_kotlin) = (Artifact::default(), false);
    walk(text, all, |way, met, _| {
        let way: Vec<&str> = way.iter().map(String::as_str).collect();
        let inner = match way.as_slice() {
            ["project", "properties", name] => {
                if let Met::End(value) = met {
                    keep(&mut properties, (*name).to_owned(), value);
                }
                return;
            }
            // What is only managed is not used; profiles are somebody's choice.
            ["project", "parent", inner @ ..] | ["project", "dependencies", "dependency", inner @ ..] => {
                inner
            }
            ["project", "build", "plugins", "plugin", "artifactId"] => {
                is_kotlin |= matches!(met, Met::End("kotlin-maven-plugin"));
                return;
            }
            ["project", field @ ("groupId" | "version")] => {
                if let Met::End(value) = met {
                    keep(&mut properties, format!("project.{field}"), value);
                }
                return;
            }
            _ => return,
        };
        match (inner, met) {
            ([], Met::Start(_)) => current = Artifact::default(),
            ([], Met::End(_)) => artifacts.push(std::mem::take(&mut current)),
            (["groupId"], Met::End(text)) => text.clone_into(&mut current.group),
            (["artifactId"], Met::End(text)) => text.clone_into(&mut current.name),
            (["version"], Met::End(text)) => text.clone_into(&mut current.version),
            _ => {}
        }
    });
    for artifact in artifacts {
        let known = |text: &str| filled(text, &properties);
        let (Some(group), Some(name)) = (known(&artifact.group), known(&artifact.name)) else { continue };
        // A version that nobody can say is none.
        let version = known(&artifact.version).unwrap_or_default();
        if !group.is_empty() && !name.is_empty() {
            all.package(Ecosystem::Maven, &format!("{group}:{name}"), &version);
        }
    }
    let java = ["java.version", "maven.compiler.release", "maven.compiler.source"];
    let java = java.iter().find_map(|name| filled(properties.get(*name)?, &properties));
    match (is_kotlin, java) {
        (true, _) => all.platform("kotlin", &properties.get("kotlin.version").cloned().unwrap_or_default()),
        (false, Some(version)) => all.platform("java", &version),
        (false, None) => {}
    }
}

/// A text with its `${properties}`; none if one of them is not in this file.
fn filled(text: &str, properties: &HashMap<String, String>) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..PROPERTY_STEPS {
        let Some(start) = text.find("${") else { return Some(text) };
        let end = text[start..].find('}')? + start;
        let value = properties.get(&text[start + 2..end])?;
        text.replace_range(start..=end, value);
    }
    None
}
