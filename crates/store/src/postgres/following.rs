//! What several processes say to one another.

use super::{PostgresStore, load, within, work::Work};
use crate::{News, Order, StoreError, limits};
use sqlx::{
    Row as _,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use std::sync::Arc;
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};
use tokio_stream::StreamExt as _;

/// On which everybody is told that there is something to read. It carries no message: what is new is in the tables.
pub(super) const CHANNEL: &str = "portico";

pub(super) async fn news(store: &PostgresStore, since: i64) -> Result<Option<News>, StoreError> {
    let mut work = Work::look(&store.pool).await?;
    let revision = load::meta(work.connection(), "revision").await?;
    let mut news = None;
    if since >= revision - limits::REVISIONS && since <= revision {
        news = Some(since_revision(&mut work, since, revision).await?);
    }
    work.commit().await?;
    Ok(news)
}

async fn since_revision(work: &mut Work, since: i64, revision: i64) -> Result<News, StoreError> {
    let mut news = News { revision, ..News::default() };
    if since == revision {
        return Ok(news);
    }
    let query = "select entity_ref, final, attention from entities
                 where revision > $1 and final is not null order by entity_ref";
    let mut rows = sqlx::query(query).bind(since).fetch(work.connection());
    while let Some(row) = rows.next().await {
        let row = row?;
        if let Some(shown) = load::shown(&row, 1, 2)? {
            news.shown.push((row.try_get(0)?, shown));
        }
    }
    drop(rows);
    // One that came back is shown, and not hidden.
    let query = "select entity_ref from removals where revision > $1 and not exists (
                     select from entities
                     where entities.entity_ref = removals.entity_ref and entities.revision >= removals.revision
                 ) order by entity_ref";
    news.hidden = sqlx::query_scalar(query).bind(since).fetch_all(work.connection()).await?;
    let query = "select owner, diagnostics from problems where revision > $1 order by owner";
    for row in sqlx::query(query).bind(since).fetch_all(work.connection()).await? {
        news.problems.push((row.try_get(0)?, serde_json::from_str(row.try_get(1)?)?));
    }
    Ok(news)
}

pub(super) async fn order(store: &PostgresStore, order: &Order) -> Result<(), StoreError> {
    let query = "with added as (insert into orders (what) values ($1) returning sequence)
                 select pg_notify($2, '') from added";
    sqlx::query(query).bind(serde_json::to_string(order)?).bind(CHANNEL).execute(&store.pool).await?;
    Ok(())
}

pub(super) async fn take_orders(store: &PostgresStore) -> Result<Vec<Order>, StoreError> {
    let query = "with taken as (delete from orders returning sequence, what)
                 select what from taken order by sequence";
    let mut orders = Vec::new();
    for row in sqlx::query(query).fetch_all(&store.pool).await? {
        let what: &str = row.try_get(0)?;
        match serde_json::from_str(what) {
            Ok(order) => orders.push(order),
            Err(error) => tracing::warn!(what, %error, "an order of another version is passed over"),
        }
    }
    Ok(orders)
}

/// Listens for as long as it is let, and tells of everything that it hears. Who waits looks for news from time to time
/// even if it hears nothing, so it is no harm if that lasts.
pub(super) async fn listen(options: PgConnectOptions, woken: Arc<Notify>) {
    let mut is_lost = false;
    loop {
        match listen_once(&options, &woken, &mut is_lost).await {
            Ok(()) => continue,
            Err(error) if !is_lost => {
                tracing::warn!(%error, "the database cannot be listened to; looking for news from time to time");
                is_lost = true;
            }
            Err(error) => tracing::debug!(%error, "the database still cannot be listened to"),
        }
        sleep(limits::RELISTEN).await;
    }
}

/// Listens until nothing was heard for a long time, or the connection is lost.
async fn listen_once(
    options: &PgConnectOptions,
    woken: &Notify,
    is_lost: &mut bool,
) -> Result<(), sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(limits::CONNECT);
    let pool = pool.connect_lazy_with(options.clone());
    let mut listener = within(limits::CONNECT, PgListener::connect_with(&pool)).await?;
    within(limits::CONNECT, listener.listen(CHANNEL)).await?;
    *is_lost = false;
    // Something may have been said while nobody listened.
    woken.notify_one();
    while let Ok(heard) = timeout(limits::SILENCE, listener.try_recv()).await {
        heard?;
        woken.notify_one();
    }
    Ok(())
}
