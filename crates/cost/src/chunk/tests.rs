//! Chunks are built, stored and taken apart without losing anything.

use super::{Cell, Chunk, ChunkBuilder, ChunkError, Scope};
use crate::{Amount, Currency, Day, Item, Month};
use proptest::prelude::*;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn cell(day: &str, billed: &str, effective: &str) -> Cell {
    Cell { day: day.parse().unwrap(), rows: 1, billed: amount(billed), effective: amount(effective) }
}

/// An account's item with a tag.
fn item(builder: &mut ChunkBuilder, account: &str, component: &str) -> Item {
    let mut text = |text: &str| builder.symbols().intern(text);
    Item {
        account: text(account),
        service: text("Queues"),
        tags: vec![(text("component"), text(component)), (text("app"), text("shop"))],
        columns: vec![(text("SkuMeter"), text("Requests"))],
        ..Item::new(Currency::EUR)
    }
}

fn example() -> Chunk {
    let mut builder = ChunkBuilder::new(Month::parse("2025-10").unwrap());
    let (a, b) = (item(&mut builder, "1", "cart"), item(&mut builder, "2", "cart"));
    builder.add(a.clone(), cell("2025-10-02", "1.5", "1.25"));
    builder.add(a.clone(), cell("2025-10-01", "0.00000001", "0"));
    builder.add(b, cell("2025-11-01", "-2", "-2"));
    builder.add(a, cell("2025-10-02", "0.5", "0.5"));
    builder.finish()
}

/// All that a chunk says, in words.
fn told(chunk: &Chunk) -> Vec<String> {
    let text = |text| chunk.symbols().get(text).to_owned();
    let mut lines: Vec<String> = chunk
        .iter()
        .map(|(item, cells)| {
            let fields = item.fields().map(text).join("|");
            let pairs: Vec<_> =
                item.tags.iter().chain(&item.columns).map(|&(k, v)| (text(k), text(v))).collect();
            format!("{} {fields} {} {pairs:?} {cells:?}", chunk.month(), item.currency)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn what_is_the_same_comes_together() {
    let chunk = example();
    assert_eq!(chunk.items().len(), 2);
    let (item, cells) = chunk.iter().next().unwrap();
    assert_eq!(
        cells,
        [cell("2025-10-01", "0.00000001", "0"), Cell { rows: 2, ..cell("2025-10-02", "2", "1.75") }]
    );
    assert_eq!(item.tag(chunk.symbols(), "component").map(|text| chunk.symbols().get(text)), Some("cart"));
    assert_eq!(chunk.symbols().get(item.tags[0].0), "app", "tags are in the order of their keys");
    assert_eq!(chunk.span().map(|span| span.len()), Some(32));
    let [total] = chunk.totals()[..] else { panic!("one currency") };
    assert_eq!((total.rows, total.billed, total.effective), (4, amount("0.00000001"), amount("-0.25")));
}

#[test]
fn accounts_can_be_left_out() {
    let mut chunk = example();
    let scope = |account: &str| Scope { billing_account: String::new(), account: account.to_owned() };
    assert_eq!(chunk.scopes(), [scope("1"), scope("2")]);
    chunk.retain(|symbols, item| symbols.get(item.account) == "2");
    assert_eq!(chunk.scopes(), [scope("2")]);
    assert_eq!(chunk.totals()[0].billed, amount("-2"));
}

#[test]
fn chunks_add_up() {
    let mut sum = ChunkBuilder::new(Month::parse("2025-10").unwrap());
    sum.merge(&example());
    sum.merge(&example());
    let sum = sum.finish();
    assert_eq!(sum.items().len(), 2);
    assert_eq!(sum.totals()[0].billed, example().totals()[0].billed + example().totals()[0].billed);
}

#[test]
fn a_chunk_is_stored_and_read_again() {
    assert_eq!(told(&Chunk::decode(&example().encode()).unwrap()), told(&example()));
    let empty = ChunkBuilder::new(Month::parse("2025-10").unwrap()).finish();
    assert!(Chunk::decode(&empty.encode()).unwrap().is_empty());
}

#[test]
fn texts_that_are_too_long_are_cut() {
    let mut builder = ChunkBuilder::new(Month::parse("2025-10").unwrap());
    // The cut would go through a letter of two bytes; after it, both items are the same.
    let long = format!("{}ü", "n".repeat(4_095));
    for end in ["a", "b"] {
        let mut text = |text: &str| builder.symbols().intern(text);
        let name = text(&format!("{long}{end}"));
        let item = Item {
            tags: vec![(name, text("1")), (text(&format!("{long}c")), text("1"))],
            columns: vec![(name, text("x"))],
            ..Item::new(Currency::EUR)
        };
        builder.add(item, cell("2025-10-01", "1", "1"));
    }
    let chunk = Chunk::decode(&builder.finish().encode()).unwrap();
    let (item, cells) = chunk.iter().next().unwrap();
    assert_eq!((chunk.items().len(), cells[0].rows, item.tags.len()), (1, 2, 1));
    assert_eq!(chunk.symbols().get(item.columns[0].0), "n".repeat(4_095));
}

#[test]
fn what_is_no_chunk_is_told() {
    assert_eq!(Chunk::decode(&[]).unwrap_err(), ChunkError::Damaged("it is empty"));
    assert_eq!(Chunk::decode(&[9, 1, 2]).unwrap_err(), ChunkError::Version(9));
    let bytes = example().encode();
    assert!(Chunk::decode(&bytes[..bytes.len() / 2]).is_err());
}

proptest! {
    #[test]
    fn any_amounts_survive(rows in prop::collection::vec((0..40_i32, any::<i128>(), any::<i128>(), 0..3_usize), 0..60)) {
        let mut builder = ChunkBuilder::new(Month::parse("2024-02").unwrap());
        let items = ["a", "b", "c"].map(|account| item(&mut builder, account, "x"));
        for (day, billed, effective, at) in rows {
            let cell = Cell {
                day: Day::from_number(19_754 + day),
                rows: 1,
                // Sums stay away from the ends of their range.
                billed: Amount::from_raw(billed >> 8),
                effective: Amount::from_raw(effective >> 8),
            };
            builder.add(items[at].clone(), cell);
        }
        let chunk = builder.finish();
        prop_assert_eq!(told(&Chunk::decode(&chunk.encode()).unwrap()), told(&chunk));
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes: Vec<u8>, at: usize, byte: u8) {
        let _ = Chunk::decode(&bytes);
        bytes.insert(0, 1);
        let _ = Chunk::decode(&bytes);
        let mut damaged = example().encode();
        let at = at % damaged.len();
        damaged[at] = byte;
        if let Ok(chunk) = Chunk::decode(&damaged) {
            told(&chunk);
        }
    }
}
