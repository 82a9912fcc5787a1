//! `gitlab:group:ensureExists`.

use super::host_alone;
use crate::actions::{
    Outside,
    call::Call,
    shared::{definition, items, output},
};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{any, number, text},
};
use serde_json::{Value, json};

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![(group_definition(), ensure)]
}

fn group_definition() -> Definition {
    let path = json!({
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "required": ["name", "slug"],
                "properties": {"name": {"type": "string"}, "slug": {"type": "string"}},
            },
        ]},
    });
    definition(
        "gitlab:group:ensureExists",
        "Makes a group on GitLab, and those that it lies in, where they are not there yet.",
        Repeat::Safe,
        vec![
            text("repoUrl", "The host, as `gitlab.com?owner=acme&repo=shop`; only its host counts.")
                .required(),
            text("token", "The token to ask with, instead of the configured credentials."),
            any("path", "The groups from the outermost to the innermost: names, or `{name, slug}`.", path)
                .required(),
        ],
        vec![number("groupId", "The number of the innermost group.")],
        &[(
            "A group for a team",
            r#"
steps:
  - id: group
    action: gitlab:group:ensureExists
    input:
      repoUrl: gitlab.com?owner=acme&repo=shop
      path:
        - acme
        - name: Shop team
          slug: shop-team
"#,
        )],
    )
}

fn ensure<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let host = host_alone(outside, &step).await?;
        let (mut path, mut parent) = (String::new(), Value::Null);
        for group in items(&step, "path")? {
            let (name, slug) = match group {
                Value::String(name) => (name.as_str(), name.as_str()),
                other => {
                    (other["name"].as_str().unwrap_or_default(), other["slug"].as_str().unwrap_or_default())
                }
            };
            let whole = if path.is_empty() { slug.to_owned() } else { format!("{path}/{slug}") };
            let look = || Call::get(["groups", &whole], format!("look for the group {whole}"));
            let found = match host.find(look()).await? {
                Some(found) => found,
                None => {
                    let mut body = json!({"name": name, "path": slug});
                    if !parent.is_null() {
                        body["parent_id"] = parent.clone();
                    }
                    let made =
                        host.ask(Call::post(["groups"], body, format!("make the group {whole}"))).await;
                    match made {
                        // Somebody was faster.
                        Err(failure)
                            if matches!(failure.kind, FailureKind::Conflict | FailureKind::Input) =>
                        {
                            host.find(look()).await?.ok_or(failure)?
                        }
                        made => {
                            step.log.info(&format!("Made the group {whole}"));
                            made?
                        }
                    }
                }
            };
            parent = found["id"].clone();
            path = whole;
        }
        Ok(output([("groupId", parent)]))
    })
}
