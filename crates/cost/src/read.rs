//! Reading bills: any size, in bounded memory, with every row counted.
//!
//! Rows become items and their costs by day. What differs from row to row without saying what something is, such as the
//! number of the row, is left out, so that rows come together; everything else that a bill says is kept.

mod bad;
mod csv;
mod gather;
mod input;
mod json;
mod lists;
pub mod mapping;
mod moment;
mod plan;
mod report;
mod rows;
mod slots;
mod tags;

pub use bad::BadRow;
pub use mapping::{Mapping, MappingError};
pub use report::{Progress, ReadError, Report};

use crate::{chunk::Chunk, limits};
use mapping::Form;
use rows::Rows;
use std::{
    io::{BufRead, Read},
    ops::ControlFlow,
};

/// How much may be held while a file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// When what is gathered takes more than this many bytes, it is given away.
    pub gathered_bytes: usize,
    /// Different values of a tag or a further column in a file. One that has more tells rows apart and not what they
    /// are for: it is left out and named in the report.
    pub values: usize,
    /// Different resources of a chunk; further ones come together.
    pub resources: usize,
    /// Bad rows that are told one by one; all are counted.
    pub bad_rows: usize,
    /// Longest row, in bytes.
    pub row_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            gathered_bytes: limits::GATHERED_BYTES,
            values: limits::VALUES,
            resources: limits::RESOURCES,
            bad_rows: limits::BAD_ROWS,
            row_bytes: limits::ROW_BYTES,
        }
    }
}

/// Where what is read goes.
pub struct Out<'a> {
    /// Is told now and then how far reading is.
    pub progress: &'a mut dyn FnMut(Progress),
    /// Gets the chunks; may say that it is enough.
    pub sink: &'a mut dyn FnMut(Chunk) -> ControlFlow<()>,
    /// Gets the bad rows, as many as the limits allow.
    pub bad: &'a mut dyn FnMut(BadRow),
}

/// Reads one file: CSV or JSON, plain or gzip. Chunks add up: a month may come in several.
///
/// # Errors
///
/// If it is no bill, or its columns are not those of the mapping, or reading fails. Chunks that were given away before
/// are a part of the file: whoever keeps them takes them back.
pub fn read(
    input: impl Read,
    mapping: &Mapping,
    limits: &Limits,
    progress: &mut dyn FnMut(Progress),
    sink: &mut dyn FnMut(Chunk) -> ControlFlow<()>,
    bad: &mut dyn FnMut(BadRow),
) -> Result<Report, ReadError> {
    let (mut text, meter) = input::open(input, limits)?;
    let first = first_sign(&mut text)?.ok_or(ReadError::Empty)?;
    let tables = mapping.tables()?;
    let form = match tables.as_slice() {
        [only] => only.format,
        _ => None,
    };
    let seen = if matches!(first, b'{' | b'[') { Form::Json } else { Form::Csv };
    let mut rows = Rows::new(tables, mapping.is_auto(), limits, Out { progress, sink, bad }, meter);
    let done = match form.unwrap_or(seen) {
        Form::Csv => csv::read(text, &mut rows),
        Form::Json => json::read(text, first, &mut rows),
    };
    done.map_err(|error| rows.explained(error))?;
    rows.finish()
}

/// The first sign that is no blank; blanks before it are taken away.
fn first_sign(text: &mut impl BufRead) -> Result<Option<u8>, ReadError> {
    loop {
        let buffer = text.fill_buf()?;
        let Some(&first) = buffer.first() else { return Ok(None) };
        if !matches!(first, b' ' | b'\n' | b'\r') {
            return Ok(Some(first));
        }
        text.consume(1);
    }
}
