//! Tasks in PostgreSQL.

use super::{PostgresStore, columns::text as clean};
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

task_store!(PostgresStore, read, change);
