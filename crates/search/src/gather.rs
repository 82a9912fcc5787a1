//! Gathers the best documents and counts all of them by facet in one walk.
//!
//! A facet is counted under all other choices. A document that fails no choice counts everywhere; one that fails a
//! single facet counts in that one alone, because there it is what another choice would show.

use crate::{documents::FACETS, form::WEIGHT};
use std::{collections::HashMap, sync::Arc};
use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, ComparableDoc, SegmentCollector, TopNComputer, sort_key::NaturalComparator},
    columnar::{ColumnValues, StrColumn},
};

type Top = TopNComputer<Score, DocId, NaturalComparator>;

/// What is to be gathered.
pub(crate) struct Gather {
    /// Documents that are wanted, best first.
    pub(crate) most: usize,
    /// Chosen values, one list per entry of [`FACETS`].
    pub(crate) chosen: [Vec<String>; FACETS.len()],
    /// Kinds that are only shown when they are chosen.
    pub(crate) hidden_kinds: Vec<String>,
    /// Whether facets are counted.
    pub(crate) counts: bool,
}

/// What was gathered.
#[derive(Default)]
pub(crate) struct Gathered {
    /// The best documents, best first.
    pub(crate) top: Vec<(Score, DocAddress)>,
    /// Number of all that fit.
    pub(crate) total: u64,
    /// How many have each value.
    pub(crate) counts: [HashMap<String, u64>; FACETS.len()],
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Part;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Part> {
        let mut columns = Vec::with_capacity(FACETS.len());
        for (position, name) in FACETS.iter().enumerate() {
            let column = segment.fast_fields().str(name)?;
            let hidden = position == 0 && self.chosen[0].is_empty() && !self.hidden_kinds.is_empty();
            let named = if hidden { &self.hidden_kinds } else { &self.chosen[position] };
            let rule = match (hidden, named.is_empty()) {
                (_, true) => Rule::Any,
                (true, _) => Rule::NotOf(ordinals(column.as_ref(), named)?),
                (false, _) => Rule::OneOf(ordinals(column.as_ref(), named)?),
            };
            let counts =
                vec![0; column.as_ref().filter(|_| self.counts).map_or(0, |column| column.num_terms())];
            columns.push(Facet { column, rule, counts });
        }
        Ok(Part {
            ordinal,
            weight: segment.fast_fields().column_first_or_default(WEIGHT)?,
            facets: columns,
            total: 0,
            top: TopNComputer::new_with_comparator(self.most, NaturalComparator),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, parts: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for part in parts {
            all.top.extend(part.top);
            all.total += part.total;
            for (all, part) in all.counts.iter_mut().zip(part.counts) {
                part.into_iter().for_each(|(value, count)| *all.entry(value).or_default() += count);
            }
        }
        all.top.sort_by(|(a, a_at), (b, b_at)| b.total_cmp(a).then_with(|| a_at.cmp(b_at)));
        all.top.truncate(self.most);
        Ok(all)
    }
}

/// What is gathered in one part of the index.
pub(crate) struct Part {
    ordinal: SegmentOrdinal,
    weight: Arc<dyn ColumnValues<u64>>,
    facets: Vec<Facet>,
    total: u64,
    top: Top,
}

struct Facet {
    column: Option<StrColumn>,
    rule: Rule,
    counts: Vec<u32>,
}

/// What a document's values must be.
enum Rule {
    Any,
    OneOf(Vec<u64>),
    NotOf(Vec<u64>),
}

impl Facet {
    fn values(&self, doc: DocId) -> impl Iterator<Item = u64> + '_ {
        self.column.iter().flat_map(move |column| column.ords().values_for_doc(doc))
    }

    fn fits(&self, doc: DocId) -> bool {
        match &self.rule {
            Rule::Any => true,
            Rule::OneOf(wanted) => self.values(doc).any(|value| wanted.contains(&value)),
            Rule::NotOf(refused) => !self.values(doc).any(|value| refused.contains(&value)),
        }
    }

    fn count(&mut self, doc: DocId) {
        if let Some(column) = self.column.as_ref().filter(|_| !self.counts.is_empty()) {
            for value in column.ords().values_for_doc(doc) {
                if let Some(count) = usize::try_from(value).ok().and_then(|value| self.counts.get_mut(value))
                {
                    *count += 1;
                }
            }
        }
    }

    /// The counts by value.
    fn told(&self) -> HashMap<String, u64> {
        let mut told = HashMap::new();
        let Some(column) = &self.column else { return told };
        // In one walk: looking up single values costs many times as much.
        let Ok(mut values) = column.dictionary().stream() else { return told };
        for count in &self.counts {
            if !values.advance() {
                break;
            }
            if let Some(text) = std::str::from_utf8(values.key()).ok().filter(|_| *count > 0) {
                told.insert(text.to_owned(), u64::from(*count));
            }
        }
        told
    }
}

impl SegmentCollector for Part {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        let mut failing = None;
        for (position, facet) in self.facets.iter().enumerate() {
            if !facet.fits(doc) && failing.replace(position).is_some() {
                return;
            }
        }
        match failing {
            Some(position) => self.facets[position].count(doc),
            None => {
                self.facets.iter_mut().for_each(|facet| facet.count(doc));
                self.total += 1;
                let weight = u8::try_from(self.weight.get_val(doc)).unwrap_or(u8::MAX);
                self.top.push(score * Score::from(weight) / 100.0, doc);
            }
        }
    }

    fn harvest(self) -> Gathered {
        let Self { ordinal, facets, total, top, .. } = self;
        let at = |found: ComparableDoc<Score, DocId>| (found.sort_key, DocAddress::new(ordinal, found.doc));
        let mut counts = facets.iter().map(Facet::told);
        Gathered {
            top: top.into_sorted_vec().into_iter().map(at).collect(),
            total,
            counts: std::array::from_fn(|_| counts.next().unwrap_or_default()),
        }
    }
}

/// Where values stand in a column; those that it does not have are nowhere.
fn ordinals(column: Option<&StrColumn>, values: &[String]) -> tantivy::Result<Vec<u64>> {
    let Some(column) = column else { return Ok(Vec::new()) };
    let mut ordinals = Vec::with_capacity(values.len());
    for value in values {
        ordinals.extend(column.dictionary().term_ord(value.as_bytes())?);
    }
    Ok(ordinals)
}
