//! What can go wrong.

use std::path::PathBuf;

/// Why something was not indexed or not found.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The question makes no sense.
    #[error("{0}")]
    Input(String),
    /// Documents of this type are known, but there is no index of them.
    #[error("there is no index of \"{0}\" yet; leave the type out, or ask again later")]
    MissingIndex(String),
    /// The index cannot be read or written.
    #[error("the search index failed")]
    Index(#[from] tantivy::TantivyError),
    /// A folder of the index cannot be used.
    #[error("the folder {} cannot be used for the search index", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Every folder that was tried belongs to another process.
    #[error("other processes use all of the folders beside {}", .0.display())]
    Taken(PathBuf),
}
