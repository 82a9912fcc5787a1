//! `publish:gitlab`.

use super::{EXAMPLE, host};
use crate::actions::{
    Outside,
    call::Call,
    host::Host,
    made::made,
    push::{branch_of, publish},
    shared::{
        commit, definition, fields, given, items, output, place, pushed, told, topics, visibility,
        without_nulls,
    },
};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{Field, any, choice, flag, list, nested, number, text, texts},
};
use serde_json::{Map, Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(publish_definition(), whole)]
}

fn own_fields() -> Vec<Field> {
    let visibilities = ["private", "public", "internal"];
    vec![
        visibility(&visibilities),
        any(
            "sourcePath",
            "The folder of the workspace that is pushed; `false` pushes nothing.",
            json!({"type": ["string", "boolean"]}),
        ),
        flag("signCommit", "Kept for older templates: commits are not signed."),
        flag("skipExisting", "Whether nothing is done if the project is there already.").or(false),
        flag("setUserAsOwner", "Whether the account of the input `token` becomes owner of the project.")
            .or(false),
        topics(),
        nested(
            "settings",
            "How the project is set up, in the words of GitLab.",
            vec![
                choice("visibility", &visibilities, "Who may see it."),
                text("path", "Its name in addresses, where that is another one."),
                text("description", "What it is for."),
                choice("merge_method", &["merge", "rebase_merge", "ff"], "How merge requests are merged."),
                choice(
                    "squash_option",
                    &["always", "never", "default_on", "default_off"],
                    "Whether their commits become one.",
                ),
                texts("topics", "Words by which it is found."),
                flag("auto_devops_enabled", "Whether it is built without a pipeline of its own."),
                flag("only_allow_merge_if_pipeline_succeeds", "Whether pipelines have to succeed."),
                flag("allow_merge_on_skipped_pipeline", "Whether skipped ones count as successful."),
                flag(
                    "only_allow_merge_if_all_discussions_are_resolved",
                    "Whether threads have to be resolved.",
                ),
                text("ci_config_path", "Where its pipeline is described."),
            ],
        ),
        list(
            "branches",
            "Further branches.",
            vec![
                text("name", "What it is called.").required(),
                text("ref", "What it starts from; without it the default branch."),
                flag("create", "Whether it is made.").or(false),
                flag("protect", "Whether it is protected.").or(false),
            ],
        ),
        list(
            "projectVariables",
            "Variables of its pipelines.",
            vec![
                text("key", "Its name.").required(),
                text("value", "Its value.").required(),
                text("description", "What it is for."),
                choice("variable_type", &["env_var", "file"], "Whether it is a variable or a file.")
                    .or("env_var"),
                flag("protected", "Whether only protected branches get it.").or(false),
                flag("masked", "Whether it is hidden in logs.").or(false),
                flag("raw", "Whether other variables in it stay as they are written.").or(false),
                text("environment_scope", "The environments that it is for.").or("*"),
            ],
        ),
    ]
}

fn publish_definition() -> Definition {
    let mut outputs = pushed();
    outputs.push(number("projectId", "The number of the project."));
    outputs.push(flag("created", "Whether it was made by this step."));
    // The own `sourcePath`, which may be `false`, takes the place of the usual one.
    let input = fields([place(EXAMPLE), commit(), own_fields()]);
    definition(
        "publish:gitlab",
        "Makes a project on GitLab, sets it up, and pushes the files of the workspace to it.",
        Repeat::Checkpointed,
        input,
        outputs,
        &[
            (
                "Publish the workspace",
                r#"
steps:
  - id: publish
    action: publish:gitlab
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      defaultBranch: main
"#,
            ),
            (
                "With settings, a protected branch and a variable for its pipelines",
                r#"
steps:
  - id: publish
    action: publish:gitlab
    input:
      repoUrl: ${{ parameters.repoUrl }}
      settings:
        visibility: internal
        merge_method: ff
      branches:
        - name: release
          create: true
          protect: true
      projectVariables:
        - key: REGION
          value: eu-central-1
"#,
            ),
        ],
    )
}

fn whole<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let branch = branch_of(&host, &step).to_owned();
        if step.flag("skipExisting").unwrap_or_default() && step.checkpoints.get("project.begun").is_none() {
            let look = Call::get(["projects", &path(&host, &step)?], "look for the project");
            if let Some(found) = host.find(look).await? {
                step.log.info("The project is there already; nothing was done");
                return result(&found, &branch, Value::Null, false);
            }
        }
        let project = make(&host, &step).await?;
        let id = project["id"].to_string();
        if step.flag("setUserAsOwner").unwrap_or_default() {
            own(outside, &host, &step, &id).await?;
        }
        let commit = match step.input.get("sourcePath") {
            Some(Value::Bool(false)) => Value::Null,
            _ => {
                let address = told(&project, "/http_url_to_repo", "the address of the project")?;
                publish(&host, &step, address, &branch).await?.into()
            }
        };
        branches(&host, &step, &id, &branch).await?;
        variables(&host, &step, &id).await?;
        result(&project, &branch, commit, true)
    })
}

/// The whole path of the project.
fn path(host: &Host, step: &Step<'_>) -> Result<String, Failure> {
    let own = step.input.pointer("/settings/path").and_then(Value::as_str);
    Ok(format!("{}/{}", host.owner()?, own.unwrap_or(&host.repo.repo)))
}

fn result(project: &Value, branch: &str, commit: Value, created: bool) -> Result<Output, Failure> {
    let remote = told(project, "/http_url_to_repo", "the address of the project")?;
    let page = remote.strip_suffix(".git").unwrap_or(remote);
    Ok(output([
        ("remoteUrl", page.into()),
        ("repoContentsUrl", format!("{page}/-/blob/{branch}").into()),
        ("projectId", project["id"].clone()),
        ("commitHash", commit),
        ("created", created.into()),
    ]))
}

async fn make(host: &Host, step: &Step<'_>) -> Result<Value, Failure> {
    let owner = host.owner()?;
    let namespace = Call::get(["namespaces", owner], format!("look up the group or person {owner}"));
    let namespace = host.find(namespace).await?.ok_or_else(|| {
        Failure::new(
            FailureKind::NotFound,
            format!(
                "There is no group or person {owner} on {}, or the credentials may not see it",
                host.name()
            ),
        )
    })?;
    let mut body = json!({
        "namespace_id": namespace["id"],
        "name": host.repo.repo,
        "visibility": step.text("repoVisibility").unwrap_or("private"),
        "topics": given(step, "topics"),
    });
    let settings = step.input.get("settings").and_then(Value::as_object);
    for (key, value) in settings.into_iter().flat_map(Map::iter) {
        body[key] = value.clone();
    }
    let path = path(host, step)?;
    let find = Call::get(["projects", &path], format!("look for the project {path}"));
    let create = Call::post(["projects"], without_nulls(body), format!("create the project {path}"));
    Ok(made(host, step, "project", find, create).await?.value)
}

/// Makes the account of the token owner, with the configured credentials.
async fn own(outside: &Outside, host: &Host, step: &Step<'_>, id: &str) -> Result<(), Failure> {
    let user = host.ask(Call::get(["user"], "say whose token it is")).await?;
    let admin = Host::with(outside, host.repo.clone(), None).await?;
    admin.needs_credentials()?;
    let body = json!({"user_id": user["id"], "access_level": 50});
    match admin.ask(Call::post(["projects", id, "members"], body, "make the user owner")).await {
        Err(failure) if failure.kind == FailureKind::Conflict => {
            step.log.info("The user is a member of the project already");
            Ok(())
        }
        added => added.map(drop),
    }
}

async fn branches(host: &Host, step: &Step<'_>, id: &str, usual: &str) -> Result<(), Failure> {
    for branch in items(step, "branches")? {
        let name = branch["name"].as_str().unwrap_or_default();
        if branch["create"] == true {
            let find = Call::get(
                ["projects", id, "repository", "branches", name],
                format!("look for the branch {name}"),
            );
            if host.find(find).await?.is_none() {
                let body = json!({"branch": name, "ref": branch["ref"].as_str().unwrap_or(usual)});
                let place = ["projects", id, "repository", "branches"];
                host.ask(Call::post(place, body, format!("make the branch {name}"))).await?;
            }
        }
        if branch["protect"] == true {
            let call = Call::post(
                ["projects", id, "protected_branches"],
                json!({"name": name}),
                format!("protect the branch {name}"),
            );
            match host.ask(call).await {
                // It is protected already: always, if it is the default branch.
                Err(failure) if failure.kind == FailureKind::Conflict => {}
                protected => drop(protected?),
            }
        }
    }
    Ok(())
}

async fn variables(host: &Host, step: &Step<'_>, id: &str) -> Result<(), Failure> {
    for variable in items(step, "projectVariables")? {
        let body = without_nulls(json!({
            "key": variable["key"],
            "value": variable["value"],
            "description": variable["description"],
            "variable_type": variable["variable_type"].as_str().unwrap_or("env_var"),
            "protected": variable["protected"].as_bool().unwrap_or_default(),
            "masked": variable["masked"].as_bool().unwrap_or_default(),
            "raw": variable["raw"].as_bool().unwrap_or_default(),
            "environment_scope": variable["environment_scope"].as_str().unwrap_or("*"),
        }));
        super::projects::put_variable(host, id, body).await?;
    }
    Ok(())
}
