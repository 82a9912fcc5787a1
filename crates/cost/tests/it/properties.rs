//! What must hold for any file.

use crate::reading::{Came, from_bytes, with_limits};
use portico_cost::{
    Amount, Chunk, ChunkBuilder, Month,
    read::{Limits, Mapping},
};
use proptest::prelude::*;
use std::{collections::BTreeMap, io::Read};

/// A row: day, length in days, billed and effective, and what it is for.
#[derive(Clone, Debug)]
struct Row {
    day: u8,
    days: u8,
    billed: i64,
    effective: i64,
    kind: [u8; 4],
}

fn row() -> impl Strategy<Value = Row> {
    let amounts = (any::<i32>().prop_map(i64::from), -1_000_000_000_000..1_000_000_000_000_i64);
    (1..29_u8, 0..40_u8, amounts, prop::array::uniform4(0..6_u8))
        .prop_map(|(day, days, (billed, effective), kind)| Row { day, days, billed, effective, kind })
}

/// With eleven decimals, as bills have them.
fn decimal(count: i64) -> String {
    Amount::from_raw(i128::from(count) * 10_000_000).exact()
}

fn file(rows: &[Row]) -> String {
    let mut text =
        "BillingPeriodStart,ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,\
                    ResourceId,x_Kind,x_Row,Tags\n"
            .to_owned();
    for (at, row) in rows.iter().enumerate() {
        let [month, resource, kind, tag] = row.kind;
        let end = format!("2025-{:02}-{:02}", 3 + row.days / 28, row.days % 28 + 1);
        text += &format!(
            "2025-{:02}-01,2025-03-{:02},{end},{},{},{},r{resource},k{kind},{at},\"{{\"\"t\"\":\"\"{tag}\"\"}}\"\n",
            month + 1,
            row.day,
            decimal(row.billed),
            decimal(row.effective),
            if kind == 0 { "EUR" } else { "USD" },
        );
    }
    text
}

/// Gives few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(buffer.len());
        self.0.read(&mut buffer[..count])
    }
}

type Sums = BTreeMap<String, (Amount, Amount)>;

fn sums(came: &Came) -> Sums {
    let mut sums = Sums::new();
    for chunk in &came.chunks {
        for total in Chunk::decode(&chunk.encode()).unwrap().totals() {
            let sum = sums.entry(total.currency.to_string()).or_default();
            sum.0 += total.billed;
            sum.1 += total.effective;
        }
    }
    sums
}

/// All chunks as one.
fn merged(came: Came) -> Came {
    let mut all = ChunkBuilder::new(Month::parse("2025-01").unwrap());
    for chunk in &came.chunks {
        all.merge(chunk);
    }
    Came { chunks: vec![all.finish()], ..came }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is spread over days, left out, gathered and given away: what is read adds up to what was written.
    #[test]
    fn chunks_add_up_to_the_rows(
        rows in prop::collection::vec(row(), 0..200),
        values in 1..20_usize,
        resources in 1..8_usize,
        repeats in 1..60_usize,
        gathered in prop::sample::select(vec![0, 20_000, 1 << 20]),
    ) {
        // Rows over and over, so that what is gathered is given away in between.
        let rows: Vec<Row> = rows.iter().cycle().take(rows.len() * repeats).cloned().collect();
        let mut expect = Sums::new();
        for row in &rows {
            let sum = expect.entry(if row.kind[2] == 0 { "EUR" } else { "USD" }.to_owned()).or_default();
            sum.0 += decimal(row.billed).parse().unwrap();
            sum.1 += decimal(row.effective).parse().unwrap();
        }
        let limits = Limits { gathered_bytes: gathered, values, resources, ..Limits::default() };
        let came = with_limits(file(&rows).as_bytes(), &Mapping::auto(), &limits).unwrap();
        prop_assert_eq!(came.report.rows, rows.len() as u64);
        prop_assert_eq!(came.report.bad_rows, 0);
        prop_assert_eq!(&sums(&came), &expect);
        let told: Sums = came.report.totals.iter().map(|total| (total.currency.to_string(), (total.billed, total.effective))).collect();
        prop_assert_eq!(told, expect);
    }

    /// How often what is gathered is given away changes nothing but the number of chunks.
    #[test]
    fn giving_away_changes_nothing(rows in prop::collection::vec(row(), 1..120), size in 1..50_usize) {
        let rows: Vec<Row> = rows.iter().cycle().take(4_500).cloned().collect();
        let text = file(&rows).replace("x_Row", "ConsumedQuantity");
        let at_once = from_bytes(text.as_bytes(), &Mapping::auto()).unwrap();
        let limits = Limits { gathered_bytes: 0, ..Limits::default() };
        let often = with_limits(Slow(text.as_bytes(), size * 1000), &Mapping::auto(), &limits).unwrap();
        prop_assert!(often.chunks.len() > at_once.chunks.len());
        prop_assert_eq!(merged(often).lines(), merged(at_once).lines());
    }

    /// Whatever somebody gives us for a bill.
    #[test]
    fn no_bytes_make_it_panic(
        bytes: Vec<u8>,
        rows in prop::collection::vec(row(), 1..5),
        damage in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8),
        text in "[{}\\[\\]\",:;|a1\\n. -]{0,60}",
    ) {
        let mut damaged = file(&rows).into_bytes();
        for (at, byte) in damage {
            let at = at % damaged.len();
            damaged[at] = byte;
        }
        let mapping: Mapping = serde_json::from_str(r#"{"rows": "a", "columns": {"day": "a", "billed": "a.a", "currency": "1"}}"#).unwrap();
        for text in [&bytes, &damaged, text.as_bytes(), &[b"\x1F\x8B\x08", &bytes[..]].concat(), &[b"[", &bytes[..]].concat()] {
            for mapping in [&Mapping::auto(), &Mapping::named("focus").unwrap(), &mapping] {
                if let Ok(came) = with_limits(Slow(text, 3), mapping, &Limits::default()) {
                    prop_assert_eq!(came.bad.len() as u64, came.report.bad_rows);
                    came.lines();
                }
            }
        }
    }
}

/// Between two looks at the whole memory, few rows may take all of it.
#[test]
fn rows_that_are_spread_over_twenty_years_are_given_away_in_time() {
    let mut text =
        "BillingPeriodStart,ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency,ServiceName\n"
            .to_owned();
    for row in 0..20 {
        text += &format!("2020-01-01,2000-01-01,2019-12-31,{row},EUR,s{row}\n");
    }
    let mapping = r#"{"columns": {"day": "ChargePeriodStart", "end": "ChargePeriodEnd", "billed": "BilledCost",
        "currency": "BillingCurrency", "service": "ServiceName", "month": "BillingPeriodStart"}}"#;
    let limits = Limits { gathered_bytes: 1 << 20, ..Limits::default() };
    let came = with_limits(text.as_bytes(), &serde_json::from_str(mapping).unwrap(), &limits).unwrap();
    assert!(came.chunks.len() >= 5, "{}", came.chunks.len());
    assert_eq!(sums(&came)["EUR"].0, "190".parse().unwrap());
}
