//! Issues on GitHub.

use super::{EXAMPLE, host, path};
use crate::actions::{
    Outside,
    call::Call,
    shared::{definition, fields, given, output, place, without_nulls},
};
use portico_scaffolder::{
    Definition, Failure, Later, Output, Repeat, Step,
    function::Run,
    schema::{number, number_or_text, text, texts},
};
use serde_json::{Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(label_definition(), label), (create_definition(), create)]
}

fn label_definition() -> Definition {
    let own = vec![
        number("number", "The number of the issue or pull request.").required(),
        texts("labels", "The labels; those that it has stay.").required(),
    ];
    definition(
        "github:issues:label",
        "Adds labels to an issue or a pull request on GitHub.",
        Repeat::Safe,
        fields([place(EXAMPLE), own]),
        Vec::new(),
        &[(
            "Label a pull request",
            r#"
steps:
  - id: label
    action: github:issues:label
    input:
      repoUrl: github.com?owner=acme&repo=shop
      number: ${{ steps.pr.output.pullRequestNumber }}
      labels: [generated]
"#,
        )],
    )
}

fn label<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let number = step.input["number"].as_u64().map(|number| number.to_string()).unwrap_or_default();
        let mut call = Call::post(
            path(&host, &["issues", &number, "labels"]),
            json!({"labels": given(&step, "labels")}),
            format!("label the issue {number}"),
        );
        // A label that is there stays as it is.
        call.is_repeatable = true;
        host.ask(call).await?;
        Ok(Output::new())
    })
}

fn create_definition() -> Definition {
    let own = vec![
        text("title", "What it is about.").required(),
        text("body", "What there is to say, as Markdown."),
        texts("assignees", "Names of the people who shall do it."),
        texts("labels", "Its labels."),
        number_or_text("milestone", "The number of its milestone."),
    ];
    definition(
        "github:issues:create",
        "Opens an issue on GitHub.",
        Repeat::Unsafe,
        fields([place(EXAMPLE), own]),
        vec![text("issueUrl", "Address of the issue's page."), number("issueNumber", "Its number.")],
        &[(
            "Ask for a review",
            r#"
steps:
  - id: issue
    action: github:issues:create
    input:
      repoUrl: github.com?owner=acme&repo=platform
      title: Review ${{ parameters.name }}
      labels: [review]
"#,
        )],
    )
}

fn create<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let body = without_nulls(json!({
            "title": given(&step, "title"),
            "body": given(&step, "body"),
            "assignees": given(&step, "assignees"),
            "labels": given(&step, "labels"),
            "milestone": given(&step, "milestone"),
        }));
        let made: Value = host.ask(Call::post(path(&host, &["issues"]), body, "open the issue")).await?;
        step.log.info(&format!("Opened the issue {}", made["number"]));
        Ok(output([("issueUrl", made["html_url"].clone()), ("issueNumber", made["number"].clone())]))
    })
}
