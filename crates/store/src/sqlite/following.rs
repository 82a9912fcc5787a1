//! What several processes say to one another.

use super::{
    SqliteStore,
    batch::{meta, shown},
};
use crate::{News, Order, StoreError, limits};
use sqlx::Row as _;

pub(super) async fn news(store: &SqliteStore, since: i64) -> Result<Option<News>, StoreError> {
    let revision = meta(store, "revision").await?;
    if since < revision - limits::REVISIONS || since > revision {
        return Ok(None);
    }
    let mut news = News { revision, ..News::default() };
    let query = "select entity_ref, final, attention from entities
                 where revision > ? and final is not null order by entity_ref";
    for row in sqlx::query(query).bind(since).fetch_all(&store.readers).await? {
        if let Some(shown) = shown(&row, 1, 2)? {
            news.shown.push((row.try_get(0)?, shown));
        }
    }
    // One that came back is shown, and not hidden.
    let query = "select entity_ref from removals where revision > ?1 and not exists (
                     select 1 from entities
                     where entities.entity_ref = removals.entity_ref and entities.revision >= removals.revision
                 ) order by entity_ref";
    news.hidden = sqlx::query_scalar(query).bind(since).fetch_all(&store.readers).await?;
    let query = "select owner, diagnostics from problems where revision > ? order by owner";
    for row in sqlx::query(query).bind(since).fetch_all(&store.readers).await? {
        news.problems.push((row.try_get(0)?, serde_json::from_str(row.try_get(1)?)?));
    }
    Ok(Some(news))
}

pub(super) async fn order(store: &SqliteStore, order: &Order) -> Result<(), StoreError> {
    let query = sqlx::query("insert into orders (what) values (?)").bind(serde_json::to_string(order)?);
    query.execute(&store.writer).await?;
    store.ordered.notify_one();
    Ok(())
}

pub(super) async fn take_orders(store: &SqliteStore) -> Result<Vec<Order>, StoreError> {
    let query = sqlx::query("delete from orders returning sequence, what");
    let rows = query.fetch_all(&store.writer).await?;
    let mut orders: Vec<(i64, Order)> = Vec::with_capacity(rows.len());
    for row in rows {
        let what: &str = row.try_get(1)?;
        match serde_json::from_str(what) {
            Ok(order) => orders.push((row.try_get(0)?, order)),
            Err(error) => tracing::warn!(what, %error, "an order of another version is passed over"),
        }
    }
    orders.sort_by_key(|(sequence, _)| *sequence);
    Ok(orders.into_iter().map(|(_, order)| order).collect())
}
