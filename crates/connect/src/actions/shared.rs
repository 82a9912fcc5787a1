//! Inputs, outputs and words that the actions of several hosts have in common.

use portico_scaffolder::{
    Definition, Example, Failure, Output, Repeat, Step,
    schema::{Field, choice, object, text, texts},
};
use serde_json::{Map, Value};

/// `repoUrl` and `token`.
pub(super) fn place(example: &str) -> Vec<Field> {
    vec![
        text("repoUrl", &format!("The repository, as the field RepoUrlPicker gives it: `{example}`."))
            .required(),
        text("token", "The token to ask with, instead of the configured credentials."),
    ]
}

/// What commits are made from.
pub(super) fn commit() -> Vec<Field> {
    vec![
        text(
            "defaultBranch",
            "The branch that everything is pushed to; without it the one of `scaffolder.defaultBranch`.",
        ),
        text(
            "gitCommitMessage",
            "The message of the commit; without it the one of `scaffolder.defaultCommitMessage`.",
        ),
        text("gitAuthorName", "The name of its author; without it the one of `scaffolder.defaultAuthor`."),
        text(
            "gitAuthorEmail",
            "The mail address of its author; without it the one of `scaffolder.defaultAuthor`.",
        ),
        text("sourcePath", "The folder of the workspace that is pushed; without it the whole workspace."),
    ]
}

/// Who may see a repository.
pub(super) fn visibility(values: &[&str]) -> Field {
    choice("repoVisibility", values, "Who may see the repository.").or("private")
}

/// A list of words.
pub(super) fn topics() -> Field {
    texts("topics", "Words by which the repository is found.")
}

/// Outputs of what makes a repository without pushing.
pub(super) fn addresses() -> Vec<Field> {
    vec![
        text("remoteUrl", "Address of the repository, for git."),
        text("repoContentsUrl", "Address of the page with the files of the default branch."),
    ]
}

/// Outputs of what pushes to a new repository.
pub(super) fn pushed() -> Vec<Field> {
    let mut fields = addresses();
    fields.push(text("commitHash", "The commit that was pushed."));
    fields
}

/// Several lists of fields as one.
pub(super) fn fields(lists: impl IntoIterator<Item = Vec<Field>>) -> Vec<Field> {
    lists.into_iter().flatten().collect()
}

/// An output from names and values; what is null is left out.
pub(super) fn output<const N: usize>(pairs: [(&str, Value); N]) -> Output {
    let there = pairs.into_iter().filter(|(_, value)| !value.is_null());
    there.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The members of a JSON object that are not null.
pub(super) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// A value of the input; null if it is not there.
pub(super) fn given(step: &Step<'_>, key: &str) -> Value {
    step.input.get(key).cloned().unwrap_or_default()
}

/// A list of the input; empty if it is not there.
pub(super) fn items<'a>(step: &Step<'a>, key: &str) -> Result<&'a [Value], Failure> {
    let list = step.input.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if list.len() > super::limits::LIST_ITEMS {
        return Err(Failure::input(format!("`{key}` has more than {} entries", super::limits::LIST_ITEMS)));
    }
    Ok(list)
}

/// The texts of a list of the input.
pub(super) fn words(step: &Step<'_>, key: &str) -> Result<Vec<String>, Failure> {
    Ok(items(step, key)?.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// A text of an answer that has to be there.
pub(super) fn told<'a>(value: &'a Value, pointer: &str, what: &str) -> Result<&'a str, Failure> {
    let found = value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| {
        Failure::other(format!("The host answered without {what}; check the addresses of its API"))
    })
}

/// The definition of an action that has consequences outside.
pub(super) fn definition(
    id: &str,
    description: &str,
    repeat: Repeat,
    input: Vec<Field>,
    outputs: Vec<Field>,
    examples: &[(&str, &str)],
) -> Definition {
    Definition {
        id: id.to_owned(),
        description: description.to_owned(),
        examples: examples.iter().map(|(what, yaml)| Example::new(what, yaml)).collect(),
        input: object(input),
        output: object(outputs),
        dry_run: false,
        repeat,
    }
}
