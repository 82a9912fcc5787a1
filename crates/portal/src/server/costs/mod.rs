//! What things cost.

pub(super) mod books;
mod estate;
pub mod imports;
mod questions;

pub use books::{CostParts, Kept};
pub use questions::{AlertError, Deciding, REASONS, SNOOZES};

use super::Portal;
use imports::Imports;

impl Portal {
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
