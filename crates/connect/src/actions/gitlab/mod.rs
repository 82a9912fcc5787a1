//! GitLab: projects, pushes, merge requests, and what belongs to a project.

mod commits;
mod groups;
mod issues;
mod projects;
mod publish;

use super::{Outside, failure, host::Host};
use portico_scaffolder::{
    Definition, Failure, Step,
    function::Run,
    schema::{Field, number_or_text, text},
};
use portico_scm::Kind;
use serde_json::Value;

const EXAMPLE: &str = "gitlab.com?owner=acme&repo=shop";

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    let lists =
        [publish::actions(), commits::actions(), groups::actions(), issues::actions(), projects::actions()];
    lists.into_iter().flatten().collect()
}

/// The host of a step, with credentials.
async fn host(outside: &Outside, step: &Step<'_>) -> Result<Host, Failure> {
    let host = Host::of(outside, step, Kind::Gitlab).await?;
    host.needs_credentials()?;
    Ok(host)
}

/// The same where the project is told by its number: of `repoUrl` only the host counts.
async fn host_alone(outside: &Outside, step: &Step<'_>) -> Result<Host, Failure> {
    let text = step.text("repoUrl").ok_or_else(|| Failure::input("`repoUrl` is missing"))?;
    let host = text.split(['?', '/']).next().unwrap_or_default();
    let whole = format!("{host}?project=0");
    let integrations = outside.inner.reader.integrations();
    let (repo, one) = integrations.repo_url(&whole).map_err(|error| failure::address(&error))?;
    if one.kind != Kind::Gitlab {
        return Err(Failure::input(format!(
            "`repoUrl` names the host {host}, which is not GitLab but {}",
            one.kind
        )));
    }
    let host = Host::with(outside, repo, step.text("token")).await?;
    host.needs_credentials()?;
    Ok(host)
}

/// The project of a host as its API wants it: a number, or the whole path.
fn project(host: &Host) -> String {
    match &host.repo.project {
        Some(project) => project.clone(),
        None => host.repo.slug(),
    }
}

/// The input `projectId`.
fn project_id(step: &Step<'_>) -> Result<String, Failure> {
    let id = match step.input.get("projectId") {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err(Failure::input("`projectId` must be the number of a project, or its whole path")),
    };
    Ok(id)
}

/// `repoUrl`, `token` and `projectId`.
fn place_with_id() -> Vec<Field> {
    vec![
        text("repoUrl", "The host, as `gitlab.com?owner=acme&repo=shop`; only its host counts.").required(),
        text("token", "The token to ask with, instead of the configured credentials."),
        number_or_text("projectId", "The project: its number, or its whole path.").required(),
    ]
}
