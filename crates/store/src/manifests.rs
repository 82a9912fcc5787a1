//! What dependency manifests say, and since when.

use crate::{BoxFuture, StoreError};

/// What was read of components' manifests, so that a restart reads nothing again and it is known how use moved.
pub trait ManifestStore: Send + Sync {
    /// All that is kept, by entity, with the packages of each by file, ecosystem, name and time.
    fn manifests(&self) -> BoxFuture<'_, Result<Vec<KeptManifests>, StoreError>>;

    /// A number that grows with every change.
    fn manifests_revision(&self) -> BoxFuture<'_, Result<i64, StoreError>>;

    /// Keeps what is known of the manifests of an entity, in place of what was known before. Without `packages`, those
    /// that are stored stay.
    fn keep_manifests<'a>(
        &'a self,
        of: &'a KeptManifests,
        packages: bool,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets packages that were given up before a time, and entities of which nothing is left.
    fn forget_packages(&self, before_ms: i64) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// What is known of the manifests of an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptManifests {
    /// The entity.
    pub entity_ref: String,
    /// Where they lie; empty if there is no such component any more.
    pub place: String,
    /// What to send along the next time.
    pub etag: Option<String>,
    /// When they were read first, in milliseconds since 1970.
    pub first_ms: Option<i64>,
    /// When they were last read or found unchanged.
    pub read_ms: Option<i64>,
    /// Since when they cannot be read; nothing if they can.
    pub failed_ms: Option<i64>,
    /// Why they cannot be read.
    pub error: Option<String>,
    /// What is wrong with the files, as JSON.
    pub problems: String,
    /// The packages, also those that were given up.
    pub packages: Vec<KeptPackage>,
}

/// That an entity named a package for a while.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptPackage {
    /// The file, by its path from the place.
    pub file: String,
    /// Where the package comes from, as a word.
    pub ecosystem: String,
    /// Its name, as it is written.
    pub name: String,
    /// Which versions are wanted, as it is written.
    pub version: String,
    /// Since when, in milliseconds since 1970.
    pub since_ms: i64,
    /// Until when; nothing while it is still named.
    pub until_ms: Option<i64>,
}

/// Puts packages with their entities; both are in order.
pub(crate) fn joined(
    mut manifests: Vec<KeptManifests>,
    packages: impl Iterator<Item = Result<(String, KeptPackage), StoreError>>,
) -> Result<Vec<KeptManifests>, StoreError> {
    let mut at = 0;
    for one in packages {
        let (entity_ref, package) = one?;
        while manifests.get(at).is_some_and(|of| of.entity_ref < entity_ref) {
            at += 1;
        }
        if let Some(of) = manifests.get_mut(at).filter(|of| of.entity_ref == entity_ref) {
            of.packages.push(package);
        }
    }
    Ok(manifests)
}

/// How rows are read: the same for both databases.
macro_rules! manifest_rows {
    ($row:ty) => {
        fn manifest(row: &$row) -> Result<KeptManifests, StoreError> {
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

        fn package(row: &$row) -> Result<(String, KeptPackage), StoreError> {
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
    };
}

pub(crate) use manifest_rows;
