//! Every limit of this crate, in one place. Whoever renders may tighten [`Limits`]; the constants hold for all.

/// How much one template may cost. Reaching a limit is an [`Error`](crate::Error) of kind
/// [`Limit`](crate::ErrorKind::Limit); nothing is put out then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Longest source, in UTF-16 units.
    pub source: usize,
    /// Most nodes of the syntax tree.
    pub nodes: usize,
    /// Most steps of one rendering: nodes visited, items looked at, and a step per KiB of text handled.
    pub work: u64,
    /// How deep blocks, expressions, calls and values may be nested. A level of any of them counts as two: what stands
    /// there, and what it is made of.
    pub nesting: usize,
    /// Longest result, in UTF-16 units.
    pub output: usize,
    /// Most bytes that one filter, method or operator takes or makes; four times as much in all of one rendering.
    pub scratch: usize,
    /// Most calls of filters and functions that the host registered.
    pub calls: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source: 4 * 1024 * 1024,
            nodes: 1_000_000,
            work: 1_000_000,
            nesting: 512,
            output: 16 * 1024 * 1024,
            scratch: 64 * 1024 * 1024,
            calls: 4_096,
        }
    }
}

/// What a level of blocks, expressions, calls or values counts as.
pub(crate) const LEVEL: usize = 2;
/// Text that counts as one step of work.
pub(crate) const TEXT_PER_STEP: usize = 1024;
/// What one item of a list counts against `scratch`, in bytes.
pub(crate) const ITEM_BYTES: usize = 32;
/// Longest regular expression, in UTF-16 units.
pub(crate) const REGEX_UNITS: usize = 16 * 1024;
/// How deep groups of a regular expression may be nested.
pub(crate) const REGEX_NESTING: usize = 64;
/// Most instructions that a regular expression is compiled to: counted parts like `a{1000}` are written out.
pub(crate) const REGEX_PROGRAM: usize = 64 * 1024;
/// Most places that matching may have to come back to.
pub(crate) const REGEX_STACK: usize = 1024 * 1024;
/// Steps that a regular expression may take for one step of work.
pub(crate) const REGEX_STEPS_PER_STEP: u64 = 16;
/// How often tags are taken out of what `striptags` is given, when taking some out makes new ones.
pub(crate) const STRIP_PASSES: usize = 8;
/// Most paths that are noted while rendering.
pub(crate) const NOTED_READS: usize = 4_096;
/// How deep a JSON value is taken over; what lies deeper becomes null.
pub(crate) const JSON_NESTING: usize = 200;
