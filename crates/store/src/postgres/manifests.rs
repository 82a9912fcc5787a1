//! What manifests say, in PostgreSQL.

use super::{
    PostgresStore,
    columns::{text, texts},
    work::Work,
};
use crate::{
    BoxFuture, KeptManifests, KeptPackage, ManifestStore, StoreError,
    manifests::{joined, manifest_rows},
};
use sqlx::{Row as _, postgres::PgRow};

impl ManifestStore for PostgresStore {
    fn manifests(&self) -> BoxFuture<'_, Result<Vec<KeptManifests>, StoreError>> {
        Box::pin(async move {
            // Both answers are of one moment.
            let mut reading = Work::look(&self.pool).await?;
            let query = "select entity_ref, place, etag, first_ms, read_ms, failed_ms, error, problems
                         from manifests order by entity_ref";
            let manifests = sqlx::query(query).fetch_all(reading.connection()).await?;
            let query = "select entity_ref, file, ecosystem, name, version, since_ms, until_ms
                         from manifest_packages order by entity_ref, file, ecosystem, name, since_ms";
            let packages = sqlx::query(query).fetch_all(reading.connection()).await?;
            reading.commit().await?;
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
            let mut writing = Work::begin(&self.pool).await?;
            // Others wait, so that no two have the same revision.
            let query = "lock table manifests in share row exclusive mode";
            sqlx::query(query).execute(writing.connection()).await?;
            let query = "insert into manifests
                             (entity_ref, place, etag, first_ms, read_ms, failed_ms, error, problems, revision)
                         select $1, $2, $3, $4, $5, $6, $7, $8, coalesce(max(revision), 0) + 1 from manifests
                         on conflict (entity_ref) do update set place = $2, etag = $3, first_ms = $4, read_ms = $5,
                             failed_ms = $6, error = $7, problems = $8, revision = excluded.revision";
            let query = sqlx::query(query).bind(text(&of.entity_ref)).bind(text(&of.place));
            let query = query.bind(of.etag.as_deref().map(text)).bind(of.first_ms).bind(of.read_ms);
            let query = query.bind(of.failed_ms).bind(of.error.as_deref().map(text));
            query.bind(text(&of.problems)).execute(writing.connection()).await?;
            if packages {
                let query = "delete from manifest_packages where entity_ref = $1";
                sqlx::query(query).bind(text(&of.entity_ref)).execute(writing.connection()).await?;
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
                query.execute(writing.connection()).await?;
            }
            writing.commit().await?;
            Ok(())
        })
    }

    fn forget_packages(&self, before_ms: i64) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut writing = Work::begin(&self.pool).await?;
            let query = "delete from manifest_packages where until_ms < $1";
            sqlx::query(query).bind(before_ms).execute(writing.connection()).await?;
            let query = "delete from manifests where place = ''
                         and entity_ref not in (select entity_ref from manifest_packages)";
            sqlx::query(query).execute(writing.connection()).await?;
            writing.commit().await?;
            Ok(())
        })
    }
}

manifest_rows!(PgRow);
