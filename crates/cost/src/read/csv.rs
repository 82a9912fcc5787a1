//! Rows of CSV.

use super::{
    ReadError,
    rows::{Mistake, Rows},
};
use ::csv::{ByteRecord, ReaderBuilder, Terminator, WriterBuilder};
use std::io::{BufRead, Read};

const BUFFER: usize = 128 * 1024;
/// What may stand between cells, if the mapping doesn't say.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads all rows.
pub(super) fn read(mut text: Box<dyn BufRead + '_>, rows: &mut Rows<'_>) -> Result<(), ReadError> {
    let (skip, given) = match rows.table() {
        Some(table) => (table.skip_lines, table.delimiter.and_then(|sign| u8::try_from(sign).ok())),
        None => (0, None),
    };
    for _ in 0..skip {
        skip_line(&mut text)?;
    }
    let mut line = Vec::new();
    text.read_until(b'\n', &mut line)?;
    let delimiter = given.unwrap_or_else(|| likely(&line));
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(line.chain(text));
    let mut record = ByteRecord::new();
    if !next(&mut reader, &mut record)? {
        return Err(ReadError::Empty);
    }
    for name in &record {
        rows.header.push(&String::from_utf8_lossy(name));
    }
    rows.open()?;
    rows.complete()?;
    let width = record.len();
    while next(&mut reader, &mut record)? {
        rows.line = record.position().map_or(0, ::csv::Position::line) + u64::from(skip);
        take(rows, &record, width, delimiter)?;
        rows.line = reader.position().line() + u64::from(skip);
    }
    Ok(())
}

fn take(rows: &mut Rows<'_>, record: &ByteRecord, width: usize, delimiter: u8) -> Result<(), ReadError> {
    let raw = || written(record, delimiter);
    if record.len() == width || (record.len() > width && record.iter().skip(width).all(<[u8]>::is_empty)) {
        return rows.take(record, raw);
    }
    let reason = format!(
        "it has {} cells and the header {width}: is a quote not closed, or a `{}` in a cell without quotes?",
        record.len(),
        char::from(delimiter),
    );
    rows.reject(Mistake { column: None, value: Vec::new(), reason }, &raw())
}

fn next<R: Read>(reader: &mut ::csv::Reader<R>, record: &mut ByteRecord) -> Result<bool, ReadError> {
    reader.read_byte_record(record).map_err(|error| match error.into_kind() {
        ::csv::ErrorKind::Io(error) => ReadError::Input(error),
        other => ReadError::Input(std::io::Error::other(format!("{other:?}"))),
    })
}

/// A row as CSV again.
fn written(record: &ByteRecord, delimiter: u8) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_byte_record(record);
    let mut row = writer.into_inner().unwrap_or_default();
    row.truncate(row.trim_ascii_end().len());
    row
}

fn skip_line(text: &mut impl BufRead) -> Result<(), ReadError> {
    loop {
        let buffer = text.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (count, is_end) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), false),
        };
        text.consume(count);
        if is_end {
            return Ok(());
        }
    }
}

/// What the first line has most of, outside of quotes.
fn likely(line: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for &byte in line {
        is_quoted ^= byte == b'"';
        let at = DELIMITERS.iter().position(|&sign| sign == byte && !is_quoted);
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let found = DELIMITERS.into_iter().zip(counts).find(|&(_, count)| count == most && count > 0);
    found.map_or(b',', |(sign, _)| sign)
}
