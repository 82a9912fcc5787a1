//! Everything here that can grow, and how far.

use std::time::Duration;

/// Most sources of bills.
pub const SOURCES: usize = 100;
/// Longest id of a source, in bytes.
pub const SOURCE_ID: usize = 60;
/// Longest target of a source, in bytes.
pub const TARGET_BYTES: usize = 4 * 1024;
/// How often a source is looked at when the configuration does not say.
pub const FREQUENCY: Duration = Duration::from_secs(3600);
/// How often a source may be looked at.
pub const FREQUENCY_LEAST: Duration = Duration::from_secs(10);
/// Greatest amount of one row of a bill, in units of its currency.
pub const AMOUNT_UNITS: i128 = 10_000_000_000_000;
/// Longest text of an item, in bytes; what is longer is cut off at a character's end.
pub const TEXT_BYTES: usize = 4_096;
/// As much of a text as is kept.
pub(crate) fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT_BYTES)).unwrap_or(text)
}
/// Most bytes that a stored chunk may be inflated to. Chunks are given away long before they are that great.
pub const CHUNK_BYTES: u64 = 1 << 30;

/// Longest word in a question: the name of a tag, the id of a metric, in bytes.
pub const WORD: usize = 200;
/// Longest value of a filter, in bytes.
pub const VALUE: usize = 2_000;
/// Filters of one question.
pub const FILTERS: usize = 50;
/// Notes about one question.
pub const NOTES: usize = 8;
/// Longest period that is asked about, in days: three years.
pub const PERIOD_DAYS: usize = 1_096;
/// Groups that have a series of their own.
pub const SERIES: usize = 8;
/// Groups in a table.
pub const ROWS: usize = 200;
/// Reasons that are told why something is not allocated.
pub const REASONS: usize = 40;
/// Days without costs that a run of days bridges with zeros: a run of its own takes more time and as much memory.
pub const RUN_GAP: i32 = 10;
/// Wholes and groups above one entity that are looked at.
pub const ANCESTORS: usize = 64;
/// Longest pattern of a rule, in bytes.
pub const PATTERN: usize = 1_000;
/// Wildcards in a pattern.
pub const WILDCARDS: usize = 16;
/// Rules of an organisation.
pub const RULES: usize = 2_000;
/// Entities that one rule shares costs among.
pub const PARTS: usize = 2_000;
/// Items of each rule, and items that nobody has, that the explanation of an allocation lists.
pub const EXPLAINED_ITEMS: usize = 12;
/// Values of a metric that are read.
pub const METRIC_VALUES: usize = 2_000_000;
/// When what is gathered from a file takes more than this many bytes, it is given away.
pub const GATHERED_BYTES: usize = 64 << 20;
/// Different values of a tag or a further column in a file, before it is held for an identifier of rows.
pub const VALUES: usize = 2_000;
/// A further column of which every row has its own value is an identifier of rows from so many rows on.
pub const OWN_VALUES: usize = 100;
/// A further column with more different values than this, which are all numbers and some of them with decimals, measures
/// something.
pub const MEASURED_VALUES: usize = 50;
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
/// Days of shared values that a question takes apart at once; what is more comes in further turns.
pub const COMPLEX_CELLS: usize = 250_000;
/// Edges of shares that a question holds before it throws them away, of 24 bytes each; one sharing may have more.
pub(crate) const SHARE_EDGES: usize = 1_000_000;
/// Most weights by day that all sharings have together, of eight bytes each; sharings beyond that are even.
pub(crate) const SHARE_CELLS: usize = 16_000_000;
/// Tags and columns that are offered to group by.
pub const FURTHER: usize = 24;
/// Anomalies that one answer tells.
pub const ANOMALIES: usize = 20;
/// Parts that drive one anomaly.
pub const DRIVERS: usize = 4;
/// Alerts that one answer tells.
pub const ALERTS: usize = 60;
/// Entities that are watched for days that stand out, the dearest ones. Others count for budgets and products all the same.
pub const WATCHED: usize = 4_000;
