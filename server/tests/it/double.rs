//! Stores with a fault, over one that works.

use portico_catalog::{Batch, Stored};
use portico_entity::LocationRef;
use portico_scaffolder::tasks::{
    CancelOutcome, Checkpoint, Event, NewEvent, NewTask, RetryOutcome, Sealed, Status, StepRow,
    Stored as InStore, Task, TaskError, TaskQuery, TaskStore, Worker, Write,
};
use portico_store::{
    BoxFuture, CatalogStore, Changed, CostAlerts, CostBadRow, CostChunk, CostDecision, CostFile, CostFileEnd,
    CostMark, CostOrder, CostRun, CostSettling, CostStore, CountingCostChunk, KeptManifests, KeptRadar,
    Leadership, LoggedChange, ManifestStore, Marks, MineStore, Mute, NewCostChunk, NewCostFile,
    NewNotification, News, Notification, NotificationQuery, NotificationStore, Order, RadarStore, Registered,
    Source, SqliteStore, StoreError, Texts, Visit, Which,
};
use std::time::Duration;

/// What is wrong with a store.
pub(crate) enum Fault {
    /// The disk is full and hardly readable: every question but the first fails.
    Full,
    /// Storing never ends. The portal shows only what is safe, hence what was here from the start.
    Standstill(Stored),
}

pub(crate) struct Double {
    pub(crate) store: SqliteStore,
    pub(crate) fault: Fault,
}

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl Double {
    fn answer<'a, T: Send + 'a>(&self, answer: Answer<'a, T>) -> Answer<'a, T> {
        match self.fault {
            Fault::Full => Box::pin(async {
                let error = serde_json::from_str::<u8>("the disk is full").expect_err("this is no number");
                Err(StoreError::Value(error))
            }),
            Fault::Standstill(_) => answer,
        }
    }
}

impl CatalogStore for Double {
    fn load(&self) -> Answer<'_, (Stored, i64)> {
        Box::pin(async {
            Ok(match &self.fault {
                Fault::Full => (Stored::default(), 0),
                Fault::Standstill(stored) => (stored.clone(), 0),
            })
        })
    }

    fn commit<'a>(&'a self, _: &'a Batch) -> Answer<'a, i64> {
        self.answer(Box::pin(std::future::pending()))
    }

    fn news(&self, since: i64) -> Answer<'_, Option<News>> {
        self.answer(self.store.news(since))
    }

    fn source<'a>(&'a self, entity_ref: &'a str) -> Answer<'a, Option<Source>> {
        self.answer(self.store.source(entity_ref))
    }

    fn recent_changes(&self, limit: u32) -> Answer<'_, Vec<LoggedChange>> {
        self.answer(self.store.recent_changes(limit))
    }

    fn history<'a>(
        &'a self,
        entity_ref: Option<&'a str>,
        before: Option<i64>,
        limit: u32,
    ) -> Answer<'a, Vec<(LoggedChange, Texts)>> {
        self.answer(self.store.history(entity_ref, before, limit))
    }

    fn compact(&self, before_ms: i64) -> Answer<'_, u64> {
        self.answer(self.store.compact(before_ms))
    }

    fn locations(&self) -> Answer<'_, Vec<Registered>> {
        self.store.locations()
    }

    fn add_location<'a>(&'a self, location: &'a Registered) -> Answer<'a, bool> {
        self.answer(self.store.add_location(location))
    }

    fn change_location<'a>(&'a self, id: &'a str, to: &'a LocationRef) -> Answer<'a, Changed> {
        self.answer(self.store.change_location(id, to))
    }

    fn remove_location<'a>(&'a self, id: &'a str) -> Answer<'a, bool> {
        self.answer(self.store.remove_location(id))
    }

    fn lineage<'a>(&'a self, entity_ref: &'a str, most: usize) -> Answer<'a, Vec<(String, Option<String>)>> {
        self.answer(self.store.lineage(entity_ref, most))
    }

    fn order<'a>(&'a self, order: &'a Order) -> Answer<'a, ()> {
        self.answer(self.store.order(order))
    }

    fn take_orders(&self) -> Answer<'_, Vec<Order>> {
        self.store.take_orders()
    }

    fn lead(&self) -> Answer<'_, Option<Box<dyn Leadership>>> {
        self.store.lead()
    }

    fn wait(&self, most: Duration) -> BoxFuture<'_, ()> {
        self.store.wait(most)
    }

    fn is_shared(&self) -> bool {
        false
    }
}

impl RadarStore for Double {
    fn radars(&self) -> Answer<'_, Vec<KeptRadar>> {
        self.answer(self.store.radars())
    }

    fn keep_radar<'a>(&'a self, radar: &'a KeptRadar) -> Answer<'a, ()> {
        self.answer(self.store.keep_radar(radar))
    }

    fn forget_radars<'a>(&'a self, but: &'a [String]) -> Answer<'a, ()> {
        self.answer(self.store.forget_radars(but))
    }
}

impl ManifestStore for Double {
    fn manifests(&self) -> Answer<'_, Vec<KeptManifests>> {
        self.answer(self.store.manifests())
    }

    fn manifests_revision(&self) -> Answer<'_, i64> {
        self.answer(self.store.manifests_revision())
    }

    fn keep_manifests<'a>(&'a self, of: &'a KeptManifests, packages: bool) -> Answer<'a, ()> {
        self.answer(self.store.keep_manifests(of, packages))
    }

    fn forget_packages(&self, before_ms: i64) -> Answer<'_, ()> {
        self.answer(self.store.forget_packages(before_ms))
    }
}

impl MineStore for Double {
    fn stars<'a>(&'a self, person: &'a str) -> Answer<'a, Vec<String>> {
        self.answer(self.store.stars(person))
    }

    fn star<'a>(&'a self, person: &'a str, entity_ref: &'a str, at_ms: i64) -> Answer<'a, bool> {
        self.answer(self.store.star(person, entity_ref, at_ms))
    }

    fn unstar<'a>(&'a self, person: &'a str, entity_ref: &'a str) -> Answer<'a, ()> {
        self.answer(self.store.unstar(person, entity_ref))
    }

    fn visits<'a>(&'a self, person: &'a str) -> Answer<'a, Vec<Visit>> {
        self.answer(self.store.visits(person))
    }

    fn visit<'a>(&'a self, person: &'a str, entity_ref: &'a str, at_ms: i64) -> Answer<'a, ()> {
        self.answer(self.store.visit(person, entity_ref, at_ms))
    }
}

impl CostAlerts for Double {
    fn cost_decisions(&self) -> Answer<'_, Vec<CostDecision>> {
        self.answer(self.store.cost_decisions())
    }

    fn decide_cost<'a>(&'a self, decision: &'a CostDecision) -> Answer<'a, ()> {
        self.answer(self.store.decide_cost(decision))
    }

    fn undecide_cost<'a>(&'a self, alert: &'a str) -> Answer<'a, ()> {
        self.answer(self.store.undecide_cost(alert))
    }
}

/// Tasks are remembered as if nothing were wrong.
impl NotificationStore for Double {
    fn notification_revision(&self) -> Answer<'_, i64> {
        self.answer(self.store.notification_revision())
    }

    fn notify<'a>(&'a self, new: &'a [NewNotification], at_ms: i64) -> Answer<'a, Vec<Notification>> {
        self.answer(self.store.notify(new, at_ms))
    }

    fn notifications<'a>(
        &'a self,
        person: &'a str,
        query: &'a NotificationQuery,
    ) -> Answer<'a, (Vec<Notification>, u64)> {
        self.answer(self.store.notifications(person, query))
    }

    fn notification<'a>(&'a self, person: &'a str, id: &'a str) -> Answer<'a, Option<Notification>> {
        self.answer(self.store.notification(person, id))
    }

    fn notification_counts<'a>(&'a self, person: &'a str) -> Answer<'a, (u64, u64)> {
        self.answer(self.store.notification_counts(person))
    }

    fn notification_topics<'a>(
        &'a self,
        person: &'a str,
        query: &'a NotificationQuery,
    ) -> Answer<'a, Vec<String>> {
        self.answer(self.store.notification_topics(person, query))
    }

    fn notification_origins<'a>(&'a self, person: &'a str) -> Answer<'a, Vec<(String, Option<String>)>> {
        self.answer(self.store.notification_origins(person))
    }

    fn mark_notifications<'a>(
        &'a self,
        person: &'a str,
        which: Which<'a>,
        marks: Marks,
        at_ms: i64,
    ) -> Answer<'a, u64> {
        self.answer(self.store.mark_notifications(person, which, marks, at_ms))
    }

    fn notification_mutes<'a>(&'a self, person: &'a str) -> Answer<'a, Vec<Mute>> {
        self.answer(self.store.notification_mutes(person))
    }

    fn mute_notifications<'a>(&'a self, person: &'a str, mutes: &'a [Mute]) -> Answer<'a, ()> {
        self.answer(self.store.mute_notifications(person, mutes))
    }

    fn lasting_notifications<'a>(&'a self, origin: &'a str) -> Answer<'a, Vec<Notification>> {
        self.answer(self.store.lasting_notifications(origin))
    }

    fn prune_notifications(&self, read_before_ms: i64, before_ms: i64) -> Answer<'_, u64> {
        self.answer(self.store.prune_notifications(read_before_ms, before_ms))
    }
}

impl TaskStore for Double {
    fn create_task<'a>(&'a self, task: &'a NewTask) -> InStore<'a, ()> {
        self.store.create_task(task)
    }

    fn task<'a>(&'a self, id: &'a str) -> InStore<'a, Option<Task>> {
        self.store.task(id)
    }

    fn tasks<'a>(&'a self, query: &'a TaskQuery) -> InStore<'a, (Vec<Task>, u64)> {
        self.store.tasks(query)
    }

    fn task_counts(&self) -> InStore<'_, Vec<(Status, u64)>> {
        self.store.task_counts()
    }

    fn task_steps<'a>(&'a self, id: &'a str) -> InStore<'a, Vec<StepRow>> {
        self.store.task_steps(id)
    }

    fn task_events<'a>(&'a self, id: &'a str, after: i64, most: u32) -> InStore<'a, Vec<Event>> {
        self.store.task_events(id, after, most)
    }

    fn checkpoints<'a>(&'a self, id: &'a str) -> InStore<'a, Vec<Checkpoint>> {
        self.store.checkpoints(id)
    }

    fn claim<'a>(&'a self, worker: &'a Worker) -> InStore<'a, Option<(Task, Option<Sealed>)>> {
        self.store.claim(worker)
    }

    fn beat<'a>(&'a self, id: &'a str, lease: i64) -> InStore<'a, bool> {
        self.store.beat(id, lease)
    }

    fn write<'a>(&'a self, id: &'a str, lease: i64, what: &'a Write) -> InStore<'a, ()> {
        self.store.write(id, lease, what)
    }

    fn stale(&self, silent: Duration) -> InStore<'_, Vec<Task>> {
        self.store.stale(silent)
    }

    fn seize<'a>(
        &'a self,
        task: &'a Task,
        worker: &'a Worker,
        silent: Duration,
    ) -> InStore<'a, Option<(i64, Option<Sealed>)>> {
        self.store.seize(task, worker, silent)
    }

    fn cancel<'a>(&'a self, id: &'a str, at_ms: i64) -> InStore<'a, CancelOutcome> {
        self.store.cancel(id, at_ms)
    }

    fn retry<'a>(&'a self, id: &'a str, sealed: Option<&'a Sealed>) -> InStore<'a, RetryOutcome> {
        self.store.retry(id, sealed)
    }

    fn waiting_for_other_keys<'a>(&'a self, key: &'a str, before_ms: i64) -> InStore<'a, Vec<Task>> {
        self.store.waiting_for_other_keys(key, before_ms)
    }

    fn fail_waiting<'a>(
        &'a self,
        id: &'a str,
        events: &'a [NewEvent],
        error: &'a TaskError,
    ) -> InStore<'a, bool> {
        self.store.fail_waiting(id, events, error)
    }

    fn prune(&self, before_ms: i64) -> InStore<'_, u64> {
        self.store.prune(before_ms)
    }
}

/// Bills fail with the rest.
impl CostStore for Double {
    fn cost_revision(&self) -> Answer<'_, i64> {
        self.answer(self.store.cost_revision())
    }

    fn begin_cost_file<'a>(&'a self, file: &'a NewCostFile) -> Answer<'a, i64> {
        self.answer(self.store.begin_cost_file(file))
    }

    fn add_cost_chunk<'a>(&'a self, file: i64, chunk: &'a NewCostChunk) -> Answer<'a, ()> {
        self.answer(self.store.add_cost_chunk(file, chunk))
    }

    fn add_cost_bad_rows<'a>(&'a self, file: i64, first: i64, rows: &'a [CostBadRow]) -> Answer<'a, ()> {
        self.answer(self.store.add_cost_bad_rows(file, first, rows))
    }

    fn finish_cost_file<'a>(&'a self, file: i64, end: &'a CostFileEnd) -> Answer<'a, bool> {
        self.answer(self.store.finish_cost_file(file, end))
    }

    fn forget_cost_file(&self, file: i64) -> Answer<'_, ()> {
        self.answer(self.store.forget_cost_file(file))
    }

    fn forget_cost_leftovers<'a>(&'a self, now_ms: i64, error: &'a str) -> Answer<'a, ()> {
        self.answer(self.store.forget_cost_leftovers(now_ms, error))
    }

    fn cost_files<'a>(&'a self, source: Option<&'a str>) -> Answer<'a, Vec<CostFile>> {
        self.answer(self.store.cost_files(source))
    }

    fn mark_cost_files<'a>(&'a self, marks: &'a [CostMark]) -> Answer<'a, ()> {
        self.answer(self.store.mark_cost_files(marks))
    }

    fn cost_chunks<'a>(&'a self, source: &'a str) -> Answer<'a, Vec<CostChunk>> {
        self.answer(self.store.cost_chunks(source))
    }

    fn settle_costs<'a>(&'a self, revision: i64, settling: &'a CostSettling) -> Answer<'a, i64> {
        self.answer(self.store.settle_costs(revision, settling))
    }

    fn next_counting_cost_chunk(&self, after: i64) -> Answer<'_, Option<CountingCostChunk>> {
        self.answer(self.store.next_counting_cost_chunk(after))
    }

    fn cost_bad_rows(&self, file: i64, from: i64) -> Answer<'_, Vec<CostBadRow>> {
        self.answer(self.store.cost_bad_rows(file, from))
    }

    fn put_cost_run<'a>(&'a self, run: &'a CostRun) -> Answer<'a, ()> {
        self.answer(self.store.put_cost_run(run))
    }

    fn cost_runs<'a>(&'a self, source: &'a str, most: u32) -> Answer<'a, Vec<CostRun>> {
        self.answer(self.store.cost_runs(source, most))
    }

    fn order_costs<'a>(&'a self, source: &'a str, order: CostOrder) -> Answer<'a, ()> {
        self.answer(self.store.order_costs(source, order))
    }

    fn take_cost_orders(&self) -> Answer<'_, Vec<(String, CostOrder)>> {
        self.answer(self.store.take_cost_orders())
    }
}
