//! Azure DevOps: repositories and pipelines.

use super::{
    Outside,
    call::Call,
    host::Host,
    made::made,
    push::{branch_of, publish},
    shared::{commit, definition, fields, given, output, place, pushed, told, without_nulls},
};
use crate::http::Method;
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{Field, flag, map, number, number_or_text, text},
};
use portico_scm::{Kind, RepoUrl};
use serde_json::{Value, json};
use std::time::Duration;

const EXAMPLE: &str = "dev.azure.com?organization=acme&project=web&repo=shop";
/// The version of the API that is asked.
const VERSION: &str = "7.0";

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![
        (publish_definition(), whole),
        (pipeline_definition(), create_pipeline),
        (run_definition(), run_pipeline),
    ]
}

fn publish_definition() -> Definition {
    let mut outputs = pushed();
    outputs.push(text("repositoryId", "The identifier of the repository."));
    definition(
        "publish:azure",
        "Makes a repository in a project of Azure DevOps, and pushes the files of the workspace to it.",
        Repeat::Checkpointed,
        fields([
            place(EXAMPLE),
            vec![text("description", "Kept for older templates: repositories there have none.")],
            commit(),
        ]),
        outputs,
        &[(
            "Publish the workspace",
            r#"
steps:
  - id: publish
    action: publish:azure
    input:
      repoUrl: dev.azure.com?organization=acme&project=web&repo=shop
"#,
        )],
    )
}

/// Segments of a place below a project, in the API of its organisation.
fn below<'a>(organization: &'a str, project: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    [organization, project, "_apis"].into_iter().chain(rest.iter().copied()).collect()
}

fn versioned(call: Call) -> Call {
    call.query("api-version", VERSION)
}

fn whole<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = Host::of(outside, &step, Kind::Azure).await?;
        host.needs_credentials()?;
        let missing = |name: &str| Failure::input(format!("`repoUrl` names no `{name}`"));
        let organization = host.repo.organization.as_deref().ok_or_else(|| missing("organization"))?;
        let project = host.repo.project.as_deref().ok_or_else(|| missing("project"))?;
        let name = &host.repo.repo;
        let list = below(organization, project, &["git", "repositories"]);
        let one = below(organization, project, &["git", "repositories", name]);
        let find = versioned(Call::get(one, format!("look for the repository {name}")));
        let create = Call::post(list, json!({"name": name}), format!("create the repository {name}"));
        let repository = made(&host, &step, "repository", find, versioned(create)).await?.value;
        let remote = told(&repository, "/remoteUrl", "the address of the repository")?;
        let page = repository["webUrl"].as_str().unwrap_or(remote);
        let branch = branch_of(&host, &step);
        let commit = publish(&host, &step, remote, branch).await?;
        Ok(output([
            ("remoteUrl", remote.into()),
            // Azure DevOps shows the default branch there.
            ("repoContentsUrl", page.into()),
            ("repositoryId", repository["id"].clone()),
            ("commitHash", commit.into()),
        ]))
    })
}

/// Which project a pipeline belongs to.
fn project_fields() -> Vec<Field> {
    vec![
        text("host", "The host.").or("dev.azure.com"),
        text("organization", "The organisation.").required(),
        text("project", "The project.").required(),
        text("token", "The token to ask with, instead of the configured credentials."),
    ]
}

fn pipeline_definition() -> Definition {
    let own = vec![
        text("folder", "The folder that it is kept in.").or("/"),
        text("name", "What it is called.").required(),
        text("repositoryId", "The identifier of its repository.").required(),
        text("repositoryName", "The name of its repository.").required(),
        text("yamlPath", "The file in the repository that describes it.").or("/azure-pipelines.yaml"),
    ];
    definition(
        "azure:pipeline:create",
        "Makes a pipeline in a project of Azure DevOps.",
        Repeat::Safe,
        fields([project_fields(), own]),
        vec![
            text("pipelineId", "The number of the pipeline."),
            text("pipelineUrl", "Address of the pipeline's page."),
        ],
        &[(
            "A pipeline for a new repository",
            r#"
steps:
  - id: pipeline
    action: azure:pipeline:create
    input:
      organization: acme
      project: web
      name: shop
      repositoryId: ${{ steps.publish.output.repositoryId }}
      repositoryName: shop
"#,
        )],
    )
}

/// The host of a step that names organisation and project.
async fn host(outside: &Outside, step: &Step<'_>) -> Result<(Host, String, String), Failure> {
    let text = |key: &str| {
        step.text(key).map(str::to_owned).ok_or_else(|| Failure::input(format!("`{key}` is missing")))
    };
    let (organization, project) = (text("organization")?, text("project")?);
    let repo = RepoUrl {
        host: step.text("host").unwrap_or("dev.azure.com").to_owned(),
        owner: None,
        repo: project.clone(),
        organization: Some(organization.clone()),
        workspace: None,
        project: Some(project.clone()),
    };
    let host = Host::with(outside, repo, step.text("token")).await?;
    if host.one.kind != Kind::Azure {
        return Err(Failure::input(format!("`host` names {}, which is not Azure DevOps", host.one.host)));
    }
    host.needs_credentials()?;
    Ok((host, organization, project))
}

fn create_pipeline<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let (host, organization, project) = host(outside, &step).await?;
        let place = below(&organization, &project, &["pipelines"]);
        let known = host.ask(versioned(Call::get(place.clone(), "list the pipelines"))).await?;
        let name = step.text("name").unwrap_or_default();
        let same = known["value"].as_array().into_iter().flatten().find(|one| one["name"] == name);
        let pipeline = match same {
            Some(found) => {
                step.log.info("The pipeline is there already");
                found.clone()
            }
            None => {
                let body = json!({
                    "folder": step.text("folder").unwrap_or("/"),
                    "name": name,
                    "configuration": {
                        "type": "yaml",
                        "path": step.text("yamlPath").unwrap_or("/azure-pipelines.yaml"),
                        "repository": {
                            "id": given(&step, "repositoryId"),
                            "name": given(&step, "repositoryName"),
                            "type": "azureReposGit",
                        },
                    },
                });
                host.ask(versioned(Call::post(place, body, format!("create the pipeline {name}")))).await?
            }
        };
        let url = pipeline.pointer("/_links/web/href").cloned().unwrap_or_default();
        Ok(output([("pipelineId", pipeline["id"].to_string().into()), ("pipelineUrl", url)]))
    })
}

fn run_definition() -> Definition {
    let own = vec![
        number_or_text("pipelineId", "The number of the pipeline.").required(),
        text("branch", "The branch that it runs on."),
        map("templateParameters", "Its parameters, by name."),
        flag("pollUntilCompleted", "Whether the step waits until the run is over, and fails if it failed.")
            .or(false),
        number("pollingInterval", "How many seconds pass between two looks.").or(5),
    ];
    definition(
        "azure:pipeline:run",
        "Starts a pipeline of a project of Azure DevOps.",
        Repeat::Checkpointed,
        fields([project_fields(), own]),
        vec![
            text("pipelineRunUrl", "Address of the run's page."),
            text("pipelineRunStatus", "Whether the run is over."),
            number("pipelineRunId", "The number of the run."),
        ],
        &[(
            "Start a pipeline and wait for it",
            r#"
steps:
  - id: run
    action: azure:pipeline:run
    input:
      organization: acme
      project: web
      pipelineId: ${{ steps.pipeline.output.pipelineId }}
      pollUntilCompleted: true
"#,
        )],
    )
}

fn run_pipeline<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let (host, organization, project) = host(outside, &step).await?;
        let pipeline = match &step.input["pipelineId"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let runs = below(&organization, &project, &["pipelines", &pipeline, "runs"]);
        let mut run = start(&host, &step, &runs).await?;
        let id = run["id"].to_string();
        let is_over = |run: &Value| run["state"] == "completed";
        if step.flag("pollUntilCompleted").unwrap_or_default() {
            let pause = step.input["pollingInterval"].as_f64().unwrap_or(5.0).clamp(0.01, 300.0);
            while !is_over(&run) {
                tokio::time::sleep(Duration::from_secs_f64(pause)).await;
                let look = Call::get(runs.iter().copied().chain([id.as_str()]), "say how far the run is");
                run = host.ask(versioned(look)).await?;
            }
            let result = run["result"].as_str().unwrap_or("unknown");
            if result != "succeeded" {
                return Err(Failure::other(format!(
                    "The run {id} of the pipeline {pipeline} ended: {result}"
                )));
            }
        }
        let url = run.pointer("/_links/web/href").cloned().unwrap_or_default();
        Ok(output([
            ("pipelineRunUrl", url),
            ("pipelineRunStatus", run["state"].clone()),
            ("pipelineRunId", run["id"].clone()),
        ]))
    })
}

/// The run of this step: the one that it started before an interruption, or a new one. A start of which nothing is known
/// is not repeated.
async fn start(host: &Host, step: &Step<'_>, runs: &[&str]) -> Result<Value, Failure> {
    if let Some(run) = step.checkpoints.get("run") {
        return Ok(run);
    }
    if step.checkpoints.get("run.begun") == Some(Value::Bool(true)) {
        return Err(Failure::new(
            FailureKind::Other,
            "The pipeline may have been started just before the interruption; look there, then retry from this step or \
             the next one",
        ));
    }
    step.checkpoints.put("run.begun", true.into()).await?;
    let branch = step.text("branch").map(|branch| format!("refs/heads/{branch}"));
    let body = without_nulls(json!({
        "resources": branch.map(|name| json!({"repositories": {"self": {"refName": name}}})),
        "templateParameters": given(step, "templateParameters"),
    }));
    let call = Call::new(Method::Post, runs.iter().copied(), "start the pipeline");
    let run = host.ask(versioned(Call { body: Some(body), ..call })).await?;
    step.checkpoints.put("run", run.clone()).await?;
    Ok(run)
}
