//! Cutting a file into documents, before parsing.
//!
//! YAML allows this: a line that begins with `---` or `...` can stand in no scalar, so it always ends what was
//! before it.

/// One document's bytes, with its directives and `---` line.
pub(super) struct Chunk<'a> {
    pub(super) bytes: &'a [u8],
    /// Line of the file on which the bytes begin, counted from 1.
    pub(super) line: u32,
    pub(super) version_1_1: bool,
}

pub(super) fn split(bytes: &[u8]) -> Vec<Chunk<'_>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut chunks = Vec::new();
    let mut current = Current::at(0, 1);
    let (mut offset, mut line) = (0, 1);
    for text in bytes.split_inclusive(|byte| *byte == b'\n') {
        if is_marker(text, b"---") && current.has_content {
            current.close(bytes, offset, &mut chunks);
            current = Current::at(offset, line);
        }
        offset += text.len();
        line += 1;
        if is_marker(text, b"...") {
            current.close(bytes, offset, &mut chunks);
            current = Current::at(offset, line);
            continue;
        }
        current.has_content |= is_marker(text, b"---") || is_content(text);
        current.version_1_1 |= text.starts_with(b"%YAML 1.1");
    }
    current.close(bytes, offset, &mut chunks);
    chunks
}

struct Current {
    start: usize,
    line: u32,
    has_content: bool,
    version_1_1: bool,
}

impl Current {
    fn at(start: usize, line: u32) -> Self {
        Self { start, line, has_content: false, version_1_1: false }
    }

    fn close<'a>(&self, bytes: &'a [u8], end: usize, chunks: &mut Vec<Chunk<'a>>) {
        if self.has_content {
            chunks.push(Chunk {
                bytes: &bytes[self.start..end],
                line: self.line,
                version_1_1: self.version_1_1,
            });
        }
    }
}

fn is_marker(line: &[u8], marker: &[u8]) -> bool {
    line.strip_prefix(marker)
        .is_some_and(|rest| matches!(rest.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n')))
}

/// Whether a line is more than a blank, a comment or a directive.
fn is_content(line: &[u8]) -> bool {
    let text = line.trim_ascii();
    !text.is_empty() && !text.starts_with(b"#") && !line.starts_with(b"%")
}
