//! Reading values of the configuration: errors that name their path, durations, and typed access to sections.

mod duration;
mod error;
mod section;

pub use duration::duration;
pub use error::ConfigError;
pub use section::Section;
