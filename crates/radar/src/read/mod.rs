//! Radars from files: the community plugin's JSON, the same as YAML, and Zalando's format.
//!
//! What is wrong with one entry never costs the others their place: it is told with line and column, and passed over.

mod community;
mod fields;
mod json;
mod zalando;

use crate::{Day, Radar, limits};
use fields::{Notes, kind, place, quoted};
use portico_entity::{
    Diagnostic,
    yaml::{self, Content, Node, YamlError},
};

/// What came of reading a file.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The radar; nothing if the file is none at all.
    pub radar: Option<Radar>,
    /// What is wrong, by line.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file. `file` is its name in diagnostics; dates after `today` are told.
pub fn read(file: &str, text: &str, today: Day) -> Reading {
    if text.len() > limits::FILE_BYTES {
        let message = format!("A radar may have {} MB; this file is larger", limits::FILE_BYTES / 1_048_576);
        let wrong = Diagnostic::error("file-too-large", file, (0, 0), message);
        return failed(wrong.help("Move long descriptions to pages of their own and link them"));
    }
    let root = match tree(text) {
        Ok(root) => root,
        Err(error) => {
            let wrong = Diagnostic::error(error.code, file, (error.line, error.column), error.message);
            let help =
                error.help.unwrap_or_else(|| "Nothing of the file can be read before this is mended".into());
            return failed(wrong.help(help));
        }
    };
    if !matches!(root.content, Content::Mapping(_)) {
        let message =
            format!("A radar is a mapping with quadrants, rings and entries; this is {}", kind(&root));
        let wrong = Diagnostic::error("no-radar", file, place(&root), message);
        return failed(wrong.help("See docs/radar.md for an example"));
    }
    let mut notes = Notes::new(file);
    let radar = if is_zalando(&root) {
        zalando::read(&root, today, &mut notes)
    } else {
        community::read(&root, today, &mut notes)
    };
    Reading { radar, diagnostics: notes.done() }
}

fn failed(diagnostic: Diagnostic) -> Reading {
    Reading { radar: None, diagnostics: vec![diagnostic] }
}

/// JSON if it looks like that, else YAML; what is neither is told in the terms of what it looks like.
fn tree(text: &str) -> Result<Node, YamlError> {
    let looks_like_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    if !looks_like_json {
        return yaml::read_one(text);
    }
    // A YAML file may begin with a bracket, too.
    json::read(text).or_else(|error| yaml::read_one(text).map_err(|_| error))
}

/// Zalando's entries have a label and count quadrants and rings; the community's have a title and name them.
fn is_zalando(root: &Node) -> bool {
    let Some(Content::List(entries)) = root.get("entries").map(|entries| &entries.content) else {
        return false;
    };
    let is_zalandos = |entry: &&Node| {
        let is_counted = entry.get("quadrant").is_some_and(|node| matches!(node.content, Content::Number(_)));
        entry.get("timeline").is_none() && (entry.get("label").is_some() || is_counted)
    };
    let theirs = entries.iter().filter(is_zalandos).count();
    theirs > 0 && theirs * 2 >= entries.len()
}

/// What is shown instead of a name that a quadrant or ring does not have.
fn unnamed(what: &str, index: usize) -> String {
    format!("{what} {}", index + 1)
}

/// Tells that an entry names a quadrant or ring that is not there.
fn unknown(notes: &mut Notes<'_>, at: (u32, u32), what: &str, given: &str, of: &str, known: &[String]) {
    // Comparing costs more than reading, and nobody is helped with what is not told or with a name this long.
    let is_told = !notes.is_full() && given.len() <= limits::SUGGESTED_BYTES;
    let near = is_told.then(|| {
        let known = known.iter().map(String::as_str).filter(|name| name.len() <= limits::SUGGESTED_BYTES);
        portico_entity::suggest::did_you_mean(given, known)
    });
    let near = near.flatten();
    let list = known.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
    let help = near.unwrap_or_else(|| {
        if list.is_empty() {
            format!("Add it to the list of {what}s")
        } else {
            format!("Known here are: {list}")
        }
    });
    notes.error(
        &format!("unknown-{what}"),
        at,
        format!("{of} names the {what} {}, which is not there", quoted(given)),
        &help,
    );
}
