//! Words of the index that are written nearly like one that was asked for.

use crate::{limits, question::term};
use tantivy::{
    Score, Searcher, Term,
    query::{FuzzyTermQuery, Query},
    schema::Field,
};

/// A word of the index that is taken for another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Near {
    /// The word of the index; a stem, where stems are indexed.
    pub(crate) text: String,
    /// The word that was asked for.
    pub(crate) asked: String,
    /// Number of typing errors between them.
    pub(crate) distance: usize,
    /// Whether it is a stem, which nobody would write.
    pub(crate) is_stem: bool,
    /// Documents that have it, about.
    pub(crate) documents: u64,
}

impl Near {
    /// Documents with the word; fewer errors count more.
    pub(crate) fn query(&self, field: Field, most: Score) -> Box<dyn Query> {
        let share = match self.distance {
            0 => 0.9,
            1 => 0.7,
            _ => 0.4,
        };
        term(field, &self.text, most * share)
    }

    /// The same for the word that was asked for, of which the stem may have been compared.
    pub(crate) fn instead_of(mut self, asked: &str, is_stem: bool) -> Self {
        asked.clone_into(&mut self.asked);
        self.is_stem = is_stem;
        self
    }
}

/// How many typing errors a word may have. A swap of two letters is one.
pub(crate) fn allowed(word: &str) -> u8 {
    match word.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// The terms of a field that are nearest to a word; with `begins`, also those that begin nearly like it.
pub(crate) fn near(searcher: &Searcher, field: Field, word: &str, begins: bool) -> Vec<Near> {
    let mut found = Vec::new();
    let allowed = allowed(word);
    if allowed > 0 {
        collect(
            searcher,
            field,
            word,
            &FuzzyTermQuery::new(Term::from_field_text(field, word), allowed, true),
            &mut found,
        );
        if begins && found.is_empty() && allowed > 1 {
            // While somebody is still typing: one error in what there is so far.
            let query = FuzzyTermQuery::new_prefix(Term::from_field_text(field, word), 1, true);
            collect(searcher, field, word, &query, &mut found);
        }
    }
    found.sort_by(|a, b| (a.distance, b.documents, &a.text).cmp(&(b.distance, a.documents, &b.text)));
    found.truncate(limits::NEAR_TERMS);
    found
}

fn collect(searcher: &Searcher, field: Field, word: &str, query: &FuzzyTermQuery, found: &mut Vec<Near>) {
    let Ok(automaton) = query.automaton() else { return };
    for segment in searcher.segment_readers() {
        let Ok(inverted) = segment.inverted_index(field) else { continue };
        let Ok(mut terms) = inverted.terms().search(&automaton).into_stream() else { continue };
        let mut seen = 0;
        while seen < limits::NEAR_TERMS_SEEN && terms.advance() {
            seen += 1;
            let Ok(text) = std::str::from_utf8(terms.key()) else { continue };
            let documents = u64::from(terms.value().doc_freq);
            match found.iter_mut().find(|near| near.text == text) {
                Some(near) => near.documents += documents,
                None => found.push(Near {
                    distance: distance(word, text),
                    text: text.to_owned(),
                    asked: word.to_owned(),
                    is_stem: false,
                    documents,
                }),
            }
        }
    }
}

/// Errors between a word and another, or the beginning of it if that is longer by more than errors explain.
fn distance(word: &str, other: &str) -> usize {
    let whole = strsim::osa_distance(word, other);
    if whole <= usize::from(allowed(word)) { whole } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::{allowed, distance};

    #[test]
    fn longer_words_may_have_more_errors() {
        assert_eq!(["api", "cart", "orders", "payment"].map(allowed), [0, 1, 1, 2]);
        assert_eq!(distance("paymetn", "payment"), 1);
        assert_eq!(distance("invetor", "inventory"), 2);
    }
}
