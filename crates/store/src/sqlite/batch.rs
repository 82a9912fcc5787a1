//! Storing batches and taking them up again.

use super::SqliteStore;
use crate::{Source, StoreError, limits, pieces::pieces};
use portico_catalog::{Attention, Batch, Change, FORM, RemoteRow, Row, Shown, SourceRow, Stored};
use sqlx::{QueryBuilder, Row as _, Sqlite, Transaction, sqlite::SqliteRow};
use std::collections::HashMap;
use tokio_stream::StreamExt as _;

pub(super) async fn load(store: &SqliteStore) -> Result<(Stored, i64), StoreError> {
    // Row by row: all of them in the database's own form beside all in ours would be twice the memory.
    let mut found = sqlx::query(
        "select entity_ref, uid, location_key, parent, file, line, hash, orphan, final, attention, stated,
                diagnostics, stale_line, stale_column
         from entities order by entity_ref",
    )
    .fetch(&store.readers);
    let mut stored = Stored::default();
    while let Some(next) = found.next().await {
        stored.rows.push(row(&next?)?);
    }
    for found in sqlx::query("select owner, diagnostics from problems").fetch_all(&store.readers).await? {
        let diagnostics: Vec<_> = serde_json::from_str(found.try_get(1)?)?;
        if !diagnostics.is_empty() {
            stored.problems.push((found.try_get(0)?, diagnostics));
        }
    }
    let remotes = sqlx::query("select location, read, failure, validator from remotes");
    for found in remotes.fetch_all(&store.readers).await? {
        let failure: Option<&str> = found.try_get(2)?;
        stored.remotes.push(RemoteRow {
            location: found.try_get(0)?,
            read: found.try_get(1)?,
            failure: failure.map(serde_json::from_str).transpose()?,
            validator: found.try_get(3)?,
        });
    }
    for found in sqlx::query("select id, remote, state from sources").fetch_all(&store.readers).await? {
        let (id, remote, state) = (found.try_get(0)?, found.try_get(1)?, found.try_get(2)?);
        stored.sources.push(SourceRow { id, remote, state });
    }
    stored.outdated = meta(store, "form").await? != FORM;
    Ok((stored, meta(store, "revision").await?))
}

/// A single value; 0 if it was never set.
pub(super) async fn meta(store: &SqliteStore, name: &str) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar("select value from meta where name = ?").bind(name);
    Ok(query.fetch_optional(&store.readers).await?.unwrap_or_default())
}

async fn set_meta(
    transaction: &mut Transaction<'_, Sqlite>,
    name: &str,
    value: i64,
) -> Result<(), StoreError> {
    let query = "insert into meta (name, value) values (?, ?) on conflict (name) do update set value = excluded.value";
    sqlx::query(query).bind(name).bind(value).execute(&mut **transaction).await?;
    Ok(())
}

pub(super) async fn commit(store: &SqliteStore, batch: &Batch) -> Result<i64, StoreError> {
    let mut transaction = store.writer.begin_with("begin immediate").await?;
    let query = "select value from meta where name = 'revision'";
    let last: Option<i64> = sqlx::query_scalar(query).fetch_optional(&mut *transaction).await?;
    let is_news = !batch.shown.is_empty() || !batch.hidden.is_empty() || !batch.problems.is_empty();
    let revision = last.unwrap_or_default() + i64::from(is_news);
    for entity_ref in &batch.removed {
        run(&mut transaction, "delete from entities where entity_ref = ?", entity_ref).await?;
    }
    let mut shown: HashMap<&str, &Shown> =
        batch.shown.iter().map(|(entity_ref, shown)| (entity_ref.as_str(), shown)).collect();
    let rows: Vec<_> = batch.rows.iter().map(|row| (row, shown.remove(row.entity_ref.as_str()))).collect();
    for piece in pieces(&rows, limits::SQLITE_ROWS, |(row, _)| Some(&row.entity_ref), |_| 0) {
        put_rows(&mut transaction, piece, revision).await?;
    }
    for (entity_ref, shown) in shown {
        sqlx::query("update entities set final = ?, attention = ?, revision = ? where entity_ref = ?")
            .bind(&*shown.json)
            .bind(serde_json::to_string(&shown.attention)?)
            .bind(revision)
            .bind(entity_ref)
            .execute(&mut *transaction)
            .await?;
    }
    for entity_ref in &batch.hidden {
        sqlx::query(
            "insert into removals (entity_ref, revision) values (?, ?)
             on conflict (entity_ref) do update set revision = excluded.revision",
        )
        .bind(entity_ref)
        .bind(revision)
        .execute(&mut *transaction)
        .await?;
    }
    for (owner, problems) in &batch.problems {
        sqlx::query(
            "insert into problems (owner, diagnostics, revision) values (?, ?, ?)
             on conflict (owner) do update set diagnostics = excluded.diagnostics, revision = excluded.revision",
        )
        .bind(owner)
        .bind(serde_json::to_string(problems)?)
        .bind(revision)
        .execute(&mut *transaction)
        .await?;
    }
    put_remotes(&mut transaction, batch).await?;
    for piece in batch.changes.chunks(limits::SQLITE_ROWS) {
        log(&mut transaction, batch.at_ms, piece).await?;
    }
    if is_news {
        set_meta(&mut transaction, "revision", revision).await?;
        set_meta(&mut transaction, "form", FORM).await?;
        let old = revision - limits::REVISIONS;
        sqlx::query("delete from removals where revision < ?").bind(old).execute(&mut *transaction).await?;
        sqlx::query("delete from problems where diagnostics = '[]' and revision < ?")
            .bind(old)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(revision)
}

async fn run(
    transaction: &mut Transaction<'_, Sqlite>,
    query: &'static str,
    value: &str,
) -> Result<(), StoreError> {
    sqlx::query(query).bind(value).execute(&mut **transaction).await?;
    Ok(())
}

/// Stores rows in one statement, which costs half of what one per row does.
async fn put_rows(
    transaction: &mut Transaction<'_, Sqlite>,
    rows: &[(&Row, Option<&Shown>)],
    revision: i64,
) -> Result<(), StoreError> {
    let mut query = QueryBuilder::new(
        "insert into entities
             (entity_ref, uid, location_key, parent, file, line, hash, orphan, source, final, attention, revision,
              diagnostics, stale_line, stale_column, stated) ",
    );
    let json = |(row, shown): &(&Row, Option<&Shown>)| -> Result<_, StoreError> {
        let stated = row.references.as_ref().map(serde_json::to_string).transpose()?;
        let attention = shown.map(|shown| &*shown.attention).unwrap_or_default();
        Ok((stated, serde_json::to_string(attention)?, serde_json::to_string(&row.diagnostics)?))
    };
    let json: Vec<_> = rows.iter().map(json).collect::<Result<_, _>>()?;
    query.push_values(
        rows.iter().zip(json),
        |mut values, ((row, shown), (stated, attention, diagnostics))| {
            values
                .push_bind(&row.entity_ref)
                .push_bind(&row.uid)
                .push_bind(&row.location_key)
                .push_bind(&row.parent)
                .push_bind(&row.file)
                .push_bind(row.line)
                .push_bind(&row.hash)
                .push_bind(row.orphan)
                .push_bind(&row.source)
                .push_bind(shown.map(|shown| &*shown.json))
                .push_bind(attention)
                .push_bind(revision)
                .push_bind(diagnostics)
                .push_bind(row.stale.map(|(line, _)| line))
                .push_bind(row.stale.map(|(_, column)| column));
            match stated {
                Some(stated) => values.push_bind(stated),
                None => values
                    .push("coalesce((select stated from entities where entity_ref = ")
                    .push_bind_unseparated(&row.entity_ref)
                    .push_unseparated("), '[]')"),
            };
        },
    );
    // A document that is not good any more keeps its last good form, and with it the references of that form; an
    // entity whose file is out of reach keeps its text.
    query.push(
        " on conflict (entity_ref) do update set
             uid = excluded.uid, location_key = excluded.location_key, parent = excluded.parent,
             file = excluded.file, line = excluded.line, hash = excluded.hash, orphan = excluded.orphan,
             source = case when excluded.source = '' then source else excluded.source end,
             final = coalesce(excluded.final, final),
             attention = case when excluded.final is null then attention else excluded.attention end,
             revision = case when excluded.final is null then revision else excluded.revision end,
             stated = excluded.stated, diagnostics = excluded.diagnostics,
             stale_line = excluded.stale_line, stale_column = excluded.stale_column",
    );
    query.build().persistent(false).execute(&mut **transaction).await?;
    Ok(())
}

async fn put_remotes(transaction: &mut Transaction<'_, Sqlite>, batch: &Batch) -> Result<(), StoreError> {
    for location in &batch.dropped_remotes {
        run(transaction, "delete from remotes where location = ?", location).await?;
    }
    for id in &batch.dropped_sources {
        run(transaction, "delete from sources where id = ?", id).await?;
    }
    for remote in &batch.remotes {
        sqlx::query(
            "insert or replace into remotes (location, read, failure, validator) values (?, ?, ?, ?)",
        )
        .bind(&remote.location)
        .bind(remote.read)
        .bind(remote.failure.as_ref().map(serde_json::to_string).transpose()?)
        .bind(&remote.validator)
        .execute(&mut **transaction)
        .await?;
    }
    for source in &batch.sources {
        sqlx::query("insert or replace into sources (id, remote, state) values (?, ?, ?)")
            .bind(&source.id)
            .bind(&source.remote)
            .bind(&source.state)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn log(
    transaction: &mut Transaction<'_, Sqlite>,
    at_ms: i64,
    changes: &[Change],
) -> Result<(), StoreError> {
    let mut query = QueryBuilder::new("insert into changes (at_ms, entity_ref, kind, before, after, file) ");
    query.push_values(changes, |mut values, change| {
        values
            .push_bind(at_ms)
            .push_bind(&change.entity_ref)
            .push_bind(change.kind.word())
            .push_bind(change.before.as_deref())
            .push_bind(change.after.as_deref())
            .push_bind(&change.file);
    });
    query.build().persistent(false).execute(&mut **transaction).await?;
    Ok(())
}

pub(super) async fn source(store: &SqliteStore, entity_ref: &str) -> Result<Option<Source>, StoreError> {
    let query = "select file, line, source, diagnostics from entities where entity_ref = ?";
    let found = sqlx::query(query).bind(entity_ref).fetch_optional(&store.readers).await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Source {
        file: found.try_get(0)?,
        line: found.try_get(1)?,
        text: found.try_get(2)?,
        diagnostics: serde_json::from_str(found.try_get(3)?)?,
    }))
}

/// The final form in columns of the database: its text and what needs attention.
pub(super) fn shown(row: &SqliteRow, json: usize, attention: usize) -> Result<Option<Shown>, StoreError> {
    let Some(json) = row.try_get::<Option<&str>, _>(json)? else { return Ok(None) };
    let attention: Vec<Attention> = serde_json::from_str(row.try_get(attention)?)?;
    Ok(Some(Shown { json: json.into(), attention }))
}

fn row(row: &SqliteRow) -> Result<(Row, Option<Shown>), StoreError> {
    let shown = shown(row, 8, 9)?;
    let stored = Row {
        entity_ref: row.try_get(0)?,
        uid: row.try_get(1)?,
        location_key: row.try_get(2)?,
        parent: row.try_get(3)?,
        file: row.try_get(4)?,
        line: row.try_get(5)?,
        hash: row.try_get(6)?,
        orphan: row.try_get(7)?,
        source: String::new(),
        references: Some(serde_json::from_str(row.try_get(10)?)?),
        diagnostics: serde_json::from_str(row.try_get(11)?)?,
        stale: row.try_get::<Option<u32>, _>(12)?.zip(row.try_get(13)?),
    };
    Ok((stored, shown))
}
