//! From relations to arrows.

use crate::{
    neighbourhood::{Side, side_of},
    relation::pair_of,
    walk::Half,
};
use std::collections::BTreeSet;

/// An arrow between two entities of a picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arrow {
    /// Position of where it starts.
    pub from: usize,
    /// Position of where it ends.
    pub to: usize,
    /// The pair of relations that it stands for, such as `dependsOn`.
    pub pair: String,
    /// Words on it, in its direction.
    pub words: String,
}

/// One arrow per pair of relations: its two halves say the same. It reads in its own direction (`owns`, not
/// `owned by`), so that owners, parents and wholes come before what they have.
pub fn merge(halves: &[Half]) -> Vec<Arrow> {
    let arrows: BTreeSet<Arrow> = halves
        .iter()
        .map(|half| {
            let (side, words) = side_of(&half.relation);
            let (from, to) = match side {
                Side::Right => (half.from, half.to),
                Side::Left => (half.to, half.from),
            };
            let pair = pair_of(&half.relation).forward.to_owned();
            Arrow { from, to, pair, words: words.to_owned() }
        })
        .collect();
    arrows.into_iter().collect()
}

/// One arrow per relation, in the words of the catalog.
pub fn separate(halves: &[Half]) -> Vec<Arrow> {
    halves
        .iter()
        .map(|half| Arrow {
            from: half.from,
            to: half.to,
            pair: pair_of(&half.relation).forward.to_owned(),
            words: half.relation.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{merge, separate};
    use crate::walk::Half;

    #[test]
    fn two_halves_are_one_arrow_in_the_direction_in_which_it_reads() {
        let half = |from, to, relation: &str| Half { from, to, relation: relation.into() };
        let halves =
            [half(0, 1, "ownedBy"), half(1, 0, "ownerOf"), half(0, 2, "dependsOn"), half(0, 0, "dependsOn")];
        let arrows = merge(&halves);
        let short: Vec<_> = arrows.iter().map(|arrow| (arrow.from, arrow.to, arrow.words.as_str())).collect();
        assert_eq!(short, [(0, 0, "depends on"), (0, 2, "depends on"), (1, 0, "owns")]);
        assert_eq!(separate(&halves).len(), halves.len());
    }
}
