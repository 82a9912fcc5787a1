//! `workspace:template` and `workspace:template:file`, and the inputs that they have in common with what is fetched.

use super::{
    skeleton::{render_file, render_tree, tree_of},
    work::on_disk,
};
use crate::{
    action::{Definition, Example, Failure, Later, Output, Repeat, Step},
    function::Run,
    schema::{Field, any, flag, map, object, text},
};
use portico_nunjucks::Environment;
use serde_json::json;

pub(super) fn actions() -> Vec<(Definition, Run<Environment>)> {
    vec![(folder_definition(), folder), (file_definition(), file)]
}

/// How a template is rendered, whether a folder or a file.
pub fn rendering() -> Vec<Field> {
    vec![
        map("values", "What the template sees as `values`."),
        flag("cookiecutterCompat", "Whether it is written for Cookiecutter: `{{ cookiecutter.name }}`.")
            .or(false),
        flag("replace", "Whether files that are there already are replaced; else they are kept.").or(false),
        flag("trimBlocks", "Whether the line end behind a block tag goes.").or(false),
        flag("lstripBlocks", "Whether the blanks before a block tag that begins its line go.").or(false),
    ]
}

/// Which files of a folder are rendered.
pub fn selecting() -> Vec<Field> {
    let patterns = json!({"type": "array", "items": {"type": "string"}});
    vec![
        any(
            "copyWithoutTemplating",
            "Patterns of files that are copied as they are; their names are rendered.",
            patterns.clone(),
        ),
        any("copyWithoutRender", "Kept for older templates; has no effect.", patterns),
        any(
            "templateFileExtension",
            "Renders only files that end like this (`true` stands for `.njk`); the ending goes.",
            json!({"type": ["boolean", "string"]}),
        )
        .or(false),
    ]
}

fn folder_definition() -> Definition {
    let own = vec![
        text("sourcePath", "The folder of the workspace with the template.").required(),
        text("targetPath", "The folder of the workspace that is written to.").required(),
    ];
    Definition {
        id: "workspace:template".to_owned(),
        description: "Renders a folder of the workspace, with names and contents of its files as templates."
            .to_owned(),
        examples: vec![Example::new(
            "Render what an earlier step put together",
            r#"
steps:
  - id: render
    action: workspace:template
    input:
      sourcePath: ./template
      targetPath: ./service
      values:
        name: ${{ parameters.name }}
"#,
        )],
        input: object([own, rendering(), selecting()].into_iter().flatten().collect()),
        output: object(Vec::new()),
        dry_run: true,
        repeat: Repeat::Safe,
    }
}

fn folder<'a>(language: &'a Environment, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let source = step.text("sourcePath").unwrap_or(".").to_owned();
        let target = step.workspace.resolve(step.text("targetPath").unwrap_or("."))?;
        if step.workspace.resolve(&source)?.starts_with(&target) {
            return Err(Failure::input(format!(
                "`sourcePath` ({source}) lies in `targetPath`, so that the template would be part of what it makes; write to \
                 another folder"
            )));
        }
        let tree = on_disk(step.workspace, move |workspace| tree_of(workspace, &source)).await?;
        render_tree(&step, language, tree).await?;
        Ok(Output::new())
    })
}

fn file_definition() -> Definition {
    let own = vec![
        text("sourcePath", "The file of the workspace that is a template.").required(),
        text("targetPath", "The file of the workspace that is written.").required(),
    ];
    Definition {
        id: "workspace:template:file".to_owned(),
        description: "Renders a file of the workspace.".to_owned(),
        examples: vec![Example::new(
            "Render one file",
            r#"
steps:
  - id: render
    action: workspace:template:file
    input:
      sourcePath: README.md.njk
      targetPath: README.md
      values:
        name: ${{ parameters.name }}
"#,
        )],
        input: object([own, rendering()].into_iter().flatten().collect()),
        output: object(Vec::new()),
        dry_run: true,
        repeat: Repeat::Safe,
    }
}

fn file<'a>(language: &'a Environment, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let source = step.text("sourcePath").unwrap_or_default().to_owned();
        let path = source.clone();
        let bytes = on_disk(step.workspace, move |workspace| workspace.read(&path)).await?;
        render_file(&step, language, &source, bytes).await?;
        Ok(Output::new())
    })
}
