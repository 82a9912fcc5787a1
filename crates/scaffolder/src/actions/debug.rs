//! `debug:log` and `debug:wait`.

use super::work::on_disk;
use crate::{
    action::{Definition, Example, Failure, Later, Output, Repeat, Step},
    function::Run,
    limits::{LISTED_BYTES, LOGGED_FILE_BYTES, LONGEST_WAIT},
    schema::{any, number, object, text},
    walk::EntryKind,
    workspace::Workspace,
};
use serde_json::{Value, json};
use std::{fs::File, io::Read, time::Duration};

pub(super) fn actions() -> Vec<(Definition, Run<()>)> {
    vec![(log_definition(), log), (wait_definition(), wait)]
}

fn log_definition() -> Definition {
    Definition {
        id: "debug:log".to_owned(),
        description: "Writes a message into the log of the task, and lists what is in the workspace."
            .to_owned(),
        examples: vec![
            Example::new(
                "Write a message",
                r#"
steps:
  - id: say
    action: debug:log
    input:
      message: Hello ${{ user.entity.metadata.name }}
"#,
            ),
            Example::new(
                "List the files of the workspace, with what is in them",
                r#"
steps:
  - id: look
    action: debug:log
    input:
      listWorkspace: with-contents
"#,
            ),
        ],
        input: object(vec![
            text("message", "What to write."),
            any(
                "listWorkspace",
                "Lists the files of the workspace: `true` or `with-filenames` their names, `with-contents` also what is in \
                 them.",
                json!({"oneOf": [
                    {"type": "boolean"},
                    {"type": "string", "enum": ["with-filenames", "with-contents"]},
                ]}),
            ),
        ]),
        output: object(Vec::new()),
        dry_run: true,
        repeat: Repeat::Safe,
    }
}

fn log<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        // What it was given, with the types that expressions gave: that is what one wants to know while debugging.
        step.log.info(&format!("{:#}", step.input));
        if let Some(message) = step.text("message") {
            step.log.info(message);
        }
        let contents = match step.input.get("listWorkspace") {
            Some(Value::Bool(true)) => Some(false),
            Some(Value::String(how)) => Some(how == "with-contents"),
            _ => None,
        };
        if let Some(contents) = contents {
            let listing = on_disk(step.workspace, move |workspace| listing(workspace, contents)).await?;
            step.log.info(&listing);
        }
        Ok(Output::new())
    })
}

fn listing(workspace: &Workspace, contents: bool) -> Result<String, Failure> {
    let mut text = String::from("Workspace:");
    for entry in workspace.entries("")? {
        if entry.kind == EntryKind::Folder {
            continue;
        }
        if text.len() > LISTED_BYTES {
            text.push_str("\n  … and more");
            break;
        }
        text.push_str("\n  - ");
        text.push_str(&entry.path);
        if contents && entry.kind != EntryKind::Link {
            let mut start = Vec::new();
            let read = File::open(&entry.place)
                .and_then(|file| file.take(LOGGED_FILE_BYTES).read_to_end(&mut start));
            read.map_err(|error| Failure::other(format!("`{}` cannot be read: {error}", entry.path)))?;
            let told = match std::str::from_utf8(&start) {
                Ok(told) => told.trim_end().to_owned(),
                Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&start).into_owned(),
                Err(_) => "(not a text)".to_owned(),
            };
            text.push_str(&format!(":\n\n{told}\n"));
        }
    }
    Ok(text)
}

fn wait_definition() -> Definition {
    Definition {
        id: "debug:wait".to_owned(),
        description:
            "Waits: for something outside that takes its time, or to try a template out. Ten minutes at most."
                .to_owned(),
        examples: vec![Example::new(
            "Wait for half a minute",
            r#"
steps:
  - id: wait
    action: debug:wait
    input:
      seconds: 30
"#,
        )],
        input: object(vec![
            number("minutes", "How many minutes."),
            number("seconds", "How many seconds more."),
            number("milliseconds", "How many thousandths of a second more."),
        ]),
        output: object(Vec::new()),
        dry_run: false,
        repeat: Repeat::Safe,
    }
}

fn wait<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let part =
            |key: &str, seconds: f64| step.input.get(key).and_then(Value::as_f64).unwrap_or(0.0) * seconds;
        let seconds = part("minutes", 60.0) + part("seconds", 1.0) + part("milliseconds", 0.001);
        let time = Duration::try_from_secs_f64(seconds)
            .map_err(|_| Failure::input("The time to wait must not be negative"))?;
        if time > LONGEST_WAIT {
            return Err(Failure::input(format!(
                "Waiting {seconds} s is not possible: the most is {} minutes",
                LONGEST_WAIT.as_secs() / 60
            )));
        }
        tokio::time::sleep(time).await;
        Ok(Output::new())
    })
}
