//! Tasks in SQLite.

use super::SqliteStore;
use crate::tasks::{task_statements, task_store};
use sqlx::{Sqlite, SqliteConnection, sqlite::SqliteRow};
use std::borrow::Cow;

task_statements!(
    Sqlite,
    SqliteConnection,
    SqliteRow,
    now: "cast(unixepoch('subsec') * 1000 as integer)",
    // There is one writer.
    lock: "",
    skip: ""
);

/// Any text can be stored.
fn clean(text: &str) -> Cow<'_, str> {
    text.into()
}

macro_rules! read {
    ($store:ident, $connection:ident, $question:expr) => {{
        let $connection = &mut *$store.readers.acquire().await.map_err(failed_statement)?;
        $question.await
    }};
}

macro_rules! change {
    ($store:ident, $connection:ident, $change:expr) => {{
        let mut transaction = $store.writer.begin_with("begin immediate").await.map_err(failed_statement)?;
        let $connection = &mut *transaction;
        let outcome = $change.await?;
        transaction.commit().await.map_err(failed_statement)?;
        Ok(outcome)
    }};
}

task_store!(SqliteStore, read, change);
