//! A large bill, written, read, and asked about: `cargo run --release -p portico-cost --example year write FOLDER [rows]
//! [seed]`, then `… read FOLDER [STORED]`, which keeps what an import would store, and `… ask STORED [WORD]`, with which
//! only questions are asked that have a word. `cargo xtask bench cost` does all of it.

mod ask;
mod bill;

use bill::Bill;
use flate2::{Compression, write::GzEncoder};
use portico_cost::{
    Amount, Chunk, Total,
    ledger::LedgerBuilder,
    read::{Limits, Mapping, read},
};
use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

const ROWS: u64 = 5_000_000;
const SEED: u64 = 7;
/// Files of a bill.
const PARTS: u64 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |at: usize, default: u64| match arguments.get(at) {
        Some(text) => text.parse(),
        None => Ok(default),
    };
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder, ..] => write(Path::new(folder), number(2, ROWS)?, number(3, SEED)?),
        ["read", folder] => take(Path::new(folder)).map(|_| ()),
        ["read", folder, stored] => keep(&take(Path::new(folder))?, stored),
        ["ask", stored, ..] => {
            let started = Instant::now();
            let mut ledger = LedgerBuilder::new();
            for bytes in kept(stored)? {
                ledger.add(&Chunk::decode(&bytes)?);
            }
            let ledger = ledger.finish();
            println!("ledger_seconds {:.2}", started.elapsed().as_secs_f64());
            ask::ask(ledger, arguments.get(2).map_or("", String::as_str))
        }
        _ => {
            Err("usage: year write FILE [rows] [seed] | year read FILE [STORED] | year ask STORED [WORD]"
                .into())
        }
    }
}

/// Writes the parts of a bill, compressed, and prints what all rows add up to.
fn write(folder: &Path, rows: u64, seed: u64) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let (mut bytes, mut billed, mut effective) = (0, Amount::ZERO, Amount::ZERO);
    for part in 0..PARTS {
        let mut bill = Bill::new(rows, seed, part, PARTS);
        let to = BufWriter::new(File::create(folder.join(format!("year-{}.csv.gz", part + 1)))?);
        let mut encoder = GzEncoder::new(to, Compression::fast());
        bytes += io::copy(&mut bill, &mut encoder)?;
        encoder.finish()?.flush()?;
        billed += bill.billed;
        effective += bill.effective;
    }
    println!("rows {rows}");
    println!("bytes {bytes}");
    println!("billed {billed}");
    println!("effective {effective}");
    Ok(())
}

/// Reads a bill as an import does, part by part, with every chunk encoded as it is stored, and prints what came of it.
fn take(folder: &Path) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let started = Instant::now();
    let mut stored: Vec<Vec<u8>> = Vec::new();
    let mut sink = |chunk: Chunk| {
        stored.push(chunk.encode());
        ControlFlow::Continue(())
    };
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    let (mut totals, mut rows, mut bad_rows) = (Vec::new(), 0, 0);
    for file in files {
        let (mapping, limits) = (Mapping::auto(), Limits::default());
        let mut bad = |bad| println!("bad {bad:?}");
        let report = read(File::open(file)?, &mapping, &limits, &mut |_| {}, &mut sink, &mut bad)?;
        rows += report.rows;
        bad_rows += report.bad_rows;
        totals.extend(report.totals);
    }
    println!("seconds {:.2}", started.elapsed().as_secs_f64());
    println!("cpu_seconds {:.2}", cpu().as_secs_f64());
    println!("peak_mb {}", peak_mb());
    println!("rows {rows}");
    println!("bad {bad_rows}");
    println!("chunks {}", stored.len());
    println!("stored_mb {}", stored.iter().map(Vec::len).sum::<usize>() >> 20);
    for total in Total::sums(totals) {
        println!("billed {}", total.billed);
        println!("effective {}", total.effective);
    }
    Ok(stored)
}

/// Writes chunks as they are stored to a file, each behind its length.
fn keep(chunks: &[Vec<u8>], file: &str) -> Result<(), Box<dyn Error>> {
    let mut to = BufWriter::new(File::create(file)?);
    for chunk in chunks {
        to.write_all(&u64::try_from(chunk.len())?.to_le_bytes())?;
        to.write_all(chunk)?;
    }
    Ok(to.flush()?)
}

/// Reads them back.
fn kept(file: &str) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let bytes = fs::read(file)?;
    let (mut rest, mut chunks) = (bytes.as_slice(), Vec::new());
    while let Some((len, after)) = rest.split_first_chunk() {
        let len = usize::try_from(u64::from_le_bytes(*len))?;
        let (chunk, after) = after.split_at_checked(len).ok_or("the file is broken off")?;
        chunks.push(chunk.to_vec());
        rest = after;
    }
    Ok(chunks)
}

/// The time that this thread has had a processor: what else runs on the machine does not count. Nothing where the
/// operating system doesn't tell.
fn cpu() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

/// The most memory that this process had.
fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) >> 10
}
