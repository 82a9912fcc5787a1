//! Which process leads.
//!
//! A process that leads holds an advisory lock, for as long as one connection of its own lives. That alone would not
//! be safe: the server may end that connection without the process knowing, or the process may stand still for a
//! minute in the middle of its work. So each leader also counts an epoch up, and a commit is refused if the epoch is
//! another than the one its process counted.

use super::{PostgresStore, connect, within};
use crate::{BoxFuture, Leadership, StoreError, limits};
use sqlx::{Connection as _, PgConnection};
use std::sync::atomic::Ordering;

/// The lock: the letters of `portico` as a number. Locks of other databases on the server are others.
const LOCK: i64 = 0x0070_6f72_7469_636f;

pub(super) async fn lead(store: &PostgresStore) -> Result<Option<Box<dyn Leadership>>, StoreError> {
    // Followers ask often; as long as somebody leads, that should not cost a new connection. The lock that is taken
    // here, shared so that two who ask do not disturb each other, is given back at the end of the statement.
    let query = sqlx::query_scalar("select pg_try_advisory_xact_lock_shared($1)").bind(LOCK);
    if !query.fetch_one(&store.pool).await? {
        return Ok(None);
    }
    let mut connection = connect(&store.options).await?;
    let query = sqlx::query_scalar("select pg_try_advisory_lock($1)").bind(LOCK);
    if !query.fetch_one(&mut connection).await? {
        return Ok(None);
    }
    // This waits for a commit of the former leader that has begun already.
    let query = sqlx::query_scalar("update meta set value = value + 1 where name = 'epoch' returning value");
    store.epoch.store(query.fetch_one(&mut connection).await?, Ordering::Release);
    Ok(Some(Box::new(Lock { connection: Some(connection) })))
}

/// Holds the lock for as long as the connection lives.
struct Lock {
    /// None as soon as it did not answer once.
    connection: Option<PgConnection>,
}

impl Leadership for Lock {
    fn holds(&mut self) -> BoxFuture<'_, bool> {
        Box::pin(async {
            let Some(connection) = &mut self.connection else { return false };
            let answer = within(limits::PING, connection.ping()).await;
            if let Err(error) = &answer {
                tracing::warn!(%error, "the right to lead is lost");
                self.connection = None;
            }
            answer.is_ok()
        })
    }
}
