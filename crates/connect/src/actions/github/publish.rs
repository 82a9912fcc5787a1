//! `publish:github`, `github:repo:create` and `github:repo:push`.

use super::{EXAMPLE, host, path, protection, settings};
use crate::actions::{
    Outside,
    call::Call,
    host::Host,
    made::made,
    push::{branch_of, publish},
    shared::{addresses, commit, definition, fields, output, place, pushed, told},
};
use portico_scaffolder::{Definition, Failure, Later, Output, Repeat, Step, function::Run};
use serde_json::{Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(whole_definition(), whole), (create_definition(), create), (push_definition(), push)]
}

fn whole_definition() -> Definition {
    definition(
        "publish:github",
        "Makes a repository on GitHub, sets it up, pushes the files of the workspace to it, and protects its default branch.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), settings::fields(), commit(), protection::switch(), protection::fields()]),
        pushed(),
        &[
            (
                "Publish the workspace",
                r#"
steps:
  - id: publish
    action: publish:github
    input:
      repoUrl: github.com?owner=acme&repo=shop
      description: The shop
      defaultBranch: main
"#,
            ),
            (
                "A public repository for a team, with topics and a variable for its workflows",
                r#"
steps:
  - id: publish
    action: publish:github
    input:
      repoUrl: ${{ parameters.repoUrl }}
      repoVisibility: public
      access: acme/shop-team
      topics: [shop, rust]
      repoVariables:
        REGION: eu-central-1
      secrets:
        DEPLOY_TOKEN: ${{ secrets.deployToken }}
"#,
            ),
        ],
    )
}

fn create_definition() -> Definition {
    definition(
        "github:repo:create",
        "Makes a repository on GitHub and sets it up, without pushing anything to it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), settings::fields()]),
        addresses(),
        &[(
            "Make an empty repository",
            r#"
steps:
  - id: create
    action: github:repo:create
    input:
      repoUrl: github.com?owner=acme&repo=shop
      repoVisibility: internal
"#,
        )],
    )
}

fn push_definition() -> Definition {
    definition(
        "github:repo:push",
        "Pushes the files of the workspace to an empty repository on GitHub, and protects its default branch.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), commit(), protection::switch(), protection::fields()]),
        pushed(),
        &[(
            "Push to a repository that was made before",
            r#"
steps:
  - id: push
    action: github:repo:push
    input:
      repoUrl: github.com?owner=acme&repo=shop
      gitCommitMessage: Start
"#,
        )],
    )
}

fn whole<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let repository = make(&host, &step).await?;
        send(&host, &step, &repository).await
    })
}

fn create<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let repository = make(&host, &step).await?;
        let branch = repository["default_branch"].as_str().unwrap_or(branch_of(&host, &step)).to_owned();
        let contents = contents(&repository, &branch)?;
        let remote = told(&repository, "/clone_url", "the address of the repository")?;
        Ok(output([("remoteUrl", remote.into()), ("repoContentsUrl", contents.into())]))
    })
}

fn push<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let what = format!("look up the repository {}", host.repo.slug());
        let repository = host.ask(Call::get(path(&host, &[]), what)).await?;
        send(&host, &step, &repository).await
    })
}

/// The repository, made and set up.
async fn make(host: &Host, step: &Step<'_>) -> Result<Value, Failure> {
    let owner = host.owner()?;
    let kind = host.ask(Call::get(["users", owner], format!("look up the owner {owner}"))).await?;
    let is_organization = kind["type"] == "Organization";
    let create: Vec<&str> =
        if is_organization { vec!["orgs", owner, "repos"] } else { vec!["user", "repos"] };
    let body = settings::body(host, step, is_organization);
    let name = host.repo.slug();
    settings::check(host, step).await?;
    let find = Call::get(path(host, &[]), format!("look up the repository {name}"));
    let create = Call::post(create, body, format!("create the repository {name}"));
    let repository = made(host, step, "repository", find, create).await?;
    if !repository.is_from_before {
        step.log.info(&format!("Made the repository {name}"));
    }
    settings::apply(host, step).await?;
    Ok(repository.value)
}

/// Everything in the workspace, pushed to a repository.
async fn send(host: &Host, step: &Step<'_>, repository: &Value) -> Result<Output, Failure> {
    let branch = branch_of(host, step);
    let remote = told(repository, "/clone_url", "the address of the repository")?;
    let commit = publish(host, step, remote, branch).await?;
    if step.flag("protectDefaultBranch").unwrap_or(true) {
        protection::attempt(host, step, branch).await;
    }
    Ok(output([
        ("remoteUrl", remote.into()),
        ("repoContentsUrl", contents(repository, branch)?.into()),
        ("commitHash", json!(commit)),
    ]))
}

fn contents(repository: &Value, branch: &str) -> Result<String, Failure> {
    Ok(format!("{}/blob/{branch}", told(repository, "/html_url", "the address of the repository's page")?))
}
