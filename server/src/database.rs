//! Where everything is stored.

use anyhow::{Context as _, Result, bail};
use portico_catalog::Stored;
use portico_store::{CatalogStore, PostgresStore, SqliteStore};
use std::path::{Path, PathBuf};

/// Where everything is stored.
pub(crate) enum Database {
    /// SQLite, in this file.
    File(PathBuf),
    /// PostgreSQL, at this address.
    Server(String),
}

impl Database {
    /// Reads a database address such as `sqlite:portico.sqlite`.
    pub(crate) fn of(address: Option<&String>, data: &Path) -> Result<Self> {
        let Some(address) = address else { return Ok(Self::File(data.join("portico.sqlite"))) };
        match address.strip_prefix("sqlite:") {
            Some(file) => Ok(Self::File(PathBuf::from(file.strip_prefix("//").unwrap_or(file)))),
            None if address.starts_with("postgres://") || address.starts_with("postgresql://") => {
                Ok(Self::Server(address.clone()))
            }
            // Not repeated: it may hold a password.
            None => {
                bail!("the database address is neither sqlite:FILE nor postgres://USER:PASSWORD@HOST/NAME")
            }
        }
    }

    /// The catalog that a portal stored, which may be running.
    pub(crate) fn stored(&self) -> Result<Stored> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let store: Box<dyn CatalogStore> = match self {
                Self::File(file) if !file.exists() => bail!(
                    "there is no database {}; name its folder with --data, or catalog files with --catalog",
                    file.display()
                ),
                Self::File(file) => Box::new(SqliteStore::open_to_read(file).await?),
                Self::Server(address) => Box::new(PostgresStore::open_to_read(address).await?),
            };
            let loaded = store.load().await;
            let loaded = loaded
                .context("the database is not one of this version; start `portico serve` on it once")?;
            Ok(loaded.0)
        })
    }
}
