use super::{Ledger, LedgerBuilder, NOT_ASKED};
use crate::{
    chunk::{Cell, ChunkBuilder},
    day::{Day, Month, Span},
    item::{Item, Symbols},
    money::{Amount, Currency},
    question::Measure,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Cells = Vec<(i32, i128, i128)>;

fn ledger(items: &[Cells]) -> Ledger {
    let mut builder = LedgerBuilder::new();
    for (number, cells) in items.iter().enumerate() {
        let mut symbols = Symbols::new();
        let mut item = Item::new(Currency::EUR);
        item.resource = symbols.intern(&format!("r{number}"));
        let days: Vec<_> = cells
            .iter()
            .map(|(day, billed, effective)| {
                (Day::from_number(*day), Amount::from_raw(*billed), Amount::from_raw(*effective))
            })
            .collect();
        builder.add_item(&symbols, &item, &days);
    }
    builder.finish()
}

#[test]
fn amounts_are_exact_whatever_their_size() {
    let large = 9_999_999_999_999_i128 * 10_i128.pow(18) + 1;
    let found = ledger(&[vec![(0, 1, 800_000_000_000), (1, large, -large), (9, 5, 5), (9, 5, 5)]]);
    let grid = found.daily(Measure::Billed, Span::new(Day::from_number(0), Day::from_number(9)), &[0], 1);
    let row: Vec<i128> = grid.row(0).map(Amount::raw).collect();
    assert_eq!(row, [1, large, 0, 0, 0, 0, 0, 0, 0, 10]);
    let span = Span::new(Day::from_number(-5), Day::from_number(1));
    let totals = found.totals(Measure::Effective, &[span], &[0], 1);
    assert_eq!(totals, [Amount::from_raw(800_000_000_000 - large)]);
    assert_eq!(found.totals(Measure::Effective, &[span], &[NOT_ASKED], 1), [Amount::ZERO]);
    assert_eq!(found.span(), Some(Span::new(Day::from_number(0), Day::from_number(9))));
}

#[test]
fn the_same_item_of_several_chunks_is_one() {
    let mut builder = LedgerBuilder::new();
    let mut symbols = Symbols::new();
    symbols.intern("something else");
    let mut item = Item::new(Currency::USD);
    item.tags.push((symbols.intern("team"), symbols.intern("a")));
    for day in [1, 40, 1] {
        let one = Amount::from_micros(1_000_000);
        builder.add_item(&symbols, &item, &[(Day::from_number(day), one, one)]);
    }
    let ledger = builder.finish();
    assert_eq!(ledger.items().len(), 1);
    let grid = ledger.daily(Measure::Billed, Span::new(Day::from_number(1), Day::from_number(1)), &[0], 1);
    assert_eq!(grid.row(0).next(), Some(Amount::from_micros(2_000_000)));
}

/// A page of several items, which come together in slots.
fn page(items: &[(u32, Cells)]) -> Ledger {
    let mut chunk = ChunkBuilder::new(Month::parse("1970-01").unwrap());
    for (number, (_, cells)) in items.iter().enumerate() {
        for (day, billed, effective) in cells {
            let mut item = Item::new(Currency::EUR);
            item.resource = chunk.symbols().intern(&format!("r{number}"));
            let (billed, effective) = (Amount::from_raw(*billed), Amount::from_raw(*effective));
            chunk.add(item, Cell { day: Day::from_number(*day), rows: 1, billed, effective });
        }
    }
    let mut builder = LedgerBuilder::new();
    builder.add(&chunk.finish());
    builder.finish()
}

proptest! {
    #[test]
    fn items_of_a_page_come_together_exactly(
        items in prop::collection::vec((0_u32..3, prop::collection::vec((0_i32..31, prop_oneof![
            -1_000_i128..1_000,
            any::<i64>().prop_map(i128::from),
            any::<i64>().prop_map(|value| i128::from(value) / 1_000 * 1_000_000_000),
        ], any::<i32>().prop_map(i128::from)), 1..40)), 4..24),
        powers in prop::collection::vec(0_u32..12, 24),
        first in -5_i32..31,
        len in 1_i32..40,
    ) {
        let scaled: Vec<(u32, Cells)> = items.iter().zip(&powers).map(|((slot, cells), power)| {
            let one = 10_i128.pow(*power);
            (*slot, cells.iter().map(|(day, billed, effective)| (*day, billed * one, effective * one)).collect())
        }).collect();
        let found = page(&scaled);
        let slot_of = |item: &super::Entry| {
            let name = found.text(item, super::Field::Resource);
            let number: usize = name.get(1..).and_then(|number| number.parse().ok()).unwrap();
            match scaled[number].0 { 2 => NOT_ASKED, slot => slot }
        };
        let slots: Vec<u32> = found.items().iter().map(slot_of).collect();
        let span = Span::new(Day::from_number(first), Day::from_number(first + len - 1));
        let other = Span::new(Day::from_number(3), Day::from_number(20));
        let billed = found.daily(Measure::Billed, span, &slots, 2);
        let effective = found.daily(Measure::Effective, span, &slots, 2);
        let totals = found.totals(Measure::Billed, &[span, other], &slots, 2);
        for slot in 0..2_u32 {
            let cells = || scaled.iter().filter(|(of, _)| *of == slot).flat_map(|(_, cells)| cells);
            let of = |day: Day| cells().filter(move |cell| cell.0 == day.number());
            let number = slot as usize;
            let expect: Vec<i128> = span.days().map(|day| of(day).map(|cell| cell.1).sum()).collect();
            prop_assert_eq!(billed.row(number).map(Amount::raw).collect::<Vec<_>>(), expect);
            let expect: Vec<i128> = span.days().map(|day| of(day).map(|cell| cell.2).sum()).collect();
            prop_assert_eq!(effective.row(number).map(Amount::raw).collect::<Vec<_>>(), expect);
            for (place, span) in [span, other].into_iter().enumerate() {
                let expect: i128 = cells()
                    .filter(|cell| span.contains(Day::from_number(cell.0))).map(|cell| cell.1).sum();
                prop_assert_eq!(totals[number * 2 + place].raw(), expect);
            }
        }
    }

    #[test]
    fn walking_says_what_was_put_in(
        items in prop::collection::vec(
            prop::collection::vec((-40_i32..80, -1_000_i128..1_000, -1_000_i128..1_000), 0..30), 1..6),
        power in 0_u32..25,
        first in -50_i32..90,
        len in 0_i32..60,
    ) {
        let one = 10_i128.pow(power);
        let scaled: Vec<Cells> = items.iter()
            .map(|cells| cells.iter().map(|(day, billed, effective)| (*day, billed * one, effective * one)).collect())
            .collect();
        let found = ledger(&scaled);
        let numbers: BTreeMap<String, usize> = found.items().iter().enumerate()
            .map(|(number, item)| (found.text(item, super::Field::Resource).to_owned(), number))
            .collect();
        let slots: Vec<u32> = (0..found.items().len() as u32).collect();
        let span = Span::new(Day::from_number(first), Day::from_number(first + len - 1));
        let grid = found.daily(Measure::Billed, span, &slots, slots.len());
        let totals = found.totals(Measure::Effective, &[span], &slots, slots.len());
        for (number, cells) in scaled.iter().enumerate() {
            let Some(slot) = numbers.get(&format!("r{number}")) else { continue };
            let of = |day: Day| cells.iter().filter(move |cell| cell.0 == day.number());
            let expect: Vec<i128> = span.days().map(|day| of(day).map(|cell| cell.1).sum()).collect();
            prop_assert_eq!(grid.row(*slot).map(Amount::raw).collect::<Vec<_>>(), expect);
            let expect: i128 = span.days().map(|day| of(day).map(|cell| cell.2).sum::<i128>()).sum();
            prop_assert_eq!(totals[*slot].raw(), expect);
        }
    }
}
