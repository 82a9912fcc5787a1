//! Where walks look up relations. The portal answers from its index, tests from a small table.

/// The relations between entities, whoever keeps them.
pub trait Links {
    /// Calls `visit` for every relation of an entity, in both directions, once each, in an order that stays the same
    /// as long as nothing changes. Nothing is called for an entity that does not exist.
    fn each(&self, entity_ref: &str, visit: &mut dyn FnMut(Link<'_>));

    /// Whether there is such an entity; relations may lead to what does not exist.
    fn exists(&self, entity_ref: &str) -> bool;
}

/// A relation as seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link<'a> {
    /// Its type, read from here: `dependsOn`, `dependencyOf`; types that nobody knows in lower case.
    pub relation: &'a str,
    /// Full lower-case reference of the other end.
    pub target: &'a str,
}
