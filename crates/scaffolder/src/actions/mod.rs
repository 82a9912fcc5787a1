//! The actions that need nothing but the workspace.

mod catalog;
mod debug;
mod files;
pub(crate) mod work;

use crate::action::Registry;

/// Adds them to those that templates can use.
pub fn add_to(registry: &mut Registry) {
    registry.add_all(&(), debug::actions());
    registry.add_all(&(), files::actions());
    registry.add_all(&(), catalog::actions());
}

#[cfg(test)]
mod tests;
