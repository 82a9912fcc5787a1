//! `publish:github:pull-request`.

use super::{EXAMPLE, host, path};
use crate::actions::{
    Outside,
    branch::{Branch, push},
    call::Call,
    host::Host,
    shared::{definition, fields, output, place, told, words},
};
use portico_scaffolder::{
    Definition, Failure, Later, Output, Repeat, Step,
    function::Run,
    schema::{flag, number, text, texts},
};
use serde_json::{Value, json};
use std::time::Duration;

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(pull_request_definition(), create)]
}

fn pull_request_definition() -> Definition {
    let own = vec![
        text("branchName", "The branch that is made.").required(),
        text("title", "The title of the pull request.").required(),
        text("description", "What it is for, as Markdown.").required(),
        text("targetBranchName", "The branch that it is to be merged into; without it the default branch."),
        flag("draft", "Whether it is a draft."),
        text("sourcePath", "The folder of the workspace that is pushed; without it the whole workspace."),
        text("targetPath", "The folder of the repository that the files are put into."),
        texts("reviewers", "Names of the people who shall review it."),
        texts("teamReviewers", "Names of the teams that shall review it."),
        texts("assignees", "Names of the people whose task it is."),
        text("commitMessage", "The message of the commit; without it the title."),
        flag("update", "Whether an existing branch gets one commit more.").or(false),
        flag("forceFork", "Whether the branch is pushed to a fork.").or(false),
        text("gitAuthorName", "The name of the commit's author."),
        text("gitAuthorEmail", "The mail address of the commit's author."),
        flag("forceEmptyGitAuthor", "Kept for older templates; commits have an author always."),
        flag("createWhenEmpty", "Whether there is a pull request even if the files change nothing.").or(true),
    ];
    definition(
        "publish:github:pull-request",
        "Pushes the files of the workspace to a branch of a repository on GitHub, and opens a pull request for it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), own]),
        vec![
            text("remoteUrl", "Address of the pull request's page."),
            number("pullRequestNumber", "Its number."),
            text("targetBranchName", "The branch that it is to be merged into."),
        ],
        &[(
            "Propose a change",
            r#"
steps:
  - id: pr
    action: publish:github:pull-request
    input:
      repoUrl: github.com?owner=acme&repo=shop
      branchName: add-${{ parameters.name }}
      title: Add ${{ parameters.name }}
      description: Made from a template.
      targetPath: services/${{ parameters.name }}
      reviewers: [ada]
"#,
        )],
    )
}

fn create<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let what = format!("look up the repository {}", host.repo.slug());
        let repository = host.ask(Call::get(path(&host, &[]), what)).await?;
        let target = match step.text("targetBranchName") {
            Some(branch) => branch.to_owned(),
            None => told(&repository, "/default_branch", "the default branch")?.to_owned(),
        };
        let (owner, address) = match step.flag("forceFork").unwrap_or_default() {
            true => fork(&host, &step).await?,
            false => (host.owner()?.to_owned(), told(&repository, "/clone_url", "an address")?.to_owned()),
        };
        let name = step.text("branchName").unwrap_or_default();
        let branch = Branch {
            name,
            base: &target,
            update: step.flag("update").unwrap_or_default(),
            even_if_empty: step.flag("createWhenEmpty").unwrap_or(true),
            message: "commitMessage",
            below: step.text("targetPath").unwrap_or_default(),
        };
        let remote = host.remote(&address)?;
        if push(&host, &step, &remote, &branch).await?.is_none() {
            return Ok(output([("targetBranchName", target.into())]));
        }
        let request = open(&host, &step, &format!("{owner}:{name}"), &target).await?;
        let number = request["number"].clone();
        ask_people(&host, &step, &number).await?;
        step.log.info(&format!("Opened the pull request {number}"));
        Ok(output([
            ("remoteUrl", request["html_url"].clone()),
            ("pullRequestNumber", number),
            ("targetBranchName", target.into()),
        ]))
    })
}

/// The pull request for a branch: the one that is open already, or a new one.
async fn open(host: &Host, step: &Step<'_>, head: &str, target: &str) -> Result<Value, Failure> {
    let list = Call::get(path(host, &["pulls"]), "list the pull requests of the branch")
        .query("head", head)
        .query("base", target)
        .query("state", "open");
    let known = host.ask(list).await?;
    if let Some(open) = known.as_array().and_then(|list| list.first()) {
        step.log.info("There is an open pull request for the branch already");
        return Ok(open.clone());
    }
    let body = json!({
        "title": step.text("title").unwrap_or_default(),
        "body": step.text("description").unwrap_or_default(),
        "head": head,
        "base": target,
        "draft": step.flag("draft").unwrap_or_default(),
        "maintainer_can_modify": true,
    });
    host.ask(Call::post(path(host, &["pulls"]), body, "open the pull request")).await
}

/// Who cannot be asked does not fail the step.
async fn ask_people(host: &Host, step: &Step<'_>, number: &Value) -> Result<(), Failure> {
    let number = number.to_string();
    let (people, teams) = (words(step, "reviewers")?, words(step, "teamReviewers")?);
    let assignees = words(step, "assignees")?;
    let mut calls = Vec::new();
    if !(people.is_empty() && teams.is_empty()) {
        let body = json!({"reviewers": people, "team_reviewers": teams});
        calls.push(Call::post(
            path(host, &["pulls", &number, "requested_reviewers"]),
            body,
            "ask for reviews",
        ));
    }
    if !assignees.is_empty() {
        let body = json!({"assignees": assignees});
        calls.push(Call::post(
            path(host, &["issues", &number, "assignees"]),
            body,
            "assign the pull request",
        ));
    }
    for call in calls {
        if let Err(failure) = host.ask(call).await {
            step.log.warn(&failure.to_string());
        }
    }
    Ok(())
}

/// A fork of the repository, with its owner and address. Asking for it again gives the same one. GitHub takes a moment
/// to fill it.
async fn fork(host: &Host, step: &Step<'_>) -> Result<(String, String), Failure> {
    let mut call = Call::post(path(host, &["forks"]), json!({}), "fork the repository");
    call.is_repeatable = true;
    let fork = host.ask(call).await?;
    let owner = told(&fork, "/owner/login", "the owner of the fork")?.to_owned();
    let name = told(&fork, "/name", "the name of the fork")?.to_owned();
    step.log.info(&format!("Using the fork {owner}/{name}"));
    for pause in [0, 1, 2, 4, 8] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        let branches = Call::get(["repos", &owner, &name, "branches"], "list the branches of the fork");
        let found = host.find(branches).await?.unwrap_or_default();
        if found.as_array().is_some_and(|list| !list.is_empty()) {
            return Ok((owner, told(&fork, "/clone_url", "the address of the fork")?.to_owned()));
        }
    }
    Err(Failure::other(format!(
        "GitHub has not filled the fork {owner}/{name} yet; retry the step in a minute"
    )))
}
