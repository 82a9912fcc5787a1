//! Stars and visits in SQLite.

use super::SqliteStore;
use crate::{BoxFuture, MineStore, StoreError, Visit, limits};
use sqlx::Row as _;

impl MineStore for SqliteStore {
    fn stars<'a>(&'a self, person: &'a str) -> BoxFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(async move {
            let query = "select entity_ref from stars where person = ? order by at_ms desc, entity_ref";
            Ok(sqlx::query_scalar(query).bind(person).fetch_all(&self.readers).await?)
        })
    }

    fn star<'a>(
        &'a self,
        person: &'a str,
        entity_ref: &'a str,
        at_ms: i64,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            // What is starred already counts as written, so that it does not look like one too many.
            let query = "insert into stars (person, entity_ref, at_ms) select ?1, ?2, ?3
                         where exists (select 1 from stars where person = ?1 and entity_ref = ?2)
                            or (select count(*) from stars where person = ?1) < ?4
                         on conflict (person, entity_ref) do update set at_ms = stars.at_ms";
            let query = sqlx::query(query).bind(person).bind(entity_ref).bind(at_ms).bind(limits::STARS);
            Ok(query.execute(&self.writer).await?.rows_affected() > 0)
        })
    }

    fn unstar<'a>(&'a self, person: &'a str, entity_ref: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let query = sqlx::query("delete from stars where person = ? and entity_ref = ?");
            query.bind(person).bind(entity_ref).execute(&self.writer).await?;
            Ok(())
        })
    }

    fn visits<'a>(&'a self, person: &'a str) -> BoxFuture<'a, Result<Vec<Visit>, StoreError>> {
        Box::pin(async move {
            let query = "select entity_ref, hits, at_ms from visits where person = ?1
                         order by at_ms desc, entity_ref limit ?2";
            let rows = sqlx::query(query).bind(person).bind(limits::VISITS).fetch_all(&self.readers).await?;
            let visit = |row: &sqlx::sqlite::SqliteRow| {
                Ok(Visit { entity_ref: row.try_get(0)?, hits: row.try_get(1)?, at_ms: row.try_get(2)? })
            };
            rows.iter().map(visit).collect()
        })
    }

    fn visit<'a>(
        &'a self,
        person: &'a str,
        entity_ref: &'a str,
        at_ms: i64,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let same_ms = i64::try_from(limits::SAME_VISIT.as_millis()).unwrap_or(i64::MAX);
            let query = "insert into visits (person, entity_ref, hits, at_ms) values (?1, ?2, 1, ?3)
                         on conflict (person, entity_ref) do update set
                             hits = visits.hits + (excluded.at_ms - visits.at_ms >= ?4),
                             at_ms = max(visits.at_ms, excluded.at_ms)";
            let query = sqlx::query(query).bind(person).bind(entity_ref).bind(at_ms).bind(same_ms);
            query.execute(&self.writer).await?;
            let query = "delete from visits where person = ?1 and entity_ref in (
                             select entity_ref from visits where person = ?1
                             order by at_ms desc, entity_ref limit -1 offset ?2)";
            sqlx::query(query).bind(person).bind(limits::VISITS).execute(&self.writer).await?;
            Ok(())
        })
    }
}
