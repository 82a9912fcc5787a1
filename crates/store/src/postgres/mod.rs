//! PostgreSQL: any number of processes on one database, of which one leads.
//!
//! The connection must be the program's own for as long as it lives: a pooler between the two that hands a session from
//! one client to another takes the lock of the leading process and the notifications away.

/// Asks with a connection.
macro_rules! read {
    ($store:ident, $connection:ident, $question:expr) => {{
        let mut pooled = $store.pool.acquire().await.map_err($crate::StoreError::from)?;
        let $connection = &mut *pooled;
        $question.await
    }};
}

/// Changes what is stored in one transaction.
macro_rules! change {
    ($store:ident, $connection:ident, $change:expr) => {{
        let mut work = super::work::Work::begin(&$store.pool).await?;
        let $connection = work.connection();
        let outcome = $change.await?;
        work.commit().await?;
        Ok(outcome)
    }};
}

mod address;
mod alerts;
mod batch;
mod catalog;
mod columns;
mod costs;
mod following;
mod history;
mod leadership;
mod load;
mod locations;
mod manifests;
mod mine;
mod notifications;
mod radars;
mod tasks;
mod work;

use crate::{StoreError, limits};
use sqlx::{
    Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    io,
    str::FromStr as _,
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle, time::timeout};

/// A database on a PostgreSQL server.
///
/// A store that began to lead commits only for as long as no other one did after it. A store that never led, such as
/// that of a tool or a test, may commit at any time.
pub struct PostgresStore {
    pool: PgPool,
    /// For the connection that holds the right to lead.
    options: PgConnectOptions,
    /// How often somebody had begun to lead when this process did the last time; 0 if it never did.
    epoch: AtomicI64,
    /// Told when any process committed or ordered something.
    woken: Arc<Notify>,
    listener: JoinHandle<()>,
}

impl PostgresStore {
    /// Opens the database at an address (`postgres://user:password@host:port/database?sslmode=verify-full`) and brings
    /// it to this version's schema. What the address leaves out is taken from PostgreSQL's own environment variables.
    /// Must be called within tokio's runtime.
    ///
    /// # Errors
    /// If the address is none, nothing answers there, the database has an encoding other than UTF-8, or was made by a
    /// newer version. No error contains the password.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let open = |error| StoreError::Open(address::without_password(url), error);
        let options = PgConnectOptions::from_str(url).map_err(open)?;
        let options = options.application_name("portico");
        // By itself and not through the pool, which would keep trying and forget why it could not.
        let mut connection = connect(&options).await.map_err(open)?;
        let encoding = sqlx::query_scalar("show server_encoding").fetch_one(&mut connection);
        let encoding: String = encoding.await.map_err(open)?;
        if encoding != "UTF8" {
            let error = format!("its encoding is {encoding}; make it with the encoding UTF8");
            return Err(open(sqlx::Error::Configuration(error.into())));
        }
        sqlx::migrate!("../../migrations/postgres").run(&mut connection).await?;
        connection.close().await.map_err(open)?;
        Ok(Self::over(options))
    }

    /// Opens a database for reading alone: it is taken as it is, and a schema of another version shows when something
    /// is read. Must be called within tokio's runtime.
    ///
    /// # Errors
    /// If the address is none, or nothing answers there.
    pub async fn open_to_read(url: &str) -> Result<Self, StoreError> {
        let open = |error| StoreError::Open(address::without_password(url), error);
        let options = PgConnectOptions::from_str(url).map_err(open)?;
        let options = options.application_name("portico").options([("default_transaction_read_only", "on")]);
        connect(&options).await.map_err(open)?.close().await.map_err(open)?;
        Ok(Self::over(options))
    }

    fn over(options: PgConnectOptions) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(limits::CONNECTIONS)
            .acquire_timeout(limits::BUSY)
            .after_connect(|connection, _| Box::pin(settle(connection)))
            .connect_lazy_with(options.clone());
        let woken = Arc::new(Notify::new());
        let listener = tokio::spawn(following::listen(options.clone(), Arc::clone(&woken)));
        Self { pool, options, epoch: AtomicI64::new(0), woken, listener }
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// A connection beside the pool.
async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let connecting = async {
        let mut connection = PgConnection::connect_with(options).await?;
        settle(&mut connection).await?;
        Ok(connection)
    };
    within(limits::CONNECT, connecting).await
}

/// What every session is told: when a process is gone without a word (its machine lost power, the network fell apart),
/// the server must find out within a minute, because that session may hold the lead or the lock of a commit.
async fn settle(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let settings = "set idle_in_transaction_session_timeout = '60s';
                    set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3";
    sqlx::raw_sql(settings).execute(connection).await?;
    Ok(())
}

async fn within<T>(
    most: Duration,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let late = || io::Error::new(io::ErrorKind::TimedOut, "no answer within the time for it");
    timeout(most, work).await.unwrap_or_else(|_| Err(sqlx::Error::Io(late())))
}
