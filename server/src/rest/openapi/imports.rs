//! Imports of bills: the operations of `rest/costs/imports.rs`.

use super::{
    parameters::{path, query},
    replies::Refusal,
    words::{Described, delete, get, list, named, number, object, one_of, post, text},
};
use axum::http::StatusCode;
use serde_json::json;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

pub(super) fn operations() -> Vec<Described> {
    let source =
        || query("source", "The id of a source (`costInsights.sources`). Without it, all of them.", text());
    let all = get("/imports", "getCostImports", "Where bills come from, and how taking them in goes")
        .note(
            "Each source with its last imports and its files: how many rows of each were understood, and how much of \
             it counts. Of files that say the same, the newest counts. Times are milliseconds since 1970.",
        )
        .takes(source())
        .answers(StatusCode::OK, "The sources.", named("CostImports"), example())
        .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::Internal]);
    let start = post("/imports", "startCostImport", "Look for new bills now")
        .note("What is new is read by the process that leads; `GET` says how far it is.")
        .takes(source())
        .says(StatusCode::ACCEPTED, "It begins within a second, or when what is running has ended.")
        .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::Internal]);
    let end = delete("/imports", "endCostImport", "End the import that is running")
        .note("What counted before still does. What was read whole is not read again.")
        .takes(source())
        .says(StatusCode::ACCEPTED, "It ends within a second.")
        .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::Internal]);
    let bad = get("/imports/{id}/bad-rows.csv", "getCostBadRows", "The rows of a bill that could not be read")
        .note("As many as are kept, with their line, the column that is wrong, and why. Their costs are in no total.")
        .takes(path("id", "The id of a file.", "1"))
        .answers_as("The rows.", "text/csv", "line,column,value,reason,row\r\n")
        .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::Internal]);
    vec![all, start, end, bad]
}

fn example() -> serde_json::Value {
    json!({ "sources": [{
        "id": "aws", "title": "AWS", "target": "s3://acorn-bills/focus/", "newFiles": "replace",
        "frequencySeconds": 3600, "nextMs": 1_764_000_000_000_i64, "badRows": 0,
        "warnings": [],
        "runs": [{
            "startedMs": 1_763_996_400_000_i64, "endedMs": 1_763_996_401_000_i64, "state": "done", "error": null,
            "report": {
                "files": 1, "filesDone": 1, "filesUnchanged": 0, "file": null, "bytes": 4096, "bytesOf": 4096,
                "rows": 1000, "badRows": 0, "failures": [], "failed": 0,
            },
        }],
        "totals": [{ "currency": "USD", "rows": 1000, "billed": "12.5", "effective": "11.25" }],
        "files": [{
            "id": 1, "path": "focus/2025-10.csv.gz", "bytes": 4096, "modifiedMs": 1_763_996_000_000_i64,
            "takenMs": 1_763_996_401_000_i64, "goneMs": null, "goodRows": 1000, "badRows": 0, "counts": "all",
            "supersededBy": [], "report": { "mapping": "focus", "months": ["2025-10"] },
        }],
    }] })
}

/// The shapes of answers.
pub(super) fn schemas() -> [(&'static str, ObjectBuilder); 4] {
    let at = |meaning: &str| number(0).description(Some(format!("{meaning}, in milliseconds since 1970.")));
    let anything = || ObjectBuilder::new().schema_type(SchemaType::new(Type::Object));
    let imports = object().property("sources", list(named("CostSource"))).required("sources");
    let source = object()
        .property("id", text())
        .property("title", text())
        .property("target", text().description(Some("Where its files lie, without credentials.")))
        .property("newFiles", one_of(&["replace", "add", "latest"]))
        .property("frequencySeconds", number(0))
        .property("nextMs", at("When it is looked at next; null where another process does it"))
        .property("runs", list(named("CostImport")).description(Some("The last ones, the latest first.")))
        .property(
            "totals",
            list(anything()).description(Some("What counts, by currency; amounts are texts.")),
        )
        .property("badRows", number(0))
        .property(
            "warnings",
            list(text()).description(Some("What is odd about what counts, and what to do about it.")),
        )
        .property("files", list(named("CostFile")))
        .required("id")
        .required("files");
    let import = object()
        .property("startedMs", at("When it began"))
        .property("endedMs", at("When it ended; null while it runs"))
        .property("state", one_of(&["running", "done", "failed", "cancelled"]))
        .property(
            "report",
            anything().description(Some("How far it is, or was: files, rows, and what failed.")),
        )
        .property("error", text().description(Some("Why it came to nothing, or to less than it should.")))
        .required("state");
    let file = object()
        .property("id", number(0))
        .property("path", text())
        .property("bytes", number(0))
        .property("modifiedMs", at("When it was written"))
        .property("takenMs", at("When it was read"))
        .property("goneMs", at("When it was found to be gone; it counts all the same"))
        .property("goodRows", number(0))
        .property("badRows", number(0))
        .property("counts", one_of(&["all", "partly", "nothing", "pending", "waiting"]))
        .property(
            "supersededBy",
            list(text()).description(Some("Files that say instead what does not count.")),
        )
        .property("report", anything().description(Some("What was said when it was read.")))
        .required("id")
        .required("counts");
    [("CostImports", imports), ("CostSource", source), ("CostImport", import), ("CostFile", file)]
}
