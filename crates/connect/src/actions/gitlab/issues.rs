//! Issues on GitLab.

use super::{host_alone, place_with_id, project_id};
use crate::actions::{
    Outside,
    call::Call,
    shared::{definition, fields, given, output, without_nulls},
};
use portico_scaffolder::{
    Definition, Failure, Later, Output, Repeat, Step,
    function::Run,
    schema::{Field, any, choice, flag, number, text},
};
use serde_json::{Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(create_definition(), create), (edit_definition(), edit)]
}

fn common() -> Vec<Field> {
    vec![
        text("description", "What there is to say, as Markdown."),
        any(
            "assignees",
            "Numbers of the people who shall do it.",
            json!({"type": "array", "items": {"type": "number"}}),
        ),
        flag("confidential", "Whether only members see it."),
        text("dueDate", "The day by which it shall be done, as 2027-01-31."),
        number("epicId", "The number of the epic that it belongs to."),
        text("labels", "Its labels, with commas between them."),
        choice("issueType", &["issue", "incident", "test_case", "task"], "What it is."),
        number("milestoneId", "The number of its milestone."),
        number("weight", "How much there is to do."),
    ]
}

fn outputs() -> Vec<Field> {
    vec![
        text("issueUrl", "Address of the issue's page."),
        number("issueId", "Its number on the host."),
        number("issueIid", "Its number in the project."),
    ]
}

fn create_definition() -> Definition {
    let own = vec![
        text("title", "What it is about.").required(),
        text("createdAt", "When it was opened, where that is not now."),
        number("discussionToResolve", "The discussion that it resolves."),
        number("mergeRequestToResolveDiscussionsOf", "The merge request whose discussions it resolves."),
    ];
    definition(
        "gitlab:issues:create",
        "Opens an issue on GitLab.",
        Repeat::Unsafe,
        fields([place_with_id(), own, common()]),
        outputs(),
        &[(
            "Ask for a review",
            r#"
steps:
  - id: issue
    action: gitlab:issues:create
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      projectId: 42
      title: Review ${{ parameters.name }}
      labels: review,new
"#,
        )],
    )
}

fn edit_definition() -> Definition {
    let own = vec![
        number("issueIid", "The number of the issue in the project.").required(),
        text("title", "What it is about."),
        choice("stateEvent", &["close", "reopen"], "What becomes of it."),
        text("addLabels", "Labels that it gets, with commas between them."),
        text("removeLabels", "Labels that it loses, with commas between them."),
        flag("discussionLocked", "Whether only members may say something."),
        text("updatedAt", "When it was changed, where that is not now."),
    ];
    let mut outputs = outputs();
    outputs.extend([
        number("projectId", "The number of its project."),
        text("title", "What it is about."),
        text("state", "Whether it is open."),
        text("updatedAt", "When it was changed."),
    ]);
    definition(
        "gitlab:issue:edit",
        "Changes, closes or opens again an issue on GitLab.",
        Repeat::Safe,
        fields([place_with_id(), own, common()]),
        outputs,
        &[(
            "Close an issue",
            r#"
steps:
  - id: close
    action: gitlab:issue:edit
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      projectId: 42
      issueIid: ${{ parameters.issue }}
      stateEvent: close
"#,
        )],
    )
}

/// What GitLab calls the inputs.
const NAMES: &[(&str, &str)] = &[
    ("title", "title"),
    ("description", "description"),
    ("assignees", "assignee_ids"),
    ("confidential", "confidential"),
    ("createdAt", "created_at"),
    ("updatedAt", "updated_at"),
    ("dueDate", "due_date"),
    ("epicId", "epic_id"),
    ("labels", "labels"),
    ("addLabels", "add_labels"),
    ("removeLabels", "remove_labels"),
    ("issueType", "issue_type"),
    ("milestoneId", "milestone_id"),
    ("weight", "weight"),
    ("stateEvent", "state_event"),
    ("discussionLocked", "discussion_locked"),
    ("discussionToResolve", "discussion_to_resolve"),
    ("mergeRequestToResolveDiscussionsOf", "merge_request_to_resolve_discussions_of"),
];

fn body(step: &Step<'_>) -> Value {
    let pairs = NAMES.iter().map(|(ours, theirs)| ((*theirs).to_owned(), given(step, ours)));
    without_nulls(Value::Object(pairs.collect()))
}

fn create<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host_alone(outside, &step).await?;
        let id = project_id(&step)?;
        let made = host.ask(Call::post(["projects", &id, "issues"], body(&step), "open the issue")).await?;
        step.log.info(&format!("Opened the issue {}", made["iid"]));
        Ok(told(&made))
    })
}

fn edit<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host_alone(outside, &step).await?;
        let id = project_id(&step)?;
        let issue = step.input["issueIid"].as_u64().map(|number| number.to_string()).unwrap_or_default();
        let call =
            Call::put(["projects", &id, "issues", &issue], body(&step), format!("change the issue {issue}"));
        let changed = host.ask(call).await?;
        let mut output = told(&changed);
        for (name, key) in
            [("projectId", "project_id"), ("title", "title"), ("state", "state"), ("updatedAt", "updated_at")]
        {
            output.insert(name.to_owned(), changed[key].clone());
        }
        Ok(output)
    })
}

fn told(issue: &Value) -> Output {
    output([
        ("issueUrl", issue["web_url"].clone()),
        ("issueId", issue["id"].clone()),
        ("issueIid", issue["iid"].clone()),
    ])
}
