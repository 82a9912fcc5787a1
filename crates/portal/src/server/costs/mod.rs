//! What things cost.

pub(super) mod books;
mod estate;
pub mod imports;
mod questions;

pub use books::{CostParts, Kept};
pub use estate::estate_of;
pub use questions::{AlertError, Deciding, REASONS, SNOOZES, TryError};

use super::Portal;
use imports::Imports;

/// Kinds of entities that can cost something, themselves or by what belongs to them.
const COSTING: [&str; 6] = ["component", "domain", "group", "resource", "system", "user"];

impl Portal {
    /// Whether pages tell what entities of a kind cost, in whatever case it is written: they do once something says where
    /// bills come from.
    pub fn tells_costs_of(&self, kind: &str) -> bool {
        COSTING.iter().any(|known| known.eq_ignore_ascii_case(kind))
            && self.imports().is_some_and(|imports| !imports.sources().is_empty())
    }

    /// What takes in bills is there.
    pub fn import_with(&self, imports: Imports) {
        // Only the first one counts; there is no second.
        let _ = self.imports.set(imports);
    }

    /// What takes in bills; none before it is there.
    pub fn imports(&self) -> Option<&Imports> {
        self.imports.get()
    }
}
