//! GitHub: repositories, pushes, pull requests, and what belongs to a repository.

mod environment;
mod issues;
mod parts;
mod protection;
mod publish;
mod pull_request;
mod secrets;
mod settings;

use super::{Outside, host::Host};
use portico_scaffolder::{Definition, Failure, Step, function::Run};
use portico_scm::Kind;

const EXAMPLE: &str = "github.com?owner=acme&repo=shop";

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    let lists = [
        publish::actions(),
        pull_request::actions(),
        parts::actions(),
        issues::actions(),
        environment::actions(),
    ];
    lists.into_iter().flatten().collect()
}

/// The host of a step, with credentials.
async fn host(outside: &Outside, step: &Step<'_>) -> Result<Host, Failure> {
    let host = Host::of(outside, step, Kind::Github).await?;
    host.needs_credentials()?;
    host.owner()?;
    Ok(host)
}

/// The path of something in the repository, in the API.
fn path<'a>(host: &'a Host, rest: &[&'a str]) -> Vec<&'a str> {
    let owner = host.repo.owner.as_deref().unwrap_or_default();
    ["repos", owner, &host.repo.repo].into_iter().chain(rest.iter().copied()).collect()
}
