//! What the leading process waits for, and what it plans: file events, answers of sources, orders, and the time.

use super::{
    ingest::{LOOK_AROUND, Leader},
    limits::DELIVERIES,
    sources::{Interval, Outcome, fetch::Fetched},
};
use portico_catalog::{Batch, Delivery, Engine, FileEvents};
use portico_store::Order;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// How long to wait for more file events before looking: editors save in several steps.
const SETTLE: Duration = Duration::from_millis(25);
/// How long a flood of events may put off looking.
const SETTLE_MOST: Duration = Duration::from_millis(500);

/// What the next pass is fed with.
#[derive(Default)]
pub(super) struct Work {
    pub(super) events: FileEvents,
    pub(super) deliveries: Vec<(String, Delivery)>,
    pub(super) orders: Vec<Order>,
    pub(super) look: bool,
    /// Number of the look for orders that found them.
    pub(super) look_number: u64,
    /// Whether the store may hold orders.
    pub(super) is_woken: bool,
}

impl Work {
    pub(super) fn is_none(&self) -> bool {
        !self.look
            && self.deliveries.is_empty()
            && self.orders.is_empty()
            && self.events.changed.is_empty()
            && self.events.deleted.is_empty()
    }
}

impl Leader {
    /// Waits until there is something to do, or it is time to look around.
    pub(super) async fn next_work(&mut self) -> Work {
        let mut work = Work::default();
        let portal = Arc::clone(&self.portal);
        let store = Arc::clone(&portal.store);
        let next_fetch = self.schedule.next();
        tokio::select! {
            Some(first) = self.events.recv() => {
                work.events.merge(first);
                self.more_events(&mut work).await;
            }
            Some(done) = self.fetches.join_next() => {
                self.note(done, &mut work);
                self.more_deliveries(&mut work).await;
            }
            () = store.wait(LOOK_AROUND) => work.is_woken = true,
            () = portal.hurried.notified() => work.is_woken = true,
            () = until(self.next_look) => work.look = true,
            () = until(next_fetch) => {}
        }
        work
    }

    /// Waits a little for the rest of a burst.
    async fn more_events(&mut self, work: &mut Work) {
        let started = Instant::now();
        while started.elapsed() < SETTLE_MOST {
            match timeout(SETTLE, self.events.recv()).await {
                Ok(Some(more)) => work.events.merge(more),
                _ => break,
            }
        }
    }

    /// Collects deliveries for as long as a pass takes: a large import needs few passes, a single answer does not wait.
    async fn more_deliveries(&mut self, work: &mut Work) {
        let patience = self.portal.status().took.clamp(Duration::from_millis(20), SETTLE_MOST);
        let end = tokio::time::Instant::now() + patience;
        while work.deliveries.len() < DELIVERIES {
            self.start_fetches();
            match tokio::time::timeout_at(end, self.fetches.join_next()).await {
                Ok(Some(done)) => self.note(done, work),
                _ => break,
            }
        }
    }

    fn note(&mut self, done: Result<(String, Fetched), tokio::task::JoinError>, work: &mut Work) {
        let Ok((remote, Fetched { delivery, outcome })) = done else {
            tracing::error!("asking a source ended unexpectedly; it is asked again after a restart");
            return;
        };
        if let (Outcome::Failed { .. }, Delivery::Failed(failure)) = (outcome, &delivery) {
            tracing::warn!(remote, "{}", failure.message);
        }
        self.schedule.done(&remote, outcome, Instant::now(), rand::random());
        work.deliveries.push((remote, delivery));
    }

    /// Takes what a pass says about what to watch and to ask.
    pub(super) fn plan(&mut self, engine: &Engine, batch: &Batch, was_look: bool) {
        let now = Instant::now();
        if let Some(wanted) = &batch.wanted {
            let settings = &self.portal.settings;
            self.schedule.set(wanted, |remote| {
                if let Some(rhythm) = settings.sources.rhythm(remote) {
                    let interval = Interval { least: Some(rhythm.frequency), jitter: rhythm.frequency / 20 };
                    return (now + rhythm.initial_delay, interval);
                }
                let least = settings.catalog.interval;
                let interval = Interval { least, jitter: least.unwrap_or_default() / 2 };
                // What is known already does not have to come all at once after a restart.
                let spread = least.filter(|_| engine.was_read(remote)).unwrap_or_default();
                (now + spread.mul_f64(rand::random()), interval)
            });
        }
        batch.again.iter().for_each(|remote| self.schedule.hurry(remote, true, now));
        let look_again = match (&mut self.watcher, &batch.watched) {
            (Some(watcher), Some(watched)) => watcher.watch(watched),
            (Some(watcher), None) if was_look => watcher.renew(),
            _ => false,
        };
        if look_again {
            self.next_look = Some(now);
        } else if was_look {
            self.next_look = self.portal.settings.catalog.interval.map(|interval| now + interval);
        }
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
