//! Relations as a picture: which neighbours an entity has, and where each is drawn.
//!
//! Everything is a pure function of its input, so the server and the browser draw the same picture.
//!
//! ```
//! use portico_graph::{Neighbour, Side, lay_out};
//! let layout = lay_out(
//!     Neighbour::new("component:default/cart", "cart", true),
//!     vec![(Side::Right, "dependsOn".into(), Neighbour::new("resource:default/cart-db", "cart-db", true))],
//! );
//! assert_eq!(layout.nodes.len(), 2);
//! ```

pub mod impact;
pub mod layered;
pub mod limits;
mod links;
mod merge;
mod neighbourhood;
mod relation;
mod summary;
pub mod text;
mod walk;

pub use links::{Link, Links};
pub use merge::{Arrow, merge, separate};
pub use neighbourhood::{Layout, Neighbour, Place, PlacedEdge, PlacedNode, Side, lay_out, side_of};
pub use relation::{OTHER, Pair, is_need, pair_of};
pub use summary::{Bucket, Count, Summary, summarise};
pub use walk::{Found, Half, Toward, Walk, Walked, walk};
