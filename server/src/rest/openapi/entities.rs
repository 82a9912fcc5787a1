//! Reading the catalog: the operations of `rest/catalog.rs`.

use super::{
    parameters::{BY_NAME, Shared, path, query, repeated},
    replies::Refusal,
    schemas::till,
    words::{Described, delete, get, list, named, number, one_of, post, text},
};
use axum::http::StatusCode;
use portico_query::limits::DEFAULT_PAGE_LIMIT;
use serde_json::{Value, json};
use utoipa::openapi::{Required, path::ParameterStyle};

/// What every POST can be refused with.
const BODY: [Refusal; 2] = [Refusal::Input, Refusal::TooLarge];

pub(super) fn operations() -> Vec<Described> {
    let mut all = vec![list_entities(), page(), posted_page(), by_refs(), facets(), posted_facets()];
    all.extend(single());
    all
}

fn page_of_tills() -> Value {
    json!({ "items": [till()], "totalItems": 1, "pageInfo": {} })
}

fn list_entities() -> Described {
    get("/entities", "listEntities", "All entities that match, or a page of them by number")
        .note("Without `limit`, `offset` and `after`, everything is listed at once.")
        .shares(&[Shared::Filter, Shared::Fields])
        .takes(repeated(
            "order",
            "`asc:<field>` or `desc:<field>`; entities without the field come last. When everything is listed at \
             once, only the first counts, and entities without the field are left out.",
            json!(["asc:metadata.name"]),
        ))
        .takes(query("limit", "At most so many.", number(1)))
        .takes(query("offset", "After so many.", number(0)))
        .takes(query("after", "The page that the `Link` header of the page before leads to.", text()))
        .answers_with_header(
            "The entities.",
            ("Link", "Where the next page is, with `rel=\"next\"`, if more follow. Relative to `/api/catalog`."),
            list(named("Entity")),
            json!([till()]),
        )
        .refuses(&[Refusal::Input])
}

fn page() -> Described {
    let text_fields = "Where to look for the text: keys separated by commas. Without it, the sorted field.";
    get("/entities/by-query", "queryEntities", "A page of entities, by cursor")
        .note("With `cursor`, only `limit` and `fields` are looked at besides; everything else is in the cursor.")
        .shares(&[Shared::Fields, Shared::Filter])
        .takes(query("limit", "At most so many; 0 only counts.", number(0).default(Some(DEFAULT_PAGE_LIMIT.into()))))
        .takes(query("offset", "After so many; on the first page only.", number(0)))
        .takes(repeated(
            "orderField",
            "`<field>,asc` or `<field>,desc`; only the first counts. Entities without the field are left out.",
            json!(["metadata.name,asc"]),
        ))
        .takes(query("cursor", "`nextCursor` or `prevCursor` of an earlier reply.", text()))
        .takes(query(
            "totalItems",
            "Whether to count; if not, 0 is reported.",
            one_of(&["include", "exclude"]).default(Some("include".into())),
        ))
        .takes(query("fullTextFilterTerm", "Part of a value, in any case.", text()))
        .takes(
            query("fullTextFilterFields", text_fields, list(text()))
                .style(Some(ParameterStyle::Form))
                .explode(Some(false)),
        )
        .answers(StatusCode::OK, "The page.", named("EntityPage"), page_of_tills())
        .refuses(&[Refusal::Input])
}

fn posted_page() -> Described {
    let example = json!({
        "limit": 20,
        "orderBy": [{ "field": "metadata.name", "order": "asc" }],
        "query": { "$all": [{ "kind": "component" }, { "relations.ownedBy": "group:default/team-oak" }] },
    });
    post("/entities/by-query", "queryEntitiesByPredicate", "A page of entities that satisfy a predicate")
        .note("Needs no body at all. Cursors of the GET are accepted, and the other way around.")
        .body(Required::False, "EntityPageQuery", example)
        .answers(StatusCode::OK, "The page.", named("EntityPage"), page_of_tills())
        .refuses(&BODY)
}

fn by_refs() -> Described {
    let example = json!({
        "entityRefs": ["component:default/till", "component:default/none"],
        "fields": ["kind", "metadata.name"],
    });
    let till = json!({ "kind": "Component", "metadata": { "name": "till" } });
    post("/entities/by-refs", "getEntitiesByRefs", "Many entities by their references")
        .shares(&[Shared::Filter])
        .body(Required::True, "EntityRefsQuery", example)
        .answers(
            StatusCode::OK,
            "The entities in the order of the references, and null where there is none.",
            named("EntitiesByRefs"),
            json!({ "items": [till, null] }),
        )
        .refuses(&BODY)
}

fn single() -> Vec<Described> {
    let uid = || path("uid", "The uid, in any case.", "6c2a7b0e-94c4-4f0b-8a55-0f1f3b0f8f11");
    let refusals = [Refusal::Input, Refusal::NotFound];
    vec![
        get("/entities/by-uid/{uid}", "getEntityByUid", "One entity by its uid")
            .takes(uid())
            .answers(StatusCode::OK, "The entity.", named("Entity"), till())
            .refuses(&refusals),
        delete("/entities/by-uid/{uid}", "removeEntityByUid", "Take an entity out of the catalog")
            .note("It comes back as a new one if something still lists it. One that is not there is fine.")
            .takes(uid())
            .says(StatusCode::NO_CONTENT, "It is not there any more.")
            .refuses(&[Refusal::Input, Refusal::Internal]),
        get("/entities/by-name/{kind}/{namespace}/{name}", "getEntityByName", "One entity by its name")
            .shares(BY_NAME)
            .answers(StatusCode::OK, "The entity.", named("Entity"), till())
            .refuses(&refusals),
    ]
}

fn counted() -> Value {
    json!({ "facets": { "kind": [{ "value": "API", "count": 12 }, { "value": "Component", "count": 40 }] } })
}

fn facets() -> Described {
    let facet = repeated("facet", "A key whose values are counted.", json!(["kind"]));
    get("/entity-facets", "countFacets", "The values of keys, and how many entities have each")
        .takes(facet.required(Required::True))
        .shares(&[Shared::Filter])
        .answers(StatusCode::OK, "The counts.", named("Facets"), counted())
        .refuses(&[Refusal::Input])
}

fn posted_facets() -> Described {
    let example = json!({ "facets": ["kind"], "query": { "metadata.tags": "rust" } });
    post("/entity-facets", "countFacetsByPredicate", "The same, over the entities that satisfy a predicate")
        .body(Required::True, "FacetsQuery", example)
        .answers(StatusCode::OK, "The counts.", named("Facets"), counted())
        .refuses(&BODY)
}
