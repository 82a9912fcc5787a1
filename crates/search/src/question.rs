//! From words to a query, by hand: what people type is never parsed as a language.
//!
//! Every word must be found in some field. How well it is found decides what it adds: as a word of the name, as the
//! beginning of one, as a tag, in an operation, as the stem of a word in a sentence. That the whole text is the name,
//! or the beginning of it, outweighs everything else.

use crate::{
    form::{Fields, identity},
    limits,
    near::{Near, near},
    words::{Stems, folded, is_filler, parts, runs, squashed},
};
use tantivy::{
    Score, Searcher, Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery,
        Occur, Query, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

/// What the whole text adds when it is a name, and when a name begins with it.
const IS_NAME: Score = 1000.0;
const BEGINS_NAME: Score = 60.0;
/// … when it is nearly one …
const NEAR_NAME: Score = 20.0;
/// … and when it is the name of an operation.
const IS_OPERATION: Score = 30.0;

/// What a word adds, by where and how it is found.
const NAME: Score = 12.0;
const NAME_BEGINS: Score = 8.0;
const TAG: Score = 7.0;
const TAG_BEGINS: Score = 4.0;
const OPERATION: Score = 5.0;
const OPERATION_BEGINS: Score = 3.0;
const PROSE_BEGINS: Score = 0.8;
const PROSE_NEAR: Score = 2.0;
const MORE: Score = 1.5;
/// Words of sentences are weighed by how rare they are; this brings the figures below those of names.
const PROSE_SCALE: Score = 0.25;

/// What somebody asks for, taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Question {
    pub(crate) words: Vec<Word>,
    /// The whole text without what separates its words.
    whole: String,
    /// The text itself, in lower case: it may be a reference.
    text: String,
}

/// A word that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) stem: String,
    /// The parts of a word in camel case, each of which may stand alone.
    pub(crate) parts: Vec<String>,
    /// Whether it may be the beginning of a longer word.
    pub(crate) begins: bool,
}

impl Question {
    pub(crate) fn new(text: &str) -> Self {
        let end = text.char_indices().nth(limits::TEXT).map_or(text.len(), |(end, _)| end);
        let text = text.get(..end).unwrap_or_default().trim();
        let mut stems = Stems::new();
        let mut words: Vec<Word> = Vec::new();
        for run in runs(text).take(limits::WORDS) {
            let (run, is_last) = (&text[run.clone()], run.end == text.len());
            let word = folded(run);
            if words.iter().any(|other| other.text == word) {
                continue;
            }
            words.push(Word {
                stem: stems.stem(&word),
                parts: parts(run).into_iter().map(|part| folded(&run[part])).collect(),
                begins: is_last || word.chars().count() > 2,
                text: word,
            });
        }
        if words.iter().any(|word| !is_filler(&word.text)) {
            words.retain(|word| !is_filler(&word.text));
        }
        Self { words, whole: squashed(text), text: text.to_lowercase() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Documents that have every word.
    pub(crate) fn strict(&self, fields: &Fields) -> Box<dyn Query> {
        if self.text.is_empty() {
            return Box::new(AllQuery);
        }
        if self.words.is_empty() {
            return Box::new(EmptyQuery);
        }
        let every = self.words.iter().map(|word| (Occur::Must, word.query(fields))).collect();
        let mut ways = self.whole(fields);
        ways.push((Occur::Should, Box::new(BooleanQuery::new(every)) as Box<dyn Query>));
        Box::new(BooleanQuery::new(ways))
    }

    /// Documents that have every word or one that is written nearly like it. Also says which words of the index were
    /// taken for those that were asked for.
    pub(crate) fn wide(&self, searcher: &Searcher, fields: &Fields) -> (Box<dyn Query>, Vec<Near>) {
        let (taken, every) = self.nearly(searcher, fields, Occur::Must, &|_| true);
        let mut ways: Clauses = vec![(Occur::Should, Box::new(BooleanQuery::new(every)))];
        let whole = near(searcher, fields.exact, &self.whole, false);
        ways.extend(whole.iter().map(|near| (Occur::Should, near.query(fields.exact, NEAR_NAME))));
        (Box::new(BooleanQuery::new(ways)), taken)
    }

    /// Documents that have some of the words, or nearly: what is proposed when nothing was found.
    pub(crate) fn some(&self, searcher: &Searcher, fields: &Fields) -> (Box<dyn Query>, Vec<Near>) {
        // A word that is there was not misspelt; others would only push aside what has it.
        let is_unknown = |found: &[Near]| found.iter().all(|near| near.distance > 0);
        let (near, some) = self.nearly(searcher, fields, Occur::Should, &is_unknown);
        (Box::new(BooleanQuery::new(some)), near)
    }

    fn nearly(
        &self,
        searcher: &Searcher,
        fields: &Fields,
        occur: Occur,
        counts: &dyn Fn(&[Near]) -> bool,
    ) -> (Vec<Near>, Clauses) {
        let mut all = Vec::new();
        let mut clauses: Clauses = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            if at >= limits::NEAR_WORDS {
                clauses.push((occur, word.query(fields)));
                continue;
            }
            let places = [
                (fields.name, &word.text, NAME_BEGINS),
                (fields.tag, &word.text, TAG_BEGINS),
                (fields.operation, &word.text, OPERATION_BEGINS),
                (fields.prose, &word.stem, PROSE_NEAR),
            ];
            let found =
                places.map(|(field, text, most)| (field, most, near(searcher, field, text, word.begins)));
            let mut ways = vec![word.query(fields)];
            if counts(&found.iter().flat_map(|(.., near)| near.iter().cloned()).collect::<Vec<_>>()) {
                for (field, most, found) in found {
                    ways.extend(found.iter().map(|near| near.query(field, most)));
                    let is_stem = field == fields.prose;
                    all.extend(found.into_iter().map(|near| near.instead_of(&word.text, is_stem)));
                }
            }
            clauses.push((occur, Box::new(DisjunctionMaxQuery::new(ways))));
        }
        (all, clauses)
    }

    /// The ways in which the whole text is something.
    fn whole(&self, fields: &Fields) -> Clauses {
        let mut ways: Clauses = Vec::new();
        if !self.whole.is_empty() {
            ways.push((Occur::Should, term(fields.exact, &self.whole, IS_NAME)));
            ways.push((Occur::Should, beginning(fields.exact, &self.whole, BEGINS_NAME)));
            // A plain word stands in the summaries of many.
            if self.words.len() > 1 || self.words.iter().any(|word| !word.parts.is_empty()) {
                ways.push((Occur::Should, term(fields.operation, &self.whole, IS_OPERATION)));
            }
        }
        if self.text.contains([':', '/']) {
            let full = Term::from_field_u64(fields.identity, identity(crate::CATALOG, &self.text));
            let query = TermQuery::new(full, IndexRecordOption::Basic);
            ways.push((Occur::Should, Box::new(ConstScoreQuery::new(Box::new(query), IS_NAME))));
        }
        ways
    }
}

/// What a query consists of.
type Clauses = Vec<(Occur, Box<dyn Query>)>;

impl Word {
    /// Documents that have this word in some field; the best of the ways in which they have it counts.
    fn query(&self, fields: &Fields) -> Box<dyn Query> {
        let mut ways = vec![
            term(fields.name, &self.text, NAME),
            term(fields.tag, &self.text, TAG),
            term(fields.operation, &self.text, OPERATION),
            term(fields.more, &self.text, MORE),
            weighed(fields.prose, &self.stem),
        ];
        if self.begins {
            ways.push(beginning(fields.name, &self.text, NAME_BEGINS));
            // A single letter begins half of all words: it says something about names alone.
            if self.text.chars().nth(1).is_some() {
                ways.push(beginning(fields.tag, &self.text, TAG_BEGINS));
                ways.push(beginning(fields.operation, &self.text, OPERATION_BEGINS));
                ways.push(beginning(fields.prose, &self.text, PROSE_BEGINS));
            }
        }
        if !self.parts.is_empty() {
            let every = self.parts.iter().map(|part| {
                let ways = vec![
                    term(fields.name, part, NAME),
                    term(fields.operation, part, OPERATION),
                    weighed(fields.prose, &Stems::new().stem(part)),
                ];
                (Occur::Must, Box::new(DisjunctionMaxQuery::new(ways)) as Box<dyn Query>)
            });
            // Together they are one word.
            let together = BooleanQuery::new(every.collect());
            let share = 1.0 / Score::from(u8::try_from(self.parts.len()).unwrap_or(u8::MAX));
            ways.push(Box::new(BoostQuery::new(Box::new(together), share)));
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }
}

/// Documents with a term, all with the same score.
pub(crate) fn term(field: Field, text: &str, score: Score) -> Box<dyn Query> {
    let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic);
    Box::new(ConstScoreQuery::new(Box::new(query), score))
}

/// Documents with a term, those first that have it often and in little text.
fn weighed(field: Field, text: &str) -> Box<dyn Query> {
    let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
    Box::new(BoostQuery::new(Box::new(query), PROSE_SCALE))
}

/// Documents with a term that begins like this.
fn beginning(field: Field, text: &str, score: Score) -> Box<dyn Query> {
    // Distance zero: the automaton of a plain beginning.
    let query = FuzzyTermQuery::new_prefix(Term::from_field_text(field, text), 0, false);
    Box::new(BoostQuery::new(Box::new(query), score))
}

#[cfg(test)]
mod tests {
    use super::Question;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let question = Question::new(text);
        let words: Vec<&str> = question.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn words_are_taken_apart() {
        check("Cart service", &["cart", "service"]);
        check("component:default/cart", &["component", "default", "cart"]);
        check("cart cart CART", &["cart"]);
        check("the service that takes the money", &["service", "takes", "money"]);
        check("what is it", &["what", "is", "it"]);
        check("  ", &[]);
        check("\"+~^*()[]{}:\\/", &[]);
    }

    #[test]
    fn endless_texts_end() {
        assert!(Question::new(&"x ".repeat(10_000)).words.len() <= 1);
        let many: String = (0..1000).map(|number| format!("w{number} ")).collect();
        assert!(Question::new(&many).words.len() <= crate::limits::WORDS);
    }
}
