//! What manifests say, in PostgreSQL.

use super::{
    PostgresStore,
    columns::{text, texts},
};
use crate::{BoxFuture, KeptManifests, KeptPackage, ManifestStore, StoreError, manifests::joined};
use sqlx::{Row as _, postgres::PgRow};

impl ManifestStore for PostgresStore {
    fn manifests(&self) -> BoxFuture<'_, Result<Vec<KeptManifests>, StoreError>> {
        Box::pin(async move {
            // Both answers are of one moment.
            let mut reading = self.pool.begin().await?;
            sqlx::query("set transaction isolation level repeatable read").execute(&mut *reading).await?;
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
            Ok(sqlx::query_scalar(query).fetch_one(&self.pool).await?)
        })
    }

    fn keep_manifests<'a>(
        &'a self,
        of: &'a KeptManifests,
        packages: bool,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut writing = self.pool.begin().await?;
            let query = "insert into manifests
                             (entity_ref, place, etag, first_ms, read_ms, failed_ms, error, problems, revision)
                         select $1, $2, $3, $4, $5, $6, $7, $8, coalesce(max(revision), 0) + 1 from manifests
                         on conflict (entity_ref) do update set place = $2, etag = $3, first_ms = $4, read_ms = $5,
                             failed_ms = $6, error = $7, problems = $8, revision = excluded.revision";
            let query = sqlx::query(query).bind(text(&of.entity_ref)).bind(text(&of.place));
            let query = query.bind(of.etag.as_deref().map(text)).bind(of.first_ms).bind(of.read_ms);
            let query = query.bind(of.failed_ms).bind(of.error.as_deref().map(text));
            query.bind(text(&of.problems)).execute(&mut *writing).await?;
            if packages {
                let query = "delete from manifest_packages where entity_ref = $1";
                sqlx::query(query).bind(text(&of.entity_ref)).execute(&mut *writing).await?;
                let query = "insert into manifest_packages
                                 (entity_ref, file, ecosystem, name, version, since_ms, until_ms)
                             select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
                             on conflict do nothing";
                let all = &of.packages;
                let query = sqlx::query(query).bind(text(&of.entity_ref));
                let query = query.bind(texts(all, |one| &one.file)).bind(texts(all, |one| &one.ecosystem));
                let query = query.bind(texts(all, |one| &one.name)).bind(texts(all, |one| &one.version));
                let query = query.bind(all.iter().map(|one| one.since_ms).collect::<Vec<_>>());
                let query = query.bind(all.iter().map(|one| one.until_ms).collect::<Vec<_>>());
                query.execute(&mut *writing).await?;
            }
            writing.commit().await?;
            Ok(())
        })
    }

    fn forget_packages(&self, before_ms: i64) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut writing = self.pool.begin().await?;
            let query = "delete from manifest_packages where until_ms < $1";
            sqlx::query(query).bind(before_ms).execute(&mut *writing).await?;
            let query = "delete from manifests where place = ''
                         and entity_ref not in (select entity_ref from manifest_packages)";
            sqlx::query(query).execute(&mut *writing).await?;
            writing.commit().await?;
            Ok(())
        })
    }
}

fn manifest(row: &PgRow) -> Result<KeptManifests, StoreError> {
    Ok(KeptManifests {
        entity_ref: row.try_get(0)?,
        place: row.try_get(1)?,
        etag: row.try_get(2)?,
        first_ms: row.try_get(3)?,
        read_ms: row.try_get(4)?,
        failed_ms: row.try_get(5)?,
        error: row.try_get(6)?,
        problems: row.try_get(7)?,
        packages: Vec::new(),
    })
}

fn package(row: &PgRow) -> Result<(String, KeptPackage), StoreError> {
    let package = KeptPackage {
        file: row.try_get(1)?,
        ecosystem: row.try_get(2)?,
        name: row.try_get(3)?,
        version: row.try_get(4)?,
        since_ms: row.try_get(5)?,
        until_ms: row.try_get(6)?,
    };
    Ok((row.try_get(0)?, package))
}
