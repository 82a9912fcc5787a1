//! Bitbucket, in the cloud and on own servers: repositories, pull requests, pipelines.

mod cloud;
mod server;

use super::{
    Outside,
    branch::{BEGUN, Branch, push},
    host::Host,
    made::begun,
};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Step,
    function::Run,
    schema::{Field, text},
};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    cloud::actions().into_iter().chain(server::actions()).collect()
}

/// The inputs of both pull requests.
fn pull_request() -> Vec<Field> {
    vec![
        text("title", "The title of the pull request.").required(),
        text("description", "What it is for, as Markdown."),
        text("targetBranch", "The branch that it is to be merged into; without it the main branch."),
        text("sourceBranch", "The branch with the change; it is made from the workspace if it is not there.")
            .required(),
        text("gitAuthorName", "The name of the commit's author."),
        text("gitAuthorEmail", "The mail address of the commit's author."),
        text("sourcePath", "The folder of the workspace that is pushed; without it the whole workspace."),
    ]
}

/// Makes sure that the branch of a pull request is there: a branch that somebody made is taken as it is.
async fn branch(host: &Host, step: &Step<'_>, address: &str, target: &str) -> Result<(), Failure> {
    let name = step.text("sourceBranch").unwrap_or_default();
    let branch = Branch {
        name,
        base: target,
        update: false,
        even_if_empty: false,
        message: "gitCommitMessage",
        below: "",
    };
    match push(host, step, &host.remote(address)?, &branch).await {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(Failure::input(
            "The files of the workspace change nothing on the target branch, so that there is nothing to propose",
        )),
        Err(failure) if failure.kind == FailureKind::Conflict && begun(step, BEGUN).is_none() => {
            step.log.info(&format!("The branch {name} is there already, and is proposed as it is"));
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}
