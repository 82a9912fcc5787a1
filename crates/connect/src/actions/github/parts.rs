//! What belongs to a repository on GitHub: rules, autolinks, keys, pages, webhooks, workflows.

use super::{EXAMPLE, host, path, protection, secrets};
use crate::{
    actions::{
        Outside,
        call::Call,
        shared::{definition, fields, given, output, place, told, without_nulls, words},
    },
    http::Method,
};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{any, choice, flag, map, text, texts},
};
use serde_json::{Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![
        (dispatch_definition(), dispatch),
        (autolink_definition(), autolink),
        (protect_definition(), protect),
        (key_definition(), key),
        (pages_definition(), pages),
        (webhook_definition(), webhook),
    ]
}

fn dispatch_definition() -> Definition {
    let own = vec![
        text("workflowId", "The workflow: its number, or the name of its file.").required(),
        text("branchOrTagName", "The branch or tag that it runs on.").required(),
        map("workflowInputs", "Its inputs, by name."),
    ];
    definition(
        "github:actions:dispatch",
        "Starts a workflow of GitHub Actions.",
        Repeat::Unsafe,
        fields([place(EXAMPLE), own]),
        Vec::new(),
        &[(
            "Start the workflow that deploys",
            r#"
steps:
  - id: deploy
    action: github:actions:dispatch
    input:
      repoUrl: github.com?owner=acme&repo=shop
      workflowId: deploy.yaml
      branchOrTagName: main
      workflowInputs:
        environment: staging
"#,
        )],
    )
}

fn dispatch<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let workflow = step.text("workflowId").unwrap_or_default();
        let body = without_nulls(json!({
            "ref": given(&step, "branchOrTagName"),
            "inputs": given(&step, "workflowInputs"),
        }));
        let place = path(&host, &["actions", "workflows", workflow, "dispatches"]);
        host.ask(Call::post(place, body, format!("start the workflow {workflow}"))).await?;
        step.log.info(&format!("Started the workflow {workflow}"));
        Ok(Output::new())
    })
}

fn autolink_definition() -> Definition {
    let own = vec![
        text("keyPrefix", "What keys begin with, as `TICKET-`.").required(),
        text("urlTemplate", "Where a key leads; `<num>` in it stands for what follows the prefix.")
            .required(),
        flag("isAlphanumeric", "Whether letters follow the prefix as well as digits.").or(true),
    ];
    definition(
        "github:autolinks:create",
        "Makes keys of another system, as tickets, into links wherever GitHub shows texts of the repository.",
        Repeat::Safe,
        fields([place(EXAMPLE), own]),
        Vec::new(),
        &[(
            "Link tickets",
            r#"
steps:
  - id: tickets
    action: github:autolinks:create
    input:
      repoUrl: github.com?owner=acme&repo=shop
      keyPrefix: SHOP-
      urlTemplate: https://tickets.acme.test/SHOP-<num>
"#,
        )],
    )
}

fn autolink<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let (prefix, template) = (given(&step, "keyPrefix"), given(&step, "urlTemplate"));
        let known = host.ask(Call::get(path(&host, &["autolinks"]), "list the autolinks")).await?;
        let same = known.as_array().into_iter().flatten().find(|link| link["key_prefix"] == prefix);
        match same {
            Some(link) if link["url_template"] == template => step.log.info("The autolink is there already"),
            Some(_) => {
                let text = format!(
                    "{} has an autolink for {prefix} already, which leads elsewhere",
                    host.repo.slug()
                );
                return Err(Failure::new(FailureKind::Conflict, text));
            }
            None => {
                let body = json!({
                    "key_prefix": prefix,
                    "url_template": template,
                    "is_alphanumeric": step.flag("isAlphanumeric").unwrap_or(true),
                });
                host.ask(Call::post(path(&host, &["autolinks"]), body, "make the autolink")).await?;
            }
        }
        Ok(Output::new())
    })
}

fn protect_definition() -> Definition {
    let own = vec![
        text("branch", "The branch; without it the default branch."),
        flag("enforceAdmins", "Whether the rules hold for administrators, too.").or(true),
    ];
    definition(
        "github:branch-protection:create",
        "Protects a branch of a repository on GitHub.",
        Repeat::Safe,
        fields([place(EXAMPLE), own, protection::fields()]),
        Vec::new(),
        &[(
            "Two approvals and a green build",
            r#"
steps:
  - id: protect
    action: github:branch-protection:create
    input:
      repoUrl: github.com?owner=acme&repo=shop
      branch: main
      requiredApprovingReviewCount: 2
      requiredStatusCheckContexts: [build]
"#,
        )],
    )
}

fn protect<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let branch = match step.text("branch") {
            Some(branch) => branch.to_owned(),
            None => {
                let what = format!("look up the repository {}", host.repo.slug());
                let found = host.ask(Call::get(path(&host, &[]), what)).await?;
                told(&found, "/default_branch", "the default branch")?.to_owned()
            }
        };
        let admins = step.flag("enforceAdmins").unwrap_or(true);
        protection::protect(&host, &step, &branch, admins).await?;
        Ok(Output::new())
    })
}

fn key_definition() -> Definition {
    let own = vec![
        text("publicKey", "The public half of the key, as `ssh-ed25519 …`.").required(),
        text("privateKey", "The private half, which becomes a secret of the repository's workflows.")
            .required(),
        text("deployKeyName", "What the key is called.").required(),
        text("privateKeySecretName", "What the secret is called.").or("PRIVATE_KEY"),
    ];
    definition(
        "github:deployKey:create",
        "Adds a deploy key to a repository on GitHub, and its private half to the secrets of its workflows.",
        Repeat::Safe,
        fields([place(EXAMPLE), own]),
        vec![text("privateKeySecretName", "What the secret is called.")],
        &[(
            "A key for deployments",
            r#"
steps:
  - id: key
    action: github:deployKey:create
    input:
      repoUrl: github.com?owner=acme&repo=shop
      deployKeyName: deploy
      publicKey: ${{ steps.keys.output.publicKey }}
      privateKey: ${{ secrets.privateKey }}
"#,
        )],
    )
}

fn key<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let (title, public) = (given(&step, "deployKeyName"), given(&step, "publicKey"));
        // GitHub keeps type and key, and drops the comment.
        let essence = |key: &Value| {
            key.as_str().map(|key| key.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>())
        };
        let known = host.ask(Call::get(path(&host, &["keys"]), "list the deploy keys")).await?;
        let is_there =
            known.as_array().into_iter().flatten().any(|one| essence(&one["key"]) == essence(&public));
        if !is_there {
            let body = json!({"title": title, "key": public});
            host.ask(Call::post(path(&host, &["keys"]), body, "add the deploy key")).await?;
        }
        let name = step.text("privateKeySecretName").unwrap_or("PRIVATE_KEY");
        let secret = json!({name: given(&step, "privateKey")});
        secrets::put_all(&host, &path(&host, &["actions", "secrets"]), Some(&secret)).await?;
        Ok(output([("privateKeySecretName", name.into())]))
    })
}

fn pages_definition() -> Definition {
    let own = vec![
        choice(
            "buildType",
            &["legacy", "workflow"],
            "Whether a workflow makes the site, or GitHub from a branch.",
        )
        .or("workflow"),
        text("sourceBranch", "The branch that it is made from.").or("main"),
        choice("sourcePath", &["/", "/docs"], "The folder that it is made from.").or("/"),
    ];
    definition(
        "github:pages:enable",
        "Makes a repository on GitHub show a site with GitHub Pages.",
        Repeat::Safe,
        fields([place(EXAMPLE), own]),
        Vec::new(),
        &[(
            "A site that a workflow makes",
            r#"
steps:
  - id: pages
    action: github:pages:enable
    input:
      repoUrl: github.com?owner=acme&repo=shop
      buildType: workflow
"#,
        )],
    )
}

fn pages<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let build = step.text("buildType").unwrap_or("workflow");
        let body = json!({
            "build_type": build,
            "source": {
                "branch": step.text("sourceBranch").unwrap_or("main"),
                "path": step.text("sourcePath").unwrap_or("/"),
            },
        });
        let place = path(&host, &["pages"]);
        match host.ask(Call::post(place.clone(), body.clone(), "enable GitHub Pages")).await {
            // It has a site already, which is set up as wanted.
            Err(failure) if failure.kind == FailureKind::Conflict => {
                host.ask(Call::put(place, body, "set up GitHub Pages")).await?;
            }
            enabled => drop(enabled?),
        }
        Ok(Output::new())
    })
}

fn webhook_definition() -> Definition {
    let own = vec![
        text("webhookUrl", "Where GitHub tells what happened.").required(),
        text("webhookSecret", "What it signs its messages with."),
        texts("events", "What it tells; without them pushes. `*` stands for everything."),
        flag("active", "Whether it tells anything yet.").or(true),
        choice("contentType", &["form", "json"], "The form of its messages.").or("form"),
        any(
            "insecureSsl",
            "Whether the certificate of the receiver is not looked at.",
            json!({"type": ["boolean", "string"]}),
        )
        .or(false),
    ];
    definition(
        "github:webhook",
        "Makes a repository on GitHub tell another system what happens in it.",
        Repeat::Safe,
        fields([place(EXAMPLE), own]),
        Vec::new(),
        &[(
            "Tell the portal about pushes",
            r#"
steps:
  - id: tell
    action: github:webhook
    input:
      repoUrl: github.com?owner=acme&repo=shop
      webhookUrl: https://portal.acme.test/api/catalog/webhooks/github
      webhookSecret: ${{ secrets.webhook }}
      events: [push]
      contentType: json
"#,
        )],
    )
}

fn webhook<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host(outside, &step).await?;
        let events = words(&step, "events")?;
        let insecure = step.flag("insecureSsl").unwrap_or_else(|| step.text("insecureSsl") == Some("1"));
        let body = json!({
            "name": "web",
            "active": step.flag("active").unwrap_or(true),
            "events": if events.is_empty() { vec!["push".to_owned()] } else { events },
            "config": without_nulls(json!({
                "url": given(&step, "webhookUrl"),
                "content_type": step.text("contentType").unwrap_or("form"),
                "secret": given(&step, "webhookSecret"),
                "insecure_ssl": if insecure { "1" } else { "0" },
            })),
        });
        let list = Call::get(path(&host, &["hooks"]), "list the webhooks").query("per_page", "100");
        let known = host.ask(list).await?;
        let same = |hook: &&Value| hook["config"]["url"] == body["config"]["url"];
        let id = known.as_array().into_iter().flatten().find(same).map(|hook| hook["id"].to_string());
        match id {
            Some(id) => {
                let place = path(&host, &["hooks", &id]);
                let mut call = Call::new(Method::Patch, place, "change the webhook that is there");
                call.body = Some(body);
                host.ask(call).await?;
                step.log.info("The webhook was there already; it was changed");
            }
            None => drop(host.ask(Call::post(path(&host, &["hooks"]), body, "make the webhook")).await?),
        }
        Ok(Output::new())
    })
}
