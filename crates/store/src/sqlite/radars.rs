//! Radars in SQLite.

use super::SqliteStore;
use crate::{BoxFuture, KeptRadar, RadarStore, StoreError};
use sqlx::Row as _;

impl RadarStore for SqliteStore {
    fn radars(&self) -> BoxFuture<'_, Result<Vec<KeptRadar>, StoreError>> {
        Box::pin(async move {
            let query = "select id, target, text, etag, read_ms, failed_ms, error from radars order by id";
            let rows = sqlx::query(query).fetch_all(&self.readers).await?;
            let radar = |row: &sqlx::sqlite::SqliteRow| {
                Ok(KeptRadar {
                    id: row.try_get(0)?,
                    target: row.try_get(1)?,
                    text: row.try_get(2)?,
                    etag: row.try_get(3)?,
                    read_ms: row.try_get(4)?,
                    failed_ms: row.try_get(5)?,
                    error: row.try_get(6)?,
                })
            };
            rows.iter().map(radar).collect()
        })
    }

    fn keep_radar<'a>(&'a self, radar: &'a KeptRadar) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let query = "insert into radars (id, target, text, etag, read_ms, failed_ms, error)
                         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                         on conflict (id) do update set target = ?2, text = ?3, etag = ?4, read_ms = ?5,
                             failed_ms = ?6, error = ?7";
            let query = sqlx::query(query).bind(&radar.id).bind(&radar.target).bind(&radar.text);
            let query = query.bind(&radar.etag).bind(radar.read_ms).bind(radar.failed_ms).bind(&radar.error);
            query.execute(&self.writer).await?;
            Ok(())
        })
    }

    fn forget_radars<'a>(&'a self, but: &'a [String]) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let but = serde_json::to_string(but)?;
            let query = "delete from radars where id not in (select value from json_each(?))";
            sqlx::query(query).bind(but).execute(&self.writer).await?;
            Ok(())
        })
    }
}
