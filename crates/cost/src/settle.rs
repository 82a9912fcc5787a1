//! Which files count. Exports come in parts, are corrected, and are written anew under other names; what they say about
//! the same costs must count once.
//!
//! Files that lie in the same folder and are named alike but for their numbers are parts and periods of one *delivery*:
//! they add up. Of several deliveries that speak of the same account in the same billing month, the newest counts alone.

mod overlap;

pub use overlap::{Overlap, overlaps};

use crate::{Chunk, Span, sources::NewFiles};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An account of which a chunk speaks, in the chunk's month.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// The account that is billed.
    pub billing_account: String,
    /// The account that had the use of it.
    pub account: String,
    /// The first day of which it says something, in days since 1970-01-01.
    pub first_day: i32,
    /// The last such day.
    pub last_day: i32,
}

impl Scope {
    fn overlaps(&self, other: &Self) -> bool {
        self.first_day <= other.last_day && other.first_day <= self.last_day
    }
}

/// Whose costs a chunk holds, and of which days.
pub fn scopes(chunk: &Chunk) -> Vec<Scope> {
    let mut spans: BTreeMap<_, Span> = BTreeMap::new();
    for (item, cells) in chunk.iter() {
        if let (Some(first), Some(last)) = (cells.first(), cells.last()) {
            let own = Span::new(first.day, last.day);
            let span = spans.entry((item.billing_account, item.account)).or_insert(own);
            *span = span.with(own);
        }
    }
    let text = |text| chunk.symbols().get(text).to_owned();
    let scopes = spans.into_iter().map(|((billing_account, account), span)| Scope {
        billing_account: text(billing_account),
        account: text(account),
        first_day: span.first.number(),
        last_day: span.last.number(),
    });
    scopes.collect()
}

/// What one chunk of a file offers. Of a path only its newest content is offered.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Which file this is.
    pub file: i64,
    /// Its name: a path, an address, or the key of an object.
    pub path: String,
    /// A fingerprint of its content.
    pub digest: String,
    /// When it was written, in milliseconds since 1970, as all times.
    pub modified_ms: i64,
    /// When it was read.
    pub taken_ms: i64,
    /// When it was found to be gone.
    pub gone_ms: Option<i64>,
    /// The billing month, such as `2025-10`.
    pub month: String,
    /// Whose costs it speaks of.
    pub scopes: Vec<Scope>,
}

/// How much of a chunk counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counting {
    /// Nothing: newer files say it all.
    Nothing,
    /// All of it.
    Everything,
    /// The costs of these pairs of billing account and account.
    Only(BTreeSet<(String, String)>),
}

impl Counting {
    /// Whether the costs of an account count.
    pub fn counts(&self, billing_account: &str, account: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Only(pairs) => pairs.contains(&(billing_account.to_owned(), account.to_owned())),
        }
    }

    /// Leaves out of a chunk what does not count.
    pub fn keep(&self, chunk: &mut Chunk) {
        if *self != Self::Everything {
            let mut known = HashMap::new();
            chunk.retain(|symbols, item| {
                let (billing_account, account) = (item.billing_account, item.account);
                let counts = || self.counts(symbols.get(billing_account), symbols.get(account));
                *known.entry((billing_account, account)).or_insert_with(counts)
            });
        }
    }
}

/// What became of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// How much of it counts.
    pub counting: Counting,
    /// The files that say instead what does not count of it.
    pub superseded_by: BTreeSet<i64>,
}

/// Says of each offer of one source how much of it counts.
pub fn settle(offers: &[Offer], new_files: NewFiles) -> Vec<Settled> {
    let copies = copies(offers);
    let is_original = |index: &usize| !copies.contains_key(index);
    let mut losers: HashMap<(usize, usize), i64> = HashMap::new();
    if new_files != NewFiles::Add {
        for claims in claims(offers, is_original).values() {
            lose(offers, claims, new_files, &mut losers);
        }
    }
    offers.iter().enumerate().map(|(index, offer)| settled(index, offer, &copies, &losers)).collect()
}

/// Whether a file of which nothing counts can be forgotten: if it is gone, and its content does not lie there under
/// another name, which would stand for itself without it. `there` are the contents of files that are not gone.
pub fn can_be_forgotten(gone_ms: Option<i64>, digest: &str, there: &BTreeSet<&str>) -> bool {
    gone_ms.is_some() && !there.contains(digest)
}

/// The name of the delivery that a file belongs to: its path without what differs between parts and periods.
pub fn delivery(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folder.split('/').map(without_hive_value).collect::<Vec<_>>().join("/");
    let name: String = without_hive_value(name).chars().filter(|c| !c.is_ascii_digit()).collect();
    format!("{folder}/{name}")
}

/// `day=2025-10-01` as `day=`; a file's endings stay.
fn without_hive_value(segment: &str) -> String {
    match segment.split_once('=') {
        Some((key, value)) => format!("{key}={}", endings(value)),
        None => segment.to_owned(),
    }
}

/// What follows the first dot that is no decimal point.
fn endings(name: &str) -> &str {
    let dots = name.char_indices().filter(|(_, c)| *c == '.');
    let ending =
        dots.map(|(at, _)| at).find(|at| name[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
    ending.map_or("", |at| &name[at..])
}

/// What comes last: later times, then longer or later names, endings aside (`x-corrected.csv` comes after `x.csv`).
fn age(offer: &Offer) -> (i64, &str, &str) {
    let stem = offer.path.len() - endings(offer.path.rsplit('/').next().unwrap_or_default()).len();
    (offer.modified_ms, &offer.path[..stem], &offer.path)
}

/// Offers of files whose content lies there under another name too, and the file that stands for all of them: the oldest,
/// as a copy says nothing new. If the newest did, a copy of one part in another folder would be a delivery of its own,
/// newer than all the parts. Copies that keep the time of their original are known by being read later.
fn copies(offers: &[Offer]) -> HashMap<usize, i64> {
    fn order(offer: &Offer) -> impl Ord + '_ {
        (offer.modified_ms, offer.taken_ms, age(offer))
    }
    let mut oldest: HashMap<&str, &Offer> = HashMap::new();
    for offer in offers {
        let one = oldest.entry(&offer.digest).or_insert(offer);
        if order(offer) < order(one) {
            *one = offer;
        }
    }
    let stands_for = |offer: &Offer| oldest.get(offer.digest.as_str()).map(|one| one.file);
    let all = offers.iter().enumerate();
    all.filter_map(|(index, offer)| Some((index, stands_for(offer).filter(|file| *file != offer.file)?)))
        .collect()
}

/// An offer and its scope.
type Claim = (usize, usize);

/// Who speaks of the same account in the same month.
fn claims(
    offers: &[Offer],
    is_original: impl Fn(&usize) -> bool,
) -> BTreeMap<(&str, &str, &str), Vec<Claim>> {
    let mut claims: BTreeMap<_, Vec<Claim>> = BTreeMap::new();
    for (index, offer) in offers.iter().enumerate().filter(|(index, _)| is_original(index)) {
        for (position, scope) in offer.scopes.iter().enumerate() {
            let key = (offer.month.as_str(), scope.billing_account.as_str(), scope.account.as_str());
            claims.entry(key).or_default().push((index, position));
        }
    }
    claims
}

/// Finds the claims that do not count, and the file on whose account.
fn lose(offers: &[Offer], claims: &[Claim], new_files: NewFiles, losers: &mut HashMap<Claim, i64>) {
    let deliveries: Vec<String> = claims.iter().map(|(index, _)| delivery(&offers[*index].path)).collect();
    // A part that is gone since the other parts were written anew, with the same days, is in them now. One that was
    // cleared away alone, or spoke of other days, goes on counting.
    let successor = |place: usize| {
        let (index, position) = claims[place];
        let gone_ms = offers[index].gone_ms.filter(|_| new_files != NewFiles::Latest)?;
        let scope = &offers[index].scopes[position];
        let mut others = claims.iter().zip(&deliveries);
        let is_rewritten = |((index, position), delivery): &(&Claim, &String)| {
            let other = &offers[*index];
            let is_new = other.gone_ms.is_none() && other.taken_ms >= gone_ms;
            is_new && **delivery == deliveries[place] && other.scopes[*position].overlaps(scope)
        };
        others.find(is_rewritten).map(|((index, _), _)| offers[*index].file)
    };
    let successors: Vec<Option<i64>> = (0..claims.len()).map(successor).collect();
    // What is in others now does not make its delivery the newest.
    let there = (0..claims.len()).filter(|place| successors[*place].is_none());
    let Some(newest) = there.max_by_key(|place| age(&offers[claims[*place].0])) else { return };
    let file = offers[claims[newest].0].file;
    for (place, claim) in claims.iter().enumerate() {
        let is_same = match new_files {
            NewFiles::Latest => offers[claim.0].file == file,
            NewFiles::Replace | NewFiles::Add => deliveries[place] == deliveries[newest],
        };
        match successors[place] {
            _ if !is_same => drop(losers.insert(*claim, file)),
            Some(other) => drop(losers.insert(*claim, other)),
            None => {}
        }
    }
}

fn settled(
    index: usize,
    offer: &Offer,
    copies: &HashMap<usize, i64>,
    losers: &HashMap<Claim, i64>,
) -> Settled {
    if let Some(file) = copies.get(&index) {
        return Settled { counting: Counting::Nothing, superseded_by: BTreeSet::from([*file]) };
    }
    let lost = |position: usize| losers.get(&(index, position)).copied();
    let superseded_by: BTreeSet<i64> = (0..offer.scopes.len()).filter_map(lost).collect();
    let kept = offer.scopes.iter().enumerate().filter(|(position, _)| lost(*position).is_none());
    let kept: BTreeSet<_> =
        kept.map(|(_, scope)| (scope.billing_account.clone(), scope.account.clone())).collect();
    let counting = match (superseded_by.is_empty(), kept.is_empty()) {
        (true, _) => Counting::Everything,
        (false, true) => Counting::Nothing,
        (false, false) => Counting::Only(kept),
    };
    Settled { counting, superseded_by }
}

#[cfg(test)]
mod tests;
