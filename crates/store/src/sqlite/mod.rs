//! SQLite: one writer, several readers, write-ahead log.

/// Asks with a connection for reading.
macro_rules! read {
    ($store:ident, $connection:ident, $question:expr) => {{
        let $connection = &mut *$store.readers.acquire().await.map_err($crate::StoreError::from)?;
        $question.await
    }};
}

/// Changes what is stored in one transaction.
macro_rules! change {
    ($store:ident, $connection:ident, $change:expr) => {{
        let transaction = $store.writer.begin_with("begin immediate").await;
        let mut transaction = transaction.map_err($crate::StoreError::from)?;
        let $connection = &mut *transaction;
        let outcome = $change.await?;
        transaction.commit().await.map_err($crate::StoreError::from)?;
        Ok(outcome)
    }};
}

mod alerts;
mod batch;
mod catalog;
mod costs;
mod following;
mod history;
mod locations;
mod manifests;
mod mine;
mod notifications;
mod radars;
mod tasks;

use crate::{StoreError, limits};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{borrow::Cow, path::Path};
use tokio::sync::Notify;

/// A database in one file. Writers queue for the single writing connection; readers never wait for them.
pub struct SqliteStore {
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    /// Told when there is an order.
    pub(crate) ordered: Notify,
}

/// Any text can be stored.
fn clean(text: &str) -> Cow<'_, str> {
    text.into()
}

impl SqliteStore {
    /// Opens the file, makes it if it is not there, and brings it to this version's schema.
    ///
    /// # Errors
    /// If the file is no database, cannot be written, or was made by a newer version.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // With a write-ahead log, a killed process loses nothing; only a power cut may take the last commits.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .pragma("cache_size", limits::CACHE)
            .busy_timeout(limits::BUSY);
        let open = |error| StoreError::Open(file.display().to_string(), error);
        let writer =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(open)?;
        sqlx::migrate!("../../migrations/sqlite").run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(limits::READERS)
            .connect_with(options)
            .await
            .map_err(open)?;
        Ok(Self { writer, readers, ordered: Notify::new() })
    }
    /// Opens a file that is there, for reading alone: another program may be using it. It is taken as it is; a schema
    /// of another version shows when something is read.
    ///
    /// # Errors
    /// If the file is no database or cannot be read.
    pub async fn open_to_read(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .pragma("cache_size", limits::CACHE)
            .busy_timeout(limits::BUSY);
        let open = |error| StoreError::Open(file.display().to_string(), error);
        let readers =
            SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(open)?;
        Ok(Self { writer: readers.clone(), readers, ordered: Notify::new() })
    }
}
