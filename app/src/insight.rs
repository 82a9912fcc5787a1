//! What the server tells of dashboards beside their pages.

use crate::pages::insight::made::{Asked, answer};
pub use crate::pages::made::Markup;
use portico_portal::{Caller, Portal};

/// The page of a dashboard, by the path and the query string of its address, for a page that is open.
pub async fn page(portal: &Portal, caller: Caller, path: &str, query: &str) -> Markup {
    answer(Asked { portal, caller, path, query }).await
}
