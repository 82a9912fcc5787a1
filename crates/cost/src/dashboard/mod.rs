//! From a question to its answer.

mod view;

pub use view::*;
