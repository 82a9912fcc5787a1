//! The index, and asking it.

use crate::{
    documents::FACETS,
    error::SearchError,
    folder::{self, Place},
    follow::State,
    form::{Fields, attribute},
    gather::{Gather, Gathered},
    limits,
    marks::Marks,
    near::Near,
    question::Question,
};
use serde_json::{Map, Value};
use std::{fs::File, path::Path, sync::Mutex};
use tantivy::{
    DocAddress, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::Count,
    query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption, Value as _},
};

/// An index: asked by many, changed by one.
pub struct Search {
    pub(crate) index: Index,
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    pub(crate) state: Mutex<State>,
    /// What marks begin and end with in the HTTP API; nobody can write it into a text beforehand.
    pub(crate) tag: String,
    /// Keeps the folder for this process.
    _lock: Option<File>,
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// Words.
    pub text: String,
    /// Types of documents; all of them if there are none.
    pub doc_types: Vec<String>,
    /// Fields of documents, and the values of which they must have one.
    pub attributes: Vec<(String, Vec<String>)>,
    /// Chosen values in lower case, one list per entry of [`FACETS`].
    pub chosen: [Vec<String>; FACETS.len()],
    /// Kinds that are only shown when they are chosen, in lower case.
    pub hidden_kinds: Vec<String>,
    /// Results to pass over.
    pub skip: usize,
    /// Results that are wanted.
    pub limit: usize,
    /// Whether facets are counted.
    pub counts: bool,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The results that were wanted, best first.
    pub hits: Vec<Hit>,
    /// Number of all.
    pub total: u64,
    /// Values and how many results have them, one list per entry of [`FACETS`], each under all other choices.
    pub counts: [Vec<(String, u64)>; FACETS.len()],
    /// Whether nothing has the words as they were written, so that these are results for words like them.
    pub similar: bool,
    /// Other words that would find something, if these find nothing.
    pub suggestion: Option<String>,
    /// What comes nearest, if nothing was found.
    pub nearest: Vec<Hit>,
    /// Marks what was found.
    pub marks: Marks,
}

/// A result.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Type of the document.
    pub doc_type: String,
    /// Its key.
    pub key: String,
    /// What programs get to see of it.
    pub document: Map<String, Value>,
    /// Its first operations.
    pub operations: String,
}

impl Search {
    /// The index in a folder. What is there is taken up if it is whole, else made anew; folders that other processes
    /// use are left to them.
    ///
    /// # Errors
    /// If no folder can be written.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        Self::at(folder::open(folder)?)
    }

    /// An index in memory, which is gone with the process.
    ///
    /// # Errors
    /// If there is not enough memory.
    pub fn in_memory() -> Result<Self, SearchError> {
        Self::at(folder::in_memory())
    }

    fn at(Place { index, lock }: Place) -> Result<Self, SearchError> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(limits::CACHED_BLOCKS)
            .try_into()?;
        let (_, fields) = Fields::build();
        let tag = format!("{:016x}{:016x}", rand::random::<u64>(), rand::random::<u64>());
        Ok(Self { index, reader, fields, state: Mutex::default(), tag, _lock: lock })
    }

    /// Number of documents.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers a question.
    ///
    /// # Errors
    /// Only if the index itself cannot be read.
    pub fn find(&self, request: &Request) -> Result<Found, SearchError> {
        let searcher = self.reader.searcher();
        let question = Question::new(&request.text);
        let strict = self.filtered(question.strict(&self.fields), request);
        let mut gathered = searcher.search(&*strict, &request.gather())?;
        let mut near = Vec::new();
        let mut found = Found::default();
        if !question.is_empty() && !self.fits(&searcher, &*strict, request, &gathered)? {
            let (wide, taken) = question.wide(&searcher, &self.fields);
            let wide = self.filtered(wide, request);
            gathered = searcher.search(&*wide, &request.gather())?;
            (near, found.similar) = (taken, true);
            if !self.fits(&searcher, &*wide, request, &gathered)? {
                found.similar = false;
                let (some, taken) = question.some(&searcher, &self.fields);
                let some = self.filtered(some, request);
                let nearest = Request {
                    limit: limits::NEAREST,
                    hidden_kinds: request.hidden_kinds.clone(),
                    ..Request::default()
                };
                let nearest = searcher.search(&*some, &nearest.gather())?;
                found.nearest = self.hits(&searcher, nearest.top.into_iter().map(|(_, at)| at))?;
                found.suggestion = suggestion(&request.text, &question, &taken);
                near = taken;
            }
        }
        let wanted = gathered.top.into_iter().skip(request.skip).map(|(_, at)| at);
        found.hits = self.hits(&searcher, wanted)?;
        found.total = gathered.total;
        found.counts = gathered.counts.map(|counts| {
            let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
            counts.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
            counts
        });
        found.marks = Marks::new(&question, &near);
        Ok(found)
    }

    /// Whether the words find something, if only under other choices.
    fn fits(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        request: &Request,
        gathered: &Gathered,
    ) -> Result<bool, SearchError> {
        let narrowed = request.chosen.iter().any(|chosen| !chosen.is_empty());
        Ok(gathered.total > 0 || (narrowed && searcher.search(query, &Count)? > 0))
    }

    /// A query that also keeps to types and attributes.
    fn filtered(&self, query: Box<dyn Query>, request: &Request) -> Box<dyn Query> {
        let mut clauses = vec![(Occur::Must, query)];
        let types = request.doc_types.iter().map(|doc_type| (self.fields.doc_type, doc_type.clone()));
        clauses.extend(one_of(types));
        for (name, values) in &request.attributes {
            clauses
                .extend(one_of(values.iter().map(|value| (self.fields.attribute, attribute(name, value)))));
        }
        match clauses.len() {
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn hits(
        &self,
        searcher: &Searcher,
        at: impl Iterator<Item = DocAddress>,
    ) -> Result<Vec<Hit>, SearchError> {
        at.map(|at| {
            let row: TantivyDocument = searcher.doc(at)?;
            let text = |field| row.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
            // What cannot be read has an empty document; the index is only a cache.
            let document = serde_json::from_str(text(self.fields.document)).unwrap_or_default();
            Ok(Hit {
                doc_type: text(self.fields.doc_type).to_owned(),
                key: text(self.fields.key).to_owned(),
                operations: text(self.fields.operations_kept).to_owned(),
                document,
            })
        })
        .collect()
    }
}

impl Request {
    fn gather(&self) -> Gather {
        let depth = self.skip.saturating_add(self.limit).clamp(1, limits::DEPTH);
        Gather {
            most: depth,
            chosen: self.chosen.clone(),
            hidden_kinds: self.hidden_kinds.clone(),
            counts: self.counts,
        }
    }
}

/// A clause that leaves documents with one of these terms, if there are any, and adds nothing to their rank.
fn one_of(terms: impl Iterator<Item = (Field, String)>) -> Option<(Occur, Box<dyn Query>)> {
    let any: Vec<(Occur, Box<dyn Query>)> = terms
        .map(|(field, text)| {
            let query = TermQuery::new(Term::from_field_text(field, &text), IndexRecordOption::Basic);
            (Occur::Should, Box::new(query) as Box<dyn Query>)
        })
        .collect();
    if any.is_empty() {
        return None;
    }
    let query = ConstScoreQuery::new(Box::new(BooleanQuery::new(any)), 0.0);
    Some((Occur::Must, Box::new(query)))
}

/// The text with the likeliest word in place of each that was misspelt.
fn suggestion(text: &str, question: &Question, near: &[Near]) -> Option<String> {
    let mut words = Vec::new();
    for word in &question.words {
        let likely = near
            .iter()
            .filter(|near| near.asked == word.text)
            .min_by_key(|near| (near.is_stem, near.distance, std::cmp::Reverse(near.documents)));
        words.extend(likely.map(|near| near.text.clone()));
    }
    let suggestion = words.join(" ");
    (!suggestion.is_empty() && suggestion != text.to_lowercase()).then_some(suggestion)
}
