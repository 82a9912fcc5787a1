//! Batches, cut into pieces for one statement each.

use crate::limits;
use std::collections::HashSet;

/// Cuts a list into pieces for one statement each: of a limited number of rows and bytes, and without a key twice,
/// because a statement can write a row only once.
pub(crate) fn pieces<'a, T>(
    all: &'a [T],
    most: usize,
    key: impl Fn(&'a T) -> Option<&'a str>,
    bytes: impl Fn(&T) -> usize,
) -> Vec<&'a [T]> {
    let mut pieces = Vec::new();
    let (mut start, mut size, mut keys) = (0, 0, HashSet::new());
    for (index, one) in all.iter().enumerate() {
        let is_full = index - start >= most || size >= limits::BYTES;
        if is_full || key(one).is_some_and(|key| keys.contains(key)) {
            pieces.push(&all[start..index]);
            (start, size) = (index, 0);
            keys.clear();
        }
        keys.extend(key(one));
        size += bytes(one);
    }
    if start < all.len() {
        pieces.push(&all[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(all: &[(&str, usize)], expect: &[usize]) {
        let pieces = pieces(all, 4, |(key, _)| Some(*key), |(_, bytes)| *bytes);
        assert_eq!(pieces.concat(), all);
        assert_eq!(pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_piece_is_limited_and_holds_no_key_twice() {
        check(&[], &[]);
        check(&[("a", 1), ("b", 1)], &[2]);
        check(&[("a", 1), ("b", 1), ("a", 1), ("a", 1), ("b", 1)], &[2, 1, 2]);
        check(&[("a", limits::BYTES), ("b", 1), ("c", limits::BYTES), ("d", 1)], &[1, 2, 1]);
        check(&["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|key| (key, 1)), &[4, 4, 1]);
    }
}
