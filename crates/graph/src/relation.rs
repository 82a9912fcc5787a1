//! What the types of relations mean to a picture: which two belong together, and which end needs the other.

use portico_entity::relations::PAIRS;

/// The word for all relations that nobody knows, where relations are chosen.
pub const OTHER: &str = "other";

/// Two types of relations that say the same from either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair<'a> {
    /// The type that people write, such as `dependsOn`; for types that nobody knows, the type itself.
    pub forward: &'a str,
    /// Whether the relation at hand is the other one, such as `dependencyOf`.
    pub is_reverse: bool,
    /// Whether it is one of the well-known pairs.
    pub is_known: bool,
}

impl Pair<'_> {
    /// The word by which the pair is chosen.
    pub fn word(&self) -> &str {
        if self.is_known { self.forward } else { OTHER }
    }
}

/// The pair that a type of relations belongs to.
pub fn pair_of(relation: &str) -> Pair<'_> {
    for (forward, reverse) in PAIRS {
        if relation == *forward || relation == *reverse {
            return Pair { forward, is_reverse: relation == *reverse, is_known: true };
        }
    }
    Pair { forward: relation, is_reverse: false, is_known: false }
}

/// Whether the entity that has this relation needs its target: who names another one needs it, except that an API
/// needs who provides it.
pub fn is_need(relation: &str) -> bool {
    let pair = pair_of(relation);
    pair.is_reverse == (pair.forward == "providesApi")
}

#[cfg(test)]
mod tests {
    use super::{OTHER, is_need, pair_of};
    use portico_entity::relations::PAIRS;

    #[test]
    fn both_halves_belong_to_one_pair_and_need_goes_one_way() {
        for (forward, reverse) in PAIRS {
            assert_eq!((pair_of(forward).forward, pair_of(forward).is_reverse), (*forward, false));
            assert_eq!((pair_of(reverse).forward, pair_of(reverse).is_reverse), (*forward, true));
            assert_ne!(is_need(forward), is_need(reverse), "{forward}");
        }
        assert!(is_need("dependsOn") && is_need("consumesApi") && is_need("apiProvidedBy"));
        assert!(is_need("shipsTo"), "who names another one needs it");
        assert_eq!(pair_of("shipsTo").word(), OTHER);
    }
}
