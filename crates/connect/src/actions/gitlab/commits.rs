//! `gitlab:repo:push` and `publish:gitlab:merge-request`: commits that GitLab's API makes, file by file, because templates
//! say of each whether it is new, changed or deleted.

use super::{EXAMPLE, host, project};
use crate::{
    actions::{
        Outside,
        call::Call,
        host::Host,
        made::{begin, begun, refused},
        push::files,
        shared::{definition, fields, output, place, told, without_nulls, words},
    },
    git::{CommitFile, FileKind},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_entity::location::sha1_hex;
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{any, choice, flag, number, text, texts},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(push_definition(), push), (merge_request_definition(), merge_request)]
}

fn push_definition() -> Definition {
    let own = vec![
        text("branchName", "The branch; it is made from the default branch if it is not there.").required(),
        text("commitMessage", "The message of the commit.").required(),
        text("sourcePath", "The folder of the workspace that is pushed; without it the whole workspace."),
        text("targetPath", "The folder of the repository that the files are put into."),
        choice("commitAction", &["create", "update", "delete", "auto"], "What happens with the files there.")
            .or("create"),
    ];
    definition(
        "gitlab:repo:push",
        "Commits the files of the workspace to a branch of a project on GitLab.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), own]),
        vec![
            text("projectid", "The number, or the whole path, of the project."),
            text("projectPath", "The whole path of the project."),
            text("commitHash", "The commit."),
        ],
        &[(
            "Push to a branch",
            r#"
steps:
  - id: push
    action: gitlab:repo:push
    input:
      repoUrl: gitlab.com?owner=acme&repo=deployments
      branchName: main
      commitMessage: Deploy ${{ parameters.name }}
      targetPath: apps/${{ parameters.name }}
"#,
        )],
    )
}

fn merge_request_definition() -> Definition {
    let own = vec![
        text("title", "The title of the merge request.").required(),
        text("branchName", "The branch that is made.").required(),
        text("description", "What it is for, as Markdown."),
        text("targetBranchName", "The branch that it is to be merged into; without it the default branch."),
        text("sourcePath", "The folder of the workspace that is committed; without it the whole workspace."),
        text("targetPath", "The folder of the repository that the files are put into."),
        choice(
            "commitAction",
            &["auto", "update", "delete", "create", "skip"],
            "What happens with the files there; `auto` finds out which are new and which differ.",
        )
        .or("auto"),
        flag("removeSourceBranch", "Whether the branch is deleted when it is merged.").or(false),
        text("assignee", "The name of the person whose task it is."),
        texts("reviewers", "Names of the people who shall review it."),
        flag("assignReviewersFromApprovalRules", "Whether those who may approve it are asked for reviews.")
            .or(false),
        any("labels", "Its labels.", json!({"type": ["array", "string"], "items": {"type": "string"}})),
    ];
    definition(
        "publish:gitlab:merge-request",
        "Commits the files of the workspace to a branch of a project on GitLab, and opens a merge request for it.",
        Repeat::Checkpointed,
        fields([place(EXAMPLE), own]),
        vec![
            text("targetBranchName", "The branch that it is to be merged into."),
            text("projectid", "The number, or the whole path, of the project."),
            text("projectPath", "The whole path of the project."),
            text("mergeRequestUrl", "Address of the merge request's page."),
            number("mergeRequestIid", "Its number in the project."),
        ],
        &[(
            "Propose a change",
            r#"
steps:
  - id: mr
    action: publish:gitlab:merge-request
    input:
      repoUrl: gitlab.com?owner=acme&repo=deployments
      branchName: add-${{ parameters.name }}
      title: Add ${{ parameters.name }}
      targetPath: apps/${{ parameters.name }}
      removeSourceBranch: true
"#,
        )],
    )
}

fn push<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let id = project(&host);
        let found = look_up(&host, &id).await?;
        let base = told(&found, "/default_branch", "the default branch")?;
        let commit = commit(&host, &step, &id, base, step.text("commitAction").unwrap_or("create")).await?;
        Ok(output([
            ("projectid", found["id"].clone()),
            ("projectPath", found["path_with_namespace"].clone()),
            ("commitHash", commit.into()),
        ]))
    })
}

fn merge_request<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let id = project(&host);
        let found = look_up(&host, &id).await?;
        let target = match step.text("targetBranchName") {
            Some(branch) => branch.to_owned(),
            None => told(&found, "/default_branch", "the default branch")?.to_owned(),
        };
        let action = step.text("commitAction").unwrap_or("auto");
        if action != "skip" {
            commit(&host, &step, &id, &target, action).await?;
        }
        let request = open(&host, &step, &id, &target).await?;
        if step.flag("assignReviewersFromApprovalRules").unwrap_or_default()
            && let Err(failure) = ask_approvers(&host, &id, &request).await
        {
            step.log.warn(&failure.to_string());
        }
        Ok(output([
            ("targetBranchName", target.into()),
            ("projectid", found["id"].clone()),
            ("projectPath", found["path_with_namespace"].clone()),
            ("mergeRequestUrl", request["web_url"].clone()),
            ("mergeRequestIid", request["iid"].clone()),
        ]))
    })
}

async fn look_up(host: &Host, id: &str) -> Result<Value, Failure> {
    host.ask(Call::get(["projects", id], format!("look up the project {id}"))).await
}

/// Commits the files of the step to its branch, which is made from `base` if it is not there. Says which commit it is;
/// that of the branch if there is nothing to commit.
async fn commit(host: &Host, step: &Step<'_>, id: &str, base: &str, action: &str) -> Result<String, Failure> {
    let branch = step.text("branchName").unwrap_or_default();
    if let Some(done) = step.checkpoints.get("committed").as_ref().and_then(Value::as_str) {
        return Ok(done.to_owned());
    }
    let place = ["projects", id, "repository", "branches", branch];
    let known = host.find(Call::get(place, format!("look for the branch {branch}"))).await?;
    let head = known.as_ref().map_or(Value::Null, |known| known["commit"]["id"].clone());
    match begun(step, "commit.begun") {
        Some(before) if before != head => {
            step.log.info(&format!("The commit on {branch} was made before the interruption"));
            step.checkpoints.put("committed", head.clone()).await?;
            return Ok(head.as_str().unwrap_or_default().to_owned());
        }
        _ => begin(step, "commit.begun", head.clone()).await?,
    }
    let files = files(
        step.workspace,
        step.text("sourcePath").unwrap_or("."),
        step.text("targetPath").unwrap_or_default(),
    );
    let files = files.await?;
    let existing = match action {
        "auto" => Some(blobs(host, id, if known.is_some() { branch } else { base }).await?),
        _ => None,
    };
    let actions: Vec<Value> =
        files.iter().filter_map(|file| change(step, file, action, existing.as_ref())).collect();
    if actions.is_empty() && known.is_some() {
        step.log.info("The files change nothing; nothing was committed");
        return Ok(head.as_str().unwrap_or_default().to_owned());
    }
    let message = step.text("commitMessage").or(step.text("title")).unwrap_or("Change files");
    let mut body = json!({"branch": branch, "commit_message": message, "actions": actions});
    if known.is_none() {
        body["start_branch"] = base.into();
    }
    step.log.info(&format!("Committing {} files to the branch {branch}", files.len()));
    let call =
        Call::post(["projects", id, "repository", "commits"], body, format!("commit to the branch {branch}"));
    let made = match host.ask(call).await {
        Ok(made) => made,
        Err(failure) => {
            let exists = failure.message.contains("already exists") && failure.kind == FailureKind::Input;
            let kind = if exists { FailureKind::Conflict } else { failure.kind };
            return Err(refused(step, "commit.begun", Failure::new(kind, failure.message)).await);
        }
    };
    let commit = told(&made, "/id", "the commit")?.to_owned();
    step.checkpoints.put("committed", commit.clone().into()).await?;
    Ok(commit)
}

/// What is said of one file; nothing if it is the same there.
fn change(
    step: &Step<'_>,
    file: &CommitFile,
    action: &str,
    existing: Option<&BTreeMap<String, String>>,
) -> Option<Value> {
    if file.kind == FileKind::Link {
        step.log.warn(&format!("The link {} was left out: GitLab's API makes no links", file.path));
        return None;
    }
    let action = match existing.map(|existing| existing.get(&file.path)) {
        None => action,
        Some(None) => "create",
        Some(Some(id)) if *id == blob_id(&file.content) => return None,
        Some(Some(_)) => "update",
    };
    if action == "delete" {
        return Some(json!({"action": action, "file_path": file.path}));
    }
    Some(without_nulls(json!({
        "action": action,
        "file_path": file.path,
        "encoding": "base64",
        "content": STANDARD.encode(&file.content),
        "execute_filemode": if file.kind == FileKind::Executable { json!(true) } else { Value::Null },
    })))
}

/// What git calls a file with this content.
fn blob_id(content: &[u8]) -> String {
    let mut whole = format!("blob {}\0", content.len()).into_bytes();
    whole.extend_from_slice(content);
    sha1_hex(&whole)
}

/// All files of a branch, with what git calls them.
async fn blobs(host: &Host, id: &str, branch: &str) -> Result<BTreeMap<String, String>, Failure> {
    let list =
        Call::get(["projects", id, "repository", "tree"], format!("list the files of the branch {branch}"))
            .query("ref", branch)
            .query("recursive", "true");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = host.list(list).await?;
    let files = entries.iter().filter(|entry| entry["type"] == "blob");
    Ok(files.map(|entry| (text(&entry["path"]), text(&entry["id"]))).collect())
}

/// The merge request of the step's branch: the one that is open already, or a new one.
async fn open(host: &Host, step: &Step<'_>, id: &str, target: &str) -> Result<Value, Failure> {
    let branch = step.text("branchName").unwrap_or_default();
    let list = Call::get(["projects", id, "merge_requests"], "list the merge requests of the branch")
        .query("source_branch", branch)
        .query("target_branch", target)
        .query("state", "opened");
    let known = host.ask(list).await?;
    if let Some(open) = known.as_array().and_then(|list| list.first()) {
        step.log.info("There is an open merge request for the branch already");
        return Ok(open.clone());
    }
    let assignee = match step.text("assignee") {
        Some(name) => person(host, step, name).await?,
        None => None,
    };
    let mut reviewers = Vec::new();
    for name in words(step, "reviewers")? {
        reviewers.extend(person(host, step, &name).await?);
    }
    let labels = words(step, "labels")?;
    let labels =
        if labels.is_empty() { step.text("labels").map(str::to_owned) } else { Some(labels.join(",")) };
    let body = without_nulls(json!({
        "source_branch": branch,
        "target_branch": target,
        "title": step.text("title").unwrap_or_default(),
        "description": step.text("description"),
        "remove_source_branch": step.flag("removeSourceBranch").unwrap_or_default(),
        "assignee_id": assignee,
        "reviewer_ids": if reviewers.is_empty() { Value::Null } else { reviewers.into() },
        "labels": labels,
    }));
    let made =
        host.ask(Call::post(["projects", id, "merge_requests"], body, "open the merge request")).await?;
    step.log.info(&format!("Opened the merge request {}", made["iid"]));
    Ok(made)
}

/// The number of a person; who is not there is left out.
async fn person(host: &Host, step: &Step<'_>, name: &str) -> Result<Option<Value>, Failure> {
    let found = host.ask(Call::get(["users"], format!("look up {name}")).query("username", name)).await?;
    let id = found.pointer("/0/id").cloned();
    if id.is_none() {
        step.log.warn(&format!("There is nobody called {name} on {}; they were left out", host.name()));
    }
    Ok(id)
}

async fn ask_approvers(host: &Host, id: &str, request: &Value) -> Result<(), Failure> {
    let number = request["iid"].to_string();
    let place = ["projects", id, "merge_requests", &number];
    let state =
        Call::get(place.into_iter().chain(["approval_state"]), "say who may approve the merge request");
    let state = host.ask(state).await?;
    let rules = state["rules"].as_array().into_iter().flatten();
    let people = rules.flat_map(|rule| rule["eligible_approvers"].as_array().into_iter().flatten());
    let mut ids: Vec<u64> = people.filter_map(|person| person["id"].as_u64()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    host.ask(Call::put(place, json!({"reviewer_ids": ids}), "ask for reviews")).await.map(drop)
}
