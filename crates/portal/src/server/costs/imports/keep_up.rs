//! When sources are looked at.

use super::{
    Imports,
    run::{Ending, now_ms},
};
use crate::server::{
    limits::COST_LOOK_AROUND,
    sources::{Interval, Outcome, Schedule},
};
use portico_store::{CostOrder, StoreError};
use std::time::Instant;
use tokio::task::JoinHandle;

/// What is said of imports that ended with their process.
const INTERRUPTED: &str =
    "the program ended while this was running; nothing of it counts, and it begins anew";

/// The part of an hour or so by which sources are looked at later than they could be, by chance: as a divisor.
const JITTER: u32 = 20;

/// What this process does while it leads.
struct Leading {
    schedule: Schedule,
    running: Option<(String, JoinHandle<Ending>)>,
}

impl Imports {
    /// Looks at sources when it is time, for ever.
    pub async fn keep_up(self) {
        let mut leading: Option<Leading> = None;
        loop {
            if let Err(error) = self.turn(&mut leading).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "imports of bills wait: the store does not answer"
                );
            }
            tokio::select! {
                () = self.inner.woken.notified() => {}
                () = tokio::time::sleep(COST_LOOK_AROUND) => {}
            }
        }
    }

    async fn turn(&self, leading: &mut Option<Leading>) -> Result<(), StoreError> {
        self.look_at_revision().await?;
        if !(self.inner.parts.leads)() {
            if let Some(Leading { running: Some((_, task)), .. }) = leading.take() {
                self.cancel(None);
                // Whoever leads now begins it anew.
                drop(task);
            }
            return Ok(());
        }
        let leading = match leading {
            Some(leading) => leading,
            None => leading.insert(self.begin().await?),
        };
        if leading.running.as_ref().is_some_and(|(_, task)| task.is_finished())
            && let Some((source, task)) = leading.running.take()
        {
            // A task that ended in a panic was logged where it did.
            let outcome = match task.await {
                Ok(Ending::Good) => Outcome::Good,
                Ok(Ending::Failed { retry_after }) => Outcome::Failed { retry_after },
                Err(_) => Outcome::Failed { retry_after: None },
            };
            leading.schedule.done(&source, outcome, Instant::now(), rand::random());
            self.look_at_revision().await?;
        }
        for (source, order) in self.inner.parts.store.take_cost_orders().await? {
            match order {
                CostOrder::Import => leading.schedule.hurry(&source, false, Instant::now()),
                CostOrder::Cancel => self.cancel(Some(&source)),
            }
        }
        // One at a time: reading takes a whole core, and memory.
        if leading.running.is_none()
            && let Some((id, _)) = leading.schedule.take(Instant::now())
            && let Some(source) = self.sources().iter().find(|source| source.id == id)
        {
            let (imports, source) = (self.clone(), source.clone());
            let look = async move {
                let ending = imports.scheduled(&source).await;
                imports.inner.woken.notify_one();
                ending
            };
            leading.running = Some((id, tokio::spawn(look)));
        }
        *self.next() = leading.schedule.dues();
        Ok(())
    }

    /// Forgets what a process left behind that ended in the middle of an import. To be called by the one that leads.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.inner.parts.store.forget_cost_leftovers(now_ms(), INTERRUPTED).await?;
        self.inner.parts.bills.clear();
        Ok(())
    }

    async fn begin(&self) -> Result<Leading, StoreError> {
        self.clear().await?;
        let mut schedule = Schedule::default();
        let ids: Vec<String> = self.sources().iter().map(|source| source.id.clone()).collect();
        let now = Instant::now();
        schedule.set(&ids, |id| {
            let source = self.sources().iter().find(|source| source.id == id);
            let (least, delay) =
                source.map(|source| (source.frequency, source.initial_delay)).unwrap_or_default();
            (now + delay, Interval { least: Some(least), jitter: least / JITTER })
        });
        Ok(Leading { schedule, running: None })
    }

    /// Ends what is running, if it is about this source.
    fn cancel(&self, source: Option<&str>) {
        if let Some(running) = &*self.running()
            && source.is_none_or(|source| running.source == source)
        {
            running.cancel();
        }
    }
}
