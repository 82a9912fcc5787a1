//! Gitea and Forgejo: repositories.

use super::{
    Outside,
    call::Call,
    host::Host,
    made::made,
    push::{branch_of, publish},
    shared::{commit, definition, fields, given, output, place, pushed, told, visibility, without_nulls},
};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step, function::Run, schema::text,
};
use portico_scm::Kind;
use serde_json::json;

const EXAMPLE: &str = "gitea.acme.test?owner=acme&repo=shop";

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(publish_definition(), whole)]
}

fn publish_definition() -> Definition {
    let own = vec![text("description", "What it is for, in a sentence."), visibility(&["private", "public"])];
    definition(
        "publish:gitea",
        "Makes a repository on Gitea or Forgejo, and pushes the files of the workspace to it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), own, commit()]),
        pushed(),
        &[(
            "Publish the workspace",
            r#"
steps:
  - id: publish
    action: publish:gitea
    input:
      repoUrl: gitea.acme.test?owner=acme&repo=shop
      description: The shop
"#,
        )],
    )
}

fn whole<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let mut host = Host::of(outside, &step, Kind::Gitea).await?;
        host.needs_credentials()?;
        let owner = owner(&mut host).await?;
        let repo = host.repo.repo.clone();
        let branch = branch_of(&host, &step).to_owned();
        let body = without_nulls(json!({
            "name": repo,
            "description": given(&step, "description"),
            "private": step.text("repoVisibility").unwrap_or("private") == "private",
            "default_branch": branch,
            "auto_init": false,
        }));
        let name = format!("{}/{repo}", owner.name);
        let place = match owner.is_organization {
            true => vec!["orgs", &owner.name, "repos"],
            false => vec!["user", "repos"],
        };
        let find = Call::get(["repos", &owner.name, &repo], format!("look for the repository {name}"));
        let create = Call::post(place, body, format!("create the repository {name}"));
        let repository = made(&host, &step, "repository", find, create).await?;
        if !repository.is_from_before {
            step.log.info(&format!("Made the repository {name}"));
        }
        let remote = told(&repository.value, "/clone_url", "the address of the repository")?;
        let page = told(&repository.value, "/html_url", "the address of the repository's page")?;
        let commit = publish(&host, &step, remote, &branch).await?;
        Ok(output([
            ("remoteUrl", remote.into()),
            ("repoContentsUrl", format!("{page}/src/branch/{branch}/").into()),
            ("commitHash", commit.into()),
        ]))
    })
}

/// Who a repository belongs to.
struct Owner {
    name: String,
    is_organization: bool,
}

/// The owner that `repoUrl` names, else the account of the credentials.
async fn owner(host: &mut Host) -> Result<Owner, Failure> {
    let named = host.repo.owner.clone();
    if let Some(name) = &named
        && host.find(Call::get(["orgs", name], format!("look for the organization {name}"))).await?.is_some()
    {
        return Ok(Owner { name: name.clone(), is_organization: true });
    }
    let me = host.ask(Call::get(["user"], "say whose credentials these are")).await?;
    let me = told(&me, "/login", "the account's name")?;
    match named {
        Some(name) if !name.eq_ignore_ascii_case(me) => Err(Failure::new(
            FailureKind::NotFound,
            format!(
                "There is no organization {name} on {}, and the credentials are those of {me}",
                host.name()
            ),
        )),
        _ => {
            host.repo.owner = Some(me.to_owned());
            Ok(Owner { name: me.to_owned(), is_organization: false })
        }
    }
}
