//! Stories of exports, and what holds for all of them.

use super::{Counting, Offer, Scope, Settled, can_be_forgotten, delivery, settle};
use crate::sources::NewFiles;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn scope(account: &str, days: (i32, i32)) -> Scope {
    Scope { billing_account: "b".into(), account: account.into(), first_day: days.0, last_day: days.1 }
}

/// A file about the whole of a month of some accounts, written and read at a time.
fn offer(file: i64, path: &str, at_ms: i64, month: &str, accounts: &[&str]) -> Offer {
    Offer {
        file,
        path: path.into(),
        digest: format!("digest-{file}"),
        modified_ms: at_ms,
        taken_ms: at_ms,
        gone_ms: None,
        month: month.into(),
        scopes: accounts.iter().map(|account| scope(account, (0, 30))).collect(),
    }
}

/// The files of which something counts.
fn counting(offers: &[Offer], new_files: NewFiles) -> Vec<i64> {
    let settled = settle(offers, new_files);
    let all = offers.iter().zip(&settled).filter(|(_, settled)| settled.counting != Counting::Nothing);
    all.map(|(offer, _)| offer.file).collect()
}

#[track_caller]
fn check_delivery(one: &str, other: &str, expect: bool) {
    assert_eq!(
        delivery(one) == delivery(other),
        expect,
        "{one} {other}: {} {}",
        delivery(one),
        delivery(other)
    );
}

#[test]
fn parts_and_periods_of_one_export_are_named_alike() {
    check_delivery("a/focus-2025-10.csv.gz", "a/focus-2025-11.csv.gz", true);
    check_delivery("a/focus-1.csv", "a/focus-002.csv", true);
    check_delivery("a/month=2025-10/part.csv", "a/month=2025-11/part.csv", true);
    check_delivery("a/day=2025-10-01.csv", "a/day=2025-10-02.csv", true);
    check_delivery("a/day=2025-10-01.csv", "a/day=2025-10-02.csv.gz", false);
    check_delivery("a/focus-2025-10.csv", "a/focus-2025-10-corrected.csv", false);
    check_delivery("a/focus-2025-10.csv", "a/focus-2025-10 (1).csv", false);
    check_delivery("a/focus.csv", "b/focus.csv", false);
    check_delivery("20251001-20251101/x.csv", "20251101-20251201/x.csv", false);
}

#[test]
fn parts_add_up_and_a_corrected_period_replaces_the_old_one() {
    let mut offers = vec![
        offer(1, "e/focus-2025-09.csv", 10, "2025-09", &["x", "y"]),
        offer(2, "e/focus-2025-10-1.csv", 11, "2025-10", &["x"]),
        offer(3, "e/focus-2025-10-2.csv", 11, "2025-10", &["x"]),
    ];
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 2, 3], "nothing is said twice");
    offers[0].path = "e/focus-2025-09-0.csv".into();
    offers.push(offer(4, "e/focus-2025-10-corrected.csv", 12, "2025-10", &["x"]));
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 4]);
    assert_eq!(counting(&offers, NewFiles::Add), [1, 2, 3, 4]);
    assert_eq!(settle(&offers, NewFiles::Replace)[1].superseded_by, BTreeSet::from([4]));
    // At the same time, the longer name is the later one.
    let same_time = [
        offer(1, "e/focus.csv", 1, "2025-10", &["x"]),
        offer(2, "e/focus-corrected.csv", 1, "2025-10", &["x"]),
    ];
    // `.` comes after `-`, but endings do not count.
    assert_eq!(counting(&same_time, NewFiles::Replace), [2]);
}

#[test]
fn a_correction_of_one_account_leaves_the_others_as_they_are() {
    let offers =
        [offer(1, "e/focus.csv", 10, "2025-10", &["x", "y"]), offer(2, "e/fix.csv", 11, "2025-10", &["y"])];
    let settled = settle(&offers, NewFiles::Replace);
    assert!(settled[0].counting.counts("b", "x") && !settled[0].counting.counts("b", "y"));
    assert_eq!(settled[1].counting, Counting::Everything);
}

#[test]
fn the_same_content_under_another_name_counts_once() {
    for new_files in [NewFiles::Replace, NewFiles::Add, NewFiles::Latest] {
        let mut offers = vec![
            offer(1, "e/focus-1.csv", 10, "2025-10", &["x"]),
            offer(2, "e/focus-2.csv", 11, "2025-10", &["x"]),
        ];
        offers[1].digest = offers[0].digest.clone();
        assert_eq!(counting(&offers, new_files), [1]);
    }
}

#[test]
fn a_copy_of_one_part_in_another_folder_replaces_nothing() {
    let mut offers = vec![
        offer(1, "e/f-1.csv", 10, "2025-10", &["x"]),
        offer(2, "e/f-2.csv", 11, "2025-10", &["x"]),
        offer(3, "old/f-1.csv", 12, "2025-10", &["x"]),
    ];
    offers[2].digest = offers[0].digest.clone();
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 2]);
    // `cp -p` keeps the time, and this folder comes before the other.
    (offers[2].path, offers[2].modified_ms) = ("archive/f-1.csv".into(), 10);
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 2]);
    offers[0].gone_ms = Some(13);
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 2], "it was moved there");
}

#[test]
fn snapshots_count_alone() {
    let offers = [
        offer(1, "e/focus-20251001.csv", 10, "2025-10", &["x"]),
        offer(2, "e/focus-20251002.csv", 11, "2025-10", &["x"]),
    ];
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 2]);
    assert_eq!(counting(&offers, NewFiles::Latest), [2]);
}

#[test]
fn what_is_gone_counts_unless_its_siblings_were_written_anew() {
    let mut offers = vec![
        offer(1, "e/part-1.csv", 20, "2025-10", &["x"]),
        offer(2, "e/part-2.csv", 10, "2025-10", &["x"]),
    ];
    offers[1].gone_ms = Some(30);
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 2], "it was cleared away alone");
    offers[0].taken_ms = 30;
    assert_eq!(counting(&offers, NewFiles::Replace), [1], "one part holds now what two did");
    offers[0].scopes = vec![scope("x", (31, 40))];
    assert_eq!(counting(&offers, NewFiles::Replace), [1, 2], "they speak of other days");
}

prop_compose! {
    fn any_offer()(
        path in prop::sample::select(vec!["a/f-1.csv", "a/f-2.csv", "a/f-3.csv", "a/g.csv", "b/f.csv", "b/f-fix.csv"]),
        at_ms in 0_i64..4,
        month in prop::sample::select(vec!["2025-09", "2025-10"]),
        accounts in prop::collection::btree_set(prop::sample::select(vec!["x", "y", "z"]), 0..3),
        content in 0_u8..8,
        gone in prop::option::of(0_i64..4),
    ) -> Offer {
        let accounts: Vec<_> = accounts.into_iter().collect();
        let mut offer = offer(0, path, at_ms, month, &accounts);
        offer.digest = content.to_string();
        offer.gone_ms = gone;
        offer
    }
}

/// One offer for each path, numbered; the same content says the same.
fn world(offers: Vec<Offer>) -> Vec<Offer> {
    let mut by_path: BTreeMap<String, Offer> = BTreeMap::new();
    let mut by_digest: BTreeMap<String, Offer> = BTreeMap::new();
    for offer in offers {
        let content = by_digest.entry(offer.digest.clone()).or_insert_with(|| offer.clone());
        let offer = Offer { month: content.month.clone(), scopes: content.scopes.clone(), ..offer };
        by_path.insert(offer.path.clone(), offer);
    }
    by_path.into_values().enumerate().map(|(file, offer)| Offer { file: file as i64, ..offer }).collect()
}

/// Which files count for which account in which month.
fn who(offers: &[Offer], new_files: NewFiles) -> BTreeMap<(String, String), BTreeSet<i64>> {
    let mut who: BTreeMap<_, BTreeSet<i64>> = BTreeMap::new();
    for (offer, settled) in offers.iter().zip(settle(offers, new_files)) {
        for scope in &offer.scopes {
            let files = who.entry((offer.month.clone(), scope.account.clone())).or_default();
            if settled.counting.counts(&scope.billing_account, &scope.account) {
                files.insert(offer.file);
            }
        }
    }
    who
}

proptest! {
    #[test]
    fn nothing_is_lost_and_only_one_delivery_counts(
        offers in prop::collection::vec(any_offer(), 0..12),
        new_files in prop::sample::select(vec![NewFiles::Replace, NewFiles::Add, NewFiles::Latest]),
    ) {
        let offers = world(offers);
        for (place, files) in who(&offers, new_files) {
            prop_assert!(!files.is_empty(), "{place:?} is lost");
            let of = |file: &i64| delivery(&offers[*file as usize].path);
            let deliveries: BTreeSet<String> = files.iter().map(of).collect();
            prop_assert!(new_files == NewFiles::Add || deliveries.len() == 1);
            prop_assert!(new_files != NewFiles::Latest || files.len() == 1);
            let contents: BTreeSet<&str> =
                files.iter().map(|file| offers[*file as usize].digest.as_str()).collect();
            prop_assert_eq!(contents.len(), files.len(), "the same content counts once");
        }
    }

    #[test]
    fn the_order_of_files_does_not_matter(
        offers in prop::collection::vec(any_offer(), 0..12),
        turn in 0_usize..12,
    ) {
        let offers = world(offers);
        let mut turned = offers.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn % offers.len());
        }
        prop_assert_eq!(who(&offers, NewFiles::Replace), who(&turned, NewFiles::Replace));
    }

    #[test]
    fn what_counts_goes_on_counting_without_the_rest(offers in prop::collection::vec(any_offer(), 0..12)) {
        let offers = world(offers);
        let settled = settle(&offers, NewFiles::Replace);
        let there = offers.iter().filter(|offer| offer.gone_ms.is_none()).map(|offer| offer.digest.as_str());
        let there: BTreeSet<&str> = there.collect();
        let is_kept = |(offer, settled): &(&Offer, &Settled)| {
            settled.counting != Counting::Nothing || !can_be_forgotten(offer.gone_ms, &offer.digest, &there)
        };
        let kept: Vec<Offer> =
            offers.iter().zip(&settled).filter(is_kept).map(|(offer, _)| offer.clone()).collect();
        let before = who(&offers, NewFiles::Replace);
        for (place, files) in who(&kept, NewFiles::Replace) {
            prop_assert_eq!(&files, &before[&place]);
        }
    }
}
