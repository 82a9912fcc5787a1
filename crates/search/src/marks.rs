//! Marks what was found in a text, and cuts out the passage that says most.

use crate::{
    limits,
    near::Near,
    question::Question,
    words::{Stems, folded, words},
};
use std::{collections::HashSet, ops::Range};

/// What to mark.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Folded words, and stems of prose.
    words: HashSet<String>,
    stems: HashSet<String>,
    begins: Vec<String>,
}

/// A piece of a text, marked or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The piece as it stands in the text.
    pub text: String,
    /// Whether it was asked for.
    pub marked: bool,
}

impl Marks {
    pub(crate) fn new(question: &Question, near: &[Near]) -> Self {
        let mut marks = Self::default();
        for word in &question.words {
            marks.words.insert(word.text.clone());
            marks.words.extend(word.parts.iter().cloned());
            marks.stems.insert(word.stem.clone());
            if word.begins {
                marks.begins.push(word.text.clone());
            }
        }
        for near in near {
            marks.words.insert(near.text.clone());
            marks.stems.insert(near.text.clone());
        }
        marks
    }

    /// Whether something of the text is marked.
    pub fn touch(&self, text: &str) -> bool {
        !self.ranges(text).is_empty()
    }

    /// The whole text in pieces.
    pub fn whole(&self, text: &str) -> Vec<Piece> {
        pieces(text, 0..text.len(), &self.ranges(text))
    }

    /// The passage of a text in which most is marked, in pieces; all of it if it is short.
    pub fn passage(&self, text: &str) -> Vec<Piece> {
        // What is not indexed is not what was found.
        let text = &text[..text.floor_char_boundary(limits::INDEXED)];
        let ranges = self.ranges(text);
        let shown = window(text, &ranges);
        let mut pieces = pieces(text, shown.clone(), &ranges);
        let dots = || Piece { text: "…".to_owned(), marked: false };
        if shown.start > 0 {
            pieces.insert(0, dots());
        }
        if shown.end < text.len() {
            pieces.push(dots());
        }
        pieces
    }

    /// The text with something before and after each mark; nothing if nothing is marked.
    pub fn tagged(&self, text: &str, before: &str, after: &str) -> Option<String> {
        let ranges = self.ranges(text);
        if ranges.is_empty() {
            return None;
        }
        let pieces = pieces(text, 0..text.len(), &ranges);
        Some(pieces.iter().fold(String::with_capacity(text.len()), |mut tagged, piece| {
            let (before, after) = if piece.marked { (before, after) } else { ("", "") };
            tagged.extend([before, &piece.text, after]);
            tagged
        }))
    }

    /// Where marks stand: in order, apart from one another.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut stems = Stems::new();
        let mut found: Vec<Range<usize>> = Vec::new();
        for range in words(text) {
            let word = folded(&text[range.clone()]);
            let begun = self.begins.iter().any(|begin| word.starts_with(begin.as_str()));
            if begun || self.words.contains(&word) || self.stems.contains(&stems.stem(&word)) {
                match found.last_mut() {
                    // Parts come after the word that they are of.
                    Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                    _ => found.push(range),
                }
            }
        }
        found
    }
}

fn pieces(text: &str, shown: Range<usize>, marks: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |range: Range<usize>, marked: bool| {
        if let Some(piece) = text.get(range).filter(|piece| !piece.is_empty()) {
            pieces.push(Piece { text: piece.to_owned(), marked });
        }
    };
    let mut at = shown.start;
    for mark in marks.iter().filter(|mark| mark.start >= shown.start && mark.end <= shown.end) {
        push(at..mark.start, false);
        push(mark.clone(), true);
        at = mark.end;
    }
    push(at..shown.end, false);
    pieces
}

/// The stretch with the most marks that is no longer than a passage, from and to the limits of words.
fn window(text: &str, marks: &[Range<usize>]) -> Range<usize> {
    if text.chars().count() <= limits::PASSAGE {
        return 0..text.len();
    }
    // Marks stand in order, so the last one that fits only moves on.
    let mut after = 0;
    let best = marks.iter().enumerate().map(|(at, mark)| {
        after = after.max(at);
        while marks.get(after).is_some_and(|other| other.end <= mark.start + limits::PASSAGE) {
            after += 1;
        }
        (after - at, std::cmp::Reverse(mark.start))
    });
    let first = best.max().map_or(0, |(_, start)| start.0);
    // A few words before the first mark make it readable.
    let lead = first.saturating_sub(limits::PASSAGE / 4);
    let start = if lead == 0 {
        0
    } else {
        let lead = text.floor_char_boundary(lead);
        let word = text.get(lead..first).and_then(|text| text.find(char::is_whitespace));
        word.map_or(first, |blank| lead + blank + 1)
    };
    let most = text.floor_char_boundary(start + limits::PASSAGE);
    if most == text.len() {
        return start..most;
    }
    let end = text.get(start..most).and_then(|text| text.rfind(char::is_whitespace));
    start..end.filter(|end| start + end > first).map_or(most, |end| start + end)
}

#[cfg(test)]
mod tests {
    use super::Marks;
    use crate::question::Question;

    fn marks(text: &str) -> Marks {
        Marks::new(&Question::new(text), &[])
    }

    #[track_caller]
    fn check(asked: &str, text: &str, expected: &str) {
        assert_eq!(marks(asked).tagged(text, "[", "]").as_deref().unwrap_or(text), expected);
    }

    #[test]
    fn words_stems_and_beginnings_are_marked() {
        check("cart", "Cart service: the cart, Cartesian", "[Cart] service: the [cart], [Cartesian]");
        check("payments", "A payment was paid", "A [payment] was paid");
        check("order", "createOrder", "create[Order]");
        check("xyz", "nothing here", "nothing here");
        check("straße", "Die Straße.", "Die [Straße].");
    }

    #[test]
    fn a_passage_of_a_very_long_text_with_many_marks_is_found_at_once() {
        let text = "cart ".repeat(200_000);
        let passage = marks("cart").passage(&text);
        assert!(passage.iter().filter(|piece| piece.marked).count() > 20);
    }

    #[test]
    fn a_passage_shows_where_most_is_marked() {
        let text = format!("{} the money goes to the bank {}", "far away ".repeat(60), "and on ".repeat(60));
        let pieces = marks("money bank").passage(&text);
        let marked: Vec<&str> =
            pieces.iter().filter(|piece| piece.marked).map(|piece| piece.text.as_str()).collect();
        assert_eq!(marked, ["money", "bank"]);
        let length: usize = pieces.iter().map(|piece| piece.text.chars().count()).sum();
        assert!(length <= crate::limits::PASSAGE + 2, "{length}");
        assert!(pieces[0].text == "…" && pieces[pieces.len() - 1].text == "…");
    }
}
