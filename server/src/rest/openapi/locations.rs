//! Locations: the operations of `rest/locations`.

use super::{
    parameters::{BY_NAME, path, query},
    replies::Refusal,
    schemas::registered,
    words::{Described, delete, get, list, named, one_of, post, put},
};
use axum::http::StatusCode;
use serde_json::json;
use utoipa::openapi::{Required, path::ParameterBuilder};

pub(super) fn operations() -> Vec<Described> {
    let mut all = reading();
    all.extend([create(), change(), remove()]);
    all
}

fn id() -> ParameterBuilder {
    path("id", "The identifier of the registration.", "0b2a9c4e-70f5-4d5d-9d1b-3b0a5a7a7c55")
}

fn reading() -> Vec<Described> {
    let refusals = [Refusal::Input, Refusal::NotFound, Refusal::Internal];
    let found = |described: Described| {
        described.answers(StatusCode::OK, "The location.", named("Location"), registered()).refuses(&refusals)
    };
    let by_entity = get(
        "/locations/by-entity/{kind}/{namespace}/{name}",
        "getLocationByEntity",
        "The registered location that an entity comes from",
    );
    vec![
        get("/locations", "listLocations", "All registered locations")
            .note("Locations of the configuration are not among them.")
            .answers(
                StatusCode::OK,
                "The locations.",
                list(named("ListedLocation")),
                json!([{ "data": registered() }]),
            )
            .refuses(&[Refusal::Input, Refusal::Internal]),
        post("/locations/by-query", "queryLocations", "A page of registered locations")
            .note("The fields of a query are `id`, `type`, `target` and `entityRef`.")
            .body(
                Required::False,
                "LocationPageQuery",
                json!({ "limit": 100, "query": { "target": { "$hasPrefix": "https://git.example.com/" } } }),
            )
            .answers(
                StatusCode::OK,
                "The page.",
                named("LocationPage"),
                json!({ "items": [registered()], "totalItems": 1, "pageInfo": {} }),
            )
            .refuses(&[Refusal::Input, Refusal::TooLarge, Refusal::Internal]),
        found(get("/locations/{id}", "getLocation", "One registered location").takes(id())),
        found(by_entity.shares(BY_NAME)),
    ]
}

fn create() -> Described {
    post("/locations", "registerLocation", "Register a location, or try one out")
        .note(
            "Returns as soon as it is registered; its entities appear when it was read. On a dry run nothing is \
             registered: the reply holds the entities that would appear, or 400 says what is wrong with them.",
        )
        .takes(query(
            "dryRun",
            "Whether only to try; anything but `true`, `yes`, `y`, `1` and `on` means no.",
            one_of(&["true", "false"]),
        ))
        .takes(query(
            "onConflict",
            "What to do if it is registered already: refuse, or read it again.",
            one_of(&["reject", "refresh"]),
        ))
        .body(Required::True, "LocationInput", input())
        .answers(
            StatusCode::CREATED,
            "It is registered, or would be.",
            named("RegisteredLocation"),
            json!({ "location": registered(), "entities": [] }),
        )
        .refuses(&[
            Refusal::Input,
            Refusal::NotAllowed,
            Refusal::Conflict,
            Refusal::TooLarge,
            Refusal::Internal,
        ])
}

fn input() -> serde_json::Value {
    json!({ "type": "url", "target": "https://git.example.com/acorn/till/catalog-info.yaml" })
}

fn change() -> Described {
    put("/locations/{id}", "changeLocation", "Give a registered location another target")
        .note("Its identifier and its Location entity stay.")
        .takes(id())
        .body(Required::True, "LocationInput", input())
        .answers(StatusCode::OK, "The location as it is now.", named("Location"), registered())
        .refuses(&[
            Refusal::Input,
            Refusal::NotAllowed,
            Refusal::NotFound,
            Refusal::Conflict,
            Refusal::TooLarge,
            Refusal::Internal,
        ])
}

fn remove() -> Described {
    delete("/locations/{id}", "removeLocation", "Remove a registered location")
        .note("Everything that nothing else leads to goes with it.")
        .takes(id())
        .says(StatusCode::NO_CONTENT, "It is removed.")
        .refuses(&[Refusal::Input, Refusal::NotAllowed, Refusal::NotFound, Refusal::Internal])
}
