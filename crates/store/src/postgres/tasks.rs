//! Tasks in PostgreSQL.

use super::{PostgresStore, columns::text as clean, work::Work};
use crate::tasks::{task_statements, task_store};
use sqlx::{PgConnection, Postgres, postgres::PgRow};

task_statements!(
    Postgres,
    PgConnection,
    PgRow,
    // The database's own clock: those of several machines differ.
    now: "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
    lock: "for update",
    skip: "for update skip locked"
);

macro_rules! read {
    ($store:ident, $connection:ident, $question:expr) => {{
        let mut pooled = $store.pool.acquire().await.map_err(failed_statement)?;
        let $connection = &mut *pooled;
        $question.await
    }};
}

macro_rules! change {
    ($store:ident, $connection:ident, $change:expr) => {{
        let mut work = Work::begin(&$store.pool).await?;
        let $connection = work.connection();
        let outcome = $change.await?;
        work.commit().await?;
        Ok(outcome)
    }};
}

task_store!(PostgresStore, read, change);
