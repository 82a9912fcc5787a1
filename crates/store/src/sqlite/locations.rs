//! Registered locations.

use super::SqliteStore;
use crate::{Ancestor, Changed, Registered, StoreError};
use portico_entity::LocationRef;
use sqlx::{Row as _, sqlite::SqliteRow};

pub(super) async fn all(store: &SqliteStore) -> Result<Vec<Registered>, StoreError> {
    let query = sqlx::query("select id, type, target, entity_ref from locations order by id");
    query.fetch_all(&store.readers).await?.iter().map(registered).collect()
}

pub(super) async fn add(store: &SqliteStore, location: &Registered) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "insert into locations (id, type, target, entity_ref) values (?, ?, ?, ?) on conflict do nothing",
    )
    .bind(&location.id)
    .bind(&location.location.kind)
    .bind(&location.location.target)
    .bind(&location.entity_ref)
    .execute(&store.writer)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn change(store: &SqliteStore, id: &str, to: &LocationRef) -> Result<Changed, StoreError> {
    let query = "update or ignore locations set type = ?, target = ? where id = ?
                 returning id, type, target, entity_ref";
    let done = sqlx::query(query).bind(&to.kind).bind(&to.target).bind(id);
    if let Some(row) = done.fetch_optional(&store.writer).await? {
        return Ok(Changed::Done(registered(&row)?));
    }
    let known = sqlx::query("select 1 from locations where id = ?").bind(id);
    let is_known = known.fetch_optional(&store.readers).await?.is_some();
    Ok(if is_known { Changed::Taken } else { Changed::Unknown })
}

pub(super) async fn remove(store: &SqliteStore, id: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from locations where id = ?").bind(id).execute(&store.writer).await?;
    Ok(done.rows_affected() > 0)
}

fn registered(row: &SqliteRow) -> Result<Registered, StoreError> {
    let location = LocationRef::new(row.try_get::<String, _>(1)?, row.try_get::<String, _>(2)?);
    Ok(Registered { id: row.try_get(0)?, location, entity_ref: row.try_get(3)? })
}

pub(super) async fn lineage(
    store: &SqliteStore,
    entity_ref: &str,
    most: usize,
) -> Result<Vec<Ancestor>, StoreError> {
    let query = "with recursive up (entity_ref, parent, depth) as (
                     select entity_ref, parent, 0 from entities where entity_ref = ?1
                     union all
                     select next.entity_ref, next.parent, up.depth + 1
                     from entities next join up on next.entity_ref = up.parent where up.depth < ?2
                 ) select entity_ref, parent from up order by depth";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = sqlx::query(query).bind(entity_ref).bind(most).fetch_all(&store.readers).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
