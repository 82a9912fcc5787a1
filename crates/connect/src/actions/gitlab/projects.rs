//! What belongs to a project on GitLab: tokens, variables, pipelines.

use super::{host_alone, place_with_id, project_id};
use crate::actions::{
    Outside,
    call::Call,
    host::Host,
    shared::{definition, fields, given, output, told, without_nulls},
};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{choice, flag, map, number, text, texts},
};
use serde_json::{Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![
        (access_definition(), access),
        (deploy_definition(), deploy),
        (variable_definition(), variable),
        (pipeline_definition(), pipeline),
    ]
}

fn access_definition() -> Definition {
    let own = vec![
        text("name", "What the token is called."),
        number(
            "accessLevel",
            "What it may do: 10 guest, 20 reporter, 30 developer, 40 maintainer, 50 owner.",
        )
        .or(40),
        texts("scopes", "What it is for, as `read_repository`."),
        text("expiresAt", "The day on which it ends, as 2027-01-31; without it a year from now."),
    ];
    definition(
        "gitlab:projectAccessToken:create",
        "Makes an access token for a project on GitLab.",
        Repeat::Unsafe,
        fields([place_with_id(), own]),
        vec![text("access_token", "The token. Hand it on; do not write it into a file or a log.")],
        &[(
            "A token for reading",
            r#"
steps:
  - id: token
    action: gitlab:projectAccessToken:create
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      projectId: ${{ steps.publish.output.projectId }}
      name: reader
      accessLevel: 20
      scopes: [read_repository]
"#,
        )],
    )
}

fn access<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host_alone(outside, &step).await?;
        let id = project_id(&step)?;
        let body = without_nulls(json!({
            "name": step.text("name").unwrap_or("portico"),
            "access_level": step.input.get("accessLevel").cloned().unwrap_or(json!(40)),
            "scopes": given(&step, "scopes"),
            "expires_at": given(&step, "expiresAt"),
        }));
        let made =
            host.ask(Call::post(["projects", &id, "access_tokens"], body, "make an access token")).await?;
        Ok(output([("access_token", told(&made, "/token", "a token")?.into())]))
    })
}

fn deploy_definition() -> Definition {
    let own = vec![
        text("name", "What the token is called.").required(),
        text("username", "The name that belongs to it."),
        texts("scopes", "What it is for, as `read_registry`."),
    ];
    definition(
        "gitlab:projectDeployToken:create",
        "Makes a deploy token for a project on GitLab.",
        Repeat::Unsafe,
        fields([place_with_id(), own]),
        vec![
            text("deploy_token", "The token. Hand it on; do not write it into a file or a log."),
            text("user", "The name that belongs to it."),
        ],
        &[(
            "A token for pulling images",
            r#"
steps:
  - id: token
    action: gitlab:projectDeployToken:create
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      projectId: ${{ steps.publish.output.projectId }}
      name: images
      scopes: [read_registry]
"#,
        )],
    )
}

fn deploy<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host_alone(outside, &step).await?;
        let id = project_id(&step)?;
        let body = without_nulls(json!({
            "name": given(&step, "name"),
            "username": given(&step, "username"),
            "scopes": given(&step, "scopes"),
        }));
        let made =
            host.ask(Call::post(["projects", &id, "deploy_tokens"], body, "make a deploy token")).await?;
        Ok(output([
            ("deploy_token", told(&made, "/token", "a token")?.into()),
            ("user", made["username"].clone()),
        ]))
    })
}

fn variable_definition() -> Definition {
    let own = vec![
        text("key", "Its name.").required(),
        text("value", "Its value.").required(),
        choice("variableType", &["env_var", "file"], "Whether it is a variable or a file.").required(),
        flag("variableProtected", "Whether only protected branches get it.").or(false),
        flag("masked", "Whether it is hidden in logs.").or(false),
        flag("raw", "Whether other variables in it stay as they are written.").or(false),
        text("environmentScope", "The environments that it is for.").or("*"),
    ];
    definition(
        "gitlab:projectVariable:create",
        "Sets a variable of the pipelines of a project on GitLab.",
        Repeat::Safe,
        fields([place_with_id(), own]),
        Vec::new(),
        &[(
            "A secret for production",
            r#"
steps:
  - id: variable
    action: gitlab:projectVariable:create
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      projectId: ${{ steps.publish.output.projectId }}
      key: API_TOKEN
      value: ${{ secrets.apiToken }}
      variableType: env_var
      masked: true
      environmentScope: production
"#,
        )],
    )
}

fn variable<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host_alone(outside, &step).await?;
        let body = json!({
            "key": given(&step, "key"),
            "value": given(&step, "value"),
            "variable_type": step.text("variableType").unwrap_or("env_var"),
            "protected": step.flag("variableProtected").unwrap_or_default(),
            "masked": step.flag("masked").unwrap_or_default(),
            "raw": step.flag("raw").unwrap_or_default(),
            "environment_scope": step.text("environmentScope").unwrap_or("*"),
        });
        put_variable(&host, &project_id(&step)?, body).await?;
        Ok(Output::new())
    })
}

/// Sets a variable of a project: makes it, or changes it if it is there for the same environments.
pub(super) async fn put_variable(host: &Host, id: &str, body: Value) -> Result<(), Failure> {
    let key = body["key"].as_str().unwrap_or_default().to_owned();
    let scope = body["environment_scope"].as_str().unwrap_or("*").to_owned();
    let make = Call::post(["projects", id, "variables"], body.clone(), format!("make the variable {key}"));
    match host.ask(make).await {
        // GitLab says that the name is taken with 400.
        Err(failure)
            if matches!(failure.kind, FailureKind::Conflict | FailureKind::Input)
                && failure.message.contains("taken") =>
        {
            let change =
                Call::put(["projects", id, "variables", &key], body, format!("change the variable {key}"))
                    .query("filter[environment_scope]", scope);
            host.ask(change).await.map(drop)
        }
        made => made.map(drop),
    }
}

fn pipeline_definition() -> Definition {
    let own = vec![
        text("tokenDescription", "What the token that starts it is called; it is removed afterwards.")
            .required(),
        text("branch", "The branch that it runs on.").required(),
        map("variables", "Its variables, by name."),
    ];
    definition(
        "gitlab:pipeline:trigger",
        "Starts a pipeline of a project on GitLab.",
        Repeat::Unsafe,
        fields([place_with_id(), own]),
        vec![text("pipelineUrl", "Address of the pipeline's page.")],
        &[(
            "Start a pipeline",
            r#"
steps:
  - id: pipeline
    action: gitlab:pipeline:trigger
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      projectId: ${{ steps.publish.output.projectId }}
      tokenDescription: first run
      branch: main
"#,
        )],
    )
}

fn pipeline<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host_alone(outside, &step).await?;
        let id = project_id(&step)?;
        let body = json!({"description": given(&step, "tokenDescription")});
        let trigger =
            host.ask(Call::post(["projects", &id, "triggers"], body, "make a token for pipelines")).await?;
        let token = told(&trigger, "/token", "a token")?;
        let body = without_nulls(json!({
            "token": token,
            "ref": given(&step, "branch"),
            "variables": given(&step, "variables"),
        }));
        let started =
            host.ask(Call::post(["projects", &id, "trigger", "pipeline"], body, "start a pipeline")).await;
        let number = trigger["id"].to_string();
        let remove = Call::new(
            crate::http::Method::Delete,
            ["projects", &id, "triggers", &number],
            "remove the token",
        );
        if let Err(failure) = host.ask(remove).await {
            step.log.warn(&failure.to_string());
        }
        let started =
            started.map_err(|failure| Failure::new(failure.kind, failure.message.replace(token, "***")))?;
        Ok(output([("pipelineUrl", started["web_url"].clone())]))
    })
}
