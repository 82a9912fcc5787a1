//! Words of texts, as they are indexed, asked for and marked: one definition for all three.
//!
//! A word is a run of letters and digits. A run in camel case is also its parts: `GraphQL` is found by `graphql` and
//! by `ql`. Words are compared in lower case, without accents; prose also by its stems.

use crate::limits;
use std::ops::Range;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream as _,
};

/// Runs of letters and digits.
pub(crate) fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = characters.find(|(_, character)| character.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        while let Some((at, character)) = characters.next_if(|(_, character)| is_of_word(*character)) {
            end = at + character.len_utf8();
        }
        Some(start..end)
    })
}

/// Marks that modify the letter before them belong to the word.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character)
}

/// The parts of a run in camel case; nothing if it is one word.
pub(crate) fn parts(run: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = run.char_indices().collect();
    let mut cuts = Vec::new();
    for (position, pair) in characters.windows(2).enumerate() {
        let [(_, one), (at, other)] = pair else { continue };
        let next = characters.get(position + 2).map(|(_, next)| *next);
        let rises = !one.is_uppercase() && other.is_uppercase();
        let ends_capitals =
            one.is_uppercase() && other.is_uppercase() && next.is_some_and(char::is_lowercase);
        if rises || ends_capitals {
            cuts.push(*at);
        }
    }
    if cuts.is_empty() {
        return Vec::new();
    }
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(run.len()));
    starts.zip(ends).map(|(start, end)| start..end).collect()
}

/// Every word of a text and where it stands: runs, and the parts of those that have some.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    runs(text).flat_map(move |run| {
        let inner = parts(&text[run.clone()]);
        let (start, whole) = (run.start, std::iter::once(run));
        whole.chain(inner.into_iter().map(move |part| start + part.start..start + part.end))
    })
}

/// A word as it is compared: lower case, no accents, and not endless.
pub(crate) fn folded(word: &str) -> String {
    let mut folded = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        let mut analyzer = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter).build();
        let mut stream = analyzer.token_stream(word);
        if stream.advance() { stream.token().text.to_lowercase() } else { word.to_lowercase() }
    };
    cut(&mut folded, limits::WORD);
    folded
}

/// Only the letters and digits of a text, folded: how whole names are compared.
pub(crate) fn squashed(text: &str) -> String {
    let mut squashed = String::new();
    for run in runs(text) {
        squashed.push_str(&folded(&text[run]));
    }
    cut(&mut squashed, limits::WORD);
    squashed
}

fn cut(text: &mut String, most: usize) {
    text.truncate(text.floor_char_boundary(most));
}

/// Finds the stems of English words.
pub(crate) struct Stems(TextAnalyzer);

impl Stems {
    pub(crate) fn new() -> Self {
        let stemmer = Stemmer::new(Language::English);
        Self(TextAnalyzer::builder(RawTokenizer::default()).filter(stemmer).build())
    }

    /// The stem of a folded word.
    pub(crate) fn stem(&mut self, word: &str) -> String {
        let mut stream = self.0.token_stream(word);
        if stream.advance() { stream.token().text.clone() } else { word.to_owned() }
    }
}

/// Words that say nothing about what is meant, as long as there are others.
pub(crate) fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 44] = [
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from", "has",
        "have", "how", "i", "in", "is", "it", "its", "me", "my", "of", "on", "or", "our", "that", "the",
        "their", "this", "to", "was", "we", "what", "when", "where", "which", "who", "whose", "why", "with",
        "you",
    ];
    FILLERS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Stems, folded, is_filler, squashed, words};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_runs_and_their_parts() {
        check("cart-service", &["cart", "service"]);
        check("createOrder", &["createOrder", "create", "Order"]);
        check("HTTPServer v2", &["HTTPServer", "HTTP", "Server", "v2"]);
        check("GET /orders/{orderId}", &["GET", "orders", "orderId", "order", "Id"]);
        check("Zoë's Straße", &["Zoë", "s", "Straße"]);
        check("", &[]);
        check("…/–", &[]);
    }

    #[test]
    fn words_are_compared_without_case_and_accents() {
        assert_eq!(folded("Jürgen"), "jurgen");
        assert_eq!(folded("API"), "api");
        assert_eq!(squashed("Cart-Service v2"), "cartservicev2");
        assert_eq!(folded(&"é".repeat(200)).len(), 64);
    }

    #[test]
    fn stems_bring_forms_together() {
        let mut stems = Stems::new();
        assert_eq!(stems.stem("payments"), stems.stem("payment"));
        assert_eq!(stems.stem("invoicing"), stems.stem("invoices"));
    }

    #[test]
    fn fillers_are_in_order() {
        assert!(is_filler("a") && is_filler("the") && is_filler("you"));
        assert!(!is_filler("cart"));
    }
}
