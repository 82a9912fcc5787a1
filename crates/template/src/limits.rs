//! What can grow, and how far.

/// Most steps of a template.
pub const STEPS: usize = 500;

/// Most pages of a template's form.
pub const PAGES: usize = 100;

/// Deepest nesting of a JSON tree whose texts are rendered.
pub const DEPTH: usize = 128;

/// Most turns of a step with `each`.
pub const TURNS: usize = 1_000;

/// Most files, folders and links of a tree.
pub const ENTRIES: usize = 20_000;

/// Most bytes that the files of a skeleton give together.
pub const SKELETON_BYTES: usize = 256 * 1024 * 1024;

/// Longest rendered path, in bytes.
pub const PATH_BYTES: usize = 4_096;

/// Most alternatives that the braces of a pattern make.
pub const GLOB_ALTERNATIVES: usize = 256;

/// Most patterns of files that are copied as they are.
pub const GLOBS: usize = 1_000;

/// Steps that matching a path against a pattern may take; what takes more does not match.
pub const GLOB_STEPS: usize = 100_000;

/// Bytes that are looked at to tell whether a file is a text.
pub const BINARY_SAMPLE: usize = 512;

/// Most files that a preview shows; the rest is counted.
pub const PREVIEW_FILES: usize = 2_000;

/// Most bytes that the files of a preview hold together.
pub const PREVIEW_BYTES: usize = 16 * 1024 * 1024;

/// Most characters of a file that the preview shows.
pub const PREVIEW_SHOWN: usize = 100_000;

/// Most lines of the tree that the preview shows.
pub const PREVIEW_ROWS: usize = 400;

/// Most turns of all steps that a preview plays through; each of them may render a whole skeleton.
pub const PREVIEW_TURNS: usize = 1_000;

/// Most things that the preview tells beside the files.
pub const PREVIEW_NOTES: usize = 50;

/// Most problems of one template's expressions that are told.
pub const LINT: usize = 50;

/// Longest pattern of paths, in bytes.
pub const GLOB_BYTES: usize = 1_024;

/// Most stars in such a pattern: each of them is tried at every place.
pub const GLOB_STARS: usize = 32;
