//! Where everything is stored.

use anyhow::{Result, bail};
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
}
