//! The change log.

use super::{PostgresStore, columns::text};
use crate::{LoggedChange, StoreError, Texts, limits};
use portico_catalog::ChangeKind;
use sqlx::{Row as _, postgres::PgRow};

pub(super) async fn recent(store: &PostgresStore, limit: u32) -> Result<Vec<LoggedChange>, StoreError> {
    let query = "select sequence, at_ms, entity_ref, kind, file from changes order by sequence desc limit $1";
    let rows = sqlx::query(query).bind(i64::from(limit.min(limits::CHANGES))).fetch_all(&store.pool).await?;
    rows.iter().map(logged).collect()
}

pub(super) async fn history(
    store: &PostgresStore,
    entity_ref: Option<&str>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(LoggedChange, Texts)>, StoreError> {
    let (before, limit) = (before.unwrap_or(i64::MAX), i64::from(limit.min(limits::CHANGES)));
    // Two statements, so that each finds its index.
    let rows = match entity_ref {
        Some(entity_ref) => {
            let query = "select sequence, at_ms, entity_ref, kind, file, before, after from changes
                         where entity_ref = $1 and sequence < $2 order by sequence desc limit $3";
            sqlx::query(query).bind(text(entity_ref)).bind(before).bind(limit).fetch_all(&store.pool).await?
        }
        None => {
            let query = "select sequence, at_ms, entity_ref, kind, file, before, after from changes
                         where sequence < $1 order by sequence desc limit $2";
            sqlx::query(query).bind(before).bind(limit).fetch_all(&store.pool).await?
        }
    };
    let texts = |row: &PgRow| -> Result<Texts, StoreError> {
        let form = |column: usize| row.try_get::<Option<&str>, _>(column);
        Ok(Texts { before: form(5)?.map(Into::into), after: form(6)?.map(Into::into) })
    };
    rows.iter().map(|row| Ok((logged(row)?, texts(row)?))).collect()
}

pub(super) async fn compact(store: &PostgresStore, before_ms: i64) -> Result<u64, StoreError> {
    let gone = sqlx::query(
        "delete from changes where at_ms < $1 and exists (
             select 1 from changes later
             where later.entity_ref = changes.entity_ref and later.sequence > changes.sequence and later.at_ms < $1
         )",
    )
    .bind(before_ms)
    .execute(&store.pool)
    .await?;
    Ok(gone.rows_affected())
}

fn logged(row: &PgRow) -> Result<LoggedChange, StoreError> {
    Ok(LoggedChange {
        sequence: row.try_get(0)?,
        at_ms: row.try_get(1)?,
        entity_ref: row.try_get(2)?,
        kind: ChangeKind::of_word(row.try_get(3)?),
        file: row.try_get(4)?,
    })
}
