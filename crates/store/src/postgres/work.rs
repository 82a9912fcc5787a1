//! Transactions that survive their caller's end.

use crate::StoreError;
use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection};

/// A transaction. A connection goes back to the pool only when it is known to be outside of one: if a statement failed,
/// or the caller went away at any point (as handlers of requests do), it is closed instead, and the server takes back
/// what was not committed. sqlx's own transactions may put a connection back in the middle (its issue 4385).
pub(super) struct Work {
    connection: PoolConnection<Postgres>,
    is_done: bool,
}

impl Work {
    /// To write.
    pub(super) async fn begin(pool: &PgPool) -> Result<Self, StoreError> {
        Self::start(pool, "begin isolation level read committed").await
    }

    /// To read everything as it was at one moment.
    pub(super) async fn look(pool: &PgPool) -> Result<Self, StoreError> {
        Self::start(pool, "begin isolation level repeatable read, read only").await
    }

    async fn start(pool: &PgPool, statement: &'static str) -> Result<Self, StoreError> {
        let mut work = Self { connection: pool.acquire().await?, is_done: false };
        sqlx::raw_sql(statement).execute(work.connection()).await?;
        Ok(work)
    }

    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Makes it true, or fails without a trace.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        sqlx::raw_sql("commit").execute(self.connection()).await?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if !self.is_done {
            self.connection.close_on_drop();
        }
    }
}
