//! Notifications in PostgreSQL.

use super::{PostgresStore, columns::text as clean, work::Work};
use crate::notifications::{notification_statements, notification_store};
use sqlx::{PgConnection, Postgres, postgres::PgRow};

notification_statements!(Postgres, PgConnection, PgRow);

macro_rules! read {
    ($store:ident, $connection:ident, $question:expr) => {{
        let mut pooled = $store.pool.acquire().await?;
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

notification_store!(PostgresStore, read, change);
