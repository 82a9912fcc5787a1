//! Reading a text, and telling what came of it.

use portico_cost::{
    Amount, Chunk, Item, Symbols, Text,
    read::{BadRow, Limits, Mapping, ReadError, Report, read},
};
use std::{io::Read, ops::ControlFlow};

/// All that came of a file.
#[derive(Debug)]
pub struct Came {
    pub report: Report,
    pub chunks: Vec<Chunk>,
    pub bad: Vec<BadRow>,
}

/// Reads with limits of its own.
pub fn with_limits(input: impl Read, mapping: &Mapping, limits: &Limits) -> Result<Came, ReadError> {
    let (mut chunks, mut bad) = (Vec::new(), Vec::new());
    let mut sink = |chunk| {
        chunks.push(chunk);
        ControlFlow::Continue(())
    };
    let report = read(input, mapping, limits, &mut |_| {}, &mut sink, &mut |row| bad.push(row))?;
    Ok(Came { report, chunks, bad })
}

pub fn from_bytes(text: &[u8], mapping: &Mapping) -> Result<Came, ReadError> {
    with_limits(text, mapping, &Limits::default())
}

/// Reads a text in whatever known form it is.
#[track_caller]
pub fn auto(text: &str) -> Came {
    from_bytes(text.as_bytes(), &Mapping::auto()).unwrap()
}

/// Reads a text by a mapping written as JSON.
#[track_caller]
pub fn by(mapping: &str, text: &str) -> Came {
    from_bytes(text.as_bytes(), &serde_json::from_str(mapping).unwrap()).unwrap()
}

pub fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// What a pair of texts says.
fn pairs(symbols: &Symbols, pairs: &[(Text, Text)]) -> String {
    let pairs = pairs.iter().map(|&(key, value)| format!("{}={}", symbols.get(key), symbols.get(value)));
    pairs.collect::<Vec<_>>().join(",")
}

fn item(symbols: &Symbols, item: &Item) -> String {
    let fields = item.fields().map(|field| symbols.get(field)).join("|");
    format!("{fields} {{{}}} {{{}}}", pairs(symbols, &item.tags), pairs(symbols, &item.columns))
}

impl Came {
    /// Every cell as a line: month, item, day, rows, amounts.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for chunk in &self.chunks {
            for (about, cells) in chunk.iter() {
                let what = item(chunk.symbols(), about);
                for cell in cells {
                    lines.push(format!(
                        "{} {what} {} {} {} {} {}",
                        chunk.month(),
                        cell.day,
                        cell.rows,
                        cell.billed,
                        cell.effective,
                        about.currency
                    ));
                }
            }
        }
        lines.sort();
        lines
    }

    /// What is billed and effective in all, in the only currency, by the report and by the chunks.
    #[track_caller]
    pub fn totals(&self) -> (String, String) {
        let [total] = self.report.totals[..] else { panic!("not one currency: {:?}", self.report.totals) };
        let cells = || self.chunks.iter().flat_map(Chunk::iter).flat_map(|(_, cells)| cells);
        assert_eq!(cells().map(|cell| cell.billed).sum::<Amount>(), total.billed);
        assert_eq!(cells().map(|cell| cell.effective).sum::<Amount>(), total.effective);
        assert_eq!(cells().map(|cell| u64::from(cell.rows)).sum::<u64>(), total.rows);
        (total.billed.exact(), total.effective.exact())
    }

    /// Bad rows as lines.
    pub fn mistakes(&self) -> Vec<String> {
        let bad = self.bad.iter();
        bad.map(|bad| {
            format!("{} {} `{}`: {}", bad.line, bad.column.as_deref().unwrap_or("-"), bad.value, bad.reason)
        })
        .collect()
    }
}
