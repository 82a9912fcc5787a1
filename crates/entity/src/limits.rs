//! Every limit of this crate, in one place.

/// Largest catalog file that is read, in bytes. Real catalog files are kilobytes; a larger one is a mistake.
pub const FILE_BYTES: usize = 1024 * 1024;
/// Largest file that a `$text`, `$json` or `$yaml` placeholder may bring in, in bytes (API definitions are big).
pub const PLACEHOLDER_BYTES: usize = 5 * 1024 * 1024;
/// Deepest nesting of a YAML document.
pub const YAML_DEPTH: usize = 64;
/// Most nodes that one YAML document may have after its aliases are expanded.
pub const YAML_NODES: usize = 200_000;
/// Most documents in one file.
pub const YAML_DOCUMENTS: usize = 20_000;
/// Longest name, tag, kind, label value; in UTF-16 units, as in the format that we read.
pub const NAME_UNITS: usize = 63;
/// Longest DNS subdomain in front of the slash of a label or annotation key.
pub const SUBDOMAIN_UNITS: usize = 253;
/// Longest piece of user text that is repeated in a message.
pub const QUOTED_CHARS: usize = 80;
