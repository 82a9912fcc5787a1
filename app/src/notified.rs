//! What the server tells of notifications beside their pages.

use crate::pages::notifications::made::few;
use leptos::prelude::*;
use portico_portal::{Caller, Portal, notify::NotificationQuery};

/// Unread notifications that the first page shows.
const FEW: u32 = 3;

/// The reader's newest unread notifications as markup; nothing if there are none, or they cannot be looked up: the page is
/// good without them.
pub(crate) async fn my_notifications(portal: &Portal, caller: &Caller) -> String {
    let query = NotificationQuery { read: Some(false), limit: Some(FEW), ..NotificationQuery::default() };
    match portal.notifications(caller, &query).await {
        Ok((found, _)) if found.is_empty() => String::new(),
        Ok((found, total)) => few(&found, total, portal.now_ms()).to_html(),
        Err(error) => {
            leptos::logging::error!("the reader's notifications cannot be looked up: {error}");
            String::new()
        }
    }
}
