//! Files, folders and links as values.

use std::sync::Arc;

use crate::limits::BINARY_SAMPLE;

/// Something in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From the top of the tree, with `/` between segments.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A folder. Folders that hold something need not be there.
    Folder,
    /// A file.
    File {
        /// What is in it.
        bytes: Arc<[u8]>,
        /// Whether it can be run.
        executable: bool,
    },
    /// A symbolic link and where it leads, as it is written.
    Link(String),
}

impl Entry {
    /// A file that cannot be run.
    pub fn file(path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { path: path.into(), kind: EntryKind::File { bytes: bytes.into(), executable: false } }
    }

    /// A folder.
    pub fn folder(path: impl Into<String>) -> Self {
        Self { path: path.into(), kind: EntryKind::Folder }
    }

    /// A link.
    pub fn link(path: impl Into<String>, target: impl Into<String>) -> Self {
        Self { path: path.into(), kind: EntryKind::Link(target.into()) }
    }
}

/// Whether bytes are something other than text, by how they begin: a NUL, or more than a tenth of bytes that no text
/// has.
pub fn is_binary(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 6] = [
        &[0xEF, 0xBB, 0xBF],
        &[0x00, 0x00, 0xFE, 0xFF],
        &[0xFF, 0xFE, 0x00, 0x00],
        &[0x84, 0x31, 0x95, 0x33],
        &[0xFE, 0xFF],
        &[0xFF, 0xFE],
    ];
    if MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return false;
    }
    if bytes.starts_with(b"%PDF-") {
        return true;
    }
    // A character that begins in the sample is looked at whole.
    let looked_at = &bytes[..bytes.len().min(BINARY_SAMPLE + 3)];
    let sample = looked_at.len().min(BINARY_SAMPLE);
    let (mut at, mut strange) = (0, 0);
    while at < sample {
        match looked_at[at] {
            0 => return true,
            7..=14 | 32..=127 => at += 1,
            lead => {
                let length = character(lead, &looked_at[at + 1..]);
                strange += usize::from(length.is_none());
                at += length.unwrap_or(1);
            }
        }
    }
    strange * 100 > looked_at.len() * 10
}

/// How many bytes a character has that begins like this.
fn character(lead: u8, rest: &[u8]) -> Option<usize> {
    let more = match lead {
        0xC0..=0xDF => 1,
        0xE0..=0xEF => 2,
        0xF0..=0xF7 => 3,
        _ => return None,
    };
    let follow = rest.get(..more)?;
    follow.iter().all(|byte| (0x80..=0xBF).contains(byte)).then_some(more + 1)
}

/// A path that was written by somebody, as it is within a folder: without `.`, with `..` taken back. None if it leads
/// out of the folder.
pub fn inside(path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// A path within a folder of the tree; the top is the empty path.
pub fn below(folder: &str, path: &str) -> String {
    match (folder.is_empty(), path.is_empty()) {
        (true, _) => path.to_owned(),
        (false, true) => folder.to_owned(),
        (false, false) => format!("{folder}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{inside, is_binary};

    #[test]
    fn texts_are_told_from_other_files() {
        assert!(!is_binary(b""));
        assert!(!is_binary("Grüße, 世界 🦀\r\n\tx".as_bytes()));
        assert!(!is_binary(b"\xEF\xBB\xBFa\0"));
        assert!(is_binary(&[0, 1, 2, 255]));
        assert!(is_binary(b"%PDF-1.4 text"));
        assert!(is_binary(b"\x89PNG\r\n\x1a\n\x80\x81"));
        assert!(!is_binary(&"ä".repeat(600).into_bytes()));
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(inside("./a//b/../c").as_deref(), Some("a/c"));
        assert_eq!(inside("./").as_deref(), Some(""));
        assert_eq!(inside("a/../../b"), None);
        assert_eq!(inside("/etc"), None);
    }
}
