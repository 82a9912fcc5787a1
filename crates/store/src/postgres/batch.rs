//! Storing batches. Rows go in pieces of many: a statement per row would wait for the network 10,000 times.

use super::{
    PostgresStore,
    columns::{options, texts},
    following::CHANNEL,
    work::Work,
};
use crate::{StoreError, limits, pieces::pieces};
use portico_catalog::{Batch, Change, FORM, Row, Shown};
use portico_entity::Diagnostic;
use serde::Serialize;
use sqlx::PgConnection;
use std::{collections::HashMap, sync::atomic::Ordering};

pub(super) async fn commit(store: &PostgresStore, batch: &Batch) -> Result<i64, StoreError> {
    let mut work = Work::begin(&store.pool).await?;
    let db = work.connection();
    // First of all, so that only one at a time gets any further, and the next one sees what this one stored.
    let query = "select value from meta where name in ('epoch', 'revision') order by name for update";
    let found: Vec<i64> = sqlx::query_scalar(query).fetch_all(&mut *db).await?;
    let &[epoch, last] = found.as_slice() else { return Err(sqlx::Error::RowNotFound.into()) };
    let own = store.epoch.load(Ordering::Acquire);
    if own != 0 && own != epoch {
        return Err(StoreError::NotLeading);
    }
    let is_news = !batch.shown.is_empty() || !batch.hidden.is_empty() || !batch.problems.is_empty();
    let revision = last + i64::from(is_news);
    remove(db, "delete from entities where entity_ref = any($1)", &batch.removed).await?;
    put_entities(db, batch, revision).await?;
    put_hidden(db, &batch.hidden, revision).await?;
    put_problems(db, &batch.problems, revision).await?;
    put_remotes(db, batch).await?;
    for piece in pieces(&batch.changes, limits::POSTGRES_ROWS, |_| None, changed_bytes) {
        log(db, batch.at_ms, piece).await?;
    }
    if is_news {
        let query = "update meta set value = case name when 'form' then $1 else $2 end
                     where name in ('form', 'revision')";
        sqlx::query(query).bind(FORM).bind(revision).execute(&mut *db).await?;
        let old = revision - limits::REVISIONS;
        sqlx::query("delete from removals where revision < $1").bind(old).execute(&mut *db).await?;
        let query = "delete from problems where diagnostics = '[]' and revision < $1";
        sqlx::query(query).bind(old).execute(&mut *db).await?;
        sqlx::query("select pg_notify($1, '')").bind(CHANNEL).execute(&mut *db).await?;
    }
    work.commit().await?;
    Ok(revision)
}

async fn remove(db: &mut PgConnection, query: &'static str, keys: &[String]) -> Result<(), StoreError> {
    if !keys.is_empty() {
        sqlx::query(query).bind(texts(keys, String::as_str)).execute(db).await?;
    }
    Ok(())
}

async fn put_entities(db: &mut PgConnection, batch: &Batch, revision: i64) -> Result<(), StoreError> {
    let mut shown: HashMap<&str, &Shown> =
        batch.shown.iter().map(|(entity_ref, shown)| (entity_ref.as_str(), shown)).collect();
    let rows: Vec<_> = batch.rows.iter().map(|row| (row, shown.remove(row.entity_ref.as_str()))).collect();
    let bytes = |(row, shown): &(&Row, Option<&Shown>)| {
        row.source.len() + shown.map(|shown| shown.json.len()).unwrap_or_default()
    };
    for piece in pieces(&rows, limits::POSTGRES_ROWS, |(row, _)| Some(&row.entity_ref), bytes) {
        put_rows(db, piece, revision).await?;
    }
    let rest: Vec<_> = shown.into_iter().collect();
    for piece in pieces(&rest, limits::POSTGRES_ROWS, |_| None, |(_, shown)| shown.json.len()) {
        let attention: Result<Vec<_>, _> = piece.iter().map(|(_, shown)| json(&shown.attention)).collect();
        sqlx::query(
            "update entities set final = given.final, attention = given.attention, revision = $4
             from unnest($1::text[], $2::text[], $3::text[]) as given (entity_ref, final, attention)
             where entities.entity_ref = given.entity_ref",
        )
        .bind(texts(piece, |(entity_ref, _)| entity_ref))
        .bind(texts(piece, |(_, shown)| &shown.json))
        .bind(attention?)
        .bind(revision)
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

async fn put_rows(
    db: &mut PgConnection,
    rows: &[(&Row, Option<&Shown>)],
    revision: i64,
) -> Result<(), StoreError> {
    let stated = rows.iter().map(|(row, _)| row.references.as_ref().map(json).transpose());
    let attention = rows.iter().map(|(_, shown)| shown.map(|shown| json(&shown.attention)).transpose());
    let diagnostics = rows.iter().map(|(row, _)| json(&row.diagnostics));
    let stale = |of: fn((u32, u32)) -> u32| -> Vec<Option<i64>> {
        rows.iter().map(|(row, _)| row.stale.map(|stale| of(stale).into())).collect()
    };
    // A document that is not good any more keeps its last good form, and with it the references of that form; an
    // entity whose file is out of reach keeps its text.
    sqlx::query(
        "insert into entities
             (entity_ref, uid, location_key, parent, file, line, hash, orphan, source, final, attention, stated,
              diagnostics, stale_line, stale_column, revision)
         select entity_ref, uid, location_key, parent, file, line, hash, orphan, source, final,
                coalesce(attention, '[]'), stated, diagnostics, stale_line, stale_column, $16
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                     $8::boolean[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[],
                     $15::bigint[])
              as given (entity_ref, uid, location_key, parent, file, line, hash, orphan, source, final, attention,
                        stated, diagnostics, stale_line, stale_column)
         on conflict (entity_ref) do update set
             uid = excluded.uid, location_key = excluded.location_key, parent = excluded.parent,
             file = excluded.file, line = excluded.line, hash = excluded.hash, orphan = excluded.orphan,
             source = case when excluded.source = '' then entities.source else excluded.source end,
             final = coalesce(excluded.final, entities.final),
             attention = case when excluded.final is null then entities.attention else excluded.attention end,
             revision = case when excluded.final is null then entities.revision else excluded.revision end,
             stated = coalesce(excluded.stated, entities.stated),
             diagnostics = excluded.diagnostics,
             stale_line = excluded.stale_line, stale_column = excluded.stale_column",
    )
    .bind(texts(rows, |(row, _)| &row.entity_ref))
    .bind(texts(rows, |(row, _)| &row.uid))
    .bind(texts(rows, |(row, _)| &row.location_key))
    .bind(options(rows, |(row, _)| row.parent.as_deref()))
    .bind(texts(rows, |(row, _)| &row.file))
    .bind(rows.iter().map(|(row, _)| row.line.into()).collect::<Vec<i64>>())
    .bind(texts(rows, |(row, _)| &row.hash))
    .bind(rows.iter().map(|(row, _)| row.orphan).collect::<Vec<_>>())
    .bind(texts(rows, |(row, _)| &row.source))
    .bind(options(rows, |(_, shown)| shown.map(|shown| &*shown.json)))
    .bind(attention.collect::<Result<Vec<_>, _>>()?)
    .bind(stated.collect::<Result<Vec<_>, _>>()?)
    .bind(diagnostics.collect::<Result<Vec<_>, _>>()?)
    .bind(stale(|(line, _)| line))
    .bind(stale(|(_, column)| column))
    .bind(revision)
    .execute(db)
    .await?;
    Ok(())
}

async fn put_hidden(db: &mut PgConnection, hidden: &[String], revision: i64) -> Result<(), StoreError> {
    for piece in pieces(hidden, limits::POSTGRES_ROWS, |entity_ref| Some(entity_ref), |_| 0) {
        sqlx::query(
            "insert into removals (entity_ref, revision) select unnest($1::text[]), $2
             on conflict (entity_ref) do update set revision = excluded.revision",
        )
        .bind(texts(piece, String::as_str))
        .bind(revision)
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

async fn put_problems(
    db: &mut PgConnection,
    problems: &[(String, Vec<Diagnostic>)],
    revision: i64,
) -> Result<(), StoreError> {
    for piece in pieces(problems, limits::POSTGRES_ROWS, |(owner, _)| Some(owner), |_| 0) {
        let owners = texts(piece, |(owner, _)| owner);
        sqlx::query("delete from problems where owner = any($1)").bind(&owners).execute(&mut *db).await?;
        let diagnostics: Result<Vec<_>, _> = piece.iter().map(|(_, diagnostics)| json(diagnostics)).collect();
        let query = "insert into problems (owner, diagnostics, revision)
                     select owner, diagnostics, $3 from unnest($1::text[], $2::text[]) as given (owner, diagnostics)";
        let query = sqlx::query(query).bind(&owners).bind(diagnostics?).bind(revision);
        query.execute(&mut *db).await?;
    }
    Ok(())
}

async fn put_remotes(db: &mut PgConnection, batch: &Batch) -> Result<(), StoreError> {
    remove(db, "delete from remotes where location = any($1)", &batch.dropped_remotes).await?;
    remove(db, "delete from sources where id = any($1)", &batch.dropped_sources).await?;
    for piece in pieces(&batch.remotes, limits::POSTGRES_ROWS, |remote| Some(&remote.location), |_| 0) {
        let keys = texts(piece, |remote| &remote.location);
        sqlx::query("delete from remotes where location = any($1)").bind(&keys).execute(&mut *db).await?;
        let failures = piece.iter().map(|remote| remote.failure.as_ref().map(json).transpose());
        let query = "insert into remotes (location, read, failure, validator)
                     select * from unnest($1::text[], $2::boolean[], $3::text[], $4::text[])";
        sqlx::query(query)
            .bind(&keys)
            .bind(piece.iter().map(|remote| remote.read).collect::<Vec<_>>())
            .bind(failures.collect::<Result<Vec<_>, _>>()?)
            .bind(options(piece, |remote| remote.validator.as_deref()))
            .execute(&mut *db)
            .await?;
    }
    for piece in
        pieces(&batch.sources, limits::POSTGRES_ROWS, |source| Some(&source.id), |source| source.state.len())
    {
        let keys = texts(piece, |source| &source.id);
        sqlx::query("delete from sources where id = any($1)").bind(&keys).execute(&mut *db).await?;
        let query = "insert into sources (id, remote, state)
                     select * from unnest($1::text[], $2::text[], $3::text[])";
        let (remotes, states) = (texts(piece, |source| &source.remote), texts(piece, |source| &source.state));
        sqlx::query(query).bind(&keys).bind(remotes).bind(states).execute(&mut *db).await?;
    }
    Ok(())
}

async fn log(db: &mut PgConnection, at_ms: i64, changes: &[Change]) -> Result<(), StoreError> {
    sqlx::query(
        "insert into changes (at_ms, entity_ref, kind, before, after, file)
         select $1, entity_ref, kind, before, after, file
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
              with ordinality as given (entity_ref, kind, before, after, file, position)
         order by position",
    )
    .bind(at_ms)
    .bind(texts(changes, |change| &change.entity_ref))
    .bind(changes.iter().map(|change| change.kind.word()).collect::<Vec<_>>())
    .bind(options(changes, |change| change.before.as_deref()))
    .bind(options(changes, |change| change.after.as_deref()))
    .bind(texts(changes, |change| &change.file))
    .execute(db)
    .await?;
    Ok(())
}

fn changed_bytes(change: &Change) -> usize {
    [&change.before, &change.after].into_iter().flatten().map(|text| text.len()).sum()
}

/// In JSON, in which the character zero is written as an escape.
fn json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(value)
}
