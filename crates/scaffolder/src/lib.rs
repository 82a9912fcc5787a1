//! Golden paths that are walked: what a step of a template can do, where it does it, and how far it got.
//!
//! A template names *actions*; a task runs them one after another in a *workspace*, a folder of its own that nothing gets
//! out of. What an action is told and what it may ask for is in [`action`]; this crate has the actions that need nothing
//! but the workspace, other crates bring those that talk to the outside.

pub mod action;
pub mod actions;
pub mod completion;
pub mod function;
pub mod input;
pub mod limits;
pub mod permit;
pub mod redact;
pub mod runner;
pub mod schema;
pub mod sealing;
pub mod settings;
pub mod tasks;
pub mod walk;
pub mod workspace;

pub use action::{Action, Definition, Example, Failure, FailureKind, Later, Output, Registry, Repeat, Step};
pub use settings::ScaffolderConfig;
pub use workspace::Workspace;

use portico_template::yaml;
