//! Work on the disk, which must not hold up others on the same thread.

use crate::{action::Failure, workspace::Workspace};

/// Does something in the workspace, on a thread where waiting for the disk is no harm.
pub(crate) async fn on_disk<T: Send + 'static>(
    workspace: &Workspace,
    work: impl FnOnce(&Workspace) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let workspace = workspace.clone();
    let done = tokio::task::spawn_blocking(move || work(&workspace)).await;
    done.map_err(|_| Failure::other("Work in the workspace ended unexpectedly"))?
}
