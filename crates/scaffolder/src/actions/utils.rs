//! Work on files and values under the names by which many published templates ask for it: `roadiehq:utils:…`.

use super::work::on_disk;
use crate::{
    action::{Definition, Example, Failure, Later, Output, Repeat, Step},
    function::Run,
    limits::LONGEST_WAIT,
    schema::{Field, any, choice, flag, list, number, object, text},
    yaml,
};
use fancy_regex::Regex;
use serde::Serialize as _;
use serde_json::{Map, Value, json, ser::PrettyFormatter};
use std::time::Duration;

pub(super) fn actions() -> Vec<(Definition, Run<()>)> {
    vec![
        (write_definition(), write),
        (append_definition(), append),
        (replace_definition(), replace),
        (parse_definition(), parse),
        (merge_definition("json", "JSON"), merge_json),
        (merge_definition("yaml", "YAML; its comments are lost"), merge_yaml),
        (serialize_definition("json", "JSON"), serialize_json),
        (serialize_definition("yaml", "YAML"), serialize_yaml),
        (sleep_definition(), sleep),
    ]
}

fn definition(
    name: &str,
    description: &str,
    repeat: Repeat,
    (input, output): (Vec<Field>, Vec<Field>),
    (what, inputs): (&str, &str),
) -> Definition {
    let id = format!("roadiehq:utils:{name}");
    let example = format!("steps:\n  - id: step\n    action: {id}\n    input:\n{inputs}");
    Definition {
        examples: vec![Example::new(what, &example)],
        id,
        description: description.to_owned(),
        input: object(input),
        output: object(output),
        dry_run: true,
        repeat,
    }
}

fn path() -> Field {
    text("path", "The file of the workspace.").required()
}

/// Files that are written say where they are.
fn written() -> Vec<Field> {
    vec![text("path", "The file that was written.")]
}

fn told(path: &str) -> Output {
    Output::from_iter([("path".to_owned(), path.into())])
}

fn path_of(step: &Step<'_>) -> Result<String, Failure> {
    step.text("path").map(str::to_owned).ok_or_else(|| Failure::input("`path` is missing"))
}

fn write_definition() -> Definition {
    definition(
        "fs:write",
        "Writes a text into a file of the workspace.",
        Repeat::Safe,
        (vec![path(), text("content", "The text.").required()], written()),
        ("Write a file", "      path: NOTES.md\n      content: Made from a template.\n"),
    )
}

fn write<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let path = path_of(&step)?;
        let content = step.input["content"].as_str().unwrap_or_default().to_owned();
        let place = path.clone();
        on_disk(step.workspace, move |workspace| workspace.write(&place, content.as_bytes())).await?;
        step.log.info(&format!("Wrote {path}"));
        Ok(told(&path))
    })
}

fn append_definition() -> Definition {
    definition(
        "fs:append",
        "Adds a text at the end of a file of the workspace, which is made if it is not there.",
        Repeat::Workspace,
        (vec![path(), text("content", "The text.").required()], written()),
        ("Add a line", "      path: .gitignore\n      content: |\n        target\n"),
    )
}

fn append<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let path = path_of(&step)?;
        let content = step.input["content"].as_str().unwrap_or_default().to_owned();
        rewrite(&step, "appended", &path, true, move |old| Ok(format!("{old}{content}"))).await?;
        Ok(told(&path))
    })
}

fn replace_definition() -> Definition {
    let files = list(
        "files",
        "What is replaced where.",
        vec![
            text("file", "The file of the workspace.").required(),
            text("find", "What is looked for.").required(),
            text("replaceWith", "What takes its place.").required(),
            flag(
                "matchRegex",
                "Whether `find` is a regular expression; `$1` in `replaceWith` stands for its first group.",
            )
            .or(false),
        ],
    );
    definition(
        "fs:replace",
        "Replaces texts in files of the workspace.",
        Repeat::Workspace,
        (vec![files.required()], Vec::new()),
        (
            "Replace a name",
            "      files:\n        - file: README.md\n          find: NAME\n          replaceWith: ${{ parameters.name }}\n",
        ),
    )
}

fn replace<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let files = step.input["files"].as_array().cloned().unwrap_or_default();
        for (index, file) in files.into_iter().enumerate() {
            let part = |key: &str| file[key].as_str().unwrap_or_default().to_owned();
            let (path, find, with) = (part("file"), part("find"), part("replaceWith"));
            let is_regex = file["matchRegex"] == true;
            rewrite(&step, &format!("replaced.{index}"), &path, false, move |old| {
                if !is_regex {
                    return Ok(if find.is_empty() { old.to_owned() } else { old.replace(&find, &with) });
                }
                let wrong = |error: fancy_regex::Error| {
                    Failure::input(format!("`{find}` cannot be looked for: {error}"))
                };
                let pattern = Regex::new(&find).map_err(wrong)?;
                pattern.try_replacen(old, 0, with.as_str()).map(|text| text.into_owned()).map_err(wrong)
            })
            .await?;
        }
        Ok(Output::new())
    })
}

/// Changes a file once: what it is to hold is noted before it is written, so that it is not changed again after an
/// interruption.
async fn rewrite(
    step: &Step<'_>,
    mark: &str,
    path: &str,
    may_be_new: bool,
    change: impl FnOnce(&str) -> Result<String, Failure> + Send + 'static,
) -> Result<(), Failure> {
    let place = path.to_owned();
    let before = on_disk(step.workspace, move |workspace| {
        let is_new = may_be_new && workspace.resolve(&place)?.symlink_metadata().is_err();
        if is_new { Ok(Vec::new()) } else { workspace.read(&place) }
    });
    let before = before.await?;
    if step.checkpoints.get(mark).is_some_and(|after| after == digest(&before).as_str()) {
        step.log.info(&format!("{path} was changed before the interruption"));
        return Ok(());
    }
    let (name, place) = (path.to_owned(), path.to_owned());
    let work = move || {
        let old = std::str::from_utf8(&before).map_err(|_| Failure::input(format!("`{name}` is no text")))?;
        change(old)
    };
    let after = tokio::task::spawn_blocking(work).await;
    let after = after.map_err(|_| Failure::other("Changing a file ended unexpectedly"))??;
    step.checkpoints.put(mark, digest(after.as_bytes()).into()).await?;
    on_disk(step.workspace, move |workspace| workspace.write(&place, after.as_bytes())).await?;
    step.log.info(&format!("Changed {path}"));
    Ok(())
}

fn digest(bytes: &[u8]) -> String {
    portico_entity::location::sha1_hex(bytes)
}

fn parse_definition() -> Definition {
    let parser =
        choice("parser", &["yaml", "json", "multiyaml"], "What it is written in; without it it is a text.");
    definition(
        "fs:parse",
        "Reads a file of the workspace, for later steps.",
        Repeat::Safe,
        (vec![path(), parser], vec![any("content", "What is in it.", json!({}))]),
        ("Read a file", "      path: package.json\n      parser: json\n"),
    )
}

fn parse<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let path = path_of(&step)?;
        let place = path.clone();
        let bytes = on_disk(step.workspace, move |workspace| workspace.read(&place)).await?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::input(format!("`{path}` is no text")))?;
        let content = match step.text("parser") {
            None => text.into(),
            Some("json") => from_json(&path, &text)?,
            Some("multiyaml") => {
                use serde::Deserialize as _;
                let documents = serde_yaml::Deserializer::from_str(&text).map(Value::deserialize);
                let documents: Result<Vec<Value>, _> = documents.collect();
                documents.map_err(|error| Failure::input(format!("`{path}` is no YAML: {error}")))?.into()
            }
            Some(_) => from_yaml(&path, &text)?,
        };
        Ok(Output::from_iter([("content".to_owned(), content)]))
    })
}

fn from_json(path: &str, text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::input(format!("`{path}` is no JSON: {error}")))
}

fn from_yaml(path: &str, text: &str) -> Result<Value, Failure> {
    serde_yaml::from_str(text).map_err(|error| Failure::input(format!("`{path}` is no YAML: {error}")))
}

fn merge_definition(format: &str, title: &str) -> Definition {
    let content = any(
        "content",
        "What is put into it: an object, or one as a text.",
        json!({"type": ["string", "object"]}),
    );
    let arrays =
        flag("mergeArrays", "Whether lists are put one behind the other, instead of entry over entry.")
            .or(false);
    definition(
        &format!("{format}:merge"),
        &format!("Puts values into a file of the workspace that is written in {title}."),
        Repeat::Workspace,
        (vec![path(), content.required(), arrays], written()),
        ("Add a value", "      path: config/app\n      content:\n        name: ${{ parameters.name }}\n"),
    )
}

fn merge_json<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    merge_file(step, from_json, |value, old| Ok(pretty(value, indent_of(old))))
}

fn merge_yaml<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    merge_file(step, from_yaml, |value, _| Ok(yaml::document(value)))
}

fn merge_file(
    step: Step<'_>,
    read: fn(&str, &str) -> Result<Value, Failure>,
    write: fn(&Value, &str) -> Result<String, Failure>,
) -> Later<'_, Result<Output, Failure>> {
    Box::pin(async move {
        let path = path_of(&step)?;
        let content = match &step.input["content"] {
            Value::String(text) => read("content", text)?,
            other => other.clone(),
        };
        let arrays = step.flag("mergeArrays").unwrap_or_default();
        let name = path.clone();
        rewrite(&step, "merged", &path, false, move |old| {
            let mut value = read(&name, old)?;
            merge(&mut value, content, arrays);
            write(&value, old)
        })
        .await?;
        Ok(told(&path))
    })
}

/// Puts a value into another one: objects key by key, lists entry over entry or one behind the other.
fn merge(into: &mut Value, from: Value, arrays: bool) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                match into.get_mut(&key) {
                    Some(there) => merge(there, value, arrays),
                    None => drop(into.insert(key, value)),
                }
            }
        }
        (Value::Array(into), Value::Array(from)) if arrays => into.extend(from),
        (Value::Array(into), Value::Array(from)) => {
            for (index, value) in from.into_iter().enumerate() {
                match into.get_mut(index) {
                    Some(there) => merge(there, value, arrays),
                    None => into.push(value),
                }
            }
        }
        (into, from) => *into = from,
    }
}

/// The blanks with which a JSON text is indented.
fn indent_of(text: &str) -> String {
    let line = text.lines().find(|line| line.starts_with([' ', '\t']));
    let blanks = line.map(|line| &line[..line.len() - line.trim_start().len()]);
    blanks.unwrap_or("  ").to_owned()
}

fn pretty(value: &Value, indent: String) -> String {
    let mut bytes = Vec::new();
    let formatter = PrettyFormatter::with_indent(indent.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // A JSON value can be written always.
    let _done = value.serialize(&mut serializer);
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}

fn serialize_definition(format: &str, title: &str) -> Definition {
    let data = any("data", "The value.", json!({})).required();
    let mut input = vec![data];
    if format == "json" {
        input.push(any(
            "space",
            "How it is indented: by so many blanks, or by this text.",
            json!({"type": ["number", "string"]}),
        ));
    }
    definition(
        &format!("serialize:{format}"),
        &format!("Makes a text in {title} of a value, for later steps."),
        Repeat::Safe,
        (input, vec![text("serialized", "The text.")]),
        ("Make a text", "      data:\n        name: ${{ parameters.name }}\n"),
    )
}

fn serialize_json<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let data = &step.input["data"];
        let space = match &step.input["space"] {
            Value::Number(number) => " ".repeat(number.as_u64().unwrap_or_default().min(10) as usize),
            Value::String(text) => text.chars().take(10).collect(),
            _ => String::new(),
        };
        let text =
            if space.is_empty() { data.to_string() } else { pretty(data, space).trim_end().to_owned() };
        Ok(Map::from_iter([("serialized".to_owned(), text.into())]))
    })
}

fn serialize_yaml<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let text = yaml::document(&step.input["data"]);
        Ok(Map::from_iter([("serialized".to_owned(), text.into())]))
    })
}

fn sleep_definition() -> Definition {
    definition(
        "sleep",
        "Waits for some seconds, ten minutes at most.",
        Repeat::Safe,
        (vec![number("amount", "How many seconds.").required()], Vec::new()),
        ("Wait", "      amount: 5\n"),
    )
}

fn sleep<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let seconds = step.input["amount"].as_f64().unwrap_or_default();
        let time = Duration::try_from_secs_f64(seconds).ok().filter(|time| *time <= LONGEST_WAIT);
        let time = time.ok_or_else(|| {
            Failure::input(format!("`amount` must be between 0 and {} seconds", LONGEST_WAIT.as_secs()))
        })?;
        if !step.is_dry_run {
            tokio::time::sleep(time).await;
        }
        Ok(Output::new())
    })
}
