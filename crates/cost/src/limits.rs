//! Everything here that can grow, and how far.

/// Greatest amount of one row of a bill, in units of its currency.
pub const AMOUNT_UNITS: i128 = 10_000_000_000_000;
/// Longest text of an item, in bytes; what is longer is cut off at a character's end.
pub const TEXT_BYTES: usize = 4_096;
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
/// Days without costs that a run of days bridges with zeros.
pub const RUN_GAP: i32 = 4;
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
/// Days of shared or converted values that one question holds; what is more is one value.
pub const COMPLEX_CELLS: usize = 250_000;
/// Tags and columns that are offered to group by.
pub const FURTHER: usize = 24;
/// Anomalies that one answer tells.
pub const ANOMALIES: usize = 20;
/// Parts that drive one anomaly.
pub const DRIVERS: usize = 4;
/// Alerts that one answer tells.
pub const ALERTS: usize = 60;
/// Groups that are watched for alerts.
pub const WATCHED: usize = 4_000;
