//! The catalog in PostgreSQL.

use super::{PostgresStore, batch, following, history, leadership, load, locations};
use crate::{
    Ancestor, BoxFuture, CatalogStore, Changed, Leadership, LoggedChange, News, Order, Registered, Source,
    StoreError, Texts,
};
use portico_catalog::{Batch, Stored};
use portico_entity::LocationRef;
use std::time::Duration;

impl CatalogStore for PostgresStore {
    fn load(&self) -> BoxFuture<'_, Result<(Stored, i64), StoreError>> {
        Box::pin(load::load(self))
    }

    fn commit<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<i64, StoreError>> {
        Box::pin(batch::commit(self, batch))
    }

    fn news(&self, since: i64) -> BoxFuture<'_, Result<Option<News>, StoreError>> {
        Box::pin(following::news(self, since))
    }

    fn source<'a>(&'a self, entity_ref: &'a str) -> BoxFuture<'a, Result<Option<Source>, StoreError>> {
        Box::pin(load::source(self, entity_ref))
    }

    fn recent_changes(&self, limit: u32) -> BoxFuture<'_, Result<Vec<LoggedChange>, StoreError>> {
        Box::pin(history::recent(self, limit))
    }

    fn history<'a>(
        &'a self,
        entity_ref: Option<&'a str>,
        before: Option<i64>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<(LoggedChange, Texts)>, StoreError>> {
        Box::pin(history::history(self, entity_ref, before, limit))
    }

    fn compact(&self, before_ms: i64) -> BoxFuture<'_, Result<u64, StoreError>> {
        Box::pin(history::compact(self, before_ms))
    }

    fn locations(&self) -> BoxFuture<'_, Result<Vec<Registered>, StoreError>> {
        Box::pin(locations::all(self))
    }

    fn add_location<'a>(&'a self, location: &'a Registered) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(locations::add(self, location))
    }

    fn change_location<'a>(
        &'a self,
        id: &'a str,
        to: &'a LocationRef,
    ) -> BoxFuture<'a, Result<Changed, StoreError>> {
        Box::pin(locations::change(self, id, to))
    }

    fn remove_location<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(locations::remove(self, id))
    }

    fn lineage<'a>(
        &'a self,
        entity_ref: &'a str,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<Ancestor>, StoreError>> {
        Box::pin(locations::lineage(self, entity_ref, most))
    }

    fn order<'a>(&'a self, order: &'a Order) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(following::order(self, order))
    }

    fn take_orders(&self) -> BoxFuture<'_, Result<Vec<Order>, StoreError>> {
        Box::pin(following::take_orders(self))
    }

    /// Only when this returns, everything that the former leader stored is there.
    fn lead(&self) -> BoxFuture<'_, Result<Option<Box<dyn Leadership>>, StoreError>> {
        Box::pin(leadership::lead(self))
    }

    fn wait(&self, most: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // Whoever waits looks for what is new in either case.
            let _ = tokio::time::timeout(most, self.woken.notified()).await;
        })
    }

    fn is_shared(&self) -> bool {
        true
    }
}
