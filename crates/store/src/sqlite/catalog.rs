//! The catalog in SQLite.

use super::SqliteStore;
use crate::{BoxFuture, CatalogStore, LoggedChange, Source, StoreError, limits};
use portico_catalog::{Batch, Change, ChangeKind, Row};
use sqlx::{Row as _, Sqlite, Transaction, sqlite::SqliteRow};
use tokio_stream::StreamExt as _;

impl CatalogStore for SqliteStore {
    fn load(&self) -> BoxFuture<'_, Result<Vec<Row>, StoreError>> {
        Box::pin(async {
            // Row by row: all of them in the database's own form beside all in ours would be twice the memory.
            let mut found = sqlx::query(
                "select entity_ref, uid, location_key, parent, file, line, hash, orphan, entity, stated, diagnostics,
                        stale_line, stale_column
                 from entities order by entity_ref",
            )
            .fetch(&self.readers);
            let mut rows = Vec::new();
            while let Some(next) = found.next().await {
                rows.push(row(&next?)?);
            }
            Ok(rows)
        })
    }

    fn commit<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<i64, StoreError>> {
        Box::pin(async move {
            let mut transaction = self.writer.begin_with("begin immediate").await?;
            for entity_ref in &batch.removed {
                sqlx::query("delete from entities where entity_ref = ?")
                    .bind(entity_ref)
                    .execute(&mut *transaction)
                    .await?;
            }
            for row in &batch.rows {
                put(&mut transaction, row).await?;
            }
            for change in &batch.changes {
                log(&mut transaction, batch.at_ms, change).await?;
            }
            let sequence = sqlx::query_scalar("select coalesce(max(sequence), 0) from changes")
                .fetch_one(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(sequence)
        })
    }

    fn source<'a>(&'a self, entity_ref: &'a str) -> BoxFuture<'a, Result<Option<Source>, StoreError>> {
        Box::pin(async move {
            let found =
                sqlx::query("select file, line, source, diagnostics from entities where entity_ref = ?")
                    .bind(entity_ref)
                    .fetch_optional(&self.readers)
                    .await?;
            let Some(found) = found else { return Ok(None) };
            Ok(Some(Source {
                file: found.try_get(0)?,
                line: found.try_get(1)?,
                text: found.try_get(2)?,
                diagnostics: serde_json::from_str(found.try_get(3)?)?,
            }))
        })
    }

    fn recent_changes(&self, limit: u32) -> BoxFuture<'_, Result<Vec<LoggedChange>, StoreError>> {
        Box::pin(async move {
            let rows = sqlx::query(
                "select sequence, at_ms, entity_ref, kind, file from changes order by sequence desc limit ?",
            )
            .bind(limit.min(limits::CHANGES))
            .fetch_all(&self.readers)
            .await?;
            rows.iter()
                .map(|row| {
                    Ok(LoggedChange {
                        sequence: row.try_get(0)?,
                        at_ms: row.try_get(1)?,
                        entity_ref: row.try_get(2)?,
                        kind: change_kind(row.try_get(3)?),
                        file: row.try_get(4)?,
                    })
                })
                .collect()
        })
    }
}

async fn put(transaction: &mut Transaction<'_, Sqlite>, row: &Row) -> Result<(), StoreError> {
    let stated = serde_json::to_string(&row.references)?;
    let diagnostics = serde_json::to_string(&row.diagnostics)?;
    // A document that is not good any more keeps its last good form, and with it the references of that form; an
    // entity whose file is out of reach keeps its text.
    sqlx::query(
        "insert into entities
             (entity_ref, uid, location_key, parent, file, line, hash, orphan, source, entity, stated, diagnostics,
              stale_line, stale_column)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (entity_ref) do update set
             uid = excluded.uid, location_key = excluded.location_key, parent = excluded.parent,
             file = excluded.file, line = excluded.line, hash = excluded.hash, orphan = excluded.orphan,
             source = case when excluded.source = '' then source else excluded.source end,
             entity = coalesce(excluded.entity, entity),
             stated = case when excluded.entity is null then stated else excluded.stated end,
             diagnostics = excluded.diagnostics,
             stale_line = excluded.stale_line, stale_column = excluded.stale_column",
    )
    .bind(&row.entity_ref)
    .bind(&row.uid)
    .bind(&row.location_key)
    .bind(&row.parent)
    .bind(&row.file)
    .bind(row.line)
    .bind(&row.hash)
    .bind(row.orphan)
    .bind(&row.source)
    .bind(row.entity.as_deref())
    .bind(stated)
    .bind(diagnostics)
    .bind(row.stale.map(|(line, _)| line))
    .bind(row.stale.map(|(_, column)| column))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn log(
    transaction: &mut Transaction<'_, Sqlite>,
    at_ms: i64,
    change: &Change,
) -> Result<(), StoreError> {
    let kind = match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Updated => "updated",
        ChangeKind::Removed => "removed",
    };
    sqlx::query(
        "insert into changes (at_ms, entity_ref, kind, before, after, file) values (?, ?, ?, ?, ?, ?)",
    )
    .bind(at_ms)
    .bind(&change.entity_ref)
    .bind(kind)
    .bind(change.before.as_deref())
    .bind(change.after.as_deref())
    .bind(&change.file)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn change_kind(word: &str) -> ChangeKind {
    match word {
        "added" => ChangeKind::Added,
        "removed" => ChangeKind::Removed,
        _ => ChangeKind::Updated,
    }
}

fn row(row: &SqliteRow) -> Result<Row, StoreError> {
    let entity: Option<&str> = row.try_get(8)?;
    Ok(Row {
        entity_ref: row.try_get(0)?,
        uid: row.try_get(1)?,
        location_key: row.try_get(2)?,
        parent: row.try_get(3)?,
        file: row.try_get(4)?,
        line: row.try_get(5)?,
        hash: row.try_get(6)?,
        orphan: row.try_get(7)?,
        source: String::new(),
        entity: entity.map(Into::into),
        references: serde_json::from_str(row.try_get(9)?)?,
        diagnostics: serde_json::from_str(row.try_get(10)?)?,
        stale: row.try_get::<Option<u32>, _>(11)?.zip(row.try_get(12)?),
    })
}
