//! Files that add up although each seems to hold the month so far: exports that write the whole month anew every day, under
//! a name of that day.

use super::{Offer, delivery};
use std::collections::{BTreeMap, BTreeSet};

/// Files of one delivery that tell the same days of the same account, and add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The file that ends first.
    pub one: i64,
    /// The one that begins on the same day and ends last.
    pub other: i64,
    /// How many files there are beside these two.
    pub more: usize,
    /// The first day that they have, in days since 1970-01-01.
    pub first_day: i32,
    /// The account that had the use of it.
    pub account: String,
}

/// Days of what a file says about a month.
struct Told<'a> {
    file: i64,
    last_day: i32,
    accounts: BTreeSet<(&'a str, &'a str)>,
}

/// Finds them among offers that count, one for each delivery: files that begin on the same day, end on different ones, and
/// speak of the same account. Parts of one export begin and end together, or follow each other.
pub fn overlaps<'a>(counting: impl IntoIterator<Item = &'a Offer>) -> Vec<Overlap> {
    let mut months: BTreeMap<(String, &str, i32), Vec<Told<'a>>> = BTreeMap::new();
    for offer in counting {
        let (Some(first), Some(last_day)) = (
            offer.scopes.iter().map(|scope| scope.first_day).min(),
            offer.scopes.iter().map(|scope| scope.last_day).max(),
        ) else {
            continue;
        };
        // What covers the first day only may be the first of many days, each in a file of its own.
        let accounts = offer.scopes.iter().filter(|scope| scope.first_day == first);
        let accounts = accounts.map(|scope| (&*scope.billing_account, &*scope.account)).collect();
        let told = Told { file: offer.file, last_day, accounts };
        months.entry((delivery(&offer.path), &offer.month, first)).or_default().push(told);
    }
    let mut found: BTreeMap<String, Overlap> = BTreeMap::new();
    for ((delivery, _, first_day), files) in months {
        if let Some(overlap) = overlap(files, first_day) {
            found.entry(delivery).or_insert(overlap);
        }
    }
    found.into_values().collect()
}

fn overlap(mut files: Vec<Told<'_>>, first_day: i32) -> Option<Overlap> {
    files.sort_by_key(|told| (told.last_day, told.file));
    let (one, rest) = files.split_first()?;
    let is_longer = |told: &&Told<'_>| told.file != one.file && told.last_day > one.last_day;
    let other = rest.iter().rfind(is_longer)?;
    let (_, account) = one.accounts.intersection(&other.accounts).next()?;
    let names: BTreeSet<i64> = files.iter().map(|told| told.file).collect();
    let more = names.len().saturating_sub(2);
    Some(Overlap { one: one.file, other: other.file, more, first_day, account: (*account).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{super::Scope, Offer, overlaps};

    fn offer(file: i64, path: &str, days: (i32, i32), account: &str) -> Offer {
        let scope = Scope {
            billing_account: "b".to_owned(),
            account: account.to_owned(),
            first_day: days.0,
            last_day: days.1,
        };
        Offer {
            file,
            path: path.to_owned(),
            digest: file.to_string(),
            modified_ms: 0,
            taken_ms: 0,
            gone_ms: None,
            month: "2025-10".to_owned(),
            scopes: vec![scope],
        }
    }

    #[track_caller]
    fn check(offers: &[Offer], expect: &[(i64, i64, usize)]) {
        let found: Vec<_> =
            overlaps(offers).into_iter().map(|found| (found.one, found.other, found.more)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn the_month_so_far_under_a_new_name_every_day_is_found() {
        let days = [
            offer(1, "costs-20251001.csv", (1, 1), "x"),
            offer(2, "costs-20251002.csv", (1, 2), "x"),
            offer(3, "costs-20251003.csv", (1, 3), "x"),
        ];
        check(&days, &[(1, 3, 1)]);
        let found = overlaps(&days).remove(0);
        assert_eq!((found.first_day, &*found.account), (1, "x"));
    }

    #[test]
    fn parts_days_and_other_accounts_are_no_overlap() {
        check(&[offer(1, "part-1.csv", (1, 31), "x"), offer(2, "part-2.csv", (1, 31), "x")], &[]);
        check(&[offer(1, "part-1.csv", (1, 16), "x"), offer(2, "part-2.csv", (16, 31), "x")], &[]);
        check(&[offer(1, "day-1.csv", (1, 1), "x"), offer(2, "day-2.csv", (2, 2), "x")], &[]);
        check(&[offer(1, "of-1.csv", (1, 5), "x"), offer(2, "of-2.csv", (1, 31), "y")], &[]);
        check(&[offer(1, "one.csv", (1, 5), "x"), offer(2, "other.csv", (1, 31), "x")], &[]);
        check(&[offer(1, "a-1.csv", (1, 5), "x"), offer(1, "a-1.csv", (1, 31), "x")], &[]);
        check(&[], &[]);
    }
}
