//! What goes on by itself: the leading process tells about alerts and forgets what is old; every process notices what
//! others told.

use super::{super::Portal, costs};
use crate::server::{
    ingest::now_ms,
    limits::{
        COST_PAUSE, NOTIFY_FOLLOW, NOTIFY_KEEP_READ, NOTIFY_KEEP_UNREAD, NOTIFY_LOOK, NOTIFY_LOOK_SHARED,
        NOTIFY_PRUNE,
    },
};
use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

impl Portal {
    /// Tells people by itself what there is to tell, for as long as there is a portal.
    pub(in crate::server) fn keep_notifications(self: &Arc<Self>) {
        tokio::spawn(keep_up(Arc::downgrade(self)));
        if self.store.is_shared() {
            tokio::spawn(follow(Arc::downgrade(self)));
        }
    }
}

async fn keep_up(portal: Weak<Portal>) {
    let Some(mut books) = portal.upgrade().map(|portal| portal.costs.versions()) else { return };
    let mut pruned = None::<Instant>;
    loop {
        let Some(portal) = portal.upgrade() else { return };
        if portal.status().leads {
            if let Err(error) = costs::look(&portal).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "owners cannot be told about costs; trying again"
                );
            }
            if pruned.is_none_or(|pruned| pruned.elapsed() >= NOTIFY_PRUNE) {
                prune(&portal).await;
                pruned = Some(Instant::now());
            }
        }
        // Waiting must not hold the portal alive: only what is told is waited for, and that for a while.
        let notices = Arc::clone(&portal.notices);
        let pause = pause(portal.store.is_shared());
        drop(portal);
        tokio::select! {
            changed = books.changed() => if changed.is_err() { return },
            () = notices.hurried() => {}
            () = tokio::time::sleep(pause) => {}
        }
        // Many changes that come together are one.
        tokio::time::sleep(COST_PAUSE).await;
        books.mark_unchanged();
    }
}

/// How long nothing is looked at if nothing seems to have changed.
fn pause(is_shared: bool) -> Duration {
    if is_shared { NOTIFY_LOOK_SHARED } else { NOTIFY_LOOK }
}

async fn prune(portal: &Portal) {
    let ago = |age: Duration| now_ms() - i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    match portal.store.prune_notifications(ago(NOTIFY_KEEP_READ), ago(NOTIFY_KEEP_UNREAD)).await {
        Ok(0) => {}
        Ok(count) => {
            portal.notices.changed();
            tracing::info!(count, "old notifications were forgotten");
        }
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "old notifications cannot be forgotten"
            );
        }
    }
}

/// Notices what other processes on the same database told.
async fn follow(portal: Weak<Portal>) {
    let mut known = None;
    loop {
        let Some(portal) = portal.upgrade() else { return };
        match portal.store.notification_revision().await {
            Ok(revision) => {
                if known.is_some_and(|known| known != revision) {
                    portal.notices.changed();
                }
                known = Some(revision);
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "notifications cannot be followed");
            }
        }
        drop(portal);
        tokio::time::sleep(NOTIFY_FOLLOW).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_about_what_others_decided_are_not_late() {
        assert_eq!(pause(false), NOTIFY_LOOK);
        assert!(pause(true) <= Duration::from_secs(60), "docs/notifications.md says so");
    }
}
