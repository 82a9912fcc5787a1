//! Bytes as they come: counted, inflated, and stopped where a row does not end.

use super::{Limits, ReadError};
use flate2::bufread::MultiGzDecoder;
use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

const BUFFER: usize = 128 * 1024;

/// How far reading is.
#[derive(Clone, Default)]
pub(super) struct Meter {
    /// Bytes of the input, as they came.
    read: Rc<Cell<u64>>,
    /// Inflated bytes that may still be read before somebody says that all is well.
    left: Rc<Cell<u64>>,
    /// Whether there were none left.
    ran_out: Rc<Cell<bool>>,
}

impl Meter {
    /// Bytes of the input so far.
    pub(super) fn read(&self) -> u64 {
        self.read.get()
    }

    /// A row was complete: the next one may be as long.
    pub(super) fn next_row(&self, limits: &Limits) {
        // What readers take at once beyond the row's end is no part of it.
        self.left.set(limits.row_bytes + 4 * BUFFER as u64);
    }

    /// Whether reading ended because a row did not.
    pub(super) fn ran_out(&self) -> bool {
        self.ran_out.get()
    }
}

struct Counted<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.read.set(self.meter.read.get() + count as u64);
        Ok(count)
    }
}

struct Stopped<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Stopped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.meter.left.get().checked_sub(count as u64) {
            Some(left) => self.meter.left.set(left),
            None => {
                self.meter.ran_out.set(true);
                return Err(io::Error::other("a row does not end"));
            }
        }
        Ok(count)
    }
}

/// The text of the input, inflated if it is gzip, without a byte order mark.
pub(super) fn open<'a>(
    input: impl Read + 'a,
    limits: &Limits,
) -> Result<(Box<dyn BufRead + 'a>, Meter), ReadError> {
    let meter = Meter::default();
    meter.next_row(limits);
    let raw = BufReader::with_capacity(BUFFER, Counted { inner: input, meter: meter.clone() });
    let (begin, raw) = peeked(raw)?;
    let inner: Box<dyn Read + 'a> = match begin[..] {
        [0x1F, 0x8B, ..] => Box::new(MultiGzDecoder::new(raw)),
        [b'P', b'K', 3, 4] => return Err(ReadError::Form("a ZIP archive")),
        [b'P', b'A', b'R', b'1'] => return Err(ReadError::Form("a Parquet file")),
        [0x28, 0xB5, 0x2F, 0xFD] => return Err(ReadError::Form("compressed with zstd")),
        _ => Box::new(raw),
    };
    let text = BufReader::with_capacity(BUFFER, Stopped { inner, meter: meter.clone() });
    let (begin, mut text) = peeked(text)?;
    match begin[..] {
        [0xEF, 0xBB, 0xBF, ..] => text.read_exact(&mut [0; 3])?,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Err(ReadError::Form("a text in UTF-16")),
        _ => {}
    }
    Ok((Box::new(text), meter))
}

/// The first four bytes, or fewer if there are no more, and a reader that still has them.
fn peeked<R: BufRead>(mut reader: R) -> io::Result<(Vec<u8>, impl BufRead + use<R>)> {
    let mut begin = Vec::new();
    reader.by_ref().take(4).read_to_end(&mut begin)?;
    Ok((begin.clone(), io::Cursor::new(begin).chain(reader)))
}
