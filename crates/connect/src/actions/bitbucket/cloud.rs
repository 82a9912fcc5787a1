//! Bitbucket Cloud.

use super::{branch, pull_request};
use crate::actions::{
    Outside,
    call::Call,
    host::Host,
    made::made,
    push::{branch_of, publish},
    shared::{commit, definition, fields, given, output, place, pushed, told, visibility, without_nulls},
};
use portico_scaffolder::{
    Definition, Failure, Later, Output, Repeat, Step,
    function::Run,
    schema::{map, number, text},
};
use portico_scm::{Kind, RepoUrl};
use serde_json::{Value, json};

const EXAMPLE: &str = "bitbucket.org?workspace=acme&project=WEB&repo=shop";

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![
        (publish_definition(), whole),
        (pull_request_definition(), propose),
        (pipeline_definition(), pipeline),
    ]
}

fn publish_definition() -> Definition {
    let own = vec![text("description", "What it is for, in a sentence."), visibility(&["private", "public"])];
    definition(
        "publish:bitbucketCloud",
        "Makes a repository on Bitbucket Cloud, and pushes the files of the workspace to it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), own, commit()]),
        pushed(),
        &[(
            "Publish the workspace",
            r#"
steps:
  - id: publish
    action: publish:bitbucketCloud
    input:
      repoUrl: bitbucket.org?workspace=acme&project=WEB&repo=shop
"#,
        )],
    )
}

async fn host(outside: &Outside, step: &Step<'_>) -> Result<Host, Failure> {
    let host = Host::of(outside, step, Kind::BitbucketCloud).await?;
    host.needs_credentials()?;
    Ok(host)
}

/// The path of something in the repository, in the API.
fn path<'a>(host: &'a Host, rest: &[&'a str]) -> Vec<&'a str> {
    let workspace = host.repo.workspace.as_deref().unwrap_or_default();
    ["repositories", workspace, &host.repo.repo].into_iter().chain(rest.iter().copied()).collect()
}

/// The address for git over https.
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
        let name = host.repo.slug();
        let body = without_nulls(json!({
            "scm": "git",
            "description": given(&step, "description"),
            "is_private": step.text("repoVisibility").unwrap_or("private") == "private",
            "project": {"key": host.repo.project},
        }));
        let find = Call::get(path(&host, &[]), format!("look for the repository {name}"));
        let create = Call::post(path(&host, &[]), body, format!("create the repository {name}"));
        let repository = made(&host, &step, "repository", find, create).await?.value;
        let remote = address(&repository)?;
        let page = told(&repository, "/links/html/href", "the address of the repository's page")?;
        let branch = branch_of(&host, &step);
        let commit = publish(&host, &step, remote, branch).await?;
        let mut plain = remote.to_owned();
        if let Ok(mut url) = url::Url::parse(remote) {
            // Bitbucket puts the name of the account into it.
            let _without = url.set_username("");
            plain = url.into();
        }
        Ok(output([
            ("remoteUrl", plain.into()),
            ("repoContentsUrl", format!("{page}/src/{branch}").into()),
            ("commitHash", commit.into()),
        ]))
    })
}

fn pull_request_definition() -> Definition {
    definition(
        "publish:bitbucketCloud:pull-request",
        "Pushes the files of the workspace to a branch of a repository on Bitbucket Cloud, and opens a pull request for it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), pull_request()]),
        vec![
            text("pullRequestUrl", "Address of the pull request's page."),
            number("pullRequestId", "Its number."),
        ],
        &[(
            "Propose a change",
            r#"
steps:
  - id: pr
    action: publish:bitbucketCloud:pull-request
    input:
      repoUrl: bitbucket.org?workspace=acme&project=WEB&repo=shop
      title: Add ${{ parameters.name }}
      sourceBranch: add-${{ parameters.name }}
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
            None => told(&repository, "/mainbranch/name", "the main branch")?.to_owned(),
        };
        branch(&host, &step, address(&repository)?, &target).await?;
        let source = step.text("sourceBranch").unwrap_or_default();
        let quoted = source.replace('\\', "\\\\").replace('"', "\\\"");
        let list = Call::get(path(&host, &["pullrequests"]), "list the pull requests of the branch")
            .query("q", format!("source.branch.name=\"{quoted}\" AND state=\"OPEN\""));
        let known = host.ask(list).await?;
        let request = match known["values"].as_array().and_then(|list| list.first()) {
            Some(open) => open.clone(),
            None => {
                let body = without_nulls(json!({
                    "title": given(&step, "title"),
                    "description": given(&step, "description"),
                    "source": {"branch": {"name": source}},
                    "destination": {"branch": {"name": target}},
                }));
                host.ask(Call::post(path(&host, &["pullrequests"]), body, "open the pull request")).await?
            }
        };
        let url = told(&request, "/links/html/href", "the address of the pull request")?;
        step.log.info(&format!("Opened the pull request {url}"));
        Ok(output([("pullRequestUrl", url.into()), ("pullRequestId", request["id"].clone())]))
    })
}

fn pipeline_definition() -> Definition {
    let own = vec![
        text("workspace", "The workspace.").required(),
        text("repo_slug", "The repository.").required(),
        map("body", "What is started, in the words of Bitbucket: `target` and `variables`."),
        text("token", "The token to ask with, instead of the configured credentials."),
    ];
    definition(
        "bitbucket:pipelines:run",
        "Starts a pipeline of a repository on Bitbucket Cloud.",
        Repeat::Unsafe,
        own,
        vec![
            number("buildNumber", "The number of the run."),
            text("repoUrl", "Address of the repository's page."),
            text("pipelinesUrl", "Address of the page with its runs."),
        ],
        &[(
            "Start the pipeline of a branch",
            r#"
steps:
  - id: run
    action: bitbucket:pipelines:run
    input:
      workspace: acme
      repo_slug: shop
      body:
        target:
          type: pipeline_ref_target
          ref_type: branch
          ref_name: main
"#,
        )],
    )
}

fn pipeline<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let integrations = outside.inner.reader.integrations();
        let one = integrations.iter().find(|one| one.kind == Kind::BitbucketCloud);
        let repo = RepoUrl {
            host: one.map(|one| one.host.clone()).unwrap_or_default(),
            owner: None,
            repo: step.text("repo_slug").unwrap_or_default().to_owned(),
            organization: None,
            workspace: step.text("workspace").map(str::to_owned),
            project: None,
        };
        let host = Host::with(outside, repo, step.text("token")).await?;
        host.needs_credentials()?;
        let body = step.input.get("body").cloned().unwrap_or_else(|| json!({}));
        let run = host.ask(Call::post(path(&host, &["pipelines"]), body, "start the pipeline")).await?;
        let page = run.pointer("/repository/links/html/href").and_then(Value::as_str);
        let page = page.map_or_else(|| format!("{}/{}", host.one.base_url, host.repo.slug()), str::to_owned);
        Ok(output([
            ("buildNumber", run["build_number"].clone()),
            ("pipelinesUrl", format!("{page}/pipelines").into()),
            ("repoUrl", page.into()),
        ]))
    })
}
