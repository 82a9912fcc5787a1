//! Bitbucket Data Center and Server.

use super::{branch, pull_request};
use crate::actions::{
    Outside,
    call::Call,
    host::Host,
    made::made,
    push::{branch_of, publish},
    shared::{
        commit, definition, fields, given, output, place, pushed, told, visibility, without_nulls, words,
    },
};
use crate::http::Method;
use portico_scaffolder::{
    Definition, Failure, Later, Output, Repeat, Step,
    function::Run,
    schema::{flag, number, text, texts},
};
use portico_scm::Kind;
use serde_json::{Value, json};

const EXAMPLE: &str = "bitbucket.acme.test?project=WEB&repo=shop";

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(publish_definition(), whole), (pull_request_definition(), propose)]
}

fn publish_definition() -> Definition {
    let own = vec![
        text("description", "What it is for, in a sentence."),
        visibility(&["private", "public"]),
        flag("enableLFS", "Whether large files are kept apart.").or(false),
    ];
    definition(
        "publish:bitbucketServer",
        "Makes a repository on Bitbucket Server, and pushes the files of the workspace to it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), own, commit()]),
        pushed(),
        &[(
            "Publish the workspace",
            r#"
steps:
  - id: publish
    action: publish:bitbucketServer
    input:
      repoUrl: bitbucket.acme.test?project=WEB&repo=shop
"#,
        )],
    )
}

async fn host(outside: &Outside, step: &Step<'_>) -> Result<Host, Failure> {
    let host = Host::of(outside, step, Kind::BitbucketServer).await?;
    host.needs_credentials()?;
    Ok(host)
}

/// The path of something in the repository, in the API.
fn path<'a>(host: &'a Host, rest: &[&'a str]) -> Vec<&'a str> {
    let project = host.repo.project.as_deref().unwrap_or_default();
    ["projects", project, "repos", &host.repo.repo].into_iter().chain(rest.iter().copied()).collect()
}

/// The address for git over http or https.
fn address(repository: &Value) -> Result<&str, Failure> {
    let links = repository.pointer("/links/clone").and_then(Value::as_array);
    let over_http = |link: &&Value| matches!(link["name"].as_str(), Some("https" | "http"));
    let link = links.into_iter().flatten().find(over_http).and_then(|link| link["href"].as_str());
    link.ok_or_else(|| {
        Failure::other("Bitbucket answered without the address of the repository; check `apiBaseUrl`")
    })
}

fn whole<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let branch = branch_of(&host, &step);
        let project = host.repo.project.as_deref().unwrap_or_default();
        let name = host.repo.slug();
        let body = without_nulls(json!({
            "name": host.repo.repo,
            "description": given(&step, "description"),
            "public": step.text("repoVisibility").unwrap_or("private") == "public",
            "defaultBranch": branch,
        }));
        let find = Call::get(path(&host, &[]), format!("look for the repository {name}"));
        let create =
            Call::post(["projects", project, "repos"], body, format!("create the repository {name}"));
        let repository = made(&host, &step, "repository", find, create).await?.value;
        if step.flag("enableLFS").unwrap_or_default() {
            // Large files have an API of their own, beside the usual one.
            let base = host.one.api_base_url.trim_end_matches("/api/1.0").to_owned();
            let place = ["git-lfs", "admin"].into_iter().chain(path(&host, &["enabled"]));
            host.ask(Call::new(Method::Put, place, "keep large files apart").at(base)).await?;
        }
        let remote = address(&repository)?;
        let page = told(&repository, "/links/self/0/href", "the address of the repository's page")?;
        let commit = publish(&host, &step, remote, branch).await?;
        Ok(output([
            ("remoteUrl", remote.into()),
            ("repoContentsUrl", page.into()),
            ("commitHash", commit.into()),
        ]))
    })
}

fn pull_request_definition() -> Definition {
    let reviewers = vec![texts("reviewers", "Names of the people who shall review it.")];
    definition(
        "publish:bitbucketServer:pull-request",
        "Pushes the files of the workspace to a branch of a repository on Bitbucket Server, and opens a pull request for it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), pull_request(), reviewers]),
        vec![
            text("pullRequestUrl", "Address of the pull request's page."),
            number("pullRequestId", "Its number."),
        ],
        &[(
            "Propose a change",
            r#"
steps:
  - id: pr
    action: publish:bitbucketServer:pull-request
    input:
      repoUrl: bitbucket.acme.test?project=WEB&repo=shop
      title: Add ${{ parameters.name }}
      sourceBranch: add-${{ parameters.name }}
      targetBranch: main
"#,
        )],
    )
}

fn propose<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let what = format!("look up the repository {}", host.repo.slug());
        let repository = host.ask(Call::get(path(&host, &[]), what)).await?;
        let target = match step.text("targetBranch") {
            Some(branch) => branch.to_owned(),
            None => {
                let main =
                    host.ask(Call::get(path(&host, &["default-branch"]), "name the default branch")).await?;
                told(&main, "/displayId", "the default branch")?.to_owned()
            }
        };
        branch(&host, &step, address(&repository)?, &target).await?;
        let source = format!("refs/heads/{}", step.text("sourceBranch").unwrap_or_default());
        let list = Call::get(path(&host, &["pull-requests"]), "list the pull requests of the branch")
            .query("direction", "OUTGOING")
            .query("at", source.as_str())
            .query("state", "OPEN");
        let known = host.ask(list).await?;
        let request = match known["values"].as_array().and_then(|list| list.first()) {
            Some(open) => open.clone(),
            None => {
                let reviewers = words(&step, "reviewers")?;
                let reviewers: Vec<Value> =
                    reviewers.into_iter().map(|name| json!({"user": {"name": name}})).collect();
                let inside = json!({"slug": host.repo.repo, "project": {"key": host.repo.project}});
                let body = without_nulls(json!({
                    "title": given(&step, "title"),
                    "description": given(&step, "description"),
                    "fromRef": {"id": source, "repository": inside},
                    "toRef": {"id": format!("refs/heads/{target}"), "repository": inside},
                    "reviewers": reviewers,
                }));
                host.ask(Call::post(path(&host, &["pull-requests"]), body, "open the pull request")).await?
            }
        };
        let url = told(&request, "/links/self/0/href", "the address of the pull request")?;
        step.log.info(&format!("Opened the pull request {url}"));
        Ok(output([("pullRequestUrl", url.into()), ("pullRequestId", request["id"].clone())]))
    })
}
