//! `build.gradle` and `build.gradle.kts`: programs, of which the usual forms are read. Version catalogues and variables are
//! not followed: what they name stays unknown.

use crate::{Ecosystem, reading::Collector};

pub(crate) fn read(text: &str, all: &mut Collector) {
    let (code, open) = without_comments(text);
    if let Some(line) = open {
        all.broken(line, "The comment that begins here is not closed; end it with */".to_owned());
    }
    for line in code.lines() {
        let line = line.trim();
        let texts = literals(line);
        plugin(line, &texts, all);
        if let Some(name) = in_parts(line) {
            all.package(Ecosystem::Maven, &name.0, &name.1);
            continue;
        }
        for text in texts {
            if let Some((name, version)) = coordinates(text) {
                all.package(Ecosystem::Maven, name, version);
            }
        }
    }
}

/// `id("org.springframework.boot") version "3.3"`, `kotlin("jvm") version "2.0"`, `` `java-library` ``.
fn plugin(line: &str, texts: &[&str], all: &mut Collector) {
    let version = if line.contains("version") { texts.get(1).copied().unwrap_or_default() } else { "" };
    let starts = |word: &str| line.strip_prefix(word).is_some_and(|rest| rest.starts_with(['(', ' ', '\t']));
    if starts("kotlin")
        && texts.first().is_some_and(|part| matches!(*part, "jvm" | "multiplatform" | "android"))
    {
        all.platform("kotlin", version);
    }
    if matches!(line.trim_matches('`'), "java" | "java-library" | "application") {
        all.platform("java", "");
    }
    let Some(id) = texts.first().filter(|_| starts("id") || line.starts_with("apply plugin:")) else {
        return;
    };
    match *id {
        "java" | "java-library" | "application" => all.platform("java", ""),
        kotlin if kotlin.starts_with("org.jetbrains.kotlin.") || kotlin == "kotlin" => {
            all.platform("kotlin", version);
        }
        // A plugin is published as an artifact of this name.
        id if id.contains('.') => all.package(Ecosystem::Maven, &format!("{id}:{id}.gradle.plugin"), version),
        _ => {}
    }
}

/// `group: 'a', name: 'b', version: 'c'`, with colons or equals signs.
fn in_parts(line: &str) -> Option<(String, String)> {
    let part = |word: &str| {
        let rest = line.split_once(&format!("{word}:")).or_else(|| line.split_once(&format!("{word} =")));
        literals(rest?.1).first().copied()
    };
    let (group, name) = (part("group")?, part("name")?);
    Some((format!("{group}:{name}"), part("version").unwrap_or_default().to_owned()))
}

/// `group:artifact` or `group:artifact:version`.
fn coordinates(text: &str) -> Option<(&str, &str)> {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    let (group, rest) = text.split_once(':')?;
    let (artifact, version) = rest.split_once(':').unwrap_or((rest, ""));
    // What a variable says is not known.
    let version = if version.contains('$') { "" } else { version };
    // A group without a dot is rather a path of the same build (`:core`) or a time.
    let is_group = is_part(group) && group.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_group && is_part(artifact)).then(|| (&text[..group.len() + 1 + artifact.len()], version))
}

/// The texts in quotes on a line. One that is not closed is none.
pub(crate) fn literals(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(['"', '\'', '#']) {
        let Some(quote) = rest[start..].chars().next() else { break };
        // In a Gemfile, the rest of the line is a comment.
        if quote == '#' {
            break;
        }
        let inner = &rest[start + 1..];
        let Some(end) = inner.find(quote) else { break };
        found.push(&inner[..end]);
        rest = &inner[end + 1..];
    }
    found
}

/// The program without its comments, and the line of one that is not closed. Lines stay where they are.
fn without_comments(text: &str) -> (String, Option<u32>) {
    let mut code = String::with_capacity(text.len());
    let (mut chars, mut line) = (text.chars().peekable(), 1_u32);
    let (mut quote, mut open) = (None::<char>, None::<u32>);
    while let Some(c) = chars.next() {
        if c == '\n' {
            line = line.saturating_add(1);
            // Texts end with their line here: an apostrophe in prose must not swallow the rest.
            quote = None;
            code.push(c);
            continue;
        }
        let next = chars.peek().copied();
        match (open, quote, c, next) {
            (Some(_), _, '*', Some('/')) => {
                chars.next();
                open = None;
            }
            (Some(_), ..) => {}
            (_, None, '/', Some('*')) => {
                chars.next();
                open = Some(line);
            }
            (_, None, '/', Some('/')) => while chars.next_if(|c| *c != '\n').is_some() {},
            (_, None, '"' | '\'', _) => {
                quote = Some(c);
                code.push(c);
            }
            (_, Some(quoting), c, _) => {
                if quoting == c {
                    quote = None;
                }
                code.push(c);
            }
            (_, None, c, _) => code.push(c),
        }
    }
    (code, open)
}
