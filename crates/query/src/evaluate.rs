//! Predicates and texts answered from the index, as sets of slots.

use std::ops::Bound;
use std::sync::Arc;

use memchr::memmem::Finder;
use roaring::RoaringBitmap;

use crate::index::Index;
use crate::limits::{TEXT_CHARS, TEXT_WORDS};
use crate::predicate::{Matcher, Predicate, Scalar};

impl Index {
    /// The slots of the entities that satisfy `predicate`, names and values in any case.
    ///
    /// What only the in-memory evaluation understands (bare scalars, objects in `$contains` other
    /// than relations) is refused by [`Predicate::parse_query`]; here it matches nothing.
    pub fn evaluate(&self, predicate: &Predicate) -> RoaringBitmap {
        match predicate {
            Predicate::All(parts) => self.intersection(parts.iter().map(|part| self.evaluate(part))),
            Predicate::Any(parts) => {
                parts.iter().map(|part| self.evaluate(part)).fold(RoaringBitmap::new(), |sum, set| sum | set)
            }
            Predicate::Not(part) => &self.all - self.evaluate(part),
            Predicate::Scalar(_) => RoaringBitmap::new(),
            Predicate::Fields(fields) => {
                self.intersection(fields.iter().map(|(field, matcher)| self.field(field, matcher)))
            }
        }
    }

    /// The slots of the entities whose name, title, description and tags together contain every
    /// word of `text`, in any case. Of a text, the first [`limits::TEXT_CHARS`](crate::limits::TEXT_CHARS) characters count, and of
    /// these [`limits::TEXT_WORDS`](crate::limits::TEXT_WORDS) different words: each is sought in every entity.
    pub fn text_match(&self, text: &str) -> RoaringBitmap {
        self.text_match_within(text, &self.all)
    }

    /// Like [`Index::text_match`], looking only at the entities in `within`.
    pub fn text_match_within(&self, text: &str, within: &RoaringBitmap) -> RoaringBitmap {
        let lower: String = text.chars().take(TEXT_CHARS).collect::<String>().to_lowercase();
        let mut words: Vec<&str> = lower.split_whitespace().collect();
        words.sort_unstable();
        words.dedup();
        let words: Vec<Finder<'_>> = words.into_iter().take(TEXT_WORDS).map(Finder::new).collect();
        let holds = |slot: &u32| {
            let text = self.document(*slot).map(|document| document.text.as_bytes());
            text.is_some_and(|text| words.iter().all(|word| word.find(text).is_some()))
        };
        if words.is_empty() { within & &self.all } else { within.iter().filter(holds).collect() }
    }

    /// Starts from everything and stops early once nothing is left.
    fn intersection(&self, sets: impl Iterator<Item = RoaringBitmap>) -> RoaringBitmap {
        let mut result: Option<RoaringBitmap> = None;
        for set in sets {
            let narrowed = match result {
                Some(known) => known & set,
                None => set,
            };
            if narrowed.is_empty() {
                return narrowed;
            }
            result = Some(narrowed);
        }
        result.unwrap_or_else(|| self.all.clone())
    }

    fn field(&self, field: &str, matcher: &Matcher) -> RoaringBitmap {
        let key = field.to_lowercase();
        match matcher {
            Matcher::Equals(scalar) => self.equal_to_one(&key, std::slice::from_ref(scalar)),
            Matcher::In(scalars) => self.equal_to_one(&key, scalars),
            Matcher::Exists(true) => self.terms.present(&key),
            Matcher::Exists(false) => &self.all - self.terms.present(&key),
            Matcher::HasPrefix(prefix) => self.has_prefix(&key, &prefix.to_lowercase()),
            Matcher::Contains(inner) => self.contains(&key, inner),
        }
    }

    fn equal_to_one(&self, key: &str, scalars: &[Scalar]) -> RoaringBitmap {
        let mut bitmap = RoaringBitmap::new();
        for scalar in scalars {
            if let Some(postings) = self.terms.equal(key, &scalar.text().to_lowercase()) {
                postings.add_to(&mut bitmap);
            }
        }
        bitmap
    }

    fn has_prefix(&self, key: &str, prefix: &str) -> RoaringBitmap {
        let mut bitmap = RoaringBitmap::new();
        let Some(key) = self.terms.key(key) else { return bitmap };
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let found = key.values().range::<str, _>(from).take_while(|(value, _)| value.starts_with(prefix));
        for (_, term) in found {
            self.terms.term(*term).into_iter().for_each(|term| term.postings.add_to(&mut bitmap));
        }
        bitmap
    }

    fn contains(&self, key: &str, inner: &Predicate) -> RoaringBitmap {
        match inner {
            Predicate::Scalar(scalar) => self.equal_to_one(key, std::slice::from_ref(scalar)),
            Predicate::Fields(fields) if key == "relations" => self.relation(fields),
            _ => RoaringBitmap::new(),
        }
    }

    fn relation(&self, fields: &[(String, Matcher)]) -> RoaringBitmap {
        let [(name, Matcher::Equals(kind)), rest @ ..] = fields else { return RoaringBitmap::new() };
        if name != "type" {
            return RoaringBitmap::new();
        }
        let key: Arc<str> = format!("relations.{}", kind.text().to_lowercase()).into();
        match rest {
            [] => self.terms.present(&key),
            [(_, target)] => self.field(&key, target),
            _ => RoaringBitmap::new(),
        }
    }
}
