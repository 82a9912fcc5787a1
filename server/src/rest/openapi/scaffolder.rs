//! Templates, tasks and actions: the operations of `rest/scaffolder`.

use super::{
    parameters::{path, query, repeated},
    replies::Refusal,
    words::{Described, flag, get, list, named, number, object, one_of, post, text},
};
use axum::http::StatusCode;
use serde_json::json;
use utoipa::openapi::{
    Required,
    schema::{ObjectBuilder, SchemaType, Type},
};

const TASK: &str = "9b2c4f6e-0c51-4b7e-9a3e-3a0a3c1d2e4f";

pub(super) fn operations() -> Vec<Described> {
    let mut operations = vec![parameter_schema(), actions(), extensions()];
    operations.extend(tasks());
    operations.extend(events());
    operations.extend([dry_run(), autocomplete()]);
    operations
}

fn parameter_schema() -> Described {
    get(
        "/v2/templates/{namespace}/{kind}/{name}/parameter-schema",
        "getTemplateParameterSchema",
        "The form of a template",
    )
    .takes(path("namespace", "Namespace of the template.", "default"))
    .takes(path("kind", "Always `template`.", "template"))
    .takes(path("name", "Name of the template.", "rust-service"))
    .answers(
        StatusCode::OK,
        "Its pages, each with the JSON Schema as written.",
        named("TemplateParameterSchema"),
        json!({ "title": "Rust service", "steps": [{ "title": "Basics", "schema": { "properties": {} } }] }),
    )
    .refuses(&[Refusal::Input, Refusal::NotFound])
}

fn actions() -> Described {
    get("/v2/actions", "listActions", "What steps of templates can do").answers(
        StatusCode::OK,
        "All actions, by id.",
        list(named("TemplateAction")),
        json!([{ "id": "debug:log", "description": "Writes a message", "examples": [], "schema": {} }]),
    )
}

fn extensions() -> Described {
    get(
        "/v2/templating-extensions",
        "listTemplatingExtensions",
        "What is added to the language of expressions",
    )
    .answers(
        StatusCode::OK,
        "Filters, functions and values by name.",
        anything("As the clients of Backstage know it."),
        json!({ "filters": { "pick": {} }, "globals": { "functions": {}, "values": {} } }),
    )
}

fn tasks() -> Vec<Described> {
    let id = || path("id", "Identifier of the task.", TASK);
    let task =
        json!({ "id": TASK, "spec": {}, "status": "processing", "createdAt": "2026-11-20T11:08:03.120Z" });
    vec![
        post("/v2/tasks", "startTask", "Start a task")
            .body(
                Required::True,
                "TaskRequest",
                json!({ "templateRef": "template:default/rust-service", "values": { "name": "cart" } }),
            )
            .answers(StatusCode::CREATED, "It waits for a worker.", named("TaskId"), json!({ "id": TASK }))
            .note("Values that do not fit the form are refused with `{errors}`, one for each.")
            .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::TooLarge]),
        get("/v2/tasks", "listTasks", "List tasks")
            .takes(repeated("createdBy", "Made by one of these users.", json!(["user:default/ada"])))
            .takes(repeated("status", "In one of these statuses.", json!(["failed"])))
            .takes(repeated(
                "order",
                "`asc:` or `desc:`, then `created_at`, `status` or `created_by`.",
                json!(["desc:created_at"]),
            ))
            .takes(query("limit", "At most so many.", number(0)))
            .takes(query("offset", "Leave out so many.", number(0)))
            .answers(
                StatusCode::OK,
                "The newest first, unless an order is given.",
                named("TaskList"),
                json!({ "tasks": [task], "totalTasks": 1 }),
            )
            .refuses(&[Refusal::Input]),
        get("/v2/tasks/{id}", "getTask", "Get a task")
            .takes(id())
            .answers(StatusCode::OK, "The task, without its secrets.", named("Task"), task)
            .refuses(&[Refusal::NotFound]),
        post("/v2/tasks/{id}/cancel", "cancelTask", "Cancel a task")
            .takes(id())
            .answers(
                StatusCode::OK,
                "Its worker is told.",
                object().property("status", text()),
                json!({ "status": "cancelled" }),
            )
            .refuses(&[Refusal::NotFound]),
        post("/v2/tasks/{id}/retry", "retryTask", "Go on from the step that failed")
            .takes(id())
            .body(Required::False, "TaskSecrets", json!({ "secrets": {} }))
            .answers(StatusCode::CREATED, "It waits for a worker.", named("TaskId"), json!({ "id": TASK }))
            .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::Conflict]),
    ]
}

fn events() -> Vec<Described> {
    let id = || path("id", "Identifier of the task.", TASK);
    let after = || query("after", "Only events with a larger number.", number(0));
    let event = json!({
        "id": 7, "isTaskRecoverable": false, "taskId": TASK, "type": "log", "createdAt": "2026-11-20T11:08:03.120Z",
        "body": { "message": "Beginning step Fetch", "stepId": "fetch", "status": "processing" }
    });
    vec![
        get("/v2/tasks/{id}/eventstream", "streamTaskEvents", "Follow a task")
            .takes(id())
            .takes(after())
            .note("Server-sent events: `event:` is the type, `data:` a record as `listTaskEvents` gives it. Ends with the task.")
            .answers(StatusCode::OK, "The events as they come, as `text/event-stream`.", text(), json!("event: log"))
            .refuses(&[Refusal::Input, Refusal::NotFound]),
        get("/v2/tasks/{id}/events", "listTaskEvents", "What happened to a task")
            .takes(id())
            .takes(after())
            .note("Answers as soon as there is something, at the latest after 30 seconds.")
            .answers(StatusCode::OK, "The next events, oldest first.", list(named("TaskEvent")), json!([event]))
            .refuses(&[Refusal::Input, Refusal::NotFound]),
    ]
}

fn dry_run() -> Described {
    post("/v2/dry-run", "dryRun", "Try a template out")
        .body(
            Required::True,
            "DryRunRequest",
            json!({
                "template": {
                    "apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template", "metadata": { "name": "rust" },
                    "spec": { "type": "service", "steps": [] }
                },
                "values": {}, "directoryContents": []
            }),
        )
        .note("Nothing happens outside of a folder that is thrown away; actions that cannot be tried give an example.")
        .answers(
            StatusCode::OK,
            "What was told and made. With `error` if it failed.",
            named("DryRunResult"),
            json!({ "log": [], "steps": [], "output": {}, "directoryContents": [] }),
        )
        .refuses(&[Refusal::Input, Refusal::TooLarge])
}

fn autocomplete() -> Described {
    post("/v2/autocomplete/{provider}/{resource}", "autocomplete", "What a host has, for forms")
        .takes(path("provider", "Kind of host, such as `github`.", "gitea"))
        .takes(path("resource", "What is asked for, such as `repositories`.", "repositories"))
        .body(Required::True, "AutocompleteRequest", json!({ "token": "…", "context": {} }))
        .answers(
            StatusCode::OK,
            "What there is.",
            object().property("results", list(object().property("id", text()).property("title", text()))),
            json!({ "results": [{ "id": "acme/cart" }] }),
        )
        .refuses(&[Refusal::Input])
}

fn anything(meaning: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::Object)).description(Some(meaning))
}

/// The shapes of bodies and answers.
pub(super) fn schemas() -> [(&'static str, ObjectBuilder); 11] {
    let status = || one_of(&["open", "processing", "completed", "failed", "cancelled"]);
    let file = || {
        object()
            .property("path", text())
            .property("executable", flag())
            .property("base64Content", text())
            .required("path")
            .required("base64Content")
    };
    let page = object()
        .property("title", text())
        .property("description", text())
        .property("schema", anything("JSON Schema with keys that say how it is shown."));
    [
        (
            "TemplateParameterSchema",
            object()
                .property("title", text())
                .property("description", text())
                .property("presentation", anything("Labels of buttons."))
                .property("ui:options", anything("As the template has them."))
                .property("steps", list(page))
                .property("formDecorators", list(anything("As the template has them.")))
                .required("title")
                .required("steps"),
        ),
        (
            "TemplateAction",
            object()
                .property("id", text())
                .property("description", text())
                .property(
                    "examples",
                    list(object().property("description", text()).property("example", text())),
                )
                .property("schema", anything("`input` and `output`, as JSON Schema."))
                .required("id"),
        ),
        (
            "TaskRequest",
            object()
                .property("templateRef", text())
                .property("values", anything("What the form was filled in with."))
                .property("secrets", anything("Texts by name. They are never told again."))
                .required("templateRef"),
        ),
        ("TaskSecrets", object().property("secrets", anything("Texts by name."))),
        ("TaskId", object().property("id", text()).required("id")),
        (
            "Task",
            object()
                .property("id", text())
                .property("spec", anything("What it is to do, unrendered."))
                .property("status", status())
                .property("createdAt", text())
                .property("lastHeartbeatAt", text())
                .property("createdBy", text())
                .required("id")
                .required("status"),
        ),
        ("TaskList", object().property("tasks", list(named("Task"))).property("totalTasks", number(0))),
        (
            "TaskEvent",
            object()
                .property("id", number(1))
                .property("isTaskRecoverable", flag())
                .property("taskId", text())
                .property("type", one_of(&["log", "completion", "cancelled", "recovered"]))
                .property("body", anything("`message`, with `stepId`, `status`, `output` or `error`."))
                .property("createdAt", text())
                .required("id")
                .required("type"),
        ),
        (
            "DryRunRequest",
            object()
                .property("template", anything("The entity."))
                .property("values", anything("What the form was filled in with."))
                .property("secrets", anything("Texts by name."))
                .property("directoryContents", list(file()))
                .required("template")
                .required("directoryContents"),
        ),
        (
            "DryRunResult",
            object()
                .property("log", list(object().property("body", anything("As in `TaskEvent`."))))
                .property("steps", list(anything("`id`, `name`, `action`.")))
                .property("output", anything("What the task would tell."))
                .property("directoryContents", list(file()))
                .property("error", anything("`name` and `message`.")),
        ),
        (
            "AutocompleteRequest",
            object()
                .property("token", text())
                .property("context", anything("What is known already."))
                .required("token"),
        ),
    ]
}
