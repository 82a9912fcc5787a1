//! Chunks as bytes: numbers of as many bytes as they need, behind a version, deflated.
//!
//! All amounts are divided by the greatest power of ten that divides them all: bills have fewer decimals than we hold.

use super::{Cell, Chunk, ChunkBuilder, ChunkError};
use crate::{
    day::{Day, Month},
    item::{Item, Symbols, Text},
    limits::{CHUNK_BYTES, TEXT_BYTES, cut},
    money::{Amount, Currency, DECIMALS},
};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};

const VERSION: u8 = 1;
const BUFFER: usize = 1 << 16;

impl Chunk {
    /// As bytes to be stored. Texts that are too long are cut, whoever made them: what is stored must be readable.
    pub fn encode(&self) -> Vec<u8> {
        if self.symbols.iter().any(|(_, text)| text.len() > TEXT_BYTES) {
            return self.with_cut_texts().encode();
        }
        let deflate = DeflateEncoder::new(vec![VERSION], Compression::fast());
        // Deflating is asked for much at once: each time costs as much as some thousand bytes.
        let mut writer = Writer(BufWriter::with_capacity(BUFFER, deflate));
        let scale = self.scale();
        // Writing to memory does not fail; if it did, what is there would be found damaged.
        let _ = self.write(&mut writer, scale);
        writer.0.into_inner().ok().and_then(|deflate| deflate.finish().ok()).unwrap_or_default()
    }

    /// Texts may have become the same: then tags are the first of their keys, and items that are alike come together.
    fn with_cut_texts(&self) -> Self {
        let mut builder = ChunkBuilder::new(self.month);
        for (item, cells) in self.iter() {
            let symbols = builder.symbols();
            let mut item = item.moved(|text| symbols.intern(cut(self.symbols.get(text))));
            item.tags.sort_by(|a, b| symbols.get(a.0).cmp(symbols.get(b.0)));
            item.tags.dedup_by_key(|(key, _)| *key);
            for &cell in cells {
                builder.add(item.clone(), cell);
            }
        }
        builder.finish()
    }

    /// How many zeros all amounts end with.
    fn scale(&self) -> u32 {
        let mut scale = DECIMALS;
        for cell in self.cells.iter().flatten() {
            for raw in [cell.billed.raw(), cell.effective.raw()] {
                while raw % 10_i128.pow(scale) != 0 {
                    scale -= 1;
                }
            }
        }
        scale
    }

    fn write<W: Write>(&self, to: &mut Writer<W>, scale: u32) -> std::io::Result<()> {
        to.signed(i128::from(self.month.year()))?;
        to.number(u128::from(self.month.month()))?;
        to.number(u128::from(scale))?;
        to.count(self.symbols.len() - 1)?;
        for (_, text) in self.symbols.iter().skip(1) {
            to.count(text.len())?;
            to.0.write_all(text.as_bytes())?;
        }
        to.count(self.items.len())?;
        let divisor = 10_i128.pow(scale);
        for (item, cells) in self.iter() {
            to.item(item)?;
            to.count(cells.len())?;
            let mut before = self.month.first();
            for cell in cells {
                to.signed(i128::from(cell.day.since(before)))?;
                to.number(u128::from(cell.rows))?;
                to.signed(cell.billed.raw() / divisor)?;
                // Mostly the same as what is billed, so that the difference takes one byte.
                to.signed((cell.effective.raw() / divisor).wrapping_sub(cell.billed.raw() / divisor))?;
                before = cell.day;
            }
        }
        Ok(())
    }

    /// From bytes that [`encode`](Self::encode) made.
    pub fn decode(bytes: &[u8]) -> Result<Self, ChunkError> {
        match bytes.split_first() {
            Some((&VERSION, deflated)) => {
                let inflated = DeflateDecoder::new(deflated).take(CHUNK_BYTES);
                let mut reader = Reader(BufReader::with_capacity(BUFFER, inflated));
                reader.chunk()
            }
            Some((&other, _)) => Err(ChunkError::Version(other)),
            None => Err(ChunkError::Damaged("it is empty")),
        }
    }
}

struct Writer<W>(W);

impl<W: Write> Writer<W> {
    /// Seven bits a byte, the lowest first; the eighth bit says that more follow.
    fn number(&mut self, mut number: u128) -> std::io::Result<()> {
        let mut bytes = [0; 19];
        let mut length = 0;
        for byte in &mut bytes {
            length += 1;
            *byte = (number & 0x7f) as u8;
            number >>= 7;
            if number == 0 {
                break;
            }
            *byte |= 0x80;
        }
        self.0.write_all(bytes.get(..length).unwrap_or_default())
    }

    /// Small negative numbers are short, too: 0, -1, 1, -2 are 0, 1, 2, 3.
    fn signed(&mut self, number: i128) -> std::io::Result<()> {
        self.number(((number << 1) ^ (number >> 127)).cast_unsigned())
    }

    fn count(&mut self, count: usize) -> std::io::Result<()> {
        self.number(count as u128)
    }

    fn item(&mut self, item: &Item) -> std::io::Result<()> {
        self.0.write_all(item.currency.code().as_bytes())?;
        for field in item.fields() {
            self.count(field.index())?;
        }
        for pairs in [&item.tags, &item.columns] {
            self.count(pairs.len())?;
            for (key, value) in pairs {
                self.count(key.index())?;
                self.count(value.index())?;
            }
        }
        Ok(())
    }
}

const SHORT: ChunkError = ChunkError::Damaged("it ends too early");
const RANGE: ChunkError = ChunkError::Damaged("a number is out of its range");

struct Reader<R>(R);

impl<R: BufRead> Reader<R> {
    fn chunk(&mut self) -> Result<Chunk, ChunkError> {
        let year = i32::try_from(self.signed()?).map_err(|_| RANGE)?;
        let month = Month::new(year, self.small()?).ok_or(RANGE)?;
        let scale = u32::from(self.small::<u8>()?);
        if scale > DECIMALS {
            return Err(RANGE);
        }
        let symbols = self.symbols()?;
        let (mut items, mut cells) = (Vec::new(), Vec::new());
        for _ in 0..self.small::<u32>()? {
            items.push(self.item(&symbols)?);
            cells.push(self.cells(month.first(), 10_i128.pow(scale))?);
        }
        Ok(Chunk::from_parts(month, symbols, items, cells))
    }

    fn symbols(&mut self) -> Result<Symbols, ChunkError> {
        let mut symbols = Symbols::new();
        let mut buffer = Vec::new();
        for number in 1..=self.small::<u32>()? {
            let length = self.small::<usize>()?;
            if length > TEXT_BYTES {
                return Err(ChunkError::Damaged("a text is too long"));
            }
            buffer.clear();
            buffer.resize(length, 0);
            self.0.read_exact(&mut buffer).map_err(|_| SHORT)?;
            let text = std::str::from_utf8(&buffer).map_err(|_| ChunkError::Damaged("a text is broken"))?;
            if symbols.intern(text) != Text::from_number(number) {
                return Err(ChunkError::Damaged("a text stands twice"));
            }
        }
        Ok(symbols)
    }

    fn item(&mut self, symbols: &Symbols) -> Result<Item, ChunkError> {
        let mut code = [0; 3];
        self.0.read_exact(&mut code).map_err(|_| SHORT)?;
        let mut item = Item::new(Currency::from_bytes(&code).ok_or(RANGE)?);
        for field in item.fields_mut() {
            *field = self.text(symbols)?;
        }
        for pairs in [&mut item.tags, &mut item.columns] {
            for _ in 0..self.small::<u32>()? {
                pairs.push((self.text(symbols)?, self.text(symbols)?));
            }
        }
        Ok(item)
    }

    fn cells(&mut self, mut day: Day, factor: i128) -> Result<Vec<Cell>, ChunkError> {
        let count = self.small::<u32>()?;
        // As much as is likely at once; more is asked for when it is there.
        let mut cells: Vec<Cell> = Vec::with_capacity(count.min(64) as usize);
        for _ in 0..count {
            let step = i32::try_from(self.signed()?).map_err(|_| RANGE)?;
            let next = day.plus(step);
            if cells.last().is_some_and(|last| last.day >= next) {
                return Err(ChunkError::Damaged("days are out of order"));
            }
            day = next;
            let rows = self.small()?;
            let billed = self.signed()?;
            let effective = billed.wrapping_add(self.signed()?);
            let amount = |count: i128| count.checked_mul(factor).map(Amount::from_raw).ok_or(RANGE);
            cells.push(Cell { day, rows, billed: amount(billed)?, effective: amount(effective)? });
        }
        Ok(cells)
    }

    fn text(&mut self, symbols: &Symbols) -> Result<Text, ChunkError> {
        let number = self.small::<u32>()?;
        if number as usize >= symbols.len() {
            return Err(RANGE);
        }
        Ok(Text::from_number(number))
    }

    fn small<N: TryFrom<u128>>(&mut self) -> Result<N, ChunkError> {
        N::try_from(self.number()?).map_err(|_| RANGE)
    }

    fn signed(&mut self) -> Result<i128, ChunkError> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    fn number(&mut self) -> Result<u128, ChunkError> {
        let mut number = 0;
        for shift in (0..128).step_by(7) {
            let mut byte = [0];
            self.0.read_exact(&mut byte).map_err(|_| SHORT)?;
            number |= u128::from(byte[0] & 0x7f) << shift;
            if byte[0] & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(RANGE)
    }
}
