//! Every limit of this crate, in one place.

/// Largest radar file that is read, in bytes. Real ones are some hundred kilobytes.
pub const FILE_BYTES: usize = 2 * 1024 * 1024;
/// Deepest nesting of a JSON file.
pub const JSON_DEPTH: usize = 64;
/// Most values that one JSON file may hold.
pub const JSON_NODES: usize = 200_000;
/// Quadrants that the picture has.
pub const QUADRANTS: usize = 4;
/// Most rings that the picture has; further ones would leave no room for a blip.
pub const RINGS: usize = 8;
/// Most entries of a radar.
pub const ENTRIES: usize = 1_000;
/// Most steps in the timeline of an entry.
pub const STEPS: usize = 200;
/// Most links, tags and other names of an entry.
pub const EXTRAS: usize = 40;
/// Longest description, in bytes.
pub const DESCRIPTION_BYTES: usize = 64 * 1024;
/// Longest title, key or name, in characters.
pub const TITLE_CHARS: usize = 200;
/// Most diagnostics that are kept of one file.
pub const DIAGNOSTICS: usize = 200;
/// Longest text that is looked for, in characters.
pub const SEARCH_CHARS: usize = 200;
/// Longest name that is compared with others to suggest one, in bytes.
pub const SUGGESTED_BYTES: usize = 80;
/// Most editions that are told apart; what was said earlier belongs to the oldest of them.
pub const EDITIONS: usize = 120;
/// Most radars in the configuration.
pub const RADARS: usize = 50;
/// Stars in the name of a package.
pub const PACKAGE_STARS: usize = 4;
/// Rounds in which blips push each other apart.
pub const ROUNDS: usize = 120;
