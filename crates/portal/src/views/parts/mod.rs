//! Types that were made for JSON, inside of views, which travel without field names: taken apart and put together
//! again. Nothing that reads JSON comes into the browser for them.
//!
//! For use as `#[serde(with = "parts::entity")]` and `#[serde(with = "parts::diagnostics")]`.

pub(super) mod diagnostics;
pub(super) mod entity;
mod plain;
