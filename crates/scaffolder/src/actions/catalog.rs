//! `catalog:write`.

use super::work::on_disk;
use crate::{
    action::{Definition, Example, Failure, Later, Output, Repeat, Step},
    function::Run,
    schema::{map, object, text},
    yaml,
};
use serde_json::{Map, Value};

/// The annotation that says which template made an entity.
pub const SOURCE_TEMPLATE: &str = "backstage.io/source-template";

pub(super) fn actions() -> Vec<(Definition, Run<()>)> {
    vec![(definition(), write)]
}

fn definition() -> Definition {
    Definition {
        id: "catalog:write".to_owned(),
        description:
            "Writes the description of an entity for the catalog into the workspace, and notes in it which \
                      template made it."
                .to_owned(),
        examples: vec![Example::new(
            "Write catalog-info.yaml",
            r#"
steps:
  - id: describe
    action: catalog:write
    input:
      entity:
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: ${{ parameters.name }}
        spec:
          type: service
          lifecycle: production
          owner: ${{ parameters.owner }}
"#,
        )],
        input: object(vec![
            map("entity", "The entity, as it stands in a catalog file.").required(),
            text("filePath", "Where in the workspace it is written.").or("catalog-info.yaml"),
        ]),
        output: object(Vec::new()),
        dry_run: true,
        repeat: Repeat::Safe,
    }
}

fn write<'a>((): &'a (), step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let mut entity = step.input.get("entity").cloned().unwrap_or_default();
        if let Some(template) = step.template {
            annotate(&mut entity, template)?;
        }
        let path = step.text("filePath").unwrap_or("catalog-info.yaml").to_owned();
        let text = yaml::document(&entity);
        let line = format!("Wrote {path}");
        on_disk(step.workspace, move |workspace| workspace.write(&path, text.as_bytes())).await?;
        step.log.info(&line);
        Ok(Output::new())
    })
}

fn annotate(entity: &mut Value, template: &str) -> Result<(), Failure> {
    let wrong = |what: &str| Failure::input(format!("`entity{what}` must be an object"));
    let entity = entity.as_object_mut().ok_or_else(|| wrong(""))?;
    let empty = || Value::Object(Map::new());
    let metadata = entity.entry("metadata").or_insert_with(empty);
    let metadata = metadata.as_object_mut().ok_or_else(|| wrong(".metadata"))?;
    let annotations = metadata.entry("annotations").or_insert_with(empty);
    let annotations = annotations.as_object_mut().ok_or_else(|| wrong(".metadata.annotations"))?;
    annotations.insert(SOURCE_TEMPLATE.to_owned(), template.into());
    Ok(())
}
