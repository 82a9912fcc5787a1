//! Stories about the catalog: files are written and deleted, passes look at them, and the catalog says what is there.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod broken;
mod checks;
mod conflicts;
mod files;
mod git;
mod locations;
mod orphans;
mod placeholders;
mod property;
mod relations;
mod remotes;
mod rules;
mod small_passes;
mod states;
mod vectors;
mod world;
