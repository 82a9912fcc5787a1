//! Taking up what is stored.

use super::{PostgresStore, columns::text, work::Work};
use crate::{Source, StoreError};
use portico_catalog::{Attention, FORM, RemoteRow, Row, Shown, SourceRow, Stored};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use tokio_stream::StreamExt as _;

pub(super) async fn load(store: &PostgresStore) -> Result<(Stored, i64), StoreError> {
    let mut work = Work::look(&store.pool).await?;
    let connection = work.connection();
    let mut stored = Stored::default();
    // Row by row: all of them in the database's own form beside all in ours would be twice the memory.
    let mut found = sqlx::query(
        "select entity_ref, uid, location_key, parent, file, line, hash, orphan, final, attention, stated,
                diagnostics, stale_line, stale_column
         from entities order by entity_ref",
    )
    .fetch(&mut *connection);
    while let Some(next) = found.next().await {
        stored.rows.push(row(&next?)?);
    }
    drop(found);
    let problems = sqlx::query("select owner, diagnostics from problems where diagnostics <> '[]'");
    for found in problems.fetch_all(&mut *connection).await? {
        stored.problems.push((found.try_get(0)?, serde_json::from_str(found.try_get(1)?)?));
    }
    let remotes = sqlx::query("select location, read, failure, validator from remotes");
    for found in remotes.fetch_all(&mut *connection).await? {
        let failure: Option<&str> = found.try_get(2)?;
        stored.remotes.push(RemoteRow {
            location: found.try_get(0)?,
            read: found.try_get(1)?,
            failure: failure.map(serde_json::from_str).transpose()?,
            validator: found.try_get(3)?,
        });
    }
    let mut sources = sqlx::query("select id, remote, state from sources").fetch(&mut *connection);
    while let Some(found) = sources.next().await {
        let found = found?;
        let (id, remote, state) = (found.try_get(0)?, found.try_get(1)?, found.try_get(2)?);
        stored.sources.push(SourceRow { id, remote, state });
    }
    drop(sources);
    stored.outdated = meta(connection, "form").await? != FORM;
    let revision = meta(connection, "revision").await?;
    work.commit().await?;
    Ok((stored, revision))
}

/// A single value; all of them are there from the beginning.
pub(super) async fn meta(connection: &mut PgConnection, name: &str) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar("select value from meta where name = $1").bind(name);
    Ok(query.fetch_one(connection).await?)
}

pub(super) async fn source(store: &PostgresStore, entity_ref: &str) -> Result<Option<Source>, StoreError> {
    let query = "select file, line, source, diagnostics from entities where entity_ref = $1";
    let found = sqlx::query(query).bind(text(entity_ref)).fetch_optional(&store.pool).await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Source {
        file: found.try_get(0)?,
        line: number(found.try_get(1)?),
        text: found.try_get(2)?,
        diagnostics: serde_json::from_str(found.try_get(3)?)?,
    }))
}

/// The final form in columns of the database: its text and what needs attention.
pub(super) fn shown(row: &PgRow, json: usize, attention: usize) -> Result<Option<Shown>, StoreError> {
    let Some(json) = row.try_get::<Option<&str>, _>(json)? else { return Ok(None) };
    let attention: Vec<Attention> = serde_json::from_str(row.try_get(attention)?)?;
    Ok(Some(Shown { json: json.into(), attention }))
}

fn row(row: &PgRow) -> Result<(Row, Option<Shown>), StoreError> {
    let shown = shown(row, 8, 9)?;
    let stated: Option<&str> = row.try_get(10)?;
    let stale: (Option<i64>, Option<i64>) = (row.try_get(12)?, row.try_get(13)?);
    let stored = Row {
        entity_ref: row.try_get(0)?,
        uid: row.try_get(1)?,
        location_key: row.try_get(2)?,
        parent: row.try_get(3)?,
        file: row.try_get(4)?,
        line: number(row.try_get(5)?),
        hash: row.try_get(6)?,
        orphan: row.try_get(7)?,
        source: String::new(),
        references: Some(stated.map(serde_json::from_str).transpose()?.unwrap_or_default()),
        diagnostics: serde_json::from_str(row.try_get(11)?)?,
        stale: stale.0.zip(stale.1).map(|(line, column)| (number(line), number(column))),
    };
    Ok((stored, shown))
}

/// A line or column, which were stored from numbers that fit.
fn number(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or_default()
}
