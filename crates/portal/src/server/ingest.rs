//! Leading: the engine's passes, what they are fed with, and what becomes of them.

use super::{
    Portal, PortalError,
    showing::News,
    sources::{Schedule, fetch::Fetched},
    work::Work,
};
use portico_catalog::{Batch, Engine, FileEvents, Progress, Root, Watcher};
use portico_store::{Leadership, Order, Registered, StoreError};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::{sync::mpsc, task::JoinSet};

/// How long to wait before storing is tried again.
const STORE_RETRY: Duration = Duration::from_secs(2);
/// How often the right to lead and waiting orders are looked at even when nothing wakes us.
pub(super) const LOOK_AROUND: Duration = Duration::from_secs(1);
/// How often the history is shortened.
const COMPACT_EVERY: Duration = Duration::from_secs(3600);

/// The process that reads sources.
pub(super) struct Leader {
    pub(super) portal: Arc<Portal>,
    pub(super) leadership: Box<dyn Leadership>,
    /// Taken out while a pass runs elsewhere.
    pub(super) engine: Option<Engine>,
    pub(super) watcher: Option<Watcher>,
    pub(super) events: mpsc::UnboundedReceiver<FileEvents>,
    pub(super) schedule: Schedule,
    pub(super) fetches: JoinSet<(String, Fetched)>,
    pub(super) next_look: Option<Instant>,
    pub(super) next_compact: Instant,
    pub(super) last_look_around: Instant,
}

impl Leader {
    /// Takes up what is stored, and shows it.
    pub(super) async fn new(
        portal: &Arc<Portal>,
        leadership: Box<dyn Leadership>,
    ) -> Result<Self, PortalError> {
        let settings = &portal.settings;
        let new_uid = Box::new(|| uuid::Uuid::new_v4().to_string());
        let mut engine = Engine::new(settings.catalog.clone(), &settings.base, new_uid);
        let started = Instant::now();
        let (stored, revision) = portal.store.load().await?;
        let loaded = started.elapsed();
        engine.set_providers(settings.sources.provider_names());
        engine.set_registered(roots(portal.store.locations().await?));
        let outdated = stored.outdated && !stored.rows.is_empty();
        let batch = engine.restore(stored);
        let restored = started.elapsed();
        let revision = if outdated { portal.store.commit(&batch).await? } else { revision };
        let is_shown = portal.revision.load(Ordering::Acquire) == revision && !outdated;
        if !is_shown {
            let portal = Arc::clone(portal);
            let show = move || portal.show_only(&batch.shown, &batch.problems, revision);
            tokio::task::spawn_blocking(show).await.map_err(|_| PortalError::Broken)?;
        }
        tracing::debug!(?loaded, ?restored, shown = ?started.elapsed(), "what was stored is shown");
        let (tell, events) = mpsc::unbounded_channel::<FileEvents>();
        let told = move |events| {
            // Nobody listens any more only when this process stops leading.
            let _ = tell.send(events);
        };
        let watcher = Watcher::new(told)
            .inspect_err(|error| {
                tracing::warn!(%error, "files are not watched; changes are found by regular looks");
            })
            .ok();
        portal.update_status(|status| {
            status.leads = true;
            status.progress = engine.progress();
        });
        Ok(Self {
            portal: Arc::clone(portal),
            leadership,
            engine: Some(engine),
            watcher,
            events,
            schedule: Schedule::default(),
            fetches: JoinSet::new(),
            next_look: Some(Instant::now()),
            next_compact: Instant::now(),
            last_look_around: Instant::now(),
        })
    }

    /// Reads sources until another process leads.
    pub(super) async fn run(mut self) {
        loop {
            self.start_fetches();
            let mut work = self.next_work().await;
            if work.is_woken || self.last_look_around.elapsed() >= LOOK_AROUND {
                self.last_look_around = Instant::now();
                // First who leads, then what there is to do: orders are for the one that leads.
                if !self.leadership.holds().await {
                    return;
                }
                work.look_number = self.portal.taken.fetch_add(1, Ordering::SeqCst) + 1;
                work.orders = self.orders().await;
                if work.orders.is_empty() {
                    self.portal.carried_out.send_replace(work.look_number);
                }
                self.compact().await;
            }
            if work.is_none() {
                continue;
            }
            match self.pass(work).await {
                Ok(()) => {}
                Err(PortalError::Store(StoreError::NotLeading)) => return,
                Err(error) => {
                    // Whoever leads next, perhaps this process again, begins with what is stored.
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "reading the catalog's sources failed; it begins anew with what is stored"
                    );
                    self.portal.update_status(|status| status.store_error = Some(error.to_string()));
                    tokio::time::sleep(STORE_RETRY).await;
                    return;
                }
            }
        }
    }

    /// Asks the remotes that are due.
    pub(super) fn start_fetches(&mut self) {
        while let Some((remote, whole)) = self.schedule.take(Instant::now()) {
            let sources = self.portal.settings.sources.clone();
            let validators = self.engine.as_ref().filter(|_| !whole);
            let validator = validators.and_then(|engine| engine.validator(&remote)).map(str::to_owned);
            self.fetches.spawn(async move {
                let fetched = sources.fetch(&remote, validator.as_deref()).await;
                (remote, fetched)
            });
        }
        let asking = self.fetches.len();
        self.portal.update_status(|status| status.asking = asking);
    }

    pub(super) async fn orders(&self) -> Vec<Order> {
        self.portal.store.take_orders().await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "orders could not be read");
            Vec::new()
        })
    }

    /// What is registered, however often it takes to read it: an order is not lost for a moment's failure.
    async fn locations(&self) -> Vec<Registered> {
        loop {
            match self.portal.store.locations().await {
                Ok(locations) => return locations,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "what is registered could not be read; trying again"
                    );
                    tokio::time::sleep(STORE_RETRY).await;
                }
            }
        }
    }

    /// Does what people asked for, as far as the pass has to know.
    async fn obey(&mut self, engine: &mut Engine, work: &mut Work) {
        let now = Instant::now();
        for order in &work.orders {
            match order {
                // Read below.
                Order::Registrations => {}
                Order::Refresh(entity_ref) => {
                    self.portal.hurry_manifests(entity_ref);
                    engine
                        .remotes_of(entity_ref)
                        .iter()
                        .for_each(|remote| self.schedule.hurry(remote, false, now));
                }
                Order::Forget(entity_ref) => drop(engine.forget(entity_ref)),
                Order::Touched(prefix) => {
                    let count = self.schedule.hurry_below(prefix, now);
                    tracing::debug!(prefix, count, "sources are read now");
                }
            }
            // Files on disk are looked at in any case.
            work.look = true;
        }
        if work.orders.contains(&Order::Registrations) {
            engine.set_registered(roots(self.locations().await));
        } else if work.look {
            // An order may be lost with the process that took it; what is registered is not.
            match self.portal.store.locations().await {
                Ok(registered) => engine.set_registered(roots(registered)),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "what is registered was not read"
                    );
                }
            }
        }
    }

    async fn pass(&mut self, mut work: Work) -> Result<(), PortalError> {
        let started = Instant::now();
        let at_ms = now_ms();
        let Some(mut engine) = self.engine.take() else { return Err(PortalError::Broken) };
        self.obey(&mut engine, &mut work).await;
        let obeyed = !work.orders.is_empty();
        let look_number = work.look_number;
        let was_look = work.look;
        let pass = tokio::task::spawn_blocking(move || {
            for (remote, delivery) in work.deliveries {
                engine.deliver(&remote, delivery);
            }
            let events = match work.look {
                true => FileEvents { deleted: work.events.deleted, changed: work.events.changed },
                false => work.events,
            };
            if work.look {
                engine.look_at_all();
            }
            let is_idle = events.changed.is_empty() && events.deleted.is_empty() && !engine.has_work();
            // Most answers of sources say that nothing changed.
            let batch = (!is_idle).then(|| engine.pass(&events, at_ms));
            (engine, batch)
        });
        let (engine, batch) = pass.await.map_err(|_| PortalError::Broken)?;
        let Some(mut batch) = batch else {
            self.engine = Some(engine);
            return Ok(());
        };
        self.plan(&engine, &batch, was_look);
        let revision = self.store(&batch).await?;
        report(&batch, started.elapsed(), &engine);
        // Safe by now; the room is needed for what is shown.
        batch.rows = Vec::new();
        batch.sources = Vec::new();
        let progress = engine.progress();
        self.engine = Some(engine);
        let first = !self.portal.status().ready;
        if first {
            warn_of_lost_sources(&batch);
        }
        self.portal.update_status(|status| status.progress = progress);
        let portal = Arc::clone(&self.portal);
        let show = move || {
            let news = News { shown: &batch.shown, hidden: &batch.hidden, problems: &batch.problems };
            portal.show(&news, revision.unwrap_or_else(|| portal.revision.load(Ordering::Acquire)));
        };
        tokio::task::spawn_blocking(show).await.map_err(|_| PortalError::Broken)?;
        let took = started.elapsed();
        // How far reading is shown on pages; that alone is news to them.
        let read = |progress: &Progress| (progress.remotes, progress.waiting, progress.failing);
        let is_further = read(&self.portal.status().progress) != read(&progress);
        self.portal.update_status(|status| {
            status.ready = true;
            status.passes += 1;
            status.took = took;
            status.store_error = None;
        });
        if first || is_further {
            self.portal.version.send_modify(|version| *version += 1);
        }
        if obeyed {
            self.portal.carried_out.send_replace(look_number);
        }
        Ok(())
    }

    /// Stores a batch, however often it takes: what is visible must be safe. Returns the revision, if it is stored.
    async fn store(&self, batch: &Batch) -> Result<Option<i64>, PortalError> {
        if batch.is_stored() {
            return Ok(None);
        }
        loop {
            match self.portal.store.commit(batch).await {
                Ok(revision) => return Ok(Some(revision)),
                Err(error @ StoreError::NotLeading) => return Err(error.into()),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "changes could not be stored; trying again"
                    );
                    self.portal.update_status(|status| status.store_error = Some(error.to_string()));
                    tokio::time::sleep(STORE_RETRY).await;
                }
            }
        }
    }

    /// Shortens the history, now and then.
    async fn compact(&mut self) {
        let Some(keep) = self.portal.settings.history.filter(|_| self.next_compact <= Instant::now()) else {
            return;
        };
        self.next_compact = Instant::now() + COMPACT_EVERY;
        let before = now_ms().saturating_sub(i64::try_from(keep.as_millis()).unwrap_or(i64::MAX));
        match self.portal.store.compact(before).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "old entries of the history were put together"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the history was not shortened");
            }
        }
    }
}

/// The roots of what was registered.
fn roots(registered: Vec<Registered>) -> Vec<Root> {
    let root = |one: Registered| {
        let name = one.entity_ref.rsplit('/').next().map(str::to_owned);
        Root { name, ..Root::new(one.location) }
    };
    registered.into_iter().map(root).collect()
}

pub(super) fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// Says at the start which of the named sources lead nowhere: whoever started the program looks here first.
fn warn_of_lost_sources(batch: &Batch) {
    let problems = batch.problems.iter().flat_map(|(_, problems)| problems);
    let lost = |code: &str| matches!(code, "not-found" | "location-type" | "location-target");
    for problem in problems.filter(|problem| lost(&problem.code)) {
        tracing::warn!("{}: {}", problem.place(), problem.message);
    }
}

fn report(batch: &Batch, took: Duration, engine: &Engine) {
    if !batch.is_empty() {
        let progress = engine.progress();
        tracing::info!(
            changes = batch.changes.len(),
            entities = progress.entities,
            files = progress.files,
            waiting = progress.waiting,
            took_ms = took.as_millis() as u64,
            "catalog updated"
        );
    }
}
