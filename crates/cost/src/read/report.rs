//! What is told about reading a file.

use super::MappingError;
use crate::{
    chunk::Total,
    day::{Month, Span},
};
use serde::Serialize;

/// How far reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Bytes of the input, as they came: of a compressed file, compressed ones.
    pub bytes: u64,
    /// Rows, good ones and bad ones.
    pub rows: u64,
    /// Bad rows.
    pub bad_rows: u64,
}

/// What a file had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The name of the mapping by which it was read.
    pub mapping: String,
    /// Bytes of the input, as they came.
    pub bytes: u64,
    /// All rows: good, bad and skipped ones.
    pub rows: u64,
    /// Rows that could not be read: their costs are in no total.
    pub bad_rows: u64,
    /// Rows that the mapping skips.
    pub skipped_rows: u64,
    /// Sums of the good rows, by currency.
    pub totals: Vec<Total>,
    /// From the first day with costs to the last.
    pub span: Option<Span>,
    /// Billing months.
    pub months: Vec<Month>,
    /// Columns, and tags as `tag:KEY`, that tell rows apart and not what they are for: they are left out.
    pub identifiers: Vec<String>,
    /// Rows of resources beyond the limit, which came together as one.
    pub further_resources: u64,
    /// Rows whose tags were not understood; their costs count.
    pub untagged_rows: u64,
    /// Amounts with more decimals than are held.
    pub rounded: u64,
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The input fails.
    #[error("reading fails: {0}; if it is a gzip file, it may be damaged or incomplete")]
    Input(#[from] std::io::Error),
    /// It is something else.
    #[error("it is {0}: export it as CSV or JSON in UTF-8, plain or as gzip")]
    Form(&'static str),
    /// Nothing is in it.
    #[error("it is empty: not even a header is there")]
    Empty,
    /// No known form of bills has such a header.
    #[error(
        "its columns ({columns}) are of no known form of bills (FOCUS, Azure Cost Management, AWS Cost and Usage Report): describe them by a mapping"
    )]
    Unknown {
        /// The first columns.
        columns: String,
    },
    /// Columns that are needed are not there.
    #[error("columns are missing that {mapping} needs: {missing}; the file has {columns}")]
    Missing {
        /// The mapping.
        mapping: String,
        /// What is missing.
        missing: String,
        /// The first columns.
        columns: String,
    },
    /// A row does not end.
    #[error("the row that begins on line {line} does not end within {most} bytes: is a quote not closed?")]
    RowTooLong {
        /// Where it begins.
        line: u64,
        /// How long a row may be.
        most: u64,
    },
    /// More columns than bills have.
    #[error("it has more than {0} columns: is it the right file, and the right `rows` of its mapping?")]
    TooWide(usize),
    /// JSON is broken off or wrong.
    #[error("the JSON is wrong after row {row}: {message}")]
    Json {
        /// Rows before it.
        row: u64,
        /// What is wrong.
        message: String,
    },
    /// The mapping cannot be used.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Whoever takes the chunks has enough.
    #[error("reading was stopped")]
    Stopped,
}
