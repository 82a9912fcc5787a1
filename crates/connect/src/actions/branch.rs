//! What is in the workspace, as a commit on a branch that is to be merged.

use super::{
    failure,
    host::Host,
    made::{begin, begun, refused},
    push::commit,
};
use crate::git::{Pushed, Remote};
use portico_scaffolder::{Failure, FailureKind, Step};
use serde_json::{Value, json};

/// A branch to be made.
pub(super) struct Branch<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    /// What it starts from.
    pub(super) base: &'a str,
    /// Whether it may be there already, and gets one commit more then.
    pub(super) update: bool,
    /// Whether there is a commit even if it changes nothing.
    pub(super) even_if_empty: bool,
    /// The input with the commit's message; where it says nothing the title is it.
    pub(super) message: &'a str,
    /// The folder of the repository that the files are put into.
    pub(super) below: &'a str,
}

/// The note that says where the branch led to before anything was pushed to it.
pub(super) const BEGUN: &str = "branch.begun";

/// Pushes the files of the step to a branch. None if that would change nothing.
pub(super) async fn push(
    host: &Host,
    step: &Step<'_>,
    remote: &Remote,
    branch: &Branch<'_>,
) -> Result<Option<Pushed>, Failure> {
    let git = &host.outside.inner.git;
    if let Some(done) = step.checkpoints.get("pushed").as_ref().and_then(Value::as_str) {
        return Ok(Some(Pushed { commit: done.to_owned(), changes_something: true }));
    }
    let head = git.head(remote, branch.name).await.map_err(|error| failure::push(&error))?;
    // That it was not there, or where it led to, is noted before anything is pushed: what is there then is ours.
    match (&head, begun(step, BEGUN)) {
        (Some(head), Some(before)) if before != json!(head) => {
            step.log.info(&format!("The branch {} was pushed before the interruption", branch.name));
            step.checkpoints.put("pushed", json!(head)).await?;
            return Ok(Some(Pushed { commit: head.clone(), changes_something: true }));
        }
        (Some(_), None) if !branch.update => {
            let text = format!(
                "{} has a branch {} already; choose another name, or write `update: true` where the action has it",
                remote.url, branch.name
            );
            return Err(Failure::new(FailureKind::Conflict, text));
        }
        _ => begin(step, BEGUN, json!(head)).await?,
    }
    let mut commit = commit(host, step, branch.message, branch.below).await?;
    if step.text(branch.message).is_none()
        && let Some(title) = step.text("title")
    {
        title.clone_into(&mut commit.message);
    }
    let base = if head.is_some() { branch.name } else { branch.base };
    step.log.info(&format!("Pushing {} files to {}, branch {}", commit.files.len(), remote.url, branch.name));
    let pushed = git.extend(remote, base, branch.name, &commit, branch.even_if_empty).await;
    let pushed = match pushed {
        Ok(pushed) => pushed,
        Err(error) => return Err(refused(step, BEGUN, failure::push(&error)).await),
    };
    if !pushed.changes_something && !branch.even_if_empty {
        step.log.info("The files change nothing; nothing was pushed");
        return Ok(None);
    }
    step.checkpoints.put("pushed", json!(pushed.commit)).await?;
    step.log.info(&format!("Pushed the commit {}", pushed.commit));
    Ok(Some(pushed))
}
