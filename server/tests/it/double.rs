//! Stores with a fault, over one that works.

use portico_catalog::{Batch, Stored};
use portico_entity::LocationRef;
use portico_store::{
    BoxFuture, CatalogStore, Changed, Leadership, LoggedChange, MineStore, News, Order, Registered, Source,
    SqliteStore, StoreError, Texts, Visit,
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
