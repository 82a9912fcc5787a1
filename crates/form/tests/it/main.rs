//! What a form does, told by small worlds.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failed one fails its test")]

mod checking;
mod conditions;
mod contract;
mod fields;
mod lists;
mod markup;
mod pickers;
mod properties;
mod templates;
mod walking;
mod world;
