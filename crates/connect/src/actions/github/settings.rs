//! How a repository on GitHub is set up.

use super::{path, secrets};
use crate::{
    actions::{
        call::Call,
        host::Host,
        shared::{given, items, topics, visibility, without_nulls, words},
    },
    http::Method,
};
use portico_scaffolder::{
    Failure, FailureKind, Step,
    schema::{Field, choice, flag, list, map, nested, text, texts},
};
use serde_json::{Map, Value, json};

/// The inputs.
pub(super) fn fields() -> Vec<Field> {
    vec![
        text("description", "What it is for, in a sentence."),
        text("homepage", "Address of its home page."),
        text("access", "A person, or a team as ORGANIZATION/TEAM, that may do everything in it."),
        visibility(&["private", "public", "internal"]),
        list(
            "collaborators",
            "Who may do something in it.",
            vec![
                text("user", "A person: the account's name, or the reference of a user."),
                text(
                    "team",
                    "A team of the organisation: its name in addresses, or the reference of a group.",
                ),
                text(
                    "access",
                    "What they may do: `pull`, `triage`, `push`, `maintain`, `admin`, or a role of the organisation.",
                ),
            ],
        ),
        topics(),
        map("repoVariables", "Variables of its workflows, by name."),
        map(
            "secrets",
            "Secrets of its workflows, by name. They are sent encrypted with the repository's key.",
        ),
        nested(
            "oidcCustomization",
            "What the tokens of its workflows say about them.",
            vec![
                flag("useDefault", "Whether they say what is usual."),
                texts("includeClaimKeys", "What they say instead."),
            ],
        ),
        map("customProperties", "Values of properties that the organisation has defined."),
        flag("subscribe", "Whether the account of the token is told what happens in it."),
        flag("hasProjects", "Whether it has projects."),
        flag("hasWiki", "Whether it has a wiki."),
        flag("hasIssues", "Whether it has issues."),
        flag("deleteBranchOnMerge", "Whether merged branches are deleted.").or(false),
        flag("allowMergeCommit", "Whether pull requests may end in a merge commit.").or(true),
        flag("allowSquashMerge", "Whether they may end in one commit.").or(true),
        choice("squashMergeCommitTitle", &["PR_TITLE", "COMMIT_OR_PR_TITLE"], "The title of that commit.")
            .or("COMMIT_OR_PR_TITLE"),
        choice(
            "squashMergeCommitMessage",
            &["PR_BODY", "COMMIT_MESSAGES", "BLANK"],
            "The message of that commit.",
        )
        .or("COMMIT_MESSAGES"),
        flag("allowRebaseMerge", "Whether their commits may be put on top of the branch.").or(true),
        flag("allowAutoMerge", "Whether they may be merged as soon as everything is fine.").or(false),
        flag("allowUpdateBranch", "Whether branches of pull requests can be brought up to date.").or(false),
    ]
}

/// What the repository is made with.
pub(super) fn body(host: &Host, step: &Step<'_>, is_organization: bool) -> Value {
    let visibility = step.text("repoVisibility").unwrap_or("private");
    let mut body = json!({
        "name": host.repo.repo,
        "private": visibility == "private",
        "description": given(step, "description"),
        "homepage": given(step, "homepage"),
        "has_projects": given(step, "hasProjects"),
        "has_wiki": given(step, "hasWiki"),
        "has_issues": given(step, "hasIssues"),
        "delete_branch_on_merge": given(step, "deleteBranchOnMerge"),
        "allow_merge_commit": given(step, "allowMergeCommit"),
        "allow_squash_merge": given(step, "allowSquashMerge"),
        "squash_merge_commit_title": given(step, "squashMergeCommitTitle"),
        "squash_merge_commit_message": given(step, "squashMergeCommitMessage"),
        "allow_rebase_merge": given(step, "allowRebaseMerge"),
        "allow_auto_merge": given(step, "allowAutoMerge"),
        "allow_update_branch": given(step, "allowUpdateBranch"),
    });
    if is_organization {
        body["visibility"] = visibility.into();
        body["custom_properties"] = given(step, "customProperties");
    }
    without_nulls(body)
}

/// What can be found out to be wrong before there is a repository.
pub(super) async fn check(host: &Host, step: &Step<'_>) -> Result<(), Failure> {
    let own = host.owner()?;
    if let Some((owner, team)) = step.text("access").and_then(|access| access.split_once('/')) {
        if owner != own {
            return Err(Failure::input(format!(
                "`access` names the team {owner}/{team}, but the repository belongs to {own}; name a team of {own}"
            )));
        }
        host.ask(Call::get(["orgs", owner, "teams", team], format!("look up the team {owner}/{team}")))
            .await?;
    }
    items(step, "collaborators")?;
    Ok(())
}

/// Sets up everything that is not part of making it. Doing it once more changes nothing.
pub(super) async fn apply(host: &Host, step: &Step<'_>) -> Result<(), Failure> {
    if step.checkpoints.get("settings").is_some() {
        return Ok(());
    }
    let owner = host.owner()?;
    match step.text("access") {
        Some(access) if access.contains('/') => {
            let team = access.rsplit('/').next().unwrap_or_default();
            host.ask(team_access(host, owner, team, "admin")).await?;
        }
        Some(access) if access != owner => {
            host.ask(person_access(host, access, "admin")).await?;
        }
        _ => {}
    }
    for one in items(step, "collaborators")? {
        collaborator(host, step, owner, one).await;
    }
    let names: Vec<String> = words(step, "topics")?.into_iter().map(|topic| topic.to_lowercase()).collect();
    if !names.is_empty() {
        let call = Call::put(path(host, &["topics"]), json!({"names": names}), "set the topics");
        if let Err(failure) = host.ask(call).await {
            step.log.warn(&format!("The topics were not set: {failure}"));
        }
    }
    for (name, value) in pairs(step, "repoVariables") {
        variable(host, &path(host, &["actions", "variables"]), name, value).await?;
    }
    secrets::put_all(host, &path(host, &["actions", "secrets"]), step.input.get("secrets")).await?;
    if let Some(wanted) = step.input.get("oidcCustomization").filter(|wanted| wanted.is_object()) {
        let body = without_nulls(json!({
            "use_default": wanted["useDefault"],
            "include_claim_keys": wanted["includeClaimKeys"],
        }));
        let place = path(host, &["actions", "oidc", "customization", "sub"]);
        host.ask(Call::put(place, body, "say what the tokens of workflows say")).await?;
    }
    if step.flag("subscribe").unwrap_or_default() {
        let body = json!({"subscribed": true, "ignored": false});
        host.ask(Call::put(path(host, &["subscription"]), body, "subscribe to the repository")).await?;
    }
    step.checkpoints.put("settings", true.into()).await
}

/// Names and values of an object of the input.
fn pairs<'a>(step: &Step<'a>, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    step.input.get(key).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// A variable of workflows: made, or changed if it is there.
pub(super) async fn variable(host: &Host, place: &[&str], name: &str, value: &Value) -> Result<(), Failure> {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let body = json!({"name": name, "value": value});
    let made =
        host.ask(Call::post(place.iter().copied(), body.clone(), format!("make the variable {name}"))).await;
    match made {
        Err(failure) if failure.kind == FailureKind::Conflict => {
            let place = place.iter().copied().chain([name]);
            let mut call = Call::new(Method::Patch, place, format!("change the variable {name}"));
            call.body = Some(body);
            host.ask(call).await.map(drop)
        }
        made => made.map(drop),
    }
}

fn team_access(host: &Host, owner: &str, team: &str, access: &str) -> Call {
    let place = ["orgs", owner, "teams", team, "repos", owner, &host.repo.repo];
    Call::put(place, json!({"permission": access}), format!("give access to the team {team}"))
}

fn person_access(host: &Host, name: &str, access: &str) -> Call {
    let body = json!({"permission": access});
    Call::put(path(host, &["collaborators", name]), body, format!("give access to {name}"))
}

/// Who cannot be given access does not fail the step: the repository is of use to others.
async fn collaborator(host: &Host, step: &Step<'_>, owner: &str, one: &Value) {
    let access = one["access"].as_str().unwrap_or("push");
    // References of the catalog stand for their names.
    let name = |key: &str| {
        let text = one[key].as_str()?;
        text.rsplit(['/', ':']).next().filter(|name| !name.is_empty())
    };
    let call = match (name("user").or_else(|| name("username")), name("team")) {
        (Some(user), _) => person_access(host, user, access),
        (None, Some(team)) => team_access(host, owner, team, access),
        (None, None) => {
            step.log.warn("One of the `collaborators` names neither `user` nor `team` and was left out");
            return;
        }
    };
    if let Err(failure) = host.ask(call).await {
        step.log.warn(&format!("One of the `collaborators` was left out: {failure}"));
    }
}
