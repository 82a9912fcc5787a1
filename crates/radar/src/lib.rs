//! The technology radar: what is read, where its blips lie, and how they moved.
//!
//! ```text
//! let reading = portico_radar::read("radar.yaml", &text, today);
//! let edition = radar.on(radar.current(today), None);
//! picture(&Drawing { edition: &edition, … });
//! ```
//!
//! **Invariant:** the same radar gives the same picture, byte for byte, whatever the order of its entries.

mod color;
mod community;
mod config;
mod day;
mod edition;
pub mod limits;
mod model;
mod packages;
mod picture;
mod place;
mod question;
mod read;
mod text;
mod trail;
mod usage;

pub use color::Color;
pub use community::data;
pub use config::{ManifestConfig, RadarConfig, RadarSource};
pub use day::Day;
pub use edition::{Blip, Edition, reading_order};
pub use model::{Entry, Link, Moved, Quadrant, Radar, Ring, Step};
pub use packages::{PackagePattern, Packages};
pub use picture::{Drawing, paint, picture, shape};
pub use place::{Place, Sector, places};
pub use question::{Order, Question, View};
pub use read::{Reading, read};
pub use trail::trail;
pub use usage::{Words, word};
