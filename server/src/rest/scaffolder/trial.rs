//! Trying templates out.

use super::{Refused, Reply, input, members, reply, secrets};
use crate::{
    rest::{body::JsonBody, caller::Asked},
    router::AppState,
};
use axum::extract::State;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_portal::create::DryRun;
use serde_json::{Value, json};

/// `POST /v2/dry-run`.
pub(super) async fn run(State(state): State<AppState>, asked: Asked, JsonBody(body): JsonBody) -> Reply {
    let template = body.get("template").filter(|template| template.is_object());
    let wanted = DryRun {
        template: template.cloned().ok_or_else(|| input("template must be an entity"))?,
        values: members(&body, "values")?,
        secrets: secrets(&body)?,
        files: files(&body)?,
    };
    let (template, tried) = state.portal.dry_run(&asked.caller(), wanted).await?;
    let log: Vec<Value> = tried.log.iter().map(|event| json!({ "body": event.body })).collect();
    let step =
        |step: &portico_template::Step| json!({ "id": step.id, "name": step.name, "action": step.action });
    let file = |file: &portico_portal::create::TriedFile| {
        json!({
            "path": file.path,
            "executable": file.is_executable,
            "base64Content": STANDARD.encode(&file.content),
        })
    };
    let mut told = json!({
        "log": log,
        "steps": template.steps.iter().map(step).collect::<Vec<_>>(),
        "output": tried.output,
        "directoryContents": tried.files.iter().map(file).collect::<Vec<_>>(),
    });
    // Its log says how far it got, which a refusal could not.
    if let Some(error) = tried.error {
        told["error"] = json!(error);
    }
    Ok(reply::json(told.to_string()))
}

fn files(body: &Value) -> Result<Vec<(String, Vec<u8>)>, Refused> {
    let files = body.get("directoryContents").and_then(Value::as_array);
    let files = files.ok_or_else(|| input("directoryContents must be a list of files"))?;
    let file = |file: &Value| {
        let text = |key: &str| file.get(key).and_then(Value::as_str);
        let path = text("path").ok_or_else(|| input("every file of directoryContents has a path"))?;
        let content = text("base64Content").and_then(|text| STANDARD.decode(text).ok());
        let content = content.ok_or_else(|| input(format!("{path}: base64Content must be base64")))?;
        Ok((path.to_owned(), content))
    };
    files.iter().map(file).collect()
}
