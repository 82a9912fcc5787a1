//! From files to the catalog: locations, reading, processing, rules, conflicts, orphans and stitching.
//!
//! The heart is the [`Engine`]: it holds what is known about every file and entity, and a [`Engine::pass`] brings
//! that up to date and says what changed, as one [`Batch`]. It does no SQL and serves no requests; whoever drives
//! it commits the batch first and shows it then.
//!
//! **Invariant:** a problem in one document never costs another document its place in the catalog.

mod batch;
pub mod check;
pub mod config;
mod discover;
mod elsewhere;
mod engine;
mod files;
mod inputs;
pub mod limits;
mod names;
mod pass;
mod placeholders;
mod process;
mod read;
mod remote;
mod retire;
mod rules;
mod stitch;
mod survey;
mod touch;
mod watch;

pub use batch::{Batch, Change, ChangeKind, Progress, Row, Shown, StatedReference, Stored};
pub use config::{CatalogConfig, OrphanStrategy, Root};
pub use engine::{Engine, in_order};
pub use files::normal as normal_path;
pub use remote::{Delivery, Failure, RemoteFile, RemoteRow, Skipped, SourceRow, placeholder_targets};
pub use rules::RuleSet;
pub use stitch::{Attention, FORM};
pub use survey::STALE;
pub use watch::{FileEvents, Watcher};
