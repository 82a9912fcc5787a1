//! Bills: finding the files of a source of costs, and bringing them to this machine's disk.
//!
//! Buckets and containers are asked at the address that the configuration gives them, with the credentials of their
//! source; web servers under the rules for everything else that is read (`backend.reading`, `integrations`). A file
//! goes to the disk as it comes, so its size does not matter to the memory.

mod bucket;
mod container;
mod files;
mod incoming;
pub mod limits;
mod sign;
mod time;
mod web;
mod wire;
mod xml;

pub use incoming::Incoming;
pub use sign::hex;

use crate::reader::{ReadError, Reader};
use portico_cost::sources::Target;
use std::{ops::ControlFlow, path::PathBuf};

/// Finds and fetches the files of sources. Cheap to clone.
#[derive(Clone)]
pub struct Bills {
    pub(crate) reader: Reader,
    folder: PathBuf,
    file_bytes: u64,
}

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is called: a path, an address without its query, or the key of an object.
    pub path: String,
    /// What tells that it is as it was; none if only asking for it tells.
    pub mark: Option<String>,
    /// Its size, if that is known.
    pub bytes: Option<u64>,
    /// When it was written, in milliseconds since 1970, if that is known.
    pub modified_ms: Option<i64>,
}

/// A file that was fetched.
#[derive(Debug)]
pub enum Fetched {
    /// It is as it was.
    NotModified,
    /// It can be read here.
    New(Bill),
}

/// A file on this machine's disk.
#[derive(Debug)]
pub struct Bill {
    /// Where it lies.
    pub place: Incoming,
    /// What tells the next time that it is as it was.
    pub mark: String,
    /// When it was written, in milliseconds since 1970.
    pub modified_ms: i64,
}

/// Told how many bytes of a file are there; says whether to go on.
pub type Told<'a> = &'a mut (dyn FnMut(u64) -> ControlFlow<()> + Send);

impl Bills {
    /// What fetches with the client and under the rules of a reader. Files that have to be fetched are kept in a folder
    /// until they are dropped; what lies there when nothing is being fetched can be thrown away.
    pub fn new(reader: Reader, folder: PathBuf) -> Self {
        Self { reader, folder, file_bytes: limits::FILE_BYTES }
    }

    /// The same with another limit for the size of a file.
    #[must_use]
    pub fn with_limit(self, file_bytes: u64) -> Self {
        Self { file_bytes, ..self }
    }

    /// Throws away what an earlier process left behind.
    pub fn clear(&self) {
        incoming::clear(&self.folder);
    }

    /// The files of a source, sorted by path.
    ///
    /// # Errors
    /// If they cannot be listed. A folder without files is no error, but one that is not there is.
    pub async fn list(&self, target: &Target) -> Result<Vec<Found>, ReadError> {
        let mut found = match target {
            Target::Files(path) => files::list(path.clone()).await,
            Target::Web(web) => Ok(vec![web::found(web)]),
            Target::Bucket(bucket) => self.list_bucket(bucket).await,
            Target::Container(container) => self.list_container(container).await,
        }
        .map_err(ReadError::cut)?;
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Brings a file here, if it is not as it was when it had `mark`.
    ///
    /// # Errors
    /// If it cannot be read whole.
    pub async fn fetch(
        &self,
        target: &Target,
        found: &Found,
        mark: Option<&str>,
        told: Told<'_>,
    ) -> Result<Fetched, ReadError> {
        if found.mark.is_some() && found.mark.as_deref() == mark {
            return Ok(Fetched::NotModified);
        }
        match target {
            Target::Files(_) => files::open(found),
            Target::Web(web) => self.fetch_web(web, mark, told).await,
            Target::Bucket(bucket) => self.fetch_object(bucket, found, told).await,
            Target::Container(container) => self.fetch_blob(container, found, told).await,
        }
        .map_err(ReadError::cut)
    }
}

/// Whether a file in a folder that is read whole is one that may hold costs: exports lie beside their manifests.
fn is_bill(name: &str) -> bool {
    const ENDINGS: [&str; 6] = [".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".gz"];
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    !name.starts_with('.')
        && !name.contains("manifest")
        && ENDINGS.iter().any(|ending| name.ends_with(ending))
}
