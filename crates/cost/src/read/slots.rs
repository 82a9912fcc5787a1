//! The texts of a row as numbers: what the row before said is not looked up again.

use super::{
    Limits,
    gather::{FURTHER, Further, Gather},
    mapping::Table,
    plan::{Plan, Source, stripped},
    tags,
};
use crate::{
    item::Symbols,
    limits::{MEASURED_VALUES, OWN_VALUES, REMEMBERED_TAGS_BYTES, TAG_KEYS, cut},
    money::Amount,
};
use ::csv::ByteRecord;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
};

/// Where the resource and its name are among an item's fields.
const RESOURCE: usize = 7;
const RESOURCE_NAME: usize = 8;
/// As what resources beyond the limit come together.
const FURTHER_RESOURCES: &str = "(further resources)";
/// Instead of the number of a set of tags: the text was not understood.
const UNKNOWN: u32 = u32::MAX;

/// What was last in a cell, and its number.
#[derive(Default)]
struct Memo {
    value: Vec<u8>,
    number: u32,
    is_set: bool,
}

impl Memo {
    fn get(&self, value: &[u8]) -> Option<u32> {
        (self.is_set && self.value == value).then_some(self.number)
    }

    fn set(&mut self, value: &[u8], number: u32) {
        self.value.clear();
        self.value.extend_from_slice(value);
        (self.number, self.is_set) = (number, true);
    }
}

/// A set of texts' numbers.
#[derive(Default)]
struct Numbers(Vec<u64>);

impl Numbers {
    /// Whether it is new.
    fn insert(&mut self, number: u32) -> bool {
        let (at, bit) = (number as usize / 64, 1_u64 << (number % 64));
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        let Some(word) = self.0.get_mut(at) else { return true };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }
}

/// The values of a tag or a further column, up to as many as it may have.
#[derive(Default)]
struct Values {
    /// Their hashes: they are counted over the whole file, whatever was given away.
    seen: HashSet<u64>,
    /// Those of them that have a number now.
    known: Numbers,
    is_dropped: bool,
}

/// A column that is kept, or that is one tag.
struct Kept {
    column: usize,
    memo: Memo,
    values: Values,
    /// Whether all values so far are numbers, and whether one of them has decimals.
    is_number: bool,
    has_decimals: bool,
    /// Rows in which it says something.
    rows: u64,
}

/// The texts of rows as numbers.
pub(super) struct Slots {
    pub(super) gather: Gather,
    pub(super) further: Vec<Further>,
    /// Fields of items, and the currency.
    texts: Vec<Memo>,
    kept: Vec<Kept>,
    tag_texts: Symbols,
    /// By number of a text of tags: the set, or [`UNKNOWN`].
    tag_sets: Vec<u32>,
    tag_memo: Memo,
    tag_keys: HashMap<String, Values>,
    resources: Numbers,
    resource_count: usize,
    hasher: RandomState,
    /// The numbers of the row that was read last.
    pub(super) numbers: Vec<u32>,
    pub(super) identifiers: Vec<String>,
    pub(super) further_resources: u64,
    pub(super) untagged_rows: u64,
    values_most: usize,
    resources_most: usize,
}

impl Slots {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            gather: Gather::default(),
            further: Vec::new(),
            texts: Vec::new(),
            kept: Vec::new(),
            tag_texts: Symbols::new(),
            tag_sets: Vec::new(),
            tag_memo: Memo::default(),
            tag_keys: HashMap::new(),
            resources: Numbers::default(),
            resource_count: 0,
            hasher: RandomState::new(),
            numbers: Vec::new(),
            identifiers: Vec::new(),
            further_resources: 0,
            untagged_rows: 0,
            values_most: limits.values,
            resources_most: limits.resources,
        }
    }

    /// Makes place for the columns of a plan. What has a place already keeps it.
    pub(super) fn fit(&mut self, plan: &Plan) {
        self.forget_cells();
        self.texts.resize_with(plan.texts.len(), Memo::default);
        for (column, name, is_tag) in &plan.further {
            if self.kept.iter().any(|kept| kept.column == *column) {
                continue;
            }
            self.further.push(Further { name: name.clone(), is_tag: *is_tag });
            self.kept.push(Kept {
                column: *column,
                memo: Memo::default(),
                values: Values::default(),
                is_number: true,
                has_decimals: false,
                rows: 0,
            });
        }
    }

    /// What was gathered has been given away: numbers begin anew.
    pub(super) fn forget(&mut self) {
        self.forget_cells();
        for values in self.tag_keys.values_mut().chain(self.kept.iter_mut().map(|kept| &mut kept.values)) {
            values.known = Numbers::default();
        }
        self.forget_tags();
        self.resources = Numbers::default();
        self.resource_count = 0;
    }

    fn forget_cells(&mut self) {
        for memo in self.texts.iter_mut().chain(self.kept.iter_mut().map(|kept| &mut kept.memo)) {
            memo.is_set = false;
        }
    }

    fn forget_tags(&mut self) {
        self.tag_texts = Symbols::new();
        self.tag_sets.clear();
        self.tag_memo.is_set = false;
    }

    /// What it takes in memory, roughly, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.gather.bytes() + self.tag_texts.bytes()
    }

    /// Reads the row's texts into [`numbers`](Self::numbers).
    pub(super) fn row(&mut self, plan: &Plan, table: &Table, record: &ByteRecord, nothing: &[String]) {
        self.numbers.clear();
        for (at, source) in plan.texts.iter().enumerate() {
            let value = first(&source.columns, record, nothing);
            let number = self.text(at, source, value);
            self.numbers.push(number);
        }
        self.bound_resources();
        let tags = first(&plan.tags, record, nothing);
        let tags = self.tags(table, tags);
        self.numbers.push(tags);
        for at in 0..self.kept.len() {
            let number = self.kept(at, record, nothing);
            self.numbers.push(number);
        }
    }

    /// The number of one of an item's fields, or of the currency.
    fn text(&mut self, at: usize, source: &Source, value: &[u8]) -> u32 {
        let Some(memo) = self.texts.get_mut(at) else { return 0 };
        if let Some(number) = memo.get(value) {
            return number;
        }
        let text = text_of(value);
        let text = if text.is_empty() { source.constant.as_str() } else { source.translated(cut(&text)) };
        let number = self.gather.symbols.intern(text).number();
        memo.set(value, number);
        number
    }

    /// Resources beyond the limit come together.
    fn bound_resources(&mut self) {
        let Some(&number) = self.numbers.get(RESOURCE) else { return };
        if number == 0 || self.resources.has(number) {
            return;
        }
        if self.resource_count < self.resources_most {
            self.resources.insert(number);
            self.resource_count += 1;
            return;
        }
        let together = self.gather.symbols.intern(FURTHER_RESOURCES).number();
        for (at, number) in [(RESOURCE, together), (RESOURCE_NAME, 0)] {
            if let Some(place) = self.numbers.get_mut(at) {
                *place = number;
            }
        }
        self.further_resources += 1;
    }

    /// The number of what a further column says; 0 if it is left out.
    fn kept(&mut self, at: usize, record: &ByteRecord, nothing: &[String]) -> u32 {
        let Some(kept) = self.kept.get_mut(at) else { return 0 };
        if kept.values.is_dropped {
            return 0;
        }
        let value = cell(record, kept.column);
        if value.is_empty() || is_nothing(value, nothing) {
            return 0;
        }
        kept.rows += 1;
        if let Some(number) = kept.memo.get(value) {
            return number;
        }
        let text = text_of(value);
        let text = cut(&text);
        let number = self.gather.symbols.intern(text).number();
        kept.memo.set(value, number);
        let values = kept.values.add(number, text, &self.hasher);
        kept.is_number = kept.is_number && Amount::parse(text).is_ok();
        kept.has_decimals = kept.has_decimals || (kept.is_number && text.contains('.'));
        let is_tag = self.further.get(at).is_some_and(|about| about.is_tag);
        let is_measure = kept.is_number && kept.has_decimals && values > MEASURED_VALUES && !is_tag;
        if values <= self.values_most && !is_measure {
            return number;
        }
        self.leave_out(at);
        0
    }

    fn leave_out(&mut self, at: usize) {
        let (Some(kept), Some(about)) = (self.kept.get_mut(at), self.further.get(at)) else { return };
        kept.values = Values { is_dropped: true, ..Values::default() };
        self.identifiers.push(if about.is_tag { format!("tag:{}", about.name) } else { about.name.clone() });
        self.gather.without_further(FURTHER + at);
    }

    /// Leaves out the columns of which every row had its own value.
    pub(super) fn leave_out_own(&mut self, rows: u64) {
        let own = |kept: &Kept| {
            let values = kept.values.seen.len();
            kept.rows == rows && values >= OWN_VALUES && values as u64 == rows
        };
        for at in 0..self.kept.len() {
            let is_column = self.further.get(at).is_some_and(|about| !about.is_tag);
            if is_column && self.kept.get(at).is_some_and(own) {
                self.leave_out(at);
            }
        }
    }

    /// The number of a set of tags.
    fn tags(&mut self, table: &Table, value: &[u8]) -> u32 {
        if value.is_empty() {
            return 0;
        }
        let number = match self.tag_memo.get(value) {
            Some(number) => number,
            None => {
                let number = self.tag_set(table, &text_of(value));
                self.tag_memo.set(value, number);
                number
            }
        };
        if number == UNKNOWN {
            self.untagged_rows += 1;
            return 0;
        }
        number
    }

    fn tag_set(&mut self, table: &Table, text: &str) -> u32 {
        let known = self.tag_texts.find(text).and_then(|known| self.tag_sets.get(known.index()));
        if let Some(&known) = known {
            return known;
        }
        let number = tags::parse(text).map_or(UNKNOWN, |tags| self.set_of(table, tags));
        if self.tag_texts.bytes() > REMEMBERED_TAGS_BYTES {
            self.forget_tags();
        }
        let at = self.tag_texts.intern(text).index();
        if self.tag_sets.len() <= at {
            self.tag_sets.resize(at + 1, UNKNOWN);
        }
        if let Some(place) = self.tag_sets.get_mut(at) {
            *place = number;
        }
        number
    }

    fn set_of(&mut self, table: &Table, mut tags: Vec<(String, String)>) -> u32 {
        if table.tags.strip.iter().next().is_some() {
            for (key, _) in &mut tags {
                *key = stripped(key, table).trim().to_owned();
            }
            tags.sort_by(|a, b| a.0.cmp(&b.0));
            tags.dedup_by(|later, first| later.0 == first.0);
        }
        let mut pairs = Vec::with_capacity(tags.len() * 2);
        for (key, value) in &tags {
            let (key, value) = (cut(key), cut(value));
            let number = self.gather.symbols.intern(value).number();
            if self.takes_tag(key, value, number) {
                pairs.extend([self.gather.symbols.intern(key).number(), number]);
            }
        }
        self.gather.tag_set(&pairs)
    }

    /// Whether a tag is kept. One that turns out to tell rows apart is taken out of all items.
    fn takes_tag(&mut self, key: &str, value: &str, number: u32) -> bool {
        if !self.tag_keys.contains_key(key) {
            let is_dropped = self.tag_keys.len() >= TAG_KEYS;
            if self.tag_keys.len() > 2 * TAG_KEYS {
                return false;
            }
            if is_dropped {
                self.identifiers.push(format!("tag:{key}"));
            }
            self.tag_keys.insert(key.to_owned(), Values { is_dropped, ..Values::default() });
        }
        let Some(values) = self.tag_keys.get_mut(key) else { return false };
        if values.is_dropped || values.add(number, value, &self.hasher) <= self.values_most {
            return !values.is_dropped;
        }
        *values = Values { is_dropped: true, ..Values::default() };
        self.identifiers.push(format!("tag:{key}"));
        let key = self.gather.symbols.intern(key);
        self.gather.without_tag(key);
        // Sets have other numbers now.
        self.forget_tags();
        false
    }
}

impl Values {
    /// How many there are with this one.
    fn add(&mut self, number: u32, text: &str, hasher: &RandomState) -> usize {
        if self.known.insert(number) {
            self.seen.insert(hasher.hash_one(text));
        }
        self.seen.len()
    }
}

/// The first of the cells that says something.
pub(super) fn first<'a>(columns: &[usize], record: &'a ByteRecord, nothing: &[String]) -> &'a [u8] {
    let values = columns.iter().map(|&at| cell(record, at));
    let mut said = values.filter(|value| !value.is_empty() && !is_nothing(value, nothing));
    said.next().unwrap_or_default()
}

/// What stands in a column, without blanks around it.
pub(super) fn cell(record: &ByteRecord, at: usize) -> &[u8] {
    record.get(at).unwrap_or_default().trim_ascii()
}

pub(super) fn is_nothing(value: &[u8], nothing: &[String]) -> bool {
    nothing.iter().any(|word| word.as_bytes() == value)
}

fn text_of(value: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(value)
}
