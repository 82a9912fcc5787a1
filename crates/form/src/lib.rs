//! Forms of templates.
pub mod check;
pub mod limits;
mod pattern;
pub mod pointer;
