//! YAML with positions: documents, one by one, each as a tree that knows on which line everything stands.
//!
//! The file is cut into documents before any is parsed, so that a broken one never costs its neighbours. A plain
//! value means what YAML 1.2's core schema says (`no` and dates are texts, `017` is seventeen); a document that
//! declares `%YAML 1.1` gets that version's words and merge keys. Duplicate keys are errors. Aliases are expanded,
//! up to a limit.

mod build;
mod node;
mod scalar;
mod split;

pub use node::{Content, Key, Node};

use crate::limits::{FILE_BYTES, YAML_DOCUMENTS};

/// One document of a file: its text, where it starts, and what it holds.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document as written, without its `---` line.
    pub text: String,
    /// Line of the file on which [`Document::text`] begins, counted from 1.
    pub line: u32,
    /// The content, or what is wrong with it.
    pub root: Result<Node, YamlError>,
}

/// What is wrong with a document, and where in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct YamlError {
    /// Stable short code.
    pub code: &'static str,
    /// Line in the file, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Reads all documents of a file. Empty and `null` documents are left out.
///
/// # Errors
/// If the file as a whole is too large to be looked at.
pub fn read(bytes: &[u8]) -> Result<Vec<Document>, YamlError> {
    if bytes.len() > FILE_BYTES {
        return Err(YamlError {
            code: "file-too-large",
            line: 1,
            column: 1,
            message: format!(
                "This file has {:.1} MB; catalog files may have {:.1} MB",
                megabytes(bytes.len()),
                megabytes(FILE_BYTES)
            ),
            help: Some(
                "Split it into several files, or move large texts into files of their own ($text)".into(),
            ),
        });
    }
    let chunks = split::split(bytes);
    if chunks.len() > YAML_DOCUMENTS {
        return Err(YamlError {
            code: "too-many-documents",
            line: 1,
            column: 1,
            message: format!("This file has {} documents; at most {YAML_DOCUMENTS} are read", chunks.len()),
            help: Some("Split it into several files".into()),
        });
    }
    Ok(chunks.into_iter().filter_map(document).collect())
}

/// Reads a text that must be exactly one document, such as a `$yaml` file.
///
/// # Errors
/// If it is not, or is not YAML.
pub fn read_one(text: &str) -> Result<Node, YamlError> {
    let mut documents: Vec<Document> =
        split::split(text.as_bytes()).into_iter().filter_map(document).collect();
    let count = documents.len();
    match documents.pop() {
        Some(only) if count == 1 => only.root,
        _ => Err(YamlError {
            code: "not-one-document",
            line: 1,
            column: 1,
            message: format!("Exactly one YAML document is expected here, but there are {count}"),
            help: None,
        }),
    }
}

fn document(chunk: split::Chunk<'_>) -> Option<Document> {
    let text = match std::str::from_utf8(chunk.bytes) {
        Ok(text) => text,
        Err(error) => return Some(not_utf8(chunk, error.valid_up_to())),
    };
    let root = match control_character(text, chunk.line) {
        Some(error) => Err(error),
        None => build::build(text, chunk.line, chunk.version_1_1),
    };
    if matches!(&root, Ok(node) if matches!(node.content, Content::Null)) {
        return None;
    }
    let (text, line) = without_marker(text, chunk.line);
    Some(Document { text: text.to_owned(), line, root })
}

/// The first character that no YAML may hold, such as a NUL byte in a file that was cut off.
fn control_character(text: &str, first_line: u32) -> Option<YamlError> {
    let is_control = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    let (line, column, found) = text.lines().zip(first_line..).find_map(|(line, number)| {
        let (column, found) = line.chars().enumerate().find(|(_, c)| is_control(*c))?;
        Some((number, column as u32 + 1, found))
    })?;
    Some(YamlError {
        code: "control-character",
        line,
        column,
        message: format!("The control character U+{:04X} stands here", u32::from(found)),
        help: Some("Remove it; the file may have been cut off or be no text".into()),
    })
}

/// Drops directives and the `---` line if nothing else stands on it, so that the text is what the author thinks of
/// as the document.
fn without_marker(text: &str, mut line: u32) -> (&str, u32) {
    let mut rest = text;
    while let Some((first, after)) = rest.split_once('\n') {
        let first = first.trim_end();
        if first.is_empty() || first == "---" || first.starts_with('%') {
            rest = after;
            line += 1;
        } else {
            break;
        }
    }
    (rest.trim_end(), line)
}

fn not_utf8(chunk: split::Chunk<'_>, valid: usize) -> Document {
    let before = String::from_utf8_lossy(&chunk.bytes[..valid]);
    let line = chunk.line + before.matches('\n').count() as u32;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    let byte = chunk.bytes.get(valid).copied().unwrap_or_default();
    Document {
        text: String::from_utf8_lossy(chunk.bytes).into_owned(),
        line: chunk.line,
        root: Err(YamlError {
            code: "not-utf8",
            line,
            column,
            message: format!("The byte 0x{byte:02X} here is not UTF-8"),
            help: Some("Save the file as UTF-8".into()),
        }),
    }
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}

#[cfg(test)]
mod tests;
