//! Everything here that can grow, and how far.

/// Greatest amount of one row of a bill, in units of its currency.
pub const AMOUNT_UNITS: i128 = 10_000_000_000_000;
/// Longest text of an item, in bytes; what is longer is cut off at a character's end.
pub const TEXT_BYTES: usize = 4_096;
/// Most bytes that a stored chunk may be inflated to. Chunks are given away long before they are that great.
pub const CHUNK_BYTES: u64 = 1 << 30;
/// When what is gathered from a file takes more than this many bytes, it is given away.
pub const GATHERED_BYTES: usize = 64 << 20;
/// Different values of a tag or a further column in a file, before it is held for an identifier of rows.
pub const VALUES: usize = 2_000;
/// A further column of which every row has its own value is an identifier of rows from so many rows on.
pub const OWN_VALUES: usize = 100;
/// Different resources of a chunk; further ones come together.
pub const RESOURCES: usize = 200_000;
/// Different tags of a file; further ones are left out and named.
pub const TAG_KEYS: usize = 500;
/// Bad rows of a file that are told one by one.
pub const BAD_ROWS: usize = 1_000;
/// Longest row of a file, in bytes.
pub const ROW_BYTES: u64 = 1 << 20;
/// Columns of a file.
pub const COLUMNS: usize = 2_000;
/// Longest charge that is spread over its days: twenty years.
pub const CHARGE_DAYS: i64 = 7_305;
/// First and last year of costs; what lies outside is a mistake.
pub const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;
/// Bytes of a bad row's value that are shown.
pub(crate) const SHOWN_VALUE_BYTES: usize = 80;
/// Bytes of a bad row that are kept.
pub(crate) const SHOWN_ROW_BYTES: usize = 16 << 10;
/// Rows between two looks at the memory, and two words on how far reading is.
pub(crate) const ROWS_AT_ONCE: u64 = 4_096;
/// Different texts of tags whose meaning is remembered, in bytes.
pub(crate) const REMEMBERED_TAGS_BYTES: usize = 8 << 20;
