//! Dependency manifests: which packages a component says that it uses.
//!
//! ```text
//! let kind = Kind::of("package.json")?;
//! let reading = portico_manifest::read(kind, &text);
//! reading.packages[0]; // npm, "react", "^18.2"
//! ```
//!
//! Files are read as data and never run: of a `build.gradle` or a `Gemfile`, which are programs, what stands there in the
//! usual form is found and the rest passed over. What is wrong with a file is told with its line, and costs nothing else.

mod composer;
mod csproj;
mod ecosystem;
mod go;
mod gradle;
mod kind;
pub mod limits;
mod maven;
mod nesting;
mod npm;
mod python;
mod reading;
mod ruby;
mod rust;
mod tables;
mod xml;

pub use ecosystem::{Ecosystem, UnknownEcosystem};
pub use kind::Kind;
pub use reading::{Package, Problem, Reading};

use reading::Collector;

/// Reads the text of a manifest.
pub fn read(kind: Kind, text: &str) -> Reading {
    let mut all = Collector::default();
    if text.len() > limits::FILE_BYTES {
        let most = limits::FILE_BYTES / 1_048_576;
        all.broken(
            0,
            format!("The file is larger than {most} MB; write dependencies into a file of their own"),
        );
        return all.done();
    }
    let text = text.trim_start_matches('\u{feff}');
    match kind {
        Kind::Npm => npm::read(text, &mut all),
        Kind::Cargo => rust::read(text, &mut all),
        Kind::Go => go::read(text, &mut all),
        Kind::Maven => maven::read(text, &mut all),
        Kind::Gradle => gradle::read(text, &mut all),
        Kind::Requirements => python::requirements(text, &mut all),
        Kind::Pyproject => python::pyproject(text, &mut all),
        Kind::Gemfile => ruby::read(text, &mut all),
        Kind::Composer => composer::read(text, &mut all),
        Kind::Csproj => csproj::read(text, &mut all),
    }
    all.done()
}
