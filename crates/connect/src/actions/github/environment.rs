//! `github:environment:create`.

use super::{EXAMPLE, host, path, secrets, settings::variable};
use crate::actions::{
    Outside,
    call::Call,
    host::Host,
    shared::{definition, fields, given, items, place, without_nulls, words},
};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{flag, map, nested, number, text, texts},
};
use serde_json::{Map, Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(environment_definition(), create)]
}

fn environment_definition() -> Definition {
    let own = vec![
        text("name", "What it is called.").required(),
        nested(
            "deploymentBranchPolicy",
            "Which branches may be deployed to it.",
            vec![
                flag("protected_branches", "Those that are protected.").required(),
                flag("custom_branch_policies", "Those that fit patterns.").required(),
            ],
        ),
        texts("customBranchPolicyNames", "Patterns of branches."),
        texts("customTagPolicyNames", "Patterns of tags."),
        map("environmentVariables", "Variables of workflows that deploy to it, by name."),
        map("secrets", "Secrets of workflows that deploy to it, by name. They are sent encrypted."),
        number("waitTimer", "How many minutes a deployment waits."),
        flag("preventSelfReview", "Whether who starts a deployment may not approve it."),
        texts(
            "reviewers",
            "Who has to approve: references of users and groups, as `group:default/shop-team`.",
        ),
    ];
    definition(
        "github:environment:create",
        "Makes an environment that workflows of a repository on GitHub deploy to, with its rules, variables and secrets.",
        Repeat::Safe,
        fields([place(EXAMPLE), own]),
        Vec::new(),
        &[(
            "Production, which somebody has to approve",
            r#"
steps:
  - id: production
    action: github:environment:create
    input:
      repoUrl: github.com?owner=acme&repo=shop
      name: production
      deploymentBranchPolicy:
        protected_branches: true
        custom_branch_policies: false
      reviewers: [group:default/shop-team]
      environmentVariables:
        REGION: eu-central-1
"#,
        )],
    )
}

fn create<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let name = step.text("name").ok_or_else(|| Failure::input("`name` is empty"))?;
        let place = path(&host, &["environments", name]);
        let mut body = without_nulls(json!({
            "deployment_branch_policy": given(&step, "deploymentBranchPolicy"),
            "wait_timer": given(&step, "waitTimer"),
            "prevent_self_review": given(&step, "preventSelfReview"),
        }));
        let reviewers = reviewers(&host, &step).await?;
        if !reviewers.is_empty() {
            body["reviewers"] = reviewers.into();
        }
        host.ask(Call::put(place.clone(), body, format!("make the environment {name}"))).await?;
        let inside =
            |rest: &[&'static str]| place.iter().copied().chain(rest.iter().copied()).collect::<Vec<_>>();
        let patterns = [("customBranchPolicyNames", "branch"), ("customTagPolicyNames", "tag")];
        for (key, kind) in patterns {
            for pattern in words(&step, key)? {
                let body = json!({"name": pattern, "type": kind});
                let call = Call::post(
                    inside(&["deployment-branch-policies"]),
                    body,
                    format!("allow the {kind} {pattern} to be deployed"),
                );
                match host.ask(call).await {
                    // It answers with another address, or a conflict, if the pattern is there.
                    Err(failure) if failure.kind == FailureKind::Conflict => {}
                    Err(failure) if failure.message.contains("answered 303") => {}
                    added => drop(added?),
                }
            }
        }
        let variables = step.input.get("environmentVariables").and_then(Value::as_object);
        for (name, value) in variables.into_iter().flat_map(Map::iter) {
            variable(&host, &inside(&["variables"]), name, value).await?;
        }
        secrets::put_all(&host, &inside(&["secrets"]), step.input.get("secrets")).await?;
        step.log.info(&format!("Made the environment {name}"));
        Ok(Output::new())
    })
}

/// Who has to approve, by the numbers that GitHub knows them by.
async fn reviewers(host: &Host, step: &Step<'_>) -> Result<Vec<Value>, Failure> {
    let owner = host.owner()?;
    let mut found = Vec::new();
    for reference in items(step, "reviewers")?.iter().filter_map(Value::as_str) {
        let name = reference.rsplit(['/', ':']).next().unwrap_or_default();
        let is_group = reference.to_lowercase().starts_with("group:");
        let (kind, call) = match is_group {
            true => ("Team", Call::get(["orgs", owner, "teams", name], format!("look up the team {name}"))),
            false => ("User", Call::get(["users", name], format!("look up {name}"))),
        };
        let id = host.ask(call).await?["id"].clone();
        found.push(json!({"type": kind, "id": id}));
    }
    Ok(found)
}
