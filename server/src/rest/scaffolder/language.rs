//! What is added to the language of expressions.

use super::{Reply, reply};
use portico_template::filters::DESCRIPTIONS;
use serde_json::{Map, json};

/// `GET /v2/templating-extensions`.
pub(super) async fn extensions() -> Reply {
    let filters: Map<_, _> = DESCRIPTIONS
        .iter()
        .map(|(name, description, example)| {
            let told = json!({ "description": description, "examples": [{ "example": example }] });
            ((*name).to_owned(), told)
        })
        .collect();
    let none = json!({});
    let told = json!({ "filters": filters, "globals": { "functions": none, "values": none } });
    Ok(reply::json(told.to_string()))
}
