//! Every limit of this crate, in one place.

/// Largest file that is read, in bytes. Manifests are written by people; what is larger was made by a program.
pub const FILE_BYTES: usize = 1024 * 1024;
/// Most dependencies that are taken from one file.
pub const DEPENDENCIES: usize = 2_000;
/// Most problems that are told of one file.
pub const PROBLEMS: usize = 5;
/// Longest name of a package, in characters.
pub const NAME_CHARS: usize = 200;
/// Longest version that is kept, in characters; the rest is cut off.
pub const VERSION_CHARS: usize = 60;
/// Deepest nesting of XML.
pub const XML_DEPTH: usize = 64;
/// Deepest nesting of TOML: brackets that are open, and the parts of the keys around them.
pub const TOML_DEPTH: usize = 64;
/// How often a property of Maven may stand in for another one.
pub const PROPERTY_STEPS: usize = 5;
/// Longest text that stands in a message, in characters.
pub const QUOTED_CHARS: usize = 60;
