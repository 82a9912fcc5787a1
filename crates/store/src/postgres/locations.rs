//! Registered locations.

use super::{PostgresStore, columns::text};
use crate::{Ancestor, Changed, Registered, StoreError};
use portico_entity::LocationRef;
use sqlx::{Row as _, postgres::PgRow};

pub(super) async fn all(store: &PostgresStore) -> Result<Vec<Registered>, StoreError> {
    let query = sqlx::query("select id, type, target, entity_ref from locations order by id");
    query.fetch_all(&store.pool).await?.iter().map(registered).collect()
}

pub(super) async fn add(store: &PostgresStore, location: &Registered) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "insert into locations (id, type, target, entity_ref) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(text(&location.id))
    .bind(text(&location.location.kind))
    .bind(text(&location.location.target))
    .bind(text(&location.entity_ref))
    .execute(&store.pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn change(store: &PostgresStore, id: &str, to: &LocationRef) -> Result<Changed, StoreError> {
    let query =
        "update locations set type = $2, target = $3 where id = $1 returning id, type, target, entity_ref";
    let done = sqlx::query(query).bind(text(id)).bind(text(&to.kind)).bind(text(&to.target));
    match done.fetch_optional(&store.pool).await {
        Ok(Some(row)) => Ok(Changed::Done(registered(&row)?)),
        Ok(None) => Ok(Changed::Unknown),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(Changed::Taken),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn remove(store: &PostgresStore, id: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from locations where id = $1").bind(text(id)).execute(&store.pool).await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn lineage(
    store: &PostgresStore,
    entity_ref: &str,
    most: usize,
) -> Result<Vec<Ancestor>, StoreError> {
    let query = "with recursive up (entity_ref, parent, depth) as (
                     select entity_ref, parent, 0::bigint from entities where entity_ref = $1
                     union all
                     select next.entity_ref, next.parent, up.depth + 1
                     from entities next join up on next.entity_ref = up.parent where up.depth < $2
                 ) select entity_ref, parent from up order by depth";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = sqlx::query(query).bind(text(entity_ref)).bind(most).fetch_all(&store.pool).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn registered(row: &PgRow) -> Result<Registered, StoreError> {
    let location = LocationRef::new(row.try_get::<String, _>(1)?, row.try_get::<String, _>(2)?);
    Ok(Registered { id: row.try_get(0)?, location, entity_ref: row.try_get(3)? })
}
