//! Whose costs are whose: rules over what bills say, the first that fits decides.
//!
//! **Invariant:** every item belongs to exactly one entity, to several by shares that add up to the whole, or to nobody,
//! with a reason.

mod allocate;
mod explain;
mod pattern;
mod rules;
mod sharing;
mod subject;
mod template;
mod together;

pub use allocate::{Allocation, NoEntity, Target, allocate};
pub use explain::{Explanation, RuleReport, Sample, UnknownName, explain};
pub use pattern::Pattern;
pub use rules::{By, Condition, EnvironmentRule, Rule, Rules, Share, Then, default_environment, defaults};
pub use sharing::Sharing;
pub use subject::{Key, Subject};
pub use template::Template;
pub(crate) use together::Together;

#[cfg(test)]
mod tests;
