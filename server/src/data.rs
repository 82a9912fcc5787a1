//! The data folder.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// Keeps the data folder to this process for as long as it lives, however it ends: two that read different sources
/// would take each other's entities away.
pub(crate) fn lock(data: &Path) -> Result<std::fs::File> {
    let path = data.join("portico.lock");
    let file =
        std::fs::File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            bail!(
                "another Portico uses the data folder {}; give this one its own with --data",
                data.display()
            )
        }
        Err(std::fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} cannot be locked", path.display()))
        }
    }
}
