//! One of several processes: leading, if no other does, else showing what the leading one stores.

use super::{Portal, PortalError, ingest, showing::News};
use portico_store::Leadership;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// How long news may take to be noticed when the database does not wake us.
const POLL: Duration = Duration::from_millis(500);
/// Pause before the store is asked again after it failed.
const RETRY: Duration = Duration::from_secs(2);

/// Shows what is stored, and takes the lead if nobody has it.
pub(super) async fn begin(portal: &Arc<Portal>) -> Result<Option<ingest::Leader>, PortalError> {
    match portal.store.lead().await? {
        Some(leadership) => Ok(Some(ingest::Leader::new(portal, leadership).await?)),
        None => {
            reload(portal).await?;
            portal.update_status(|status| status.ready = true);
            Ok(None)
        }
    }
}

/// Leads and follows in turns, for ever.
pub(super) async fn keep_up(portal: Arc<Portal>, mut leader: Option<ingest::Leader>) {
    loop {
        if let Some(leader) = leader.take() {
            leader.run().await;
            tracing::warn!("this process does not read the sources any more");
            portal.update_status(|status| status.leads = false);
        }
        match portal.store.lead().await {
            Ok(Some(leadership)) => match take_over(&portal, leadership).await {
                Ok(new) => leader = Some(new),
                Err(error) => complain(&error).await,
            },
            Ok(None) => {
                portal.store.wait(POLL).await;
                if let Err(error) = follow(&portal).await {
                    complain(&error).await;
                }
            }
            Err(error) => complain(&error.into()).await,
        }
    }
}

async fn take_over(
    portal: &Arc<Portal>,
    leadership: Box<dyn Leadership>,
) -> Result<ingest::Leader, PortalError> {
    tracing::info!("this process reads the sources from now on");
    ingest::Leader::new(portal, leadership).await
}

async fn complain(error: &PortalError) {
    tracing::error!(error = error as &dyn std::error::Error, "the store does not answer; trying again");
    tokio::time::sleep(RETRY).await;
}

/// Shows what the leading process stored since the last time.
async fn follow(portal: &Arc<Portal>) -> Result<(), PortalError> {
    let shown = portal.revision.load(Ordering::Acquire);
    match portal.store.news(shown).await? {
        Some(news) if news.revision == shown => Ok(()),
        Some(news) => {
            let portal = Arc::clone(portal);
            let show = move || {
                let all = News { shown: &news.shown, hidden: &news.hidden, problems: &news.problems };
                portal.show(&all, news.revision);
                let entities = portal.index().len();
                portal.update_status(|status| status.progress.entities = entities);
                portal.carried_out.send_modify(|count| *count += 1);
            };
            tokio::task::spawn_blocking(show).await.map_err(|_| PortalError::Broken)
        }
        None => reload(portal).await,
    }
}

async fn reload(portal: &Arc<Portal>) -> Result<(), PortalError> {
    let (stored, revision) = portal.store.load().await?;
    let portal = Arc::clone(portal);
    let show = move || {
        let shown: Vec<_> =
            stored.rows.into_iter().filter_map(|(row, shown)| Some((row.entity_ref, shown?))).collect();
        portal.show_only(&shown, &stored.problems, revision);
        portal.update_status(|status| status.progress.entities = shown.len());
    };
    tokio::task::spawn_blocking(show).await.map_err(|_| PortalError::Broken)
}
