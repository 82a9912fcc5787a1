//! What comes of reading a manifest.

use crate::{
    Ecosystem,
    limits::{DEPENDENCIES, NAME_CHARS, PROBLEMS, QUOTED_CHARS, VERSION_CHARS},
};
use std::collections::BTreeMap;

/// A package that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Where it comes from.
    pub ecosystem: Ecosystem,
    /// Its name, as it is written.
    pub name: String,
    /// Which versions are wanted, as it is written; empty if the manifest does not say.
    pub version: String,
}

/// What is wrong with a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1; 0 if it is about the whole file.
    pub line: u32,
    /// What is wrong and what to do.
    pub message: String,
}

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The packages, by ecosystem and name; each once.
    pub packages: Vec<Package>,
    /// What is wrong, by line.
    pub problems: Vec<Problem>,
    /// Whether a part of the file could not be read: what is not among the packages may stand there all the same.
    pub is_partial: bool,
}

/// Takes in what is found.
#[derive(Default)]
pub(crate) struct Collector {
    packages: BTreeMap<(Ecosystem, String), Package>,
    problems: Vec<Problem>,
    is_full: bool,
    is_partial: bool,
}

impl Collector {
    /// A package. Named a second time, it is the same one; the first version that is said counts.
    pub(crate) fn package(&mut self, ecosystem: Ecosystem, name: &str, version: &str) {
        let name = name.trim();
        let is_name = !name.is_empty()
            && name.chars().take(NAME_CHARS + 1).count() <= NAME_CHARS
            && !name.chars().any(|c| c.is_control() || c.is_whitespace());
        if !is_name {
            return;
        }
        let key = (ecosystem, ecosystem.key(name).into_owned());
        if self.packages.len() >= DEPENDENCIES && !self.packages.contains_key(&key) {
            if !self.is_full {
                self.is_full = true;
                self.broken(
                    0,
                    format!("The file names more than {DEPENDENCIES} packages; further ones are passed over"),
                );
            }
            return;
        }
        let version = said(version, VERSION_CHARS);
        let package = self.packages.entry(key).or_insert_with(|| Package {
            ecosystem,
            name: name.to_owned(),
            version: String::new(),
        });
        if package.version.is_empty() {
            package.version = version;
        }
    }

    /// The language or the platform that the component is made with.
    pub(crate) fn platform(&mut self, name: &str, version: &str) {
        self.package(Ecosystem::Platform, name, version);
    }

    /// Something is wrong with one entry, and the rest is read. The line is looked for only if it is told: there may be as
    /// many wrong entries as there is room for in a file, and looking goes through all of it.
    pub(crate) fn problem(&mut self, line: impl FnOnce() -> u32, message: impl FnOnce() -> String) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(Problem { line: line(), message: message() });
        }
    }

    /// Something is wrong that hides what else stands in the file.
    pub(crate) fn broken(&mut self, line: u32, message: String) {
        self.is_partial = true;
        self.problem(|| line, || message);
    }

    pub(crate) fn done(mut self) -> Reading {
        self.problems.sort_by_key(|problem| problem.line);
        let packages = self.packages.into_values().collect();
        Reading { packages, problems: self.problems, is_partial: self.is_partial }
    }
}

/// A text on one line, not longer than so many characters.
fn said(text: &str, most: usize) -> String {
    let mut said: String =
        text.trim().chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.trim().chars().nth(most).is_some() {
        said.push('…');
    }
    said
}

/// A text as it may be repeated in a message.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", said(text, QUOTED_CHARS))
}

/// The line on which a byte stands, counted from 1.
pub(crate) fn line_at(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().get(..byte.min(text.len())).unwrap_or_default();
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// The line on which something is written first; 0 if it is not.
pub(crate) fn line_of(text: &str, wanted: &str) -> u32 {
    text.find(wanted).map_or(0, |byte| line_at(text, byte))
}
