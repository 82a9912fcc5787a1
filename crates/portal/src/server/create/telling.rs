//! What steps of templates tell people: `notification:send`.

use super::{
    super::Portal,
    actions::{Catalog, open},
};
use crate::server::notify::{Message, NotifyError, Recipients};
use portico_scaffolder::{
    Definition, Example, Failure, FailureKind, Later, Output, Repeat, Step,
    action::Checkpoints,
    function::Run,
    schema::{choice, flag, number, object, text, texts},
};
use serde_json::Value;

/// Who tells what steps send.
const ORIGIN: &str = "scaffolder";

/// Under which name it is remembered that people were told.
const TOLD: &str = "notification.sent";

/// Under which name it is remembered what it is about, where the step does not say.
const SCOPE: &str = "notification.scope";

pub(super) fn action() -> (Definition, Run<Catalog>) {
    (definition(), send)
}

fn definition() -> Definition {
    let input = vec![
        choice("recipients", &["broadcast", "entity"], "Everybody, or those whom `entityRefs` mean.")
            .required(),
        texts(
            "entityRefs",
            "Whom to tell: users; groups stand for their members and those of the groups below; anything else for its \
             owners.",
        ),
        text("title", "In a few words.").required(),
        text("info", "In a few sentences."),
        text("link", "Where more is to be seen: an address, or the path of a page of the portal."),
        choice("severity", &["low", "normal", "high", "critical"], "How pressing it is.").or("normal"),
        text("topic", "What sort it is; people can turn off topics."),
        text(
            "scope",
            "What it is about: telling the same people about the same again takes the place of what they were told.",
        ),
        flag("optional", "Whether the step succeeds where nobody could be told.").or(false),
    ];
    let output = vec![number("told", "How many people were told; 1 for everybody.")];
    let example = Example::new(
        "Tell the owners of what was made",
        r#"
steps:
  - id: tell
    action: notification:send
    input:
      recipients: entity
      entityRefs:
        - ${{ parameters.owner }}
      title: ${{ parameters.name }} is there
      info: Its first pipeline is running.
      link: ${{ steps.publish.output.remoteUrl }}
"#,
    );
    let everybody = Example::new(
        "Tell everybody",
        r#"
steps:
  - id: tell
    action: notification:send
    input:
      recipients: broadcast
      title: There is a new golden path
      link: /create
      severity: low
      optional: true
"#,
    );
    Definition {
        id: "notification:send".to_owned(),
        description: "Tells people something: they find it under the bell of the portal.".to_owned(),
        examples: vec![example, everybody],
        input: object(input),
        output: object(output),
        dry_run: false,
        // It notes that people were told, so that they are told once.
        repeat: Repeat::Checkpointed,
    }
}

fn send<'a>(catalog: &'a Catalog, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        if let Some(told) = step.checkpoints.get(TOLD) {
            step.log.info("They were told before the step was interrupted");
            return Ok(output(told));
        }
        let is_optional = step.flag("optional").unwrap_or_default();
        let portal = open(catalog)?;
        let told = match tell(&portal, &step).await {
            Ok(told) => told,
            Err(failure) if is_optional => {
                step.log.warn(&failure.message);
                0
            }
            Err(failure) => return Err(failure),
        };
        step.checkpoints.put(TOLD, told.into()).await?;
        Ok(output(told.into()))
    })
}

fn output(told: Value) -> Output {
    Output::from_iter([("told".to_owned(), told)])
}

async fn tell(portal: &Portal, step: &Step<'_>) -> Result<u64, Failure> {
    let text = |key: &str| step.text(key).map(str::to_owned);
    let references = step.input.get("entityRefs").and_then(Value::as_array);
    let references: Vec<String> =
        references.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let to = match step.text("recipients") {
        Some("broadcast") => Recipients::Everybody,
        _ if references.is_empty() => {
            return Err(Failure::input(
                "`entityRefs` is missing; with `recipients: entity`, it says whom to tell",
            ));
        }
        _ => Recipients::Of { references, except: Vec::new() },
    };
    let message = Message {
        title: text("title").unwrap_or_default(),
        description: text("info"),
        link: text("link"),
        severity: text("severity"),
        topic: text("topic"),
        scope: Some(scope(text("scope"), step.checkpoints).await?),
        ..Message::default()
    };
    let sent = portal.notify(ORIGIN, &to, message).await.map_err(|error| failure(&error))?;
    for reference in &sent.unknown {
        step.log.warn(&format!("There is no {reference} in the catalog"));
    }
    let told = sent.notifications.len();
    let people = if told == 1 { "1 person".to_owned() } else { format!("{told} people") };
    match to {
        Recipients::Everybody => step.log.info("Everybody was told"),
        Recipients::Of { .. } if told == 0 => step.log.warn("These references lead to nobody"),
        Recipients::Of { .. } => step.log.info(&format!("{people} were told")),
    }
    Ok(u64::try_from(told).unwrap_or(u64::MAX))
}

/// What it is about. Where the step does not say, nothing else is about the same; but if the program ends between telling and
/// noting that, telling again takes the place of what was told. A step with `each` has one for each turn.
async fn scope(said: Option<String>, checkpoints: &dyn Checkpoints) -> Result<String, Failure> {
    if let Some(said) = said {
        return Ok(said);
    }
    if let Some(noted) = checkpoints.get(SCOPE).as_ref().and_then(Value::as_str) {
        return Ok(noted.to_owned());
    }
    let new = uuid::Uuid::new_v4().to_string();
    checkpoints.put(SCOPE, new.as_str().into()).await?;
    Ok(new)
}

fn failure(error: &NotifyError) -> Failure {
    let kind = match error {
        NotifyError::Wrong(_) => FailureKind::Input,
        NotifyError::Unknown(_) => FailureKind::NotFound,
        NotifyError::Nobody | NotifyError::Portal(_) => FailureKind::Other,
    };
    Failure::new(kind, format!("Nobody was told: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashMap, sync::Mutex};

    #[derive(Default)]
    struct Notes {
        noted: Mutex<HashMap<String, Value>>,
        is_broken: bool,
    }

    impl Checkpoints for Notes {
        fn get(&self, name: &str) -> Option<Value> {
            self.noted.lock().unwrap().get(name).cloned()
        }

        fn put<'a>(&'a self, name: &'a str, value: Value) -> Later<'a, Result<(), Failure>> {
            Box::pin(async move {
                if self.is_broken {
                    return Err(Failure::other("full"));
                }
                self.noted.lock().unwrap().insert(name.to_owned(), value);
                Ok(())
            })
        }
    }

    #[tokio::test]
    async fn a_step_that_sends_a_notification_again_changes_what_was_told() {
        let (one, other) = (Notes::default(), Notes::default());
        let first = scope(None, &one).await.unwrap();
        assert_eq!(scope(None, &one).await.unwrap(), first);
        assert_ne!(scope(None, &other).await.unwrap(), first, "another turn or task tells something else");
        assert_eq!(scope(Some("till".to_owned()), &one).await.unwrap(), "till");
    }

    #[tokio::test]
    async fn a_notification_is_not_sent_if_its_scope_cannot_be_noted() {
        let notes = Notes { is_broken: true, ..Notes::default() };
        assert_eq!(scope(None, &notes).await.unwrap_err().message, "full");
    }
}
