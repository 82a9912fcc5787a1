//! A golden path as data: what a Template entity says, and what its expressions become.
//!
//! Everything here is pure: the server runs tasks with it, the browser shows with it what a template would write.

pub mod expr;
pub mod filters;
pub mod glob;
pub mod limits;
pub mod lint;
pub mod preview;
pub mod skeleton;
pub mod spec;
pub mod task;
pub mod tree;
pub mod yaml;

pub use spec::{Page, Recovery, SpecError, Step, Template};
pub use task::{TaskSpec, TaskUser, TemplateInfo};
