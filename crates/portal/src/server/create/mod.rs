//! Creating things from templates.

mod options;
mod skeleton;
mod start;
mod wizard;

pub use skeleton::Trees;
pub use start::StartError;
pub use wizard::{Wizard, WizardError};
