//! What manifests say, in SQLite.

use super::SqliteStore;
use crate::{
    BoxFuture, KeptManifests, KeptPackage, ManifestStore, StoreError,
    manifests::{joined, manifest_rows},
};
use sqlx::{Row as _, sqlite::SqliteRow};

impl ManifestStore for SqliteStore {
    fn manifests(&self) -> BoxFuture<'_, Result<Vec<KeptManifests>, StoreError>> {
        Box::pin(async move {
            // Both answers are of one moment.
            let mut reading = self.readers.begin().await?;
            let query = "select entity_ref, place, etag, first_ms, read_ms, failed_ms, error, problems
                         from manifests order by entity_ref";
            let manifests = sqlx::query(query).fetch_all(&mut *reading).await?;
            let query = "select entity_ref, file, ecosystem, name, version, since_ms, until_ms
                         from manifest_packages order by entity_ref, file, ecosystem, name, since_ms";
            let packages = sqlx::query(query).fetch_all(&mut *reading).await?;
            let manifests = manifests.iter().map(manifest).collect::<Result<_, _>>()?;
            joined(manifests, packages.iter().map(package))
        })
    }

    fn manifests_revision(&self) -> BoxFuture<'_, Result<i64, StoreError>> {
        Box::pin(async move {
            let query = "select coalesce(max(revision), 0) from manifests";
            Ok(sqlx::query_scalar(query).fetch_one(&self.readers).await?)
        })
    }

    fn keep_manifests<'a>(
        &'a self,
        of: &'a KeptManifests,
        packages: bool,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut writing = self.writer.begin_with("begin immediate").await?;
            let query = "insert into manifests
                             (entity_ref, place, etag, first_ms, read_ms, failed_ms, error, problems, revision)
                         select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce(max(revision), 0) + 1 from manifests where true
                         on conflict (entity_ref) do update set place = ?2, etag = ?3, first_ms = ?4, read_ms = ?5,
                             failed_ms = ?6, error = ?7, problems = ?8, revision = excluded.revision";
            let query = sqlx::query(query).bind(&of.entity_ref).bind(&of.place).bind(&of.etag);
            let query = query.bind(of.first_ms).bind(of.read_ms).bind(of.failed_ms);
            query.bind(&of.error).bind(&of.problems).execute(&mut *writing).await?;
            if packages {
                let query = "delete from manifest_packages where entity_ref = ?1";
                sqlx::query(query).bind(&of.entity_ref).execute(&mut *writing).await?;
                let rows = of.packages.iter().map(|one| {
                    (&one.file, &one.ecosystem, &one.name, &one.version, one.since_ms, one.until_ms)
                });
                let rows = serde_json::to_string(&rows.collect::<Vec<_>>())?;
                let query = "insert or ignore into manifest_packages
                                 (entity_ref, file, ecosystem, name, version, since_ms, until_ms)
                             select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
                             from json_each(?2)";
                sqlx::query(query).bind(&of.entity_ref).bind(rows).execute(&mut *writing).await?;
            }
            writing.commit().await?;
            Ok(())
        })
    }

    fn forget_packages(&self, before_ms: i64) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut writing = self.writer.begin_with("begin immediate").await?;
            let query = "delete from manifest_packages where until_ms < ?1";
            sqlx::query(query).bind(before_ms).execute(&mut *writing).await?;
            let query = "delete from manifests where place = ''
                         and entity_ref not in (select entity_ref from manifest_packages)";
            sqlx::query(query).execute(&mut *writing).await?;
            writing.commit().await?;
            Ok(())
        })
    }
}

manifest_rows!(SqliteRow);
