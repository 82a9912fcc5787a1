//! Every limit of this crate, in one place.

/// How deep a schema is followed, through properties, items and references.
pub const DEPTH: usize = 40;
/// Schemas that are looked at in one check; more of them are a template that leads round and round.
pub const WORK: usize = 20_000;
/// Parts that are merged to find the schema that holds for one value.
pub const PARTS: usize = 300;
/// Values that are filled in as defaults.
pub const DEFAULTS: usize = 2_000;
/// Violations that are listed; nobody reads more of them.
pub const VIOLATIONS: usize = 200;
/// Longest pattern, in bytes.
pub const PATTERN: usize = 8 * 1024;
/// Steps that a pattern may go back over one text.
pub const BACKTRACKS: usize = 100_000;
/// Pages of a form.
pub const PAGES: usize = 50;
/// Fields that one page shows.
pub const FIELDS: usize = 1_000;
/// Entries of a list that one page shows and reads.
pub const ENTRIES: usize = 200;
/// Values of a choice that one field offers.
pub const CHOICES: usize = 2_000;
/// Largest values that a form is sent with, in bytes.
pub const SENT_VALUES: usize = 1024 * 1024;
/// Longest text of one field, in bytes.
pub const TEXT: usize = 64 * 1024;
/// Longest name of a pair, in bytes.
pub const NAME: usize = 1024;
/// Pairs that are read from one form.
pub const PAIRS: usize = 4_000;
/// Template problems that are listed.
pub const FAULTS: usize = 50;

/// Entries of a list that are compared one by one; those of longer ones are only compared as they are written.
pub const COMPARED: usize = 1_000;

/// How deep secrets are looked for in a page.
pub const SECRET_DEPTH: usize = 24;
