//! The actions that need nothing but the workspace.

mod catalog;
mod debug;
mod files;
pub mod local;
pub mod skeleton;
mod utils;
pub(crate) mod work;

pub use catalog::SOURCE_TEMPLATE;

use crate::action::Registry;
use portico_nunjucks::Environment;

/// Adds them to those that templates can use. Templates in the workspace are rendered in a language, which is that of
/// golden paths with its filters.
pub fn add_to(registry: &mut Registry, language: &Environment) {
    registry.add_all(language, local::actions());
    registry.add_all(&(), debug::actions());
    registry.add_all(&(), files::actions());
    registry.add_all(&(), catalog::actions());
    registry.add_all(&(), utils::actions());
}

#[cfg(test)]
mod tests;
