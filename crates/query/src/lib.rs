//! The in-memory catalog index: filters, predicates, orders, facets and pages over entities.
//!
//! Every read of the portal is answered here. The crate is pure: no input or output, no clock, no
//! randomness, and no input makes it panic; it runs in the browser as well. It refuses to know
//! HTTP: requests come in as decoded query-string pairs and JSON bodies, replies go out as values
//! and text, and permissions come in as the set of visible slots.
//!
//! ```
//! use portico_query::{Index, PageRequest};
//! use serde_json::json;
//!
//! let mut index = Index::new();
//! let entity = json!({"kind": "Component", "metadata": {"name": "cart", "uid": "1"}});
//! index.upsert(&entity, entity.to_string().into(), &[])?;
//!
//! let pairs = [("filter".to_owned(), "kind=component".to_owned())];
//! let page = PageRequest::parse(&pairs)?.answer(&index, None);
//! assert_eq!(page.total_items, 1);
//! # Ok::<(), portico_query::QueryError>(())
//! ```

mod arena;
mod body;
mod by_refs;
mod cursor;
mod document;
mod encode;
mod error;
mod evaluate;
mod facets;
mod fields;
mod filter;
mod index;
mod json;
mod leaves;
mod like;
pub mod limits;
mod list;
mod matches;
mod number;
mod order;
mod page;
mod page_request;
mod params;
mod path;
mod postings;
mod predicate;
mod rows;
mod stored;
mod terms;
mod texts;
mod walk;

pub use by_refs::{ByRefs, ByRefsRequest};
pub use cursor::{Cursor, FullTextFilter, OrderField};
pub use document::{Document, lower_ref};
pub use error::QueryError;
pub use facets::{Facets, FacetsRequest};
pub use fields::Fields;
pub use filter::parse_filters;
pub use index::{Index, Prepared, Upserted};
pub use list::{ListRequest, Listing, Paging};
pub use matches::matches;
pub use order::Order;
pub use page::Page;
pub use page_request::{PageRequest, Totals};
pub use predicate::{Matcher, Predicate, Scalar};
/// The set of slots that queries yield and accept.
pub use roaring::RoaringBitmap as Slots;
pub use rows::{Row, RowsError, search_rows, search_rows_lenient};
pub use walk::Direction;
