//! What an entity is: references, the envelope, the kinds, their rules and the relations they state.
//!
//! Everything here is pure. It reads no file, no clock and no network, never panics on input, and is compiled
//! both into the server and into the browser, so that both judge an entity by the same code.
//!
//! The rules are those of the catalog file format that organisations already have; where a limit or a pattern
//! looks arbitrary, it is theirs.
//!
//! ```
//! use portico_entity::{EntityRef, RefContext};
//! let owner = EntityRef::parse("team-cart", RefContext::kind("Group"))?;
//! assert_eq!(owner.to_string(), "group:default/team-cart");
//! # Ok::<(), portico_entity::RefError>(())
//! ```

pub mod diagnostic;
pub mod entity;
pub mod format;
pub mod kinds;
pub mod limits;
pub mod location;
pub mod path;
pub mod problem;
pub mod reference;
pub mod relations;
pub mod suggest;
mod template;
pub mod validate;
pub mod yaml;

pub use diagnostic::{Diagnostic, Severity};
pub use entity::{Entity, Link, Metadata, Relation, Status, StatusItem, is_safe_address, is_safe_link};
pub use location::LocationRef;
pub use path::{Path, Segment};
pub use problem::{ErrorClass, Problem};
pub use reference::{EntityRef, RefContext, RefError};
pub use relations::Edge;
pub use validate::{KindPolicy, validate};

/// Names of the annotations that the catalog itself reads or writes.
pub mod annotation {
    /// Location reference of the file an entity was read from.
    pub const MANAGED_BY: &str = "backstage.io/managed-by-location";
    /// Location reference of the registration that started the chain leading to the entity.
    pub const MANAGED_BY_ORIGIN: &str = "backstage.io/managed-by-origin-location";
    /// Where the source of the described thing lives.
    pub const SOURCE: &str = "backstage.io/source-location";
    /// Web address at which the entity's file can be read.
    pub const VIEW_URL: &str = "backstage.io/view-url";
    /// Web address at which the entity's file can be edited.
    pub const EDIT_URL: &str = "backstage.io/edit-url";
    /// `"true"` on an entity that nothing lists any more.
    pub const ORPHAN: &str = "backstage.io/orphan";
    /// Reference of the template that an entity was made from.
    pub const TEMPLATE: &str = "backstage.io/source-template";
    /// Where the technical documentation of an entity is built from.
    pub const DOCS: &str = "backstage.io/techdocs-ref";
    /// Technologies that an entity uses, with commas between, by the names of the technology radar.
    pub const TECH: &str = "portico.dev/tech";
    /// Where the dependency manifests of a component lie: paths from the folder of its source, with commas between, or
    /// `none`.
    pub const MANIFESTS: &str = "portico.dev/manifests";
}
