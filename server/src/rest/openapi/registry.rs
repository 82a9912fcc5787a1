//! What is done to entities: the operations of `rest/registry.rs`, and those that tell what happened.

use super::{
    parameters::{BY_NAME, header, path, query},
    replies::Refusal,
    schemas::till,
    words::{Described, flag, get, named, number, one_of, post, text},
};
use crate::rest::history::{DEFAULT_LIMIT, MOST};
use axum::http::StatusCode;
use serde_json::json;
use utoipa::openapi::Required;

pub(super) fn operations() -> Vec<Described> {
    vec![ancestry(), refresh(), analyze(), validate()]
}

fn ancestry() -> Described {
    let example = json!({
        "rootEntityRef": "component:default/till",
        "items": [{ "entity": till(), "parentEntityRefs": ["location:default/acorn"] }],
    });
    get(
        "/entities/by-name/{kind}/{namespace}/{name}/ancestry",
        "getEntityAncestry",
        "What leads to an entity",
    )
    .note("The entity first, then what it was read from, up to where that begins.")
    .shares(BY_NAME)
    .answers(StatusCode::OK, "The entity and those that lead to it.", named("Ancestry"), example)
    .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::Internal])
}

fn refresh() -> Described {
    post("/refresh", "refreshEntity", "Read the sources of an entity again")
        .note("Returns at once; what was read appears a little later.")
        .body(Required::True, "RefreshRequest", json!({ "entityRef": "component:default/till" }))
        .says(StatusCode::OK, "The sources are read now.")
        .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::TooLarge, Refusal::Internal])
}

fn analyze() -> Described {
    let proposal = json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": { "name": "till" },
        "spec": { "type": "other", "lifecycle": "unknown" },
    });
    post("/analyze-location", "analyzeLocation", "Propose an entity for a repository that has none")
        .body(
            Required::True,
            "AnalyzeRequest",
            json!({ "location": { "type": "url", "target": "https://git.example.com/acorn/till" } }),
        )
        .answers(
            StatusCode::OK,
            "What is there, and what could be.",
            named("Analysis"),
            json!({ "existingEntityFiles": [], "generateEntities": [{ "entity": proposal, "fields": [] }] }),
        )
        .refuses(&[Refusal::Input, Refusal::TooLarge])
}

fn validate() -> Described {
    let errors = json!({ "errors": [{ "name": "TypeError", "message": "spec.owner: is missing" }] });
    let location = "url:https://git.example.com/acorn/till/catalog-info.yaml";
    // As a file says it, without what the catalog adds.
    let entity = json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": { "name": "till", "description": "Takes money" },
        "spec": { "type": "service", "lifecycle": "production", "owner": "team-oak" },
    });
    post("/validate-entity", "validateEntity", "Say whether the catalog would take an entity")
        .note("A request that itself is wrong gets 400 too, with the usual body of errors.")
        .body(Required::True, "ValidateRequest", json!({ "entity": entity, "location": location }))
        .says(StatusCode::OK, "It would.")
        .answers(StatusCode::BAD_REQUEST, "It would not, and why.", named("ValidationOutcome"), errors)
        .refuses(&[Refusal::TooLarge])
}

/// The operation of `rest/history.rs`.
pub(super) fn history() -> Vec<Described> {
    let texts = "Whether to send the entities before and after each change.";
    let change = json!({
        "sequence": 731,
        "at": 1_790_000_000_000_u64,
        "entityRef": "component:default/till",
        "change": "added",
        "source": "catalog/shop.yaml",
        "before": null,
        "after": till(),
    });
    let changes = get("/history", "listChanges", "What changed in the catalog, newest first")
        .note("Not part of Backstage's API.")
        .takes(query("entityRef", "Changes of this entity alone.", text()))
        .takes(query("before", "Changes before this position: `nextBefore` of the page before.", number(1)))
        .takes(query(
            "limit",
            "At most so many.",
            number(1).maximum(Some(MOST)).default(Some(DEFAULT_LIMIT.into())),
        ))
        .takes(query("texts", texts, flag().default(Some(true.into()))))
        .answers(
            StatusCode::OK,
            "The changes.",
            named("ChangePage"),
            json!({ "items": [change], "pageInfo": { "nextBefore": 731 } }),
        )
        .refuses(&[Refusal::Input, Refusal::Internal]);
    vec![changes]
}

/// The operation of `rest/webhooks.rs`.
pub(super) fn webhooks() -> Vec<Described> {
    let topic = path("topic", "Which host sends it.", "github").schema(Some(one_of(&[
        "github",
        "gitlab",
        "azureDevOps",
    ])));
    let message = json!({ "repository": { "html_url": "https://github.com/acorn/till" } });
    let receive = post("/http/{topic}", "receiveWebhook", "Tell that something was pushed")
        .note(
            "What was read from the repository is read again at once. Taken only if the configuration has \
             `events.modules.<topic>.webhookSecret`, and only from those who prove to know it: GitHub signs its \
             messages, GitLab sends it as a token, Azure DevOps as the password of basic authentication. Messages \
             about other events are accepted, and nothing happens.",
        )
        .takes(topic)
        .takes(header("X-GitHub-Event", "What happened, said by GitHub; `push` counts."))
        .takes(header("X-Hub-Signature-256", "GitHub's signature of the body: `sha256=` and hexadecimal digits."))
        .takes(header("X-Gitlab-Event", "What happened, said by GitLab; `Push Hook` counts."))
        .takes(header("X-Gitlab-Token", "The secret, sent by GitLab."))
        .body(Required::True, "WebhookMessage", message)
        .says(StatusCode::ACCEPTED, "The message was taken.")
        .refuses(&[
            Refusal::Input,
            Refusal::Unauthenticated,
            Refusal::NotAllowed,
            Refusal::NotFound,
            Refusal::TooLarge,
            Refusal::Internal,
        ]);
    vec![receive]
}

/// The document itself.
pub(super) fn document() -> Vec<Described> {
    let schema = super::words::object().description(Some("An OpenAPI 3.1 document."));
    let document =
        get("/openapi.json", "getCatalogDocument", "This document, as far as it is about the catalog")
            .answers(StatusCode::OK, "The document.", schema, json!({ "openapi": "3.1.0" }));
    vec![document]
}
