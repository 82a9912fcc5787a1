use super::{Ledger, LedgerBuilder, NOT_ASKED};
use crate::{
    day::{Day, Span},
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

proptest! {
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
