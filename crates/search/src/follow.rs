//! Bringing the index up to what a source has.

use crate::{
    documents::{Document, Source},
    error::SearchError,
    form::{IDENTITY, VERSION, identity},
    limits,
    search::Search,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, PoisonError},
};
use tantivy::{
    DocSet as _, IndexWriter, TERMINATED, Term,
    indexer::{IndexWriterOptions, LogMergePolicy},
    schema::IndexRecordOption,
};

/// What of a source may be another than before.
#[derive(Clone, Copy, Debug)]
pub enum Changed<'a> {
    /// Anything: everything is compared.
    All,
    /// The documents with these keys.
    Keys(&'a BTreeSet<Arc<str>>),
}

/// How far a large piece of work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Documents that are done.
    pub done: u64,
    /// Documents that there are to do.
    pub total: u64,
}

/// Which sources have been indexed once, and how far a large piece of work is.
#[derive(Debug, Default)]
pub(crate) struct State {
    complete: BTreeSet<&'static str>,
    building: Option<Progress>,
}

impl Search {
    /// Indexes what is new or another in a source, and takes out what is gone. Visible in portions while there is much
    /// to do, and at the end.
    ///
    /// # Errors
    /// If the index cannot be written. What was visible before still is.
    pub fn follow(&self, source: &dyn Source, changed: Changed<'_>) -> Result<u64, SearchError> {
        let work = match changed {
            Changed::All => self.compare(source)?,
            Changed::Keys(keys) => {
                let there = keys.iter().map(|key| (Arc::clone(key), source.version(key)));
                let (there, gone): (Vec<_>, Vec<_>) = there.partition(|(_, version)| version.is_some());
                Work {
                    put: there.into_iter().filter_map(|(key, version)| Some((key, version?))).collect(),
                    gone: gone.into_iter().map(|(key, _)| identity(source.doc_type(), &key)).collect(),
                }
            }
        };
        let total = work.put.len() as u64;
        if total > limits::TOLD {
            self.change_state(|state| state.building = Some(Progress { done: 0, total }));
        }
        let done = self.carry_out(source, work);
        self.change_state(|state| state.building = None);
        if done.is_ok() {
            self.change_state(|state| {
                state.complete.insert(source.doc_type());
            });
        }
        done
    }

    /// Whether a source has been indexed once.
    pub fn is_complete(&self, doc_type: &str) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).complete.contains(doc_type)
    }

    /// How far a large piece of work is, while it lasts.
    pub fn progress(&self) -> Option<Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).building
    }

    fn change_state(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What must be done so that the index has what the source has.
    fn compare(&self, source: &dyn Source) -> Result<Work, SearchError> {
        let mut indexed = self.indexed(source.doc_type())?;
        let mut put = source.versions();
        put.retain(|(key, version)| indexed.remove(&identity(source.doc_type(), key)) != Some(*version));
        Ok(Work { put, gone: indexed.into_keys().collect() })
    }

    /// The versions of all documents of a type.
    fn indexed(&self, doc_type: &str) -> Result<HashMap<u64, u64>, SearchError> {
        let mut indexed = HashMap::new();
        let term = Term::from_field_text(self.fields.doc_type, doc_type);
        for segment in self.reader.searcher().segment_readers() {
            let identities = segment.fast_fields().column_first_or_default::<u64>(IDENTITY)?;
            let versions = segment.fast_fields().column_first_or_default::<u64>(VERSION)?;
            let inverted = segment.inverted_index(self.fields.doc_type)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    indexed.insert(identities.get_val(doc), versions.get_val(doc));
                }
                doc = postings.advance();
            }
        }
        Ok(indexed)
    }

    fn carry_out(&self, source: &dyn Source, work: Work) -> Result<u64, SearchError> {
        if work.put.is_empty() && work.gone.is_empty() {
            return Ok(0);
        }
        // A writer for this piece of work alone: it holds threads and memory.
        let mut writer = self.writer()?;
        for identity in &work.gone {
            writer.delete_term(Term::from_field_u64(self.fields.identity, *identity));
        }
        for portion in work.put.chunks(limits::PORTION) {
            for (key, version) in portion {
                let document = source.document(key);
                self.put(&writer, source.doc_type(), key, *version, document.as_ref())?;
            }
            writer.commit()?;
            self.reader.reload()?;
            self.change_state(|state| {
                if let Some(progress) = &mut state.building {
                    progress.done += portion.len() as u64;
                }
            });
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        Ok((work.put.len() + work.gone.len()) as u64)
    }

    fn put(
        &self,
        writer: &IndexWriter,
        doc_type: &str,
        key: &str,
        version: u64,
        document: Option<&Document>,
    ) -> Result<(), SearchError> {
        writer.delete_term(Term::from_field_u64(self.fields.identity, identity(doc_type, key)));
        // What is gone meanwhile is told to be gone later; until then it is not found.
        if let Some(document) = document {
            writer.add_document(self.fields.row(&self.index.schema(), doc_type, key, version, document))?;
        }
        Ok(())
    }

    fn writer(&self) -> Result<IndexWriter, SearchError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(limits::GATHERING)
            .build();
        let writer = self.index.writer_with_options(options)?;
        let mut merging = LogMergePolicy::default();
        // Single changes are brought together with one another, not each time with all that is there.
        merging.set_min_layer_size(1_000);
        merging.set_min_num_segments(6);
        merging.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(merging));
        Ok(writer)
    }
}

/// What is to be done.
struct Work {
    put: Vec<(Arc<str>, u64)>,
    gone: Vec<u64>,
}
