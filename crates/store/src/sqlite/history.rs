//! The change log.

use super::SqliteStore;
use crate::{LoggedChange, StoreError, Texts, limits};
use portico_catalog::ChangeKind;
use sqlx::{Row as _, sqlite::SqliteRow};

pub(super) async fn recent(store: &SqliteStore, limit: u32) -> Result<Vec<LoggedChange>, StoreError> {
    let query = "select sequence, at_ms, entity_ref, kind, file from changes order by sequence desc limit ?";
    let rows = sqlx::query(query).bind(limit.min(limits::CHANGES)).fetch_all(&store.readers).await?;
    rows.iter().map(logged).collect()
}

pub(super) async fn history(
    store: &SqliteStore,
    entity_ref: Option<&str>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(LoggedChange, Texts)>, StoreError> {
    let (before, limit) = (before.unwrap_or(i64::MAX), limit.min(limits::CHANGES));
    // Two statements, so that each finds its index.
    let rows = match entity_ref {
        Some(entity_ref) => {
            let query = "select sequence, at_ms, entity_ref, kind, file, before, after from changes
                         where entity_ref = ? and sequence < ? order by sequence desc limit ?";
            sqlx::query(query).bind(entity_ref).bind(before).bind(limit).fetch_all(&store.readers).await?
        }
        None => {
            let query = "select sequence, at_ms, entity_ref, kind, file, before, after from changes
                         where sequence < ? order by sequence desc limit ?";
            sqlx::query(query).bind(before).bind(limit).fetch_all(&store.readers).await?
        }
    };
    let texts = |row: &SqliteRow| -> Result<Texts, StoreError> {
        let text = |column: usize| row.try_get::<Option<&str>, _>(column);
        Ok(Texts { before: text(5)?.map(Into::into), after: text(6)?.map(Into::into) })
    };
    rows.iter().map(|row| Ok((logged(row)?, texts(row)?))).collect()
}

pub(super) async fn compact(store: &SqliteStore, before_ms: i64) -> Result<u64, StoreError> {
    let gone = sqlx::query(
        "delete from changes where at_ms < ?1 and exists (
             select 1 from changes later
             where later.entity_ref = changes.entity_ref and later.sequence > changes.sequence and later.at_ms < ?1
         )",
    )
    .bind(before_ms)
    .execute(&store.writer)
    .await?;
    Ok(gone.rows_affected())
}

fn logged(row: &SqliteRow) -> Result<LoggedChange, StoreError> {
    Ok(LoggedChange {
        sequence: row.try_get(0)?,
        at_ms: row.try_get(1)?,
        entity_ref: row.try_get(2)?,
        kind: ChangeKind::of_word(row.try_get(3)?),
        file: row.try_get(4)?,
    })
}
